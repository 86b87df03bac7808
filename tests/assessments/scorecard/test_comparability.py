"""One rule says whether two ratings can be compared, and which way a rating moved (docs/domain.md §4)."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assessments.queries import review
from assessments.scorecard import build
from assessments.scorecard.comparability import Comparability, Direction, Ground, comparability, differ, direction
from assessments.scorecard.values import LastTime
from frameworks.models import Criterion
from frameworks.queries import framework_value
from frameworks.values import Step, Strand

LEVEL = st.none() | st.integers(0, 9)
OPPOSITE = {Direction.BETTER: Direction.WORSE, Direction.WORSE: Direction.BETTER}


@pytest.fixture
def criterion(framework):
    return next(each for each in framework_value(framework).criteria if each.part == "governance")


@pytest.mark.parametrize(
    ("change", "expected"),
    [
        ({}, "comparable"),
        ({"text": "Other words"}, "partly"),
        ({"depth": "rapid"}, "partly"),
        ({"kinds": {"statistics"}}, "partly"),
        ({"kinds": {"law", "statistics"}}, "comparable"),
        ({"kinds": set()}, "comparable"),
        ({"kinds": None}, "comparable"),  # what is hidden tells nothing
        ({"levels": 3}, "not"),
    ],
)
def test_grounds_are_held_against_each_other(criterion, change, expected) -> None:
    one = Ground(criterion, "full", {"law"})
    words = replace(
        criterion, text=change.get("text", criterion.text), levels=criterion.levels[: change.get("levels", 5)]
    )
    other = Ground(words, change.get("depth", "full"), change.get("kinds", {"law"}))
    assert comparability(one, other) == comparability(other, one) == expected


def test_reworded_step_compares_partly_and_a_reworded_question_does_not(criterion) -> None:
    strand = Strand(1, "a", "Law", "Which?", (Step(1, "A law is in force.", 1),))
    one = replace(criterion, strands=(strand,))
    asked = replace(criterion, strands=(replace(strand, pk=2, question="Which law?"),))
    stepped = replace(criterion, strands=(replace(strand, steps=(Step(1, "A law is published.", 1),)),))
    found = [comparability(Ground(one, "full", None), Ground(each, "full", None)) for each in (asked, stepped)]
    assert found == ["comparable", "partly"]


@given(then=LEVEL, now=LEVEL, part=st.sampled_from(Criterion.Part.values))
def test_direction_turns_round_with_time_and_with_need(then, now, part) -> None:
    moved = direction(part, Comparability.PARTLY, then, now)
    assert direction(part, Comparability.PARTLY, now, then) == OPPOSITE.get(moved, moved)
    assert (moved == Direction.UNCLEAR) == (None in (then, now))
    assert (moved == Direction.SAME) == (then == now is not None)
    if moved in OPPOSITE:
        assert (moved == Direction.BETTER) == ((now > then) != (part == "need"))
    assert direction(part, Comparability.NOT, then, now) == Direction.UNCLEAR


def test_spread_names_the_levels_of_every_scale_and_counts_no_rise_between_scales(complete) -> None:
    ratings = build(complete).of_part("governance")
    last = LastTime("NL-BI-2009", "2009", "level", 0, "None", "", Comparability.NOT)
    levels = ratings[1].criterion.levels
    shorter = replace(ratings[1].criterion, levels=(*levels[:2], replace(levels[2], name="Embedded")))
    ratings = (replace(ratings[0], last=last), replace(ratings[1], criterion=shorter), *ratings[2:])
    spread = review._spread(Criterion.Part.GOVERNANCE, ratings)
    assert [name for name, _now, _last in spread.levels][-1] == "Embedded"
    assert sum(now for _name, now, _last in spread.levels) == len(ratings)
    assert (spread.risen, spread.fallen) == (0, 0)


def test_another_level_and_another_status_differ(complete) -> None:
    one, other = build(complete).of_part("governance")[:2]
    assert not differ(one, other)
    assert differ(one, replace(other, judged=replace(other.judged, level=4)))
    assert differ(one, replace(other, judged=replace(other.judged, status="insufficient", level=None)))
