"""Evidence with files: sent, checked, kept, served to those who may, linked to many ratings, and never half-stored."""

import errno
from pathlib import Path

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile, TemporaryUploadedFile
from django.urls import reverse

from assessments import models, scorecard
from assessments.domain import attachments
from ssr_portal.uploads import kinds, receiving
from tests import acting, uploaded
from tests.accounts.test_once import form_at
from tests.conftest import client_of

SAID = {
    "title": "Audit report",
    "kind": "document",
    "origin": "Cour des comptes",
    "dated": "2013-05-01",
    "reliability": "B",
    "credibility": "2",
    "audience": "internal",
    "revision": "0",
}


@pytest.fixture(autouse=True)
def own_folder(tmp_path: Path, settings) -> Path:
    """Each test has a storage of its own."""
    folder = tmp_path / "files"
    settings.MEDIA_ROOT = str(folder)
    return folder


def stored(folder: Path) -> list[Path]:
    return sorted(path for path in folder.rglob("*") if path.is_file())


def pdf(name: str = "Audit 2013.pdf") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, uploaded.pdf())


def add_url(assessment: models.Assessment) -> str:
    return reverse("record-add", args=[assessment.reference, "evidence"])


@pytest.fixture
def evidence(as_anna, burundi) -> models.Evidence:
    """A source with its file."""
    as_anna.post(add_url(burundi), SAID | {"file": pdf()})
    return models.Evidence.objects.get()


def file_url(evidence: models.Evidence) -> str:
    return reverse("evidence-file", args=[evidence.assessment.reference, evidence.pk])


def status_of(client, url: str) -> int:
    answer = client.get(url)
    if answer.streaming:
        b"".join(answer.streaming_content)
    return answer.status_code


def test_same_form_with_another_file_is_not_answered_as_sent_before(as_anna, burundi) -> None:
    form = SAID | form_at(as_anna, add_url(burundi))
    first = as_anna.post(add_url(burundi), form | {"file": pdf()})
    assert as_anna.post(add_url(burundi), form | {"file": pdf()})["Location"] == first["Location"]
    other = SimpleUploadedFile("Audit 2013.pdf", uploaded.pdf() + b"\n% corrected")
    answer = as_anna.post(add_url(burundi), form | {"file": other})
    opened = reverse("record-change", args=[burundi.reference, "evidence", models.Evidence.objects.get().pk])
    assert (answer["Location"], first["Location"] == opened) == (opened, False)
    assert "A file has to be chosen again." in as_anna.get(opened).content.decode()


def test_file_is_stored_outside_the_web_root_under_a_name_nobody_chose(evidence, own_folder, cast) -> None:
    (path,) = stored(own_folder)
    assert path.read_bytes() == uploaded.pdf()
    assert (path.stat().st_mode & 0o777, len(path.name), path.suffix) == (0o600, 32, "")
    attachment = evidence.attachment
    assert (attachment.name, attachment.kind, attachment.size) == ("Audit 2013.pdf", "pdf", len(uploaded.pdf()))
    assert evidence.added_by == cast.anna
    assert list(attachments.faults()) == []


def test_file_is_downloaded_and_never_shown(as_anna, evidence) -> None:
    answer = as_anna.get(file_url(evidence))
    assert b"".join(answer.streaming_content) == uploaded.pdf()
    assert answer["Content-Disposition"] == 'attachment; filename="Audit 2013.pdf"'
    assert answer["Content-Type"] == "application/pdf"
    assert answer["Content-Security-Policy"] == "sandbox; default-src 'none'"
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert answer["Cache-Control"] == "private, no-store"


def test_file_is_served_to_those_who_read_the_assessment(evidence, cast) -> None:
    found = {
        name: status_of(client_of(getattr(cast, name)), file_url(evidence))
        for name in ("anna", "joris", "marieke", "pieter", "sofia", "erik", "fatima")
    }
    assert found == dict.fromkeys(("anna", "joris", "marieke"), 200) | dict.fromkeys(
        ("pieter", "sofia", "erik", "fatima"), 404
    )


def test_evidence_without_a_file_has_none_to_download(as_anna, burundi) -> None:
    as_anna.post(add_url(burundi), SAID)
    assert as_anna.get(file_url(models.Evidence.objects.get())).status_code == 404


@pytest.mark.parametrize(
    ("name", "content", "told"),
    [
        ("empty.pdf", b"", "This file is empty."),
        ("report.pdf", uploaded.EXECUTABLE, "This is a program and not a document."),
        ("bomb.docx", uploaded.bomb(), "This file unpacks to more than a document holds."),
        ("map.svg", uploaded.SVG, "HTML, XML and SVG can carry scripts."),
    ],
)
def test_bad_file_is_told_by_its_field_and_nothing_is_stored(
    as_anna, burundi, own_folder, name: str, content: bytes, told: str
) -> None:
    answer = as_anna.post(add_url(burundi), SAID | {"file": SimpleUploadedFile(name, content)})
    assert answer.status_code == 422
    assert told in answer.context["form"].errors["file"][0]
    assert 'value="Audit report"' in answer.content.decode()
    assert (models.Evidence.objects.count(), models.Attachment.objects.count(), stored(own_folder)) == (0, 0, [])


def test_file_of_200_mb_is_cut_off_while_it_arrives(as_anna, burundi, own_folder, monkeypatch) -> None:
    monkeypatch.setattr(kinds, "MOST_BYTES", 1024)
    monkeypatch.setattr(receiving, "MOST_BYTES", 1024)
    monkeypatch.setattr("ssr_portal.uploads.checking.MOST_BYTES", 1024**2)
    written = []
    monkeypatch.setattr(TemporaryUploadedFile, "write", lambda _self, data: written.append(len(data)), raising=False)
    answer = as_anna.post(add_url(burundi), SAID | {"file": SimpleUploadedFile("x.pdf", bytes(5 * 1024**2))})
    assert answer.context["form"].errors["file"] == ["This file has 5 MB; at most 1 MB are kept."]
    assert sum(written) <= 2 * 64 * 1024
    assert 'value="Audit report"' in answer.content.decode()


@pytest.mark.parametrize("name", ["x" * 300 + ".pdf", "../../../etc/cron.d/x.pdf", "..\\..\\x.pdf", "\u202efdp.pdf"])
def test_bad_name_is_made_safe(as_anna, burundi, own_folder, name: str) -> None:
    as_anna.post(add_url(burundi), SAID | {"file": pdf(name)})
    attachment = models.Attachment.objects.get()
    assert attachment.name.endswith(".pdf")
    assert not set(attachment.name) & set("/\\\u202e")
    assert len(attachment.name) <= 120
    assert [path.parent for path in stored(own_folder)] == [own_folder / "evidence"]


def test_same_file_twice_is_noticed_and_kept_only_on_purpose(as_anna, burundi, evidence, own_folder) -> None:
    answer = as_anna.post(add_url(burundi), SAID | {"title": "Again", "file": pdf("other.pdf")})
    assert answer.status_code == 422
    page = reverse("record-change", args=[burundi.reference, "evidence", evidence.pk])
    assert f'here already: <a href="{page}">Audit report</a>' in answer.context["form"].errors["file"][0]
    page = answer.content.decode()
    assert "“other.pdf” is kept and need not be chosen again." in page
    word = answer.context["form"].data["waiting"]
    answer = as_anna.post(add_url(burundi), SAID | {"title": "Again", "waiting": word, "again": "on"})
    assert answer.status_code == 302
    assert [row.attachment.name for row in models.Evidence.objects.order_by("pk")] == ["Audit 2013.pdf", "other.pdf"]
    assert len(stored(own_folder)) == 2


def test_file_need_not_be_sent_again_when_another_field_is_at_fault(as_anna, burundi, own_folder) -> None:
    answer = as_anna.post(add_url(burundi), SAID | {"dated": "soon", "file": pdf()})
    assert answer.status_code == 422
    word = answer.context["form"].data["waiting"]
    assert f'value="{word}"' in answer.content.decode()
    as_anna.post(add_url(burundi), SAID | {"waiting": word})
    assert models.Evidence.objects.get().attachment.name == "Audit 2013.pdf"
    assert len(stored(own_folder)) == 1


def test_file_that_waits_is_taken_by_its_sender_only(as_anna, burundi, cast) -> None:
    answer = as_anna.post(add_url(burundi), SAID | {"dated": "soon", "file": pdf()})
    word = answer.context["form"].data["waiting"]
    client_of(cast.joris).post(add_url(burundi), SAID | {"title": "Joris", "waiting": word})
    as_anna.post(add_url(burundi), SAID | {"title": "Forged", "waiting": f"{word}x"})
    assert list(models.Evidence.objects.values_list("title", "attachment")) == [("Joris", None), ("Forged", None)]


def test_disk_that_is_full_loses_nothing_that_was_typed(as_anna, burundi, own_folder, monkeypatch) -> None:
    def no_room(_storage, name, content) -> str:
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr("django.core.files.storage.FileSystemStorage._save", no_room)
    answer = as_anna.post(add_url(burundi), SAID | {"file": pdf()})
    assert answer.status_code == 422
    assert "The server has no space left for this file." in answer.context["form"].errors["file"][0]
    assert 'value="Audit report"' in answer.content.decode()
    assert (models.Evidence.objects.count(), models.Attachment.objects.count(), stored(own_folder)) == (0, 0, [])


def test_disk_that_is_full_while_the_file_arrives_is_told(as_anna, burundi, monkeypatch) -> None:
    def no_room(*_args) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr("django.core.files.uploadhandler.TemporaryFileUploadHandler.receive_data_chunk", no_room)
    answer = as_anna.post(add_url(burundi), SAID | {"file": pdf()})
    assert answer.status_code == 422
    assert "The server has no space left for this file." in answer.context["form"].errors["file"][0]


@pytest.mark.faults_in_the_log
def test_file_whose_row_cannot_be_written_is_taken_back(own_folder, cast, monkeypatch, as_anna, burundi) -> None:
    def broken(**_facts) -> None:
        raise RuntimeError("the database is gone")

    monkeypatch.setattr(models.Attachment.objects, "create", broken)
    with pytest.raises(RuntimeError, match="gone"):
        as_anna.post(add_url(burundi), SAID | {"file": pdf()})
    assert stored(own_folder) == []


def change(client, evidence: models.Evidence, **said: object):
    url = reverse("record-change", args=[evidence.assessment.reference, "evidence", evidence.pk])
    return client.post(url, SAID | {"revision": str(evidence.revision)} | said)


def test_replaced_and_removed_files_go(
    as_anna, evidence, own_folder, django_capture_on_commit_callbacks: object
) -> None:
    before = stored(own_folder)
    with django_capture_on_commit_callbacks(execute=True):
        assert change(as_anna, evidence, file=SimpleUploadedFile("new.txt", b"new")).status_code == 302
    evidence.refresh_from_db()
    (path,) = stored(own_folder)
    assert (path.read_bytes(), [path] == before, models.Attachment.objects.count()) == (b"new", False, 1)
    with django_capture_on_commit_callbacks(execute=True):
        change(as_anna, evidence, without="on")
    evidence.refresh_from_db()
    assert (evidence.attachment, stored(own_folder)) == (None, [])


def test_removed_evidence_takes_its_file_along(
    as_anna, evidence, own_folder, django_capture_on_commit_callbacks: object
) -> None:
    url = reverse("record-remove", args=[evidence.assessment.reference, "evidence", evidence.pk])
    with django_capture_on_commit_callbacks(execute=True):
        as_anna.post(url, {"revision": str(evidence.revision)})
    assert (models.Evidence.objects.count(), models.Attachment.objects.count(), stored(own_folder)) == (0, 0, [])


def test_file_stays_while_other_evidence_points_at_it(
    as_anna, evidence, own_folder, burundi, django_capture_on_commit_callbacks: object
) -> None:
    models.Evidence.objects.create(
        assessment=burundi, title="t", kind="document", origin="o", dated="2013-01-01", attachment=evidence.attachment
    )
    with django_capture_on_commit_callbacks(execute=True):
        change(as_anna, evidence, without="on")
    assert len(stored(own_folder)) == 1


def test_restricted_evidence_is_seen_by_reviewers_and_its_adder_only(as_anna, as_marieke, burundi, cast) -> None:
    as_anna.post(add_url(burundi), SAID | {"title": "Colonel X", "audience": "reviewers", "file": pdf()})
    row = models.Evidence.objects.get()
    rating = burundi.ratings.first()
    models.EvidenceLink.objects.create(rating=rating, evidence=row, stance="supports", place="p. 7")
    as_joris = client_of(cast.joris)
    pages = [
        reverse("section", args=[burundi.reference, "evidence"]),
        reverse("rating", args=[burundi.reference, rating.pk]),
        reverse("report", args=[burundi.reference]),
    ]
    for client, sees in ((as_anna, True), (as_marieke, True), (as_joris, False)):
        for page in pages[:2]:
            assert ("Colonel X" in client.get(page).content.decode()) is sees
        assert status_of(client, file_url(row)) == (200 if sees else 404)
        # What is printed is printed for everybody.
        assert "Colonel X" not in client.get(pages[2]).content.decode()
    answer = as_joris.get(reverse("record-change", args=[burundi.reference, "evidence", row.pk]))
    assert answer.status_code == 404
    assert "Restricted source" in as_joris.get(pages[0]).content.decode()


def test_restricted_evidence_counts_the_same_for_everybody(burundi, cast) -> None:
    rating = burundi.ratings.first()
    for title, audience in (("a", "reviewers"), ("b", "internal")):
        row = models.Evidence.objects.create(
            assessment=burundi,
            title=title,
            kind="document",
            origin=title,
            dated="2014-01-01",
            reliability="B",
            credibility=2,
            interest="none",
            audience=audience,
        )
        models.EvidenceLink.objects.create(rating=rating, evidence=row)
    for sees in (lambda _row: True, scorecard.is_for_everyone):
        found = scorecard.dossier(burundi, sees=sees).scorecard.ratings
        assert next(each for each in found if each.pk == rating.pk).suggested == "high"


def uses_url(evidence: models.Evidence) -> str:
    return reverse("evidence-uses", args=[evidence.assessment.reference, evidence.pk])


def test_one_source_is_linked_to_many_ratings_at_once(as_anna, evidence, burundi) -> None:
    first, second, third = burundi.ratings.order_by("pk")[:3]
    models.EvidenceLink.objects.create(rating=third, evidence=evidence, stance="supports", place="p. 3")
    shown = as_anna.get(uses_url(evidence)).context["form"].initial["shown"]
    assert shown == f"{third.pk}:supports"
    data = {"shown": shown, f"r{first.pk}": "supports", f"r{second.pk}": "contradicts", f"r{third.pk}": "supports"}
    as_anna.post(uses_url(evidence), data)
    found = list(evidence.links.order_by("rating").values_list("rating", "stance", "place"))
    assert found == [(first.pk, "supports", ""), (second.pk, "contradicts", ""), (third.pk, "supports", "p. 3")]
    revisions = [models.Rating.objects.get(pk=each.pk).revision for each in (first, second, third)]
    assert revisions == [1, 1, 0]
    page = as_anna.get(reverse("section", args=[burundi.reference, "evidence"])).content.decode()
    assert "3 ratings rest on it" in page


def test_links_made_by_somebody_else_meanwhile_are_not_undone(as_anna, evidence, burundi) -> None:
    first, second = burundi.ratings.order_by("pk")[:2]
    shown = as_anna.get(uses_url(evidence)).context["form"].initial["shown"]
    link = models.EvidenceLink.objects.create(rating=first, evidence=evidence, stance="contradicts")
    as_anna.post(uses_url(evidence), {"shown": shown, f"r{second.pk}": "supports"})
    assert evidence.links.count() == 2
    answer = as_anna.post(uses_url(evidence), {"shown": shown, f"r{first.pk}": "supports"})
    assert answer.status_code == 409
    assert "Somebody linked this source differently meanwhile." in answer.content.decode()
    link.refresh_from_db()
    assert link.stance == "contradicts"


@pytest.mark.parametrize("shown", ["x", "1:", ":", f"{'9' * 40}:supports", "²:supports", "a" * 30_000])
def test_nonsense_in_what_was_shown_links_nothing(as_anna, evidence, shown: str) -> None:
    as_anna.post(uses_url(evidence), {"shown": shown})
    assert evidence.links.count() == 0


def test_linking_is_for_assessors_while_the_assessment_is_open(as_marieke, as_anna, evidence, complete, cast) -> None:
    assert as_marieke.get(uses_url(evidence)).status_code == 200
    assert as_marieke.post(uses_url(evidence), {"shown": ""}).status_code == 403
    complete.refresh_from_db()
    acting.submit_and_approve(complete, cast)
    first = complete.ratings.first()
    answer = as_anna.post(uses_url(evidence), {"shown": "", f"r{first.pk}": "supports"})
    assert answer["Location"] == reverse("overview", args=[complete.reference])
    assert evidence.links.count() == 0


def test_correction_shares_the_file_of_the_approved_assessment(as_anna, evidence, complete, cast, own_folder) -> None:
    complete.refresh_from_db()
    acting.submit_and_approve(complete, cast)
    as_anna.post(reverse("correct", args=[complete.reference]))
    copy = models.Evidence.objects.exclude(pk=evidence.pk).get()
    assert copy.attachment == evidence.attachment
    assert b"".join(as_anna.get(file_url(copy)).streaming_content) == uploaded.pdf()
    change(as_anna, copy, without="on")
    assert len(stored(own_folder)) == 1


def test_evidence_page_takes_a_fixed_number_of_queries(as_anna, burundi, evidence, django_assert_num_queries) -> None:
    for number in range(3):
        as_anna.post(
            add_url(burundi), SAID | {"title": f"t{number}", "file": SimpleUploadedFile("a.txt", b"%d" % number)}
        )
    as_anna.get(uses_url(evidence))  # the framework is in memory, as on a running server
    # session, person, assessment, small tables in one, ratings, the one before; the uses also read the source and its file
    with django_assert_num_queries(5):
        as_anna.get(reverse("section", args=[burundi.reference, "evidence"]))
    with django_assert_num_queries(6):
        as_anna.get(uses_url(evidence))
