"""What programmes give an activity, and which needs remain (docs/domain.md §4), as examples and as properties."""

from fractions import Fraction

import pytest
from hypothesis import given as holds
from hypothesis import strategies as st

from assessments.remaining import Given, Word, given, is_unmet, order, stands
from assessments.scoring import Judged

OPEN, NA, INSUFFICIENT = Judged("unrated"), Judged("na"), Judged("insufficient")
WITHHELD = Judged("unrated", withheld=True)
levels = st.integers(0, 4).map(lambda level: Judged("level", level))
silent = st.sampled_from([OPEN, NA, INSUFFICIENT, WITHHELD])
contributions = st.lists(st.one_of(levels, silent), max_size=6)


def at(*found: int) -> list[Judged]:
    return [Judged("level", level) for level in found]


@pytest.mark.parametrize(
    ("group", "word", "is_at_least"),
    [
        ([], Word.NOBODY, False),
        (at(0), Word.NO_CHANGE, False),
        (at(1, 0), Word.NO_CHANGE, False),
        (at(2, 1), Word.SOME, False),
        (at(3), Word.STRONG, False),
        (at(4, 0), Word.STRONG, False),
        ([OPEN], Word.UNKNOWN, False),
        ([INSUFFICIENT], Word.UNKNOWN, False),
        ([NA], Word.UNKNOWN, False),
        ([*at(1), OPEN], Word.UNKNOWN, False),
        ([*at(1), INSUFFICIENT], Word.UNKNOWN, False),
        ([*at(1), NA], Word.NO_CHANGE, False),
        ([*at(2), OPEN], Word.SOME, True),
        ([*at(3), INSUFFICIENT], Word.STRONG, True),
        ([*at(4), WITHHELD], Word.WITHHELD, False),
        ([WITHHELD, OPEN], Word.WITHHELD, False),
        ([Judged("level", 0, harm=True), *at(4)], Word.HARM, False),
        ([Judged("level", 0, harm=True), WITHHELD, OPEN], Word.HARM, False),  # what is seen is told
    ],
)
def test_word_on_our_programmes(group: list[Judged], word: Word, is_at_least: bool) -> None:
    found = given(group)
    assert (found.word, found.is_at_least) == (word, is_at_least)


def test_highest_contribution_is_named_with_the_rest() -> None:
    assert given([*at(1, 3, 0), OPEN, NA]) == Given(Word.STRONG, Fraction(3), (Fraction(0), Fraction(1)), unjudged=1)


def test_level_of_a_shorter_scale_counts_by_its_value() -> None:
    assert given([Judged("level", 1, 3)]) == Given(Word.SOME, Fraction(2))
    assert given([Judged("level", 1, 4)]).word == Word.NO_CHANGE  # four thirds


def test_contribution_to_be_confirmed_makes_the_word_provisional() -> None:
    assert given([Judged("level", 3, to_confirm=True)]).provisional
    assert not given(at(3)).provisional


@holds(contributions, st.randoms())
def test_word_does_not_depend_on_order(group: list[Judged], random) -> None:
    mixed = list(group)
    random.shuffle(mixed)
    assert given(mixed) == given(group)


@holds(st.lists(levels, min_size=1, max_size=5), st.integers(0, 4))
def test_another_judged_contribution_never_lowers_the_word(group: list[Judged], level: int) -> None:
    assert given([*group, Judged("level", level)]).word.place >= given(group).word.place


@holds(contributions, levels)
def test_what_an_open_contribution_turns_out_to_be_never_contradicts_the_word(group, level: Judged) -> None:
    """ "At least" stays true, and "not known" claimed nothing."""
    before, after = given([*group, OPEN]), given([*group, level])
    if before.is_at_least:
        assert after.word.place >= before.word.place
    else:
        assert before.word in {Word.UNKNOWN, Word.WITHHELD}


@holds(contributions, silent)
def test_what_is_not_judged_claims_no_change_and_denies_none(group: list[Judged], other: Judged) -> None:
    assert given([*group, other]).highest == given(group).highest


@pytest.mark.parametrize(
    ("need", "expected"), [(None, False), (1, False), (2, True), (4, True), (Fraction(4, 3), False)]
)
def test_need_of_two_or_more_is_unmet_whatever_the_word(need, expected: bool) -> None:
    assert is_unmet(need) is expected


@pytest.mark.parametrize(
    ("need", "expected"),
    [(at(0)[0], True), (NA, True), (WITHHELD, True), (OPEN, False), (INSUFFICIENT, False)],
)
def test_need_at_the_end_stands_where_it_is_judged_or_hidden(need: Judged, expected: bool) -> None:
    assert stands(need) is expected


def test_activities_follow_need_then_word_then_code() -> None:
    rows = [
        (None, Word.NOBODY, "F1"),
        (2, Word.NOBODY, "F2"),
        (3, Word.STRONG, "F3"),
        (3, Word.NOBODY, "F10"),
        (3, Word.NOBODY, "F9"),
        (3, Word.UNKNOWN, "F4"),
        (3, Word.HARM, "F5"),
        (3, Word.NO_CHANGE, "F6"),
        (3, Word.SOME, "F7"),
    ]
    found = sorted(rows, key=lambda row: order(*row))
    assert [code for _need, _word, code in found] == ["F9", "F10", "F5", "F4", "F6", "F7", "F3", "F2", "F1"]
