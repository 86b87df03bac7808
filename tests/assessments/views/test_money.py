"""Money of programmes: rates that know their currencies, exact amounts, shares, and what is told of each (docs/domain.md §4)."""

import re
from dataclasses import replace
from datetime import date
from decimal import Decimal
from fractions import Fraction

import pytest
from django.contrib.messages import get_messages
from django.core.exceptions import ValidationError
from django.urls import reverse
from hypothesis import given
from hypothesis import strategies as st

from assessments import models, scorecard
from assessments.domain import assessments, programmes
from assessments.queries import portfolio, portfolio_tables
from assessments.queries.portfolio import Wanted
from assessments.reports.outline import Outline
from ssr_portal.reference import crs
from ssr_portal.values import money
from tests import acting
from tests.assessments.reports.test_outline import html_of

RATE = {"rate": "1.25", "rate_date": "2014-05-06"}


def said_of(programme: models.Programme, **said: str) -> dict[str, str]:
    """What the form of a programme posts."""
    works = {f"works-{row.activity_id}": "on" for row in programme.works_on.all()}
    return {"title": programme.title, "status": "running", "revision": str(programme.revision)} | works | said


def change_url(programme: models.Programme) -> str:
    return reverse("record-change", args=[programme.assessment.reference, "programme", programme.pk])


def told(answer) -> list[str]:
    """The messages that go with an answer."""
    return [str(each) for each in get_messages(answer.wsgi_request)]


def quoted(programme: models.Programme, rate: str, base: str, quote: str, **facts: object) -> models.Programme:
    """The programme with a rate, stored."""
    said = {"rate": Decimal(rate), "rate_base": base, "rate_quote": quote, "rate_date": date(2014, 5, 6)} | facts
    for name, value in said.items():
        setattr(programme, name, value)
    programme.save()
    return programme


@pytest.mark.parametrize(
    ("how", "stored", "counted"), [("budget", ("GBP", "EUR"), "1250.00"), ("assessment", ("EUR", "GBP"), "800.00")]
)
def test_rate_is_stored_as_it_was_quoted(as_anna, programme, how: str, stored: tuple, counted: str) -> None:
    said = said_of(programme, budget="1000", currency="GBP", rate_pair=how, **RATE)
    answer = as_anna.post(change_url(programme), said)
    programme.refresh_from_db()
    assert (programme.rate_base, programme.rate_quote) == stored
    assert scorecard.build(programme.assessment).money == Decimal(counted)
    pair = "1 {} = {} 1.25".format(*stored)
    assert told(answer) == [f"Saved: Police strand. Budget: GBP 1\u202f000. Exchange rate: {pair}."]


def test_budget_without_a_rate_is_taken_and_told(as_anna, programme) -> None:
    answer = as_anna.post(change_url(programme), said_of(programme, budget="2000000", currency="GBP"))
    assert told(answer)[1] == "“Police strand” is not counted in EUR until you state a rate between GBP and EUR."
    page = as_anna.get(reverse("section", args=[programme.assessment.reference, "programmes"])).content.decode()
    assert "Rate missing, so not counted in EUR:" in page
    assert f"{change_url(programme)}#id_rate" in page


def test_rate_of_another_currency_counts_as_none(as_anna, programme) -> None:
    quoted(programme, "1.2", "GBP", "EUR", budget=Decimal(1_000_000), currency="GBP")
    said = said_of(programme, budget="1000000", currency="JPY", rate_pair="kept", rate="1.2", rate_date="2014-05-06")
    answer = as_anna.post(change_url(programme), said)
    card = scorecard.build(programme.assessment)
    assert (card.money, [each.title for each in card.without_rate]) == (Decimal(0), ["Police strand"])
    assert "not counted in EUR until you state a rate between JPY and EUR" in told(answer)[1]
    html = html_of(programme.assessment, Outline())
    assert "not counted: no rate to EUR is stated" in html
    assert "no rate to EUR, so not counted: <bdi>Police strand</bdi>." in html  # no blank before the full stop


def test_other_rate_for_a_pair_that_is_gone_is_asked(as_anna, programme) -> None:
    quoted(programme, "1.2", "GBP", "EUR", budget=Decimal(100), currency="GBP")
    said = said_of(programme, budget="100", currency="JPY", rate_pair="kept", rate="140", rate_date="2014-05-06")
    answer = as_anna.post(change_url(programme), said)
    assert answer.status_code == 422
    assert "say how it is quoted" in str(answer.context["form"].errors["rate_pair"])


def test_cover_in_another_currency_counts_nothing_at_old_rates(as_anna, cast, programme) -> None:
    quoted(programme, "1.2", "GBP", "EUR", budget=Decimal(1_000_000), currency="GBP")
    burundi = programme.assessment
    cover = {"period_start": "2012-01-01", "period_end": "2014-12-31", "depth": "full", "tlp": "AMBER", "revision": "0"}
    answer = as_anna.post(reverse("facts", args=[burundi.reference]), cover | {"currency": "USD"})
    assert told(answer)[1] == "Not counted in USD until a rate is stated: Police strand."
    burundi.refresh_from_db()
    assert scorecard.build(burundi).money == 0
    burundi.currency = "EUR"
    assessments.change_facts(burundi, ["currency"], seen=1, by=cast.anna)
    assert scorecard.build(burundi).money == 1_200_000


def test_copy_in_another_currency_counts_nothing_at_old_rates(cast, programme, complete) -> None:
    quoted(programme, "1.2", "GBP", "EUR", budget=Decimal(1_000_000), currency="GBP")
    acting.submit_and_approve(complete, cast)
    complete.refresh_from_db()
    cast.nl.currency = "JPY"
    copy = acting.opened(cast.nl, by=cast.anna, first=2015, last=2017, source=complete)
    assert scorecard.build(copy).money == 0
    assert [each.title for each in programmes.without_rate(copy)] == ["Police strand"]


def test_portfolio_names_what_is_not_counted(as_anna, cast, programme, complete) -> None:
    quoted(programme, "1.2", "GBP", "USD", budget=Decimal(1_000_000), currency="GBP")
    acting.submit_and_approve(complete, cast)
    assert "Police strand" in as_anna.get(reverse("portfolio", args=["money"])).content.decode()
    written = as_anna.get(reverse("portfolio-export", args=["money", "csv"])).content.decode()
    assert "1,Police strand" in written.splitlines()[1]


def test_what_cannot_be_counted_is_no_zero(as_anna, cast, programme, complete) -> None:
    """In rows and sums of the portfolio, and in the report: F1 and F2 have the programme alone, and nobody works on F3."""
    quoted(programme, "1.2", "GBP", "USD", budget=Decimal(1_000_000), currency="GBP")
    acting.submit_and_approve(complete, cast)
    (entry,) = portfolio.entries(cast.anna, Wanted())
    row, total = portfolio_tables.VIEWS["money"]([entry]).rows
    for cells in (row, total):
        assert [each.value for each in cells[4:9]] == ["not counted", "not counted", 0, 0, "not counted"]
    counted = replace(entry, figures=replace(entry.figures, left_out=0))
    assert [each.value for each in portfolio_tables.VIEWS["money"]([counted]).rows[0][4:9]] == [0] * 5
    complete.refresh_from_db()
    html = re.sub(r"(?<=>)\s+|\s+(?=<)", "", html_of(complete, Outline()))
    cells = re.findall(r'<td class="number">([^<]*)</td></tr>', html.split('id="fields"')[1].split("</table>")[0])
    assert sorted(cells) == ["not counted"] * 2 + ["–"] * 7


def test_currencies_near_at_hand_are_offered_first(as_anna, programme) -> None:
    programme.currency = "XOF"
    programme.save()
    field = as_anna.get(change_url(programme)).context["form"].fields["currency"]
    (empty, *groups) = field.choices
    assert empty[0] == ""
    assert [(heading, [code for code, _label in group][:2]) for heading, group in groups] == [
        ("In this assessment", ["EUR", "XOF"]),
        ("In use in its period", ["AED", "AFN"]),
        ("In use at other times", ["ADP", "AFA"]),
    ]
    assert sorted(code for _heading, group in groups for code, _label in group) == sorted(money.CURRENCIES)
    assert "LVL" in dict(groups[1][1])  # Latvia's, until 2013
    assert "ZWG" in dict(groups[2][1])  # Zimbabwe's, since 2024


def test_rate_of_other_currencies_is_told_where_it_is_mended(as_anna, programme) -> None:
    quoted(programme, "1.2", "GBP", "EUR", budget=Decimal(100), currency="GBP")
    words = "This rate is not between GBP and USD, so the budget is not counted"
    assert words not in as_anna.get(change_url(programme)).content.decode()
    models.Assessment.objects.filter(pk=programme.assessment_id).update(currency="USD")
    assert words in as_anna.get(change_url(programme)).content.decode()


def test_period_opened_in_another_currency_names_what_is_not_counted(as_anna, cast, programme, complete) -> None:
    quoted(programme, "1.2", "GBP", "EUR", budget=Decimal(1_000_000), currency="GBP")
    acting.submit_and_approve(complete, cast)
    said = {"organisation": cast.nl.pk, "country": "BI", "period_start": "2015-01-01", "period_end": "2017-12-31"}
    said |= {"framework": complete.framework_id, "depth": "full", "tlp": "AMBER", "source": complete.pk}
    answer = as_anna.post(reverse("assessment-new"), said | {"currency": "JPY"})
    assert told(answer)[1:] == ["Not counted in JPY until a rate is stated: Police strand."]


def test_own_currency_needs_no_rate(as_anna, programme) -> None:
    answer = as_anna.post(
        change_url(programme), said_of(programme, budget="1", currency="EUR", rate_pair="budget", **RATE)
    )
    assert "The budget is in EUR itself" in str(answer.context["form"].errors["rate"])


def test_currency_out_of_use_is_refused_for_the_assessment_only(as_anna, programme) -> None:
    cover = {"period_start": "2012-01-01", "period_end": "2014-12-31", "depth": "full", "tlp": "AMBER", "revision": "0"}
    page = reverse("facts", args=[programme.assessment.reference])
    answer = as_anna.post(page, cover | {"currency": "NLG"})
    assert "was not in use in this period" in str(answer.context["form"].errors["currency"])
    assert as_anna.post(page, cover | {"currency": "ZWL"}).status_code == 302


@pytest.mark.same_on_any_database
def test_programme_may_have_any_currency_and_code(as_anna, programme) -> None:
    every = ", ".join(list(crs.PURPOSES)[:120])
    for code in money.CURRENCIES:
        programme.refresh_from_db()
        said = said_of(programme, budget="1", currency=code, crs_codes=every)
        assert as_anna.post(change_url(programme), said).status_code == 302
        programme.refresh_from_db()
        assert (programme.currency, programme.crs_codes) == (code, every)


def test_what_others_published_is_taken_and_told(as_anna, programme) -> None:
    said = said_of(programme, iati_identifier="44000-P123/4 b", crs_codes="15112 99999; 15210")
    answer = as_anna.post(change_url(programme), said)
    programme.refresh_from_db()
    assert (programme.iati_identifier, programme.crs_codes) == ("44000-P123/4 b", "15112, 99999, 15210")
    assert [each.split(":")[0] for each in told(answer)[1:]] == [
        "Kept as typed, but not in the list of CRS purpose codes",
        "The IATI identifier is kept as typed. The IATI Standard has no blanks and none of / & | ? in an identifier.",
    ]


@pytest.mark.parametrize("budget", ["99999999999999999999.99", "12345678901234567890.12", "655957", "0.01"])
@pytest.mark.parametrize("rate", ["42105.5", "0.0000000123456789012", "655.957", "999999999999", "0.5"])
@pytest.mark.parametrize("base", ["EUR", "IRR"])
def test_digits_are_kept(programme, budget: str, rate: str, base: str) -> None:
    quoted(programme, rate, base, "EUR" if base == "IRR" else "IRR", budget=Decimal(budget), currency="IRR")
    programme.refresh_from_db()
    assert (programme.budget, programme.rate) == (Decimal(budget), Decimal(rate))
    exact = Fraction(budget) * Fraction(rate) if base == "IRR" else Fraction(budget) / Fraction(rate)
    counted = scorecard.build(programme.assessment).money
    assert abs(Fraction(counted) - exact) <= Fraction(1, 200)


def test_rate_of_thirteen_digits_is_refused(as_anna, programme) -> None:
    said = said_of(
        programme, budget="1", currency="XOF", rate_pair="assessment", rate="655.9570000001", rate_date="2014-01-01"
    )
    answer = as_anna.post(change_url(programme), said)
    assert "12 significant digits" in str(answer.context["form"].errors["rate"])


def settled(*shares: str) -> list[Decimal]:
    return list(programmes.settled({number: Decimal(share) for number, share in enumerate(shares)}).values())


@pytest.mark.parametrize(
    ("typed", "stored"),
    [
        (["33.33"] * 3, ["33.34", "33.33", "33.33"]),
        (["16.67"] * 6, ["16.67"] * 4 + ["16.66"] * 2),
        (["33.3"] * 3, ["33.34", "33.33", "33.33"]),
        (["33"] * 3, ["33.34", "33.33", "33.33"]),
        (["14.29"] * 7, ["14.29"] * 4 + ["14.28"] * 3),
        (["13", "38", "50"], ["12.87", "37.62", "49.51"]),
        (["60", "40"], ["60", "40"]),
    ],
)
def test_shares_that_rounding_explains_are_taken(typed: list[str], stored: list[str]) -> None:
    assert sorted(settled(*typed), reverse=True) == sorted(map(Decimal, stored), reverse=True)


@given(st.lists(st.integers(1, 10_000), min_size=2, max_size=9), st.integers(0, 2))
def test_rounded_parts_of_a_whole_always_add_up(parts: list[int], places: int) -> None:
    whole = sum(parts)
    typed = [str(round(Decimal(part) * 100 / whole, places)) for part in parts]
    found = settled(*typed)
    assert sum(found) == 100
    assert all(abs(share - Decimal(said)) <= Decimal(len(parts)) for share, said in zip(found, typed, strict=True))


@pytest.mark.parametrize(
    ("typed", "message"),
    [
        (["60", "30"], "add up to 90 %: 10 % is missing"),
        (["33.33", "33.33"], "33.34 % is missing"),
        (["50", "49"], "1 % is missing"),
        (["60", "50"], "10 % too much"),
    ],
)
def test_other_shares_are_told_what_is_missing(typed: list[str], message: str) -> None:
    with pytest.raises(ValidationError, match=message):
        settled(*typed)


def test_table_of_money_says_nothing_where_all_is_counted() -> None:
    assert portfolio_tables.VIEWS["money"]([]).rows == ()
