"""The key under which a person's browser keeps text that has not reached us.

Pages hand it out after signing in, and scripts hold it in memory only: what lies in the browser's storage cannot be read by
whoever uses the browser next. The same person gets the same key again, on any day.
"""

import base64

from django.utils.crypto import salted_hmac

SALT = "ssr_portal.accounts.drafts"


def key_of(person_pk: int) -> str:
    """256 bits in base64, for AES-GCM."""
    return base64.b64encode(salted_hmac(SALT, str(person_pk), algorithm="sha256").digest()).decode()
