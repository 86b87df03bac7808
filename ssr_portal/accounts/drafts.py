"""What a person's browser keeps of text that has not reached us: under which key, and until when.

Pages hand the key out after signing in, and scripts hold it in memory only: what lies in the browser's storage cannot be read by
whoever uses the browser next. The same person gets the same key again, on any day. A form's draft is kept until we name the
form, in a cookie that scripts read, as one whose post was taken: an answer that never arrived names nothing. Each form has a
cookie of its own, so that two answers at the same time leave both names.
"""

import base64
from datetime import timedelta

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils.crypto import salted_hmac

SALT = "ssr_portal.accounts.drafts"
SAVED = "__Host-saved-" if settings.HTTPS else "saved-"  # and the form's mark
MOST_NAMED = 20  # a browser that brings so many has no script to read them, and so no drafts
NAMED = timedelta(days=7)


def taken(request: HttpRequest, response: HttpResponse, form: str) -> HttpResponse:
    """Tell the browser that what it posted from the form with this mark is stored, so that it forgets its draft."""
    unread = [name for name in request.COOKIES if name.startswith(SAVED)]
    for name in unread if len(unread) >= MOST_NAMED else ():
        response.delete_cookie(name, samesite="Lax")
    response.set_cookie(SAVED + form, "1", max_age=NAMED, secure=settings.HTTPS, samesite="Lax")
    return response


def key_of(person_pk: int) -> str:
    """256 bits in base64, for AES-GCM."""
    return base64.b64encode(salted_hmac(SALT, str(person_pk), algorithm="sha256").digest()).decode()
