"""Adding, changing and removing what an assessment owns, whatever its kind."""

from collections.abc import Collection
from typing import Any

from django.db.models import Max

from assessments.domain import belonging, removing
from assessments.domain.editing import editing, editing_record
from assessments.models import Action, ActionProgress, Assessment, Context
from assessments.models.assessment import Record
from ssr_portal.accounts.models import Person


def add(record: Record, assessment: Assessment, *, by: Person) -> Record:
    """Store a new record of the assessment; an action gets its number, for good. Raises NotOpen or ValidationError."""
    with editing(assessment, by=by) as seat:
        held = seat.assessment
        record.assessment = held
        belonging.require(record, held)
        record._history_user = by
        if isinstance(record, Action):
            record.number = _next_number(held)
        record.save(force_insert=True)
        if isinstance(record, Action):
            ActionProgress.objects.create(action=record)
    return record


def _next_number(assessment: Assessment) -> int:
    """One more than any action ever had, removed ones included."""
    last = Action.history.filter(assessment=assessment.pk).aggregate(last=Max("number"))["last"]
    return (last or 0) + 1


def change(record: Record | Context, fields: Collection[str], *, seen: int, by: Person) -> Record | Context:
    """Store the named fields over revision `seen`; raises Stale, NotOpen, or ValidationError."""
    with editing_record(record, seen=seen, by=by) as seat:
        belonging.require(record, seat.assessment, fields)
        record.save(update_fields=[*fields, "revision"])
    return record


def remove(record: Record, *, by: Person, **how: Any) -> None:
    """Delete the record with what goes along, as `removing.remove` says."""
    removing.remove(record, by=by, **how)
