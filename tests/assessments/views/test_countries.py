"""Every country of the list can be assessed and is seen: Kosovo, islands that the map does not draw, countries that are gone."""

import pytest
from django.urls import reverse

from assessments import models
from assessments.queries import dashboard
from assessments.reports import charts
from frameworks.models import Framework
from ssr_portal.reference import codelists
from tests import acting

COUNTRIES = sorted(codelists.items("countries"))


@pytest.fixture
def short(framework: Framework) -> Framework:
    """A published version without criteria: what is asked is no matter here, and 251 times 69 ratings take a minute."""
    return Framework.objects.create(
        code="short", version=1, name="Short", state=Framework.State.PUBLISHED, published_at=framework.published_at
    )


@pytest.mark.same_on_any_database
def test_every_country_is_opened_by_an_assessor_and_listed(as_anna, cast, short) -> None:
    said = {"organisation": str(cast.nl.pk), "period_start": "2009-01-01", "period_end": "2010-10-01", "depth": "full"}
    said |= {"framework": str(short.pk), "currency": "EUR", "tlp": "AMBER"}
    refused = {}
    for code in COUNTRIES:
        answer = as_anna.post(reverse("assessment-new"), said | {"country": code})
        if answer.status_code != 302:
            refused[code] = answer.context["form"].errors
    assert refused == {}
    pages = range(1, len(COUNTRIES) // dashboard.PAGE + 2)
    listed = "".join(as_anna.get(reverse("dashboard"), {"page": page}).content.decode() for page in pages)
    assert [code for code in COUNTRIES if reverse("overview", args=[f"NL-{code}-2010"]) not in listed] == []


def test_map_names_what_it_does_not_draw(as_anna, cast, burundi) -> None:
    models.Assessment.objects.filter(pk=burundi.pk).update(country="TV")
    acting.rate_all(burundi, by=cast.anna, level=3)
    burundi.refresh_from_db()
    acting.submit_and_approve(burundi, cast)
    page = as_anna.get(reverse("portfolio"))
    found = page.context["map"]
    report = f"{reverse('report', args=[burundi.reference])}#sector"
    assert [(name, cell.source) for name, cell in found.not_drawn] == [("Tuvalu, NL", report)]
    note = page.content.decode().split("Not drawn on this map:")[1].split("</p>")[0]
    assert f'<a href="{report}" dir="auto">Tuvalu, NL: {found.not_drawn[0][1].value}</a>' in note
    assert found.left_out == f"Not drawn on this map: Tuvalu, NL: {found.not_drawn[0][1].value}."


@pytest.mark.parametrize("code", ["XK", "BI"])
def test_map_draws_what_has_a_shape(as_anna, cast, burundi, code: str) -> None:
    models.Assessment.objects.filter(pk=burundi.pk).update(country=code)
    acting.rate_all(burundi, by=cast.anna, level=3)
    burundi.refresh_from_db()
    acting.submit_and_approve(burundi, cast)
    page = as_anna.get(reverse("portfolio"))
    found = page.context["map"]
    assert (found.not_drawn, found.left_out) == ((), "")
    assert reverse("report", args=[burundi.reference]) in found.svg
    assert "Not drawn" not in page.content.decode()


def test_countries_without_a_shape_are_few() -> None:
    assert [code for code in COUNTRIES if not charts.is_drawn(code)] == [
        *("AN", "AQ", "BQ", "BV", "CC", "CX", "GF", "GI", "GP", "MQ", "RE", "SJ", "TK", "TV", "UM", "YT")
    ]
