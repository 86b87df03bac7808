"""Lists of the administration are narrowed by their own filters, and by nothing else that stands in an address."""

import pytest
from django.contrib import admin
from django.test import Client
from django.urls import reverse

from ssr_portal.accounts.models import Person
from tests.conftest import client_of

LISTS = sorted((model._meta.app_label, model._meta.model_name) for model in admin.site._registry)
NINES = "9" * 30


@pytest.fixture
def root(cast) -> Client:
    """Who may open every list."""
    return client_of(Person.objects.create_superuser("root@portal.example", "secret", name="Root"))


def lookups(model: type) -> list[str]:
    """Every field, relation and one step beyond, with what the database would be asked."""
    names = []
    for field in model._meta.get_fields():
        further = field.related_model._meta.get_fields() if field.is_relation and field.related_model else []
        names += [field.name, *(f"{field.name}__{each.name}" for each in further)]
    return [
        f"{name}{end}" for name in names for end in ("", "__regex", "__year", "__in", "__gt", "__pk", "__startswith")
    ]


@pytest.mark.parametrize(("label", "name"), LISTS)
def test_no_other_lookup_is_asked_of_the_database(root, approved, label: str, name: str) -> None:
    page = reverse(f"admin:{label}_{name}_changelist")
    plain = root.get(page)
    made = admin.site._registry[_model(label, name)]
    for lookup in set(lookups(made.model)) - set(made.list_filter):
        assert _is_refused(made, lookup), lookup
    for lookup, value in (
        ("name__regex", "["),
        ("date_joined__year", "-1"),
        ("id", NINES),
        ("pk__in", f"{NINES},x"),
        ("assessments", "3"),
        ("memberships__organisation__assessments__country", "BI"),
        ("p", NINES),
        ("o", f"{NINES}.x"),
    ):
        answer = root.get(page, {lookup: value})
        assert answer.status_code in {200, 302}, (lookup, value)
        if answer.status_code == 200 and lookup not in "po":
            assert answer.content.count(b"<tr") == plain.content.count(b"<tr")


def _model(label: str, name: str) -> type:
    return next(each for each in admin.site._registry if (each._meta.app_label, each._meta.model_name) == (label, name))


def _is_refused(made: admin.ModelAdmin, lookup: str) -> bool:
    try:
        return not made.lookup_allowed(lookup, "1", None)
    except admin.options.IncorrectLookupParameters:
        return True


@pytest.mark.parametrize("name", ["is_active__exact", "is_staff__exact", "organisations__id__exact"])
@pytest.mark.parametrize("value", ["1", "0", "-1", "x", "[", "", NINES, "\u0662", "1,2", "\x00"])
def test_own_filters_take_anything(root, name: str, value: str) -> None:
    page = reverse("admin:accounts_person_changelist")
    assert root.get(page, {name: value}).status_code in {200, 302}


def test_own_filters_narrow(root, cast) -> None:
    page = reverse("admin:accounts_person_changelist")
    shown = root.get(page, {"organisations__id__exact": cast.dda.pk}).context["cl"].queryset
    assert set(shown) == {cast.sofia, cast.erik}
    assert set(root.get(page, {"is_active__exact": "0"}).context["cl"].queryset) == set()
    assert root.get(page, {"name__regex": "["})["Location"] == f"{page}?e=1"


@pytest.mark.parametrize("page", ["admin:accounts_person_changelist", "admin:accounts_organisation_changelist"])
def test_search_of_a_thousand_words_finds_by_the_first(root, cast, page: str) -> None:
    answer = root.get(reverse(page), {"q": "n " * 1000})
    assert answer.status_code == 200
    assert answer.context["cl"].result_count == root.get(reverse(page), {"q": "n"}).context["cl"].result_count > 0
