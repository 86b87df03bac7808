"""Text that travels through somebody's browser and back: nobody reads or changes it on the way, and it does not last.

The key stream is SHAKE-256's, an extendable output of the standard library, under a key that is derived from `SECRET_KEY` and a
nonce that is used once; the result is signed with its time by Django. Fields of one page are sealed so, and nothing is stored.
"""

import hashlib
import json
import secrets
import zlib
from base64 import urlsafe_b64decode, urlsafe_b64encode
from datetime import timedelta
from typing import Any

from django.core import signing
from django.utils.crypto import salted_hmac

SALT = "ssr_portal.accounts.sealed"
NONCE = 24  # bytes


def seal(value: Any) -> str:
    """A value of JSON as letters that fit into a form's field without growing."""
    nonce = secrets.token_bytes(NONCE)
    hidden = _mixed(zlib.compress(json.dumps(value).encode()), nonce)
    return signing.TimestampSigner(salt=SALT).sign(urlsafe_b64encode(nonce + hidden).decode())


def unseal(sealed: str, *, most: timedelta) -> Any:
    """The value, or None for what we did not seal or sealed longer ago than `most`."""
    try:
        whole = urlsafe_b64decode(signing.TimestampSigner(salt=SALT).unsign(sealed, max_age=most))
    except signing.BadSignature:
        return None
    return json.loads(zlib.decompress(_mixed(whole[NONCE:], whole[:NONCE])))


def _mixed(text: bytes, nonce: bytes) -> bytes:
    """The text with its key stream; done twice, the text itself."""
    key = salted_hmac(SALT, "key", algorithm="sha256").digest()
    stream = hashlib.shake_256(key + nonce).digest(len(text))
    return (int.from_bytes(text) ^ int.from_bytes(stream)).to_bytes(len(text))
