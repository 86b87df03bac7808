"""The list on the first page: in the order of names, and found by them however they are typed."""

from datetime import date

import pytest
from django.urls import reverse

from assessments import models
from assessments.domain import assessments


@pytest.fixture
def several(framework, cast) -> None:
    """One year of countries whose codes stand in another order than their names."""
    for country in ("TD", "SX", "CI", "TR", "AX"):
        row = models.Assessment(
            organisation=cast.nl,
            framework=framework,
            country=country,
            period_start=date(2015, 1, 1),
            period_end=date(2015, 12, 31),
            currency="EUR",
        )
        assessments.open_assessment(row, by=cast.anna)


def listed(client, **asked: str) -> list[str]:
    return [row.assessment.country.code for row in client.get(reverse("dashboard"), asked).context["page"].rows]


def test_countries_of_one_period_stand_by_name(as_anna, several) -> None:
    assert listed(as_anna) == ["AX", "TD", "CI", "SX", "TR"]


@pytest.mark.parametrize(("words", "found"), [("turkiye", "TR"), ("COTE", "CI"), ("åland", "AX"), ("aland", "AX")])
def test_accents_make_no_difference_to_the_search(as_anna, several, words: str, found: str) -> None:
    assert listed(as_anna, words=words) == [found]
