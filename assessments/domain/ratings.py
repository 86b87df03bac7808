"""Saving ratings, and making the rows that ask for them."""

from collections.abc import Collection, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass, replace
from functools import cached_property
from typing import Any
from uuid import UUID

from django.core.exceptions import ValidationError
from django.shortcuts import get_object_or_404
from django.utils import timezone
from django.utils.translation import gettext as _
from simple_history.utils import bulk_create_with_history

from assessments import access, answers, scorecard
from assessments.domain import links, rules
from assessments.domain.editing import NotOpen, Stale, StayedBehind, holding_rating, touch
from assessments.domain.judgement import Judgement, Link
from assessments.models import Programme, Rating
from assessments.seat import Seat
from frameworks import values
from frameworks.models import Criterion
from ssr_portal.accounts.models import Person

Part = Criterion.Part
CONFIRMED = ("to_confirm", "previous_criterion")
OF_THE_COUNTRY = (Part.GOVERNANCE, Part.NEED, Part.POLICY)
IN_PERIOD: tuple[str, ...] = (Rating.Moment.PERIOD,)
AT_BOTH: tuple[str, ...] = (Rating.Moment.START, Rating.Moment.END)


@dataclass(frozen=True)
class Held:
    """One rating that is held for a change by an assessor."""

    seat: Seat
    row: Rating

    @cached_property
    def shown(self) -> scorecard.Rating:
        """The rating with its criterion and what its evidence suggests."""
        return scorecard.one(self.row)


@contextmanager
def holding(rating: int, *, by: Person, reference: str = "") -> Iterator[Held]:
    """Hold the rating with this key for a change by an assessor.

    Raises Http404 for whom it does not exist, or where its assessment has another `reference`, PermissionDenied for who reads it
    only, and Gone.
    """
    with holding_rating(rating, by=by, reference=reference) as (seat, row):
        access.require_assessor(seat)
        yield Held(seat, row)


def save_rating(rating: Rating, judgement: Judgement, *, by: Person, **how: Any) -> Rating:
    """Hold the rating and `save` the judgement."""
    with holding(rating.pk, by=by) as held:
        return save(held, judgement, **how)


def save(
    held: Held,
    judgement: Judgement,
    *,
    seen: int,
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
    row = held.row
    criterion = held.shown.criterion
    faults = judgement.faults(criterion)
    if faults:
        raise ValidationError(faults)
    judgement = judgement.settled(criterion)
    waits = _waits(row, judgement, criterion)
    if waits:
        judgement = replace(judgement, status=row.status, level=row.level)
    rules.require(Rating(**asdict(judgement)), Judgement.FIELDS)
    same = judgement == Judgement.of(row) and (waits or not row.to_confirm)
    if same and mutation is not None and row.mutation == mutation:
        return row
    _require(row, row.revision if same or row.mutation in unanswered else seen)
    if not same:
        _write(held, judgement, mutation=mutation, confirms=not waits)
    return row


def _waits(row: Rating, judgement: Judgement, criterion: values.Criterion) -> bool:
    """Whether what was judged by an older version's description stands until all strands are answered (docs/domain.md §6)."""
    judged = row.to_confirm and row.status != Rating.Status.UNRATED
    return judged and judgement.status == Rating.Status.UNRATED and bool(criterion.strands)


def _require(row: Rating, seen: int) -> None:
    if not row.assessment.is_open:
        raise NotOpen(row.assessment)
    if row.left_behind:
        raise StayedBehind(row.assessment)
    if row.revision != seen:
        raise Stale(row)


def _write(held: Held, judgement: Judgement, *, mutation: UUID | None, confirms: bool = True) -> None:
    row, by = held.row, held.seat.person
    for name in Judgement.FIELDS:
        setattr(row, name, getattr(judgement, name))
    row.revision += 1
    row.mutation, row.rated_by, row.rated_at = mutation, by, timezone.now()
    if confirms:
        row.to_confirm, row.previous_criterion = False, None
    row._history_user = by
    row.save(update_fields=[*Judgement.FIELDS, "revision", "mutation", "rated_by", "rated_at", *CONFIRMED])
    touch(held.seat)


def restore(rating: Rating, key: int, *, seen: int, by: Person) -> Rating:
    """Make the judgement of a history row the present one, over revision `seen`; its evidence links stay as they are.

    Raises what `holding` does, Stale, NotOpen, or Http404 for a row of another rating. What was once stored is not checked again:
    it may say less than is asked for now, and then is lacking and not lost.
    """
    with holding(rating.pk, by=by) as held:
        row = held.row
        _require(row, seen)
        past = get_object_or_404(Rating.history.filter(id=row.pk, criterion=row.criterion_id), history_id=key)
        waits = past.to_confirm and bool(answers.unanswered(past.answers, held.shown.criterion))
        if waits:  # it stood by description then, and does again
            row.to_confirm, row.previous_criterion_id = True, past.previous_criterion_id
        _write(held, Judgement.of(past), mutation=None, confirms=not waits)
    return row


def look_back(rating: Rating, *, by: Person) -> bool:
    """Note that last time's level was asked for before this one was given; False where it was given, or noted, already.

    Raises what `holding` does, and NotOpen.
    """
    with holding(rating.pk, by=by) as held:
        row = held.row
        if row.looked_back or not held.shown.waits:
            return False
        _require(row, row.revision)
        row.looked_back = True
        row._history_user = by
        row.save(update_fields=["looked_back"])
        touch(held.seat)
    return True


def link_evidence(rating: Rating, said: Iterable[Link], *, seen: int, by: Person) -> Rating:
    """State of evidence that `by` sees whether the rating rests on it, over revision `seen`; without a stance it does not.

    Raises what `holding` does, Stale or NotOpen. Links of which nothing is said, and those to what `by` may not see, stay as they
    are, with their places: nobody takes away, or adds, what is hidden from them, or was when they opened the page.
    """
    with holding(rating.pk, by=by) as held:
        row = held.row
        _require(row, seen)
        visible = access.evidence_seen(held.seat)
        wanted = {link.evidence: link for link in said if link.evidence in visible}
        _require_strands(held.shown.criterion, wanted.values())
        there = {link.evidence_id: link for link in row.links.filter(evidence__in=wanted)}
        pairs = ((there.get(pk), wanted[pk] if wanted[pk].stance else None) for pk in sorted(wanted))
        if links.relink(row, pairs, by=by):
            touch(held.seat)
    return row


def _require_strands(criterion: values.Criterion, links: Iterable[Link]) -> None:
    """Refuse a link to a strand that the criterion does not have."""
    unknown = {code for link in links for code in link.strands or ()} - {each.code for each in criterion.strands}
    if unknown:
        words = _("%(criterion)s has no strand “%(code)s”.") % {"criterion": criterion.code, "code": min(unknown)}
        raise ValidationError({"strands": words})


def moments_of(criterion: Criterion) -> tuple[str, ...]:
    """The moments at which a criterion, read with its scale, is asked of the country: of most, the period alone."""
    return AT_BOTH if criterion.scale.twice else IN_PERIOD


def ask_of_programme(programme: Programme, criteria: Iterable[Criterion]) -> None:
    """Make an unrated rating of the programme for each of the criteria."""
    ask(Rating(assessment_id=programme.assessment_id, programme=programme, criterion=each) for each in criteria)


def ask(ratings: Iterable[Rating]) -> None:
    """Store ratings that nobody has made yet."""
    bulk_create_with_history(list(ratings), Rating)
