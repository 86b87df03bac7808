"""What people wrote, put into Greek letters, so that it is told from words of the program at sight."""

import re
from typing import Any

from django.apps import apps
from django.contrib.auth.models import Group
from django.db.models import CharField, Field, Model, TextField

from tests.languages.pseudo import PLAIN

GREEK = str.maketrans(PLAIN, "αβγδεφγηιικλμνοπκρστυβωξυζΑΒΓΔΕΦΓΗΙΙΚΛΜΝΟΠΚΡΣΤΥΒΩΞΥΖ")
ADDRESS = re.compile(r"(\S+://\S+)")
APPS = ("accounts", "frameworks", "assessments")
# What the program reads, or what is no prose: codes, digests, choices, and what a sent form carries.
READ = {"key", "sha256", "original", "fingerprint", "outline", "asked", "password", "email", "code", "language"}
READ |= {"Assessment.reference", "EarlierReference.reference"}
READ |= {
    "rate_base",
    "rate_quote",
    "section",
    "Change.what",
    "stretch",
    "country",
    "currency",
    "short_name",
    "crs_codes",
}
READ |= {"iati_identifier", "token", "address", "onwards", "mended_at"}


def put_into_greek() -> None:
    """Every text of every row; the guards of what is final must be lifted."""
    models = [model for app in APPS for model in apps.get_app_config(app).get_models()]
    for model in (*models, Group):
        names = [each.attname for each in model._meta.concrete_fields if _is_prose(each, model)]
        rows = list(model._base_manager.all()) if names else []
        for row in rows:
            for name in names:
                setattr(row, name, in_greek(getattr(row, name)))
        if rows:
            model._base_manager.bulk_update(rows, names, batch_size=200)


def in_greek(value: Any) -> Any:
    """A text, or all texts within; addresses of pages stay."""
    match value:
        case str():
            parts = ADDRESS.split(value)
            return "".join(part if "://" in part else part.translate(GREEK) for part in parts)
        case dict():
            return {key: each if key == "language" else in_greek(each) for key, each in value.items()}
        case list():
            return [in_greek(each) for each in value]
    return value


def _is_prose(each: Field, model: type[Model]) -> bool:
    name = f"{model.__name__}.{each.name}"
    if name in {"Assessment.words", "Scale.code"}:
        return True
    typed = type(each).__module__.startswith(("ssr_portal.values", "django.db.models"))
    return typed and isinstance(each, CharField | TextField) and not each.choices and READ.isdisjoint({each.name, name})
