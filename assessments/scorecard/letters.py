"""Letters in what was written that no font of the press has, field by field: to be mended before approval."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.db.models import Model

from assessments import glyphs
from assessments.scorecard.build import Dossier
from ssr_portal.values.fields import Line, Narrative

OF_A_RATING = ("justification", "reason", "tried", "confidence_reason")


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
    rows: list[Model] = [dossier.assessment.context]
    for found in dossier.records.values():
        rows += found
    for row in rows:
        deferred: Any = row.get_deferred_fields()
        for field in row._meta.concrete_fields:
            if isinstance(field, Line | Narrative) and field.attname not in deferred:
                yield f"{row._meta.verbose_name}: {field.verbose_name}", getattr(row, field.attname)
    for rating in (*dossier.scorecard.ratings, *dossier.scorecard.left_behind):
        yield f"{rating.criterion.code} {rating.criterion.title}", " ".join(getattr(rating, n) for n in OF_A_RATING)
