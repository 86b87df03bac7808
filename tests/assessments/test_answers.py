"""From answers to the level that follows (docs/domain.md §3), as examples and as properties."""

from decimal import Decimal
from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assessments import answers
from assessments.answers import Answer, Outcome, derive
from frameworks.values import Criterion, Level, Scale, Step, Strand

TOP = 4
SCALE = Scale("governance", "Governance", "stepped", "good", twice=False, rule="", levels=("0", "1", "2", "3", "4"))


def strand(code: str = "a", cases: tuple[int, ...] = ()) -> Strand:
    steps = tuple(Step(value, "Shown. (*)" if value in cases else "Shown.", value) for value in range(1, TOP + 1))
    return Strand(0, code, f"Strand {code}", "", steps)


def criterion(*strands: Strand) -> Criterion:
    levels = tuple(Level(value, str(value), "", value) for value in range(TOP + 1))
    return Criterion(1, "governance", "I1.G1", Decimal(1), "", "", "", SCALE, (), levels, strands=strands)


TWO = criterion(strand("a"), strand("b", cases=(3, 4)))


def follows(a: str, b: str) -> Outcome | None:
    return answers.outcome({"a": a, "b": b}, TWO)


@pytest.mark.parametrize(
    ("a", "b", "level", "lowest", "highest"),
    [
        ("3", "1", 1, 1, 1),
        ("0", "4", 0, 0, 0),
        ("1-3", "2", 1, 1, 2),  # a span counts with its lower end
        ("2-3", "2-4", 2, 2, 3),
        ("4", "?", 2, 0, 4),  # at most the middle while a strand is not known
        ("1", "?", 1, 0, 1),
        ("4", "0-3", 1, 0, 3),  # and less where a step of it is denied
        ("4", "0-1", 1, 0, 1),
        ("?", "?", None, 0, 4),
        ("0-2", "?", None, 0, 2),
        ("3", "-", 3, 3, 3),  # no case arose: it stands at 2 and holds nothing down
        ("1", "-", 1, 1, 1),
        ("?", "-", 2, 0, 4),
        ("0-1", "-", 1, 0, 1),
    ],
)
def test_level_follows_from_the_weakest_strand_that_is_known(a, b, level, lowest, highest) -> None:
    assert follows(a, b) == Outcome(level, lowest, highest)


def test_where_no_case_arose_on_any_strand_the_lowest_stands() -> None:
    both = criterion(strand("a", cases=(2,)), strand("b", cases=(4,)))
    assert answers.outcome({"a": "-", "b": "-"}, both) == Outcome(1, 1, 1)


def test_strand_stands_below_the_first_step_on_cases_be_a_higher_one_without() -> None:
    assert answers.without_case(strand(cases=(3,))) == 2


def test_nothing_follows_while_a_strand_waits_or_without_strands() -> None:
    assert answers.outcome({"a": "3"}, TWO) is None
    assert answers.unanswered({"a": "3"}, TWO) == ("b",)
    assert answers.outcome({}, criterion()) is None


@pytest.mark.parametrize(
    ("code", "text", "words"),
    [
        ("c", "1", "I1.G1 has no strand “c”."),
        ("a", "5", "Strand a has steps up to 4."),
        ("a", "1-5", "Strand a has steps up to 4."),
        ("a", "3-1", "“3-1” is upside down: the lower step comes first."),
        ("a", "2-2", "“2-2” is upside down: the lower step comes first."),
        ("a", "-", "No step of Strand a looks at cases."),
        ("a", "", "“” is no answer: give a step, two steps, or “?”."),
        ("a", "１", "“１” is no answer: give a step, two steps, or “?”."),
        ("a", "1 - 2", "“1 - 2” is no answer: give a step, two steps, or “?”."),
    ],
)
def test_wrong_answers_are_told_by_strand(code: str, text: str, words: str) -> None:
    assert answers.faults({code: text}, TWO) == {code: words}


def test_spans_leave_out_the_one_that_says_nothing() -> None:
    assert answers.spans(3) == ("0-1", "0-2", "1-2", "1-3", "2-3")


def test_strand_of_a_draft_may_have_no_steps_yet() -> None:
    bare = Strand(0, "a", "Bare", "", ())
    assert (answers.top_of(bare), answers.spans(0), answers.without_case(bare), answers.looks_at_cases(bare)) == (
        *(0, (), 0),
        False,
    )
    assert answers.faults({"a": "1"}, criterion(bare)) == {"a": "Bare has steps up to 0."}


def test_strand_that_stops_the_level_is_named() -> None:
    assert answers.stops({"a": "2", "b": "1"}, TWO).code == "b"
    assert answers.stops({"a": "2", "b": "-"}, TWO).code == "a"
    assert answers.stops({"a": "4", "b": "4"}, TWO) is None
    assert answers.stops({"a": "?", "b": "?"}, TWO) is None
    assert answers.stops({"a": "?", "b": "1"}, TWO).code == "b"  # what is known stops it, and not what is not
    assert answers.stops({"a": "4", "b": "?"}, TWO).code == "b"
    assert answers.stops({"a": "?", "b": "-"}, TWO).code == "a"


def test_answers_are_told_on_one_line_and_in_words() -> None:
    assert answers.on_one_line({"b": "1-2", "a": "?"}, TWO) == "a ? · b 1–2"
    assert [answers.in_words(each) for each in ("2", "1-2", "?", "-", "")] == ["2", "1–2", "not known", "no case", ""]


def test_turns_tell_what_changed_on_each_strand_and_on_strands_that_are_gone() -> None:
    assert list(answers.turns({"a": "1", "z": "2"}, {"a": "?"}, TWO)) == [
        ("a Strand a", "1", "not known"),
        ("b Strand b", "", ""),
        ("z", "2", ""),
    ]


def test_bounds_hold_a_level_that_was_chosen_beside() -> None:
    assert answers.bounds({"a": "3", "b": "2"}, TWO, 1) == (1, 2)
    assert answers.bounds({"a": "?", "b": "?"}, TWO, None) == (0, 4)
    assert answers.bounds({"a": "3"}, TWO, None) is None
    assert answers.bounds({"a": "3", "b": "9"}, TWO, None) is None


known = st.builds(
    lambda low, more: Answer(low, min(low + more, TOP), is_known=low > 0 or more == 0),
    st.integers(0, 4),
    st.integers(0, 4),
)
unknown = st.integers(1, TOP).map(lambda high: Answer(0, high, is_known=False))
without = st.integers(0, TOP).map(lambda step: Answer(step, step, counts=False))
given_answers = st.lists(st.one_of(known.filter(lambda each: each.is_known), unknown, without), min_size=1, max_size=4)


@given(given_answers, st.randoms(use_true_random=False))
def test_order_never_matters(given_: list[Answer], random) -> None:
    mixed = list(given_)
    random.shuffle(mixed)
    assert derive(mixed, top=TOP) == derive(given_, top=TOP)


@given(given_answers)
def test_level_lies_within_what_the_answers_leave_open(given_: list[Answer]) -> None:
    found = derive(given_, top=TOP)
    assert 0 <= found.lowest <= found.highest <= TOP
    if found.level is not None and any(each.counts for each in given_):
        assert found.lowest <= found.level <= found.highest


@given(given_answers, st.data())
def test_raising_an_answer_of_one_kind_never_lowers_the_level(given_: list[Answer], data) -> None:
    """Raised: both ends at least as high, and no less known or unknown than before; learning a step is no raising."""
    place = data.draw(st.integers(0, len(given_) - 1))
    old = given_[place]
    low = data.draw(st.integers(old.lowest, old.lowest if not old.is_known else TOP))
    high = data.draw(st.integers(max(low, old.highest), TOP))
    raised = Answer(low, low if not old.counts else high, old.is_known, old.counts)
    if raised.is_known and raised.lowest == 0 and raised.highest > 0:
        return  # a span from 0 shows no step: what was known is not any more
    before = derive(given_, top=TOP).level
    after = derive([*given_[:place], raised, *given_[place + 1 :]], top=TOP).level
    assert before is None or after >= before


@given(given_answers, st.data())
def test_widening_a_span_never_narrows_the_range(given_: list[Answer], data) -> None:
    place = data.draw(st.integers(0, len(given_) - 1))
    old = given_[place]
    if not old.counts:
        return
    low, high = data.draw(st.integers(0, old.lowest)), data.draw(st.integers(old.highest, TOP))
    wider = Answer(low, high, is_known=low > 0 or high == 0)
    before, after = derive(given_, top=TOP), derive([*given_[:place], wider, *given_[place + 1 :]], top=TOP)
    assert after.lowest <= before.lowest
    assert after.highest >= before.highest


def test_every_text_that_a_form_offers_is_read() -> None:
    offered = ["?", "-", *"01234", *answers.spans(TOP)]
    assert answers.faults({}, TWO) == {}
    for a, b in product([text for text in offered if text != "-"], offered):
        assert answers.faults({"a": a, "b": b}, TWO) == {}
