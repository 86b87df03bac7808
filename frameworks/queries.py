"""Reading a framework version whole, as one immutable value, in two queries."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from typing import TypeVar

from django.db.models import Model

from frameworks import models, values
from ssr_portal.database.bulk_read import gather
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


NAMED = tuple(_with_owners(getattr(models.Criterion, name).field.related_model, name) for name in models.SUBJECTS)
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
    texts = _Texts.of(framework)
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
        criteria=tuple(_criterion(row, texts) for row in rows),
    )


@dataclass(frozen=True, slots=True)
class _Texts:
    """What stands in the small tables of a version, by the key of what it belongs to."""

    scales: dict[int, values.Scale]
    levels: dict[int, list[models.ScaleLevel]]
    described: dict[tuple[int, int], str]
    signs: dict[tuple[int, int], str]
    questions: dict[int, list[models.GuidingQuestion]]
    strands: dict[int, list[models.Strand]]
    steps: dict[int, list[models.Step]]

    @classmethod
    def of(cls, framework: models.Framework) -> "_Texts":
        """Read in one query."""
        of_criterion = {"criterion__framework": framework}
        rows = gather(
            [
                models.Scale.objects.filter(framework=framework),
                models.ScaleLevel.objects.filter(scale__framework=framework),
                models.GuidingQuestion.objects.filter(**of_criterion),
                models.LevelDescription.objects.filter(**of_criterion),
                models.Strand.objects.filter(**of_criterion),
                models.Step.objects.filter(strand__criterion__framework=framework),
                models.Sign.objects.filter(**of_criterion),
            ]
        )
        levels = _by("scale_id", rows[models.ScaleLevel])
        return cls(
            scales={row.pk: _scale(row, levels[row.pk]) for row in rows[models.Scale]},
            levels=levels,
            described={(row.criterion_id, row.level_id): row.text for row in rows[models.LevelDescription]},
            signs={(row.criterion_id, row.level_id): row.text for row in rows[models.Sign]},
            questions=_by("criterion_id", rows[models.GuidingQuestion]),
            strands=_by("criterion_id", rows[models.Strand]),
            steps=_by("strand_id", rows[models.Step]),
        )

    def levels_of(self, row: models.Criterion) -> dict[int, values.Level]:
        """The levels of the criterion's scale, by key; without a text where it does not describe them."""
        levels = self.levels[row.scale_id]
        return {
            level.pk: values.Level(
                level.value,
                level.name,
                self.described.get((row.pk, level.pk), ""),
                _shade(level.value, len(levels)),
            )
            for level in levels
        }

    def strands_of(self, row: models.Criterion) -> tuple[values.Strand, ...]:
        """The criterion's strands with their steps."""
        length = len(self.levels[row.scale_id])
        return tuple(
            values.Strand(
                each.pk,
                each.code,
                each.name,
                each.question,
                tuple(values.Step(step.value, step.text, _shade(step.value, length)) for step in self.steps[each.pk]),
            )
            for each in self.strands[row.pk]
        )


def _shade(level: int, levels: int) -> int:
    """The colour of a level; a draft may have a scale without length, and steps above their scale."""
    top = max(levels, 2) - 1
    return shade(value_of(min(level, top), top + 1))


def _scale(row: models.Scale, levels: list[models.ScaleLevel]) -> values.Scale:
    names = tuple(level.name for level in levels)
    return values.Scale(row.code, row.name, row.kind, row.high, row.twice, row.rule, names)


def _by(owner: str, rows: Iterable[T]) -> dict[int, list[T]]:
    found: dict[int, list[T]] = defaultdict(list)
    for row in rows:
        found[getattr(row, owner)].append(row)
    return found


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


def _criterion(row: models.Criterion, texts: _Texts) -> values.Criterion:
    levels = texts.levels_of(row)
    return values.Criterion(
        pk=row.pk,
        part=row.part,
        code=row.code,
        weight=row.weight,
        text=row.text,
        look_for=row.look_for,
        source=row.source,
        scale=texts.scales[row.scale_id],
        questions=tuple(each.text for each in texts.questions[row.pk]),
        levels=tuple(levels.values()),
        note=row.note,
        rapid=row.rapid,
        strands=texts.strands_of(row),
        signs=tuple((level, text) for pk, level in levels.items() if (text := texts.signs.get((row.pk, pk)))),
        **{name: _if_any(getattr(row, name)) for name in models.SUBJECTS},
    )
