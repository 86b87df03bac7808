"""A language for tests: every string that is translated is about 40 % longer, accented, and stands in ⟦ ⟧.

`Save changes` reads `⟦Šààṽèè ĉĥààñĝèèš⟧`. It is no `.po` file but a catalogue that answers whatever it is asked, so no string is
forgotten. Letters without an accent on a page are therefore a string that nobody translates.
"""

import re
from collections.abc import Iterator
from contextlib import contextmanager

from django.conf import settings
from django.test import override_settings
from django.utils import translation
from django.utils.translation import gettext_lazy, trans_real

LANGUAGE = "en-xa"
# What a translator would leave alone: parameters, tags, entities, addresses.
KEPT = re.compile(r"%\(\w+\)[a-z]|%[a-z%]|\{[^}]*\}|<[^>]*>|&#?\w+;|https?://\S+")
PLAIN = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ"
ACCENTED = "àƀĉďèƒĝĥìĵķľɱñòþɋřšţùṽŵẋýžÀƁĈĎÈƑĜĤÌĴĶĽṀÑÒÞɊŘŠŢÙṼŴẊÝŽ"
ACCENTS = str.maketrans(PLAIN, ACCENTED)
VOWELS = re.compile("[aeiouAEIOU]")


def pseudo(text: str) -> str:
    """The text in the language of tests; parameters and tags stay as they are."""
    if not text.strip():
        return text
    words = KEPT.split(text)
    kept = [*KEPT.findall(text), ""]
    return f"⟦{''.join(_accented(word) + mark for word, mark in zip(words, kept, strict=True))}⟧"


def _accented(words: str) -> str:
    return VOWELS.sub(lambda vowel: vowel[0] + vowel[0].lower(), words).translate(ACCENTS)


class Catalogue(trans_real.DjangoTranslation):
    """Knows every string."""

    def gettext(self, message: str) -> str:
        """The message without its context."""
        return pseudo(message.rpartition(trans_real.CONTEXT_SEPARATOR)[2])

    def ngettext(self, msgid1: str, msgid2: str, n: int) -> str:
        """As English counts."""
        return self.gettext(msgid1 if n == 1 else msgid2)


@contextmanager
def spoken() -> Iterator[None]:
    """Within, the portal has this one language."""
    before = trans_real._default
    with override_settings(LANGUAGE_CODE=LANGUAGE, LANGUAGES=[(LANGUAGE, "Pseudo")]):
        trans_real._translations[LANGUAGE] = trans_real._default = Catalogue(LANGUAGE)
        try:
            with translation.override(LANGUAGE):
                yield
        finally:
            trans_real._default = before
            del trans_real._translations[LANGUAGE]


@contextmanager
def beside() -> Iterator[None]:
    """Within, the portal has this language beside its own, which is spoken where nobody chose this one."""
    with override_settings(LANGUAGES=[*settings.LANGUAGES, (LANGUAGE, gettext_lazy("Pseudo"))]):
        trans_real._translations[LANGUAGE] = Catalogue(LANGUAGE)  # which Django forgets when the setting changes back
        yield
