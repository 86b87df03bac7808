"""The text of the second version of the shipped framework: that it keeps the rules by which it was written."""

import re
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.conf import settings

from frameworks import models, queries
from frameworks.domain import checks, file_reader, file_writer
from frameworks.domain.snapshot import Facts
from frameworks.values import is_on_cases
from tests.frameworks.conftest import SHIPPED

SECOND = Path(settings.BASE_DIR) / "fixtures" / "oecd-ssr-v2.yaml"
FACTS = file_reader.read(SECOND.read_text(encoding="utf-8")).facts
GOVERNANCE = FACTS["criteria"]["governance"]
STEPPED = ("governance", "contribution", "practice", "policy")
# Words that two readers measure differently; how much is meant, the words of quantity say.
VAGUE = re.compile(
    r"\b(often|regular(ly)?|frequently|usually|generally|sometimes|rarely|in time|timely|adequate(ly)?|"
    r"sufficient(ly)?|effective(ly)?|appropriate(ly)?|significant(ly)?|robust|strong|weak|good|properly)\b",
    re.IGNORECASE,
)
DONOR = re.compile(
    r"\b(donors?|advisers? from abroad|foreign trainers?|programmes?|aid)\b(?<!legal aid)", re.IGNORECASE
)
# A share of cases, which may not have arisen: no country is asked to have had them.
OF_CASES = re.compile(r"Of (the|those|all)\b[^,]*\b(cases|complaints|deployments|operations|deaths|appeals)\b")
QUANTITIES = {"all": "90", "most": "75", "a majority": "50", "some": "25", "a few": "10"}
THEMES = {
    "women among staff, or their ways to complain": (
        r"\b(women|sex)\b",
        "governance-I2.G3 governance-I8.G4 governance-I9.G3 contribution-F2b need-F4a practice-C6 practice-C7",
    ),
    "women, peace and security": (r"women, peace and security", "governance-I6.G1 policy-R1"),
    "sexual violence": (
        r"sexual violence|\brape\b",
        "governance-I2.G2 governance-I8.G4 need-F2b need-F3 practice-C7",
    ),
    "vetting": (r"\b(vet(ted|ting)?|screening)\b", "governance-I1.G3 governance-I2.G3 practice-C7"),
    "due diligence on human rights": (r"suspend|suspension|withh[eo]ld|withheld|stopped", "practice-C7"),
    "ombudsman, human rights and audit bodies": (r"ombudsman|human rights (body|commission)", "governance-I5.G2"),
    "private security companies": (r"private security", "governance-I6.G2"),
    "customary justice": (r"customary", "need-F3 contribution-F3"),
    "military spending in the whole": (
        r"arrears|off[- ]budget|outside the budget|outside budget",
        "governance-I6.G3 need-F1b",
    ),
    "exchange with foreign services": (r"foreign services", "governance-I3.G2"),
    "spyware and bulk data": (r"spyware|bulk", "governance-I3.G2"),
    "surveillance by police": (r"surveillance", "governance-I2.G1"),
    "counter-terrorism": (r"counter-terrorism|terroris", "governance-I6.G2 governance-I8.G2"),
    "peacekeeping money": (r"peace(keeping)? (operation|mission|support)|peacekeeping", "governance-I1.G3"),
    "independent visits to prisons": (r"visit", "governance-I9.G2"),
    "past abuses": (r"\bpast\b", "need-F3 contribution-F3"),
    "children who were with armed groups": (r"child", "need-F4a contribution-F4a"),
    "legal basis of joint forces": (r"joint forces?", "need-F4c contribution-F4c"),
    "interior ministry": (r"interior", "governance-I6.G2 need-F1a"),
    "displaced people": (r"displaced|refugee", "governance-I4.G1"),
    "young and disabled people": (r"disab|young|youth", "governance-I9.G3 need-F4a"),
}


def criteria() -> Iterator[tuple[str, Facts]]:
    for part, rows in FACTS["criteria"].items():
        for row in rows:
            yield f"{part}-{row['code']}", row


def steps(row: Facts) -> list[str]:
    return [text for strand in row.get("strands", []) for text in strand["steps"]]


def decisive(row: Facts) -> list[str]:
    """The texts by which a level is chosen, and the signs beside them."""
    return [*steps(row), *row.get("levels", []), *row.get("signs", {}).values()]


def whole(row: Facts) -> str:
    """Every text of a criterion."""
    asked = [text for strand in row.get("strands", []) for text in (strand["name"], strand.get("question", ""))]
    said = [row["text"], row["look_for"], row.get("note", ""), *row["questions"], *asked, *decisive(row)]
    return " ".join(said)


def words(text: str) -> int:
    return len(text.replace("(*)", "").split())


def test_file_has_no_fault_after_the_first_version() -> None:
    assert checks.faults(FACTS, SHIPPED) == []
    assert (FACTS["code"], FACTS["version"]) == ("oecd-ssr", 2)


@pytest.mark.django_db
def test_file_is_loaded_and_is_what_the_exporter_writes() -> None:
    version, is_new = file_writer.load(SECOND)
    assert (is_new, version.state, version.predecessor.version) == (True, "published", 1)
    assert file_writer.as_yaml(version) == SECOND.read_text(encoding="utf-8")
    assert file_writer.load(SECOND) == (version, False)
    value = queries.framework_value(version)
    assert all(len(each.strands[0].steps) == 4 for each in value.criteria if each.part in STEPPED)
    assert models.Step.objects.count() == sum(len(steps(row)) for _key, row in criteria())


def test_codes_of_criteria_are_those_of_the_first_version() -> None:
    for part, rows in SHIPPED["criteria"].items():
        assert [row["code"] for row in FACTS["criteria"][part]] == [row["code"] for row in rows]


def test_stepped_criteria_have_one_to_three_strands_and_governance_at_least_two() -> None:
    for key, row in criteria():
        codes = [strand["code"] for strand in row.get("strands", [])]
        if key.startswith("need-"):
            assert codes == [], key
            continue
        assert codes == ["a", "b", "c"][: len(codes)], key
        assert len(codes) >= (2 if key.startswith("governance-") else 1), key
        assert len(row["questions"]) == 1, key
        assert all(strand["question"] and len(strand["steps"]) == 4 for strand in row["strands"]), key


def test_steps_have_8_to_25_words_and_descriptions_of_need_25_to_40() -> None:
    assert [(key, text) for key, row in criteria() for text in steps(row) if not 8 <= words(text) <= 25] == []
    described = [text for row in FACTS["criteria"]["need"] for text in row["levels"]]
    assert len(described) == 45
    assert [text for text in described if not 25 <= words(text) <= 40] == []
    assert {len(row["questions"]) for row in FACTS["criteria"]["need"]} == {3}


def test_no_text_measures_by_a_word_that_two_readers_measure_differently() -> None:
    assert [(key, text) for key, row in criteria() for text in decisive(row) if VAGUE.search(text)] == []


def test_no_donor_stands_in_governance() -> None:
    assert [(row["code"], text) for row in GOVERNANCE for text in decisive(row) if DONOR.search(text)] == []


def test_no_event_is_required_since_shares_of_cases_carry_the_mark() -> None:
    asked = [text for row in GOVERNANCE for text in steps(row) if OF_CASES.match(text)]
    assert len(asked) > 10
    assert [text for text in asked if "(*)" not in text] == []
    marked = [text for _key, row in criteria() for text in steps(row) if "(*)" in text]
    assert [text for text in marked if not is_on_cases(text)] == []


def test_no_two_steps_are_alike() -> None:
    texts = [text for _key, row in criteria() for text in (*steps(row), *row.get("levels", []))]
    assert [text for text, count in Counter(texts).items() if count > 1] == []


@pytest.mark.parametrize("theme", THEMES)
def test_theme_stands_at_its_code(theme: str) -> None:
    pattern, keys = THEMES[theme]
    rows = dict(criteria())
    assert [key for key in keys.split() if not re.search(pattern, whole(rows[key]), re.IGNORECASE)] == []


def test_words_of_quantity_are_explained_in_the_rule() -> None:
    rule = FACTS["scoring_rule"]
    assert [word for word, share in QUANTITIES.items() if f"{word} {share}" not in rule] == []
    assert "(*)" in rule


def test_every_scale_has_its_own_rule_and_need_is_grave() -> None:
    scales = {scale["code"]: scale for scale in FACTS["scales"]}
    assert len({scale["rule"] for scale in scales.values()}) == 5
    meant = {code: (scale["kind"], scale["high"]) for code, scale in scales.items()}
    assert meant == {"need": ("best_fit", "grave")} | dict.fromkeys(STEPPED, ("stepped", "good"))


def test_rapid_asks_two_characteristics_of_each_institution_and_all_need_and_contribution() -> None:
    asked = [row for row in GOVERNANCE if row.get("rapid")]
    assert Counter(row["institution"] for row in asked) == {f"I{number}": 2 for number in range(1, 10)}
    assert min(Counter(row["characteristic"] for row in asked).values()) >= 4
    parts = {part: sum(row.get("rapid", False) for row in rows) for part, rows in FACTS["criteria"].items()}
    assert parts == {"governance": 18, "need": 9, "contribution": 9, "practice": 0, "policy": 0}
