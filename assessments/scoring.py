"""From levels to scores and completeness (docs/domain.md §4): no database, values in and values out.

Only levels count. What is not applicable, insufficient in evidence or unrated never moves a score and is never zero.
"""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from functools import lru_cache
from typing import Any, NamedTuple

from ssr_portal.values.shades import TOP as TOP
from ssr_portal.values.shades import one_decimal as one_decimal
from ssr_portal.values.shades import shade as shade
from ssr_portal.values.shades import value_of as value_of

UNRATED, LEVEL, NOT_APPLICABLE, INSUFFICIENT = "unrated", "level", "na", "insufficient"
CONFIDENCES = ("low", "medium", "high")
SOME_HARM, GRAVE_HARM, HARM_UNSOUGHT = "some", "grave", "unsought"
HARMED = (SOME_HARM, GRAVE_HARM)


@dataclass(frozen=True, slots=True)
class Judged:
    """What scoring needs to know of one rating. `levels` is the length of its scale, at least 2."""

    status: str
    level: int | None = None
    levels: int = TOP + 1
    weight: Decimal = Decimal(1)
    confidence: str = ""
    evidenced: bool = False
    to_confirm: bool = False
    withheld: bool = False  # not shown to this reader: no figure may rest on its absence
    evidence_withheld: bool = False  # some of what it rests on is not shown to this reader: neither may one on that
    bounds: tuple[int, int] | None = None  # levels between which its answers leave it; None where nothing was answered
    beside: bool = False  # the level is another than follows from the answers
    grave: bool = False  # on its scale a high level is the grave one
    harm: bool = False  # of a contribution: the programme did harm

    @property
    def value(self) -> Fraction | None:
        """The level's place on its scale, brought to 0 to 4; None where there is no level."""
        return value_of(self.level, self.levels) if self.status == LEVEL and self.level is not None else None

    @property
    def ends(self) -> tuple[Fraction, Fraction]:
        """The values between which the answers leave it: the level at both ends without answers, everything without either."""
        if self.bounds is not None:
            return value_of(self.bounds[0], self.levels), value_of(self.bounds[1], self.levels)
        return (Fraction(0), Fraction(TOP)) if self.value is None else (self.value, self.value)

    @property
    def is_done(self) -> bool:
        """Whether it has been looked at: a level, not applicable, or insufficient evidence."""
        return self.status != UNRATED and not self.to_confirm


@dataclass(frozen=True, slots=True)
class Said:
    """What was chosen on one criterion and what was said with it; whether it is enough is the same question everywhere."""

    status: str
    reason: str
    tried: str
    justification: str
    confidence: str
    confidence_reason: str
    to_confirm: bool = False
    level_reason: str = ""
    unanswered: int = 0  # strands that wait for an answer
    answered: int = 0
    beside: bool = False  # the level is another than follows from the answers
    anew: bool = False  # the level of a start is another than was said of the end before it
    asks_harm: bool = False  # whether it is part of being ready to say if somebody looked for harm
    harm: str = ""
    harm_text: str = ""

    def missing(self, suggested: str) -> tuple[str, ...]:
        """What keeps it from being ready to submit, given the confidence that its evidence suggests (docs/domain.md §3).

        Of rating, answers, confirmation, reason, tried, level_reason, justification, confidence, confidence_reason, harm
        and harm_text, in this order. What was judged by an older description is confirmed by its answers.
        """
        level = self.status == LEVEL
        differs = bool(self.confidence) and self.confidence != suggested
        waits = self.unanswered > 0 and self.status != NOT_APPLICABLE
        asked = {
            "rating": self.status == UNRATED and not self.answered,
            "answers": waits and (self.answered > 0 or self.status != UNRATED),
            "confirmation": self.to_confirm and not waits,
            "reason": self.status == NOT_APPLICABLE and not self.reason,
            "tried": self.status == INSUFFICIENT and not self.tried,
            "level_reason": (self.beside or self.anew) and not self.level_reason,
            "justification": level and not self.justification,
            "confidence": level and not self.confidence,
            "confidence_reason": level and differs and not self.confidence_reason,
            "harm": level and self.asks_harm and not self.harm,
            "harm_text": self.harm in HARMED and not self.harm_text,
        }
        return tuple(what for what, is_missing in asked.items() if is_missing)


def counted(status: str, reason: str, tried: str) -> str:
    """The status that figures count: "not applicable" without a reason and "insufficient" without a try are unrated."""
    unsaid = (status == NOT_APPLICABLE and not reason) or (status == INSUFFICIENT and not tried)
    return UNRATED if unsaid else status


def with_harm(level: int | None, harm: str) -> int | None:
    """The level that counts: grave harm makes it the lowest."""
    return 0 if level is not None and harm == GRAVE_HARM else level


def carried(level: int, levels: int, new_levels: int) -> int:
    """The level on a scale of another length: the highest that claims no more than the old one did."""
    return level * (new_levels - 1) // (levels - 1)


@dataclass(frozen=True, slots=True, kw_only=True)
class Tally:
    """A group of ratings, counted: all that can be said of ratings on scales that no mean may join, and of needs."""

    levels: tuple[tuple[int, int], ...]  # (level, how many), ascending; only levels that occur
    spread: tuple[tuple[int, int, int], ...]  # (shade, level, how many): levels of scales of other lengths stay apart
    worst: Fraction | None  # the lowest value, or the highest where high is grave; None where scales differ in that
    total: int
    done: int
    not_applicable: int
    insufficient: int
    evidenced: int
    confidences: tuple[tuple[str, int], ...]  # low, medium, high
    provisional: bool
    withheld: int = 0
    evidence_withheld: int = 0  # of those that are shown: how many rest on something that is not
    beside: int = 0  # levels that were chosen beside the one that follows from the answers

    @property
    def has_mean(self) -> bool:
        """Whether it is a `Score`, so that templates can ask."""
        return False

    @property
    def is_withheld(self) -> bool:
        """Whether all of it is withheld from this reader."""
        return 0 < self.total == self.withheld

    @property
    def unrated(self) -> int:
        """How many still ask for a judgement."""
        return self.total - self.done

    @property
    def left_open(self) -> int:
        """How many nothing is said of yet, and this reader would see it."""
        return self.total - self.counted - self.not_applicable - self.insufficient - self.withheld

    @property
    def completeness(self) -> int:
        """Per cent looked at, rounded down so that 100 means all; 100 for an empty group."""
        return 100 if self.total == 0 else self.done * 100 // self.total

    @property
    def is_complete(self) -> bool:
        """Whether nothing in the group is left to judge."""
        return self.done == self.total

    @property
    def counted(self) -> int:
        """How many have a level."""
        return sum(count for _, count in self.levels)


class Range(NamedTuple):
    """What the answers leave open: the means of the lowest and of the highest level that each rating may have, from 0 to 4."""

    lowest: Fraction
    highest: Fraction


@dataclass(frozen=True, slots=True, kw_only=True)
class Score(Tally):
    """A group of ratings with its mean. `exact` is None where no rating has a level; shown as a dash.

    `range` is over the same ratings, and None where all of them were judged by descriptions. `with_insufficient` takes those in
    that are insufficient in evidence, and is None without any.
    """

    exact: Fraction | None
    weight: Fraction  # of the ratings that have a level, together
    range: Range | None = None
    with_insufficient: Range | None = None

    @property
    def has_mean(self) -> bool:
        """Always: it is shown as a dash where nothing has a level."""
        return True

    @property
    def rounded(self) -> Decimal | None:
        """With one decimal, halves away from zero."""
        return None if self.exact is None else one_decimal(self.exact)


@lru_cache(maxsize=256)
def _share(weight: Decimal) -> Fraction:
    return Fraction(weight)


def _spread(group: Iterable[Judged]) -> tuple[tuple[int, int, int], ...]:
    levels = Counter((shade(rating.value), rating.level or 0) for rating in group if rating.value is not None)
    return tuple((colour, level, count) for (colour, level), count in sorted(levels.items()))


def score(ratings: Iterable[Judged]) -> Score:
    """The weighted mean of the values, exact, with everything that has to be read beside it."""
    group = list(ratings)
    judged = [(value, rating) for rating in group if (value := rating.value) is not None]
    weight = sum((_share(rating.weight) for _value, rating in judged), Fraction(0))
    insufficient = [rating for rating in group if rating.status == INSUFFICIENT]
    levels = [rating for _value, rating in judged]
    return Score(
        exact=sum((value * _share(rating.weight) for value, rating in judged), Fraction(0)) / weight
        if weight
        else None,
        weight=weight,
        range=_range(levels),
        with_insufficient=_range(levels + insufficient) if insufficient else None,
        **_counts(group),
    )


def _range(ratings: list[Judged]) -> Range | None:
    """What the answers leave open; None where none of the ratings has any."""
    if all(rating.bounds is None for rating in ratings):
        return None
    weight = sum((_share(rating.weight) for rating in ratings), Fraction(0))
    lowest = sum((rating.ends[0] * _share(rating.weight) for rating in ratings), Fraction(0))
    highest = sum((rating.ends[1] * _share(rating.weight) for rating in ratings), Fraction(0))
    return Range(lowest / weight, highest / weight)


def tally(ratings: Iterable[Judged]) -> Tally:
    """The counts of a group that has no mean."""
    return Tally(**_counts(list(ratings)))


def _counts(group: list[Judged]) -> dict[str, Any]:
    statuses = Counter(rating.status for rating in group)
    judged = [rating for rating in group if rating.value is not None]
    confidences = Counter(rating.confidence for rating in judged)
    return {
        "levels": tuple(sorted(Counter(r.level for r in group if r.level is not None and r.value is not None).items())),
        "spread": _spread(group),
        "worst": _worst(group),
        "total": len(group),
        "done": sum(rating.is_done for rating in group),
        "not_applicable": statuses[NOT_APPLICABLE],
        "insufficient": statuses[INSUFFICIENT],
        "evidenced": sum(rating.evidenced for rating in judged),
        "confidences": tuple((name, confidences[name]) for name in CONFIDENCES),
        "provisional": any(not rating.is_done or rating.status == INSUFFICIENT for rating in group),
        "withheld": sum(rating.withheld for rating in group),
        "evidence_withheld": sum(rating.evidence_withheld for rating in group),
        "beside": sum(rating.beside and rating.value is not None for rating in group),
    }


def _worst(group: Iterable[Judged]) -> Fraction | None:
    values = [(rating.grave, value) for rating in group if (value := rating.value) is not None]
    senses = {grave for grave, _value in values}
    if len(senses) != 1:
        return None
    return (max if senses == {True} else min)(value for _grave, value in values)
