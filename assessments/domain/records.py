"""Adding, changing and removing what an assessment owns, whatever its kind."""

from collections.abc import Collection
from typing import Any

from django.core.exceptions import ValidationError
from django.db.models import Max
from django.utils.translation import gettext as _

from assessments import scorecard
from assessments.domain import assignments, attachments, belonging, consequences, evidence, removing, rules
from assessments.domain.editing import editing, editing_record
from assessments.models import (
    Action,
    ActionProgress,
    Assessment,
    Assignment,
    AudienceRule,
    Context,
    Evidence,
    Goal,
    Programme,
    Rating,
    Reply,
)
from assessments.models.assessment import Record
from assessments.seat import Seat
from ssr_portal.accounts.models import Person

MORE = (AudienceRule, Goal, Programme, Rating)  # more than one row, or asked for: they have verbs of their own
NAMING = (
    "attachment",
    "person",
    "evidence",
    "rests_on",
)  # keys that not everybody may point anywhere within the assessment


def add(record: Record, assessment: Assessment, *, by: Person) -> Record:
    """Store a new record of the assessment, with what the domain itself says of it.

    Raises Http404, PermissionDenied, NotOpen or ValidationError, and TypeError for what has a verb of its own, such as goals
    and programmes.
    """
    if isinstance(record, MORE):
        raise TypeError(f"{record._meta.label} is not added by itself")
    with editing(assessment, by=by) as seat:
        match record:
            case Action():  # a number for good
                record.number = _next_number(seat.assessment)
            case Assignment():
                record.given_by = by
            case Evidence():  # whoever adds it may always see it
                record.added_by = by
        _allow(record, [name for name in NAMING if hasattr(record, name)], seat)
        insert(record, seat)
        if isinstance(record, Action):
            ActionProgress.objects.create(action=record)
        if isinstance(record, Assignment):
            consequences.assigned(record)
    return record


def insert(record: Record, seat: Seat) -> None:
    """Store a new row of an assessment that is held, if its rules and its keys allow; raises ValidationError by field."""
    record.assessment = seat.assessment
    rules.require(record)
    belonging.require(record, seat.assessment)
    record._history_user = seat.person
    record.save(force_insert=True)


def update(record: Record | Context, fields: Collection[str], seat: Seat) -> None:
    """Store the named fields of a row that `editing_record` holds, by the same rules."""
    rules.require(record, fields)
    belonging.require(record, seat.assessment, fields)
    record.save(update_fields=[*fields, "revision"])


def _next_number(assessment: Assessment) -> int:
    """One more than any action ever had, removed ones included."""
    last = Action.history.filter(assessment=assessment.pk).aggregate(last=Max("number"))["last"]
    return (last or 0) + 1


def change(record: Record | Context, fields: Collection[str], *, seen: int, by: Person) -> Record | Context:
    """Store the named fields over revision `seen`; a file that is replaced goes, and who got a task is told.

    Raises Http404, PermissionDenied, Stale, Gone, NotOpen or ValidationError.
    """
    with editing_record(record, seen=seen, by=by) as seat:
        stood = _stood(record, fields)
        newly = [name for name, key in stood.items() if key != getattr(record, f"{name}_id")]
        _allow(record, newly, seat)
        update(record, fields, seat)
        if "attachment" in newly:
            attachments.drop_unused(stood["attachment"])
        if isinstance(record, Assignment) and "person" in newly:
            consequences.assigned(record)
    return record


def _stood(record: Record | Context, fields: Collection[str]) -> dict[str, int | None]:
    """What is stored in those of the fields that name more than rows of the assessment."""
    names = [name for name in NAMING if name in fields]
    return type(record)._default_manager.values(*names).get(pk=record.pk) if names else {}


def _allow(record: Record | Context, names: Collection[str], seat: Seat) -> None:
    """Refuse a file of another, who does not assess, a source that not everybody sees, and a circle; by ValidationError."""
    for name in names:
        match record, name:
            case Evidence(), "attachment":
                attachments.require_own(record.attachment_id, by=seat.person)
            case Evidence(), "rests_on":
                evidence.require_base(record, seat)
            case Assignment(), "person":
                assignments.require_colleague(record.person_id, seat.assessment)
            case Reply(), "evidence" if record.evidence and not scorecard.is_for_everyone(record.evidence):
                raise ValidationError({"evidence": _("This source is for reviewers only. Name another one.")})


def remove(record: Record, *, by: Person, **how: Any) -> None:
    """Delete the record with what goes along, as `removing.remove` says."""
    removing.remove(record, by=by, **how)
