"""The one door for every write: locked, in a state that takes changes, nobody's newer save overwritten unseen."""

from collections.abc import Iterator
from contextlib import contextmanager

from django.db import transaction
from django.db.models import F, Model
from django.utils import timezone
from django.utils.translation import gettext as _

from assessments.models import Assessment
from assessments.models.assessment import Record
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

    def __init__(self, current: Model) -> None:
        self.current = current
        super().__init__(_("Somebody saved a newer version meanwhile."))


class Gone(Exception):
    """Somebody removed what was to be changed."""

    def __init__(self) -> None:
        super().__init__(_("Somebody removed this meanwhile."))


@contextmanager
def editing(assessment: Assessment, *, by: Person) -> Iterator[Assessment]:
    """Hold the assessment open for one change; raises NotOpen when its state takes none."""
    with transaction.atomic():
        held = Assessment.objects.select_for_update().get(pk=assessment.pk)
        if not held.is_open:
            raise NotOpen(held)
        yield held
        touch(held, by=by)


@contextmanager
def editing_record(record: Record, *, seen: int, by: Person) -> Iterator[Assessment]:
    """Hold one record and its assessment for a change over revision `seen`; raises NotOpen, Stale or Gone.

    The assessment is locked first, as everywhere: so that two who each hold a part never wait for each other.

    The record that is given is claimed, not reloaded: what a form has put on it stays. It is saved by the caller, who gets
    the assessment as it is held.
    """
    with transaction.atomic():
        rows = type(record).objects.select_for_update(of=("assessment", "self")).select_related("assessment")
        held = rows.filter(pk=record.pk).first()
        if held is None:
            raise Gone
        if not held.assessment.is_open:
            raise NotOpen(held.assessment)
        if held.revision != seen:
            raise Stale(held)
        record.revision = seen + 1
        record._history_user = by
        yield held.assessment
        touch(held.assessment, by=by)


def touch(assessment: Assessment, *, by: Person) -> None:
    """Count a change of the assessment; its history is that of its records, so none is written here."""
    Assessment.objects.filter(pk=assessment.pk).update(
        changed_at=timezone.now(), changed_by=by, revision=F("revision") + 1
    )
