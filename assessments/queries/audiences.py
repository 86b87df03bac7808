"""The audience of an assessment in one table: what is chosen for all and for each part, and every exception."""

from dataclasses import dataclass
from typing import Any

from django.utils.text import capfirst
from django.utils.translation import gettext as _

from assessments import models, scorecard, scoring
from assessments.models.assessment import Audience
from assessments.queries.overview import Frame, frame_of
from assessments.queries.scoring import groups_of
from assessments.scorecard.audiences import KINDS
from assessments.seat import Seat
from frameworks.models import Criterion

RECORDS = {model._meta.model_name: model for model in KINDS}


@dataclass(frozen=True, slots=True)
class Row:
    """A rating or record: `key` is what ticking it posts, empty where it is not to be set here."""

    key: str
    name: str
    says_something: bool
    audience: str
    is_exception: bool

    @property
    def is_shown(self) -> bool:
        """Whether others would see it."""
        return self.audience == Audience.SHAREABLE

    @property
    def words(self) -> str:
        """Who sees it."""
        known = dict(models.Evidence.Audience.choices) | dict(Audience.choices)
        return str(known[self.audience])


@dataclass(frozen=True, slots=True)
class Group:
    """Rows that can be ticked as one."""

    key: str
    title: str
    rows: tuple[Row, ...]

    @property
    def shown(self) -> int:
        """How many of them others would see."""
        return sum(row.is_shown and row.says_something for row in self.rows)


@dataclass(frozen=True, slots=True)
class AudiencePage:
    """All that is chosen; `chosen` has a line for the whole assessment, each part and each programme."""

    frame: Frame
    reach: scorecard.Reach
    chosen: tuple[tuple[str, str, str], ...]  # stretch, its name, its audience
    groups: tuple[Group, ...]
    seen: str


def page(seat: Seat) -> AudiencePage:
    """What the page shows; no query beyond those of a report."""
    assessment = seat.assessment
    dossier = scorecard.dossier(assessment, sees=seat.sees)
    frame = frame_of(seat, dossier)
    card, records = dossier.scorecard, dossier.records
    rules = {rule.stretch: rule.audience for rule in records[models.AudienceRule]}
    parts = [(part.value, str(part.label)) for part in Criterion.Part]
    programmes = [(f"programme-{each.pk}", each.title) for each in card.programmes]
    stretches = [("", _("The whole assessment")), *parts, *programmes]
    return AudiencePage(
        frame=frame,
        reach=scorecard.reach(card, records),
        chosen=tuple((key, name, rules.get(key, "")) for key, name in stretches),
        groups=(*_ratings(frame, card), *(_records(name, records[model]) for name, model in RECORDS.items())),
        seen=scorecard.mark(card, records),
    )


def _ratings(frame: Frame, card: Any) -> list[Group]:
    found = []
    for step in frame.steps:
        for number, group in enumerate(groups_of(card, step.key)):
            title = ": ".join(words for words in (step.title, group.heading) if words)
            rows = tuple(
                Row(
                    f"rating-{each.pk}",
                    each.name,
                    each.status != scoring.UNRATED,
                    each.audience,
                    bool(each.own_audience),
                )
                for each in group.ratings
            )
            found.append(Group(f"{step.key}.{number}", title, rows))
    return found


def _records(name: str, rows: list[Any]) -> Group:
    restricted = models.Evidence.Audience.RESTRICTED
    return Group(
        name,
        str(capfirst(RECORDS[name]._meta.verbose_name_plural)),
        tuple(
            Row("" if row.audience == restricted else f"{name}-{row.pk}", str(row)[:120], True, row.audience, False)
            for row in rows
        ),
    )
