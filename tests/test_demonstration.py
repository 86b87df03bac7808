"""The demonstration: what it says rests on something, and what its answers come to is worked out by hand."""

import csv
import io
import json
import re
from collections.abc import Iterable
from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction
from typing import Any

import pytest
from django.core.management import call_command
from django.urls import reverse
from lxml import html

from assessments import models, scorecard
from assessments.management.commands import demo
from assessments.reports import country as report
from assessments.reports.scorecard_json import scorecard_json
from frameworks.models import Framework
from ssr_portal.accounts.models import Person
from tests import by_hand
from tests.conftest import client_of

ASSUMED = "Assumed for the demonstration:"
FIRST, SECOND, OTHER = "NL-BI-2011", "NL-BI-2014", "DDA-BI-2014"
REFERENCES = (FIRST, SECOND, OTHER)
CODES = [f"I{number}" for number in range(1, 10)]
YOUNGER = {  # sources that were written after the period, and may be used for facts of it alone
    FIRST: {"e12", "brief14", "dr14", "soll15"},
    SECOND: {"soll15"},
    OTHER: set(),
}
HINDSIGHT = re.compile(r"2015|crisis of|phase II|suspen|(audit of|audited) .*Inspectorate|Inspectorate.* audited", re.I)


def the(reference: str) -> models.Assessment:
    return models.Assessment.objects.get(reference=reference)


def person(name: str) -> Person:
    return Person.objects.get(email=f"{name}.example")


def figures(reference: str) -> dict[str, Any]:
    return json.loads(scorecard_json(report.of(scorecard.dossier(the(reference)))))


def texts(said: Any) -> str:
    """All that is written somewhere in the file, but for its comments."""
    if isinstance(said, dict):
        return "\n".join(map(texts, said.values()))
    if isinstance(said, list):
        return "\n".join(map(texts, said))
    return str(said)


def test_it_loads_once(shipped, capsys) -> None:
    counted = models.Assessment, models.Rating, models.Event, models.Evidence, Framework, Person
    first = [each.objects.count() for each in counted]
    call_command("demo")
    assert [each.objects.count() for each in counted] == first
    assert demo.PASSWORD in capsys.readouterr().out


def test_it_stands_on_version_2_and_says_that_it_is_one(shipped) -> None:
    found = models.Assessment.objects.values_list("reference", "state", "framework__version", "is_demonstration")
    states = (("approved", 2, True), ("draft", 2, True), ("approved", 2, True))
    assert list(found.order_by("pk")) == [(each, *state) for each, state in zip(REFERENCES, states, strict=True)]
    for reference in (FIRST, SECOND):
        page = client_of(person("anna@nl")).get(reverse("report", args=[reference])).content.decode()
        assert "all or part of it is invented" in page


def test_the_administrator_finds_a_draft_of_the_newest_version(shipped) -> None:
    found = Framework.objects.filter(code="oecd-ssr").order_by("version").values_list("version", "state")
    assert list(found) == [(1, "published"), (2, "published"), (3, "draft")]


@pytest.mark.parametrize("reference", REFERENCES)
def test_every_ground_rests_on_evidence_or_says_that_it_is_assumed(reference: str) -> None:
    wrong = [of for of, said in by_hand.sayings(reference) if "justification" in said and not is_grounded(said)]
    assert wrong == []


def is_grounded(said: dict[str, Any]) -> bool:
    if not said["justification"].startswith(ASSUMED):
        return bool(said.get("evidence"))
    reason = said.get("level_reason", ASSUMED)
    return said["confidence"] == "low" and "evidence" not in said and reason.startswith(ASSUMED)


@pytest.mark.parametrize("reference", REFERENCES)
def test_sources_are_of_the_period_but_for_those_that_the_file_allows(reference: str) -> None:
    facts = by_hand.facts_of(reference)
    dated = {key: by_hand.CASE["sources"][key]["dated"] for key in facts.get("evidence", [])}
    assert {key for key, day in dated.items() if day > facts["period"][1]} == YOUNGER[reference]
    used = {key for _of, said in by_hand.sayings(reference) for key in said.get("evidence", {})}
    assert used <= dated.keys()


def test_the_first_knows_nothing_of_what_came_later() -> None:
    assert HINDSIGHT.findall(texts(by_hand.facts_of(FIRST))) == []
    assert HINDSIGHT.findall(texts(by_hand.facts_of(SECOND))) != []


def test_the_first_is_approved_with_nothing_left_open(shipped) -> None:
    first = the(FIRST)
    assert (first.state, first.open_parts.count(), first.consultations.count()) == ("approved", 0, 0)
    assert not any(each.missing for each in scorecard.build(first).ratings)
    beside = {
        each["code"]: each["level"] - each["follows"] for each in figures(FIRST)["ratings"] if each.get("level_reason")
    }
    assert beside == {"I2.G3": -1, "I5.G2": 1}
    marks = models.ReviewMark.objects.filter(rating__assessment=first)
    assert {each.rating.criterion.code for each in marks} == beside.keys()


def test_the_second_is_in_work(shipped) -> None:
    open_ones = [each for each in scorecard.build(the(SECOND)).ratings if each.missing]
    assert {each.missing for each in open_ones} == {("rating",), ("answers",)}
    assert [each.code for each in open_ones if each.missing == ("answers",)] == ["I5.G3", "I8.G2"]


def test_what_was_copied_says_what_the_period_changed(shipped) -> None:
    first, second = the(FIRST), the(SECOND)
    assert [each.indicators.get().latest for each in (models.Goal.objects.filter(assessment=first).first(),)] == ["0"]
    assert models.Indicator.objects.get(assessment=second).latest == "2"
    names = [list(each.actors.filter(kind="donor").values_list("name", flat=True)) for each in (first, second)]
    assert names == [[], ["Belgium"]]
    ends = {each.criterion.code: each.level for each in first.ratings.filter(moment="end")}
    assert {each.criterion.code: each.level for each in second.ratings.filter(moment="start")} == ends


def test_the_netherlands_see_what_the_other_donor_shares_and_nothing_else(shipped) -> None:
    shown = {(each.criterion.part, each.code[:2]) for each in seen(OTHER) if not each.withheld}
    assert {(part, code) for part, code in shown if part == "governance"} == {
        ("governance", "I2"),
        ("governance", "I4"),
    }
    assert {part for part, _code in shown} == {"governance", "need", "contribution"}
    for name, texts_of in (("anna@nl", FIRST), ("sofia@dda", OTHER)):
        assert client_of(person(name)).get(reverse("report", args=[texts_of])).status_code == 200
    anna, sofia = client_of(person("anna@nl")), client_of(person("sofia@dda"))
    page = anna.get(reverse("shared", args=[OTHER])).content.decode()
    kept = by_hand.facts_of(OTHER)["ratings"]["governance"]["I5.G2"]["justification"]
    given = by_hand.facts_of(OTHER)["ratings"]["governance"]["I2.G2"]["justification"]
    assert (given in page, kept in page, "all or part of it is invented" in page) == (True, False, True)
    assert anna.get(reverse("report", args=[OTHER])).status_code == 404
    for reference in (FIRST, SECOND):
        assert sofia.get(reverse("shared", args=[reference])).status_code == 404


def seen(reference: str) -> Any:
    return scorecard.shared_edition(the(reference)).scorecard.ratings


@pytest.mark.parametrize("reference", REFERENCES)
def test_each_level_is_the_one_worked_out_by_hand(shipped, reference: str) -> None:
    told = {
        (each["part"], each["code"], each["moment"] or "", each["programme"]): (
            each["status"],
            each["level"],
            (each["lowest"], each["highest"]) if each.get("lowest") is not None else None,
        )
        for each in figures(reference)["ratings"]
    }
    mine = {each.place: (each.status, each.level, each.bounds) for each in by_hand.worked(reference)}
    assert {of: told[of] for of in mine} == mine
    assert {status for of, (status, *_rest) in told.items() if of not in mine} <= {"unrated"}


@pytest.mark.parametrize("reference", REFERENCES)
def test_each_score_is_the_one_worked_out_by_hand(shipped, reference: str) -> None:
    found, mine = figures(reference), by_hand.worked(reference)
    for part, told in found["parts"].items():
        assert (part, of_json(told)) == (part, of_hand(each for each in mine if each.part == part))
    for kind, place in (("institutions", 0), ("characteristics", 1)):
        for code, told in found[kind].items():
            group = (each for each in mine if each.part == "governance" and each.code.split(".")[place] == code)
            assert (code, of_json(told)) == (code, of_hand(group))


@pytest.mark.parametrize("reference", REFERENCES)
def test_needs_are_counted_and_have_no_mean(shipped, reference: str) -> None:
    for moment, told in figures(reference)["needs"].items():
        group = [each for each in by_hand.worked(reference) if each.part == "need" and each.moment == moment]
        assert (moment, told["levels"], "mean" in told) == (moment, by_level(group), False)


@pytest.mark.parametrize("reference", [FIRST, SECOND])
def test_an_institution_that_counts_double_moves_the_score_so_far(shipped, reference: str) -> None:
    told = figures(reference)["governance_if_double"]
    mine = [each for each in by_hand.worked(reference) if each.part == "governance"]
    judged = {each.code.split(".")[0] for each in mine if each.level is not None}
    assert {code: told[code]["mean"] for code in CODES if code in told} == {
        code: text(by_hand.if_double(mine, code)) for code in CODES if code in judged
    }


def of_json(told: dict[str, Any]) -> tuple[Any, ...]:
    ends = ("mean", "lowest_mean", "highest_mean", "lowest_mean_with_insufficient", "highest_mean_with_insufficient")
    return told["levels"], *(told[name] for name in ends)


def of_hand(ratings: Iterable[by_hand.Worked]) -> tuple[Any, ...]:
    """Levels, mean, what the answers leave open, and the same with what lacks evidence where there is any."""
    group = list(ratings)
    judged = [each for each in group if each.level is not None]
    wider = by_hand.left_open(group) if any(each.status == "insufficient" for each in group) else None
    ends = (by_hand.mean(group), *(by_hand.left_open(judged) or (None, None)), *(wider or (None, None)))
    return by_level(group), *map(text, ends)


def by_level(group: list[by_hand.Worked]) -> dict[str, int]:
    return {str(level): n for level, n in by_hand.counts(group).items()}


def text(value: Fraction | None) -> str | None:
    """As JSON has it: exact."""
    return None if value is None else str(value)


def shown(value: Fraction | None) -> str:
    if value is None:
        return "–"
    return str((Decimal(value.numerator) / value.denominator).quantize(Decimal("0.1"), ROUND_HALF_UP))


def by_institution(reference: str) -> dict[str, list[str]]:
    """Of each institution the score, and from where to where its answers leave it."""
    found = {}
    for code in CODES:
        group = [
            each for each in by_hand.worked(reference) if each.code.startswith(f"{code}.") and each.level is not None
        ]
        found[code] = [shown(each) for each in (by_hand.mean(group), *(by_hand.left_open(group) or ()))]
    return found


@pytest.mark.parametrize("reference", [FIRST, SECOND])
def test_paper_prints_these_scores(shipped, reference: str) -> None:
    """In the table that the PDF is made of."""
    paper = html.fromstring(report.paper(report.of(scorecard.dossier(the(reference)))))
    rows = paper.xpath("//section[@id='sector']//table[1]/tbody/tr")
    found = {row.xpath("string(th)").split()[0]: row.xpath("string(td[last()])") for row in rows if row.xpath("th")}
    told = {code: re.findall(r"\d\.\d", found[code]) or ["–"] for code in CODES}
    assert told == by_institution(reference)


def test_table_of_the_country_lists_these_scores(shipped) -> None:
    """As CSV, of what is approved."""
    url = reverse("country-export", args=["BI", "governance", "csv"])
    content = client_of(person("anna@nl")).get(url, {"demonstrations": 1}).content.decode("utf-8-sig")
    head, *rows = csv.reader(io.StringIO(content))
    assert [title.split()[0] for title in head[1:4]] == ["NL", "NL", "NL"]
    assert [title.split(": ")[-1] for title in head[2:4]] == ["lowest left open", "highest left open"]
    assert {row[0].split()[0]: row[1:4] for row in rows} == by_institution(FIRST)
