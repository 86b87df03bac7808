"""Letting another organisation read an approved assessment, and ending that."""

from django.core.exceptions import PermissionDenied
from django.db import transaction

from assessments import access
from assessments.models import Assessment, Event, Share
from ssr_portal.accounts.models import Organisation, Person


def share(assessment: Assessment, organisation: Organisation, *, by: Person) -> None:
    """Share with the organisation; sharing again changes nothing. Raises PermissionDenied."""
    with transaction.atomic():
        held = _held(assessment, by)
        if organisation.pk == held.organisation_id:
            raise PermissionDenied
        _row, new = Share.objects.get_or_create(assessment=held, organisation=organisation, defaults={"by": by})
        if new:
            _note(held, Event.Kind.SHARED, organisation, by)


def end(assessment: Assessment, organisation: Organisation, *, by: Person) -> None:
    """End the sharing; raises PermissionDenied."""
    with transaction.atomic():
        held = _held(assessment, by)
        gone, _rows = Share.objects.filter(assessment=held, organisation=organisation).delete()
        if gone:
            _note(held, Event.Kind.UNSHARED, organisation, by)


def _held(assessment: Assessment, by: Person) -> Assessment:
    Assessment.objects.select_for_update().get(pk=assessment.pk)
    held = access.assessment_to_read(by, assessment.reference)
    if not access.rights(by, held).share:
        raise PermissionDenied
    return held


def _note(held: Assessment, kind: str, organisation: Organisation, by: Person) -> None:
    Event.objects.create(assessment=held, kind=kind, by=by, note=organisation.name, judged_revision=held.revision)
