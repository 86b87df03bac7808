"""Everything that the forms accept is printed, within a bounded time of computing (docs/domain.md §8)."""

import io
import re
import resource
from collections.abc import Callable

import pytest
from pypdf import PdfReader

from assessments import models
from assessments.reports import combined, pdf, printing
from assessments.reports.outline import Outline
from assessments.reports.pieces import PIECE, in_pieces
from tests import acting, one_of_each
from tests.assessments.reports.test_country import fresh

pytestmark = [pytest.mark.same_on_any_database, pytest.mark.printed_apart]

MOST_CPU = 20  # seconds


def cpu_of(work: Callable[[], pdf.Pdf]) -> tuple[float, PdfReader]:
    """Seconds of computing that printing took in its own process, and what was printed."""
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    printed = work()
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    took = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    return took, PdfReader(io.BytesIO(printed.content))


@pytest.fixture
def crowded(burundi, cast) -> models.Assessment:
    """One row of each kind, and every rating judged."""
    one_of_each.fill(burundi, cast)
    acting.rate_all(burundi, by=cast.anna)
    return burundi


@pytest.mark.parametrize("name", one_of_each.LIMITS)
def test_every_text_at_its_limit_is_printed_in_time(crowded, name) -> None:
    for row in one_of_each.rows(crowded):
        if not isinstance(row, models.Rating) or row.criterion.code in {"I5.G1", "F2b", "C1", "R1"}:
            one_of_each.write_at_their_limit(row, one_of_each.LIMITS[name])
    job = printing.print_job_of(fresh(crowded), Outline(dialogue=True))
    took, reader = cpu_of(lambda: pdf.print_apart(job))
    assert took < MOST_CPU, (took, len(reader.pages))


@pytest.mark.parametrize("kind", models.CombinedReport.Kind.values)
def test_papers_on_several_are_printed_in_time_whatever_the_texts(crowded, cast, kind) -> None:
    """Rows are past the forms after approval only in so far as they were written before it."""
    for row in one_of_each.rows(crowded):
        one_of_each.write_at_their_limit(row, one_of_each.LIMITS["one word"])
    crowded.refresh_from_db()
    acting.submit_and_approve(crowded, cast)
    asked = {"country": "code=BI", "comparison": f"one={crowded.reference}&other={crowded.reference}"}.get(kind, "")
    paper = models.CombinedReport(kind=kind, asked=asked, asked_by=cast.anna)
    took, _reader = cpu_of(lambda: pdf.print_apart(combined.print_job_of(paper)))
    assert took < MOST_CPU


def test_pieces_say_what_was_written() -> None:
    text = "x" * 5000 + " " + "words &amp; signs " * 300 + "ក្ខ" * 2000
    html = f"<title>{text}</title><p class='a'>{text}</p><p>short</p>"
    found = in_pieces(html)
    assert re.sub(r"</?span>|\u200b", "", found) == html
    assert max(len(html.split("<")[0]) for html in found.split("<span>")[1:]) <= 2 * PIECE + 1 + 5 * PIECE
    assert in_pieces("<p>short</p>") == "<p>short</p>"
