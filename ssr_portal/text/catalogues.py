"""A text is looked up once in a language, and not each time that it is shown.

Django asks a dozen catalogues for each text, each of them twice, and most of the portal's own stand in none: that was
a seventh of the time of a page with a thousand texts.
"""

from functools import lru_cache

from django.conf import settings
from django.utils.translation import trans_real

MOST_TEXTS = 8192  # the portal and Django have about half as many


def remember() -> None:
    """Let the catalogues of every language remember what they found. Asked once, when the portal starts."""
    for code, _name in settings.LANGUAGES:
        found = trans_real.translation(code)
        found.gettext = lru_cache(MOST_TEXTS)(found.gettext)  # type: ignore[method-assign]  # Django offers no other place
