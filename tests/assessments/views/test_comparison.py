"""Two assessments side by side: change over the years, two donors, two countries, and who may compare what."""

import csv
import io
from fractions import Fraction

import pytest
from django.urls import reverse

from assessments import models
from assessments.domain import programmes
from assessments.queries import comparison
from tests import acting
from tests.conftest import client_of


@pytest.fixture
def later(approved, cast) -> models.Assessment:
    """The next period, open: parliament's transparency better, the armed forces' worse, the need for police less."""
    new = acting.opened(cast.nl, by=cast.anna, first=2015, last=2016, source=approved)
    for code, part, level in (("I5.G1", "governance", 3), ("I1.G1", "governance", 1), ("F2b", "need", 1)):
        acting.rate(
            new.ratings.get(criterion__code=code, criterion__part=part),
            level,
            by=cast.anna,
            justification=f"New {code}",
        )
    return new


def row_of(found: comparison.Comparison, part: str, code: str) -> comparison.Row:
    return next(row for group in found.groups for row in group.rows if (row.part, row.code) == (part, code))


def test_levels_stand_against_each_other_by_code_the_earlier_left(approved, later, cast) -> None:
    found = comparison.compare(cast.anna, later.reference, approved.reference)
    assert (found.left.assessment, found.right.assessment) == (approved, later)
    better, worse = row_of(found, "governance", "I5.G1"), row_of(found, "governance", "I1.G1")
    assert (better.left.level, better.right.level, better.steps, better.shown_steps) == (2, 3, Fraction(1), "+1")
    assert (worse.steps, worse.shown_steps, worse.comparability) == (Fraction(-1), "−1", "comparable")
    assert row_of(found, "governance", "I2.G1").steps is None  # unrated now
    assert found.groups[0].counts == (
        ("higher", 1),
        ("the same", 0),
        ("lower", 1),
        ("without a level on one side", 34),
    )
    assert not found.groups[0].moves.is_half  # so that no score of two ratings stands for 36
    assert "Not both are approved: figures may still change." in found.cautions


def test_grounds_are_shown_where_the_two_differ(approved, later, as_anna) -> None:
    page = as_anna.get(reverse("compare"), {"one": approved.reference, "other": later.reference}).content.decode()
    assert "New I5.G1" in page
    assert page.count("<b>+1</b>") == 1
    assert page.count("<b>−1</b>") == 2


def test_every_level_leads_to_where_it_is_reported(approved, later, as_anna) -> None:
    page = as_anna.get(reverse("compare"), {"one": approved.reference, "other": later.reference}).content.decode()
    for assessment in (approved, later):
        rating = assessment.ratings.get(criterion__code="I5.G1")
        address = reverse("report", args=[assessment.reference])
        assert f'href="{address}#rating-{rating.pk}"' in page
        assert f'id="rating-{rating.pk}"' in as_anna.get(address).content.decode()


def test_programmes_are_stood_for_by_the_highest_contribution_and_the_lowest_practice(burundi, cast, framework) -> None:
    programmes.add(
        models.Programme(title="Second"), burundi, {framework.activities.get(code="F2b"): None}, by=cast.anna
    )
    for level, programme in zip((1, 3), burundi.programmes.order_by("pk"), strict=True):
        for code in ("F2b", "C1"):
            acting.rate(programme.ratings.get(criterion__code=code), level, by=cast.anna)
    found = comparison.compare(cast.anna, burundi.reference, burundi.reference)
    assert row_of(found, "contribution", "F2b").left.level == 3
    assert row_of(found, "practice", "C1").left.level == 1


def test_other_depth_compares_partly_and_other_country_is_warned_of(approved, cast) -> None:
    other = models.Assessment.objects.get(pk=acting.opened(cast.nl, by=cast.anna, first=2012, last=2012).pk)
    models.Assessment.objects.filter(pk=other.pk).update(country="RW", depth="rapid")
    found = comparison.compare(cast.anna, other.reference, approved.reference)
    assert found.left.assessment == other  # two countries stand in the order asked for
    assert {row.comparability for group in found.groups for row in group.rows} == {"partly"}
    assert any("Two countries" in each for each in found.cautions)


def test_shared_assessment_is_compared_by_its_shared_edition(approved, cast, as_sofia) -> None:
    own = acting.opened(cast.dda, by=cast.sofia, first=2013, last=2013)
    asked = {"one": own.reference, "other": approved.reference}
    assert as_sofia.get(reverse("compare"), asked).status_code == 422  # not among the choices
    assert as_sofia.get(reverse("compare-export", args=["csv"]), asked).status_code == 404
    acting.shared(approved, cast.dda, by=cast.marieke)
    page = as_sofia.get(reverse("compare"), asked).content.decode()
    assert "ratings that they keep internal are withheld" in page
    assert "Two donors judged this country" in page
    assert "Seen." not in page  # every rating of `approved` is internal


def test_comparison_goes_out_as_csv_and_workbook(approved, later, as_anna) -> None:
    asked = {"one": approved.reference, "other": later.reference}
    answer = as_anna.get(reverse("compare-export", args=["csv"]), asked)
    rows = list(csv.reader(io.StringIO(answer.content.decode("utf-8-sig"))))
    assert rows[0][:5] == ["Part", "Code", "Criterion", "NL Burundi 2012–2014", "NL Burundi 2012–2014, level"]
    (row,) = [row for row in rows if row[:2] == ["Governance", "I5.G1"]]
    assert row[3:] == ["Emerging", "2", "Seen.", "Established", "3", "New I5.G1", "1.0", "comparable"]
    assert as_anna.get(reverse("compare-export", args=["xlsx"]), asked).content.startswith(b"PK")
    assert as_anna.get(reverse("compare-export", args=["pdf"]), asked).status_code == 404


@pytest.mark.parametrize(
    "asked", [{"one": "x", "other": "y"}, {"one": ""}, {"one": "NL-BI-2014", "other": "NL-BI-2014"}]
)
def test_pair_that_cannot_be_compared_is_told_by_the_field(approved, as_anna, asked: dict) -> None:
    answer = as_anna.get(reverse("compare"), asked)
    assert answer.status_code == 422
    assert answer.context["found"] is None


def test_choices_are_what_one_may_read(approved, cast) -> None:
    acting.opened(cast.dda, by=cast.sofia, first=2013, last=2013)
    assert [each.reference for each in comparison.choices(cast.pieter)] == [approved.reference]
    assert [each.reference for each in comparison.choices(cast.sofia)] == ["DDA-BI-2013"]
    assert client_of(cast.fatima).get(reverse("compare")).status_code == 200


def test_comparison_takes_a_fixed_number_of_queries(approved, later, as_anna, django_assert_max_num_queries) -> None:
    as_anna.get(reverse("compare"), {"one": approved.reference, "other": later.reference})
    with django_assert_max_num_queries(16):  # the last one asks what supersedes the two
        as_anna.get(reverse("compare"), {"one": approved.reference, "other": later.reference})


def test_two_newest_of_a_country_are_chosen_already(approved, later, as_anna) -> None:
    form = as_anna.get(reverse("compare")).context["form"]
    assert [form[name].initial for name in ("one", "other")] == [approved.reference, later.reference]
    page = str(form["one"])
    assert '<optgroup label="Burundi">' in page
    assert f'<option value="{approved.reference}" selected>' in page


@pytest.mark.parametrize("typed", ["Burundi", "burundi ", "BI"])
def test_address_may_name_a_country(approved, later, as_anna, typed: str) -> None:
    found = as_anna.get(reverse("compare"), {"one": approved.reference, "other": typed}).context["found"]
    assert (found.left.name, found.right.name) == _names(as_anna, approved.reference, later.reference)
    both = as_anna.get(reverse("compare"), {"one": typed, "other": typed}).context["found"]
    assert both is not None


def _names(client, one: str, other: str) -> tuple[str, str]:
    found = client.get(reverse("compare"), {"one": one, "other": other}).context["found"]
    return found.left.name, found.right.name


def test_country_without_an_assessment_is_told(approved, later, as_anna) -> None:
    answer = as_anna.get(reverse("compare"), {"one": approved.reference, "other": "Rwanda"})
    assert answer.context["form"].errors == {
        "other": ["You can read no assessment of this name. Choose one from the list."]
    }
