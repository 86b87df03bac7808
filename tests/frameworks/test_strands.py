"""Strands, steps and signs in the file, the checks, the difference, the values and the copy of a version."""

import copy
from collections.abc import Callable
from dataclasses import replace

import pytest
from django.core.exceptions import ValidationError

from frameworks import models, queries
from frameworks.domain import checks, drafting, file_reader, file_writer, publishing
from frameworks.domain.difference import Strands, between, difference, strands_between
from frameworks.domain.snapshot import Facts
from tests.conftest import FIXTURE
from tests.frameworks.conftest import RAPID, SHIPPED, now, strand, with_strands

STEPPED = with_strands(SHIPPED)
PATH = ("criteria", "governance", 0)


@pytest.fixture
def facts() -> Facts:
    """The version with strands, to be spoilt."""
    return copy.deepcopy(STEPPED)


def first(facts: Facts) -> Facts:
    return facts["criteria"]["governance"][0]


SPOILT: dict[str, tuple[Callable[[Facts], object], tuple, str]] = {
    "five steps": (
        lambda f: first(f)["strands"][1]["steps"].append("One more."),
        (*PATH, "strands", 1, "steps"),
        "Governance I1.G1: the strand “b” has 5 steps; it needs 4, one for each level above 0.",
    ),
    "an empty step": (
        lambda f: first(f)["strands"][0]["steps"].__setitem__(2, " "),
        (*PATH, "strands", 0, "steps"),
        "Governance I1.G1: the strand “a” has 3 steps; it needs 4, one for each level above 0.",
    ),
    "no step": (
        lambda f: first(f)["strands"][0].update(steps=[]),
        (*PATH, "strands", 0, "steps"),
        "Governance I1.G1: the strand “a” has 0 steps; it needs 4, one for each level above 0.",
    ),
    "an unknown code": (
        lambda f: first(f)["strands"][1].update(code="2"),
        (*PATH, "strands", 1, "code"),
        "Governance I1.G1: “2” is no code of a strand: use a small letter, such as a, b or c.",
    ),
    "a code twice": (
        lambda f: first(f)["strands"][1].update(code="a"),
        (*PATH, "strands", 1, "code"),
        "Governance I1.G1 has two strands “a”.",
    ),
    "no name": (
        lambda f: first(f)["strands"][0].update(name=""),
        (*PATH, "strands", 0, "name"),
        "Governance I1.G1: the strand “a” has no name.",
    ),
    "30 strands": (
        lambda f: first(f).update(strands=[strand(chr(97 + n % 26) + str(n % 10), f"Law {n}") for n in range(30)]),
        (*PATH, "strands"),
        "Governance I1.G1 has 30 strands; it may have up to 6.",
    ),
    "strands on a scale of best fit": (
        lambda f: f["scales"][0].update(kind="best_fit"),
        (*PATH, "strands"),
        "Governance I1.G1 has strands, but its scale “governance” is of best fit: describe the levels instead.",
    ),
    "strands and levels": (
        lambda f: first(f).update(levels=["Described."] * 5),
        (*PATH, "levels"),
        "Governance I1.G1 has both strands and descriptions of levels: keep one of them.",
    ),
    "neither strands nor levels": (
        lambda f: first(f).update(strands=[], questions=["One?", "Two?"]),
        (*PATH, "levels"),
        "Governance I1.G1 describes 0 of the 5 levels of its scale.",
    ),
    "a sign of no level": (
        lambda f: first(f)["signs"].update({7: "Seen."}),
        (*PATH, "signs", 7),
        "Governance I1.G1 has a sign of level 7, which its scale does not have.",
    ),
    "an empty sign": (
        lambda f: first(f)["signs"].update({3: " "}),
        (*PATH, "signs", 3),
        "Governance I1.G1: the sign of level 3 has no text.",
    ),
    "a stepped scale asked twice": (
        lambda f: f["scales"][1].update(kind="stepped", twice=True),
        ("scales", 1, "twice"),
        "The scale “need” is asked at the start and at the end of the period: it has to be of best fit.",
    ),
    "a scale asked twice that is not of need": (
        lambda f: f["scales"][4].update(kind="best_fit", twice=True),
        ("scales", 4, "twice"),
        "Only need is asked at the start and at the end of the period; the scale “policy” is also of “Policy”.",
    ),
    "no question": (
        lambda f: first(f).update(questions=[]),
        (*PATH, "questions"),
        "Governance I1.G1 has 0 guiding questions; it needs one to five beside those of its strands.",
    ),
}


@pytest.mark.parametrize("what", SPOILT)
def test_rule(facts, what: str) -> None:
    spoil, path, message = SPOILT[what]
    spoil(facts)
    assert checks.faults(facts) == [checks.Fault(path, message)]


def test_version_with_strands_has_no_fault(facts) -> None:
    assert checks.faults(facts, SHIPPED) == []


@pytest.mark.parametrize("what", SPOILT)
def test_file_with_the_fault_is_refused_with_its_line_and_nothing_is_stored(framework, facts, what: str) -> None:
    spoil, _path, message = SPOILT[what]
    spoil(facts)
    with pytest.raises(ValidationError) as refusal:
        drafting.import_draft(file_writer.written(facts | {"version": 2}))
    assert [told.split(": ", 1)[1] for told in refusal.value.messages] == [message]
    assert models.Framework.objects.count() == 1


def in_order(facts: Facts) -> str:
    """The file with its keys in the order in which they are written."""
    return file_writer.written(file_reader.read(file_writer.written(facts)).facts)


WRITTEN = in_order(STEPPED | {"version": 2})
BAD = {
    "a word for rapid": ("rapid: true", "rapid: perhaps", "“rapid” of the criterion “I1.G1” is true or false."),
    "another kind": ("kind: best fit", "kind: ranked", "“kind” of the scale “need” is one of: stepped, best fit."),
    "another meaning": ("high: grave", "high: bad", "“high” of the scale “need” is one of: good, grave."),
    "a scale without a kind": ("  kind: best fit\n", "", "“kind” of the scale “need” is missing."),
    "a word for twice": (
        "  high: grave\n",
        "  high: grave\n  twice: often\n",
        "“twice” of the scale “need” is true or false.",
    ),
    "a level that is a word": ("      3: Single", "      three: Single", "“three” is no level."),
    "a sign twice": ("      3: Single", "      0: Single", "“0” is here twice."),
    "signs that count": ("      3: Single", "    points: 3\n    look_for: Single", "“points” is not known here."),
    "signs in a list": (
        "    signs:\n      0: Nobody knows the cost.\n      3: Single contracts stay closed.\n",
        "    signs:\n    - Seen.\n",
        "“signs” of the criterion “I1.G1” are texts by level, such as “0: …”.",
    ),
    "a strand without steps": ("      steps:\n", "      more:\n", "“steps” of the strand “a” is missing."),
    "strands in the first format": ("ssr-framework/2", "ssr-framework/1", "“strands” is not known here."),
    "a text for a step": (
        "      - Spending figure of step 2.\n",
        "      - [a]\n",
        "step 2 of the strand “a” is a text.",
    ),
}


@pytest.mark.parametrize("what", BAD)
def test_file_of_another_shape_is_refused(framework, what: str) -> None:
    old, new, message = BAD[what]
    assert old in WRITTEN
    with pytest.raises(ValidationError) as refusal:
        drafting.import_draft(WRITTEN.replace(old, new, 1))
    assert message in [told.split(": ", 1)[1] for told in refusal.value.messages]
    assert models.Framework.objects.count() == 1


@pytest.mark.django_db
def test_round_trip_gives_the_same_bytes() -> None:
    assert WRITTEN.startswith("format: ssr-framework/2\n")
    assert file_writer.as_yaml(drafting.import_draft(WRITTEN)) == WRITTEN


@pytest.mark.parametrize("path", [FIXTURE, RAPID], ids=lambda path: path.stem)
def test_shipped_files_stay_in_the_first_format_and_say_what_need_is(path) -> None:
    text = path.read_text(encoding="utf-8")
    facts = file_reader.read(text).facts
    assert file_writer.written(facts) == text
    assert [scale["code"] for scale in facts["scales"] if (scale["kind"], scale["high"]) == ("best_fit", "grave")] == [
        "need"
    ]
    assert {(scale["kind"], scale["high"]) for scale in facts["scales"] if scale["code"] != "need"} == {
        ("stepped", "good")
    }


NEW: dict[str, Callable[[Facts], object]] = {
    "a rule": lambda f: f["scales"][2].update(rule="Only what can be tied to the programme."),
    "another kind": lambda f: f["scales"][2].update(kind="best_fit"),
    "another meaning": lambda f: f["scales"][1].update(high="good"),
    "start and end": lambda f: f["scales"][1].update(twice=True),
    "a note": lambda f: f["criteria"]["need"][0].update(note="Say why."),
    "a rapid mark": lambda f: f["criteria"]["need"][0].update(rapid=True),
    "a sign": lambda f: f["criteria"]["need"][0].update(signs={4: "Wages are not paid."}),
}


@pytest.mark.django_db
@pytest.mark.parametrize("what", NEW)
def test_whatever_is_new_is_written_in_the_second_format_and_read_again(what: str) -> None:
    facts = copy.deepcopy(SHIPPED) | {"version": 2}
    NEW[what](facts)
    text = in_order(facts)
    assert text.startswith("format: ssr-framework/2\n")
    draft = drafting.import_draft(text)
    assert (now(draft), file_writer.as_yaml(draft)) == (facts, text)


def test_what_may_be_left_out_is_left_out_again() -> None:
    said = (
        WRITTEN.replace("rapid: true", "rapid: false", 1)
        .replace("note: Say how requests were answered.", "note: ''")
        .replace("  high: grave\n", "  high: grave\n  twice: false\n  rule: ''\n")
    )
    facts = file_reader.read(said).facts
    assert {"rapid", "note"}.isdisjoint(first(facts))
    assert facts["scales"][1] == SHIPPED["scales"][1]


def test_draft_is_copied_with_its_strands_and_published(strands_draft) -> None:
    twin = drafting.copy_to_draft(strands_draft)
    assert now(twin) == now(strands_draft) | {"version": 3}
    publishing.publish(twin)
    assert twin.state == "published"


def test_draft_whose_strand_lacks_a_step_is_not_published_and_tells_it(strands_draft) -> None:
    models.Step.objects.get(strand__criterion__framework=strands_draft, strand__code="a", value=3).delete()
    with pytest.raises(ValidationError, match="the strand “a” has 3 steps; it needs 4"):
        publishing.publish(strands_draft)


def test_draft_is_deleted_with_its_strands(strands_draft, cast) -> None:
    text = file_writer.as_yaml(strands_draft)
    drafting.delete_draft(strands_draft, by=cast.fatima)
    assert not models.Strand.objects.exists()
    assert models.Change.objects.get(kind="deleted").old == text


def turns(newer: Facts, older: Facts = STEPPED) -> list[tuple[str, str, str, str, bool]]:
    """What happened to the pieces: key, kind, text, and whether a rating asks to be confirmed."""
    return [
        (piece.key, turn.kind.value, turn.text, turn.label, turn.asks_again)
        for piece in difference(older, newer)
        for turn in piece.turns
    ]


def test_everything_that_differs_about_strands_is_told(facts) -> None:
    row = first(facts)
    row["strands"][0]["steps"][1] = "Another second step."
    row["strands"][1]["name"] = "Grave case"
    row["strands"][1]["question"] = "Which?"
    row["strands"].append(strand("c", "Law"))
    row["signs"] = {0: "Nobody knows.", 1: "Seen."}
    row["note"] = "Say more."
    del row["rapid"]
    facts["scales"][0] |= {"rule": "Another rule.", "kind": "best_fit", "high": "grave"}
    assert turns(facts) == [
        ("scales-governance", "reworded", "rule", "Rule", False),
        ("scales-governance", "reworded", "kind", "Kind", False),
        ("scales-governance", "reworded", "high", "A high level is", False),
        ("governance-I1.G1", "reworded", "note", "Note", False),
        ("governance-I1.G1", "reworded", "rapid", "Asked in a rapid assessment", False),
        ("governance-I1.G1", "reworded", "strand-a-step-2", "Strand a, step 2", True),
        ("governance-I1.G1", "reworded", "strand-b-name", "Strand b, name", False),
        ("governance-I1.G1", "reworded", "strand-b-question", "Strand b, question", False),
        ("governance-I1.G1", "added", "strand-c", "Strand c", True),
        ("governance-I1.G1", "reworded", "sign-0", "Sign of level 0", False),
        ("governance-I1.G1", "reworded", "sign-1", "Sign of level 1", False),
        ("governance-I1.G1", "reworded", "sign-3", "Sign of level 3", False),
    ]


def test_strand_that_moved_or_went_is_told(facts) -> None:
    first(facts)["strands"].reverse()
    assert turns(facts) == [
        ("governance-I1.G1", "moved", "strand-b-order", "Strand b, place in the order", False)
    ] or turns(facts) == [("governance-I1.G1", "moved", "strand-a-order", "Strand a, place in the order", False)]
    first(facts)["strands"] = [strand("a", "Spending figure")]
    assert turns(facts) == [("governance-I1.G1", "removed", "strand-b", "Strand b", True)]


def test_strands_in_place_of_levels_ask_every_rating_to_be_confirmed(facts) -> None:
    piece = next(each for each in difference(SHIPPED, facts) if each.key == "governance-I1.G1")
    assert piece.asks_again
    assert [turn.text for turn in piece.turns if turn.asks_again] == [
        *(f"level-{value}" for value in range(5)),
        "strand-a",
        "strand-b",
    ]


def test_words_of_the_program_are_told_in_words(facts) -> None:
    facts["scales"][0]["kind"] = "best_fit"
    turn = difference(STEPPED, facts)[0].turns[0]
    assert (turn.old, turn.new) == ("stepped", "best_fit")
    assert (turn.before, turn.after) == ("stepped", "best fit")


def value(framework: models.Framework):
    return queries.framework_value(framework).of_part("governance")[0]


def test_value_has_strands_steps_signs_and_the_scale(strands_draft) -> None:
    found = value(strands_draft)
    assert [(each.code, each.name, each.question) for each in found.strands] == [
        ("a", "Spending figure", "Which spending figure is there?"),
        ("b", "Serious case", "Which serious case is there?"),
    ]
    steps = found.strands[1].steps
    assert [(step.value, step.text, step.shade, step.on_cases) for step in steps] == [
        (1, "Serious case of step 1.", 1, False),
        *((n, f"Serious case of step {n}. (*)", n, True) for n in (2, 3, 4)),
    ]
    assert models.Step.objects.get(strand__code="b", value=4).on_cases
    assert [(level.value, level.name, text) for level, text in found.signs] == [
        (0, "Absent", "Nobody knows the cost."),
        (3, "Established", "Single contracts stay closed."),
    ]
    assert [(level.name, level.description) for level in found.levels] == [
        (name, "") for name in SHIPPED["scales"][0]["levels"]
    ]
    assert (found.scale.rule, found.scale.kind, found.scale.high) == (
        "The end of the period counts.",
        "stepped",
        "good",
    )
    assert (found.note, found.rapid) == ("Say how requests were answered.", True)


@pytest.mark.parametrize(
    ("text", "is_on_cases"),
    [("Of the cases, some (*)", True), ("Of the cases, some (*).", True), ("(*) some cases", False), ("", False)],
)
def test_mark_of_cases_ends_the_text(text: str, is_on_cases: bool) -> None:
    assert models.Step(text=text).on_cases is is_on_cases


def test_published_version_with_strands_is_read_in_two_queries(strands_draft, django_assert_num_queries) -> None:
    publishing.publish(strands_draft)
    with django_assert_num_queries(2):
        found = value(strands_draft)
    assert (len(found.strands), len(found.levels)) == (2, 5)


def test_answers_hold_for_strands_whose_steps_are_all_the_same(strands_draft) -> None:
    twin = drafting.copy_to_draft(strands_draft)
    old = value(strands_draft)
    assert strands_between(old, value(twin)) == Strands(same=("a", "b"), reworded=())
    assert between(old, value(twin)) == ()
    own = models.Strand.objects.filter(criterion__framework=twin)
    own.filter(code="a").update(name="Another name", question="Another?", position=5)
    assert strands_between(old, value(twin)) == Strands(same=("b", "a"), reworded=())
    models.Step.objects.filter(strand__in=own.filter(code="b"), value=2).update(text="Another step.")
    assert strands_between(old, value(twin)) == Strands(same=("a",), reworded=("b",))
    assert [turn.text for turn in between(old, value(twin))] == ["strand-b-step-2"]
    own.filter(code="b").update(code="c")
    assert strands_between(old, value(twin)) == Strands(same=("a",), reworded=())


def test_criterion_without_strands_has_none_to_answer(framework, strands_draft) -> None:
    assert strands_between(value(framework), value(strands_draft)) == Strands(same=(), reworded=())


def test_need_that_is_asked_twice_from_now_on_asks_every_rating_to_be_confirmed(facts) -> None:
    facts["scales"][1]["twice"] = True
    asked = "reworded", "twice", "Asked at the start and at the end of the period"
    assert turns(facts) == [
        ("scales-need", *asked, False),
        *((f"need-{row['code']}", *asked, True) for row in facts["criteria"]["need"]),
    ]


def test_need_that_is_asked_twice_is_told_of_two_criteria_as_of_two_versions(strands_draft) -> None:
    once = queries.framework_value(strands_draft).of_part("need")[0]
    twice = replace(once, scale=replace(once.scale, twice=True))
    assert [(turn.text, turn.before, turn.after) for turn in between(once, twice)] == [("twice", "no", "yes")]
    assert [(turn.text, turn.before, turn.after) for turn in between(twice, once)] == [("twice", "yes", "no")]
    assert between(twice, twice) == ()
