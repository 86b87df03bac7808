"""Letting another organisation read an approved assessment, and ending that."""

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils.translation import gettext as _

from assessments import access
from assessments.models import Assessment, Event, Share
from ssr_portal.accounts.models import Organisation, Person


def share(assessment: Assessment, organisation: Organisation, *, by: Person, with_evidence: bool = True) -> None:
    """Share with the organisation, with the evidence marked shareable or without; the same again changes nothing.

    Raises PermissionDenied.
    """
    with transaction.atomic():
        held = _held(assessment, by)
        if organisation.pk == held.organisation_id:
            raise PermissionDenied
        row, new = Share.objects.get_or_create(
            assessment=held, organisation=organisation, defaults={"by": by, "with_evidence": with_evidence}
        )
        if not new and row.with_evidence == with_evidence:
            return
        row.with_evidence = with_evidence
        row.save(update_fields=["with_evidence"])
        words = _("%(name)s, with evidence") if with_evidence else _("%(name)s, without evidence")
        _note(held, Event.Kind.SHARED, words % {"name": organisation.name}, by)


def end(assessment: Assessment, organisation: Organisation, *, by: Person) -> None:
    """End the sharing; raises PermissionDenied."""
    with transaction.atomic():
        held = _held(assessment, by)
        gone, _rows = Share.objects.filter(assessment=held, organisation=organisation).delete()
        if gone:
            _note(held, Event.Kind.UNSHARED, organisation.name, by)


def _held(assessment: Assessment, by: Person) -> Assessment:
    Assessment.objects.select_for_update().get(pk=assessment.pk)
    held = access.assessment_to_read(by, assessment.reference)
    if not access.rights(by, held).share:
        raise PermissionDenied
    return held


def _note(held: Assessment, kind: str, note: str, by: Person) -> None:
    Event.objects.create(assessment=held, kind=kind, by=by, note=note, judged_revision=held.revision)
