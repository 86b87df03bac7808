"""Browsers in which a person has signed in before: the limit on guesses at an account from anywhere does not hold for them.

The cookie proves no identity and opens nothing: password and all other limits stay.
"""

from django.conf import settings
from django.core import signing
from django.http import HttpRequest, HttpResponseBase
from django.utils.crypto import salted_hmac

from ssr_portal.accounts.addresses import in_small_letters

SALT = "ssr_portal.accounts.known_browsers"
NAME = "__Host-known" if settings.HTTPS else "known"
LASTS = 365 * 24 * 60 * 60  # seconds


def _digest(address: str) -> str:
    return salted_hmac(SALT, in_small_letters(address), algorithm="sha256").hexdigest()


def remember(response: HttpResponseBase, address: str) -> None:
    """Leave a signed mark that the owner of this address signed in here; it does not say which address."""
    mark = signing.TimestampSigner(salt=SALT).sign(_digest(address))
    response.set_cookie(NAME, mark, max_age=LASTS, secure=settings.HTTPS, httponly=True, samesite="Lax")


def is_known(request: HttpRequest, address: str) -> bool:
    """Whether the owner of this address signed in with this browser within the year."""
    try:
        digest = signing.TimestampSigner(salt=SALT).unsign(request.COOKIES.get(NAME, ""), max_age=LASTS)
    except signing.BadSignature:
        return False
    return digest == _digest(address)
