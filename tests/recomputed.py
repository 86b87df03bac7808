"""The figures of an assessment, reckoned again from its rows by plain SQL. It imports nothing of the product."""

from collections import Counter
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

ROWS = """
select c.part, c.code, r.moment, r.status, r.level, r.reason, r.tried, r.harm, c.weight, c.activity_id, p.title,
       (select count(*) from frameworks_scalelevel l where l.scale_id = c.scale_id) as length
from assessments_rating r
join assessments_assessment a on a.id = r.assessment_id
join frameworks_criterion c on c.id = r.criterion_id
left join assessments_programme p on p.id = r.programme_id
where a.reference = %s and not r.left_behind
order by c.position, c.id, r.programme_id
"""
ACTIVITIES = """
select v.id, v.code, v.name from frameworks_activity v
join assessments_assessment a on a.framework_id = v.framework_id
where a.reference = %s
"""
ORDER = ["none works on it", "harm found", "not known", "no change shown", "some change shown", "strong change shown"]


@dataclass
class Row:
    """One rating."""

    part: str
    code: str
    moment: str
    status: str
    level: int | None
    reason: str
    tried: str
    harm: str
    weight: Any
    activity: int | None
    programme: str | None
    length: int

    @property
    def value(self) -> Fraction | None:
        """From 0 to 4, whatever the length of the scale."""
        return Fraction(4 * self.level, self.length - 1) if self.status == "level" else None

    @property
    def is_open(self) -> bool:
        """Whether nobody judged it, or could."""
        unsaid = self.status == "na" and not self.reason
        return unsaid or self.status in ("unrated", "insufficient")


@dataclass
class Activity:
    """What is to be said of one activity."""

    code: str
    name: str
    start: Row
    end: Row
    given: list[Row]

    @property
    def need(self) -> Row:
        """At the end, else at the start."""
        if not self.end.is_open:
            return self.end
        return self.end if self.start.is_open else self.start

    @property
    def is_unmet(self) -> bool:
        """Whether it is 2 or more."""
        return self.need.value is not None and self.need.value >= 2

    @property
    def levels(self) -> list[int]:
        """The contributions that have a level, the highest first."""
        return sorted((row.level for row in self.given if row.value is not None), reverse=True)

    @property
    def open(self) -> int:
        """How many contributions have none."""
        return sum(row.is_open for row in self.given)

    @property
    def word(self) -> str:
        """What programmes have shown."""
        if not self.given:
            return "none works on it"
        if any(row.harm in ("some", "grave") for row in self.given):
            return "harm found"
        values = [row.value for row in self.given if row.value is not None]
        if not values or (self.open and max(values) < 2):
            return "not known"
        words = (
            "strong change shown"
            if max(values) >= 3
            else "some change shown"
            if max(values) >= 2
            else "no change shown"
        )
        return f"at least {words}" if self.open else words

    @property
    def rank(self) -> tuple[Fraction, int]:
        """Its place among the unmet needs."""
        return -self.need.value, ORDER.index(self.word.removeprefix("at least "))


def rows(cursor: Any, reference: str) -> list[Row]:
    """Every rating of an assessment."""
    cursor.execute(ROWS, [reference])
    return [Row(*found) for found in cursor.fetchall()]


def activities(cursor: Any, reference: str) -> list[Activity]:
    """Its activities by code."""
    every = rows(cursor, reference)
    cursor.execute(ACTIVITIES, [reference])
    found = []
    for key, code, name in sorted(cursor.fetchall(), key=lambda each: each[1]):
        own = [row for row in every if row.activity == key]
        needs = {row.moment: row for row in own if row.part == "need"}
        start, end = (needs.get(moment) or needs[""] for moment in ("start", "end"))
        found.append(Activity(code, name, start, end, [row for row in own if row.part == "contribution"]))
    return found


def mean(group: list[Row]) -> Fraction | None:
    """The weighted mean of the values."""
    known = [(row.value, Fraction(str(row.weight))) for row in group if row.value is not None]
    return sum(value * weight for value, weight in known) / sum(weight for _value, weight in known) if known else None


def counts(group: list[Row]) -> dict[int, int]:
    """How many stand at each level."""
    return dict(sorted(Counter(row.level for row in group if row.value is not None).items()))


def one_decimal(value: Fraction) -> str:
    """Halves away from zero."""
    tenths = int(value * 10 + Fraction(1, 2))
    return f"{tenths // 10}.{tenths % 10}"


def tied(found: list[Activity]) -> list[list[Activity]]:
    """The unmet needs in their order, those of one rank together."""
    unmet = sorted((each for each in found if each.is_unmet), key=lambda each: (*each.rank, each.code))
    groups: list[list[Activity]] = []
    for each in unmet:
        if groups and groups[-1][0].rank == each.rank:
            groups[-1].append(each)
        else:
            groups.append([each])
    return groups
