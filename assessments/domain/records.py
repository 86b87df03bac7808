"""Adding, changing and removing what an assessment owns, whatever its kind."""

from collections.abc import Collection
from typing import Any

from django.db.models import Max

from assessments.domain import attachments, belonging, consequences, removing
from assessments.domain.editing import editing, editing_record
from assessments.models import Action, ActionProgress, Assessment, Assignment, Context, Evidence
from assessments.models.assessment import Record
from assessments.seat import Seat
from ssr_portal.accounts.models import Person


def add(record: Record, assessment: Assessment, *, by: Person) -> Record:
    """Store a new record of the assessment, with what the domain itself says of it.

    Raises Http404, PermissionDenied, NotOpen or ValidationError.
    """
    with editing(assessment, by=by) as seat:
        record.assessment = seat.assessment
        _complete(record, seat)
        belonging.require(record, seat.assessment)
        record._history_user = by
        record.save(force_insert=True)
        if isinstance(record, Action):
            ActionProgress.objects.create(action=record)
        if isinstance(record, Assignment):
            consequences.assigned(record)
    return record


def _complete(record: Record, seat: Seat) -> None:
    """A number for good; who gave a task; whoever adds a source may always see it, and brings a file of their own."""
    match record:
        case Action():
            record.number = _next_number(seat.assessment)
        case Assignment():
            record.given_by = seat.person
        case Evidence():
            record.added_by = seat.person
            attachments.require_own(record.attachment_id, by=seat.person)


def _next_number(assessment: Assessment) -> int:
    """One more than any action ever had, removed ones included."""
    last = Action.history.filter(assessment=assessment.pk).aggregate(last=Max("number"))["last"]
    return (last or 0) + 1


def change(record: Record | Context, fields: Collection[str], *, seen: int, by: Person) -> Record | Context:
    """Store the named fields over revision `seen`; a file that is replaced goes, and who got a task is told.

    Raises Http404, PermissionDenied, Stale, Gone, NotOpen or ValidationError.
    """
    with editing_record(record, seen=seen, by=by) as seat:
        belonging.require(record, seat.assessment, fields)
        before = _stood(record, fields)
        if "attachment" in before and before["attachment"] != record.attachment_id:
            attachments.require_own(record.attachment_id, by=by)
        record.save(update_fields=[*fields, "revision"])
        if "attachment" in before and before["attachment"] != record.attachment_id:
            attachments.drop_unused(before["attachment"])
        if "person" in before and before["person"] != record.person_id:
            consequences.assigned(record)
    return record


def _stood(record: Record | Context, fields: Collection[str]) -> dict[str, int | None]:
    """The file or the person that is stored, of the fields that are changed."""
    names = [name for name in ("attachment", "person") if name in fields]
    return type(record).objects.values(*names).get(pk=record.pk) if names else {}


def remove(record: Record, *, by: Person, **how: Any) -> None:
    """Delete the record with what goes along, as `removing.remove` says."""
    removing.remove(record, by=by, **how)
