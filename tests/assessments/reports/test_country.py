"""The report: its content on HTML, its structure on PDF, and that the stored file is the one for good."""

import io
import logging
from datetime import date

import pytest
from django.core.management import CommandError, call_command
from django.urls import reverse
from pypdf import PdfReader

from assessments import models, scorecard, tasks
from assessments.domain import ratings, records
from assessments.domain.judgement import Judgement
from assessments.generation import jobs, reports
from assessments.reports import country, fonts, pdf, printing
from assessments.reports.outline import Outline
from tests import acting
from tests.conftest import client_of

pytestmark = pytest.mark.laid_out


def fresh(assessment) -> models.Assessment:
    return models.Assessment.objects.with_cover().get(pk=assessment.pk)


def body(assessment) -> str:
    return country.body(scorecard.dossier(fresh(assessment)))


@pytest.fixture(scope="module")
def printed_once() -> dict[str, pdf.Pdf]:
    return {}


def test_preview_is_the_body_of_the_paper(as_anna, complete) -> None:
    html = body(complete)
    assert html in as_anna.get(reverse("report", args=[complete.reference])).content.decode()
    assert html in country.paper(country.of(scorecard.dossier(fresh(complete))))


def test_body_has_every_section(complete) -> None:
    html = body(complete)
    for section in (
        "summary",
        "contents",
        "context",
        "sector",
        "fields",
        "programmes",
        "goals",
        "policy",
        "plan",
        "risks",
        "change",
        "evidence",
        "method",
        "signoff",
    ):
        assert f'id="{section}"' in html, section


def test_markup_in_text_is_printed_as_typed(burundi, rating, cast) -> None:
    acting.rate(rating, 1, by=cast.anna, justification="<script>x</script> & <b>y</b>")
    assert "&lt;script&gt;x&lt;/script&gt; &amp; &lt;b&gt;y&lt;/b&gt;" in body(burundi)


def test_fingerprint_is_of_the_content(burundi, rating, cast) -> None:
    first = country.fingerprint(scorecard.dossier(fresh(burundi)))
    assert country.fingerprint(scorecard.dossier(fresh(burundi))) == first
    acting.rate(rating, 1, by=cast.anna)
    assert country.fingerprint(scorecard.dossier(fresh(burundi))) != first


def test_fingerprint_of_what_is_approved_is_not_moved_by_progress_of_actions(burundi, cast) -> None:
    action = records.add(models.Action(text="x", addressee="x", unit="x"), burundi, by=cast.anna)
    acting.rate_all(burundi, by=cast.anna)
    acting.submit_and_approve(fresh(burundi), cast)
    before = country.fingerprint(scorecard.dossier(fresh(burundi)))
    models.ActionProgress.objects.filter(action=action).update(status="running")
    assert country.fingerprint(scorecard.dossier(fresh(burundi))) == before


def test_draft_says_that_it_is_not_approved(burundi) -> None:
    assert "not approved" in body(burundi)


def test_part_left_open_is_printed_with_its_reason(burundi, cast) -> None:
    models.OpenPart.objects.create(assessment=burundi, part="policy", reason="Headquarters were not reached.")
    assert "Headquarters were not reached." in body(burundi)


def pdf_of(assessment, **_more) -> pdf.Pdf:
    return pdf.print_apart(printing.print_job_of(fresh(assessment), Outline()))


def test_pdf_is_tagged_titled_and_embeds_its_fonts(complete) -> None:
    reader = PdfReader(io.BytesIO(pdf_of(complete).content))
    catalogue = reader.trailer["/Root"]
    assert catalogue["/MarkInfo"]["/Marked"]
    assert catalogue["/Lang"].startswith("en")
    assert reader.metadata.title == "Burundi 2012–2014: country assessment of security sector reform"
    assert "pdfuaid" in reader.xmp_metadata.stream.get_data().decode()
    assert [entry["/Title"] for entry in reader.outline if not isinstance(entry, list)][:3] == [
        "Summary",
        "Contents",
        "Context",
    ]
    for page in reader.pages:
        for font in page["/Resources"]["/Font"].values():
            descendant = font.get_object()["/DescendantFonts"][0].get_object()
            assert any(key.startswith("/FontFile") for key in descendant["/FontDescriptor"])


def test_press_understands_every_style(complete, caplog) -> None:
    pdf.render(printing.print_job_of(fresh(complete), Outline()))
    found = [record.getMessage() for record in caplog.records if record.levelno >= logging.WARNING]
    assert found == []


def test_every_page_bears_the_marking(complete, cast) -> None:
    complete.marking = cast.nl.markings.get()
    complete.save()
    reader = PdfReader(io.BytesIO(pdf_of(complete).content))
    assert len(reader.pages) > 5
    for page in reader.pages:
        assert "Departementaal Vertrouwelijk · TLP:AMBER" in page.extract_text()


def test_contents_give_page_numbers(complete) -> None:
    text = PdfReader(io.BytesIO(pdf_of(complete).content)).pages[2].extract_text()
    assert "Sign-off" in text
    assert any(character.isdigit() for character in text.split("Sign-off")[1])


@pytest.mark.printed_apart
def test_equal_content_gives_equal_bytes(complete) -> None:
    assert pdf_of(complete).content == pdf_of(complete).content


def test_long_text_and_other_scripts_are_printed(burundi, rating, cast) -> None:
    acting.rate(rating, 1, by=cast.anna, justification="النص العربي 治安改革 שלום Ελλάδα\n" + "Long words. " * 700)
    text = "".join(page.extract_text() for page in PdfReader(io.BytesIO(pdf_of(burundi).content)).pages)
    assert "治安改革" in text
    assert "Ελλάδα" in text


def test_fonts_are_loaded_only_where_they_are_used() -> None:
    assert fonts.needed("Plain English – “quoted”.") == []
    assert fonts.needed("治安 и Ω") == ["cyrillic", "greek", "chinese"]


@pytest.mark.printed_apart
@pytest.mark.parametrize("address", ["file:///etc/passwd", "http://127.0.0.1:1/x.css", "../../manage.py"])
def test_press_opens_nothing_but_its_own_files(address: str) -> None:
    with pytest.raises(pdf.NotPrinted, match="refused"):
        pdf.print_apart(pdf.PrintJob(f'<link rel="stylesheet" href="{address}"><p>x</p>', "x"))


@pytest.mark.printed_apart
def test_press_stands_still_at_most_so_long_on_the_clock(monkeypatch) -> None:
    monkeypatch.setattr(pdf, "STILL_AT_IT", 0.01)
    monkeypatch.setattr(pdf, "MOST_WAIT", 0.01)
    with pytest.raises(pdf.NotPrinted, match="on the clock") as found:
        pdf.print_apart(pdf.PrintJob("<p>x</p>", "x"))
    assert found.value.cause == "busy"


@pytest.mark.printed_apart
def test_press_says_that_it_is_at_it_and_stops_when_it_is_cancelled(monkeypatch) -> None:
    monkeypatch.setattr(pdf, "STILL_AT_IT", 0.01)
    asked = []
    with pytest.raises(pdf.NotPrinted) as found:
        pdf.print_apart(pdf.PrintJob("<p>x</p>", "x"), lambda: len(asked) < 3 and not asked.append(1))
    assert (found.value.cause, len(asked)) == ("cancelled", 3)


def test_approval_stores_the_report_and_every_download_is_that_file(complete, cast, as_marieke) -> None:
    event = acting.submit_and_approve(complete, cast)
    tasks.after_move(event)
    report = models.Report.objects.get(assessment=complete, final=True)
    assert (report.state, report.pages > 5, len(report.sha256)) == ("ready", True, 64)
    url = reverse("file-download", args=["report", report.uuid])
    first = b"".join(as_marieke.get(url).streaming_content)
    assert first.startswith(b"%PDF-1.7")
    assert as_marieke.post(reverse("report-ask", args=[complete.reference]))["Location"] == reverse(
        "file", args=["report", report.uuid]
    )
    assert b"".join(as_marieke.get(url).streaming_content) == first
    assert b"".join(client_of(cast.pieter).get(url).streaming_content) == first
    assert complete.events.last().kind == "reported"
    assert models.Report.objects.count() == 1


def test_report_of_one_state_is_made_once(as_anna, complete) -> None:
    for _ in range(2):
        as_anna.post(reverse("report-ask", args=[complete.reference]))
    assert list(models.Report.objects.values_list("state", "final")) == [("ready", False)]


def test_failed_report_is_tried_three_times_and_can_be_asked_for_again(as_anna, burundi, monkeypatch, caplog) -> None:
    caplog.set_level(logging.CRITICAL)

    def broken(*_args, **_kwargs):
        raise pdf.NotPrinted("broken")

    monkeypatch.setattr(pdf, "print_apart", broken)
    as_anna.post(reverse("report-ask", args=[burundi.reference]))
    report = models.Report.objects.get()
    assert (report.state, report.tries) == ("failed", 3)
    page = reverse("file", args=["report", report.uuid])
    assert "Try again" in as_anna.get(page).content.decode()
    monkeypatch.undo()
    as_anna.post(reverse("file-again", args=["report", report.uuid]))
    report.refresh_from_db()
    assert report.state == "ready"


def test_report_left_by_a_dead_worker_is_taken_up_again(burundi, cast) -> None:
    import time_machine as clock

    report, _ = reports.ask_by_fingerprint(burundi, "a" * 64, by=cast.anna)
    assert jobs.claim(models.Report, report.pk) is not None
    assert jobs.claim(models.Report, report.pk) is None
    report.refresh_from_db()
    assert jobs.requeue_lost(report) is False
    with clock.travel(report.heartbeat_at + jobs.STUCK * 2, tick=False):
        assert jobs.requeue_lost(report) is True
        assert jobs.claim(models.Report, report.pk) is not None


def test_people_concerned_are_told(complete, cast, mailoutbox) -> None:
    from assessments.domain import workflow

    seen = complete.revision
    workflow.perform(workflow.SUBMIT, complete, by=cast.anna, seen=seen, note="Please look at I5.")
    workflow.perform(workflow.RETURN, fresh(complete), by=cast.marieke, seen=seen, note="See parliament.")
    assert [(mail.subject, mail.to) for mail in mailoutbox] == [
        (f"{complete.reference}: submitted", ["marieke@nl.example"]),
        (f"{complete.reference}: returned", ["anna@nl.example"]),
        (f"{complete.reference}: returned", ["joris@nl.example"]),
    ]
    assert "See parliament." not in mailoutbox[1].body
    assert f"/assessments/{complete.reference}/" in mailoutbox[1].body


def test_command_lists_and_writes(complete, tmp_path, capsys) -> None:
    call_command("country_report", "--list")
    assert complete.reference in capsys.readouterr().out
    target = tmp_path / "report.pdf"
    call_command("country_report", complete.reference, "--output", str(target))
    assert target.read_bytes().startswith(b"%PDF")
    with pytest.raises(CommandError, match="--list names them"):
        call_command("country_report", "NL-XX-1999", "--output", str(target))
    with pytest.raises(CommandError, match="No such file"):
        call_command("country_report", complete.reference, "--output", str(tmp_path / "nowhere" / "x.pdf"))


def test_strengths_name_each_subject_once_first_and_keep_country_and_donor_apart(burundi, cast, programme) -> None:
    for rating in burundi.ratings.filter(criterion__code__in=["I1.G1", "I1.G2", "I5.G1", "C1"]):
        acting.rate(rating, 4, by=cast.anna)
    country_side, donor_side = country.of(scorecard.dossier(fresh(burundi))).strengths
    assert [rating.criterion.code for rating, _programme in country_side[1]] == ["I1.G1", "I5.G1"]
    assert [(rating.criterion.code, title) for rating, title in donor_side[1]] == [("C1", "Police strand")]


def test_insufficient_evidence_prints_what_was_tried(burundi, rating, cast) -> None:
    judgement = Judgement("insufficient", tried="Three letters, no answer.")
    ratings.save_rating(rating, judgement, seen=0, by=cast.anna)
    models.Evidence.objects.create(assessment=burundi, title="t", kind="document", origin="o", dated=date(2014, 1, 1))
    assert "Three letters, no answer." in body(burundi)
