"""A version as plain values: what its file holds, what is compared, checked, copied and marked (docs/framework-file.md)."""

import hashlib
import json
from collections import defaultdict
from collections.abc import Iterable
from decimal import Decimal
from typing import Any

from django.db.models import Model

from frameworks import models
from ssr_portal.database.bulk_read import gather
from ssr_portal.text.sorting import sort_key

HEADER = ("code", "version", "name", "description", "scoring_rule", "source")
ITEMS: dict[str, type[Model]] = {
    "pillars": models.Pillar,
    "institutions": models.Institution,
    "characteristics": models.Characteristic,
    "fields": models.Field,
    "activities": models.Activity,
    "considerations": models.Consideration,
    "recommendations": models.Recommendation,
}
Part = models.Criterion.Part
JUDGED = {Part(part): subjects for part, subjects in models.JUDGED.items()}
SUBJECTS: dict[str, type[Model]] = {
    name: getattr(models.Criterion, name).field.related_model for name in models.SUBJECTS
}
SECTION_OF = {name: section for name, model in SUBJECTS.items() for section, each in ITEMS.items() if each is model}
OPTIONAL = ("rapid", "look_for", "note", "strands", "signs")  # of a criterion
OF_SCALE = ("twice", "rule")  # what may be left out of a scale
Facts = dict[str, Any]
Kind, High = models.Scale.Kind, models.Scale.High


def meant_by(code: str) -> Facts:
    """What kind a scale is of and what its high levels mean, where nothing says it: need is of best fit and grave."""
    if code == "need":
        return {"kind": Kind.BEST_FIT.value, "high": High.GRAVE.value}
    return {"kind": Kind.STEPPED.value, "high": High.GOOD.value}


def facts_of(*frameworks: models.Framework) -> list[Facts]:
    """The facts of each version, in the order given. One query, however many versions."""
    pks = [framework.pk for framework in frameworks]
    rows = gather(
        [
            models.Scale.objects.filter(framework__in=pks),
            models.ScaleLevel.objects.filter(scale__framework__in=pks),
            *(model._default_manager.filter(framework__in=pks) for model in ITEMS.values()),
            models.Criterion.objects.filter(framework__in=pks),
            models.GuidingQuestion.objects.filter(criterion__framework__in=pks),
            models.LevelDescription.objects.filter(criterion__framework__in=pks),
            models.Strand.objects.filter(criterion__framework__in=pks),
            models.Step.objects.filter(strand__criterion__framework__in=pks),
            models.Sign.objects.filter(criterion__framework__in=pks),
        ]
    )
    return [_facts(framework, rows) for framework in frameworks]


def mark(facts: Any) -> str:
    """A short mark of what was shown, by which a later save knows whether it changed meanwhile."""
    content = json.dumps(facts, sort_keys=True, ensure_ascii=False, default=str)
    return hashlib.sha256(content.encode("utf-8", "replace")).hexdigest()[:16]


def plain_weight(weight: Decimal) -> str:
    """A weight as files and pages write it: without needless noughts."""
    return f"{weight.normalize():f}" if weight.is_finite() else str(weight)


def _facts(framework: models.Framework, rows: dict[type[Model], list[Any]]) -> Facts:
    kinds: tuple[type[Model], ...] = (models.Scale, *ITEMS.values(), models.Criterion)
    own = {model: [row for row in rows[model] if row.framework_id == framework.pk] for model in kinds}
    codes = {(model, row.pk): row.code for model, found in own.items() for row in found}
    levels = _by(rows[models.ScaleLevel], "scale_id")
    return {
        **{name: getattr(framework, name) for name in HEADER},
        "scales": [_scale(row, levels[row.pk]) for row in own[models.Scale]],
        **{section: [_item(row, codes) for row in own[model]] for section, model in ITEMS.items()},
        "criteria": _criteria(own[models.Criterion], codes, levels, rows),
    }


def _by(rows: Iterable[Any], owner: str) -> dict[int, list[Any]]:
    found: dict[int, list[Any]] = defaultdict(list)
    for row in rows:
        found[getattr(row, owner)].append(row)
    return found


def _scale(row: models.Scale, levels: list[models.ScaleLevel]) -> Facts:
    facts = {"code": row.code, "name": row.name, "kind": row.kind, "high": row.high, "twice": row.twice}
    return settled_scale(facts | {"rule": row.rule, "levels": [level.name for level in levels]})


def _item(row: Any, codes: dict[tuple[type[Model], int], str]) -> Facts:
    facts = {"code": row.code, "name": row.name, "definition": row.definition, "source": row.source}
    match row:
        case models.Institution():
            facts |= {"pillar": codes[models.Pillar, row.pillar_id], "bodies": row.bodies}
        case models.Field() if row.track_id:
            facts |= {"track": codes[models.Pillar, row.track_id]}
        case models.Activity():
            facts |= {"field": codes[models.Field, row.field_id], "indicators": row.indicators}
            facts |= {"crs_codes": row.crs_codes.split()}
    return {name: value for name, value in facts.items() if value or name in {"code", "name", "definition", "source"}}


def _criteria(
    criteria: list[models.Criterion],
    codes: dict[tuple[type[Model], int], str],
    levels: dict[int, list[models.ScaleLevel]],
    rows: dict[type[Model], list[Any]],
) -> dict[str, list[Facts]]:
    questions = _by(rows[models.GuidingQuestion], "criterion_id")
    texts = {(row.criterion_id, row.level_id): row.text for row in rows[models.LevelDescription]}
    signs = {(row.criterion_id, row.level_id): row.text for row in rows[models.Sign]}
    strands, steps = _by(rows[models.Strand], "criterion_id"), _by(rows[models.Step], "strand_id")
    found: dict[str, list[Facts]] = {part: [] for part in Part.values}
    for row in sorted(criteria, key=lambda row: (row.position, sort_key(row.code))):
        on = levels[row.scale_id]
        facts: Facts = {"code": row.code}
        for name, model in SUBJECTS.items():
            subject = getattr(row, f"{name}_id")
            if subject is not None:
                facts[name] = codes[model, subject]
        facts["scale"] = codes[models.Scale, row.scale_id]
        if row.weight != 1:
            facts["weight"] = plain_weight(row.weight)
        facts |= {
            "rapid": row.rapid,
            "text": row.text,
            "look_for": row.look_for,
            "source": row.source,
            "questions": [question.text for question in questions[row.pk]],
            "note": row.note,
            "strands": [_strand(strand, steps[strand.pk], len(on)) for strand in strands[row.pk]],
            "signs": {level.value: signs[row.pk, level.pk] for level in on if (row.pk, level.pk) in signs},
            "levels": [texts.get((row.pk, level.pk), "") for level in on],
        }
        found[row.part].append(settled(facts))
    return found


def _strand(row: models.Strand, steps: list[models.Step], levels: int) -> Facts:
    texts = {step.value: step.text for step in steps}
    last = max([levels - 1, *texts])
    question = {"question": row.question} if row.question else {}
    return {"code": row.code, "name": row.name} | question | {"steps": [texts.get(n, "") for n in range(1, last + 1)]}


def settled_scale(scale: Facts) -> Facts:
    """A scale without what may be left out and is empty."""
    return {name: value for name, value in scale.items() if value or name not in OF_SCALE}


def settled(criterion: Facts) -> Facts:
    """A criterion without what may be left out and is empty; where it has strands, levels that describe nothing are."""
    found = {name: value for name, value in criterion.items() if value or name not in OPTIONAL}
    if "strands" in found and not any(found.get("levels", [])):
        found.pop("levels", None)
    return found
