"""docs/domain.md §4, as examples and as properties."""

from dataclasses import fields, replace
from decimal import Decimal
from fractions import Fraction
from itertools import count
from random import Random
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assessments.confidence import Source, Suggestion, suggested_confidence, support
from assessments.scoring import (
    Judged,
    Range,
    one_decimal,
    score,
    tally,
    value_of,
)
from assessments.weighing import doubled

KEYS = count(1)

weights = st.integers(1, 12).map(lambda weight: Decimal(weight) / 4)
levels = st.builds(lambda level, weight: Judged("level", level, 5, weight), st.integers(0, 4), weights)
answered = st.builds(
    lambda ends, weight: Judged("level", ends[1], 5, weight, bounds=(ends[0], ends[2])),
    st.lists(st.integers(0, 4), min_size=3, max_size=3).map(sorted),
    weights,
)
lacking = st.builds(
    lambda ends, weight: Judged("insufficient", None, 5, weight, bounds=ends),
    st.none() | st.lists(st.integers(0, 4), min_size=2, max_size=2).map(lambda ends: tuple(sorted(ends))),
    weights,
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


def test_range_is_the_weighted_mean_of_both_ends_over_what_is_judged() -> None:
    open_ended = Judged("level", 2, weight=Decimal(3), bounds=(1, 4))
    lacking_ = Judged("insufficient", None, bounds=(0, 3))
    found = score([open_ended, Judged("level", 4), lacking_, Judged("insufficient"), Judged("na"), Judged("unrated")])
    assert found.range == (Fraction(7, 4), 4)
    assert found.with_insufficient == (Fraction(7, 6), Fraction(16 + 3 + 4, 6))
    assert (found.counted, found.insufficient, found.not_applicable, found.left_open) == (2, 2, 1, 1)


def test_range_of_another_scale_is_brought_to_four() -> None:
    assert score([Judged("level", 1, 3, bounds=(1, 2))]).range == (2, 4)


def test_range_over_nothing_judged_is_none_and_what_is_insufficient_is_told_apart() -> None:
    found = score([Judged("insufficient", None, bounds=(0, 4)), Judged("insufficient", None, bounds=(1, 2))])
    assert (found.exact, found.range, found.with_insufficient) == (None, None, (Fraction(1, 2), 3))


@given(st.lists(levels, max_size=20), st.lists(silent, max_size=5))
def test_range_without_answers_is_none(ratings: list[Judged], others: list[Judged]) -> None:
    found = score(ratings + others)
    assert (found.range, found.with_insufficient) == (None, None)


@given(st.lists(st.one_of(levels, answered), max_size=20), st.lists(lacking, max_size=5))
def test_range_holds_the_mean_and_what_is_insufficient_stands_beside_it(
    ratings: list[Judged], others: list[Judged]
) -> None:
    found = score(ratings + others)
    if found.range is not None:
        assert 0 <= found.range.lowest <= found.exact <= found.range.highest <= 4
    assert score(ratings + others).range == score(ratings).range
    if others and found.with_insufficient is not None:
        assert 0 <= found.with_insufficient.lowest <= found.with_insufficient.highest <= 4


@given(st.lists(st.one_of(levels, answered, lacking), min_size=1, max_size=20), st.data())
def test_widening_an_answer_never_narrows_a_range(ratings: list[Judged], data: st.DataObject) -> None:
    place = data.draw(st.integers(0, len(ratings) - 1))
    one = ratings[place]
    lowest, highest = one.bounds or ((one.level, one.level) if one.level is not None else (0, 4))
    wider = replace(one, bounds=(data.draw(st.integers(0, lowest)), data.draw(st.integers(highest, 4))))
    before, after = score(ratings), score([*ratings[:place], wider, *ratings[place + 1 :]])
    assert after.exact == before.exact
    for narrow, wide in ((before.range, after.range), (before.with_insufficient, after.with_insufficient)):
        if narrow is not None:
            assert wide.lowest <= narrow.lowest <= narrow.highest <= wide.highest


@given(st.lists(st.one_of(levels, answered, lacking, silent), max_size=20), st.randoms())
def test_range_does_not_depend_on_order(ratings: list[Judged], random) -> None:
    mixed = list(ratings)
    random.shuffle(mixed)
    assert score(mixed) == score(ratings)


@given(
    st.lists(st.one_of(levels, answered, silent), max_size=12),
    st.lists(st.one_of(levels, answered, silent), max_size=12),
)
def test_doubled_is_the_score_with_twice_the_weights(part: list[Judged], rest: list[Judged]) -> None:
    found = doubled(score(part + rest), score(part))
    twice = score([replace(each, weight=each.weight * 2) for each in part] + rest)
    assert found == (twice.exact, twice.range)


def test_doubled_takes_the_part_judged_by_descriptions_at_its_levels() -> None:
    part, rest = Judged("level", 4), Judged("level", 1, bounds=(0, 2))
    assert doubled(score([part, rest]), score([part])) == (3, Range(Fraction(8, 3), Fraction(10, 3)))


def test_levels_chosen_beside_what_follows_are_counted() -> None:
    beside = Judged("level", 2, bounds=(1, 2), beside=True)
    assert score([beside, beside, Judged("level", 2, bounds=(2, 2)), Judged("na")]).beside == 2


@given(st.lists(st.one_of(levels, silent), max_size=20))
def test_tally_is_the_score_without_its_mean(ratings: list[Judged]) -> None:
    counted, found = tally(ratings), score(ratings)
    assert not hasattr(counted, "exact")
    assert (counted.has_mean, found.has_mean) == (False, True)
    assert {f.name: getattr(counted, f.name) for f in fields(counted)} == {
        f.name: getattr(found, f.name) for f in fields(counted)
    }


def source(origin: str = "a", grade: str = "B2", months: int = 6, **more: Any) -> Source:
    said = {"key": next(KEYS), "has_interest": False} | more
    return Source(origin=origin, reliability=grade[0], credibility=int(grade[1]), months=months, **said)


def interested(*args: Any) -> Source:
    return source(*args, has_interest=True)


def unasked(*args: Any) -> Source:
    return source(*args, is_unasked=True)


def echo(of: Source, origin: str = "echo", grade: str = "B2") -> Source:
    """A text of another origin that takes what it says from that one."""
    return source(origin, grade, rests_on=((of.key, of.origin), *of.rests_on))


OLD = source("base", "F6", 90)


@pytest.mark.parametrize(
    ("sources", "confidence"),
    [
        ([], "low graded"),
        ([source("a"), source("b", "C3")], "high"),
        ([source("a"), source("A")], "medium independent"),  # one origin does not confirm itself
        ([source("a")], "medium independent"),
        ([source("a", "B2", 30), source("b", "B2", 30)], "medium fresh"),  # sound, but not fresh
        ([source("a", "B2", 30), source("b", "C3", 1)], "medium fresh"),  # the fresh one is not strong itself
        ([unasked("a", "B2", 30), unasked("b", "C3", 1)], "high"),  # as it was when that was approved
        ([unasked("a", "C3", 1), unasked("b", "C3", 1)], "medium fresh"),
        ([source("a", "C3"), source("b", "C3")], "medium fresh"),
        ([source("a", "C3")], "low graded"),
        ([source("a"), source("b"), source("c", contradicts=True)], "low agreement"),
        ([source("a", "B2", 37), source("b", "B2", 40)], "low recent"),
        ([source("a", "F6"), source("b", "F6")], "low graded"),
        ([interested("a"), source("b", "F6")], "high"),  # the weak one has no interest
        ([interested("a"), interested("b")], "medium disinterested"),
        ([interested("a", "C3", 40), interested("a", "B2", 36)], "medium independent fresh disinterested"),
        ([OLD, echo(OLD)], "medium independent"),
        ([echo(OLD), echo(OLD, "another")], "medium independent"),  # both rest on what is not linked itself
        ([echo(OLD), source("base")], "medium independent"),  # who is behind it speaks here again
        ([echo(OLD), source("b")], "high"),
        ([OLD, echo(echo(OLD), "a", "C3")], "low graded"),
        ([echo(OLD, "a", "C3"), echo(OLD, "b", "C3")], "low graded"),  # said once
    ],
)
def test_suggested_confidence(sources: list[Source], confidence: str) -> None:
    expected, *needs = confidence.split()
    assert suggested_confidence(sources) == Suggestion(expected, tuple(needs))


@pytest.mark.parametrize(
    ("known", "needs"),
    [
        ({"against_strands": True}, ("strands",)),
        ({"harm_unsought": True}, ("harm",)),
        ({"against_strands": True, "harm_unsought": True}, ("strands", "harm")),
    ],
)
def test_confidence_is_at_most_medium_against_the_strands_and_where_nobody_looked_for_harm(
    known: dict[str, bool], needs: tuple[str, ...]
) -> None:
    assert suggested_confidence([source("a"), source("b")], **known) == Suggestion("medium", needs)
    assert suggested_confidence([], **known) == Suggestion("low", ("graded",))


@st.composite
def sources_found(draw: st.DrawFn) -> list[Source]:
    found: list[Source] = []
    for key in range(draw(st.integers(0, 4))):
        base = draw(st.sampled_from([None, *found]))
        found.append(
            Source(
                key=key,
                origin=draw(st.sampled_from("abA")),
                reliability=draw(st.sampled_from("ABCF")),
                credibility=draw(st.integers(1, 4)),
                months=draw(st.integers(20, 40)),
                contradicts=draw(st.sampled_from([False, False, False, True])),
                has_interest=draw(st.booleans()),
                rests_on=((base.key, base.origin), *base.rests_on) if base else (),
            )
        )
    return found


RANK = {"low": 0, "medium": 1, "high": 2}


@given(sources_found(), st.randoms())
def test_order_of_sources_never_matters(found: list[Source], chance: Random) -> None:
    shuffled = chance.sample(found, len(found))
    assert suggested_confidence(shuffled) == suggested_confidence(found)
    assert support(shuffled) == support(found)


@given(sources_found(), sources_found())
def test_contradicting_source_never_raises_the_confidence(found: list[Source], others: list[Source]) -> None:
    more = [replace(each, contradicts=True) for each in others]
    assert RANK[suggested_confidence(found + more).confidence] <= RANK[suggested_confidence(found).confidence]


@given(sources_found(), st.integers(0, 3))
def test_interest_never_raises_the_confidence(found: list[Source], place: int) -> None:
    more = [replace(each, has_interest=each.has_interest or number == place) for number, each in enumerate(found)]
    assert RANK[suggested_confidence(more).confidence] <= RANK[suggested_confidence(found).confidence]


@given(sources_found())
def test_next_higher_confidence_needs_something_until_there_is_none(found: list[Source]) -> None:
    suggestion = suggested_confidence(found)
    assert bool(suggestion.higher_needs) is (suggestion.confidence != "high")
