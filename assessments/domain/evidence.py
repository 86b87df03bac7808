"""Evidence: a source with its grade and, where there is one, its file; and which ratings rest on it."""

from collections.abc import Collection, Mapping
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.http import Http404
from django.utils.translation import gettext as _

from assessments.domain import attachments, belonging, links, removing
from assessments.domain.editing import Stale, editing, editing_record
from assessments.domain.judgement import Link
from assessments.models import Assessment, Attachment, Evidence, EvidenceLink, Rating
from ssr_portal.accounts.models import Person


def add(evidence: Evidence, assessment: Assessment, *, by: Person) -> Evidence:
    """Store a new source; whoever adds it may always see it. Raises NotOpen or ValidationError."""
    with editing(assessment, by=by) as seat:
        evidence.assessment, evidence.added_by = seat.assessment, by
        belonging.require(evidence, seat.assessment)
        _require_own_file(evidence, None, by)
        evidence._history_user = by
        evidence.save(force_insert=True)
    return evidence


def change(evidence: Evidence, fields: Collection[str], *, seen: int, by: Person) -> Evidence:
    """Store the named fields over revision `seen`; a file that is replaced goes. Raises Stale, NotOpen, or ValidationError."""
    with editing_record(evidence, seen=seen, by=by) as seat:
        belonging.require(evidence, seat.assessment, fields)
        before = Evidence.objects.values_list("attachment", flat=True).get(pk=evidence.pk)
        _require_own_file(evidence, before, by)
        evidence.save(update_fields=[*fields, "attachment", "revision"])
        if before != evidence.attachment_id:
            attachments.drop_unused(before)
    return evidence


def _require_own_file(evidence: Evidence, before: int | None, by: Person) -> None:
    """A file is the one that stood there, or one that `by` sent and nothing points at yet: never somebody else's."""
    wanted = evidence.attachment_id
    if wanted not in {None, before} and waiting_file(wanted, by=by) is None:
        raise ValidationError(_("This file is used already, or was sent by somebody else. Choose it again."))


def remove(evidence: Evidence, *, by: Person, **how: Any) -> None:
    """Delete the source, as `removing.remove` does, and its file."""
    with transaction.atomic():
        removing.remove(evidence, by=by, **how)
        attachments.drop_unused(evidence.attachment_id)


def same_file(assessment: Assessment, original: str, *, other_than: int | None) -> Evidence | None:
    """Other evidence of this assessment that has the very file whose SHA-256, as sent, is `original`."""
    found = Evidence.objects.filter(assessment=assessment, attachment__original=original).exclude(pk=other_than)
    return found.order_by("pk").first()


def waiting_file(pk: int, *, by: Person) -> Attachment | None:
    """A file that this person uploaded and no evidence points at yet."""
    return Attachment.objects.filter(pk=pk, by=by, evidence__isnull=True).first()


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
