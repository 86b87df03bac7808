"""Moving an open assessment to a newer version of its framework, or to another framework (docs/domain.md §5, §6).

Ratings travel by part and code. Where wording, levels or subject of a criterion changed, the rating travels and asks to be
confirmed; where the newer version has no such criterion, it stays behind, readable and printed in an annex. What else rests
on pieces of the framework is pointed at the newer version's, or kept as text where there is none.
"""

from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass, field
from typing import Any

from django.core import serializers
from django.core.exceptions import ValidationError
from django.db.models import Count, ForeignKey, Model, QuerySet
from django.utils.translation import gettext as _
from simple_history.utils import bulk_update_with_history

from assessments import answers, models, ownership, scoring
from assessments.domain import depth, kept_text, ratings, removing
from assessments.domain.editing import Stale, editing, require_open
from assessments.models import Assessment, Event, Rating, VersionMove
from assessments.ownership import OWNED, Owned
from assessments.seat import Seat
from frameworks.domain.difference import Piece, difference
from frameworks.domain.snapshot import facts_of
from frameworks.models import Criterion, Framework
from frameworks.models.criteria import SUBJECTS
from frameworks.queries import framework_value
from ssr_portal.accounts.models import Person

Key = tuple[str, str]  # part and code
Asked = tuple[Criterion, str]  # and the moment
Places = dict[Rating, Asked | None]  # where each rating comes to stand
Part, Moment = Criterion.Part, Rating.Moment
# In this order moves are stored, to be undone: what is added stands last.
TRAVELS = (
    "criterion",
    "status",
    "level",
    "to_confirm",
    "previous_criterion",
    "left_behind",
    "revision",
    "answers",
    "moment",
    "handed_on",
)
_COLUMNS = {field.name: field.attname for field in Rating._meta.concrete_fields}
KEPT = tuple(_COLUMNS[name] for name in TRAVELS)  # of each rating, for undoing
# What rests on an item of the framework, and by which field.
RESTING = tuple((owned, named) for owned in OWNED for named in owned.rests_on)


@dataclass(frozen=True, slots=True)
class Effect:
    """What a move would do: ratings by what becomes of them, ratings to make anew, and records that cannot come along."""

    target: Framework
    pieces: tuple[Piece, ...]
    unchanged: tuple[Rating, ...]
    to_confirm: tuple[Rating, ...]
    behind: tuple[Rating, ...]
    unrated: tuple[Rating, ...]
    places: Places
    new: tuple[Rating, ...]  # not stored; of programmes that are there, one for all
    records: tuple[Any, ...]

    @property
    def asked_again(self) -> dict[str, Piece]:
        """The criteria on which a rating asks to be confirmed, by their key."""
        return {piece.key: piece for piece in self.pieces if piece.asks_again}


def newer_versions(assessment: Assessment) -> list[Framework]:
    """The published versions that an assessment could move to, newest first."""
    framework = assessment.framework
    return list(
        Framework.objects.published().filter(code=framework.code, version__gt=framework.version).order_by("-version")
    )


def pieces_between(source: Framework, target: Framework) -> tuple[Piece, ...]:
    """What differs between two versions. One query."""
    return difference(*facts_of(source, target))


def effect(assessment: Assessment, target: Framework) -> Effect:
    """What moving the assessment would do; stores nothing. A fixed number of queries."""
    pieces = pieces_between(assessment.framework, target)
    again = {piece.key for piece in pieces if piece.asks_again}
    theirs = {(row.part, row.code): row for row in target.criteria.select_related("scale", *SUBJECTS)}
    asked = {row.pk for row in depth.asked(target, assessment.depth)}
    rows = (
        Rating.objects.filter(assessment=assessment)
        .select_related("programme", *(f"criterion__{name}" for name in ("scale", *SUBJECTS)))
        .order_by("pk")
    )
    sorted_out: dict[str, list[Rating]] = {name: [] for name in ("unchanged", "to_confirm", "behind", "unrated")}
    places = _places(rows, theirs, asked)
    for row, place in places.items():
        sorted_out[_fate(row, place, again)].append(row)
    gone = [row for row, place in places.items() if place is None and not row.left_behind]
    return Effect(
        target=target,
        pieces=pieces,
        **{name: tuple(found) for name, found in sorted_out.items()},
        places=places,
        new=tuple(_asked_anew(assessment, places, [row for row in theirs.values() if row.pk in asked])),
        records=(*_stranded(assessment, target), *_hanging_on(gone)),
    )


def _places(rows: Iterable[Rating], theirs: dict[Key, Criterion], asked: Collection[int]) -> Places:
    """Where each rating comes to stand; where two would stand in one place, what stayed behind before stays behind again."""
    places: Places = {}
    taken = set()
    for row in sorted(rows, key=lambda row: row.left_behind):
        place = _asked_there(row, theirs, asked)
        if place is not None and (place, row.programme_id) in taken:
            place = None
        taken.add((place, row.programme_id))
        places[row] = place
    return places


def _asked_there(row: Rating, theirs: dict[Key, Criterion], asked: Collection[int]) -> Asked | None:
    """The criterion and the moment that a rating comes to stand at; None where the target does not ask for it.

    What it does not ask at this depth takes a rating all the same where something was said. A need in the period and one at its
    end stand for each other, as how things are when the assessment looks.
    """
    criterion = theirs.get((row.criterion.part, row.criterion.code))
    if criterion is None or not (criterion.pk in asked or removing.says_something(row)):
        return None
    moments = ratings.moments_of(criterion)
    if row.moment in moments:
        return criterion, row.moment
    return None if row.moment == Moment.START else (criterion, moments[-1])


def _asked_anew(assessment: Assessment, places: Places, asked: Iterable[Criterion]) -> Iterator[Rating]:
    """Ratings of the country, and of all programmes together, that nothing of what is there comes to stand for."""
    there = set(places.values())
    parts = {*ratings.OF_THE_COUNTRY, *([Part.PRACTICE] if any(row.programme_id for row in places) else [])}
    for criterion in asked:
        if criterion.part in parts:
            for moment in ratings.moments_of(criterion):
                if (criterion, moment) not in there:
                    yield Rating(assessment=assessment, criterion=criterion, moment=moment)


def _fate(row: Rating, place: Asked | None, again: set[str]) -> str:
    is_empty = row.status == Rating.Status.UNRATED and not row.justification
    if place is None:
        return "unrated" if is_empty and not row.left_behind else "behind"
    if row.status == Rating.Status.UNRATED:
        return "unrated"
    key = f"{row.criterion.part}-{row.criterion.code}"
    return "to_confirm" if row.to_confirm or row.left_behind or key in again else "unchanged"


def _stranded(assessment: Assessment, target: Framework) -> Iterable[Any]:
    """Each row once that names something which the target does not have."""
    known, found = _codes(target), dict[tuple[type[Model], int], Any]()
    for owned, named in RESTING:
        rows = _resting(assessment, owned, named)
        found |= {(owned.model, r.pk): r for r in rows if getattr(r, named.name).code not in known[named.related_model]}
    return found.values()


def _resting(assessment: Assessment, owned: Owned, named: "ForeignKey[Any, Any]") -> QuerySet[Any]:
    return (
        owned.rows_of(assessment).exclude(**{named.name: None}).select_related(*(each.name for each in owned.rests_on))
    )


def _hanging_on(gone: list[Rating]) -> Iterable[Any]:
    """What hangs on ratings that stay behind and is not shown with them: it goes on hanging there, and is told as text too."""
    yield from models.Reply.objects.filter(rating__in=gone).select_related("rating__criterion", "consultation")
    empty = [row for row in gone if row.status == Rating.Status.UNRATED and not row.justification]
    yield from models.EvidenceLink.objects.filter(rating__in=empty).select_related("rating__criterion", "evidence")


def _codes(framework: Framework) -> dict[type[Model], dict[str, int]]:
    """The keys of the version's items by code, of each kind that records rest on."""
    kinds = dict.fromkeys(named.related_model for _owned, named in RESTING)
    return {kind: dict(kind._default_manager.filter(framework=framework).values_list("code", "pk")) for kind in kinds}


def move(assessment: Assessment, target: Framework, *, seen: int, by: Person) -> VersionMove:
    """Move the assessment as it stood at revision `seen`, in one transaction.

    Raises NotOpen, Stale when it changed meanwhile, ValidationError when the version is none it can move to.
    """
    with editing(assessment, by=by) as seat:
        held = seat.assessment
        if held.revision != seen:
            raise Stale(held)
        if target not in newer_versions(held):
            raise ValidationError(_("This assessment can only move to a newer published version of its framework."))
        return carry(seat, target)


def carry(seat: Seat, target: Framework) -> VersionMove:
    """Put an assessment that is held for one change on another published version, of this framework or of another."""
    require_open(seat)
    return _Moving(seat.assessment, target, seat.person).carry_out()


@dataclass
class _Moving:
    """One move in progress; `before` collects what undoing needs."""

    held: Assessment
    target: Framework
    by: Person
    before: dict[str, Any] = field(default_factory=lambda: {"ratings": {}, "pointed": {}, "removed": "[]", "kept": []})

    def carry_out(self) -> VersionMove:
        source, found = self.held.framework, effect(self.held, self.target)
        present = set(Rating.objects.filter(assessment=self.held).values_list("pk", flat=True))
        self._carry_ratings(found)
        self._carry_records(source, found.records)
        _put_on(self.held, self.target, self.by)
        _ask_for_new(self.held, found)
        made = Rating.objects.filter(assessment=self.held).exclude(pk__in=present).values_list("pk", flat=True)
        self.before["made"] = list(made)
        _note(self.held, Event.Kind.MIGRATED, self.by, source, self.target)
        return VersionMove.objects.create(
            assessment=self.held,
            source=source,
            target=self.target,
            by=self.by,
            revision=self.held.revision + 1,
            before=self.before,
        )

    def _carry_ratings(self, found: Effect) -> None:
        lengths = _lengths(self.target, self.held)
        strands = {each.pk: each for each in framework_value(self.target).criteria}
        confirm = set(found.to_confirm)
        rows = [*found.unchanged, *found.to_confirm, *found.behind, *found.unrated]
        for row in rows:
            self.before["ratings"][row.pk] = [getattr(row, name) for name in KEPT]
            _carry(row, found.places[row], lengths, confirm=row in confirm)
            if not row.left_behind:
                row.answers = answers.readable(row.answers, strands[row.criterion_id])
        bulk_update_with_history(rows, Rating, TRAVELS, default_user=self.by, batch_size=200)

    def _carry_records(self, source: Framework, found: Iterable[Any]) -> None:
        codes = _codes(self.target)
        stranded = [row for row in found if _goes(row, codes)]
        self.before["removed"] = serializers.serialize("json", stranded)
        for row in (*stranded, *(row for row in found if row not in stranded)):
            facts, text = kept_text.facts_and_text(row)
            kept = models.LeftBehind.objects.create(assessment=self.held, version=str(source), facts=facts, text=text)
            self.before["kept"].append(kept.pk)
        for row in stranded:
            row._history_user = self.by
            row.delete()
        for owned, named in RESTING:
            self._point(owned, named, codes[named.related_model])

    def _point(self, owned: Owned, named: "ForeignKey[Any, Any]", codes: dict[str, int]) -> None:
        rows = list(_resting(self.held, owned, named))
        self.before["pointed"][_place(owned, named)] = {row.pk: getattr(row, named.attname) for row in rows}
        for row in rows:
            setattr(row, named.attname, codes.get(getattr(row, named.name).code))
        owned.model._default_manager.bulk_update(rows, [named.name])


def _lengths(target: Framework, held: Assessment) -> dict[int, int]:
    """How many levels the scale of each criterion has, of the target and of whatever the ratings stand on now."""
    rows = Criterion.objects.filter(framework=target) | Criterion.objects.filter(ratings__assessment=held)
    return {row.pk: row.levels for row in rows.annotate(levels=Count("scale__levels", distinct=True)).distinct()}


def _carry(row: Rating, place: Asked | None, lengths: dict[int, int], *, confirm: bool) -> None:
    row.revision += 1
    if place is None:
        row.left_behind = True
        return
    criterion, row.moment = place
    if confirm and row.previous_criterion_id is None:
        row.previous_criterion_id = row.criterion_id
    if row.level is not None:
        row.level = scoring.carried(row.level, lengths[row.criterion_id], lengths[criterion.pk])
    if row.handed_on is not None:
        row.handed_on = scoring.carried(row.handed_on, lengths[row.criterion_id], lengths[criterion.pk])
    row.to_confirm, row.left_behind = confirm, False
    row.criterion = criterion


def _ask_for_new(held: Assessment, found: Effect) -> None:
    """Unrated ratings for what only the newer version asks."""
    ratings.ask(row for row in found.new if row.criterion.part in ratings.OF_THE_COUNTRY)
    criteria = list(depth.asked(held.framework, held.depth, Part.PRACTICE, Part.CONTRIBUTION))
    asked = set(Rating.objects.filter(assessment=held, programme__isnull=False).values_list("programme", "criterion"))
    for programme in held.programmes.prefetch_related("works_on"):
        works_on = {row.activity_id for row in programme.works_on.all()}
        wanted = [row for row in criteria if row.part == Part.PRACTICE or row.activity_id in works_on]
        ratings.ask_of_programme(programme, [row for row in wanted if (programme.pk, row.pk) not in asked])


def _place(owned: Owned, named: "ForeignKey[Any, Any]") -> str:
    return f"{owned.model._meta.model_name}.{named.name}"


def _goes(row: Any, codes: dict[type[Model], dict[str, int]]) -> bool:
    """Whether it cannot stand without what the target does not have; what can, or hangs on a rating, is told as text too."""
    needed = (named for named in ownership.of(type(row)).rests_on if not named.null)
    return any(getattr(row, named.name).code not in codes[named.related_model] for named in needed)


def last_move(assessment: Assessment) -> VersionMove | None:
    """The move that can still be undone: nothing has been saved since."""
    return (
        VersionMove.objects.filter(assessment=assessment, revision=assessment.revision)
        .select_related("source", "target")
        .first()
    )


def undo(assessment: Assessment, *, by: Person) -> None:
    """Take the last move back; raises NotOpen, or Stale when something was saved since."""
    with editing(assessment, by=by) as seat:
        held = seat.assessment
        made = last_move(held)
        if made is None:
            raise Stale(held)
        _restore(held, made, by)
        _put_on(held, made.source, by)
        _note(held, Event.Kind.RETURNED_TO, by, made.target, made.source)
        made.delete()


def _restore(held: Assessment, made: VersionMove, by: Person) -> None:
    before = made.before
    for row in Rating.objects.filter(pk__in=before["made"]):  # unrated, or the move could not be taken back
        removing.keep_remarks(row)
        row.delete()
    rows = list(Rating.objects.filter(assessment=held))
    for row in rows:
        revision = row.revision
        for name, value in zip(KEPT, before["ratings"][str(row.pk)], strict=False):  # older moves stored fewer
            setattr(row, name, value)
        row.revision = revision + 1  # a page opened before the undoing is out of date too
    bulk_update_with_history(rows, Rating, TRAVELS, default_user=by, batch_size=200)
    for owned, named in RESTING:
        # Moves stored by older releases name the table alone.
        pointed = before["pointed"].get(_place(owned, named), before["pointed"].get(owned.model._meta.model_name, {}))
        again = list(owned.model._default_manager.filter(pk__in=pointed))
        for resting in again:
            setattr(resting, named.attname, pointed[str(resting.pk)])
        owned.model._default_manager.bulk_update(again, [named.name])
    for each in serializers.deserialize("json", before["removed"]):
        each.save(force_insert=True)
    models.LeftBehind.objects.filter(pk__in=before["kept"]).delete()


def _put_on(held: Assessment, framework: Framework, by: Person) -> None:
    """Store the framework, which is a fact of the cover: a page of the facts that was opened before is out of date."""
    held.framework = framework
    held.facts_revision += 1
    held._history_user = by
    held.save(update_fields=["framework", "facts_revision"])


def _note(held: Assessment, kind: str, by: Person, source: Framework, target: Framework) -> None:
    facts = {"source": [source.name, source.version], "target": [target.name, target.version]}
    Event.objects.create(assessment=held, kind=kind, by=by, facts=facts, judged_revision=held.revision)
