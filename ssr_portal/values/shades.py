"""Level, value and shade are three things (docs/domain.md §4): standard library only.

A level counts from 0 on a scale of 2 to 10 levels; its value is its place on that scale, brought to 0 to 4; its shade is the
colour that stands for the value, one of five. It is shown with one decimal.
"""

from decimal import Decimal
from fractions import Fraction
from functools import lru_cache

TOP = 4  # every scale is brought to 0 to 4


@lru_cache(maxsize=256)
def value_of(level: int, levels: int) -> Fraction:
    """A level's place on a scale of `levels` levels, at least 2, brought to 0 to 4."""
    return Fraction(level * TOP, levels - 1)


def shade(value: Fraction) -> int:
    """The colour of a value or of a mean of values, 0 to 4; halves go up."""
    return (2 * value.numerator + value.denominator) // (2 * value.denominator)


def one_decimal(value: Fraction) -> Decimal:
    """Rounded to one decimal, halves away from zero. In whole numbers, since hashing a fraction takes longer than this."""
    tenths = (20 * abs(value.numerator) + value.denominator) // (2 * value.denominator)
    return _tenths(-tenths if value < 0 else tenths)


@lru_cache(maxsize=256)
def _tenths(number: int) -> Decimal:
    return Decimal(number).scaleb(-1)
