"""States and moves (docs/domain.md §5): the only place that assigns an assessment's state."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils import timezone, translation
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django_stubs_ext import StrOrPromise

from assessments import access, scorecard
from assessments.domain import consequences, places, rules, unusual
from assessments.domain.places import Conflict
from assessments.models import Assessment, Comment, Event, OpenPart
from assessments.seat import Rights
from frameworks.models import Criterion
from ssr_portal.accounts.models import Organisation, Person

State = Assessment.State
MOVED_ON = gettext_lazy("The assessment was changed or moved on meanwhile. Look at it again before you decide.")


@dataclass(frozen=True)
class Move:
    """One arrow of the lifecycle; `note` is the label of the text that goes with it, empty where none is asked."""

    name: str
    label: StrOrPromise
    sources: frozenset[str]
    target: str
    event: str
    may: Callable[[Rights], bool]
    note: StrOrPromise = ""
    note_required: bool = False
    why_not: Callable[[Rights], str] = lambda _rights: ""  # in words, where there is more to say than "not you"


SUBMIT = Move(
    "submit",
    gettext_lazy("Submit for review"),
    State.open_states(),
    State.SUBMITTED,
    Event.Kind.SUBMITTED,
    lambda rights: rights.can_submit,
    gettext_lazy("Note to the reviewer"),
)
RETURN = Move(
    "return",
    gettext_lazy("Return to the assessor"),
    frozenset({State.SUBMITTED}),
    State.RETURNED,
    Event.Kind.RETURNED,
    lambda rights: rights.can_return,
    gettext_lazy("What has to be corrected"),
    note_required=True,
)
TAKE_UP = Move(
    "take-up",
    gettext_lazy("Reopen for changes"),
    frozenset({State.RETURNED}),
    State.DRAFT,
    Event.Kind.TAKEN_UP,
    lambda rights: rights.can_take_up,
)
APPROVE = Move(
    "approve",
    gettext_lazy("Approve"),
    frozenset({State.SUBMITTED}),
    State.APPROVED,
    Event.Kind.APPROVED,
    lambda rights: rights.can_approve,
    gettext_lazy("Approval statement"),
    note_required=True,
    why_not=lambda rights: rights.why_not_approve,
)
WITHDRAW = Move(
    "withdraw",
    gettext_lazy("Take back from review"),
    frozenset({State.SUBMITTED}),
    State.DRAFT,
    Event.Kind.WITHDRAWN,
    lambda rights: rights.can_withdraw,
    gettext_lazy("Note to the reviewer"),
    why_not=lambda rights: rights.why_not_withdraw,
)
GIVE_UP = Move(
    "give-up",
    gettext_lazy("Give this assessment up"),
    State.open_states(),
    State.GIVEN_UP,
    Event.Kind.GIVEN_UP,
    lambda rights: rights.can_give_up,
    gettext_lazy("Why it is given up"),
    note_required=True,
)
RESUME = Move(
    "resume",
    gettext_lazy("Reopen this assessment"),
    frozenset({State.GIVEN_UP}),
    State.DRAFT,
    Event.Kind.RESUMED,
    lambda rights: rights.can_resume,
)
MOVES = {move.name: move for move in (SUBMIT, RETURN, TAKE_UP, APPROVE, WITHDRAW, GIVE_UP, RESUME)}


def perform(
    move: Move,
    assessment: Assessment,
    *,
    by: Person,
    seen: int,
    note: str = "",
    left_open: Mapping[str, str] | None = None,
    agreed: str = "",
) -> Event:
    """Make the move on the assessment as it stood at revision `seen`, write its line in the timeline, and let follow what must.

    Raises PermissionDenied, Conflict when somebody moved or changed it first or its place is taken, and ValidationError for a
    note that is missing or too long, for parts that are incomplete without a reason in `left_open`, and for an approval where
    `agreed` is not the mark of all that is unusual (`domain.unusual`).
    """
    with transaction.atomic():
        if move in (GIVE_UP, RESUME):  # country, period and reference change hands: one at a time, as with opening
            Organisation.objects.select_for_update().get(pk=assessment.organisation_id)
        seat = access.held(by, assessment.pk)
        held = seat.assessment
        if held.state not in move.sources or held.revision != seen:
            raise Conflict(str(MOVED_ON))
        if not move.may(seat.rights):
            raise PermissionDenied(move.why_not(seat.rights))
        if move.note_required and not note:
            raise ValidationError({"note": _("This is needed.")})
        event = Event(assessment=held, kind=move.event, by=by, note=note, judged_revision=held.revision)
        rules.require(event)
        _meet(move, held, left_open or {}, agreed)
        _claim(move, held, by=by, note=note)
        event.save(force_insert=True)
        consequences.moved(event)
        return event


def _meet(move: Move, held: Assessment, left_open: Mapping[str, str], agreed: str) -> None:
    """What one move alone asks for, or brings along."""
    if move is SUBMIT:
        _leave_open(held, left_open)
    if move is APPROVE:
        unusual.require(held, agreed)
    if move is GIVE_UP:
        places.free(held)
    if move is RESUME:
        places.take(held)


def _claim(move: Move, held: Assessment, *, by: Person, note: str) -> None:
    held.state = move.target
    if move is SUBMIT:
        held.submitted_at, held.submitted_by = timezone.now(), by
    if move is APPROVE:
        held.approved_at, held.approved_by, held.statement = timezone.now(), by, note
        held.words = _words(held)
    held._history_user = by
    held.save(
        update_fields=["state", "submitted_at", "submitted_by", "approved_at", "approved_by", "statement", "reference"]
        + ["words"]
    )


def _words(held: Assessment) -> dict[str, Any]:
    """What the report says of it that others can still rename."""
    said = Comment.objects.filter(assessment=held).order_by().values_list("by", "by__name").distinct()
    people = {str(pk): name for pk, name in said}
    language = held.language_for_good
    with translation.override(language):
        return {"proved": True, "language": language, **held.words_now, "people": people}


def _leave_open(held: Assessment, left_open: Mapping[str, str]) -> None:
    card = scorecard.build(held)
    missing = {part: card.lacking(part) for part in Criterion.Part.values}
    empty = {part for part in Criterion.Part.values if not card.of_part(part) and card.asks(part)}
    needed = [part for part in missing if missing[part] or part in empty]
    faults = {
        part: _("This part is incomplete. Say why it is left open.") for part in needed if not left_open.get(part)
    }
    if faults:
        raise ValidationError(faults)
    OpenPart.objects.filter(assessment=held).delete()
    left = [OpenPart(assessment=held, part=part, reason=left_open[part]) for part in needed]
    for row in left:
        rules.require(row)
    OpenPart.objects.bulk_create(left)
