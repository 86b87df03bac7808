"""docs/domain.md §4, as examples and as properties."""

from dataclasses import fields
from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assessments.scoring import Judged, Source, one_decimal, score, suggested_confidence, tally, value_of

levels = st.builds(
    lambda level, weight: Judged("level", level, 5, Decimal(weight) / 4), st.integers(0, 4), st.integers(1, 12)
)
silent = st.sampled_from([Judged("unrated"), Judged("na"), Judged("insufficient")])


def test_score_of_nothing_is_none() -> None:
    assert score([]).exact is None
    assert score([Judged("na"), Judged("insufficient"), Judged("unrated")]).rounded is None


def test_score_is_the_weighted_mean() -> None:
    assert score([Judged("level", 4, weight=Decimal(3)), Judged("level", 0)]).exact == 3


def test_score_of_three_levels_counts_as_zero_two_four() -> None:
    assert [value_of(level, 3) for level in range(3)] == [0, 2, 4]


@pytest.mark.parametrize(("exact", "shown"), [("0.05", "0.1"), ("1.25", "1.3"), ("2.349", "2.3"), ("1.35", "1.4")])
def test_rounding_is_away_from_zero(exact: str, shown: str) -> None:
    assert str(one_decimal(Fraction(exact))) == shown


@given(st.lists(levels, max_size=20), st.lists(silent, max_size=20))
def test_score_is_not_moved_by_what_has_no_level(rated: list[Judged], others: list[Judged]) -> None:
    assert score(rated + others).exact == score(rated).exact


@given(st.lists(st.one_of(levels, silent), max_size=20), st.randoms())
def test_score_does_not_depend_on_order(ratings: list[Judged], random) -> None:
    mixed = list(ratings)
    random.shuffle(mixed)
    assert score(mixed) == score(ratings)


@given(st.lists(levels, min_size=1, max_size=20))
def test_score_lies_between_its_worst_level_and_four(ratings: list[Judged]) -> None:
    found = score(ratings)
    assert found.worst <= found.exact <= 4


@given(st.lists(st.one_of(levels, silent), min_size=1, max_size=20))
def test_score_counts_every_level_once(ratings: list[Judged]) -> None:
    assert score(ratings).counted == sum(rating.status == "level" for rating in ratings)


def test_completeness_counts_what_was_looked_at() -> None:
    found = score([Judged("level", 1), Judged("na"), Judged("insufficient"), Judged("unrated")])
    assert (found.done, found.total, found.completeness, found.provisional) == (3, 4, 75, True)


def test_completeness_is_a_hundred_only_when_all_is_done() -> None:
    assert score([Judged("level", 1)] * 299 + [Judged("unrated")]).completeness == 99


def test_rating_to_confirm_is_not_done_but_keeps_its_value() -> None:
    found = score([Judged("level", 3, to_confirm=True)])
    assert (found.done, found.exact, found.provisional) == (0, 3, True)


def test_score_with_levels_and_not_applicable_is_final() -> None:
    assert score([Judged("level", 1), Judged("na")]).provisional is False


def test_worst_is_the_lowest_where_high_is_good_and_the_highest_where_it_is_grave() -> None:
    good = [Judged("level", 1), Judged("level", 3), Judged("unrated")]
    grave = [Judged("level", 1, grave=True), Judged("level", 3, grave=True), Judged("na", grave=True)]
    assert (tally(good).worst, tally(grave).worst, tally(good + grave).worst, tally([]).worst) == (1, 3, None, None)


@given(st.lists(st.one_of(levels, silent), max_size=20))
def test_tally_is_the_score_without_its_mean(ratings: list[Judged]) -> None:
    counted, found = tally(ratings), score(ratings)
    assert not hasattr(counted, "exact")
    assert (counted.has_mean, found.has_mean) == (False, True)
    assert {f.name: getattr(counted, f.name) for f in fields(counted)} == {
        f.name: getattr(found, f.name) for f in fields(counted)
    }


def source(origin: str = "a", grade: str = "B2", months: int = 6, contradicts: bool = False) -> Source:
    return Source(origin, grade[0], int(grade[1]), months, contradicts)


@pytest.mark.parametrize(
    ("sources", "confidence"),
    [
        ([], "low"),
        ([source("a"), source("b", "C3")], "high"),
        ([source("a"), source("A")], "medium"),  # one origin does not confirm itself
        ([source("a")], "medium"),
        ([source("a", months=30), source("b", months=30)], "medium"),  # sound, but not fresh
        ([source("a", "C3"), source("b", "C3")], "medium"),
        ([source("a", "C3")], "low"),
        ([source("a"), source("b"), source("c", contradicts=True)], "low"),
        ([source("a", months=37), source("b", months=40)], "low"),
        ([source("a", "F6"), source("b", "F6")], "low"),
    ],
)
def test_suggested_confidence(sources: list[Source], confidence: str) -> None:
    assert suggested_confidence(sources) == confidence
