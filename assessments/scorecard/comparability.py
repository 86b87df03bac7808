"""Whether two ratings of one criterion can be set against each other, and which way they differ (docs/domain.md §4)."""

from __future__ import annotations

from enum import StrEnum
from typing import TYPE_CHECKING, NamedTuple, Protocol

from assessments import scoring

if TYPE_CHECKING:
    from collections.abc import Set as AbstractSet

    from assessments.scorecard import values


class Comparability(StrEnum):
    """How far one level can be held against the other."""

    COMPARABLE = "comparable"
    PARTLY = "partly"  # wording, depth or kind of source differ
    NOT = "not"  # scales of different lengths
    KEY = "key"  # levels found by another key: strands and descriptions, wholly other descriptions, two times and one

    @property
    def is_none(self) -> bool:
        """Whether the one cannot be held against the other at all."""
        return self in {Comparability.NOT, Comparability.KEY}


class Direction(StrEnum):
    """Which way a rating moved, or why that cannot be said."""

    BETTER = "better"
    SAME = "same"
    WORSE = "worse"
    OPEN = "open"  # what the answers of the two leave open overlaps
    INCOMPARABLE = "incomparable"  # both have a level, and the two cannot be compared
    LOST = "lost"  # judged then, insufficient in evidence now
    UNJUDGED = "unjudged"  # one of the two has no level for another reason


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

    @property
    def bounds(self) -> tuple[int, int] | None:
        """The levels between which its answers leave it; None where nothing was answered."""


def comparability(one: Ground, other: Ground) -> Comparability:
    """Not comparable by another key or on scales of different lengths; partly where words, depth or kinds of sources differ."""
    mine, theirs = one.criterion, other.criterion
    if _key(mine) != _key(theirs):
        return Comparability.KEY
    if len(mine.levels) != len(theirs.levels):
        return Comparability.NOT
    if not mine.strands and _is_described_anew(mine, theirs):
        return Comparability.KEY
    same_words = are_worded_alike(mine, theirs)
    same_sources = not one.kinds or not other.kinds or not one.kinds.isdisjoint(other.kinds)
    alike = same_words and same_sources and one.depth == other.depth
    return Comparability.COMPARABLE if alike else Comparability.PARTLY


def are_worded_alike(mine: values.Criterion, theirs: values.Criterion) -> bool:
    """Whether levels of the two are chosen by the same words."""
    return _words(mine) == _words(theirs)


def _is_described_anew(mine: values.Criterion, theirs: values.Criterion) -> bool:
    pairs = zip(mine.levels, theirs.levels, strict=True)
    return not any(one.description == other.description for one, other in pairs)


def _words(criterion: values.Criterion) -> tuple[object, ...]:
    """What a level was chosen by."""
    return criterion.text, criterion.levels, {strand.code: strand.steps for strand in criterion.strands}


def _key(criterion: values.Criterion) -> tuple[bool, bool]:
    """How its level is found."""
    return bool(criterion.strands), criterion.scale.twice


def direction(comparable: Comparability, then: Said, now: Said, *, grave: bool) -> Direction:
    """Which way a rating moved; where a high level is `grave`, a lower one is better."""
    if then.level is None or now.level is None:
        was_judged = then.level is not None
        return Direction.LOST if was_judged and now.status == scoring.INSUFFICIENT else Direction.UNJUDGED
    if comparable.is_none:
        return Direction.INCOMPARABLE
    before, after = then.bounds or (then.level, then.level), now.bounds or (now.level, now.level)
    is_open = before[0] < before[1] or after[0] < after[1]
    if is_open and overlap(before, after):
        return Direction.OPEN
    if then.level == now.level:
        return Direction.SAME
    return Direction.BETTER if (now.level > then.level) != grave else Direction.WORSE


def overlap(one: tuple[int, int], other: tuple[int, int]) -> bool:
    """Whether what the answers of two ratings leave open has a level in common."""
    return one[0] <= other[1] and other[0] <= one[1]


def differ(one: Said, other: Said) -> bool:
    """Whether the two say something else: another level, or none where the other has one."""
    return (one.status, one.level) != (other.status, other.level)
