"""Working on a draft: begin it, fill its matrix, put its pieces in order, weigh its criteria, give it up."""

from collections.abc import Iterable, Mapping
from decimal import Decimal
from itertools import product
from typing import Any

from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.db.models import Max, Model
from django.utils.translation import gettext as _

from frameworks import models
from frameworks.domain import file_writer
from frameworks.domain.checks import MOST_WEIGHT
from frameworks.domain.editing import Stale, editing, hold, note
from frameworks.domain.snapshot import JUDGED, SUBJECTS, facts_of, mark
from ssr_portal.accounts.models import Person

Kind = models.Change.Kind


def copy_to_draft(framework: models.Framework, *, by: Person | None = None) -> models.Framework:
    """A draft with the next free version number, equal in content to the version given; two copies get two numbers."""
    with transaction.atomic():
        family = models.Framework.objects.select_for_update().filter(code=framework.code).order_by("pk")
        held = next(each for each in family if each.pk == framework.pk)
        last = models.Framework.objects.filter(code=held.code).aggregate(last=Max("version"))["last"]
        draft = file_writer.write(facts_of(held)[0] | {"version": last + 1})
        draft.predecessor = held
        draft.save(update_fields=["predecessor"])
        note(draft, Kind.COPIED, by=by, new=str(held))
    return draft


def import_draft(text: str, *, by: Person | None = None, name: str = "") -> models.Framework:
    """Begin a draft from a file's text; raises ValidationError with every fault, and then stores nothing."""
    try:
        with transaction.atomic():
            draft = file_writer.import_draft(text)
            note(draft, Kind.IMPORTED, by=by, new=name)
    except IntegrityError as error:
        raise ValidationError(
            _("Somebody stored this version in the same moment. Look at the list of versions.")
        ) from error
    return draft


def delete_draft(framework: models.Framework, *, by: Person) -> None:
    """Give a draft up; its whole text stays in the history. Raises NotDraft."""
    with transaction.atomic():
        held = hold(framework)
        note(held, Kind.DELETED, by=by, old=file_writer.as_yaml(held))
        for pieces_of in (held.criteria, held.activities, held.fields, held.institutions):
            pieces_of.all().delete()  # in this order: each protects what it names
        held.delete()


def fill_matrix(framework: models.Framework, *, by: Person) -> list[models.Criterion]:
    """Add the criteria that new pieces need: governance by institution and characteristic, and one for each activity,
    consideration and recommendation in its parts. Their texts are empty, which the checks tell. Raises NotDraft.
    """
    with editing(framework, by=by) as (held, _facts):
        missing = list(_missing(held))
        made = models.Criterion.objects.bulk_create(missing)
        _settle_order(held)
    return made


def _missing(held: models.Framework) -> Iterable[models.Criterion]:
    present = list(held.criteria.select_related("scale").order_by("position"))
    scales = {criterion.part: criterion.scale for criterion in reversed(present)}
    fallback = held.scales.first()
    taken = {(c.part, c.code) for c in present}
    judged = {(row.part, *(getattr(row, f"{name}_id") for name in SUBJECTS)) for row in present}
    items: dict[str, list[Any]] = {
        name: list(model._default_manager.filter(framework=held)) for name, model in SUBJECTS.items()
    }
    for part, names in JUDGED.items():
        for found in product(*(items[name] for name in names)):
            subjects = dict(zip(names, found, strict=True))
            code = ".".join(item.code for item in found)
            key = (part.value, *(subjects[name].pk if name in subjects else None for name in SUBJECTS))
            if key not in judged and (part.value, code) not in taken and (scale := scales.get(part.value, fallback)):
                source = _("wording by the portal's administrators")
                yield models.Criterion(
                    framework=held, part=part, code=code[:12], scale=scale, source=source, **subjects
                )


def _settle_order(held: models.Framework) -> None:
    """Criteria stand in the order of what they judge."""
    rows = list(held.criteria.select_related(*SUBJECTS))

    def place(row: models.Criterion) -> tuple[Any, ...]:
        subjects = (getattr(row, name) for name in SUBJECTS)
        return (row.part, *((each.position, each.code) if each else (-1, "") for each in subjects))

    counts: dict[str, int] = {}
    for row in sorted(rows, key=place):
        row.position = counts.get(row.part, 0)
        counts[row.part] = row.position + 1
    models.Criterion.objects.bulk_update(rows, ["position"])


def arrange(
    framework: models.Framework, model: type[Model], order: list[int], *, seen: str, by: Person, part: str = ""
) -> None:
    """Put the pieces of one kind (criteria: of one part) into this order of primary keys.

    Raises NotDraft; Stale when the order is no longer the one with the mark `seen`.
    """
    with editing(framework, by=by) as (held, _facts):
        rows = {row.pk: row for row in pieces(held, model, part)}
        if order_mark(rows.values()) != seen or set(order) != set(rows) or len(order) != len(rows):
            raise Stale
        for position, pk in enumerate(order):
            rows[pk].position = position
        model._default_manager.bulk_update(rows.values(), ["position"])


def pieces(framework: models.Framework, model: type[Model], part: str = "") -> list[Any]:
    """The pieces of one kind in their order; of criteria those of one part, if it is named."""
    rows = model._default_manager.filter(framework=framework).order_by("position", "code")
    return list(rows.filter(part=part) if part else rows)


def order_mark(rows: Iterable[Model]) -> str:
    """The mark of an order of pieces."""
    return mark([row.pk for row in rows])


def weigh(
    framework: models.Framework, weights: Mapping[int, Decimal], *, seen: Mapping[int, Decimal | None], by: Person
) -> int:
    """Give criteria other weights; how many changed. `seen` are the weights as they were shown.

    Raises NotDraft, ValidationError for a weight out of range, Stale when a weight to be changed was changed meanwhile.
    """
    faulty = [pk for pk, weight in weights.items() if not 0 < weight <= MOST_WEIGHT]
    if faulty:
        raise ValidationError(_("A weight is greater than 0 and at most 99.99."))
    with editing(framework, by=by) as (held, _facts):
        rows = {row.pk: row for row in held.criteria.all()}
        changed = [rows[pk] for pk, weight in weights.items() if pk in rows and weight != seen.get(pk)]
        for row in changed:
            if row.weight != seen.get(row.pk):
                raise Stale
            row.weight = weights[row.pk]
        models.Criterion.objects.bulk_update(changed, ["weight"])
    return len(changed)
