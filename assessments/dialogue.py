"""What assessors and reviewers say to each other: remarks, notes of moves, tasks. Nobody else reads it (docs/domain.md §5)."""

from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.utils.translation import gettext as _

from assessments import models
from assessments.seat import Seat

Kind = models.Event.Kind
# Lines of the timeline whose note is no part of the dialogue between assessors and reviewers.
TOLD_TO_ALL = frozenset(
    {
        Kind.COPIED,
        Kind.APPROVED,
        Kind.REPORTED,
        Kind.SHARED,
        Kind.UNSHARED,
        Kind.MIGRATED,
        Kind.COUNTRY,
        Kind.RETURNED_TO,
    }
)


def require_dialogue(seat: Seat) -> None:
    """Refuse someone who reads what is approved and has no part in making it."""
    if not seat.in_dialogue:
        raise PermissionDenied(_("Assessors and reviewers of the organisation read this."))


def remarks_of(seat: Seat) -> QuerySet[models.Comment]:
    """The remarks that the person reads, with their writers: all or none."""
    found = models.Comment.objects.filter(assessment=seat.assessment).select_related("by")
    return found if seat.in_dialogue else found.none()


def timeline_of(seat: Seat) -> tuple[models.Event, ...]:
    """Who did what, without the notes of the dialogue for those who have no part in it. One query."""
    events = tuple(models.Event.objects.filter(assessment=seat.assessment).select_related("by"))
    if not seat.in_dialogue:
        for event in events:
            if event.kind not in TOLD_TO_ALL:
                event.note, event.facts = "", {}
    return events
