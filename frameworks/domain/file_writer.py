"""A framework version as one readable YAML file, and back (docs/framework-file.md describes the file)."""

from collections.abc import Iterable
from decimal import Decimal
from pathlib import Path
from typing import Any

import yaml
from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Model
from django.utils.translation import gettext as _

from frameworks import models
from frameworks.domain import checks, file_reader, publishing
from frameworks.domain.file_reader import FORMAT_1, FORMAT_2
from frameworks.domain.snapshot import HEADER, ITEMS, SECTION_OF, Facts, facts_of, meant_by

OWNERS = {"institutions": {"pillar": "pillars"}, "fields": {"track": "pillars"}, "activities": {"field": "fields"}}


class Dumper(yaml.SafeDumper):
    """Long texts folded over several lines, so that versions diff well."""


def _text(dumper: Dumper, text: str) -> yaml.ScalarNode:
    style = ">" if len(text) > 80 and "\n" not in text else "|" if "\n" in text else None
    return dumper.represent_scalar("tag:yaml.org,2002:str", text, style=style)


Dumper.add_representer(str, _text)


def as_yaml(framework: models.Framework) -> str:
    """The version as YAML text; the same version always gives the same bytes."""
    return written(facts_of(framework)[0])


def written(facts: Facts) -> str:
    """Facts as YAML text; in the first format while they hold nothing that it does not know."""
    if _fits_format_1(facts):
        scales = [_without(row, "kind", "high") for row in facts["scales"]]
        whole = {"format": FORMAT_1} | facts | {"scales": scales}
    else:
        scales = [row | {"kind": row["kind"].replace("_", " ")} for row in facts["scales"]]
        whole = {"format": FORMAT_2} | facts | {"scales": scales}
    return yaml.dump(whole, Dumper=Dumper, sort_keys=False, allow_unicode=True, width=110)


def _fits_format_1(facts: Facts) -> bool:
    plain = all(file_reader.ON_SCALES.isdisjoint(row) and row | meant_by(row["code"]) == row for row in facts["scales"])
    rows = (row for part in facts["criteria"].values() for row in part)
    return plain and all(file_reader.STRANDS.isdisjoint(row) for row in rows)


def _without(row: Facts, *names: str) -> Facts:
    return {name: value for name, value in row.items() if name not in names}


def checked(text: str, *, new: bool = True) -> Facts:
    """The facts in a file's text; raises ValidationError with every fault at once, each with its line.

    When it is to be `new`, its version number has to be free.
    """
    found = file_reader.read(text)
    predecessor = _latest(found.facts.get("code", ""))
    before = facts_of(predecessor)[0] if predecessor else None
    further = checks.faults(found.facts, before)
    if new:
        further += _taken(found.facts)
    told = found.faults + [
        file_reader.Fault(found.line_of(fault.path), fault.message)
        for fault in further
        if not found.is_faulty(fault.path)
    ]
    if told:
        raise ValidationError([str(fault) for fault in sorted(told, key=lambda fault: fault.line)])
    return found.facts


def import_draft(text: str) -> models.Framework:
    """Store the version in the file as a draft; raises ValidationError with every fault, and then stores nothing."""
    facts = checked(text)
    with transaction.atomic():
        draft = write(facts)
        same = models.Framework.objects.filter(code=draft.code)
        draft.predecessor = same.exclude(pk=draft.pk).filter(version__lt=draft.version).order_by("-version").first()
        draft.save(update_fields=["predecessor"])
    return draft


def _taken(facts: Facts) -> list[checks.Fault]:
    versions = list(models.Framework.objects.filter(code=facts["code"]).values_list("version", flat=True))
    if facts["version"] not in versions:
        return []
    message = _("Version %(version)d is there already. The next free number is %(free)d.")
    return [checks.Fault(("version",), message % {"version": facts["version"], "free": max(versions) + 1})]


def load(path: Path) -> tuple[models.Framework, bool]:
    """Publish the version in the file, unless it is there already. Returns it, and whether it is new.

    Raises ValidationError with every fault, or when the database holds another text under the same version.
    """
    text = path.read_text(encoding="utf-8")
    facts = checked(text, new=False)
    with transaction.atomic():
        there = models.Framework.objects.filter(code=facts["code"], version=facts["version"]).first()
        if there is not None:
            if facts_of(there)[0] != facts:
                told = _("%(version)s is there already, with another text. Give it a new version.")
                raise ValidationError(told % {"version": there})
            return there, False
        framework = import_draft(text)
        publishing.publish(framework)
    return framework, True


def _latest(code: Any) -> models.Framework | None:
    return models.Framework.objects.filter(code=str(code)).readable().order_by("-version").first()


def write(facts: Facts) -> models.Framework:
    """Store the version as a draft, one insert a table; the caller holds the transaction."""
    framework = models.Framework.objects.create(**{name: facts[name] for name in HEADER})
    scales = _write_scales(framework, facts["scales"])
    known: dict[str, dict[str, Any]] = {}
    for section, model in ITEMS.items():
        owners = {name: known[pieces] for name, pieces in OWNERS.get(section, {}).items()}
        known[section] = _write_items(model, framework, facts[section], owners)
    subjects = {name: known[section] for name, section in SECTION_OF.items()}
    _write_criteria(framework, facts["criteria"], scales, subjects)
    return framework


def _write_scales(framework: models.Framework, rows: list[Facts]) -> dict[str, tuple[Any, list[Any]]]:
    scales = models.Scale.objects.bulk_create(
        models.Scale(
            framework=framework,
            code=row["code"],
            name=row["name"],
            kind=row["kind"],
            high=row["high"],
            twice=row.get("twice", False),
            rule=row.get("rule", ""),
            position=place,
        )
        for place, row in enumerate(rows)
    )
    levels = models.ScaleLevel.objects.bulk_create(
        models.ScaleLevel(scale=scale, value=value, name=name)
        for scale, row in zip(scales, rows, strict=True)
        for value, name in enumerate(row["levels"])
    )
    return {scale.code: (scale, [level for level in levels if level.scale_id == scale.pk]) for scale in scales}


def _write_items(
    model: type[Model],
    framework: models.Framework,
    rows: Iterable[Facts],
    owners: dict[str, dict[str, Any]],
) -> dict[str, Any]:
    made: list[Any] = []
    for place, row in enumerate(rows):
        named = {name: known[row[name]] for name, known in owners.items() if name in row}
        if "crs_codes" in row:
            named["crs_codes"] = " ".join(row["crs_codes"])
        made.append(model(**(row | named | {"framework": framework, "position": place})))
    model._default_manager.bulk_create(made)
    return {row.code: row for row in made}


def _write_criteria(
    framework: models.Framework,
    parts: dict[str, list[Facts]],
    scales: dict[str, tuple[Any, list[Any]]],
    subjects: dict[str, dict[str, Any]],
) -> None:
    every = [(part, place, row) for part, rows in parts.items() for place, row in enumerate(rows)]
    criteria = models.Criterion.objects.bulk_create(
        models.Criterion(
            framework=framework,
            part=part,
            code=row["code"],
            position=place,
            scale=scales[row["scale"]][0],
            weight=Decimal(row.get("weight", "1")),
            text=row["text"],
            look_for=row.get("look_for", ""),
            note=row.get("note", ""),
            source=row["source"],
            rapid=row.get("rapid", False),
            **{name: known[row[name]] for name, known in subjects.items() if name in row},
        )
        for part, place, row in every
    )
    pairs = [(criterion, row) for criterion, (_part, _place, row) in zip(criteria, every, strict=True)]
    models.GuidingQuestion.objects.bulk_create(
        models.GuidingQuestion(criterion=criterion, position=number, text=text)
        for criterion, row in pairs
        for number, text in enumerate(row["questions"], start=1)
    )
    _write_by_level(pairs, scales)
    _write_strands(pairs)


def _write_by_level(pairs: list[tuple[models.Criterion, Facts]], scales: dict[str, tuple[Any, list[Any]]]) -> None:
    """What criteria say of single levels: descriptions and signs."""
    models.LevelDescription.objects.bulk_create(
        models.LevelDescription(criterion=criterion, level=level, text=text)
        for criterion, row in pairs
        for level, text in zip(scales[row["scale"]][1], row.get("levels", []), strict=False)
        if text
    )
    models.Sign.objects.bulk_create(
        models.Sign(criterion=criterion, level=scales[row["scale"]][1][value], text=text)
        for criterion, row in pairs
        for value, text in row.get("signs", {}).items()
    )


def _write_strands(pairs: list[tuple[models.Criterion, Facts]]) -> None:
    """The strands of criteria with their steps, two inserts for all."""
    rows = [(criterion, place, row) for criterion, facts in pairs for place, row in enumerate(facts.get("strands", []))]
    strands = models.Strand.objects.bulk_create(
        models.Strand(
            criterion=criterion, position=place, code=row["code"], name=row["name"], question=row.get("question", "")
        )
        for criterion, place, row in rows
    )
    models.Step.objects.bulk_create(
        models.Step(strand=strand, value=value, text=text)
        for strand, (_criterion, _place, row) in zip(strands, rows, strict=True)
        for value, text in enumerate(row["steps"], start=1)
        if text
    )
