"""A framework of another shape: half the criteria, one scale of three levels, an institution more. Everything just works."""

from datetime import date
from io import BytesIO

import pytest
from django.urls import reverse
from pypdf import PdfReader

from assessments import models, scorecard
from assessments.domain import assessments, programmes, ratings
from assessments.domain.judgement import Judgement
from assessments.reports import country, pdf
from frameworks.domain import file_writer
from frameworks.models import Framework
from tests.frameworks.conftest import RAPID


@pytest.fixture
def rapid(db: None) -> Framework:
    return file_writer.load(RAPID)[0]


@pytest.fixture
def desk(rapid, cast) -> models.Assessment:
    """An assessment on it, every rating at the top of its scale."""
    assessment = models.Assessment(
        organisation=cast.nl,
        framework=rapid,
        country="RW",
        period_start=date(2025, 1, 1),
        period_end=date(2025, 12, 31),
        currency="EUR",
        depth="rapid",
    )
    assessments.open_assessment(assessment, by=cast.anna)
    works_on = {rapid.activities.get(code="F1a"): None, rapid.activities.get(code="F4a"): None}
    programmes.add(
        models.Programme(title="Desk strand", budget=100, currency="EUR"), assessment, works_on, by=cast.anna
    )
    for rating in assessment.ratings.select_related("criterion__scale"):
        levels = rating.criterion.scale.levels.count()
        judgement = Judgement("level", levels - 1, justification="Read.", confidence="low")
        ratings.save_rating(rating, judgement, seen=0, by=cast.anna)
    return assessment


def test_it_has_half_the_criteria_and_its_own_shape(rapid, framework) -> None:
    assert (rapid.criteria.count(), framework.criteria.count()) == (34, 68)
    assert rapid.institutions.count() == 10
    assert {scale.code: scale.levels.count() for scale in rapid.scales.all()} == {
        "governance": 5,
        "need": 5,
        "contribution": 5,
        "practice": 5,
        "policy": 3,
    }


def test_scores_of_a_shorter_scale_reach_the_same_top(desk) -> None:
    card = scorecard.build(desk)
    assert {str(score.rounded) for score in card.parts.values() if score.has_mean} == {"4.0"}
    assert {score.worst for score in card.parts.values()} == {4}
    assert (card.whole.total, card.whole.done) == (32, 32)
    policy = card.of_part("policy")[0]
    assert (policy.level, policy.level_name, policy.shade) == (2, "Embedded", 4)
    assert [group.subject.code for group in card.institutions][-1] == "I10"


@pytest.mark.parametrize(("part", "asked", "levels"), [("governance", 20, 5), ("need", 4, 5), ("policy", 3, 3)])
def test_form_asks_its_criteria_on_its_scales(as_anna, desk, part: str, asked: int, levels: int) -> None:
    page = as_anna.get(reverse("score-part", args=[desk.reference, part])).content.decode()
    assert page.count('<details class="rating"') == asked
    for rating in desk.ratings.filter(criterion__part=part):
        body = as_anna.get(reverse("rating-body", args=[desk.reference, rating.pk])).content.decode()
        assert body.count('type="radio" name="r') == levels + 3 + 3  # three other states, three confidences


def test_level_beyond_the_shorter_scale_is_refused(as_anna, desk) -> None:
    rating = desk.ratings.filter(criterion__part="policy").first()
    prefix = f"r{rating.pk}"
    data = {f"{prefix}-choice": "3", f"{prefix}-justification": "x", f"{prefix}-revision": rating.revision}
    answer = as_anna.post(reverse("rating-save", args=[desk.reference, rating.pk]), data)
    assert (answer.status_code, "Choose a level of this scale." in answer.content.decode()) == (422, True)


def test_report_prints_its_scales_and_its_institution(desk) -> None:
    desk = models.Assessment.objects.select_related("organisation", "framework", "context", "marking").get(pk=desk.pk)
    dossier = scorecard.dossier(desk)
    html = " ".join(country.body(dossier).split())
    assert "0 not begun · 1 under way · 2 embedded" in html
    assert "Independent oversight bodies" in html
    reader = PdfReader(BytesIO(pdf.render(pdf.PrintJob(country.paper(country.of(dossier)), "rapid")).content))
    text = "\n".join(page.extract_text() for page in reader.pages)
    assert "Rapid desk review, version 1" in text


def test_new_assessment_may_choose_it_and_begins_with_the_whole_framework(as_anna, rapid, framework) -> None:
    form = as_anna.get(reverse("assessment-new")).context["form"]
    assert set(form.fields["framework"].queryset) == {rapid, framework}
    assert form.initial["framework"] == framework
