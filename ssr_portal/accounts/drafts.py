"""What a person's browser keeps of text that has not reached us: under which key, and until when.

Pages hand the key out after signing in, and scripts hold it in memory only: what lies in the browser's storage cannot be read by
whoever uses the browser next. The same person gets the same key again, on any day. A form's draft is kept until we name the
form, in a cookie that scripts read, as one whose post was taken: an answer that never arrived names nothing.
"""

import base64
from datetime import timedelta

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils.crypto import salted_hmac

SALT = "ssr_portal.accounts.drafts"
SAVED = "__Host-saved" if settings.HTTPS else "saved"
MOST_NAMED = 10
NAMED = timedelta(days=7)


def taken(request: HttpRequest, response: HttpResponse, form: str) -> HttpResponse:
    """Tell the browser that what it posted from the form with this mark is stored, so that it forgets its draft."""
    named = [each for each in request.COOKIES.get(SAVED, "").split(".") if each.isalnum() and each != form]
    value = ".".join([*named, form][-MOST_NAMED:])
    response.set_cookie(SAVED, value, max_age=NAMED, secure=settings.HTTPS, samesite="Lax")
    return response


def key_of(person_pk: int) -> str:
    """256 bits in base64, for AES-GCM."""
    return base64.b64encode(salted_hmac(SALT, str(person_pk), algorithm="sha256").digest()).decode()
