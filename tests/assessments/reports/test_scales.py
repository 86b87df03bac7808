"""Scales of every length that a version may have, end to end, from the form to the comparison (docs/domain.md §4)."""

import copy
import re
from datetime import date

import pytest
from django.urls import reverse

from assessments import models, scorecard, scoring
from assessments.domain import assessments, programmes, ratings
from assessments.domain.judgement import Judgement
from assessments.reports import charts, country, pdf, printing
from assessments.reports.outline import Outline
from frameworks.domain import file_writer, publishing
from tests import acting
from tests.assessments.reports.test_country import fresh
from tests.conftest import client_of
from tests.frameworks.conftest import SHIPPED

pytestmark = pytest.mark.laid_out

LENGTHS = (2, 3, 4, 6, 7, 10)


@pytest.fixture(params=LENGTHS)
def version(request, db):
    """A published version all of whose scales have that many levels."""
    written = copy.deepcopy(SHIPPED)
    written["code"] = "other-scales"
    for scale in written["scales"]:
        scale["levels"] = [f"Step {number}" for number in range(request.param)]
    for part in written["criteria"].values():
        for criterion in part:
            criterion["levels"] = [f"What step {number} looks like." for number in range(request.param)]
    framework = file_writer.write(written)
    publishing.publish(framework)
    return framework, request.param


def rated(version, length, cast, years) -> models.Assessment:
    """An approved assessment in which every level of the scale occurs."""
    opened = assessments.open_assessment(
        models.Assessment(
            organisation=cast.nl,
            framework=version,
            country="BI",
            period_start=date(years, 1, 1),
            period_end=date(years, 12, 31),
            currency="EUR",
        ),
        by=cast.anna,
    )
    opened.refresh_from_db()
    strand = models.Programme(title="Strand", budget=100, currency="EUR")
    programmes.add(strand, opened, {version.activities.get(code="F2b"): None}, by=cast.anna)
    for place, row in enumerate(models.Rating.objects.filter(assessment=opened).order_by("pk")):
        said = Judgement("level", place % length, justification="Seen.", confidence="low", audience="shareable")
        ratings.save_rating(row, said, seen=row.revision, by=cast.anna)
    opened.refresh_from_db()
    return opened


def test_assessment_on_scales_of_any_length_is_shown_printed_approved_and_compared(version, cast) -> None:
    framework, length = version
    before = rated(framework, length, cast, 2010)
    acting.submit_and_approve(before, cast)
    assessment = rated(framework, length, cast, 2014)
    anna = client_of(cast.anna)
    for name in ("report", "overview"):
        assert anna.get(reverse(name, args=[assessment.reference])).status_code == 200
    part = anna.get(reverse("score-part", args=[assessment.reference, "governance"]))
    assert part.status_code == 200
    acting.submit_and_approve(assessment, cast)
    job = printing.print_job_of(fresh(assessment), Outline(length="short"))
    shades = {int(each) for each in re.findall(r"-level shade-(\d)", job.html)}
    assert shades == {scoring.shade(scoring.value_of(level, length)) for level in range(length)}
    assert pdf.print_apart(job).pages > 3
    assert anna.get(reverse("portfolio")).status_code == 200
    assert anna.get(reverse("country", args=["BI"])).status_code == 200
    asked = {"one": assessment.reference, "other": before.reference}
    assert f"{length - 1}</b> Step {length - 1}" in anna.get(reverse("compare"), asked).content.decode()


def test_preview_of_a_version_shows_several_levels_of_each_scale(version) -> None:
    framework, length = version
    card = scorecard.sample(framework, rated=True).scorecard
    for part in card.parts:
        assert len({rating.level for rating in card.of_part(part)} - {None}) > 1
    assert f"Step {length - 1}" in country.body(scorecard.sample(framework, rated=True))


@pytest.mark.parametrize("length", LENGTHS)
def test_highest_level_has_the_darkest_shade_on_any_scale(length) -> None:
    judged = [scoring.Judged(scoring.LEVEL, level, length) for level in range(length)]
    drawn = charts.spread(scoring.score(judged))
    assert charts.token("shade-0") in drawn
    assert charts.token("shade-4") in drawn
    assert scoring.score(judged).spread[-1] == (4, length - 1, 1)


def test_same_digit_on_scales_of_two_lengths_is_counted_apart() -> None:
    found = scoring.score([scoring.Judged(scoring.LEVEL, 2, 3), scoring.Judged(scoring.LEVEL, 2, 5)]).spread
    assert found == ((2, 2, 1), (4, 2, 1))
