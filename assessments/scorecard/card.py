"""Everything derived from one assessment, as immutable values; every page, chart and report reads these."""

from collections import Counter
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from fractions import Fraction
from itertools import groupby
from typing import Any

from assessments import remaining, scoring, weighing
from assessments.scorecard import words
from assessments.scorecard.comparability import Comparability, Direction, direction
from assessments.scorecard.values import LastTime, Rating, Subject
from frameworks import values as framework_values

NO_BUDGET, NO_RATE = "budget", "rate"


@dataclass(frozen=True, slots=True)
class Worked:
    """An activity that a programme works on: share of its budget in per cent, money in the assessment's currency."""

    activity: Subject
    share: Decimal
    is_share_stated: bool  # else the rest of the budget is shared equally
    money: Decimal | None
    contribution: Rating


@dataclass(frozen=True, slots=True)
class Programme:
    """A programme with its ratings; `money` is None without a budget or without a rate for its currency."""

    pk: int
    title: str
    money: Decimal | None
    left_out: str  # why it is in no sum: NO_BUDGET, NO_RATE, or empty
    works_on: tuple[Worked, ...]
    practice: tuple[Rating, ...]
    contribution_score: scoring.Score
    practice_score: scoring.Score

    @property
    def ratings(self) -> tuple[Rating, ...]:
        """Contributions, then practice."""
        return (*(worked.contribution for worked in self.works_on), *self.practice)


@dataclass(frozen=True, slots=True)
class Activity:
    """The needs of one activity and what programmes give it; a need that is judged in the period is that of start and end."""

    subject: Subject
    start: Rating | None
    end: Rating | None
    contributions: tuple[tuple[str, Rating], ...]  # programme's title, its rating
    given: remaining.Given
    programmes: int
    money: Decimal
    share: Decimal | None  # of the programmes' money, per cent
    left_out: int  # programmes on it whose money is not counted

    @property
    def is_counted(self) -> bool:
        """Whether its money says anything: where none of the programmes on it can be counted, 0 would not be true."""
        return bool(self.money) or not self.left_out

    @property
    def asked(self) -> tuple[Rating, ...]:
        """Its needs that were asked about, in the order of time: one, or those at the start and at the end."""
        there = [each for each in (self.start, self.end) if each is not None]
        return tuple(there[:1] if self.start is self.end else there)

    @property
    def needs(self) -> tuple[tuple[str, Rating], ...]:
        """Its needs, each with its moment."""
        return tuple((each.moment, each) for each in self.asked)

    @property
    def need(self) -> Rating:
        """The need that stands: at the end, else at the start; where neither is judged, the later one."""
        latest_first = self.asked[::-1]
        return next((each for each in latest_first if remaining.stands(each.judged)), latest_first[0])

    @property
    def is_unmet(self) -> bool:
        """Whether its need is one that somebody should meet."""
        return remaining.is_unmet(self.need.judged.value)

    @property
    def unlevelled(self) -> str:
        """Why its need has no level, in words."""
        return words.unlevelled("withheld" if self.need.withheld else self.need.status)

    @property
    def is_unjudged(self) -> bool:
        """Whether its need is not known: not judged, insufficient in evidence, or withheld."""
        return not remaining.stands(self.need.judged) or self.need.withheld

    @property
    def order(self) -> tuple[Any, ...]:
        """Its place among the activities of an assessment, see `remaining.order`."""
        return remaining.order(self.need.judged.value, self.given.word, self.subject.code)

    @property
    def rank(self) -> tuple[Any, ...]:
        """What it is listed by; activities of the same rank are tied."""
        return self.order[:-1]

    @property
    def word(self) -> str:
        """What our programmes give it, in words."""
        return words.of_programmes(self.given)

    @property
    def is_given_withheld(self) -> bool:
        """Whether a contribution to it is withheld from this reader."""
        return any(rating.withheld for _, rating in self.contributions)

    @property
    def best(self) -> Rating | None:
        """The highest contribution."""
        rated = [rating for _, rating in self.contributions if rating.judged.value is not None]
        return max(rated, key=lambda rating: rating.judged.value or 0, default=None)

    @property
    def given_ends(self) -> tuple[Fraction, Fraction] | None:
        """Between which values the answers leave the highest contribution; None where none is judged."""
        ends = [rating.judged.ends for _, rating in self.contributions if rating.judged.value is not None]
        return (max(low for low, _ in ends), max(high for _, high in ends)) if ends else None

    @property
    def others(self) -> str:
        """The contributions beside the highest, in words."""
        return words.of_others(self.given)


@dataclass(frozen=True, slots=True)
class NotAsked:
    """Where a rating would stand, had the assessment asked for one: it counts in nothing."""

    criterion: framework_values.Criterion
    status: str = "not-asked"
    look: str = ""


@dataclass(frozen=True, slots=True)
class Group:
    """A row or column of the governance matrix with its score, or a field with the counts of its needs."""

    subject: Subject
    score: scoring.Tally
    ratings: tuple[Rating, ...]
    cells: tuple[Rating | NotAsked, ...] = ()  # of the matrix: with what is not asked, in the framework's order


@dataclass(frozen=True, slots=True)
class Balance:
    """One track: the pillar's governance score and its share of the money, per cent."""

    pillar: Subject
    score: scoring.Score
    fields: tuple[str, ...]
    share: Decimal | None


@dataclass(frozen=True, slots=True)
class Change:
    """A criterion that this and the earlier assessment both know."""

    rating: Rating
    last: LastTime
    direction: Direction

    @property
    def is_common(self) -> bool:
        """Whether both assessments have a level, and the two can be compared."""
        return self.direction in {Direction.BETTER, Direction.SAME, Direction.WORSE, Direction.OPEN}


@dataclass(frozen=True, slots=True)
class Moves:
    """What moved in one part: how many of its ratings each way, and its scores then and now over what both have."""

    counts: tuple[tuple[Direction, int], ...]
    common: int  # ratings that both have at a level, and that can be compared
    total: int  # ratings of the part
    then: scoring.Score | None  # None for need, which has no mean
    now: scoring.Score | None

    @property
    def is_half(self) -> bool:
        """Whether they have enough in common for two scores beside each other."""
        return 0 < self.total <= 2 * self.common


@dataclass(frozen=True, slots=True)
class Earlier:
    """The assessment compared with, and what only one of the two knows (labels)."""

    reference: str
    period: str
    approved: date | None
    only_there: tuple[str, ...]
    only_here: tuple[str, ...]
    asked_once: int = 0  # criteria that only one of the two asked, since they are of different depth
    common: int = 0  # criteria that both asked


@dataclass(frozen=True, slots=True)
class Scorecard:
    """One assessment's figures."""

    framework: framework_values.Framework
    ratings: tuple[Rating, ...]
    programmes: tuple[Programme, ...]
    parts: dict[str, scoring.Tally]  # of need a tally, of all others a score
    needs: dict[str, scoring.Tally]  # by moment: start and end, or nothing where need is asked in the period
    institutions: tuple[Group, ...]
    characteristics: tuple[Group, ...]
    fields: tuple[Group, ...]
    activities: tuple[Activity, ...]
    balance: tuple[Balance, ...]
    money: Decimal
    left_out: int  # programmes whose budget is not in `money`
    whole: scoring.Tally
    earlier: Earlier | None
    changes: tuple[Change, ...]  # of needs, those at the end of the period or in it
    moves: dict[str, Moves]  # by part; empty where nothing is compared
    left_behind: tuple[Rating, ...] = ()  # on criteria that this version does not have; in no figure
    left_empty: tuple[Rating, ...] = ()  # asked on such criteria and never judged: for what hangs on them alone
    not_asked: tuple[
        framework_values.Criterion, ...
    ] = ()  # of its version, which an assessment of this depth does not ask

    @property
    def everything(self) -> tuple[Rating, ...]:
        """Every rating that there is, those in no figure too."""
        return (*self.ratings, *self.left_behind, *self.left_empty)

    @property
    def turns(self) -> tuple[tuple[str, int], ...]:
        """How the needs of the activities moved from the start to the end of the period, counted; empty where asked once."""
        if not self.asks_twice:
            return ()
        pairs = [(each.start, each.end) for each in self.activities if each.start is not None and each.end is not None]
        found = Counter(direction(Comparability.COMPARABLE, start, end, grave=True) for start, end in pairs)
        return tuple((label, count) for kind, label in words.of_turns().items() if (count := found[Direction(kind)]))

    @property
    def asks_twice(self) -> bool:
        """Whether needs were asked about at the start and at the end of the period."""
        return any(self.needs)

    @property
    def judged_anew(self) -> tuple[Rating, ...]:
        """The needs at the start that were not judged as at the end of the period before."""
        return tuple(rating for rating in self.ratings if rating.is_judged_anew)

    @property
    def has_money(self) -> bool:
        """Whether any programme's budget is counted, be it 0."""
        return any(each.money is not None for each in self.programmes)

    @property
    def assumes_shares(self) -> bool:
        """Whether some programme's shares are not stated, so that its budget is shared equally."""
        return any(not worked.is_share_stated for each in self.programmes for worked in each.works_on)

    @property
    def without_budget(self) -> tuple[Programme, ...]:
        """The programmes that add no money, since they state none."""
        return tuple(each for each in self.programmes if each.left_out == NO_BUDGET)

    @property
    def without_rate(self) -> tuple[Programme, ...]:
        """The programmes whose money cannot be counted until somebody states a rate."""
        return tuple(each for each in self.programmes if each.left_out == NO_RATE)

    @property
    def if_double(self) -> tuple[tuple[Subject, weighing.Weighed], ...]:
        """The governance score if the ratings of one institution or of one pillar counted double, in the framework's order."""
        whole = self.parts["governance"]
        parts = [(each.subject, each.score) for each in self.institutions]
        parts += [(each.pillar, each.score) for each in self.balance]
        return tuple(
            (subject, weighing.doubled(whole, part))
            for subject, part in parts
            if isinstance(whole, scoring.Score) and isinstance(part, scoring.Score) and part.exact is not None
        )

    def asks(self, part: str) -> bool:
        """Whether it asks any criterion of the part, of the country or of a programme that there may be."""
        left_out = sum(criterion.part == part for criterion in self.not_asked)
        return bool(self.of_part(part)) or not left_out or left_out < len(self.framework.of_part(part))

    @property
    def parts_not_asked(self) -> tuple[str, ...]:
        """The parts of which it asks nothing."""
        return tuple(part for part in self.parts if not self.asks(part))

    def of_part(self, part: str) -> tuple[Rating, ...]:
        """The ratings of one part: of the country, or programme by programme."""
        return tuple(rating for rating in self.ratings if rating.criterion.part == part)

    def ranked(self) -> tuple[Activity, ...]:
        """Activities by need, then by what programmes give them, then by code."""
        return tuple(sorted(self.activities, key=lambda each: each.order))

    @property
    def unmet(self) -> tuple[tuple[Activity, ...], ...]:
        """The unmet needs in that order; those that are tied stand together."""
        found = (each for each in self.ranked() if each.is_unmet)
        return tuple(tuple(tied) for _rank, tied in groupby(found, key=lambda each: each.rank))

    @property
    def unjudged(self) -> tuple[Activity, ...]:
        """Activities whose need is not judged, or withheld: what they need is not known."""
        return tuple(each for each in self.ranked() if each.is_unjudged)

    def lacking(self, part: str) -> tuple[Rating, ...]:
        """The ratings of a part that are not ready to submit."""
        return tuple(rating for rating in self.of_part(part) if rating.lacks)
