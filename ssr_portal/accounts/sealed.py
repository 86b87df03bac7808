"""Text that travels through somebody's browser and back: nobody reads or changes it on the way, and it does not last.

A field of one page is sealed so, under a key that is derived from `SECRET_KEY`, and nothing is stored.
"""

import json
import zlib
from base64 import urlsafe_b64encode
from datetime import timedelta
from typing import Any

from cryptography.fernet import Fernet, InvalidToken
from django.utils.crypto import salted_hmac

SALT = "ssr_portal.accounts.sealed"


def seal(value: Any) -> str:
    """A value of JSON as letters of a form's field: of the length of its text or shorter, since it is packed first."""
    return _fernet().encrypt(zlib.compress(json.dumps(value).encode())).decode()


def unseal(sealed: str, *, most: timedelta) -> Any:
    """The value, or None for what we did not seal or sealed longer ago than `most`."""
    try:
        packed = _fernet().decrypt(sealed.encode(), ttl=int(most.total_seconds()))
    except (InvalidToken, UnicodeEncodeError):
        return None
    return json.loads(zlib.decompress(packed))


def _fernet() -> Fernet:
    return Fernet(urlsafe_b64encode(salted_hmac(SALT, "key", algorithm="sha256").digest()))
