"""A framework version as one readable YAML file, and back (docs/framework-file.md describes the file)."""

from collections.abc import Iterable
from decimal import Decimal
from pathlib import Path
from typing import Any

import yaml
from django.db import transaction

from frameworks import models
from frameworks.domain import publishing

FORMAT = "ssr-framework/1"


class Dumper(yaml.SafeDumper):
    """Long texts folded over several lines, so that versions diff well."""


def _text(dumper: Dumper, text: str) -> yaml.ScalarNode:
    style = ">" if len(text) > 80 and "\n" not in text else "|" if "\n" in text else None
    return dumper.represent_scalar("tag:yaml.org,2002:str", text, style=style)


Dumper.add_representer(str, _text)


def as_yaml(framework: models.Framework) -> str:
    """The version as YAML text; the same version always gives the same bytes."""
    return yaml.dump(described(framework), Dumper=Dumper, sort_keys=False, allow_unicode=True, width=110)


def described(framework: models.Framework) -> dict[str, Any]:
    """The version as the plain values that its file holds."""
    fields = {field.pk: field for field in framework.fields.select_related("track")}
    return {
        "format": FORMAT,
        "code": framework.code,
        "version": framework.version,
        "name": framework.name,
        "description": framework.description,
        "scoring_rule": framework.scoring_rule,
        "source": framework.source,
        "scales": [
            {"code": scale.code, "name": scale.name, "levels": [level.name for level in scale.levels.all()]}
            for scale in framework.scales.prefetch_related("levels")
        ],
        "pillars": [_item(pillar) for pillar in framework.pillars.all()],
        "institutions": [
            _item(row, pillar=row.pillar.code, bodies=row.bodies)
            for row in framework.institutions.select_related("pillar")
        ],
        "characteristics": [_item(row) for row in framework.characteristics.all()],
        "fields": [_item(row, track=row.track.code if row.track else None) for row in fields.values()],
        "activities": [
            _item(row, field=fields[row.field_id].code, indicators=row.indicators) for row in framework.activities.all()
        ],
        "considerations": [_item(row) for row in framework.considerations.all()],
        "recommendations": [_item(row) for row in framework.recommendations.all()],
        "criteria": _criteria(framework),
    }


def _item(row: models.framework.Item, **more: str | None) -> dict[str, Any]:
    facts = {"code": row.code, "name": row.name, "definition": row.definition, "source": row.source}
    return facts | {name: value for name, value in more.items() if value}


SUBJECT_NAMES = ("institution", "characteristic", "activity", "consideration", "recommendation")


def _criteria(framework: models.Framework) -> dict[str, list[dict[str, Any]]]:
    found: dict[str, list[dict[str, Any]]] = {part: [] for part in models.Criterion.Part.values}
    rows = (
        framework.criteria.select_related("scale", *SUBJECT_NAMES)
        .prefetch_related("questions", "descriptions__level")
        .order_by("position", "code")
    )
    for row in rows:
        facts: dict[str, Any] = {"code": row.code}
        facts |= {name: getattr(row, name).code for name in SUBJECT_NAMES if getattr(row, name)}
        facts["scale"] = row.scale.code
        if row.weight != 1:
            facts["weight"] = str(row.weight)
        facts["text"] = row.text
        if row.look_for:
            facts["look_for"] = row.look_for
        facts["source"] = row.source
        facts["questions"] = [question.text for question in row.questions.all()]
        facts["levels"] = [text.text for text in sorted(row.descriptions.all(), key=lambda text: text.level.value)]
        found[row.part].append(facts)
    return found


def load(path: Path) -> tuple[models.Framework, bool]:
    """Publish the version in the file, unless it is there already. Returns it, and whether it is new.

    Raises ValueError when the file is no framework, or when the database holds another text under the same version.
    """
    facts = yaml.safe_load(path.read_text(encoding="utf-8"))
    if not isinstance(facts, dict) or facts.get("format") != FORMAT:
        raise ValueError(f"{path.name}: not a framework file ({FORMAT}).")
    with transaction.atomic():
        there = models.Framework.objects.filter(code=facts["code"], version=facts["version"]).first()
        if there is not None:
            if described(there) != facts:
                raise ValueError(f"{path.name}: {there} is there already, with another text. Give it a new version.")
            return there, False
        framework = write(facts)
        publishing.publish(framework)
    return framework, True


def write(facts: dict[str, Any]) -> models.Framework:
    """Store the version as a draft; the caller holds the transaction."""
    framework = models.Framework.objects.create(
        **{name: facts[name] for name in ("code", "version", "name", "description", "scoring_rule", "source")},
    )
    scales = {row["code"]: _write_scale(framework, row, place) for place, row in enumerate(facts["scales"])}
    pillars = _write_items(models.Pillar, framework, facts["pillars"])
    fields = _write_items(models.Field, framework, facts["fields"], track=pillars)
    subjects = {
        "institution": _write_items(models.Institution, framework, facts["institutions"], pillar=pillars),
        "characteristic": _write_items(models.Characteristic, framework, facts["characteristics"]),
        "activity": _write_items(models.Activity, framework, facts["activities"], field=fields),
        "consideration": _write_items(models.Consideration, framework, facts["considerations"]),
        "recommendation": _write_items(models.Recommendation, framework, facts["recommendations"]),
    }
    for part, rows in facts["criteria"].items():
        for place, row in enumerate(rows):
            _write_criterion(framework, part, place, row, scales, subjects)
    return framework


def _write_scale(framework: models.Framework, row: dict[str, Any], place: int) -> models.Scale:
    scale = models.Scale.objects.create(framework=framework, code=row["code"], name=row["name"], position=place)
    models.ScaleLevel.objects.bulk_create(
        models.ScaleLevel(scale=scale, value=value, name=name) for value, name in enumerate(row["levels"])
    )
    return scale


def _write_items(
    model: type[models.framework.Item],
    framework: models.Framework,
    rows: Iterable[dict[str, Any]],
    **owners: dict[str, models.framework.Item],
) -> dict[str, Any]:
    found = {}
    for place, row in enumerate(rows):
        named = {name: known[row[name]] for name, known in owners.items() if name in row}
        found[row["code"]] = model.objects.create(**(row | named | {"framework": framework, "position": place}))
    return found


def _write_criterion(
    framework: models.Framework,
    part: str,
    place: int,
    row: dict[str, Any],
    scales: dict[str, models.Scale],
    subjects: dict[str, dict[str, Any]],
) -> None:
    scale = scales[row["scale"]]
    criterion = models.Criterion.objects.create(
        framework=framework,
        part=part,
        code=row["code"],
        position=place,
        scale=scale,
        weight=Decimal(row.get("weight", "1")),
        text=row["text"],
        look_for=row.get("look_for", ""),
        source=row["source"],
        **{name: known[row[name]] for name, known in subjects.items() if name in row},
    )
    models.GuidingQuestion.objects.bulk_create(
        models.GuidingQuestion(criterion=criterion, position=number, text=text)
        for number, text in enumerate(row["questions"], start=1)
    )
    models.LevelDescription.objects.bulk_create(
        models.LevelDescription(criterion=criterion, level=level, text=text)
        for level, text in zip(scale.levels.all(), row["levels"], strict=True)
    )
