"""What a row may name: rows of its own assessment, and pieces of the framework version on which that stands.

One walk over the foreign keys of any model, so that a key that is added to the models later is asked too.
"""

from collections.abc import Collection, Iterable
from typing import Any

from django.core.exceptions import ObjectDoesNotExist, ValidationError
from django.db.models import ForeignKey, Model
from django.utils.translation import gettext as _

from assessments.models import Assessment


def require(row: Model, held: Assessment, among: Collection[str] | None = None) -> None:
    """Refuse a row with a foreign key that leads elsewhere, as `strangers` finds it; raises ValidationError by field."""
    found = strangers(row, held, among)
    if found:
        said = _("This belongs to another assessment, or to another version of the framework. Reload the page.")
        raise ValidationError(dict.fromkeys(found, said))


def require_each(pieces: Iterable[Model], held: Assessment) -> None:
    """Refuse pieces of another version of the framework; raises ValidationError."""
    if any(_is_strange(each, held) for each in pieces):
        raise ValidationError(_("Something you chose belongs to another version of the framework. Reload the page."))


def strangers(row: Model, held: Assessment, among: Collection[str] | None = None) -> list[str]:
    """The names of the row's foreign keys, of those `among` where stated, that lead out of the assessment or its framework.

    What belongs to neither, such as people and files, is not looked at. A query for each key whose row was not read before.
    """
    return [
        key.name
        for key in row._meta.concrete_fields
        if isinstance(key, ForeignKey) and is_owned(key.related_model) and (among is None or key.name in among)
        if getattr(row, key.attname) is not None and _leads_away(row, key, held)
    ]


def is_owned(model: type[Model]) -> bool:
    """Whether rows of this kind belong to one assessment, or to one version of a framework."""
    return any(field.name in {"assessment", "framework"} for field in model._meta.concrete_fields)


def _leads_away(row: Model, key: "ForeignKey[Any, Any]", held: Assessment) -> bool:
    try:
        named = getattr(row, key.name)
    except ObjectDoesNotExist:
        return True
    if key.name == "copied_from":  # the one key that leads back, to what the assessment was copied from
        return named.assessment_id not in {held.copied_from_id, held.supersedes_id}
    return _is_strange(named, held)


def _is_strange(named: Model, held: Assessment) -> bool:
    if isinstance(named, Assessment):
        return named.pk != held.pk
    if hasattr(named, "assessment_id"):
        return bool(named.assessment_id != held.pk)
    return held.framework_id != getattr(named, "framework_id", None)
