"""Reports of what nobody hopes to print: nothing rated, forty programmes, hostile and endless texts, other scripts."""

import io
import logging
import re
from fractions import Fraction

import pytest
from pypdf import PdfReader

from assessments import models, scorecard
from assessments.domain import programmes
from assessments.reports import charts, fonts, pdf, printing, trend
from assessments.reports.outline import Outline
from assessments.scoring import Range
from tests import acting
from tests.assessments.reports.test_country import fresh

pytestmark = [pytest.mark.same_on_any_database, pytest.mark.laid_out]

HOSTILE = (
    '<script>alert(1)</script><style>*{display:none}</style></p></table>{% x %}@page{size:1mm} " onload="x" <img src=x>'
)
SCRIPTS = "العربية ١٢٣ עברית Ελλάδα Україна 治安改革 日本語 안녕하세요 😀✅ Việt Nam"


def printed(assessment, outline: Outline | None = None) -> PdfReader:
    return PdfReader(
        io.BytesIO(pdf.print_apart(printing.print_job_of(fresh(assessment), outline or Outline())).content)
    )


def text_of(reader: PdfReader) -> str:
    return "\n".join(page.extract_text() for page in reader.pages)


def test_assessment_with_no_rating_and_no_programme_is_printed(cast) -> None:
    empty = acting.opened(cast.nl, by=cast.anna, first=2015, last=2015)
    text = text_of(printed(empty))
    assert "No programme is recorded." in text
    assert "None is known: some needs are not judged." in text


def test_forty_programmes_are_printed_each_on_its_own_page(burundi, cast, framework) -> None:
    activity = framework.activities.get(code="F3")
    for number in range(39):
        programmes.add(models.Programme(title=f"Strand {number}"), burundi, {activity: None}, by=cast.anna)
    reader = printed(
        burundi, Outline(length="short", left_out=frozenset({"sector", "fields", "policy", "plan", "method"}))
    )
    lines = [page.extract_text().splitlines() for page in reader.pages[3:]]
    starts = [sum(f"Strand {number}" in found for number in range(39)) for found in lines]
    assert sum(starts) == 39
    assert max(starts) == 1


@pytest.fixture
def everywhere(burundi) -> models.Assessment:
    """A function that writes one text into every field that is printed, past the forms."""
    evidence = models.Evidence.objects.create(
        assessment=burundi, title="t", kind="document", origin="o", dated="2014-01-01"
    )
    models.Risk.objects.create(assessment=burundi, what="w", likelihood=1, impact=1, mitigation="m", owner="o")
    models.Actor.objects.create(assessment=burundi, kind="donor", name="n", role="r")
    models.Action.objects.create(assessment=burundi, number=1, text="t", addressee="a", unit="u")
    models.ActionProgress.objects.create(action=models.Action.objects.get())
    models.Goal.objects.create(assessment=burundi, title="t", statement="s")
    models.EvidenceLink.objects.create(rating=burundi.ratings.first(), evidence=evidence)
    return burundi


def write_everywhere(assessment: models.Assessment, long: str, line: str) -> None:
    models.Context.objects.filter(assessment=assessment).update(
        background=long, needs=long, terms=long, method=long, limitations=long
    )
    models.Risk.objects.filter(assessment=assessment).update(what=long, mitigation=long, owner=line)
    models.Actor.objects.filter(assessment=assessment).update(name=line, role=long)
    models.Action.objects.filter(assessment=assessment).update(text=long, addressee=line, unit=line)
    models.Goal.objects.filter(assessment=assessment).update(title=line, statement=long)
    models.Evidence.objects.filter(assessment=assessment).update(title=line, origin=line, reference=line)
    models.Programme.objects.filter(assessment=assessment).update(
        title=line, description=long, partners=long, theory_if=long, theory_then=long, theory_because=long
    )
    models.Rating.objects.filter(assessment=assessment).update(
        status="level", level=1, justification=long, confidence="low"
    )


def test_markup_and_styles_in_every_field_are_printed_as_typed(everywhere) -> None:
    write_everywhere(everywhere, HOSTILE, HOSTILE[:150])
    job = printing.print_job_of(fresh(everywhere), Outline())
    assert "<script>" not in job.html
    assert "<img" not in job.html
    assert "*{display:none}" in job.html.replace("&lt;style&gt;", "")
    text = text_of(printed(everywhere))
    assert "<script>alert(1)</script>" in text.replace("\n", "")


def test_other_scripts_and_emoji_in_every_field_are_printed_with_their_fonts(everywhere, caplog) -> None:
    write_everywhere(everywhere, SCRIPTS, SCRIPTS)
    job = printing.print_job_of(fresh(everywhere), Outline(length="short"))
    reader = PdfReader(io.BytesIO(pdf.render(job).content))
    used = {
        str(font.get_object()["/BaseFont"]).split("+")[-1]
        for page in reader.pages
        for font in page["/Resources"]["/Font"].values()
    }
    for name in ("Arabic", "Hebrew", "SC", "KR", "Emoji"):
        assert any(name in each.replace("-", "") for each in used), (name, used)
    assert [record.getMessage() for record in caplog.records if record.levelno >= logging.WARNING] == []


def test_word_of_five_thousand_letters_stays_on_its_page(burundi) -> None:
    models.Context.objects.filter(assessment=burundi).update(background="x" * 5000)
    reader = printed(burundi, Outline(left_out=frozenset({"sector", "fields", "programmes", "policy", "method"})))
    pages = [page.extract_text() for page in reader.pages]
    assert sum(page.count("x" * 40) for page in pages) > 30  # broken into lines, none lost off the edge
    assert sum(text.count("x") for text in pages) >= 5000


def test_title_of_one_long_word_is_broken_into_lines(burundi, programme) -> None:
    models.Programme.objects.filter(pk=programme.pk).update(title="Programmweiterentwicklung" * 20)
    lines = [line for page in printed(burundi).pages for line in page.extract_text().splitlines()]
    titled = [line for line in lines if "weiter" in line]
    assert sum(line.count("Programm") for line in titled) >= 15  # breaks may fall within a word
    assert max(map(len, titled)) < 160  # letters on one line of the page


def test_text_of_a_hundred_thousand_characters_is_printed_whole(burundi, rating) -> None:
    models.Rating.objects.filter(pk=rating.pk).update(
        status="level", level=1, justification="Long words go on and on. " * 4000, confidence="low"
    )
    left_out = frozenset({"fields", "programmes", "policy", "method", "context"})
    text = text_of(printed(burundi, Outline(left_out=left_out)))
    assert text.count("Long") == 4000


def test_missing_font_file_makes_a_report_in_what_is_there(burundi, monkeypatch, tmp_path, caplog) -> None:
    models.Context.objects.filter(assessment=burundi).update(background="Ελλάδα")
    sheets = tmp_path / "css"
    for sheet in (pdf.STATIC / "css").glob("*.css"):
        sheets.mkdir(exist_ok=True)
        (sheets / sheet.name).write_text(sheet.read_text(encoding="utf-8"), encoding="utf-8")
    monkeypatch.setattr(pdf, "STATIC", tmp_path)  # no fonts folder at all
    job = printing.print_job_of(fresh(burundi), Outline(length="short"))
    assert pdf.render(job).pages > 3


def test_fonts_know_korean_and_emoji() -> None:
    assert fonts.needed("안녕 😀") == ["korean", "emoji"]


def test_charts_say_what_they_show(burundi, cast, rating, programme) -> None:
    acting.rate(burundi.ratings.get(criterion__code="F2b", criterion__part="need"), 4, by=cast.anna)
    acting.rate(programme.ratings.get(criterion__code="F2b"), 1, by=cast.anna)
    card = scorecard.build(burundi)
    chart = charts.three_marks(card.ranked())
    assert "F2b: need 4, highest contribution 1" in chart
    assert "F3: need none, highest contribution none" in chart
    assert "<title>Need and highest contribution of each activity, from 0 to 4. " in chart
    assert "style=" not in chart


def test_spread_says_counts_and_is_dashed_without_a_level(burundi, rating, cast) -> None:
    assert "no level yet" in charts.spread(scorecard.build(burundi).parts["governance"])
    acting.rate(rating, 3, by=cast.anna)
    assert "1 at 3" in charts.spread(scorecard.build(burundi).parts["governance"])


def test_trend_shows_the_whole_of_its_first_period() -> None:
    period = "Apr 2009 – Dec 2011"
    chart = trend.trend((period, "2014"), [trend.Line("P1", (Fraction(1), Fraction(2)), (None, None))], "Governance")
    middle = re.search(rf'<text x="([0-9.]+)"[^>]* text-anchor="middle"[^>]*>{period}</text>', chart)
    assert float(middle[1]) * 2 >= 110  # its width in the font of the pages


def test_trend_names_do_not_cover_each_other_and_gaps_are_said() -> None:
    lines = [
        trend.Line("P1", (Fraction(1), Fraction(2)), (None, None)),
        trend.Line("P2", (None, Fraction(2)), (None, None)),
        trend.Line("P3", (None, None), (None, None)),
    ]
    chart = trend.trend(("2011", "2014"), lines, "Governance")
    assert "P1: 2011 1.0, 2014 2.0; P2: 2011 none, 2014 2.0; P3: 2011 none, 2014 none" in chart
    assert chart.count(">P1<") == chart.count(">P2<") == 1
    assert ">P3<" not in chart


def test_trend_shows_and_says_what_answers_leave_open_and_lets_no_whisker_hide_another() -> None:
    same = (Fraction(1), Fraction(2))
    ranges = (Range(Fraction(1), Fraction(1)), Range(Fraction(3, 2), Fraction(5, 2)))
    lines = [trend.Line("P1", same, ranges), trend.Line("P2", same, (None, Range(Fraction(1), Fraction(4))))]
    chart = trend.trend(("2011", "2014"), lines, "Governance")
    assert "P1: 2011 1.0, 2014 2.0 (1.5–2.5); P2: 2011 1.0, 2014 2.0 (1.0–4.0)" in chart
    whiskers = re.findall(r'd="M([0-9.]+) [0-9.]+V[0-9.]+M[0-9.]+ [0-9.]+h8', chart)
    assert len(set(whiskers)) == len(whiskers) == 2


def test_colours_are_the_stylesheets() -> None:
    assert charts.token("shade-4") == "#123f62"
    with pytest.raises(KeyError):
        charts.token("no-such-colour")
