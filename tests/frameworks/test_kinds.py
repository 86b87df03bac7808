"""What kinds of items a version has, and which of them are judged, stands once and agrees with the models and values."""

from dataclasses import fields

from django.apps import apps

from frameworks import models, queries, values
from frameworks.domain import checks
from frameworks.domain.snapshot import ITEMS, JUDGED, SECTION_OF, SUBJECTS
from frameworks.models.framework import Item


def test_every_kind_of_item_has_its_section() -> None:
    assert set(ITEMS.values()) == {
        each for each in apps.get_app_config("frameworks").get_models() if issubclass(each, Item)
    }
    assert set(ITEMS) <= {each.name for each in fields(values.Framework)}


def test_every_item_that_a_criterion_can_name_is_judged_in_a_part() -> None:
    named = [
        each for each in models.Criterion._meta.fields if each.is_relation and issubclass(each.related_model, Item)
    ]
    assert {each.name: each.related_model for each in named} == SUBJECTS
    assert set(JUDGED) == set(models.Criterion.Part)
    assert set(SUBJECTS) <= {each.name for each in fields(values.Criterion)}
    assert {ITEMS[section] for section in SECTION_OF.values()} == set(SUBJECTS.values())


def test_what_is_judged_alone_is_judged_in_these_parts() -> None:
    part = models.Criterion.Part
    assert checks.JUDGED_IN == {
        "activities": (part.NEED, part.CONTRIBUTION),
        "considerations": (part.PRACTICE,),
        "recommendations": (part.POLICY,),
    }


def test_items_are_read_with_what_they_belong_to() -> None:
    assert {"institution__pillar", "activity__field__track"} <= set(queries.NAMED)
