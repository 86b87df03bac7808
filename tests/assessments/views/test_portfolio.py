"""The portfolio: what one may see of all countries, filtered and sorted, with the figures of the scorecards themselves."""

import csv
import io
import zipfile
from collections import Counter
from datetime import date
from fractions import Fraction

import pytest
from django.urls import reverse
from django_countries import countries

from assessments import models, scorecard
from assessments.domain import sharing, stored_figures
from assessments.queries import portfolio, portfolio_tables
from assessments.queries.portfolio import Wanted
from assessments.queries.tables import Cell, Head, Table
from assessments.reports import tables
from assessments.scorecard.stored_figures import Quality, figures_of, from_json, to_json
from ssr_portal.reference import regions
from tests import acting
from tests.conftest import client_of
from tests.portfolio_data import fill

SECRET = "=HYPERLINK(1)"


@pytest.fixture
def mixed(burundi, cast) -> models.Assessment:
    """Approved: parliament's transparency is internal and at 4, everything else shareable and at 2."""
    for rating in burundi.ratings.select_related("criterion"):
        internal = rating.criterion.code == "I5.G1"
        acting.rate(rating, 4 if internal else 2, by=cast.anna, audience="internal" if internal else "shareable")
    burundi.refresh_from_db()
    acting.submit_and_approve(burundi, cast)
    burundi.refresh_from_db()
    return burundi


def codes(entries) -> list[tuple[str, int]]:
    return [(each.assessment.country.code, each.assessment.period_end.year) for each in entries]


def test_digest_says_what_the_scorecard_says_and_comes_back_unchanged(mixed) -> None:
    card = scorecard.build(mixed)
    kept = figures_of(card)
    assert from_json(to_json(kept)) == kept
    assert {each.subject.code: each.score.exact for each in card.institutions} == {
        code: figure.mean for code, figure in kept.groups["institutions"].items()
    }
    assert kept.groups["institutions"]["I5"].mean == Fraction(5, 2)
    assert kept.groups["institutions"]["I5"].shades == (0, 0, 3, 0, 1)
    assert [(each.need.value, each.given) for each in kept.activities] == [
        (each.need.judged.value, each.given) for each in card.activities
    ]
    assert (kept.groups["parts"]["need"].mean, kept.groups["parts"]["need"].shades) == (None, (0, 0, 9, 0, 0))
    assert kept.quality == Quality(
        levels=len(card.ratings), confidences=(len(card.ratings), 0, 0), evidenced=0, strong=0
    )


def test_own_figures_are_whole_and_shared_ones_withhold_what_is_internal(mixed, cast) -> None:
    sharing.share(mixed, cast.dda, by=cast.marieke)
    (own,) = portfolio.entries(cast.pieter, Wanted())
    (theirs,) = portfolio.entries(cast.sofia, Wanted())
    assert own.figures.groups["institutions"]["I5"].mean == Fraction(5, 2)
    assert theirs.figures.groups["institutions"]["I5"].mean == 2
    assert theirs.figures.groups["institutions"]["I5"].provisional
    assert (own.page, theirs.page) == (f"/assessments/{mixed.reference}/report/", f"/shared/{mixed.reference}/")


def test_shared_without_its_evidence_counts_none(mixed, cast) -> None:
    sharing.share(mixed, cast.dda, by=cast.marieke)
    stored_figures.store(mixed)
    row = models.StoredFigures.objects.get(assessment=mixed, edition="shared")
    row.figures["quality"][2:] = [9, 4]
    row.save()
    (entry,) = portfolio.entries(cast.sofia, Wanted())
    assert (entry.figures.quality.evidenced, entry.figures.quality.strong) == (9, 4)
    sharing.share(mixed, cast.dda, by=cast.marieke, with_evidence=False)
    (entry,) = portfolio.entries(cast.sofia, Wanted())
    assert (entry.figures.quality.evidenced, entry.figures.quality.strong) == (None, None)


def test_nothing_of_others_and_nothing_open_is_seen(mixed, cast) -> None:
    acting.opened(cast.nl, by=cast.anna, first=2015, last=2016)
    assert codes(portfolio.entries(cast.anna, Wanted())) == [("BI", 2014)]
    assert portfolio.entries(cast.sofia, Wanted()) == ()
    assert portfolio.entries(cast.fatima, Wanted()) == ()
    page = client_of(cast.sofia).get(reverse("portfolio")).content.decode()
    assert "No approved assessment matches" in page
    assert "Burundi" not in page


def test_figures_in_an_older_form_are_derived_anew(mixed, cast) -> None:
    stored_figures.store(mixed)
    models.StoredFigures.objects.update(form=0, figures={})
    (entry,) = portfolio.entries(cast.anna, Wanted())
    assert entry.figures.groups["institutions"]["I5"].mean == Fraction(5, 2)
    assert stored_figures.store_missing() == 0


@pytest.fixture
def many(cast, framework) -> None:
    """Four countries in three years."""
    fill(cast.anna, cast.marieke, cast.nl, framework, nations=4, years=range(2020, 2023))


def test_latest_of_each_country_or_one_year(many, cast) -> None:
    latest = codes(portfolio.entries(cast.anna, Wanted()))
    assert latest == [("AF", 2022), ("AX", 2022), ("AL", 2022), ("DZ", 2022)]  # Åland stands with the As
    assert {year for _country, year in codes(portfolio.entries(cast.anna, Wanted(year=2020)))} == {2020}
    assert codes(portfolio.entries(cast.anna, Wanted(region="central-asia"))) == [("AF", 2022)]
    assert portfolio.entries(cast.anna, Wanted(donor="DDA")) == ()
    assert portfolio.entries(cast.anna, Wanted(sure=101)) == ()


@pytest.mark.parametrize("name", list(portfolio_tables.VIEWS))
def test_each_table_is_a_page_a_csv_and_a_sheet(many, cast, as_anna, name: str) -> None:
    assert as_anna.get(reverse("portfolio", args=[name])).status_code == 200
    rows = list(csv.reader(io.StringIO(as_anna.get(reverse("portfolio-export", args=[name, "csv"])).content.decode())))
    assert len(rows[0]) == len(portfolio_tables.VIEWS[name](portfolio.entries(cast.anna, Wanted())).heads)
    book = zipfile.ZipFile(io.BytesIO(as_anna.get(reverse("portfolio-export", args=[name, "xlsx"])).content))
    assert [each for each in book.namelist() if "worksheets/sheet" in each] == ["xl/worksheets/sheet1.xml"]


def test_all_tables_are_one_workbook(many, as_anna) -> None:
    book = zipfile.ZipFile(io.BytesIO(as_anna.get(reverse("portfolio-export", args=["portfolio", "xlsx"])).content))
    assert sum("worksheets/sheet" in each for each in book.namelist()) == len(portfolio_tables.VIEWS)


@pytest.mark.parametrize(
    "address", ["/portfolio/nothing/", "/portfolio/nothing.csv", "/portfolio/unmet.pdf", "/portfolio/portfolio.csv"]
)
def test_unknown_table_or_kind_is_not_found(cast, as_anna, address: str) -> None:
    assert as_anna.get(address).status_code == 404


def test_filter_that_is_not_understood_is_said_and_left_out(many, as_anna) -> None:
    answer = as_anna.get(reverse("portfolio"), {"year": "1066", "region": "moon", "order": "x y"})
    assert answer.status_code == 200
    assert answer.content.decode().count("Select a valid choice") == 2
    assert len(answer.context["table"].rows) == 4


def test_rows_are_sorted_by_a_figure_with_dashes_last(many, cast) -> None:
    entries = portfolio.entries(cast.anna, Wanted())
    for order, turned in (("I1", False), ("-I1", True)):
        table = portfolio_tables.countries(entries, order=order)
        column = [head.sort for head in table.heads].index("I1")
        values = [row[column].value for row in table.rows]
        assert values == sorted(values, reverse=turned)
    assert len(set(values)) > 1


PLACES = ["none works on it", "harm found", "not known", "no change shown", "some change shown", "strong change shown"]


def test_unmet_needs_stand_by_activity_need_and_word_and_countries_by_name_within(many, cast) -> None:
    entries = portfolio.entries(cast.anna, Wanted())
    names = [each.country for each in entries]
    found = [
        (
            row[0].value.split()[0],
            -row[6].value,
            PLACES.index(row[7].value.removeprefix("at least ")),
            names.index(row[1].value),
        )
        for row in portfolio_tables.unmet(entries).rows
    ]
    assert found == sorted(found)
    works = [(each.country, work) for each in entries for work in each.figures.activities]
    assert len(found) == sum(work.need.value is not None and work.need.value >= 2 for _country, work in works)
    assert {code for code, *_rest in found} > {"F1a"}
    narrowed = portfolio_tables.unmet(entries, field="F3").rows
    assert {row[0].value.split()[0] for row in narrowed} <= {"F3"}


def test_ties_are_said_and_needs_that_are_not_known_stand_apart(many, cast) -> None:
    entries = portfolio.entries(cast.anna, Wanted())
    rows = portfolio_tables.unmet(entries).rows
    alike = Counter((row[0].value, row[6].value, row[7].value) for row in rows)
    for row in rows:
        others = alike[row[0].value, row[6].value, row[7].value] - 1
        assert row[8].value == ("" if others == 0 else f"{others} other" if others == 1 else f"{others} others")
    apart = portfolio_tables.unjudged(entries).rows
    listed = sum(len(cell.value.split(", ")) for row in apart for cell in row[3:] if cell.value)
    works = [work for each in entries for work in each.figures.activities]
    assert listed == sum(work.need.stands in {"unrated", "insufficient", "withheld"} for work in works)


def test_expired_assessment_says_so_in_every_table(mixed, cast) -> None:
    from assessments import frozen
    from ssr_portal.database import triggers

    triggers.remove(frozen.GUARDS, "default")
    for day, said in (("2014-12-31", "2012–2014 (expired)"), ("2099-12-31", "2012–2014")):
        models.Assessment.objects.filter(pk=mixed.pk).update(valid_until=day)
        entries = portfolio.entries(cast.anna, Wanted())
        for name in ("countries", "unmet", "balance", "quality", "money"):
            table = portfolio_tables.VIEWS[name](entries)
            column = [head.title for head in table.heads].index("Period")
            assert {row[column].value for row in table.rows if row[column].value} == {said}, name


def test_needs_count_countries_at_each_level(mixed, cast) -> None:
    table = portfolio_tables.needs(portfolio.entries(cast.anna, Wanted()))
    counts = {row[0].value.split()[0]: [cell.value for cell in row[1:]] for row in table.rows}
    assert counts["F2b"] == [0, 0, 1, 0, 0, 0, 0, 0, 0]  # the police strand works on it
    assert counts["F3"] == [0, 0, 1, 0, 0, 0, 0, 0, 1]  # nobody does


def test_long_list_begins_with_its_first_rows_and_all_can_be_asked_for(many, as_anna, monkeypatch) -> None:
    monkeypatch.setattr("assessments.views.portfolio.MOST_ROWS", 3)
    url = reverse("portfolio", args=["unmet"])
    first = as_anna.get(url)
    whole = len(first.context["table"].rows)
    page = first.content.decode()
    assert f"Show {whole - 3} more rows" in page
    assert page.count('<td class="number"') < as_anna.get(url, {"all": "1"}).content.decode().count(
        '<td class="number"'
    )
    assert len(as_anna.get(reverse("portfolio-export", args=["unmet", "csv"])).content.splitlines()) == whole + 1


def test_money_of_different_currencies_is_never_added(cast, framework) -> None:
    fill(cast.anna, cast.marieke, cast.nl, framework, nations=2, years=range(2022, 2023))
    entries = portfolio.entries(cast.anna, Wanted())
    entries[0].assessment.currency = "USD"
    table = portfolio_tables.money(entries)
    sums = {row[3].value: row[-3].value for row in table.rows if row[0].value == "All countries"}
    assert sums == {
        "USD": round(entries[0].figures.money),
        "EUR": round(entries[1].figures.money),
    }


def test_tracks_share_all_the_money_of_their_fields(mixed, cast) -> None:
    (entry,) = portfolio.entries(cast.anna, Wanted())
    table = portfolio_tables.balance([entry])
    row = dict(zip([head.sort for head in table.heads], table.rows[0], strict=True))
    card = scorecard.build(mixed)
    assert [row[f"{each.pillar.code}-money"].value for each in card.balance] == [
        round(each.share) for each in card.balance
    ]


def test_overdue_actions_of_own_assessments_are_listed(burundi, cast) -> None:
    action = models.Action.objects.create(
        assessment=burundi,
        number=1,
        text="Publish the budget",
        addressee="Ministry",
        unit="Budget",
        due_on=date(2015, 1, 1),
    )
    models.ActionProgress.objects.get_or_create(action=action)
    acting.rate_all(burundi, by=cast.anna)
    burundi.refresh_from_db()
    acting.submit_and_approve(burundi, cast)
    table = portfolio_tables.actions(portfolio.entries(cast.anna, Wanted()))
    assert [[cell.value for cell in row[3:]] for row in table.rows] == [
        [1, "Publish the budget", "Budget", "2015-01-01"]
    ]
    models.ActionProgress.objects.filter(action=action).update(
        status="done", proof="Seen in print.", confirmed_by=cast.marieke
    )
    assert portfolio_tables.actions(portfolio.entries(cast.anna, Wanted())).rows == ()


def test_text_that_a_spreadsheet_would_run_stays_text() -> None:
    assert tables.written(Table("t", "T", "c", (Head(SECRET),), ())).strip() == f"'{SECRET}"
    table = Table("t", "T", "c", (Head("a"), Head("b")), ((Cell(SECRET), Cell(-1)),))
    assert tables.written(table).splitlines()[1] == f"'{SECRET},-1"
    sheet = zipfile.ZipFile(io.BytesIO(tables.workbook([table]))).read("xl/worksheets/sheet1.xml").decode()
    assert "<f>" not in sheet
    assert "hyperlink" not in sheet


def test_markup_in_a_cell_is_shown_and_not_run() -> None:
    table = Table(
        "t", "T", "<b>", (Head("<u>"), Head("y")), ((Cell("<script>"), Cell("x", source='"><script>', note="<i>")),)
    )
    assert "<script>" not in tables.html(table)
    assert "<b>" not in tables.html(table)


def test_every_country_is_in_one_region() -> None:
    known = [code for each in regions.CODES.values() for code in each.split()]
    assert len(known) == len(set(known))
    assert set(known) == {code for code, _name in countries}


def test_portfolio_takes_a_fixed_number_of_queries(cast, framework, as_anna, django_assert_max_num_queries) -> None:
    for nations in (3, 9):
        fill(
            cast.anna,
            cast.marieke,
            cast.dda if nations == 3 else cast.nl,
            framework,
            nations=nations,
            years=range(2020, 2023),
        )
        stored_figures.store_missing()
        for name in portfolio_tables.VIEWS:
            with django_assert_max_num_queries(15):
                assert as_anna.get(reverse("portfolio", args=[name])).status_code == 200
