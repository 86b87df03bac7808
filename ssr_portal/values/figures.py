"""Figures as pages and papers show them: as the reader's language writes them, halves rounded away from zero as scores are."""

from decimal import ROUND_HALF_UP, Context, Decimal
from fractions import Fraction
from functools import lru_cache

from django.utils import formats
from django.utils.translation import get_language

EXACT = Context(prec=80, rounding=ROUND_HALF_UP)
MINUS = "−"  # a hyphen would be too short before a figure


def shown(value: Decimal | Fraction | int, places: int | None = None) -> str:
    """The figure with thousands set apart; with so many decimals, or with those that it has."""
    number = _decimal(value)
    if places is not None:
        number = EXACT.plus(number.quantize(Decimal(1).scaleb(-places), context=EXACT))
    return _localised(f"{number:f}", get_language())


def value(number: Fraction) -> str:
    """A level's value from 0 to 4: whole where it is, else with one decimal."""
    return shown(number, 0 if number.denominator == 1 else 1)


def signed(value: Decimal | Fraction | int) -> str:
    """A difference with its sign, to one decimal where it has one."""
    size = shown(EXACT.abs(_decimal(value)).quantize(Decimal("0.1"), context=EXACT).normalize())
    return f"{'+' if value > 0 else MINUS}{size}"


def between(lowest: Decimal | Fraction, highest: Decimal | Fraction) -> str:
    """From one figure to another, each with one decimal: "1.7–2.3"."""
    return f"{shown(lowest, 1)}–{shown(highest, 1)}"


def _decimal(value: Decimal | Fraction | int) -> Decimal:
    if isinstance(value, Fraction):
        return EXACT.divide(Decimal(value.numerator), Decimal(value.denominator))
    return Decimal(value)


@lru_cache(maxsize=4096)
def _localised(plain: str, _language: str | None) -> str:
    """By Django's formats of the language that is active; remembered, since tables hold thousands of figures."""
    return formats.number_format(Decimal(plain), force_grouping=True)
