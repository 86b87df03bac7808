"""What is stored of an approved scorecard, so that a hundred countries can be read at once (docs/domain.md §9).

An approved assessment never changes, so its figures are derived once and kept as text that a database holds. They say nothing
that the scorecard does not: means are exact, counts stand beside them, and the shared edition has figures of its own.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from functools import lru_cache
from typing import Any, NamedTuple

from assessments import remaining, scoring
from assessments.remaining import Given, Word
from assessments.scorecard.card import Activity, Group, Scorecard
from assessments.scorecard.comparability import Direction
from assessments.scorecard.values import Rating
from assessments.scoring import Range
from frameworks.models import Criterion

FORM = 5  # raised when the figures say more or otherwise; what was kept in an older form is derived anew
WITHHELD = "withheld"
STRONG = ("A1", "A2", "B1", "B2")


@dataclass(frozen=True, slots=True)
class Figure:
    """A group: exact mean (of needs none), worst value and range from 0 to 4, how many of each shade, how many of each standing.

    The ranges are those of `scoring.Score`.
    """

    code: str
    mean: Fraction | None
    worst: Fraction | None
    range: Range | None
    with_insufficient: Range | None
    shades: tuple[int, ...]  # how many ratings at 0, 1, 2, 3 and 4
    insufficient: int
    total: int
    provisional: bool

    @property
    def rounded(self) -> Decimal | None:
        """With one decimal."""
        return None if self.mean is None else scoring.one_decimal(self.mean)

    @property
    def judged(self) -> int:
        """How many have a level."""
        return sum(self.shades)

    @property
    def shade(self) -> int | None:
        """The colour of the mean, 0 to 4."""
        return None if self.mean is None else scoring.shade(self.mean)


class Need(NamedTuple):
    """One need of an activity: at the start or end of the period, or in it; `stands` is its status, or that it is withheld."""

    moment: str
    value: Fraction | None
    stands: str


@dataclass(frozen=True, slots=True)
class Work:
    """One activity: the need that stands, all that were asked about, what programmes give it, their titles and their money."""

    code: str
    field: str
    need: Need
    needs: tuple[Need, ...]
    given: Given
    programmes: tuple[str, ...]
    money: Decimal

    @property
    def moments(self) -> tuple[Need | None, Need | None]:
        """The needs at the start and at the end; one in the period is both."""
        asked = {need.moment: need for need in self.needs}
        period = asked.get("")
        return asked.get("start", period), asked.get("end", period)

    @property
    def is_unjudged(self) -> bool:
        """Whether its need is not known: not judged, insufficient in evidence, or withheld."""
        return self.need.stands not in {scoring.LEVEL, scoring.NOT_APPLICABLE}

    @property
    def is_unmet(self) -> bool:
        """Whether its need is one that somebody should meet."""
        return remaining.is_unmet(self.need.value)


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
    changes: dict[str, int]  # how many by direction

    def track_shares(self, tracks: dict[str, str]) -> dict[str, Decimal]:
        """Per cent of the money for each pillar; `tracks` gives the pillar of each field. Empty without money."""
        found: dict[str, Decimal] = {}
        for each in self.activities if self.money else ():
            pillar = tracks.get(each.field, "")
            found[pillar] = found.get(pillar, Decimal(0)) + each.money * 100 / self.money
        return found


def figures_of(card: Scorecard) -> Figures:
    """The figures of a scorecard that are stored."""
    needs = tuple(each.need for each in card.activities)
    groups = {
        "parts": [_of_part(card, part, needs) for part in Criterion.Part.values],
        "institutions": [_figure(each.subject.code, each.score, each.ratings) for each in card.institutions],
        "characteristics": [_figure(each.subject.code, each.score, each.ratings) for each in card.characteristics],
        "fields": [_figure(each.subject.code, each.score, _of_field(needs, each)) for each in card.fields],
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


def _of_part(card: Scorecard, part: str, needs: tuple[Rating, ...]) -> Figure:
    """A part's figure; of need, that of the needs that stand, one for each activity."""
    if part == Criterion.Part.NEED:
        return _figure(part, scoring.tally(need.judged for need in needs), needs)
    return _figure(part, card.parts[part], card.of_part(part))


def _of_field(needs: tuple[Rating, ...], field: Group) -> tuple[Rating, ...]:
    return tuple(need for need in needs if need.criterion.subject.group == field.subject.code)


def _of_pillar(card: Scorecard, code: str) -> tuple[Rating, ...]:
    return tuple(each for each in card.of_part("governance") if each.criterion.subject.group == code)


def _figure(code: str, score: scoring.Tally, ratings: Iterable[Rating]) -> Figure:
    mean = left_open = wider = None
    if isinstance(score, scoring.Score):
        mean, left_open, wider = score.exact, score.range, score.with_insufficient
    shades = [rating.shade for rating in ratings]
    counts = tuple(shades.count(shade) for shade in range(scoring.TOP + 1))
    return Figure(
        code=code,
        mean=mean,
        worst=score.worst,
        range=left_open,
        with_insufficient=wider,
        shades=counts,
        insufficient=score.insufficient,
        total=score.total,
        provisional=score.provisional,
    )


def _work(each: Activity) -> Work:
    needs = tuple(_need(need) for need in each.asked)
    titles = tuple(title for title, _rating in each.contributions)
    return Work(each.subject.code, each.subject.group, _need(each.need), needs, each.given, titles, each.money)


def _need(rating: Rating) -> Need:
    return Need(rating.moment, rating.judged.value, WITHHELD if rating.withheld else rating.status)


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
            [each.code, each.field, each.needs.index(each.need), [_need_row(need) for need in each.needs]]
            + [_given_row(each.given), list(each.programmes), str(each.money)]
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
    values = [_text(each.mean), _text(each.worst), _ends(each.range), _ends(each.with_insufficient)]
    return [each.code, *values, list(each.shades), each.insufficient, each.total, each.provisional]


def _figure_of(row: list[Any]) -> Figure:
    code, mean, worst, left_open, wider, shades, insufficient, total, provisional = row
    values = (_fraction(mean), _fraction(worst), _range(left_open), _range(wider))
    return Figure(code, *values, tuple(shades), insufficient, total, provisional)


def _ends(found: Range | None) -> list[str] | None:
    return None if found is None else [str(end) for end in found]


def _range(ends: list[str] | None) -> Range | None:
    return None if ends is None else Range(Fraction(ends[0]), Fraction(ends[1]))


def _work_of(row: list[Any]) -> Work:
    code, field, place, needs, given, titles, money = row
    asked = tuple(Need(moment, _fraction(value), stands) for moment, value, stands in needs)
    return Work(code, field, asked[place], asked, _given_of(given), tuple(titles), Decimal(money))


def _need_row(need: Need) -> list[Any]:
    return [need.moment, _text(need.value), need.stands]


def _given_row(given: Given) -> list[Any]:
    return [given.word, _text(given.highest), [str(each) for each in given.others], given.unjudged, given.provisional]


def _given_of(row: list[Any]) -> Given:
    word, highest, others, unjudged, provisional = row
    return Given(Word(word), _fraction(highest), tuple(Fraction(each) for each in others), unjudged, provisional)


def _text(value: Fraction | None) -> str | None:
    return None if value is None else str(value)


@lru_cache(maxsize=4096)  # a portfolio reads tens of thousands, of few different values
def _fraction(value: str | None) -> Fraction | None:
    return None if value is None else Fraction(value)
