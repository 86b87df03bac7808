"""docs/domain.md §4: every score carries what its answers leave open, on pages, in reports and in files."""

import json
import re
from decimal import Decimal
from fractions import Fraction

import pytest
from django.urls import reverse
from django.utils.html import strip_tags

from assessments import models, scorecard
from assessments.domain import unusual
from assessments.domain.judgement import Judgement
from assessments.domain.ratings import save_rating
from assessments.queries.tables import Cell, Head, Table, score_cell, with_ranges
from assessments.reports import charts, country, scorecard_json, tables
from assessments.reports.outline import Outline
from assessments.scorecard.stored_figures import figures_of, from_json, to_json
from frameworks.domain import file_writer
from tests import acting
from tests.assessments.reports.test_country import fresh
from tests.conftest import client_of
from tests.frameworks.test_second_version import SECOND


@pytest.fixture
def assessment(cast) -> models.Assessment:
    """One on the second version with four governance ratings of parliament answered, and all else open.

    Transparency 1 (1–2), accountability 2 (2–2), resources insufficient (0–4), civil society 2 (1–2), which was chosen beside 1.
    """
    framework = file_writer.load(SECOND)[0]
    made = acting.opened(cast.nl, by=cast.anna, first=2024, last=2025, framework=framework)
    answered(made, cast, "I5.G1", "1-2", others="2")
    answered(made, cast, "I5.G2", "2", others="2")
    save(made, cast, "I5.G3", Judgement("insufficient", None, answers(made, "I5.G3", "?", "?"), tried="Asked."))
    said = {"justification": "Seen.", "confidence": "low", "level_reason": "Practice is better."}
    save(made, cast, "I5.G4", Judgement("level", 2, answers(made, "I5.G4", "1", "2"), **said))
    return made


def answers(assessment, code, first, others) -> dict[str, str]:
    strands = assessment.ratings.get(criterion__code=code).criterion.strands.values_list("code", flat=True)
    return dict.fromkeys(strands, others) | {strands[0]: first}


def save(assessment, cast, code, judgement) -> None:
    rating = assessment.ratings.get(criterion__code=code)
    save_rating(rating, judgement, seen=rating.revision, by=cast.anna)


def answered(assessment, cast, code, first, *, others) -> None:
    said = {"justification": "Seen.", "confidence": "low"}
    save(assessment, cast, code, Judgement("unrated", None, answers(assessment, code, first, others), **said))


def words(html: str) -> str:
    return " ".join(strip_tags(html).split())


PARLIAMENT = (Fraction(5, 3), (Fraction(4, 3), Fraction(2)), (Fraction(1), Fraction(5, 2)))


def test_group_has_mean_and_range_over_what_is_judged_and_the_insufficient_ones_beside_it(assessment) -> None:
    (score,) = (each.score for each in scorecard.build(assessment).institutions if each.subject.code == "I5")
    assert (score.exact, score.range, score.with_insufficient) == PARLIAMENT
    assert (score.counted, score.insufficient, score.left_open, score.beside) == (3, 1, 0, 1)


def test_stored_figures_say_the_same_and_come_back_unchanged(assessment) -> None:
    kept = figures_of(scorecard.build(assessment))
    assert from_json(json.loads(json.dumps(to_json(kept)))) == kept
    figure = kept.groups["institutions"]["I5"]
    assert (figure.mean, figure.range, figure.with_insufficient) == PARLIAMENT
    assert (figure.judged, figure.insufficient, figure.total) == (3, 1, 4)
    assert kept.groups["institutions"]["I1"].range is None


def test_cell_shows_the_range_and_its_note_what_the_score_is_read_with(assessment) -> None:
    cell = score_cell(figures_of(scorecard.build(assessment)).groups["institutions"]["I5"], source="/there/")
    assert (cell.value, cell.range) == (Decimal("1.7"), (Decimal("1.3"), Decimal("2.0")))
    assert cell.note == "lowest 1; 3 of 4 judged; 1 insufficient, with it 1.0–2.5"
    shown = tables.html(Table("t", "T", "c", (Head("a"), Head("b")), ((Cell("x"), cell),)), links=False)
    assert '1.7* <span class="left-open">(1.3–2.0)</span>' in shown


def test_files_have_columns_for_what_stands_beside_a_score_where_there_is_any() -> None:
    heads = (Head("Country"), Head("I1"), Head("I2"))
    ranged = Cell(Decimal("1.7"), range=(Decimal("1.3"), Decimal("2.0")), note="lowest 1")
    rows = ((Cell("RW"), ranged, Cell(Decimal("1.0"))), (Cell("BI"), Cell(None), Cell(Decimal("2.0"))))
    assert tables.written(Table("t", "T", "c", heads, rows)).splitlines() == [
        "Country,I1,I1: lowest left open,I1: highest left open,I1: read with,I2",
        "RW,1.7,1.3,2.0,lowest 1,1.0",
        "BI,,,,,2.0",
    ]


@pytest.mark.parametrize(
    ("cells", "said"),
    [
        ((Cell(Decimal(1), range=(Decimal(1), Decimal(1))),), (True, False)),
        ((Cell(Decimal(1)),), (False, True)),
        ((Cell(Decimal(1)), Cell(Decimal(1), range=(Decimal(1), Decimal(2)))), (True, True)),
        ((Cell("word"), Cell(None), Cell(Decimal(1), is_need=True)), (False, False)),
    ],
)
def test_caption_says_what_brackets_are_and_what_their_absence_is(cells, said) -> None:
    caption = with_ranges("Scores.", [cells])
    assert (
        "In brackets: what the answers leave open" in caption,
        "no range: judged by descriptions" in caption,
    ) == said


def test_overview_tells_judged_insufficient_and_open_apart(cast, assessment) -> None:
    page = words(client_of(cast.anna).get(reverse("overview", args=[assessment.reference])).content.decode())
    assert "1.7 (1.3–2.0) provisional · 1 at 1, 2 at 2 · lowest 1 · 3 of 36 judged" in page
    assert (
        "3 of 36 judged; 1 insufficient, with it 1.0–2.5; 32 open; 1 of 36 chosen beside what the strands say" in page
    )
    assert "Of 36 governance ratings, 16 are of P1 Security institutions, 20 are of P2" in page


def test_overview_of_a_version_without_strands_says_that_it_has_no_range(cast, burundi) -> None:
    page = words(client_of(cast.anna).get(reverse("overview", args=[burundi.reference])).content.decode())
    assert "No range (version 1): its levels are judged by descriptions." in page
    assert "In brackets" not in page


def test_governance_if_one_institution_or_pillar_counted_double_is_derived_in_the_order_of_the_framework(
    cast, assessment
) -> None:
    answered(assessment, cast, "I1.G1", "0", others="0")
    card = scorecard.build(assessment)
    found = {subject.code: weighed for subject, weighed in card.if_double}
    assert list(found) == ["I1", "I5", "P1", "P2"]
    assert (found["I1"].exact, found["I5"].exact) == (Fraction(5, 5), Fraction(10, 7))
    assert found["I1"].range == (Fraction(4, 5), Fraction(6, 5))
    page = words(client_of(cast.anna).get(reverse("overview", args=[assessment.reference])).content.decode())
    assert "None 1.3 (1.0–1.5) I1 Armed forces 1.0 (0.8–1.2) I5 Parliament 1.4 (1.1–1.7)" in page


def test_report_prints_ranges_spans_and_weights(assessment) -> None:
    html = country.body(scorecard.dossier(fresh(assessment)))
    text = words(html)
    assert "1.7* (1.3–2.0) over 3 of 4" in text
    assert "3 of 4 judged; 1 insufficient, with it 1.0–2.5; 1 of 4 chosen beside what the strands say" in text
    row = words(re.search(r"I5 Parliament</th>(.*?)</tr>", html, re.DOTALL)[1])
    assert row.startswith("1 Nascent [1–2] 2 Emerging insufficient [0–4] 2 Emerging [1–2]")


def test_json_names_what_the_answers_leave_open(assessment) -> None:
    found = json.loads(scorecard_json.scorecard_json(country.of(scorecard.dossier(fresh(assessment)), Outline())))
    assert found["institutions"]["I5"] == {
        "mean": "5/3",
        "lowest_mean": "4/3",
        "highest_mean": "2",
        "lowest_mean_with_insufficient": "1",
        "highest_mean_with_insufficient": "5/2",
        "levels": {"1": 1, "2": 2},
        "worst": "1",
        "judged": 3,
        "insufficient": 1,
        "not_applicable": 0,
        "open": 0,
        "withheld": 0,
        "of": 4,
        "chosen_beside": 1,
        "provisional": True,
    }
    assert found["institutions"]["I1"]["lowest_mean"] is None
    assert found["governance_if_double"]["I5"] == {"mean": "5/3", "lowest_mean": "4/3", "highest_mean": "2"}


def test_levels_chosen_beside_what_follows_are_unusual(assessment) -> None:
    (found,) = (each for each in unusual.unusual(scorecard.dossier(fresh(assessment))) if each.kind == unusual.BESIDE)
    assert found.words == "1 of 3 levels chosen beside what the strands say"
    assert found.of == (assessment.ratings.get(criterion__code="I5.G4").pk,)


def test_profile_says_and_draws_what_the_answers_leave_open(assessment) -> None:
    ratings = [each for each in scorecard.build(assessment).ratings if each.criterion.code in {"I5.G1", "I5.G2"}]
    chart = charts.profile(ratings)
    assert "I5.G1: 1.0 (1.0–2.0); I5.G2: 2.0" in chart
    assert chart.count("V") == 4  # one whisker of two bars, and the light line below it
