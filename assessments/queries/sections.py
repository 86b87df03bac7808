"""The pages that list an assessment's records: context, programmes, goals, evidence, and the plan."""

from dataclasses import dataclass
from typing import Any

from django.db.models import Model
from django.utils import timezone

from assessments import dialogue, models, scorecard
from assessments.queries.overview import Frame, Step, frame_of
from assessments.scorecard.card import Scorecard
from assessments.seat import Seat

SECTIONS = ("context", "programmes", "goals", "evidence", "plan", "tasks")


@dataclass(frozen=True, slots=True)
class Section:
    """One section with its records by kind."""

    name: str
    frame: Frame
    card: Scorecard
    records: dict[str, list[Any]]
    veiled: frozenset[int]  # keys of the evidence that is not shown


def page(seat: Seat, name: str) -> Section:
    """The section with this name, of `SECTIONS`."""
    assessment = seat.assessment
    dossier = scorecard.dossier(assessment, sees=seat.sees)
    frame = frame_of(seat, dossier)
    records = _by_name(dossier.records)
    if name == "tasks":
        dialogue.require_dialogue(seat)
        records["assignment"] = _handed_over(assessment, frame)
    return Section(name=name, frame=frame, card=dossier.scorecard, records=records, veiled=dossier.veiled)


@dataclass(frozen=True, slots=True)
class HandedOver:
    """A stretch that was handed to somebody, as it stands."""

    assignment: models.Assignment
    step: Step

    @property
    def is_late(self) -> bool:
        """Whether it was due before today, and is not done."""
        return bool(self.step.lacks) and self.assignment.is_overdue(timezone.localdate())


def _handed_over(assessment: models.Assessment, frame: Frame) -> list[HandedOver]:
    """Who has which stretch."""
    steps = {step.key: step for step in frame.steps}
    rows = models.Assignment.objects.filter(assessment=assessment).select_related("person", "given_by")
    return [HandedOver(row, steps[row.stretch]) for row in rows]


def _by_name(records: dict[type[Model], list[Any]]) -> dict[str, list[Any]]:
    found = {str(model._meta.model_name): rows for model, rows in records.items()}
    for goal in found["goal"]:
        goal.own_indicators = [row for row in found["indicator"] if row.goal_id == goal.pk]
    for programme in found["programme"]:
        programme.own_assumptions = [row for row in found["assumption"] if row.programme_id == programme.pk]
    stands = {row.action_id: row for row in found["actionprogress"]}
    for action in found["action"]:
        action.stands = stands[action.pk]
    used: dict[int, int] = {}
    for link in found["evidencelink"]:
        used[link.evidence_id] = used.get(link.evidence_id, 0) + 1
    files = {row.pk: row for row in found["attachment"]}
    for row in found["evidence"]:
        row.own_file = files.get(row.attachment_id)
        row.used = used.get(row.pk, 0)
    scorecard.number_bases(found["evidence"])
    return found
