"""Whether two ratings of one criterion can be set against each other, and which way they differ (docs/domain.md §4)."""

from __future__ import annotations

from enum import StrEnum
from typing import TYPE_CHECKING, NamedTuple, Protocol

from frameworks.models import Criterion

if TYPE_CHECKING:
    from collections.abc import Set as AbstractSet

    from assessments.scorecard import values


class Comparability(StrEnum):
    """How far one level can be held against the other."""

    COMPARABLE = "comparable"
    PARTLY = "partly"  # wording, depth or kind of source differ
    NOT = "not"  # scales of different lengths


class Direction(StrEnum):
    """Which way a rating moved; `UNCLEAR` where that cannot be said."""

    BETTER = "better"
    SAME = "same"
    WORSE = "worse"
    UNCLEAR = "unclear"


class Ground(NamedTuple):
    """What a rating stands on: its criterion, how deeply the assessment looked, and the kinds of its sources.

    `kinds` is None where the reader may not see all of them: then nothing is concluded from them.
    """

    criterion: values.Criterion
    depth: str
    kinds: AbstractSet[str] | None


class Said(Protocol):
    """What is said on a criterion."""

    @property
    def status(self) -> str:
        """Level, na, insufficient or unrated."""

    @property
    def level(self) -> int | None:
        """The level chosen, if any."""


def comparability(one: Ground, other: Ground) -> Comparability:
    """Not comparable on scales of different lengths; partly where words, depth or kinds of sources differ; else comparable."""
    mine, theirs = one.criterion, other.criterion
    if len(mine.levels) != len(theirs.levels):
        return Comparability.NOT
    same_words = _words(mine) == _words(theirs)
    same_sources = not one.kinds or not other.kinds or not one.kinds.isdisjoint(other.kinds)
    alike = same_words and same_sources and one.depth == other.depth
    return Comparability.COMPARABLE if alike else Comparability.PARTLY


def _words(criterion: values.Criterion) -> tuple[object, ...]:
    """What a level was chosen by."""
    return criterion.text, criterion.levels, {strand.code: strand.steps for strand in criterion.strands}


def direction(part: str, comparable: Comparability, then: int | None, now: int | None) -> Direction:
    """Which way a level moved; less need is the better state."""
    if comparable == Comparability.NOT or then is None or now is None:
        return Direction.UNCLEAR
    if then == now:
        return Direction.SAME
    return Direction.BETTER if (now > then) != (part == Criterion.Part.NEED) else Direction.WORSE


def differ(one: Said, other: Said) -> bool:
    """Whether the two say something else: another level, or none where the other has one."""
    return (one.status, one.level) != (other.status, other.level)
