"""Page, paper, CSV and JSON of the demonstration say, digit by digit, what its rows say by a reckoning that shares no code."""

import csv
import io
import json
import re
from fractions import Fraction
from html.parser import HTMLParser
from typing import Any

import pytest
from django.db import connection
from django.urls import reverse
from pypdf import PdfReader

from assessments import models, scorecard
from assessments.reports import country, pdf, printing
from assessments.reports.outline import Outline
from assessments.reports.scorecard_json import scorecard_json
from ssr_portal.accounts.models import Person
from tests import recomputed
from tests.conftest import client_of

pytestmark = [pytest.mark.laid_out, pytest.mark.same_on_any_database]
REFERENCES = ["NL-BI-2011", "NL-BI-2014"]
PARTS = {
    "governance": "Governance of the sector",
    "contribution": "Contribution of programmes",
    "practice": "Practice of programmes",
    "policy": "Donor's policy",
}


class Tables(HTMLParser):
    """The cells of a page's tables, as text, by the table's class."""

    def __init__(self) -> None:
        super().__init__()
        self.found: dict[str, list[list[str]]] = {}
        self.rows: list[list[str]] = []
        self.is_cell = self.is_drawing = False

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag == "table":
            self.rows = self.found.setdefault(dict(attrs).get("class") or "", [])
        elif tag == "tr":
            self.rows.append([])
        elif tag in {"td", "th"}:
            self.rows[-1].append("")
            self.is_cell = True
        elif tag == "svg":
            self.is_drawing = True

    def handle_endtag(self, tag: str) -> None:
        if tag in {"td", "th"}:
            self.is_cell = False
            self.rows[-1][-1] = " ".join(self.rows[-1][-1].split())
        elif tag == "svg":
            self.is_drawing = False

    def handle_data(self, data: str) -> None:
        if self.is_cell and not self.is_drawing:
            self.rows[-1][-1] += f" {data}"


@pytest.fixture
def demonstration(shipped) -> Any:
    return client_of(Person.objects.get(email="anna@nl.example"))


def paper_of(reference: str) -> tuple[str, Any]:
    """The words of the printed report, and the figures that an archived one carries as JSON."""
    held = models.Assessment.objects.with_cover().get(reference=reference)
    reader = PdfReader(io.BytesIO(pdf.print_apart(printing.print_job_of(held, Outline())).content))
    figures = scorecard_json(country.of(scorecard.dossier(held)))
    return " ".join(page.extract_text() for page in reader.pages).replace("\u200b", ""), json.loads(figures)


def squeezed(text: str) -> str:
    """Without blanks: lines of a paper end within words that have a hyphen."""
    return "".join(text.split())


def rest(levels: list[int], left_open: int) -> str:
    """The contributions beside the highest, as a sentence has them."""
    others = [str(level) for level in sorted(levels[1:])]
    if left_open:
        others.append("not judged" if left_open == 1 else f"{left_open} not judged")
    if not others:
        return ""
    count = len(levels) - 1 + left_open
    listed = f"{', '.join(others[:-1])} and {others[-1]}" if len(others) > 1 else others[0]
    return f"the other{'s' if count > 1 else ''} {listed}"


@pytest.mark.parametrize("reference", REFERENCES)
def test_page_paper_and_json_say_what_the_rows_say(demonstration, reference: str) -> None:
    with connection.cursor() as cursor:
        rows, activities = recomputed.rows(cursor, reference), recomputed.activities(cursor, reference)
    page = demonstration.get(reverse("report", args=[reference])).content.decode()
    reader = Tables()
    reader.feed(page)
    words, figures = paper_of(reference)
    _scores_agree(rows, reader.found["headlines"], words, figures)
    _needs_agree(activities, reader.found["needs"], words, figures)
    _unmet_agree(activities, page, words, figures)


def _scores_agree(rows, headlines, words: str, figures) -> None:
    shown = {re.sub(r"( at the (start|end) of the period)?$", "", row[0]): row for row in headlines}
    for part, name in PARTS.items():
        group = [row for row in rows if row.part == part]
        exact = recomputed.mean(group)
        kept = figures["parts"][part]
        assert (kept["mean"], kept["levels"]) == (
            None if exact is None else str(exact),
            {str(level): count for level, count in recomputed.counts(group).items()},
        )
        assert (kept["judged"], kept["of"]) == (sum(recomputed.counts(group).values()), len(group))
        said = "–" if exact is None else recomputed.one_decimal(exact)
        assert shown[name][1].split()[0].rstrip("*") == said
        assert re.search(rf"{name} {re.escape(said)}\*? ", " ".join(words.split())), name
    assert "need" not in figures["parts"]  # it has no mean
    for moment, kept in figures["needs"].items():
        group = [row for row in rows if row.part == "need" and (row.moment or "period") == moment]
        assert kept["levels"] == {str(level): count for level, count in recomputed.counts(group).items()}
        assert "mean" not in kept


def _needs_agree(activities, table, words: str, figures) -> None:
    shown = {row[0].split()[0]: row for row in table[1:] if len(row) > 1}
    kept = {each["code"]: each for each in figures["activities"]}
    assert shown.keys() == kept.keys() == {each.code for each in activities}
    for each in activities:
        row, found = shown[each.code], kept[each.code]
        needs = [each.start] if each.start is each.end else [each.start, each.end]
        assert [need["value"] for need in found["needs"]] == [
            None if need.value is None else str(need.value) for need in needs
        ]
        cells = [row[1]] if len(needs) == 1 else [row[1], row[3]]
        for need, cell in zip(needs, cells, strict=True):
            assert cell.split()[0].isdigit() == (need.value is not None)
            assert need.value is None or int(cell.split()[0]) == need.level
        levels = each.levels
        assert row[2].startswith(str(levels[0]) if levels else "–")
        assert row[2].endswith(rest(levels, each.open) if levels else "–")
        assert row[2 + len(needs)].startswith(each.word)
        assert found["highest_contribution"] == (str(Fraction(levels[0])) if levels else None)
        assert found["other_contributions"] == [str(level) for level in sorted(levels[1:])]
        assert (found["not_judged"], found["unmet"]) == (each.open, each.is_unmet)
        assert squeezed(" ".join(row[: 3 + len(needs)])) in squeezed(words), each.code


def _unmet_agree(activities, page: str, words: str, figures) -> None:
    groups = recomputed.tied(activities)
    assert groups
    order = [each["code"] for each in figures["activities"] if each["unmet"]]
    assert order == [each.code for group in groups for each in group]
    for text in (" ".join(re.sub(r"<[^>]+>", " ", page).split()), words):
        for group, word in ((tied, word) for tied in groups for word in {each.word for each in tied}):
            names = "; ".join(f"{each.code} {each.name}" for each in group if each.word == word)
            said = f"Need {group[0].need.level}; our programmes: {word}{' (tied)' if len(group) > 1 else ''}: {names}"
            assert squeezed(said) in squeezed(text), said


def test_csv_of_the_portfolio_says_what_the_rows_say(demonstration) -> None:
    own = models.Assessment.objects.filter(state="approved", organisation__short_name="NL")
    assert own
    for each in own:
        asked = {"demonstrations": "1", "donor": "NL", "year": each.period_end.year}
        answer = demonstration.get(reverse("portfolio-export", args=["unmet", "csv"]), asked)
        (head, *table) = csv.reader(io.StringIO(answer.content.decode("utf-8-sig")))
        places = [head.index(title) for title in ("Activity", "Highest contribution of any programme, with the others")]
        expected = []
        with connection.cursor() as cursor:
            for one in (one for tied in recomputed.tied(recomputed.activities(cursor, each.reference)) for one in tied):
                harm = " (⚠ harm found)" if one.levels and one.word == "harm found" else ""
                highest = [str(one.levels[0]), rest(one.levels, one.open)] if one.levels else [""]
                expected.append((f"{one.code} {one.name}", "; ".join(filter(None, highest)) + harm, one.word))
        found = sorted((*(row[place] for place in places), row[places[1] + 2]) for row in table)
        assert found == sorted(expected)
