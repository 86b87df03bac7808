"""What is particular to a source: its file, and the ratings that rest on it."""

from collections.abc import Mapping
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.http import Http404
from django.utils.translation import gettext as _

from assessments import scorecard
from assessments.domain import attachments, links, removing
from assessments.domain.editing import Stale, editing
from assessments.domain.judgement import Link
from assessments.models import Assessment, Evidence, EvidenceLink, Rating
from assessments.seat import Seat
from ssr_portal.accounts.models import Person


def remove(evidence: Evidence, *, by: Person, **how: Any) -> None:
    """Delete the source, as `removing.remove` does, and its file."""
    with transaction.atomic():
        removing.remove(evidence, by=by, **how)
        attachments.drop_unused(evidence.attachment_id)


def require_base(evidence: Evidence, seat: Seat) -> None:
    """Refuse to let a source rest on what the person does not see, or in a circle; raises ValidationError by field.

    The assessment is held, so that no two of them close a circle at once. What another assessment owns is not judged here.
    """
    rows = {row.pk: row for row in Evidence.objects.filter(assessment=seat.assessment)}
    base = rows.get(evidence.rests_on_id or 0)
    if base is None:
        return
    if not seat.sees(base):
        raise ValidationError({"rests_on": _("This source is for reviewers only. Name another one.")})
    if evidence.pk in {base.pk, *(row.pk for row in scorecard.bases_of(base, rows))}:
        raise ValidationError({"rests_on": _("That source rests on this one. Choose the one that was there first.")})


def same_file(assessment: Assessment, original: str, *, other_than: int | None) -> Evidence | None:
    """Other evidence of this assessment that has the very file whose SHA-256, as sent, is `original`."""
    found = Evidence.objects.filter(assessment=assessment, attachment__original=original).order_by("pk")
    return (found if other_than is None else found.exclude(pk=other_than)).first()


def link_ratings(
    evidence: Evidence, shown: Mapping[int, str], wanted: Mapping[int, str], *, by: Person
) -> tuple[int, ...]:
    """Link one source to many ratings at once, or unlink it: stances by rating, empty for none.

    Only what differs from what the page `shown` is changed; raises Stale, changing nothing, where somebody linked one of those
    otherwise meanwhile, NotOpen, and Http404 for whom the source does not exist. Returns the ratings that were changed.
    """
    changed = {pk: stance for pk, stance in wanted.items() if stance != shown.get(pk, "")}
    with editing(evidence.assessment, by=by) as seat:
        if not seat.sees(evidence):
            raise Http404
        rows = Rating.objects.select_for_update().filter(assessment=seat.assessment, left_behind=False, pk__in=changed)
        ratings = {row.pk: row for row in rows}
        found = {link.rating_id: link for link in EvidenceLink.objects.filter(evidence=evidence, rating__in=ratings)}
        for pk, rating in ratings.items():
            there, stance = found.get(pk), changed[pk]
            if (there.stance if there else "") not in (shown.get(pk, ""), stance):
                raise Stale(rating)
            if there or stance:
                place = there.place if there else ""
                links.relink(rating, [(there, Link(evidence.pk, stance, place) if stance else None)], by=by)
    return tuple(ratings)
