"""Names of currencies in the reader's language, as Unicode's CLDR has them (Babel); in English those of the code list."""

import re
from collections.abc import Mapping
from functools import lru_cache

from babel import Locale, UnknownLocaleError
from django.utils.translation import get_language

ENGLISH = "en"
YEARS = re.compile(r" \([^()]*\d{4}[^()]*\)$")  # of a currency that is gone: pages tell them in their own way


def name(code: str, english: str) -> str:
    """The currency's name, or the English one where the language has none for it."""
    return YEARS.sub("", _names(get_language() or ENGLISH).get(code, english))


@lru_cache
def _names(language: str) -> Mapping[str, str]:
    try:
        locale = Locale.parse(language, sep="-")
    except (UnknownLocaleError, ValueError):
        return {}
    return {} if locale.language == ENGLISH else locale.currencies
