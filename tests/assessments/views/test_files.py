"""Papers on several assessments and bundles of reports: for whoever asked, of what they may see, made once."""

import io
import zipfile
from pathlib import Path

import pytest
from django.conf import settings
from django.urls import reverse
from django.utils import timezone
from pypdf import PdfReader

from assessments import models
from assessments.generation import bundles, combined, jobs, reports
from assessments.generation import tasks as generation
from assessments.reports import pdf
from assessments.reports.outline import Outline
from ssr_portal.accounts.models import Membership
from tests import acting
from tests.conftest import client_of


def content(answer) -> bytes:
    return b"".join(answer.streaming_content)


def text_of(content: bytes) -> str:
    return "\n".join(page.extract_text() for page in PdfReader(io.BytesIO(content)).pages)


def paper_of(client, kind: str, asked: str) -> str:
    answer = client.post(reverse("combined-ask"), {"kind": kind, "asked": asked})
    assert answer.status_code == 302, answer
    return answer["Location"]


@pytest.mark.laid_out
def test_portfolio_is_printed_with_what_the_person_sees(approved, cast, as_anna, as_sofia) -> None:
    own = text_of(content(as_anna.get(paper_of(as_anna, "portfolio", "") + "download/")))
    assert "Burundi" in own
    assert "TLP:AMBER" in own
    others = text_of(content(as_sofia.get(paper_of(as_sofia, "portfolio", "") + "download/")))
    assert "Burundi" not in others
    assert "There is nothing approved to show here." in others


@pytest.mark.laid_out
def test_filters_go_along(approved, cast, as_anna) -> None:
    assert "Burundi" not in text_of(content(as_anna.get(paper_of(as_anna, "portfolio", "year=1999") + "download/")))


@pytest.mark.parametrize("asked", ["by=pk", "by=__class__", "year=999999999", "year=0", "sure=x&region=moon&field=<b>"])
def test_rubbish_in_what_is_asked_for_is_left_out(approved, as_anna, monkeypatch, asked: str) -> None:
    monkeypatch.setattr(pdf, "print_apart", lambda *_order: pdf.Pdf(b"%PDF-1.7", 1))
    paper_of(as_anna, "portfolio", asked)
    assert models.CombinedReport.objects.get().state == "ready"


def test_paper_on_what_may_no_longer_be_read_says_so(approved, cast, as_anna, caplog) -> None:
    paper = combined.ask("comparison", f"one={approved.reference}&other={approved.reference}", by=cast.sofia)[0]
    generation.make_file.func("combined-report", paper.pk)
    paper.refresh_from_db()
    assert (paper.state, paper.tries) == ("failed", 1)
    assert paper.failure_words == "You may no longer read what this was to show."


def test_same_content_is_laid_out_once(approved, cast, as_anna, monkeypatch) -> None:
    first = paper_of(as_anna, "portfolio", "")
    monkeypatch.setattr(pdf, "print_apart", None)
    second = paper_of(as_anna, "portfolio", "")
    assert first != second
    assert content(as_anna.get(f"{first}download/")) == content(as_anna.get(f"{second}download/"))


def test_question_asked_again_while_it_is_being_answered_is_one_paper(cast) -> None:
    first, new = combined.ask("portfolio", "year=2014", by=cast.anna)
    again, second = combined.ask("portfolio", "year=2014", by=cast.anna)
    assert (new, second, first.pk) == (True, False, again.pk)
    assert combined.ask("portfolio", "year=2014", by=cast.joris)[1]


@pytest.mark.parametrize(
    ("kind", "asked"),
    [("nonsense", ""), ("country", "code=ZZ"), ("country", ""), ("comparison", "one=NL-XX-1&other=NL-XX-2"), ("", "")],
)
def test_what_nobody_can_be_shown_is_not_found(as_anna, kind: str, asked: str) -> None:
    assert as_anna.post(reverse("combined-ask"), {"kind": kind, "asked": asked}).status_code == 404
    assert models.CombinedReport.objects.count() == 0


def test_comparison_of_what_is_not_ones_own_is_not_found(approved, as_sofia) -> None:
    asked = f"one={approved.reference}&other={approved.reference}"
    assert as_sofia.post(reverse("combined-ask"), {"kind": "comparison", "asked": asked}).status_code == 404


def test_paper_is_for_whoever_asked(approved, cast, as_anna, as_marieke, as_sofia) -> None:
    address = paper_of(as_anna, "country", "code=BI")
    for client in (as_marieke, as_sofia, client_of(cast.fatima)):
        for verb in ("", "download/"):
            assert client.get(address + verb).status_code == 404
        assert client.post(f"{address}again/").status_code == 404
    assert as_anna.get(address).status_code == 200
    assert as_anna.get(f"{address}again/").status_code == 405


@pytest.mark.faults_in_the_log
def test_paper_that_failed_says_why_and_starts_over(approved, as_anna, monkeypatch, caplog) -> None:
    def broken(*_order: object) -> pdf.Pdf:
        raise pdf.NotPrinted("x", "memory")

    whole = pdf.print_apart
    monkeypatch.setattr(pdf, "print_apart", broken)
    address = paper_of(as_anna, "country", "code=BI")
    assert "more memory" in as_anna.get(address).content.decode()
    assert as_anna.get(f"{address}download/").status_code == 302
    monkeypatch.setattr(pdf, "print_apart", whole)
    as_anna.post(f"{address}again/")
    assert content(as_anna.get(f"{address}download/")).startswith(b"%PDF")


def bundle_of(client, *assessments, **said) -> str:
    answer = client.post(reverse("bundles"), {"chosen": [each.pk for each in assessments]} | said)
    assert answer.status_code == 302, answer.context["form"].errors
    return answer["Location"]


@pytest.fixture
def two(approved, cast) -> tuple[models.Assessment, models.Assessment]:
    later = acting.opened(cast.nl, by=cast.anna, first=2015, last=2015, source=approved)
    acting.rate_all(later, by=cast.anna)
    later.refresh_from_db()
    acting.submit_and_approve(later, cast)
    later.refresh_from_db()
    return approved, later


def test_bundle_holds_the_very_reports_with_a_list(two, as_anna) -> None:
    address = bundle_of(as_anna, *two, length="short")
    page = as_anna.get(address).content.decode()
    assert page.count(">made</span>") == 2
    with zipfile.ZipFile(io.BytesIO(content(as_anna.get(f"{address}download/")))) as archive:
        names = sorted(archive.namelist())
        assert names == sorted([*(f"{each.reference}.pdf" for each in two), "contents.txt"])
        listed = archive.read("contents.txt").decode()
        for each in two:
            report = each.reports.get(outline="short")
            assert f"{each.reference}\t{report.sha256}\t{report.fingerprint}" in listed
            with report.file.open("rb") as stored:
                assert archive.read(f"{each.reference}.pdf") == stored.read()


def test_bundle_goes_on_where_a_dead_worker_left_it(two, cast, monkeypatch) -> None:
    first, second = two
    bundle = bundles.ask(two, by=cast.anna, outline="short")
    bundles.note(bundle.items.get(assessment=first), report=generation.ask_for_report(first, by=cast.anna))
    generation.make_file.func("bundle", bundle.pk)
    bundle.refresh_from_db()
    assert bundle.state == "ready"
    assert bundle.items.get(assessment=first).report.outline == ""  # not made again
    assert bundle.items.get(assessment=second).report.outline == "short"


def test_bundle_is_not_taken_for_a_dead_workers_while_one_report_prints_for_long(two, cast, monkeypatch) -> None:
    def print_slowly(_order, still_wanted) -> pdf.Pdf:
        long_ago = timezone.now() - 2 * jobs.STUCK
        models.Bundle.objects.update(heartbeat_at=long_ago)
        assert still_wanted()
        assert jobs.lost(models.Bundle) == []
        return pdf.Pdf(b"%PDF-1.7", 1)

    monkeypatch.setattr(pdf, "print_apart", print_slowly)
    bundle = bundles.ask(two, by=cast.anna, outline="short")
    generation.make_file.func("bundle", bundle.pk)
    bundle.refresh_from_db()
    assert (bundle.state, bundle.tries) == ("ready", 1)


@pytest.mark.faults_in_the_log
def test_report_that_cannot_be_made_does_not_keep_the_others_from_the_zip(two, as_anna, monkeypatch, caplog) -> None:
    whole = pdf.print_apart

    def broken(job: pdf.PrintJob, *still: object) -> pdf.Pdf:
        if two[0].reference in job.html and two[1].reference not in job.html:
            raise pdf.NotPrinted("x", "time")
        return whole(job, *still)

    monkeypatch.setattr(pdf, "print_apart", broken)
    address = bundle_of(as_anna, *two, length="short")
    assert "more than 120 seconds" in as_anna.get(address).content.decode()
    with zipfile.ZipFile(io.BytesIO(content(as_anna.get(f"{address}download/")))) as archive:
        assert sorted(archive.namelist()) == [f"{two[1].reference}.pdf", "contents.txt"]
        assert f"{two[0].reference}\tnot made" in archive.read("contents.txt").decode()


def test_report_given_up_before_gets_another_chance_in_a_bundle(approved, cast, as_anna) -> None:
    report = reports.ask_by_fingerprint(approved, "a" * 64, by=cast.anna, outline="short")[0]
    models.Report.objects.filter(pk=report.pk).update(state="failed", tries=3, failure="fault")
    address = bundle_of(as_anna, approved, length="short")
    assert as_anna.get(address).content.decode().count(">made</span>") == 1


def test_bundle_is_cancelled(approved, cast, as_anna) -> None:
    bundle = bundles.ask([approved], by=cast.anna)
    address = reverse("file", args=["bundle", bundle.uuid])
    assert "0 of 1 made" in as_anna.get(address).content.decode()
    as_anna.post(f"{address}cancel/")
    generation.make_file.func("bundle", bundle.pk)
    assert "It was cancelled." in as_anna.get(address).content.decode()
    assert models.Report.objects.count() == 0


def test_bundle_cancelled_while_it_is_zipped_leaves_no_file(approved, cast, as_anna, monkeypatch) -> None:
    bundle = bundles.ask([approved], by=cast.anna, outline="short")
    whole = bundles._zip

    def cancelled_meanwhile(items, target) -> None:
        whole(items, target)
        jobs.cancel(bundle)

    generation.ask_for_report(approved, by=cast.anna, chosen=Outline(length="short"))
    monkeypatch.setattr(bundles, "_zip", cancelled_meanwhile)
    before = set(Path(settings.MEDIA_ROOT).rglob("*.zip"))
    generation.make_file.func("bundle", bundle.pk)
    bundle.refresh_from_db()
    assert (bundle.state, bundle.file.name) == ("cancelled", "")
    assert set(Path(settings.MEDIA_ROOT).rglob("*.zip")) == before


def test_bundle_of_others_or_of_nothing_is_refused_and_the_choice_is_kept(approved, cast, as_anna, as_sofia) -> None:
    assert as_anna.post(reverse("bundles"), {}).status_code == 422
    answer = as_anna.post(reverse("bundles"), {"chosen": [approved.pk], "paper": "a3"})
    assert f'value="{approved.pk}" checked' in answer.content.decode()
    for rubbish in (approved.pk, "x", "9" * 30):
        assert as_sofia.post(reverse("bundles"), {"chosen": [rubbish]}).status_code == 422
    assert models.Bundle.objects.count() == 0


def test_bundle_takes_no_more_than_it_may(approved, as_anna, monkeypatch) -> None:
    monkeypatch.setattr("assessments.forms.bundles.MOST", 0)
    assert "At most 0 reports" in as_anna.post(reverse("bundles"), {"chosen": [approved.pk]}).content.decode()


def test_bundle_is_for_whoever_asked_and_only_while_they_may_read_it(approved, cast, as_anna, as_marieke) -> None:
    address = bundle_of(as_anna, approved, length="short")
    for verb in ("", "download/"):
        assert as_marieke.get(address + verb).status_code == 404
    for verb in ("cancel/", "again/"):
        assert as_marieke.post(address + verb).status_code == 404
    Membership.objects.filter(person=cast.anna).delete()
    for verb in ("", "download/"):
        assert as_anna.get(address + verb).status_code == 404


def test_list_of_a_bundle_names_own_approved_assessments_only(approved, cast, as_anna, as_sofia) -> None:
    acting.shared(approved, cast.dda, by=cast.marieke)
    acting.opened(cast.nl, by=cast.anna, first=2015, last=2015)
    page = as_anna.get(reverse("bundles"))
    assert [each.reference for each in page.context["listed"]] == [approved.reference]
    assert "No assessment of your organisations is approved yet." in as_sofia.get(reverse("bundles")).content.decode()
