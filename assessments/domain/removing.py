"""Removing a record with open eyes: what goes along is told beforehand, compared under the lock, and noted in the timeline.

The walk follows the database's own cascades, so that nothing added to the models later goes unseen. Remarks do not go: the
dialogue is only ever added to, and what was said about a removed rating stays on record as said about the whole.
"""

import hashlib
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import CASCADE, Model
from django.utils.text import Truncator
from django.utils.translation import gettext as _

from assessments import models, scorecard
from assessments.domain.editing import editing_record
from assessments.models import Event, Rating
from assessments.models.assessment import Record
from assessments.models.happened import kind_of_rows
from assessments.ownership import OWNED
from assessments.seat import Seat
from ssr_portal.accounts.models import Person

# A record's own pieces, saved with it and guarded by its revision.
PIECES = tuple(each.model for each in OWNED if each.piece)
STAYS = (models.Comment,)
# What names a row of each kind takes, beside the row itself.
NAMED_BY = {
    models.Rating: ("criterion", "programme", "rated_by"),
    models.Comment: ("rating__criterion", "rating__programme"),
    models.ReviewMark: ("by", "rating__criterion"),
    models.Assignment: ("person",),
    models.Reply: ("consultation",),
}


@dataclass(frozen=True, slots=True)
class Group:
    """Rows of one kind that go along; sources are counted and not named, since some are for reviewers only."""

    model: str  # its name
    title: str
    count: int
    names: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Going:
    """What goes with a record; `mark` changes with anything in it, and is empty where nothing goes along."""

    groups: tuple[Group, ...]
    rated: int
    remarks: int
    mark: str

    def new_since(self, before: str) -> bool:
        """Whether this is not what a page showed, which carried the mark `before`."""
        return self.mark != before


class TakesMore(Exception):
    """More would go than the person has seen or agreed to; `going` is what goes now."""

    def __init__(self, going: Going, message: str) -> None:
        self.going = going
        super().__init__(message)


def going_with(record: Record) -> Going:
    """What of people's work goes when the record is removed. One query for each table that hangs on it."""
    rows = [row for row in cascade(record) if says_something(row)]
    goes = [row for row in rows if not isinstance(row, STAYS)]
    kinds = Counter(type(row) for row in goes)
    groups = (_group(model, n, [row for row in goes if type(row) is model]) for model, n in kinds.items())
    return Going(
        groups=tuple(groups),
        rated=sum(isinstance(row, Rating) for row in goes),
        remarks=sum(isinstance(row, models.Comment) and row.thread_id is None for row in rows),
        mark=_mark(rows),
    )


def cascade(*records: Model) -> list[Model]:
    """Every row that the database would remove with these of one kind, each once."""
    found: dict[tuple[type[Model], int], Model] = {}
    waiting: list[list[Model]] = [list(records)]
    while waiting:
        rows = waiting.pop(0)
        for relation in rows[0]._meta.related_objects:
            model = relation.related_model
            if relation.on_delete is not CASCADE or model in PIECES:
                continue
            hanging = model._base_manager.filter(**{f"{relation.field.name}__in": rows}).order_by("pk")
            new = [
                row
                for row in hanging.select_related(*NAMED_BY.get(model, ()))
                if (model, row.pk) not in found and row not in records
            ]
            found |= {(model, row.pk): row for row in new}
            waiting += [new] if new else []
    return list(found.values())


def says_something(row: Model) -> bool:
    """Whether somebody wrote it: an unrated rating and an action's untouched progress come with their record."""
    match row:
        case Rating():
            texts = [row.reason, row.tried, row.justification, row.confidence, row.confidence_reason, row.level_reason]
            texts += [row.harm, row.harm_text]
            return row.status != Rating.Status.UNRATED or bool(row.answers) or any(texts)
        case models.ActionProgress():
            return row.revision > 0
    return True


def _mark(rows: Iterable[Model]) -> str:
    """A digest of what there is and at which revision; rows that count none are taken with all they say."""
    said = sorted(
        f"{row._meta.label} {row.pk} {getattr(row, 'revision', None)}"
        if hasattr(row, "revision")
        else f"{row._meta.label} {[getattr(row, field.attname) for field in row._meta.concrete_fields]}"
        for row in rows
    )
    return hashlib.sha256("\n".join(said).encode()).hexdigest() if said else ""


def _group(model: type[Model], count: int, rows: list[Model]) -> Group:
    names = () if model is models.EvidenceLink else tuple(_name(row) for row in rows)
    return Group(str(model._meta.model_name), kind_of_rows(model, count), count, names)


def _name(row: Model) -> str:
    match row:
        case Rating():
            rated = row.get_status_display() if row.level is None else _("level %(level)d") % {"level": row.level}
            return f"{row.code}: {rated}" + (f", {row.rated_by.name}" if row.rated_by else "")
        case models.ReviewMark():
            return f"{row.rating.code}, {row.by.name}"
        case models.Assignment():
            return row.person.name
        case models.Reply():
            return Truncator(f"{row.consultation}: {row.text}").chars(120)
    return Truncator(str(row)).chars(120)


def remove(record: Record, *, seen: int, by: Person, along: str = "", agreed: bool = False) -> None:
    """Delete the record, seen at revision `seen`, with what the mark `along` stands for; its history stays.

    Raises TakesMore when something came or changed since, or something rated goes and nobody `agreed`; Stale, NotOpen, Gone, or
    ProtectedError while others rest on it.
    """
    with editing_record(record, seen=seen, by=by) as seat:
        going = going_with(record)
        if going.new_since(along):
            raise TakesMore(
                going,
                _(
                    "What would be removed with it has changed since you opened this page. "
                    "Look at the list below before you remove it."
                ),
            )
        if going.rated and not agreed:
            raise TakesMore(going, _("Ratings would be removed with it. Tick that you mean to remove them too."))
        _note(record, going, seat)
        keep_remarks(record)
        record.delete()


def _note(record: Record, going: Going, seat: Seat) -> None:
    hidden = isinstance(record, models.Evidence) and not scorecard.is_for_everyone(record)
    facts = {
        "record": record._meta.model_name,
        "title": "" if hidden else str(record),
        "along": [[group.model, group.count] for group in going.groups],
    }
    Event.objects.create(
        assessment=seat.assessment,
        kind=Event.Kind.REMOVED,
        by=seat.person,
        facts=facts,
        judged_revision=seat.assessment.revision,
    )


def keep_remarks(record: Record) -> None:
    """Point remarks on ratings that are about to go at the whole, and say in them what they were about."""
    for remark in (row for row in cascade(record) if isinstance(row, models.Comment)):
        if remark.thread_id is None and remark.rating is not None:
            about = " · ".join(str(each) for each in (remark.rating.criterion, remark.rating.programme) if each)
            remark.text = f"[{about}]\n{remark.text}"
        remark.rating = None
        remark.save(update_fields=["rating", "text"])
