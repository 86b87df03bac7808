"""The administration tells no word of an assessment: pages, searches, popups, choices by typing, deletions, histories."""

from collections.abc import Iterator

import pytest
from django.apps import apps
from django.contrib import admin
from django.contrib.admin.models import LogEntry
from django.db.models import Model
from django.urls import reverse

from tests.access import world
from tests.access.visits import Visitor

pytestmark = pytest.mark.same_on_any_database

FLOOR = 40
MOST = 3  # objects of a model


@pytest.mark.parametrize("who", ["framework administrator", "people administrator", "superuser"])
def test_desk_tells_no_word_of_any_assessment(db, who, capsys) -> None:
    visitor = Visitor(world.build(), who)
    for address, query in pages(visitor.world):
        visitor.visit("GET", address, query)
    for address, keys in deletions():
        visitor.visit("POST", address, {"action": "delete_selected", "_selected_action": keys})
        visitor.visit("POST", address, {"action": "delete_selected", "_selected_action": keys, "post": "yes"})
    with capsys.disabled():
        print(f"\nthe desk, {who}: {visitor.cells} cells")
    assert not visitor.faults, "\n".join(visitor.faults[:20])
    assert visitor.cells >= FLOOR


def test_what_an_assessment_owns_is_on_no_desk() -> None:
    assert [model for model in admin.site._registry if model._meta.app_label == "assessments"] == []
    assert LogEntry not in admin.site._registry


def pages(at: world.World) -> Iterator[tuple[str, dict[str, str]]]:
    """Every page of every registered model, with what its queries can ask, and every choice by typing."""
    yield reverse("admin:index"), {}
    words = ["zq1", "BI", *(each.reference for each in at.assessments()[:2])]
    for model in admin.site._registry:
        yield from _pages_of(model, words)
    inner = [inline.model for desk in admin.site._registry.values() for inline in desk.inlines]
    owned = apps.get_app_config("assessments").get_models()
    for model in {*admin.site._registry, *inner, *owned}:
        for each in model._meta.get_fields():
            if each.is_relation:
                yield reverse("admin:autocomplete"), _asked(model, each.name)


def _pages_of(model: type[Model], words: list[str]) -> Iterator[tuple[str, dict[str, str]]]:
    name = f"admin:{model._meta.app_label}_{model._meta.model_name}"
    for query in [{}, {"_popup": "1"}, *({"q": word} for word in words)]:
        yield reverse(f"{name}_changelist"), query
    yield reverse(f"{name}_add"), {"_popup": "1"}
    for pk in model._base_manager.values_list("pk", flat=True)[:MOST]:
        for page in ("change", "history", "delete"):
            yield reverse(f"{name}_{page}", args=[pk]), {"_popup": "1", "_to_field": "id"}


def _asked(model: type[Model], name: str) -> dict[str, str]:
    return {"app_label": model._meta.app_label, "model_name": model._meta.model_name, "field_name": name, "term": ""}


def deletions() -> Iterator[tuple[str, list[int]]]:
    """Lists from which somebody deletes what they ticked."""
    for model in admin.site._registry:
        keys = list(model._base_manager.values_list("pk", flat=True)[:MOST])
        yield reverse(f"admin:{model._meta.app_label}_{model._meta.model_name}_changelist"), keys
