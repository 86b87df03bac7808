"""Keys and counts out of range find nothing; they break no page."""

import pytest
from django.contrib import admin
from django.urls import reverse

from assessments import models
from ssr_portal.accounts.models import Membership, Organisation
from ssr_portal.admin_site import CountedRows
from tests.conftest import client_of

ODD = [2**63, -(2**63) - 1, 10**30]


@pytest.mark.parametrize("key", ODD)
def test_keys_out_of_range_find_nothing(cast, burundi, key: int) -> None:
    assert not Organisation.objects.filter(pk__in=[key]).exists()
    assert Organisation.objects.filter(pk__in=[key, cast.nl.pk]).get() == cast.nl
    assert Organisation.objects.exclude(pk__in=[key]).count() == 2
    assert not models.Assessment.objects.filter(organisation__in=[key]).exists()
    assert not models.Assessment.objects.filter(organisation=key).exists()
    assert models.Assessment.objects.exclude(organisation=key).get() == burundi
    assert not Membership.objects.filter(person_id=key).exists()


@pytest.mark.parametrize("key", [*map(str, ODD), "x", "", "²"])
def test_choices_of_pieces_refuse_what_none_has(as_anna, burundi, key: str) -> None:
    data = {"title": "Trust in the police", "activities": [key], "institutions": [key], "revision": "0"}
    answer = as_anna.post(reverse("record-add", args=[burundi.reference, "goal"]), data)
    assert (answer.status_code, "Trust in the police" in answer.content.decode()) == (422, True)


@pytest.mark.parametrize(
    "query", ["pk__in=9223372036854775808", "pk__in=x", "id__exact=-99999999999999999999", "p=9999999999999999999"]
)
def test_lists_of_the_desk_stand_odd_keys(cast, query: str) -> None:
    cast.fatima.is_superuser = True
    cast.fatima.save()
    for model in admin.site._registry:
        address = reverse(f"admin:{model._meta.app_label}_{model._meta.model_name}_changelist")
        assert client_of(cast.fatima).get(f"{address}?{query}").status_code in {200, 302}, address


@pytest.mark.parametrize(("name", "value"), [("INITIAL", "-1"), ("TOTAL", "-3"), ("INITIAL", "7"), ("INITIAL", "x")])
def test_rows_of_the_desk_are_a_number_that_can_be(cast, name: str, value: str) -> None:
    cast.fatima.is_superuser = True
    cast.fatima.save()
    address = reverse("admin:accounts_organisation_change", args=[cast.nl.pk])
    form = {"name": "Netherlands", "short_name": "NL", "currency": "EUR"}
    form |= {f"{many}-{n}_FORMS": "0" for many in ("memberships", "markings") for n in ("TOTAL", "INITIAL")}
    answer = client_of(cast.fatima).post(address, form | {f"memberships-{name}_FORMS": value})
    assert answer.status_code in {200, 302}


def test_row_of_the_desk_with_a_key_that_is_no_number_is_refused(cast) -> None:
    cast.fatima.is_superuser = True
    cast.fatima.save()
    address = reverse("admin:accounts_person_change", args=[cast.joris.pk])
    row = {"organisation": "not a number", "role": "viewer", "id": "", "person": str(cast.joris.pk)}
    form = {
        "email": cast.joris.email,
        "name": "Joris",
        "memberships-TOTAL_FORMS": "1",
        "memberships-INITIAL_FORMS": "0",
    }
    answer = client_of(cast.fatima).post(
        address, form | {f"memberships-0-{name}": value for name, value in row.items()}
    )
    assert answer.status_code == 200


def test_every_inline_of_the_desk_counts_its_rows() -> None:
    inlines = [inline for each in admin.site._registry.values() for inline in each.inlines]
    assert len(inlines) >= 2
    assert [inline for inline in inlines if not issubclass(inline.formset, CountedRows)] == []
