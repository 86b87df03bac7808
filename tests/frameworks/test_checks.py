"""What must hold before a version is published: each rule once, and that the shipped versions break none."""

from collections.abc import Callable

import pytest

from frameworks.domain import checks
from frameworks.domain.snapshot import Facts
from tests.frameworks.conftest import SHIPPED, now

NEED, GOVERNANCE = "need", "governance"


def drop_criterion(facts: Facts, part: str, code: str) -> None:
    facts["criteria"][part] = [row for row in facts["criteria"][part] if row["code"] != code]


def again(facts: Facts) -> None:
    twice = facts["criteria"][NEED][0] | {"code": "F1x"}
    facts["criteria"][NEED].append(twice)


SPOILT: dict[str, tuple[Callable[[Facts], object], tuple, str]] = {
    "no question": (
        lambda f: f["criteria"][NEED][1].update(questions=["One?"]),
        ("criteria", NEED, 1, "questions"),
        "Need F1b has 1 guiding question; it needs two to five.",
    ),
    "six questions": (
        lambda f: f["criteria"][NEED][1].update(questions=[f"{n}?" for n in range(6)]),
        ("criteria", NEED, 1, "questions"),
        "Need F1b has 6 guiding questions; it needs two to five.",
    ),
    "a level without text": (
        lambda f: f["criteria"][NEED][1]["levels"].__setitem__(2, " "),
        ("criteria", NEED, 1, "levels"),
        "Need F1b describes 4 of the 5 levels of its scale.",
    ),
    "no text": (
        lambda f: f["criteria"]["policy"][6].update(text=""),
        ("criteria", "policy", 6, "text"),
        "Policy R7 has no text.",
    ),
    "an empty part": (
        lambda f: f["criteria"].update(practice=[]),
        ("criteria", "practice"),
        "The part “Practice” has no criterion.",
    ),
    "an unknown CRS code": (
        lambda f: f["activities"][0].update(crs_codes=["15210", "99999"]),
        ("activities", 0, "crs_codes"),
        "F1a: “99999” is not a CRS purpose code.",
    ),
    "a weight of nothing": (
        lambda f: f["criteria"][NEED][0].update(weight="0"),
        ("criteria", NEED, 0, "weight"),
        "Need F1a: a weight is greater than 0 and at most 99.99, with two decimals.",
    ),
    "a weight that is no number": (
        lambda f: f["criteria"][NEED][0].update(weight="NaN"),
        ("criteria", NEED, 0, "weight"),
        "Need F1a: a weight is greater than 0 and at most 99.99, with two decimals.",
    ),
    "an activity without need": (
        lambda f: drop_criterion(f, NEED, "F3"),
        ("activities", 5, "code"),
        "F3 Strengthening the rule of law has no criterion in the part “Need”.",
    ),
    "an activity without contribution": (
        lambda f: drop_criterion(f, "contribution", "F4c"),
        ("activities", 8, "code"),
        "F4c Regional security measures has no criterion in the part “Contribution”.",
    ),
    "a gap in the matrix": (
        lambda f: drop_criterion(f, GOVERNANCE, "I5.G1"),
        ("institutions", 4, "code"),
        "I5 Parliament is not judged on G1 Transparency. “Fill the matrix” adds the criterion.",
    ),
    "judged twice": (again, ("criteria", NEED, 9, "activity"), "Need: F1a is judged twice."),
    "a scale of one level": (
        lambda f: f["scales"].append({"code": "one", "name": "One", "levels": ["Only"]}),
        ("scales", 5, "levels"),
        "The scale “one” has 1 levels; it needs two to ten.",
    ),
    "a pillar of nothing": (
        lambda f: f["pillars"].append(f["pillars"][0] | {"code": "P3", "name": "Third"}),
        ("pillars", 2, "code"),
        "P3 Third is empty: nothing belongs to it.",
    ),
    "a code for addresses only": (
        lambda f: f["considerations"][0].update(code="C 1"),
        ("considerations", 0, "code"),
        "“C 1” is no code: use letters and digits, with dots or hyphens between.",
    ),
}


@pytest.mark.parametrize("what", SPOILT)
def test_rule(facts, what: str) -> None:
    spoil, path, message = SPOILT[what]
    spoil(facts)
    assert checks.Fault(path, message) in checks.faults(facts)


def test_shipped_versions_have_no_fault(facts, rapid) -> None:
    assert checks.faults(facts) == []
    assert checks.faults(now(rapid)) == []


def test_code_that_changed_its_meaning_is_told(facts) -> None:
    facts["institutions"][4]["code"] = "I5b"
    for row in facts["criteria"][GOVERNANCE]:
        if row["institution"] == "I5":
            row["institution"] = "I5b"
    facts["criteria"][NEED][0]["code"] = "F1x"
    assert [fault.message for fault in checks.faults(facts, SHIPPED)] == [
        "“Parliament” had the code I5 in version 1: codes stay, since ratings are matched by them.",
        "Need F1x had the code F1a in version 1: codes stay, since ratings are matched by them.",
    ]
