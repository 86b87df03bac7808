"""What differs between two versions: each kind of difference, and what makes a rating ask to be confirmed."""

import pytest

from frameworks.domain.difference import Kind, difference
from ssr_portal.text import word_diff
from tests.frameworks.conftest import SHIPPED


def pieces(newer) -> dict[str, tuple[list[str], bool]]:
    """By key: what happened, and whether ratings ask to be confirmed."""
    return {piece.key: ([kind.value for kind in piece.kinds], piece.asks_again) for piece in difference(SHIPPED, newer)}


def test_equal_versions_differ_in_nothing(facts) -> None:
    assert difference(SHIPPED, facts | {"version": 2}) == ()


def test_every_kind_of_difference_is_told(facts) -> None:
    criteria = facts["criteria"]
    criteria["need"][0]["text"] += " Added words."
    criteria["need"][1]["levels"][2] = "Another level."
    criteria["need"][2]["weight"] = "2"
    criteria["need"][3]["questions"].pop()
    criteria["contribution"].append(criteria["contribution"].pop(0))
    criteria["policy"].pop()
    facts["institutions"][0]["name"] = "Army, navy and air force"
    facts["institutions"][3]["pillar"] = "P2"
    facts["characteristics"].append(facts["characteristics"][0] | {"code": "G5", "name": "Fairness"})
    facts["scoring_rule"] = "Another rule."
    assert pieces(facts) == {
        "framework-": (["reworded"], False),
        "institutions-I1": (["reworded"], False),
        "institutions-I4": (["moved"], False),
        "characteristics-G5": (["added"], False),
        "need-F1a": (["reworded"], True),
        "need-F1b": (["reworded"], True),
        "need-F1c": (["reweighted"], False),
        "need-F2a": (["reworded"], False),
        "contribution-F1a": (["moved"], False),
        "policy-R7": (["removed"], False),
    }


def test_shorter_scale_rescales_every_criterion_on_it(facts) -> None:
    facts["scales"][4]["levels"] = ["Not begun", "Under way", "Embedded"]
    for row in facts["criteria"]["policy"]:
        row["levels"] = row["levels"][::2]
    found = pieces(facts)
    assert found["scales-policy"] == (["rescaled"], False)
    assert found["policy-R1"] == (["rescaled", "reworded"], True)
    assert len(found) == 8


def test_renamed_level_asks_again_on_its_criteria(facts) -> None:
    facts["scales"][1]["levels"][4] = "Extreme"
    found = pieces(facts)
    assert found["scales-need"] == (["reworded"], False)
    assert sum(again for _kinds, again in found.values()) == 9


def test_item_put_first_moves_alone(facts) -> None:
    facts["recommendations"].insert(0, facts["recommendations"].pop())
    assert pieces(facts) == {"recommendations-R7": (["moved"], False)}


def test_removed_piece_is_told_with_its_text(facts) -> None:
    gone = facts["criteria"]["need"].pop()
    piece = difference(SHIPPED, facts)[0]
    assert (piece.section, piece.code, piece.name) == ("need", "F4c", "Regional security measures")
    assert piece.turns[0].kind is Kind.REMOVED
    assert gone["levels"][4] in piece.turns[0].old


@pytest.mark.parametrize(
    ("old", "new", "runs"),
    [
        ("a b c", "a x c", (("same", "a"), ("gone", "b"), ("new", "x"), ("same", "c"))),
        ("", "new words", (("new", "new words"),)),
        ("all gone", "", (("gone", "all gone"),)),
        ("same", "same", (("same", "same"),)),
        (
            "what is left and lost",
            "all of it is new and good",
            (("gone", "what is left and lost"), ("new", "all of it is new and good")),
        ),
    ],
)
def test_words(old: str, new: str, runs: tuple) -> None:
    assert word_diff.runs(old, new) == runs


def test_words_are_escaped() -> None:
    html = word_diff.as_html("<b>old</b>", "<i>new</i>")
    assert "<b>" not in html
    assert "&lt;b&gt;old&lt;/b&gt;" in html
