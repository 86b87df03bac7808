"""Identifiers as the IATI Standard wants them. Publishers have others, which are taken and told (docs/domain.md §7)."""

import re

from django.utils.translation import gettext as _

FORBIDDEN = re.compile(r"[\s/&|?]")
ORGANISATION = re.compile(
    r"^[A-Za-z]{2,3}-[A-Za-z0-9_]+-."
)  # registration agency, hyphen, organisation, hyphen, activity


def fault_of(identifier: str) -> str:
    """What the standard would not have in an identifier, in words; empty where there is nothing, or no identifier."""
    if not identifier:
        return ""
    if FORBIDDEN.search(identifier):
        return _("The IATI Standard has no blanks and none of / & | ? in an identifier.")
    if not ORGANISATION.match(identifier):
        return _(
            "By the IATI Standard it begins with the identifier of the organisation and a hyphen, such as XM-DAC-7-PPR-23456."
        )
    return ""
