"""A file that somebody else wrote: every fault at once, each with its line; nothing half-written."""

from collections.abc import Callable

import pytest
from django.core.exceptions import ValidationError
from django.core.management import CommandError, call_command

from frameworks import models
from frameworks.domain import drafting, file_reader, file_writer
from tests.conftest import FIXTURE
from tests.frameworks.conftest import RAPID

pytestmark = pytest.mark.django_db


def file_of(facts: dict, *, version: int = 2) -> str:
    return file_writer.written(facts | {"version": version})


def told(text: str) -> list[str]:
    """The faults of a file; and that nothing was stored."""
    before = models.Framework.objects.count()
    with pytest.raises(ValidationError) as refusal:
        drafting.import_draft(text)
    assert models.Framework.objects.count() == before
    return refusal.value.messages


def line(text: str, words: str) -> int:
    return text[: text.index(words)].count("\n") + 1


@pytest.mark.parametrize("path", [FIXTURE, RAPID], ids=lambda path: path.stem)
def test_round_trip_gives_the_same_bytes(framework, path) -> None:
    text = path.read_text(encoding="utf-8").replace("\nversion: 1\n", "\nversion: 7\n")
    assert file_writer.as_yaml(drafting.import_draft(text)) == text


@pytest.mark.parametrize("piece", ["x,", "k: v,", '"",', "[],"])
def test_file_of_pieces_without_end_is_refused_before_it_is_built(monkeypatch, piece: str) -> None:
    monkeypatch.setattr(file_reader.yaml, "compose", None)
    text = ("{%s}" if ":" in piece else "[%s]") % (piece * 150_000)
    assert told(text) == ["The file has more pieces than any framework has."]


def test_file_with_many_faults_tells_them_all_with_their_lines(framework, facts) -> None:
    facts["criteria"]["need"][2]["colour"] = "blue"
    del facts["institutions"][1]["definition"]
    facts["criteria"]["policy"][0]["levels"].pop()
    facts["criteria"]["practice"][3]["code"] = "C1"
    facts["activities"][0]["field"] = "F9"
    facts["criteria"]["governance"][0]["weight"] = "-1"
    text = file_of(facts)
    found = told(text)
    assert sorted(each.split(": ", 1)[1] for each in found) == sorted(
        [
            "“colour” is not known here.",
            f"“definition” of the institution “{facts['institutions'][1]['code']}” is missing.",
            "Policy R1 describes 4 of the 5 levels of its scale.",
            "The code “C1” is here twice.",
            "F1a names the field “F9”, which is not in this version.",
            "Governance I1.G1: a weight is greater than 0 and at most 99.99, with two decimals.",
            "Practice C1 had the code C4 in version 1: codes stay, since ratings are matched by them.",
        ]
    )
    assert f"Line {line(text, 'colour: blue')}: “colour” is not known here." in found
    assert [int(each.split(":")[0].removeprefix("Line ")) for each in found] == sorted(
        int(each.split(":")[0].removeprefix("Line ")) for each in found
    )


BAD: dict[str, tuple[Callable[[str], str], str]] = {
    "a key twice": (lambda text: text.replace("name: OECD", "name: Twice\nname: OECD", 1), "“name” is here twice."),
    "a list for a text": (lambda text: text.replace("code: oecd-ssr", "code: [a, b]", 1), "“code” is a text."),
    "a text for a list": (lambda text: text.split("\nscales:")[0] + "\nscales: none", "“scales” is a list."),
    "an odd version": (lambda text: text.replace("version: 2", "version: second", 1), "“version” is a whole number"),
    "version 0": (lambda text: text.replace("version: 2", "version: 0", 1), "“version” is a whole number"),
    "a huge version": (lambda text: text.replace("version: 2", "version: 99999", 1), "“version” is a whole number"),
    "an odd code": (lambda text: text.replace("code: oecd-ssr", "code: OECD SSR!", 1), "small letters and digits"),
    "a name that is too long": (
        lambda text: text.replace("name: OECD", f"name: {'x' * 200} OECD", 1),
        "“name” is longer than 160 characters: it has 231.",
    ),
    "another format": (lambda text: text.replace("ssr-framework/1", "ssr-framework/9"), "not a framework file"),
    "a list": (lambda _text: "- 1\n- 2\n", "not a framework file"),
    "nothing": (lambda _text: "", "not a framework file"),
    "no YAML": (lambda _text: "format: [", "This is not YAML"),
    "a tag": (lambda text: text.replace("name: OECD", "name: !!python/object/apply:os.system [ls] #", 1), "Tags (!)"),
    "a local tag": (lambda text: text.replace("name: OECD", "name: !secret OECD", 1), "Tags (!)"),
    "a cycle": (lambda text: text.replace("scales:\n", "scales: &a\n- *a\n", 1), "References (& and *)"),
    "a bomb": (
        lambda _text: "a: &a [x,x]\nb: &b [*a,*a,*a]\nc: &c [*b,*b,*b]\nd: [*c,*c,*c]\n",
        "Line 1: References (& and *)",
    ),
    "deep nesting": (lambda text: text + "x: " + "[" * 5000, "nested more deeply"),
    "a null": (lambda text: text.replace("scoring_rule: >-", "scoring_rule:\nsource2: >-", 1), "scoring_rule"),
}


@pytest.mark.parametrize("what", BAD)
def test_bad_file_is_told_and_nothing_is_stored(framework, facts, what: str) -> None:
    spoil, message = BAD[what]
    assert message in "\n".join(told(spoil(file_of(facts))))


LONG = "x" * 10_001
PLACED: dict[str, tuple[tuple, object]] = {
    "level 5 of the scale “policy” is longer than 80 characters: it has 10001.": (
        ("scales", "policy", "levels", 4),
        LONG,
    ),
    "level 1 of the scale “policy” is a text.": (("scales", "policy", "levels", 0), ["a"]),
    "“name” of the scale “policy” is longer than 120 characters: it has 10001.": (("scales", "policy", "name"), LONG),
    "“levels” of the scale “policy” is a list.": (("scales", "policy", "levels"), "none"),
    "“source” of the pillar “P1” is a text.": (("pillars", "P1", "source"), ["a"]),
    "“source” of the criterion “R1” is longer than 400 characters: it has 10001.": (
        ("criteria", "policy", "R1", "source"),
        LONG,
    ),
    "question 2 of the criterion “R1” is longer than 10000 characters: it has 10001.": (
        ("criteria", "policy", "R1", "questions", 1),
        LONG,
    ),
    "CRS code 1 of the activity “F1a” is longer than 5 characters: it has 10001.": (
        ("activities", "F1a", "crs_codes"),
        [LONG],
    ),
}


@pytest.mark.parametrize("message", PLACED)
def test_fault_names_its_place_by_code_and_not_by_position(framework, facts, message: str) -> None:
    (*around, last), value = PLACED[message]
    there = facts
    for step in around:
        coded = isinstance(there, list)
        there = next(row for row in there if row["code"] == step) if coded else there[step]
    there[last] = value
    assert message in [each.split(": ", 1)[1] for each in told(file_of(facts))]


def test_level_of_80_characters_is_taken(framework, facts) -> None:
    facts["scales"][0]["levels"][0] = "x" * 80
    draft = drafting.import_draft(file_of(facts))
    assert draft.scales.first().levels.first().name == "x" * 80


def test_file_of_50_megabytes_is_refused_before_it_is_read(tmp_path) -> None:
    huge = tmp_path / "huge.yaml"
    huge.write_bytes(b"format: ssr-framework/1\n" + b"x" * 50 * 1024 * 1024)
    with pytest.raises(CommandError, match="larger than 2 MB"):
        call_command("import_framework", str(huge))


def test_bytes_that_are_no_text_are_refused() -> None:
    with pytest.raises(ValidationError, match="not text in UTF-8"):
        file_reader.decoded(b"\xff\xfe\x00")


def test_version_that_is_there_is_refused_with_the_next_free_number_beside_other_faults(framework, facts) -> None:
    text = file_of(facts, version=1)
    assert told(text) == ["Line 3: Version 1 is there already. The next free number is 2."]
    assert len(told(text.replace("code: F1a", "code: F1 a", 1))) > 1


def test_import_makes_a_draft_with_its_predecessor_and_its_history(framework, facts, cast) -> None:
    draft = drafting.import_draft(file_of(facts), by=cast.fatima, name="mine.yaml")
    assert (draft.state, draft.version, draft.predecessor) == ("draft", 2, framework)
    change = draft.changes.get()
    assert (change.kind, change.by, change.new) == ("imported", cast.fatima, "mine.yaml")


def test_command_imports_checks_and_tells(framework, facts, tmp_path, capsys) -> None:
    mine = tmp_path / "mine.yaml"
    mine.write_text(file_of(facts), encoding="utf-8")
    call_command("import_framework", str(mine), "--check")
    assert models.Framework.objects.count() == 1
    call_command("import_framework", str(mine))
    assert capsys.readouterr().out.splitlines() == [
        "mine.yaml: no fault",
        "OECD security sector framework, version 2 was started as a draft.",
    ]
    for more in ([], ["--check"]):
        with pytest.raises(CommandError, match="Version 2 is there already"):
            call_command("import_framework", str(mine), *more)
    with pytest.raises(CommandError, match="No such file"):
        call_command("import_framework", str(tmp_path / "none.yaml"))


def test_import_takes_a_fixed_number_of_queries(framework, facts, django_assert_max_num_queries) -> None:
    text = file_of(facts)
    with django_assert_max_num_queries(28):
        drafting.import_draft(text)
