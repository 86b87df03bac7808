"""Scores under other weights than those of the framework (docs/domain.md §4): values in and values out, nothing is stored."""

from fractions import Fraction
from typing import NamedTuple

from assessments.scoring import Range, Score


class Weighed(NamedTuple):
    """A score under other weights: its mean, and what the answers leave open."""

    exact: Fraction | None
    range: Range | None


def doubled(whole: Score, part: Score) -> Weighed:
    """The score of the whole if the ratings of `part`, which are some of its own, counted double. Computed, and never stored."""
    weight = whole.weight + part.weight
    if whole.exact is None or part.exact is None:
        return Weighed(whole.exact, whole.range)

    def joined(one: Fraction, other: Fraction) -> Fraction:
        return (one * whole.weight + other * part.weight) / weight

    exact = joined(whole.exact, part.exact)
    if whole.range is None:
        return Weighed(exact, None)
    own = part.range or Range(part.exact, part.exact)
    return Weighed(exact, Range(joined(whole.range.lowest, own.lowest), joined(whole.range.highest, own.highest)))
