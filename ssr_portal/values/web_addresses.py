"""Web addresses as others publish them: taken where they are plainly one, a link only where they are sound (docs/domain.md §7).

Published addresses have blanks, underscores in the host or names of people; refusing them loses the source. What runs instead of
leading somewhere (javascript:, data:) is no address.
"""

import re
from urllib.parse import urlsplit

from django.core.exceptions import ValidationError
from django.core.validators import URLValidator
from django.utils.translation import gettext as _

MOST_CHARACTERS = 2000
LEADING = {"http", "https", "ftp", "ftps"}
SCHEME = re.compile(r"[A-Za-z][A-Za-z0-9+-]*(?=:(?!\d))")  # a number after the colon is a port
HOST = re.compile(r"(?:[^\s/?#@:\\.]+\.)+(?:[^\W\d_]{2,}|xn--[a-z0-9-]+)(?=[:/?#]|$)", re.IGNORECASE)
is_sound = URLValidator(["http", "https"])


def in_full(typed: str) -> str:
    """The address with https:// before it, where it begins with a host such as www.example.org."""
    bare = typed.removeprefix("//")
    return f"https://{bare}" if HOST.match(bare) and not SCHEME.match(bare) else typed


def is_an_address(typed: str) -> None:
    """Refuse what is no address on the web; raises ValidationError that says what it is instead."""
    scheme, host = _parts(typed)
    if scheme in LEADING and host:
        return
    if scheme and scheme not in LEADING:
        raise ValidationError(
            _("An address of the web begins with https://, http:// or ftp://; this one begins with “%(scheme)s:”."),
            params={"scheme": scheme},
            code="scheme",
        )
    raise ValidationError(
        _(
            "This is no address of the web, such as https://example.org/report. Numbers and archives go into “Reference”."
        ),
        code="invalid",
    )


def leads_somewhere(address: str) -> bool:
    """Whether the page may link to it: http or https, well formed, and without a name before the host, which misleads."""
    try:
        is_sound(address)
    except ValidationError:
        return False
    return "@" not in urlsplit(address).netloc and "\\" not in address


def fault_of(address: str) -> str:
    """Why an address that was taken is shown as text and is no link; empty where it is one, or there is none."""
    if not address or leads_somewhere(address):
        return ""
    scheme, host = _parts(address)
    if "@" in host:
        return _("It has a name or a password before the host.")
    if scheme.startswith("ftp"):
        return _("Browsers do not open ftp addresses.")
    return _("It is not written as addresses are, so it may lead nowhere.")


def _parts(typed: str) -> tuple[str, str]:
    """The scheme in small letters, and what stands where the host does; either may be empty."""
    scheme = SCHEME.match(typed)
    if scheme is None:
        return "", ""
    rest = typed[scheme.end() :]
    return scheme[0].lower(), re.split(r"[/?#\\]", rest[3:], maxsplit=1)[0].strip() if rest.startswith("://") else ""
