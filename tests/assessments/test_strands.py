"""An assessment on a version with strands, all answered: its pages and its report show it."""

from datetime import date

import pytest
from django.urls import reverse

from assessments import models, scorecard
from assessments.domain import assessments, programmes
from assessments.reports import country
from frameworks.domain import file_writer
from tests import acting
from tests.conftest import client_of
from tests.frameworks.test_second_version import SECOND


@pytest.fixture
def assessment(cast) -> models.Assessment:
    """One on the second version, each rating at level 2."""
    framework = file_writer.load(SECOND)[0]
    made = models.Assessment(
        organisation=cast.nl,
        framework=framework,
        country="RW",
        period_start=date(2025, 1, 1),
        period_end=date(2025, 12, 31),
        currency="EUR",
    )
    assessments.open_assessment(made, by=cast.anna)
    works_on = {framework.activities.get(code="F1a"): None}
    programmes.add(models.Programme(title="Desk", budget=100, currency="EUR"), made, works_on, by=cast.anna)
    acting.rate_all(made, by=cast.anna)
    return made


def test_pages_of_every_part_are_shown(cast, assessment) -> None:
    client = client_of(cast.anna)
    programme = assessment.programmes.get()
    urls = [
        *(reverse("score-part", args=[assessment.reference, part]) for part in ("governance", "need", "policy")),
        reverse("score-programme", args=[assessment.reference, programme.pk]),
        reverse("overview", args=[assessment.reference]),
        reverse("report", args=[assessment.reference]),
    ]
    assert {url: client.get(url).status_code for url in urls} == dict.fromkeys(urls, 200)
    assert client.get(urls[0]).content.decode().count('<details class="rating"') == 36


def test_scores_and_report_are_made_of_its_levels(assessment) -> None:
    card = scorecard.build(assessment)
    assert {str(score.rounded) for score in card.parts.values() if score.has_mean} == {"2.0"}
    held = models.Assessment.objects.select_related("organisation", "framework", "context", "marking")
    html = " ".join(country.body(scorecard.dossier(held.get(pk=assessment.pk))).split())
    assert "0 absent · 1 nascent · 2 emerging · 3 established · 4 consolidated" in html
