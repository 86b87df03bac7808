"""What a report contains, by choice: the words of an outline, and what each choice does to the report."""

import io
import json

import pytest
from django.core.exceptions import ValidationError
from pypdf import PdfReader

from assessments import models, scorecard
from assessments.domain import comments, records, workflow
from assessments.reports import country, outline, pdf, printing
from assessments.reports.fingerprints import fingerprint
from assessments.reports.outline import CHAPTERS, KEPT, Outline
from tests import acting
from tests.assessments.reports.test_country import fresh

pytestmark = pytest.mark.laid_out

STANDARD = Outline()
SHAREABLE = Outline(edition="shareable")


def html_of(assessment, chosen: Outline) -> str:
    return country.body(printing.dossier_of(fresh(assessment), chosen), chosen)


def pdf_of(assessment, chosen: Outline) -> PdfReader:
    return PdfReader(io.BytesIO(pdf.print_apart(printing.print_job_of(fresh(assessment), chosen)).content))


@pytest.mark.parametrize(
    ("chosen", "written"),
    [
        (STANDARD, ""),
        (Outline(length="short", paper="letter"), "short letter"),
        (Outline("shareable", form="pdfa", left_out=frozenset({"risks", "goals"})), "shareable pdfa -goals -risks"),
        (Outline(dialogue=True), "dialogue"),
        (
            Outline(left_out=frozenset(CHAPTERS.keys() - KEPT)),
            " ".join(f"-{n}" for n in sorted(CHAPTERS.keys() - KEPT)),
        ),
    ],
)
def test_outline_is_written_and_read_back(chosen: Outline, written: str) -> None:
    assert chosen.written == written
    assert outline.read(written) == chosen
    assert len(written) <= models.Report._meta.get_field("outline").max_length


def test_unknown_word_is_passed_over_and_what_makes_a_report_stays() -> None:
    assert outline.read("nonsense -nothing -summary -signoff - --") == STANDARD


def test_each_outline_has_a_fingerprint_of_its_own_and_the_standard_one_keeps_the_old(complete) -> None:
    dossier = scorecard.dossier(fresh(complete))
    marks = {fingerprint(dossier, outline.read(words)) for words in ("", "short", "letter", "pdfa", "-risks")}
    assert len(marks) == 5
    assert fingerprint(dossier) == fingerprint(dossier, STANDARD)


def test_chapters_left_out_are_gone_and_the_cover_says_so(complete) -> None:
    html = html_of(complete, Outline(left_out=frozenset({"risks", "goals"})))
    assert 'id="risks"' not in html
    assert 'href="#goals"' not in html
    assert "Left out of this copy by choice: Goals and indicators; Risks." in html
    assert "Left out of this copy" not in html_of(complete, STANDARD)


def test_sources_are_cited_only_where_they_are_listed(burundi, cast, rating) -> None:
    evidence = models.Evidence.objects.create(
        assessment=burundi, title="Cable", kind="document", origin="o", dated="2014-01-01"
    )
    models.EvidenceLink.objects.create(rating=rating, evidence=evidence, place="p. 7")
    acting.rate(rating, 1, by=cast.anna)
    assert "[1, p. 7]" in html_of(burundi, STANDARD)
    bare = html_of(burundi, Outline(left_out=frozenset({"evidence"})))
    assert "p. 7" not in bare
    assert "Cable" not in bare


def test_short_form_keeps_figures_and_drops_justifications(complete) -> None:
    assert "Seen." in html_of(complete, STANDARD)
    short = html_of(complete, Outline(length="short"))
    assert "Seen." not in short
    assert 'id="sector"' in short
    assert 'id="context"' not in short
    assert "short form" in short


@pytest.fixture
def with_secrets(burundi, cast) -> models.Assessment:
    """Approved; of each kind that can be internal, one is and one is not."""
    for audience in ("internal", "shareable"):
        said = {"assessment": burundi, "audience": audience}
        models.Risk.objects.create(what=f"Risk {audience}", likelihood=1, impact=1, mitigation="m", owner="o", **said)
        models.Actor.objects.create(kind="partner", name=f"Actor {audience}", role="r", **said)
        models.Evidence.objects.create(
            title=f"Source {audience}", kind="document", origin="o", dated="2014-01-01", **said
        )
    who = models.Consultation.objects.create(
        assessment=burundi, kind="officers", number=3, held_on="2014-01-01", parts="all", agreement="agreed"
    )
    for place, rating in enumerate(burundi.ratings.order_by("pk")):
        audience = "shareable" if place else "internal"
        acting.rate(rating, 2, by=cast.anna, audience=audience, justification=f"Grounds {audience}")
        if place < 2:
            models.Reply.objects.create(
                assessment=burundi,
                rating=rating,
                consultation=who,
                stance="agrees",
                text=f"Reply {place}",
                audience=audience,
            )
    burundi.refresh_from_db()
    acting.submit_and_approve(burundi, cast)
    return fresh(burundi)


def test_shareable_edition_leaves_out_whatever_is_internal_and_says_so(with_secrets, cast) -> None:
    whole, shared = html_of(with_secrets, STANDARD), html_of(with_secrets, SHAREABLE)
    secrets = [
        "Risk internal",
        "Actor internal",
        "Source internal",
        "Grounds internal",
        cast.anna.name,
        cast.marieke.name,
    ]
    for secret in secrets:
        assert secret in whole, secret
        assert secret not in shared, secret
    for shown in ("Risk shareable", "Actor shareable", "Source shareable", "Grounds shareable", "Reply 1"):
        assert shown in shared, shown
    assert "Reply 0" not in shared
    assert "Shareable edition." in shared
    assert "Shareable edition." not in whole


def test_shareable_edition_without_evidence_has_no_source(with_secrets) -> None:
    html = html_of(with_secrets, Outline(edition="shareable", left_out=frozenset({"evidence"})))
    assert "Source shareable" not in html


def test_letter_is_on_the_other_paper(complete) -> None:
    assert [
        round(float(n)) for n in pdf_of(complete, Outline(length="short", paper="letter")).pages[0].mediabox[2:]
    ] == [612, 792]
    assert [round(float(n)) for n in pdf_of(complete, Outline(length="short")).pages[0].mediabox[2:]] == [595, 842]


@pytest.mark.printed_apart
def test_archive_has_its_scorecard_attached_once_and_is_marked_as_one(approved) -> None:
    reader = pdf_of(approved, Outline(form="pdfa"))
    root = reader.trailer["/Root"]
    assert 'pdfaid:part="3" pdfaid:conformance="A"' in reader.xmp_metadata.stream.get_data().decode()
    assert root["/MarkInfo"]["/Marked"]
    assert len(root["/AF"]) == 1
    (content,) = reader.attachments["scorecard.json"]
    found = json.loads(content)
    card = scorecard.build(fresh(approved))
    assert found["assessment"]["reference"] == approved.reference
    assert found["assessment"]["fingerprint"] == fingerprint(scorecard.dossier(fresh(approved)), Outline(form="pdfa"))
    assert len(found["ratings"]) == len(card.ratings)
    assert found["parts"]["governance"]["mean"] == str(card.parts["governance"].exact)


def test_archive_of_the_shareable_edition_attaches_nothing_internal(with_secrets) -> None:
    job = printing.print_job_of(with_secrets, Outline(edition="shareable", form="pdfa"))
    assert "Grounds internal" not in job.attached
    assert "Grounds shareable" in job.attached


def test_no_outline_shows_the_remarks_to_others() -> None:
    with pytest.raises(ValidationError):
        Outline(edition="shareable", dialogue=True)
    assert outline.read("shareable dialogue") == SHAREABLE


def test_dialogue_is_an_annex_only_where_asked_for(burundi, rating, cast) -> None:
    acting.rate_all(burundi, by=cast.anna)
    burundi.refresh_from_db()
    workflow.perform(workflow.SUBMIT, burundi, by=cast.anna, seen=burundi.revision)
    thread = comments.say(burundi, "Which report?", by=cast.marieke, rating=rating)
    comments.answer(thread, "Page 12.", by=cast.anna)
    html = html_of(burundi, Outline(dialogue=True))
    assert html.index("Which report?") < html.index("Page 12.") < html.index('id="signoff"')
    assert 'href="#dialogue"' in html
    assert "Which report?" not in html_of(burundi, STANDARD)


def test_approved_report_says_how_actions_stood_at_approval(burundi, cast) -> None:
    action = records.add(models.Action(text="Publish", addressee="x", unit="x"), burundi, by=cast.anna)
    acting.rate_all(burundi, by=cast.anna)
    burundi.refresh_from_db()
    acting.submit_and_approve(burundi, cast)
    before = html_of(burundi, STANDARD)
    progress = models.ActionProgress.objects.get(action=action)
    progress.status, progress.response = "running", "accepted"
    progress.save()
    assert html_of(burundi, STANDARD) == before
    assert "Not started" in before


def test_earlier_assessment_approved_later_changes_no_approved_comparison(approved, cast) -> None:
    before = html_of(approved, STANDARD)
    earlier = acting.opened(cast.nl, by=cast.anna, first=2009, last=2010)
    acting.rate_all(earlier, by=cast.anna, level=1)
    earlier.refresh_from_db()
    parts = dict.fromkeys(("contribution", "practice"), "No programme yet.")
    workflow.perform(workflow.SUBMIT, earlier, by=cast.anna, seen=earlier.revision, left_open=parts)
    acting.approve(earlier, cast)
    assert html_of(approved, STANDARD) == before


def test_approved_report_is_the_same_bytes_on_another_day(approved, time_machine) -> None:
    first = pdf.print_apart(printing.print_job_of(fresh(approved), Outline(length="short")))
    time_machine.move_to("2031-05-04 12:00Z", tick=False)
    assert pdf.print_apart(printing.print_job_of(fresh(approved), Outline(length="short"))) == first


def test_summary_stands_on_one_page(complete) -> None:
    pages = [page.extract_text() for page in pdf_of(complete, STANDARD).pages]
    assert "Summary" in pages[1]
    assert "Open actions" in pages[1]
    assert pages[2].lstrip().startswith(("TLP", "Contents")) or "Contents" in pages[2][:200]
