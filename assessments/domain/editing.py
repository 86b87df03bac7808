"""The one door for every write: locked, by whoever may, in a state that takes it, no newer save overwritten unseen."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models import F
from django.utils import timezone
from django.utils.translation import gettext as _

from assessments import access
from assessments.models import Assessment, Context, Rating
from assessments.models.assessment import Record
from assessments.seat import Rights, Seat
from ssr_portal.accounts.models import Person


class NotOpen(Exception):
    """The assessment was submitted or approved meanwhile."""

    def __init__(self, assessment: Assessment) -> None:
        self.assessment = assessment
        super().__init__(
            _("This assessment is %(state)s and cannot be changed now.")
            % {"state": assessment.get_state_display().lower()}
        )


class StayedBehind(NotOpen):
    """The rating stayed with an older framework version: it is read, and not changed."""

    def __str__(self) -> str:
        return _("This rating stayed with an older version of the framework. It can be read, and not changed.")


class Stale(Exception):
    """Somebody saved a newer version; `current` is theirs."""

    def __init__(self, current: Any) -> None:
        self.current = current
        super().__init__(_("Somebody saved a newer version meanwhile."))


class Gone(Exception):
    """Somebody removed what was to be changed."""

    def __init__(self) -> None:
        super().__init__(_("Somebody removed this meanwhile."))


@contextmanager
def holding(assessment: Assessment, *, by: Person, may: Callable[[Rights], bool], refusal: str = "") -> Iterator[Seat]:
    """Hold the assessment locked for one change, if `may` says so of what `by` may do with it now; their seat in it.

    Raises Http404 for whom it does not exist, and PermissionDenied with `refusal`.
    """
    with transaction.atomic():
        seat = access.held(by, assessment.pk)
        if not may(seat.rights):
            raise PermissionDenied(refusal)
        yield seat


@contextmanager
def editing(assessment: Assessment, *, by: Person) -> Iterator[Seat]:
    """Hold the assessment open for one change by an assessor, and count it; their seat in it.

    Raises Http404 for whom it does not exist, PermissionDenied for who reads it only, NotOpen when its state takes no change.
    """
    with transaction.atomic():
        seat = access.held(by, assessment.pk)
        require_open(seat)
        yield seat
        touch(seat)


@contextmanager
def editing_record(record: Record | Context, *, seen: int, by: Person) -> Iterator[Seat]:
    """Hold one record and its assessment for a change over revision `seen`, as `editing` does; raises Stale or Gone besides.

    The assessment is locked first, as everywhere: so that two who each hold a part never wait for each other.

    The record that is given is claimed, not reloaded: what a form has put on it stays. It is saved by the caller.
    """
    with transaction.atomic():
        found = access.held_with(by, record)
        if found is None:
            raise Gone
        seat, stored = found
        require_open(seat)
        if stored.revision != seen:
            raise Stale(stored)
        record.revision = seen + 1
        record._history_user = by
        try:
            yield seat
        except BaseException:
            record.revision = seen  # nothing was stored: a page that says why shows what there is
            raise
        touch(seat)


@contextmanager
def holding_rating(pk: int, *, by: Person, reference: str = "") -> Iterator[tuple[Seat, Rating]]:
    """Hold one rating and its assessment, of which `by` may read both; it knows its evidence, as `scorecard.one` needs it.

    Raises Http404 for whom it does not exist, or where its assessment has another `reference`; Gone where it was removed.
    """
    with transaction.atomic():
        found = access.rating_held(by, pk, reference)
        if found is None:
            raise Gone
        yield found


def require_open(seat: Seat) -> None:
    """Refuse whoever is no assessor, by PermissionDenied, and a state that takes no change, by NotOpen."""
    access.require_assessor(seat)
    if not seat.assessment.is_open:
        raise NotOpen(seat.assessment)


def touch(seat: Seat) -> None:
    """Count a change of the assessment; its history is that of its records, so none is written here."""
    Assessment.objects.filter(pk=seat.assessment.pk).update(
        changed_at=timezone.now(), changed_by=seat.person, revision=F("revision") + 1
    )
