"""One rule says whether two ratings can be compared, and which way a rating moved (docs/domain.md §4)."""

from dataclasses import replace
from itertools import product
from typing import NamedTuple

import pytest

from assessments.queries import review
from assessments.scorecard import build
from assessments.scorecard.comparability import Comparability, Ground, comparability, differ, direction
from assessments.scorecard.values import LastTime
from frameworks.models import Criterion
from frameworks.queries import framework_value
from frameworks.values import Step, Strand


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


def test_other_key_cannot_be_compared_though_the_scale_is_as_long(criterion) -> None:
    """A level of version 1 against one of version 2: by descriptions and by strands, in the period and at its end."""
    strand = Strand(1, "a", "Law", "Which?", (Step(1, "A law is in force.", 1),))
    others = (replace(criterion, strands=(strand,)), replace(criterion, scale=replace(criterion.scale, twice=True)))
    found = {comparability(Ground(criterion, "full", None), Ground(each, "full", None)) for each in others}
    assert found == {Comparability.KEY}
    assert Comparability.KEY.is_none


def test_wholly_other_descriptions_are_another_key_and_one_that_is_kept_compares_partly(criterion) -> None:
    def described(count: int):
        new = (replace(level, description=f"New {level.value}") for level in criterion.levels[:count])
        return Ground(replace(criterion, levels=(*new, *criterion.levels[count:])), "full", None)

    one, kept, anew = described(0), described(4), described(5)
    assert [comparability(one, other) for other in (kept, anew)] == ["partly", "key"]
    assert [comparability(other, one) for other in (kept, anew)] == ["partly", "key"]


class Said(NamedTuple):
    """One side of a change."""

    status: str
    level: int | None = None
    bounds: tuple[int, int] | None = None


SAID = (
    *(Said("level", level) for level in range(5)),
    *(Said("level", low, (low, high)) for low in range(5) for high in range(low, 5)),
    *(Said(status) for status in ("unrated", "na", "insufficient")),
)


def overlap(then: Said, now: Said) -> bool:
    """Whether some level may be meant by both, though at least one of them is open."""
    wholes = [set(range(each.bounds[0], each.bounds[1] + 1)) if each.bounds else {each.level} for each in (then, now)]
    return max(map(len, wholes)) > 1 and bool(wholes[0] & wholes[1])


def test_direction_is_one_of_seven_by_a_table_of_its_own() -> None:
    """Every pair of what can be said, both ways, at each degree of comparability."""
    for then, now, grave, comparable in product(SAID, SAID, (False, True), Comparability):
        assert direction(comparable, then, now, grave=grave) == expected(then, now, comparable, grave=grave)


def expected(then: Said, now: Said, comparable: str, *, grave: bool) -> str:
    if then.level is None or now.level is None:
        return "lost" if then.level is not None and now.status == "insufficient" else "unjudged"
    if comparable in {"not", "key"}:
        return "incomparable"
    if overlap(then, now):
        return "open"
    rise = (now.level - then.level) * (-1 if grave else 1)
    return "same" if rise == 0 else "better" if rise > 0 else "worse"


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
