"""One door for what people type: what any later part would choke on is taken out here.

SQLite refuses lone surrogates, workbooks refuse control characters, and unbalanced bidirectional controls can make a
text read as something that was never written.
"""

import re
import unicodedata

from django import forms

CONTROL = re.compile("[\x00-\x08\x0b-\x1f\x7f\ud800-\udfff\ufdd0-\ufdef\ufffe\uffff]")
BIDI_CONTROL = re.compile("[\u202a-\u202e\u2066-\u2069]")


def clean(text: str) -> str:
    """The text in NFC with plain line ends, without control characters, surrogates or bidirectional overrides."""
    lines = text.replace("\r\n", "\n").replace("\r", "\n")
    return BIDI_CONTROL.sub("", CONTROL.sub("", unicodedata.normalize("NFC", lines)))


MOST_DIGITS = 9


def whole_number(text: str) -> int | None:
    """The number that a request carries outside a form, from 0 to 999,999,999; None for anything else.

    `str.isdigit` is no guard: it lets through "²" and thousands of digits, both of which `int` refuses.
    """
    return int(text) if text.isascii() and text.isdigit() and len(text) <= MOST_DIGITS else None


class PlainTextField(forms.CharField):
    """A text of paragraphs, kept as typed; at most `max_length` characters."""

    def to_python(self, value: object) -> str:
        """The cleaned text; control characters are dropped before the validators see them."""
        return super().to_python(clean(str(value)) if value is not None else value)


class LongTextField(PlainTextField):
    """A text of several lines."""

    widget = forms.Textarea(attrs={"rows": 4})
