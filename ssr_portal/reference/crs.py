"""OECD DAC CRS purpose codes (IATI vocabulary 1), all of them: programmes of several sectors have several.

Codes that were withdrawn in 2020 stand in many published files: they are read, and named as withdrawn. A code that is not in the
list is told, and never refused where others published it.
"""

import re
from collections.abc import Iterable

from django.utils.translation import gettext as _

from ssr_portal.reference import codelists
from ssr_portal.values.numbers import in_plain_figures

PURPOSES = codelists.items("purposes")


def codes_in(text: str) -> list[str]:
    """What is written, taken apart at blanks, commas, semicolons and strokes of any script, in plain figures; each once."""
    return list(dict.fromkeys(re.findall(r"[^\s,;/،؛、，；]+", in_plain_figures(text))))


def unknown(codes: Iterable[str]) -> list[str]:
    """Those that the list does not have."""
    return [code for code in codes if code not in PURPOSES]


def named(text: str) -> list[str]:
    """Each code that is written, with its name."""
    return [_named(code) for code in codes_in(text)]


def _named(code: str) -> str:
    if code not in PURPOSES:
        return _("%(code)s (not in the list)") % {"code": code}
    name, withdrawn = PURPOSES[code]
    if withdrawn:
        return _("%(code)s %(name)s (withdrawn)") % {"code": code, "name": name}
    return f"{code} {name}"
