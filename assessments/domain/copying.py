"""Copying what an assessment owns into another (docs/domain.md §5); `ownership` says which copies take what."""

from collections.abc import Callable, Iterable, Mapping
from typing import Any

from django.db.models import ForeignKey, Model

from assessments import models
from assessments.models import Assessment
from assessments.ownership import OWNED, Copied, Owned
from frameworks.models import Criterion, Framework

NEW_PERIOD = tuple(each for each in OWNED if each.copied is Copied.ALWAYS)
REVISION = tuple(each for each in OWNED if each.copied is not Copied.NEVER)
# What rows name of a framework version, and by what it is found again in another.
PIECES: dict[type[Model], tuple[str, ...]] = {Criterion: ("part", "code")}
WITHIN = ("rests_on",)  # keys to a row of the same kind in the same assessment
PIECES |= {field.related_model: ("code",) for each in OWNED for field in each.rests_on}


def copy_records(source: Assessment, target: Assessment, tables: Iterable[Owned]) -> None:
    """Copy the rows of the tables, pointing at the copies of what they pointed at.

    Pieces of the framework are found again by code; rows about pieces that the target's version lacks are left out.
    """
    counterpart = _counterparts(source.framework, target.framework)
    known: dict[tuple[type[Model], int], Model] = {(Assessment, source.pk): target}
    later: list[tuple[Any, ForeignKey[Any, Any], int]] = []
    for owned in tables:
        for row in owned.rows_of(source).order_by("pk"):
            origin = row.pk
            later += _pointing_ahead(row, known)
            if _repoint(row, known, counterpart):
                if isinstance(row, models.Programme):
                    row.copied_from_id = origin
                if isinstance(row, models.Evidence) and not row.says_interest:
                    row.interest = models.Evidence.Interest.UNKNOWN  # whoever copies it is asked
                row.save(force_insert=True)
                known[owned.model, origin] = row
    for row, field, old in later:
        setattr(row, field.name, known[field.related_model, old])
        row.save(update_fields=[field.name])


def _pointing_ahead(
    row: Any, known: Mapping[tuple[type[Model], int], Model]
) -> list[tuple[Any, "ForeignKey[Any, Any]", int]]:
    """The row's keys to rows of its own kind that were added after it, taken off it until those are copied."""
    found = []
    for field in row._meta.concrete_fields:
        old = getattr(row, field.attname)
        if field.name in WITHIN and old is not None and (field.related_model, old) not in known:
            setattr(row, field.attname, None)
            found.append((row, field, old))
    return found


def _counterparts(old: Framework, new: Framework) -> Callable[[type[Model], int], int | None]:
    """From a piece of the old version to the new one's of the same natural key; None where it has none."""
    if old.pk == new.pk:
        return lambda _model, pk: pk
    pairs: dict[tuple[type[Model], int], int] = {}
    for model, key in PIECES.items():
        theirs = {row[1:]: row[0] for row in model._default_manager.filter(framework=new).values_list("pk", *key)}
        for row in model._default_manager.filter(framework=old).values_list("pk", *key):
            if row[1:] in theirs:
                pairs[model, row[0]] = theirs[row[1:]]
    return lambda model, pk: pairs.get((model, pk))


def _repoint(
    row: Any, known: Mapping[tuple[type[Model], int], Model], counterpart: Callable[[type[Model], int], int | None]
) -> bool:
    """Point the row at copies; False when what it is about does not exist in the target."""
    for field in row._meta.concrete_fields:
        old = getattr(row, field.attname)
        if not field.is_relation or old is None:
            continue
        if (field.related_model, old) in known:
            setattr(row, field.name, known[field.related_model, old])
        elif field.related_model in PIECES:
            new = counterpart(field.related_model, old)
            if new is None and not field.null:
                return False
            setattr(row, field.attname, new)
    row.pk, row._state.adding = None, True
    for name, value in {"revision": 0, "mutation": None, "looked_back": False}.items():
        if hasattr(row, name):
            setattr(row, name, value)
    return True
