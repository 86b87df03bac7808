"""Saving ratings, and making the rows that ask for them."""

from collections.abc import Collection, Iterable, Iterator
from contextlib import contextmanager
from typing import Any
from uuid import UUID

from django.core.exceptions import ValidationError
from django.db import transaction
from django.shortcuts import get_object_or_404
from django.utils import timezone
from simple_history.utils import bulk_create_with_history

from assessments import access
from assessments.domain import links
from assessments.domain.editing import Gone, NotOpen, Stale, StayedBehind, touch
from assessments.domain.judgement import Judgement, Link
from assessments.models import Assessment, Programme, Rating
from frameworks.models import Criterion
from ssr_portal.accounts.models import Person

Part = Criterion.Part
CONFIRMED = ("to_confirm", "given_on")
OF_THE_COUNTRY = (Part.GOVERNANCE, Part.NEED, Part.POLICY)


@contextmanager
def holding(reference: str, pk: int, *, by: Person) -> Iterator[Rating]:
    """Hold one rating that `by` may read for `store`; Http404 for any other."""
    with transaction.atomic():
        yield access.rating_to_save(by, reference, pk)


def save_rating(rating: Rating, judgement: Judgement, **how: Any) -> Rating:
    """Hold the rating and `store` the judgement."""
    with transaction.atomic():
        return store(_hold(rating), judgement, **how)


def store(
    held: Rating,
    judgement: Judgement,
    *,
    seen: int,
    by: Person,
    levels: int,
    mutation: UUID | None = None,
    unanswered: Collection[UUID] = (),
) -> Rating:
    """Store a judgement over revision `seen` on a rating that is held.

    What it lacks is stored as lacking (`scoring.Said.missing`). Raises Stale if someone was quicker with another judgement,
    NotOpen, or ValidationError by field. `mutation` is made by the page, one for each content: the same save repeated, because
    its answer was lost, is answered and not refused, and so is what says the same as what is stored; with other content it is a
    page that was gone back to, and its revision tells what it had seen. `unanswered` are the page's earlier saves of which it
    never heard: what one of them stored is no colleague's, and is followed by this one.
    """
    faults = judgement.faults(levels=levels)
    if faults:
        raise ValidationError(faults)
    same = judgement == Judgement.of(held) and not held.to_confirm
    if same and mutation is not None and held.mutation == mutation:
        return held
    _require(held, held.revision if same or held.mutation in unanswered else seen)
    if not same:
        _write(held, judgement, by=by, mutation=mutation)
        touch(held.assessment, by=by)
    return held


def _hold(rating: Rating) -> Rating:
    held = (
        Rating.objects.select_for_update(of=("assessment", "self"))
        .select_related("assessment", "rated_by")
        .filter(pk=rating.pk)
        .first()
    )
    if held is None:
        raise Gone
    return held


def _require(held: Rating, seen: int) -> None:
    if not held.assessment.is_open:
        raise NotOpen(held.assessment)
    if held.left_behind:
        raise StayedBehind(held.assessment)
    if held.revision != seen:
        raise Stale(held)


def _write(held: Rating, judgement: Judgement, *, by: Person, mutation: UUID | None) -> None:
    for name in Judgement.FIELDS:
        setattr(held, name, getattr(judgement, name))
    held.revision += 1
    held.mutation, held.rated_by, held.rated_at = mutation, by, timezone.now()
    held.to_confirm, held.given_on = False, None
    held._history_user = by
    held.save(update_fields=[*Judgement.FIELDS, "revision", "mutation", "rated_by", "rated_at", *CONFIRMED])


def restore(rating: Rating, key: int, *, seen: int, by: Person) -> Rating:
    """Make the judgement of a history row the present one, over revision `seen`; its evidence links stay as they are.

    Raises Stale, NotOpen, or Http404 for a row of another rating. What was once stored is not checked again: it may say less than
    is asked for now, and then is lacking and not lost.
    """
    with transaction.atomic():
        held = _hold(rating)
        _require(held, seen)
        past = get_object_or_404(Rating.history.filter(id=held.pk, criterion=held.criterion_id), history_id=key)
        _write(held, Judgement.of(past), by=by, mutation=None)
        touch(held.assessment, by=by)
    return held


def link_evidence(rating: Rating, said: Iterable[Link], *, seen: int, by: Person) -> Rating:
    """State which of the evidence that `by` sees the rating rests on, over revision `seen`; raises Stale or NotOpen.

    Links to what `by` may not see stay as they are, with their places: nobody takes away, or adds, what is hidden from them.
    """
    with transaction.atomic():
        held = _hold(rating)
        _require(held, seen)
        visible = access.evidence_seen(by, held.assessment)
        wanted = {link.evidence: link for link in said if link.evidence in visible}
        there = {link.evidence_id: link for link in held.links.filter(evidence__in=visible)}
        pairs = ((there.get(pk), wanted.get(pk)) for pk in sorted(there.keys() | wanted.keys()))
        if links.relink(held, pairs, by=by):
            touch(held.assessment, by=by)
    return held


def ask_of_country(assessment: Assessment, criteria: Iterable[Criterion] | None = None) -> None:
    """Make an unrated rating for each of the criteria; unless stated, for every one that is asked of the country."""
    if criteria is None:
        criteria = Criterion.objects.filter(framework=assessment.framework_id, part__in=OF_THE_COUNTRY)
    _ask(Rating(assessment=assessment, criterion=criterion) for criterion in criteria)


def ask_of_programme(programme: Programme, criteria: Iterable[Criterion]) -> None:
    """Make an unrated rating of the programme for each of the criteria."""
    _ask(Rating(assessment_id=programme.assessment_id, programme=programme, criterion=each) for each in criteria)


def _ask(ratings: Iterable[Rating]) -> None:
    bulk_create_with_history(list(ratings), Rating)
