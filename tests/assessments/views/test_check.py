"""Checking a copy: genuine, superseded, not approved, altered, unknown; and what is told to whom."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from assessments import models
from assessments.domain import assessments
from assessments.generation import tasks as generation
from assessments.reports.outline import Outline
from tests import acting
from tests.conftest import client_of

URL = "/check/"
SHORT = Outline(length="short")


@pytest.fixture
def report(approved, cast) -> models.Report:
    return models.Report.objects.get(pk=generation.ask_for_report(approved, by=cast.anna, chosen=SHORT).pk)


def bytes_of(report: models.Report) -> bytes:
    with report.file.open("rb") as file:
        return file.read()


def verdict(client, content: bytes | None = None, **said):
    data = said | ({"file": SimpleUploadedFile("copy.pdf", content)} if content is not None else {})
    answer = client.post(URL, data)
    assert answer.status_code == 200, answer.context["form"].errors
    return answer.context["verdict"], answer.content.decode()


@pytest.mark.laid_out
def test_stored_file_is_genuine_and_one_changed_byte_is_altered(report, as_anna) -> None:
    content = bytes_of(report)
    found, page = verdict(as_anna, content)
    assert (found.kind, found.readable.reference) == ("genuine", report.assessment.reference)
    assert report.assessment.reference in page
    changed = bytearray(content)
    changed[len(content) // 2] ^= 1
    found, page = verdict(as_anna, bytes(changed))
    assert (found.kind, found.fingerprint, found.readable) == ("altered", report.fingerprint, None)
    assert "Do not rely on it." in page


def test_fingerprint_is_found_however_it_was_typed_and_one_off_is_unknown(report, as_anna) -> None:
    mark = report.fingerprint
    spaced = f" {mark[:20].upper()} {mark[20:40]}\n{mark[40:]} "
    assert verdict(as_anna, fingerprint=spaced)[0].kind == "genuine"
    off = mark[:-1] + ("0" if mark[-1] != "0" else "1")
    found, page = verdict(as_anna, fingerprint=off)
    assert found.kind == "unknown"
    assert "Compare it again, character by character." in page


def test_code_on_paper_leads_to_the_verdict(report, as_anna) -> None:
    assert as_anna.get(URL, {"fingerprint": report.fingerprint}).context["verdict"].kind == "genuine"


def test_draft_is_told_as_one(complete, cast, as_anna) -> None:
    draft = models.Report.objects.get(pk=generation.ask_for_report(complete, by=cast.anna, chosen=SHORT).pk)
    assert verdict(as_anna, bytes_of(draft))[0].kind == "draft"


def test_superseded_report_names_the_revision_in_force(report, cast, as_anna) -> None:
    revision = assessments.correct(report.assessment, by=cast.anna)
    assert verdict(as_anna, bytes_of(report))[0].kind == "genuine"  # the correction is not approved yet
    revision.refresh_from_db()
    acting.submit_and_approve(revision, cast)
    found, page = verdict(as_anna, fingerprint=report.fingerprint)
    assert (found.kind, found.revision) == ("superseded", 2)
    assert "Superseded by revision 2" in page


def test_others_learn_that_it_is_genuine_and_nothing_more(report, cast, as_sofia) -> None:
    found, page = verdict(as_sofia, bytes_of(report))
    assert (found.kind, found.readable) == ("genuine", None)
    assert "Burundi" not in page
    assert report.assessment.reference not in page
    acting.shared(report.assessment, cast.dda, by=cast.marieke)
    found, page = verdict(as_sofia, bytes_of(report))
    assert f"/shared/{report.assessment.reference}/" in page


@pytest.mark.parametrize(
    ("content", "kind"),
    [(b"GIF89a", "no-pdf"), (b"%PDF-1.7 made elsewhere", "unknown"), (b"%PDF-" + b"a" * 64, "unknown")],
)
def test_other_files_are_told_as_what_they_are(as_anna, content: bytes, kind: str) -> None:
    assert verdict(as_anna, content)[0].kind == kind


@pytest.mark.parametrize(
    ("said", "words"),
    [
        ({}, "Type the fingerprint, or choose the file."),
        ({"fingerprint": "abc"}, "this has 3"),
        ({"fingerprint": "g" * 64}, "this has 64"),
        ({"fingerprint": "²" * 64}, "this has 64"),
        ({"file": SimpleUploadedFile("copy.pdf", b"")}, "This file is empty."),
    ],
)
def test_nothing_to_check_is_said_by_the_field(as_anna, said: dict, words: str) -> None:
    answer = as_anna.post(URL, said)
    assert answer.status_code == 422
    assert words in answer.content.decode()


def test_file_larger_than_any_report_is_refused(as_anna, monkeypatch) -> None:
    monkeypatch.setattr("assessments.forms.verification.MOST_BYTES", 5)
    answer = as_anna.post(URL, {"file": SimpleUploadedFile("copy.pdf", b"%PDF-1.7")})
    assert "No report of this portal is larger than 0 MB." in answer.content.decode()


def test_check_asks_for_a_sign_in_and_is_for_everyone_signed_in(client, cast) -> None:
    assert client.get(URL).status_code == 302
    for person in (cast.pieter, cast.fatima, cast.erik):
        assert client_of(person).get(URL).status_code == 200


def test_check_takes_few_queries(report, as_anna, django_assert_num_queries) -> None:
    with django_assert_num_queries(5):  # session, person, report, revision, assessment
        as_anna.get(URL, {"fingerprint": report.fingerprint})
    assert reverse("check") == URL
