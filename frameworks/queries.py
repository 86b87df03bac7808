"""Reading a framework version whole, as one immutable value, in three queries."""

from collections import defaultdict
from collections.abc import Iterable
from typing import TypeVar

from django.db.models import Model

from frameworks import models, values
from ssr_portal.text.sorting import sort_key
from ssr_portal.values.shades import shade, value_of

T = TypeVar("T")
SomeItem = TypeVar("SomeItem", bound=models.framework.Item)


def _with_owners(model: type[Model], name: str) -> str:
    """The look-up of an item with those that it belongs to: an activity's field, and the field's track."""
    for each in model._meta.concrete_fields:
        owner = each.related_model
        if isinstance(owner, type) and issubclass(owner, models.framework.Item):
            return f"{name}__{_with_owners(owner, each.name)}"
    return name


NAMED = (
    *(_with_owners(getattr(models.Criterion, name).field.related_model, name) for name in models.SUBJECTS),
    "scale",
)
PART_ORDER = {part: place for place, part in enumerate(models.Criterion.Part.values)}
KEPT = 16

_published: dict[int, values.Framework] = {}


def framework_value(framework: models.Framework) -> values.Framework:
    """The version with everything in it; a published one is kept in memory, since it never changes."""
    if framework.state == models.Framework.State.DRAFT:
        return _read(framework)
    if framework.pk not in _published:
        if len(_published) >= KEPT:
            _published.clear()
        _published[framework.pk] = _read(framework)
    return _published[framework.pk]


def forget_published() -> None:
    """Empty the memory: for tests, whose databases reuse primary keys."""
    _published.clear()


def _read(framework: models.Framework) -> values.Framework:
    rows = list(models.Criterion.objects.filter(framework=framework).select_related(*NAMED))
    rows.sort(key=lambda row: (PART_ORDER[row.part], row.position, sort_key(row.code)))
    questions = _grouped(
        models.GuidingQuestion.objects.filter(criterion__framework=framework)
        .order_by("position")
        .values_list("criterion_id", "text")
    )
    levels = _levels(framework, rows)
    institutions = _distinct(row.institution for row in rows)
    activities = _distinct(row.activity for row in rows)
    return values.Framework(
        pk=framework.pk,
        code=framework.code,
        version=framework.version,
        name=framework.name,
        description=framework.description,
        scoring_rule=framework.scoring_rule,
        source=framework.source,
        pillars=_subjects(_distinct(row.pillar for row in institutions)),
        institutions=_subjects(institutions),
        characteristics=_subjects(_distinct(row.characteristic for row in rows)),
        fields=_subjects(_distinct(row.field for row in activities)),
        activities=_subjects(activities),
        considerations=_subjects(_distinct(row.consideration for row in rows)),
        recommendations=_subjects(_distinct(row.recommendation for row in rows)),
        criteria=tuple(_criterion(row, questions[row.pk], levels.get(row.pk, ())) for row in rows),
    )


def _levels(framework: models.Framework, rows: list[models.Criterion]) -> dict[int, tuple[values.Level, ...]]:
    """The levels of each criterion; those that a draft does not describe yet have no text."""
    found: dict[int, dict[int, tuple[str, str]]] = defaultdict(dict)
    described = models.LevelDescription.objects.filter(criterion__framework=framework)
    for criterion, value, name, text in described.values_list("criterion_id", "level__value", "level__name", "text"):
        found[criterion][value] = (name, text)
    if framework.state == models.Framework.State.DRAFT:
        scales: dict[int, dict[int, tuple[str, str]]] = defaultdict(dict)
        for scale, value, name in models.ScaleLevel.objects.filter(scale__framework=framework).values_list(
            "scale_id", "value", "name"
        ):
            scales[scale][value] = (name, "")
        found = {
            row.pk: {value: found[row.pk].get(value, each) for value, each in scales[row.scale_id].items()}
            for row in rows
        }
    return {
        criterion: tuple(
            values.Level(value, name, text, shade(value_of(value, max(len(each), 2))))
            for value, (name, text) in sorted(each.items())
        )
        for criterion, each in found.items()
    }


def _grouped(pairs: Iterable[tuple[int, T]]) -> dict[int, tuple[T, ...]]:
    found: dict[int, list[T]] = defaultdict(list)
    for key, value in pairs:
        found[key].append(value)
    return defaultdict(tuple, {key: tuple(group) for key, group in found.items()})


def _distinct(items: Iterable[SomeItem | None]) -> list[SomeItem]:
    unique = {item.pk: item for item in items if item is not None}
    return sorted(unique.values(), key=lambda item: (item.position, sort_key(item.code)))


def _subjects(items: Iterable[models.framework.Item]) -> tuple[values.Subject, ...]:
    return tuple(_subject(item) for item in items)


def _if_any(item: models.framework.Item | None) -> values.Subject | None:
    return None if item is None else _subject(item)


def _subject(item: models.framework.Item) -> values.Subject:
    group, hints = "", ""
    match item:
        case models.Institution():
            group, hints = item.pillar.code, item.bodies
        case models.Activity():
            group, hints = item.field.code, item.indicators
        case models.Field():
            group = item.track.code if item.track else ""
    return values.Subject(item.code, item.name, item.definition, item.source, item.pk, group, hints)


def _criterion(row: models.Criterion, questions: tuple[str, ...], levels: tuple[values.Level, ...]) -> values.Criterion:
    return values.Criterion(
        pk=row.pk,
        part=row.part,
        code=row.code,
        weight=row.weight,
        text=row.text,
        look_for=row.look_for,
        source=row.source,
        scale=row.scale.name,
        questions=questions,
        levels=levels,
        **{name: _if_any(getattr(row, name)) for name in models.SUBJECTS},
    )
