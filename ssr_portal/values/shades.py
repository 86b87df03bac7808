"""Level, value and shade are three things (docs/domain.md §4): standard library only.

A level counts from 0 on a scale of 2 to 10 levels; its value is its place on that scale, brought to 0 to 4; its shade is the
colour that stands for the value, one of five.
"""

from fractions import Fraction
from functools import lru_cache

TOP = 4  # every scale is brought to 0 to 4


@lru_cache(maxsize=256)
def value_of(level: int, levels: int) -> Fraction:
    """A level's place on a scale of `levels` levels, at least 2, brought to 0 to 4."""
    return Fraction(level * TOP, levels - 1)


@lru_cache(maxsize=1024)
def shade(value: Fraction) -> int:
    """The colour of a value or of a mean of values, 0 to 4; halves go up."""
    return int(value + Fraction(1, 2))
