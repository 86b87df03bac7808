"""Letting another organisation read an approved assessment, and ending that."""

from contextlib import AbstractContextManager
from typing import Any

from django.core.exceptions import PermissionDenied, ValidationError
from django.utils.translation import gettext as _

from assessments import scorecard
from assessments.domain import consequences
from assessments.domain.editing import holding
from assessments.models import Assessment, Event, Share, ShareSeen
from assessments.seat import Seat
from ssr_portal.accounts.models import Organisation, Person


def share(assessment: Assessment, organisation: Organisation, *, by: Person, with_evidence: bool = True) -> Share:
    """Share with the organisation, with the evidence marked shareable or without; the same again changes nothing.

    Raises PermissionDenied, and ValidationError where they would see no rating: an empty report misleads whoever reads it.
    """
    with _sharing(assessment, by=by) as seat:
        held = seat.assessment
        if organisation.pk == held.organisation_id:
            raise PermissionDenied
        _require_content(held)
        row, new = Share.objects.get_or_create(
            assessment=held, organisation=organisation, defaults={"by": by, "with_evidence": with_evidence}
        )
        if not new and row.with_evidence == with_evidence:
            return row
        row.with_evidence = with_evidence
        row.save(update_fields=["with_evidence"])
        facts = {"organisation": organisation.name, "with_evidence": with_evidence}
        _note(held, Event.Kind.SHARED, by, facts=facts)
        consequences.shared(row)
    return row


def _require_content(held: Assessment) -> None:
    found = reach_of(held)
    if not found.shown:
        raise ValidationError(
            _(
                "Not shared: none of its %(total)d ratings is marked for other organisations, so they would read an empty "
                "report. Open a corrected revision, and choose there what they may see."
            )
            % {"total": found.total}
        )


def reach_of(assessment: Assessment) -> scorecard.Reach:
    """What other organisations would see of the assessment as it stands."""
    dossier = scorecard.dossier(assessment)
    return scorecard.reach(dossier.scorecard, dossier.records)


def end(assessment: Assessment, organisation: Organisation, *, by: Person) -> bool:
    """End the sharing, and say whether there was any; raises PermissionDenied."""
    with _sharing(assessment, by=by) as seat:
        held = seat.assessment
        gone, _rows = Share.objects.filter(assessment=held, organisation=organisation).delete()
        if gone:
            _note(held, Event.Kind.UNSHARED, by, note=organisation.name)
    return bool(gone)


def seen(assessment: Assessment, *, by: Person) -> None:
    """Note that the person has opened what is shared with their organisations: it is no longer new to them."""
    mine = Share.objects.filter(assessment=assessment, organisation__memberships__person=by)
    for share in mine.exclude(seen__person=by).distinct():
        ShareSeen.objects.get_or_create(share=share, person=by)


def _sharing(assessment: Assessment, *, by: Person) -> AbstractContextManager[Seat]:
    return holding(assessment, by=by, may=lambda rights: rights.can_share)


def _note(held: Assessment, kind: str, by: Person, **said: Any) -> None:
    Event.objects.create(assessment=held, kind=kind, by=by, judged_revision=held.revision, **said)
