"""The start and the end of a period."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assessments import moments

PERIODS = [
    ("2012-01-01", "2015-12-31", "2012–2013", "2014–2015"),  # four years: two and two
    ("2012-01-01", "2018-12-31", "2012–2013", "2017–2018"),  # what lies between is neither
    ("2012-01-01", "2014-12-31", "Jan 2012 – Jun 2013", "Jul 2013 – Dec 2014"),  # its halves
    ("2013-01-01", "2014-12-31", "2013", "2014"),
    ("2014-01-01", "2014-03-31", "Jan 2014 – Jan 2014", "Feb 2014 – Mar 2014"),
    ("2014-01-15", "2014-03-14", "15 Jan 2014 – 14 Feb 2014", "15 Feb 2014 – 14 Mar 2014"),
    ("2014-01-01", "2014-01-10", "1 Jan 2014 – 5 Jan 2014", "6 Jan 2014 – 10 Jan 2014"),
    ("2014-01-01", "2014-01-01", "1 Jan 2014 – 1 Jan 2014", "1 Jan 2014 – 1 Jan 2014"),
    ("2012-02-29", "2016-02-28", "29 Feb 2012 – 27 Feb 2014", "28 Feb 2014 – 28 Feb 2016"),
]


@pytest.mark.parametrize(("first", "last", "start", "end"), PERIODS)
def test_start_and_end_are_two_years_or_halves(first: str, last: str, start: str, end: str) -> None:
    found = moments.stretches(date.fromisoformat(first), date.fromisoformat(last))
    assert [moments.in_words(*found[moment]) for moment in (moments.START, moments.END)] == [start, end]


@given(st.dates(date(1900, 1, 1), date(2080, 12, 31)), st.integers(1, 7305))
def test_start_and_end_lie_in_the_period_and_share_no_day(first: date, days: int) -> None:
    last = first + timedelta(days=days)
    found = moments.stretches(first, last)
    (start, start_ends), (end_begins, end) = found[moments.START], found[moments.END]
    assert (start, end) == (first, last)
    assert first <= start_ends < end_begins <= last


@pytest.mark.parametrize(
    ("first", "follows"),
    [("2012-01-01", True), ("2012-06-30", True), ("2012-07-01", True), ("2012-07-02", False), ("2011-12-31", False)],
)
def test_period_follows_within_six_months(first: str, follows: bool) -> None:  # noqa: FBT001 - it is the value expected
    assert moments.follows(date.fromisoformat(first), date(2011, 12, 31)) is follows


def test_moment_is_named_with_what_is_judged_and_with_its_dates() -> None:
    assert [moments.named("F1a", each) for each in ("", moments.START, moments.END)] == [
        "F1a",
        "F1a, at the start",
        "F1a, at the end",
    ]
    period = date(2012, 1, 1), date(2015, 12, 31)
    assert moments.dated(moments.START, *period) == "At the start: 2012–2013"
    assert moments.dated(moments.END, *period) == "At the end: 2014–2015"
