"""Figures and days, as each language writes them."""

from datetime import UTC, date, datetime
from decimal import Decimal
from fractions import Fraction

import pytest
from django.utils import translation
from django.utils.formats import date_format

from ssr_portal.templatetags import ui
from ssr_portal.values import figures, numbers

# value, decimals, in English, in French, in German
SHOWN = [
    (Fraction(5, 2), 1, "2.5", "2,5", "2,5"),
    (Fraction(9, 4), 1, "2.3", "2,3", "2,3"),  # halves away from zero, as scores are rounded
    (Decimal("12.5"), 0, "13", "13", "13"),
    (Decimal("-12.5"), 0, "-13", "-13", "-13"),
    (Decimal("-0.4"), 0, "0", "0", "0"),
    (1234567, None, "1\u202f234\u202f567", "1\u202f234\u202f567", "1.234.567"),
    (Decimal("1.0"), None, "1.0", "1,0", "1,0"),
    (Decimal("12345678901234567890.12"), 2, *["12345678901234567890.12"] * 3),
]


@pytest.mark.parametrize(("value", "places", "english", "french", "german"), SHOWN[:-1])
def test_figure_is_shown_in_the_reader_s_language(value, places, english, french, german) -> None:
    for language, shown in {"en-gb": english, "fr": french.replace("\u202f", "\xa0"), "de": german}.items():
        with translation.override(language):
            assert figures.shown(value, places).replace("\u202f", "\xa0") == shown.replace("\u202f", "\xa0"), language


def test_no_digit_of_a_large_amount_is_lost() -> None:
    value, places, plain, *_same = SHOWN[-1]
    assert figures.shown(value, places).replace("\u202f", "") == plain


def test_difference_has_a_sign() -> None:
    assert [figures.signed(each) for each in (Fraction(1), Fraction(-5, 4), Fraction(3, 2))] == ["+1", "−1.3", "+1.5"]
    with translation.override("fr"):
        assert figures.signed(Fraction(3, 2)) == "+1,5"


def test_filters_show_a_dash_where_there_is_no_figure() -> None:
    assert (ui.figure(None), ui.whole(None), ui.figure(Decimal(3)), ui.whole(Decimal(1000))) == (
        "–",
        "–",
        "3.0",
        "1\u202f000",
    )


def test_days_are_written_in_the_reader_s_language() -> None:
    day, moment = date(2014, 3, 9), datetime(2014, 3, 9, 14, 5, tzinfo=UTC)
    assert (date_format(day, "DATE_FORMAT"), ui.moment(moment)) == ("9 March 2014", "9 March 2014, 14:05 UTC")
    with translation.override("fr"):
        assert (date_format(day, "DATE_FORMAT"), ui.moment(moment)) == ("9 mars 2014", "9 mars 2014 14:05 UTC")


def test_amount_is_repeated_in_the_reader_s_language() -> None:
    amount = Decimal("1250000.5")
    assert numbers.said(amount, "EUR") == "EUR 1\u202f250\u202f000.50 (about 1.25 million)"
    with translation.override("de"):
        assert numbers.said(amount, "EUR").startswith("EUR 1.250.000,50 (")
