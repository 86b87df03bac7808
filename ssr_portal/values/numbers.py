"""Numbers as people write them, and as they are read back to them (docs/domain.md §7).

1 250 000,50 in one country is 1,250,000.50 in the next and 1’250’000.50 in a third. Blanks and apostrophes set figures apart;
whether a comma or a point does, its place tells. Where the place tells nothing (1.250), nobody guesses: the form asks.
"""

import re
import unicodedata
from decimal import ROUND_HALF_UP, Context, Decimal
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django_stubs_ext import StrOrPromise

from ssr_portal.values import figures

MOST_CHARACTERS = 60
EXACT = Context(prec=2 * MOST_CHARACTERS)
SIGNS = str.maketrans({"\u2212": "-", "\ufe63": "-", "\uff0d": "-", "\uff0b": "+"})
# Figures are set apart by blanks of any kind or apostrophes; the Arabic signs say themselves which they are.
APOSTROPHES = "'\u2019\u2018\u02bc\u02b9\u2032\u0060\u00b4\uff07\u066c"
MARKS = str.maketrans(dict.fromkeys(APOSTROPHES, "'") | {"\u066b": "d", "\uff0c": ",", "\uff0e": ".", "\u060c": ","})
SHOWN_AS_NOTHING = re.compile("[\u200b-\u200f\u061c\u2060\ufeff]")
BLANKS = re.compile(r"\s+")
GROUPED = re.compile(r"[0-9]{1,3}(?:([ ',.])[0-9]{3})(?:\1[0-9]{3})*")
EITHER = re.compile(r"([1-9][0-9]{0,2})[,.]([0-9]{3})")
THOUSAND, CENTS = 1000, 2
LARGE: tuple[tuple[int, StrOrPromise], ...] = (
    (10**12, gettext_lazy("%(n)s trillion")),
    (10**9, gettext_lazy("%(n)s billion")),
    (10**6, gettext_lazy("%(n)s million")),
)


class Unreadable(ValueError):
    """The text is no number."""


class Ambiguous(ValueError):
    """The text is one of two numbers: with the figures `grouped`, or with the last three after the point."""

    def __init__(self, grouped: Decimal, broken: Decimal) -> None:
        self.grouped, self.broken = grouped, broken
        super().__init__(f"{grouped} or {broken}")


def read(text: str) -> Decimal:
    """The number that is meant; raises Unreadable or Ambiguous."""
    plain = _plainly(text)
    sign, figures = (plain[0], plain[1:].lstrip(" ")) if plain[:1] in ("-", "+") else ("", plain)
    either = EITHER.fullmatch(figures)
    if either:
        raise Ambiguous(Decimal(sign + "".join(either.groups())), Decimal(sign + ".".join(either.groups())))
    whole, _mark, part = _taken_apart(figures)
    if GROUPED.fullmatch(whole):
        whole = re.sub("[ ',.]", "", whole)
    if not re.fullmatch("[0-9]+", whole + part):
        raise Unreadable(text)
    return Decimal(f"{sign}{whole or 0}.{part}")


def in_plain_figures(text: str) -> str:
    """The text with the figures of every script as 0 to 9."""
    return "".join(str(unicodedata.decimal(each, each)) for each in text)


def _plainly(text: str) -> str:
    """Figures of every script as 0 to 9, every blank as one, every apostrophe as one."""
    if len(text) > MOST_CHARACTERS:
        raise Unreadable(text)
    figures = in_plain_figures(SHOWN_AS_NOTHING.sub("", text))
    return BLANKS.sub(" ", figures.translate(SIGNS).translate(MARKS)).strip(" ")


def _taken_apart(figures: str) -> tuple[str, str, str]:
    """What stands before the decimal mark, the mark (if any), and what stands after it."""
    if "d" in figures:
        return figures.partition("d")
    points, commas = figures.count("."), figures.count(",")
    if points and commas:  # the last one is the decimal mark, the other sets figures apart
        last = max(".,", key=figures.rindex)
        return figures.rpartition(last) if figures.count(last) == 1 else ("?", "", "")
    if points + commas == 1:
        return figures.partition("." if points else ",")
    return figures, "", ""


def as_typed(value: Decimal | int) -> str:
    """In plain figures without needless noughts, such that `read` reads the same number."""
    plain = f"{Decimal(value):f}"
    if "." in plain:
        plain = plain.rstrip("0").rstrip(".")
    return f"{plain}0" if EITHER.fullmatch(plain.lstrip("-")) else plain


def grouped(value: Decimal | int) -> str:
    """In the reader's figures; decimals only where there are any, and no nought after the second."""
    return figures.shown(_without_noughts(value))


def _without_noughts(value: Decimal | int, *, cents: bool = False) -> Decimal:
    """With `cents`, one decimal becomes two: half a euro is written .50, not .5."""
    whole, _point, part = f"{Decimal(value):f}".partition(".")
    if not part.strip("0"):
        return Decimal(whole)
    kept = part.rstrip("0") if len(part) > CENTS else part
    return Decimal(f"{whole}.{kept.ljust(CENTS if cents else 0, '0')}")


def said(value: Decimal | int, unit: str = "") -> str:
    """An amount repeated to whoever typed it, so that a wrong figure is seen: EUR 1 250 000.50 (about 1.25 million)."""
    shown = f"{unit} {figures.shown(_without_noughts(value, cents=True))}".strip()
    words = in_words(value)
    return f"{shown} ({words})" if words else shown


def in_words(value: Decimal | int) -> str:
    """A number from a million on, to two decimals; nothing for smaller ones."""
    for size, words in LARGE:
        if abs(Decimal(value)) >= size:
            short = (Decimal(value) / size).quantize(Decimal("0.01"), ROUND_HALF_UP)
            text = words % {"n": grouped(short.normalize())}
            return text if short * size == value else _("about %(number)s") % {"number": text}
    return ""


class _Written(forms.IntegerField):
    """What both fields share: a text field, so that no turn of the mouse wheel changes it, which is read on the server."""

    widget = forms.TextInput(attrs={"inputmode": "decimal", "autocomplete": "off"})

    def to_python(self, value: Any) -> Any:
        """The number; a question where the text is one of two."""
        if value in self.empty_values or isinstance(value, Decimal | int):
            return None if value in self.empty_values else value
        try:
            return self.sense_of(read(str(value)))
        except Ambiguous as two:
            return self.sense_of(self._chosen(two, str(value)))
        except Unreadable as error:
            raise forms.ValidationError(self.error_messages["invalid"], code="invalid") from error

    def sense_of(self, value: Decimal) -> Decimal | int:
        """The number as this field gives it."""
        raise NotImplementedError

    def _chosen(self, two: Ambiguous, typed: str) -> Decimal:
        """The one of the two that this field can take; where it takes both, a question."""
        fitting = [each for each in (two.grouped, two.broken) if self.can_be(each)]
        if len(fitting) == 1:
            return fitting[0]
        raise forms.ValidationError(
            _("“%(typed)s” can be read as %(whole)s or as %(broken)s. Which do you mean? Write %(one)s or %(other)s."),
            params={
                "typed": typed.strip(),
                "whole": grouped(two.grouped),
                "broken": grouped(two.broken),
                "one": as_typed(two.grouped),
                "other": as_typed(two.broken),
            },
            code="ambiguous",
        )

    def can_be(self, value: Decimal) -> bool:
        """Whether the field could take this number."""
        most = self.max_value() if callable(self.max_value) else self.max_value
        return most is None or value <= most

    def prepare_value(self, value: Any) -> Any:
        """What is stored, as it can be typed again."""
        return as_typed(value) if isinstance(value, Decimal | int) and not isinstance(value, bool) else value


class NumberField(_Written, forms.DecimalField):
    """A number with decimals."""

    default_error_messages = {"invalid": gettext_lazy("Enter a number, such as 1250000 or 1 250 000.50.")}

    def sense_of(self, value: Decimal) -> Decimal:
        """Without noughts that no column holds."""
        places, exponent = self.decimal_places, value.as_tuple().exponent
        if places is None or (isinstance(exponent, int) and -exponent <= places):
            return value + 0 if value.is_zero() else value
        short = value.quantize(Decimal(1).scaleb(-places), context=EXACT)
        return short if short == value else value


class WholeNumberField(_Written, forms.IntegerField):
    """A number without decimals."""

    widget = forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "off"})
    default_error_messages = {"invalid": gettext_lazy("Enter a whole number, such as 1250.")}

    def can_be(self, value: Decimal) -> bool:
        """Three figures after a mark are thousands: there are no decimals here."""
        return value == value.to_integral_value() and value >= THOUSAND

    def sense_of(self, value: Decimal) -> int:
        """Refuses decimals."""
        if value != value.to_integral_value():
            raise forms.ValidationError(self.error_messages["invalid"], code="invalid")
        return int(value)
