"""One door for text, whoever brings it: forms, files, addresses. What any later part would choke on is taken out here.

SQLite refuses lone surrogates, PostgreSQL NUL, workbooks control characters, and bidirectional overrides can make a
text read as something that was never written. What separates words goes on separating them: it becomes a line end or a blank.
"""

import re
import unicodedata
from collections.abc import Callable
from typing import Any

from django import forms
from django.core.validators import MaxLengthValidator
from django.utils.translation import ngettext_lazy

from ssr_portal.values import web_addresses

LINE_END = re.compile("\r\n|[\r\v\f\x1c-\x1f\x85\u2028\u2029]")
NON_CHARACTERS = "\ufdd0-\ufdef" + "".join(
    f"{chr(plane + 0xFFFE)}{chr(plane + 0xFFFF)}" for plane in range(0, 0x110000, 0x10000)
)
CONTROL = re.compile(f"[\x00-\x08\x0e-\x1b\x7f-\x84\x86-\x9f\ud800-\udfff{NON_CHARACTERS}]")
BIDI_CONTROL = re.compile("[\u202a-\u202e\u2066-\u2069]")
# What shows nothing (Unicode: Default_Ignorable_Code_Point) besides blanks, and two letters that are drawn as nothing.
_IGNORED = (
    "\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180f\u200b-\u200f\u2060-\u206f\u3164\ufe00-\ufe0f\ufeff\uffa0"
)
INVISIBLE_PIECE = re.compile(
    f"[\\s{_IGNORED}\u2800\ufff0-\ufffb\U0001bca0-\U0001bca3\U0001d173-\U0001d17a\U000e0000-\U000e0fff]+"
)
# Taken from the ends: not the marks of direction, which turn what stands beside them, nor signs that choose a letter's form.
ENDS = (
    "\u00ad\u034f\u115f\u1160\u180e\u200b\u200c\u200d\u2060\u2061\u2062\u2063\u2064\u2800\u3164\ufeff\uffa0"
    + "".join(filter(str.isspace, map(chr, range(0x3001))))
)
BLANKS = re.compile("[ \t\n]+")


NOT_DRAWN = "\ufffc\U0001d159"  # an object that is not there, and the null notehead: both are drawn as nothing


def _shows_nothing(text: str) -> bool:
    """Whether no character of it is drawn, or none but marks that belong over a letter that is not there."""
    drawn = INVISIBLE_PIECE.sub("", text)
    return all(character in NOT_DRAWN or unicodedata.category(character)[0] == "M" for character in drawn)


def clean(text: str) -> str:
    """The text in NFC with plain line ends, without control characters, surrogates or bidirectional overrides.

    Nothing invisible stands at its ends, and what shows nothing at all is empty.
    """
    sound = unicodedata.normalize("NFC", BIDI_CONTROL.sub("", CONTROL.sub("", LINE_END.sub("\n", text))))
    trimmed = sound.strip(ENDS)
    return "" if _shows_nothing(trimmed) else trimmed


def one_line(text: str) -> str:
    """The same for a text of one line: line ends and tabs are blanks."""
    return BLANKS.sub(lambda run: run[0] if set(run[0]) == {" "} else " ", clean(text))


MOST_DIGITS = 9


def whole_number(text: str) -> int | None:
    """The number that a request carries outside a form, from 0 to 999,999,999; None for anything else.

    `str.isdigit` is no guard: it lets through "²" and thousands of digits, both of which `int` refuses.
    """
    return int(text) if text.isascii() and text.isdigit() and len(text) <= MOST_DIGITS else None


class AtMost(MaxLengthValidator):
    """Says by how much a text is too long."""

    message = ngettext_lazy(
        "At most %(limit_value)d character; this is %(over)d too long.",
        "At most %(limit_value)d characters; this is %(over)d too long.",
        "limit_value",
    )

    def __call__(self, value: str) -> None:
        """Refuse what is longer."""
        if len(value) > self.limit_value:
            over = len(value) - self.limit_value
            raise forms.ValidationError(
                self.message, code=self.code, params={"limit_value": self.limit_value, "over": over, "value": value}
            )


class Uncut(forms.CharField):
    """A text of at most `max_length` characters, of which the browser is not told.

    It would cut what is pasted, without a word. So all of it stays in the field, and the page says what is too much.
    """

    def __init__(self, *, max_length: int | None = None, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        if max_length is not None:
            self.validators.append(AtMost(max_length))


def stopped(text: str) -> str:
    """The text as the end of a sentence: with a full stop, unless it ends in one of its own, as "Ltd." does."""
    text = text.strip()
    return text if text.endswith((".", "!", "?", "…")) else f"{text}."


class PlainTextField(Uncut):
    """A text of paragraphs, kept as typed."""

    door: Callable[[str], str] = staticmethod(clean)

    def to_python(self, value: object) -> str | None:
        """The cleaned text; control characters are dropped before the validators see them."""
        return super().to_python(type(self).door(str(value)) if value is not None else value)


class LineField(PlainTextField):
    """A text of one line; what is pasted in several is one."""

    door = staticmethod(one_line)


class LinkField(LineField):
    """An address of the web, as published; https is assumed where nothing is said.

    No field for addresses by the browser's own rule: it would refuse what the portal takes.
    """

    widget = forms.TextInput(attrs={"inputmode": "url", "autocomplete": "off", "autocapitalize": "none"})
    default_validators = [web_addresses.is_an_address]

    def to_python(self, value: object) -> str:
        """Cleaned like any line, and in full."""
        return web_addresses.in_full(super().to_python(value) or "")


class LongTextField(PlainTextField):
    """A text of several lines."""

    widget = forms.Textarea(attrs={"rows": 4})
