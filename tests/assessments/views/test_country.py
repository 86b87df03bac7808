"""One country: its trend over the years, and who of the donors works on what."""

import csv
import io

import pytest
from django.urls import reverse

from assessments import models
from assessments.domain import programmes, sharing, stored_figures
from assessments.queries import country
from assessments.queries.portfolio import history
from tests import acting
from tests.conftest import client_of


def page_of(person) -> country.CountryPage:
    return country.page(person, "BI", "Burundi")


@pytest.fixture
def theirs(cast, framework) -> models.Assessment:
    """The other donor's, approved: two programmes on the police, need 4 and practice 4 throughout, all shareable."""
    found = acting.opened(cast.dda, by=cast.sofia, first=2014, last=2014)
    police = framework.activities.get(code="F2b")
    for title in ("Posts", "Radios"):
        programmes.add(models.Programme(title=title), found, {police: None}, by=cast.sofia)
    for rating in found.ratings.select_related("criterion"):
        acting.rate(rating, 4, by=cast.sofia, audience="shareable")
    found.refresh_from_db()
    from assessments.domain import workflow

    workflow.perform(workflow.SUBMIT, found, by=cast.sofia, seen=found.revision)
    acting.approve(found, cast, by=cast.erik)
    found.refresh_from_db()
    return found


def cells(table, code: str) -> list:
    return next([cell.value for cell in row] for row in table.rows if str(row[0].value).split()[0] == code)


def test_who_works_on_what_needs_the_other_donors_share(approved, theirs, cast) -> None:
    alone = page_of(cast.anna)
    assert [each.assessment for each in alone.entries] == [approved]
    assert alone.crowded == ()
    sharing.share(theirs, cast.nl, by=cast.erik)
    both = page_of(cast.anna)
    who, considerations = both.coordination
    assert [head.title for head in who.heads] == ["Activity", "Need", "DDA", "NL", "Donors at work"]
    assert cells(who, "F2b")[2:5] == [
        "Posts; Radios (4; the other 4: strong change shown)",
        "Police strand (2: some change shown)",
        2,
    ]
    assert cells(who, "F3")[2:5] == ["nobody", "nobody", 0]
    assert [each.split()[0] for each in both.crowded] == ["F2b"]
    assert "F3" in {each.split()[0] for each in both.alone}
    assert {str(row[-1].value) for row in considerations.rows} == {"2.0"}


def test_trend_needs_two_assessments_of_one_donor(approved, theirs, cast, as_anna) -> None:
    sharing.share(theirs, cast.nl, by=cast.erik)
    assert page_of(cast.anna).trends == ()
    later = acting.opened(cast.nl, by=cast.anna, first=2015, last=2016, source=approved)
    acting.rate_all(later, by=cast.anna, level=3)
    later.refresh_from_db()
    acting.submit_and_approve(later, cast)
    (trend,) = page_of(cast.anna).trends
    assert (trend.donor, trend.periods) == ("Netherlands", ("2012–2014", "2015–2016"))
    assert [(each.name, each.values) for each in trend.pillars] == [("P1", (2, 3)), ("P2", (2, 3))]
    html = as_anna.get(reverse("country", args=["BI"])).content.decode()
    assert "P1: 2012–2014 2.0, 2015–2016 3.0" in html
    governance = page_of(cast.anna).tables[0]
    assert [head.title for head in governance.heads][1:] == ["DDA 2014", "NL 2012–2014", "NL 2015–2016"]


def test_every_figure_leads_to_its_source(approved, theirs, cast) -> None:
    sharing.share(theirs, cast.nl, by=cast.erik)
    who = page_of(cast.anna).coordination[0]
    row = next(row for row in who.rows if str(row[0].value).startswith("F2b"))
    assert [cell.source for cell in row[2:4]] == [
        f"/shared/{theirs.reference}/#programmes",
        f"/assessments/{approved.reference}/report/#programmes",
    ]


def test_country_of_which_nothing_is_approved_says_so(burundi, as_anna) -> None:
    for code in ("BI", "RW"):
        page = as_anna.get(reverse("country", args=[code])).content.decode()
        assert "No assessment of this country is approved that you may see." in page
    assert as_anna.get(reverse("country-export", args=["BI", "country", "xlsx"])).status_code == 404


@pytest.mark.parametrize("code", ["ZZ", "bi", "x" * 50])
def test_no_country_is_not_found(as_anna, code: str) -> None:
    assert as_anna.get(reverse("country", args=[code])).status_code == 404


def test_others_see_nothing_of_it(approved, cast, as_sofia) -> None:
    assert "Netherlands" not in as_sofia.get(reverse("country", args=["BI"])).content.decode()
    assert history(cast.fatima, "BI").entries == ()
    assert client_of(cast.pieter).get(reverse("country", args=["BI"])).context["page"].entries


def test_tables_go_out_as_csv_and_one_workbook(approved, as_anna) -> None:
    for name in ("who-works", "considerations", "governance", "needs"):
        answer = as_anna.get(reverse("country-export", args=["BI", name, "csv"]))
        rows = list(csv.reader(io.StringIO(answer.content.decode("utf-8-sig"))))
        assert len(rows) > 5, name
    assert as_anna.get(reverse("country-export", args=["BI", "country", "xlsx"])).content.startswith(b"PK")
    for name, kind in (("nothing", "csv"), ("needs", "pdf"), ("needs", "xlsx")):
        assert as_anna.get(reverse("country-export", args=["BI", name, kind])).status_code == 404


def test_country_takes_a_fixed_number_of_queries(
    approved, theirs, cast, as_anna, django_assert_max_num_queries
) -> None:
    sharing.share(theirs, cast.nl, by=cast.erik)
    stored_figures.store_missing()
    with django_assert_max_num_queries(10):
        as_anna.get(reverse("country", args=["BI"]))
