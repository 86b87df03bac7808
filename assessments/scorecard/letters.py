"""Letters in what the report prints that no font of the press has, field by field: to be mended before approval."""

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import chain
from typing import Any

from django.db.models import CharField, Field, TextField

from assessments import glyphs, models
from assessments.scorecard.build import Dossier
from frameworks.values import Framework
from ssr_portal.accounts.models import Organisation
from ssr_portal.text import paragraphs

OF_A_RATING = ("justification", "reason", "tried", "confidence_reason", "level_reason", "harm_text")
NAMED_BY = {"short_name": (Organisation, "short_name"), "neighbours": (models.Context, "neighbours")}


@dataclass(frozen=True, slots=True)
class Unprinted:
    """One field with letters that would be printed as empty boxes; `letters` with their numbers in Unicode."""

    where: str
    letters: str


def unprinted(dossier: Dossier) -> tuple[Unprinted, ...]:
    """Every field whose text has letters without a glyph; no query of its own."""
    found = ((where, glyphs.without_glyph(text)) for where, text in _texts(dossier))
    return tuple(Unprinted(where, ", ".join(map(_named, letters))) for where, letters in found if letters)


def _named(letter: str) -> str:
    return f"{letter} (U+{ord(letter):04X})"


def _texts(dossier: Dossier) -> Iterator[tuple[str, str]]:
    """All that the report prints, but for the annex of remarks, which is made on request and never approved."""
    yield from _names(dossier.assessment)
    yield from _framework(dossier.scorecard.framework)
    for row in (dossier.assessment, dossier.assessment.context, *chain(*dossier.records.values())):
        for field in row._meta.concrete_fields:
            if _is_text(field) and field.attname not in row.get_deferred_fields():
                yield f"{row._meta.verbose_name}: {field.verbose_name}", _printed(field, getattr(row, field.attname))
    for row in dossier.records.get(models.LeftBehind, ()):
        yield f"{row._meta.verbose_name}: {row._meta.get_field('title').verbose_name}", f"{row.what} {row.said}"
    for rating in (*dossier.scorecard.ratings, *dossier.scorecard.left_behind):
        texts = (paragraphs.without_bullets(getattr(rating, name)) for name in OF_A_RATING)
        yield rating.name, " ".join(texts)


def _printed(field: Field[Any, Any], text: str) -> str:
    """As it comes on paper: the bullets of texts with paragraphs are drawn, not printed."""
    return paragraphs.without_bullets(text) if isinstance(field, TextField) else text


def _is_text(field: Field[Any, Any]) -> bool:
    return isinstance(field, CharField | TextField) and not field.choices


def _names(assessment: models.Assessment) -> Iterator[tuple[str, str]]:
    """Names and labels of tables that others edit: the organisation, its marking, people, places."""
    for name, said in assessment.words_now.items():
        model, field = NAMED_BY.get(name, (models.Assessment, name))
        where = f"{model._meta.verbose_name}: {getattr(model, field).field.verbose_name}"
        yield where, " ".join(said) if isinstance(said, list) else said


def _framework(framework: Framework) -> Iterator[tuple[str, str]]:
    yield str(framework), f"{framework} {framework.scoring_rule} {framework.source}"
    subjects = (*framework.pillars, *framework.institutions, *framework.characteristics, *framework.fields)
    for each in (*subjects, *framework.activities, *framework.considerations, *framework.recommendations):
        yield f"{framework}: {each.code}", f"{each.code} {each.name}"
    for scale in framework.every_scale:
        yield f"{framework}: {scale.code}", f"{scale.name} {scale.rule}"
    for criterion in framework.criteria:
        names = (
            *(level.name for level in criterion.levels),
            *(f"{each.code} {each.name}" for each in criterion.strands),
        )
        yield f"{framework}: {criterion.code}", " ".join((criterion.code, *names))
