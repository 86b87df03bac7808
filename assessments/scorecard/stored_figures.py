"""What is stored of an approved scorecard, so that a hundred countries can be read at once (docs/domain.md §9).

An approved assessment never changes, so its figures are derived once and kept as text that a database holds. They say nothing
that the scorecard does not: means are exact, counts stand beside them, and the shared edition has figures of its own.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from functools import lru_cache
from typing import Any

from assessments import scoring
from assessments.scorecard.comparability import Direction
from assessments.scorecard.values import Activity, Rating, Scorecard
from frameworks.models import Criterion

FORM = 3  # raised when the figures say more or otherwise; what was kept in an older form is derived anew
STRONG = ("A1", "A2", "B1", "B2")


@dataclass(frozen=True, slots=True)
class Figure:
    """The score of a group: exact mean and lowest value from 0 to 4, how many of each shade, how many looked at."""

    code: str
    mean: Fraction | None
    lowest: Fraction | None
    shades: tuple[int, ...]  # how many ratings at 0, 1, 2, 3 and 4
    total: int
    done: int
    provisional: bool

    @property
    def rounded(self) -> Decimal | None:
        """With one decimal."""
        return None if self.mean is None else scoring.one_decimal(self.mean)

    @property
    def shade(self) -> int | None:
        """The colour of the mean, 0 to 4."""
        return None if self.mean is None else scoring.shade(self.mean)


@dataclass(frozen=True, slots=True)
class Work:
    """One activity: need, highest contribution and gap from 0 to 4, the programmes on it and their money."""

    code: str
    field: str
    need: Fraction | None
    given: Fraction | None
    gap: Fraction | None
    provisional: bool
    programmes: tuple[str, ...]
    money: Decimal

    @property
    def rounded(self) -> Decimal | None:
        """The gap with one decimal."""
        return None if self.gap is None else scoring.one_decimal(self.gap)


@dataclass(frozen=True, slots=True)
class Practice:
    """How one programme does on each consideration, from 0 to 4 by code."""

    programme: str
    values: dict[str, Fraction]


@dataclass(frozen=True, slots=True)
class Quality:
    """What the ratings rest on: how many have a level, of each confidence, with evidence, and with a strong source.

    The last two are None where some of the evidence is withheld from the reader.
    """

    levels: int
    confidences: tuple[int, int, int]  # low, medium, high
    evidenced: int | None
    strong: int | None

    @property
    def sure(self) -> int | None:
        """Per cent of the levels that are of medium or high confidence."""
        return sum(self.confidences[1:]) * 100 // self.levels if self.levels else None


@dataclass(frozen=True, slots=True)
class Figures:
    """One assessment's figures. Groups by kind (parts, institutions, characteristics, pillars, fields), then by code."""

    groups: dict[str, dict[str, Figure]]
    activities: tuple[Work, ...]
    practice: tuple[Practice, ...]
    quality: Quality
    money: Decimal
    left_out: int
    without_rate: tuple[str, ...]  # of those left out: the programmes whose money waits for a rate
    changes: dict[str, int]  # better, same, worse, unclear

    def track_shares(self, tracks: dict[str, str]) -> dict[str, Decimal]:
        """Per cent of the money for each pillar; `tracks` gives the pillar of each field. Empty without money."""
        found: dict[str, Decimal] = {}
        for each in self.activities if self.money else ():
            pillar = tracks.get(each.field, "")
            found[pillar] = found.get(pillar, Decimal(0)) + each.money * 100 / self.money
        return found


def figures_of(card: Scorecard) -> Figures:
    """The figures of a scorecard that are stored."""
    groups = {
        "parts": [_figure(part, card.parts[part], card.of_part(part)) for part in Criterion.Part.values],
        "institutions": [_figure(each.subject.code, each.score, each.ratings) for each in card.institutions],
        "characteristics": [_figure(each.subject.code, each.score, each.ratings) for each in card.characteristics],
        "fields": [_figure(each.subject.code, each.score, each.ratings) for each in card.fields],
        "pillars": [_figure(each.pillar.code, each.score, _of_pillar(card, each.pillar.code)) for each in card.balance],
    }
    return Figures(
        groups={kind: {each.code: each for each in found} for kind, found in groups.items()},
        activities=tuple(_work(each) for each in card.activities),
        practice=tuple(
            Practice(each.title, {r.criterion.code: v for r in each.practice if (v := r.judged.value) is not None})
            for each in card.programmes
        ),
        quality=_quality(card),
        money=card.money,
        left_out=card.left_out,
        without_rate=tuple(each.title for each in card.without_rate),
        changes={direction.value: sum(each.direction == direction for each in card.changes) for direction in Direction},
    )


def _of_pillar(card: Scorecard, code: str) -> tuple[Rating, ...]:
    return tuple(each for each in card.of_part("governance") if each.criterion.subject.group == code)


def _figure(code: str, score: scoring.Score, ratings: Iterable[Rating]) -> Figure:
    shades = [rating.shade for rating in ratings]
    counts = tuple(shades.count(shade) for shade in range(scoring.TOP + 1))
    return Figure(code, score.exact, score.lowest, counts, score.total, score.done, score.provisional)


def _work(each: Activity) -> Work:
    titles = tuple(title for title, _rating in each.contributions)
    gap = each.gap
    return Work(
        each.subject.code, each.subject.group, gap.need, gap.contribution, gap.size, gap.provisional, titles, each.money
    )


def _quality(card: Scorecard) -> Quality:
    levels = [rating for rating in card.ratings if rating.judged.value is not None]
    low, medium, high = (sum(rating.confidence == name for rating in levels) for name in scoring.CONFIDENCES)
    hidden = any(rating.is_evidence_withheld for rating in levels)
    return Quality(
        levels=len(levels),
        confidences=(low, medium, high),
        evidenced=None if hidden else sum(bool(rating.cited) for rating in levels),
        strong=None if hidden else sum(rating.support.best in STRONG for rating in levels),
    )


def to_json(figures: Figures) -> dict[str, Any]:
    """The figures as plain values for a JSON column; `from_json` gives them back unchanged."""
    return {
        "groups": {kind: [_figure_row(each) for each in found.values()] for kind, found in figures.groups.items()},
        "activities": [
            [each.code, each.field, *map(_text, (each.need, each.given, each.gap)), each.provisional]
            + [list(each.programmes), str(each.money)]
            for each in figures.activities
        ],
        "practice": [
            [each.programme, {code: _text(value) for code, value in each.values.items()}] for each in figures.practice
        ],
        "quality": [
            figures.quality.levels,
            list(figures.quality.confidences),
            figures.quality.evidenced,
            figures.quality.strong,
        ],
        "money": [str(figures.money), figures.left_out, list(figures.without_rate)],
        "changes": figures.changes,
    }


def from_json(row: dict[str, Any]) -> Figures:
    """The figures that `to_json` wrote."""
    levels, confidences, evidenced, strong = row["quality"]
    return Figures(
        groups={kind: {each[0]: _figure_of(each) for each in found} for kind, found in row["groups"].items()},
        activities=tuple(_work_of(each) for each in row["activities"]),
        practice=tuple(
            Practice(title, {code: Fraction(value) for code, value in values.items()})
            for title, values in row["practice"]
        ),
        quality=Quality(levels, tuple(confidences), evidenced, strong),
        money=Decimal(row["money"][0]),
        left_out=row["money"][1],
        without_rate=tuple(row["money"][2]),
        changes=row["changes"],
    )


def _figure_row(each: Figure) -> list[Any]:
    return [each.code, _text(each.mean), _text(each.lowest), list(each.shades), each.total, each.done, each.provisional]


def _figure_of(row: list[Any]) -> Figure:
    code, mean, lowest, shades, total, done, provisional = row
    return Figure(code, _fraction(mean), _fraction(lowest), tuple(shades), total, done, provisional)


def _work_of(row: list[Any]) -> Work:
    code, field, need, given, gap, provisional, titles, money = row
    return Work(
        code, field, _fraction(need), _fraction(given), _fraction(gap), provisional, tuple(titles), Decimal(money)
    )


def _text(value: Fraction | None) -> str | None:
    return None if value is None else str(value)


@lru_cache(maxsize=4096)  # a portfolio reads tens of thousands, of few different values
def _fraction(value: str | None) -> Fraction | None:
    return None if value is None else Fraction(value)
