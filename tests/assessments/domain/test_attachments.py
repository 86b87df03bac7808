"""Files and records agree, and `check_evidence` proves it."""

from datetime import timedelta
from io import StringIO

import pytest
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.core.management import CommandError, call_command
from django.db import DatabaseError, transaction
from django.utils import timezone

from assessments import models
from assessments.domain import attachments
from ssr_portal.uploads import KINDS, Upload


@pytest.fixture
def attachment(cast, tmp_path) -> models.Attachment:
    """A stored text that no evidence points at."""
    for name in default_storage.listdir("evidence")[1] if default_storage.exists("evidence") else ():
        default_storage.delete(f"evidence/{name}")
    path = tmp_path / "sent"
    path.write_bytes(b"What was said.")
    return attachments.keep(Upload("note.txt", KINDS["text"], path, "0" * 64), by=cast.anna)


def used(attachment: models.Attachment, burundi: models.Assessment) -> None:
    models.Evidence.objects.create(
        assessment=burundi, title="t", kind="document", origin="o", dated="2013-01-01", attachment=attachment
    )


def check(*options: str) -> str:
    said = StringIO()
    call_command("check_evidence", *options, stdout=said)
    return said.getvalue().strip()


def test_agreement_is_said(attachment, burundi) -> None:
    used(attachment, burundi)
    assert check() == "1 files, all as recorded; 0 leftovers"


def test_missing_file_is_an_error(attachment, burundi) -> None:
    used(attachment, burundi)
    default_storage.delete(attachment.file.name)
    assert [fault.what for fault in attachments.faults()] == ["missing"]
    with pytest.raises(CommandError, match="1 files are missing or changed"):
        check()


def test_changed_file_is_an_error(attachment, burundi) -> None:
    used(attachment, burundi)
    with open(default_storage.path(attachment.file.name), "r+b") as file:  # noqa: PTH123
        file.write(b"w")
    assert [fault.what for fault in attachments.faults()] == ["changed"]
    with pytest.raises(CommandError, match="1 files are missing or changed"):
        check()


def test_young_leftovers_are_told_and_left(attachment) -> None:
    stray = default_storage.save("evidence/stray", ContentFile(b"x"))
    assert check("--sweep") == f"0 leftovers removed\nwithout a record: {stray}\n1 files, all as recorded; 1 leftovers"


def test_old_leftovers_are_swept(attachment, monkeypatch, django_capture_on_commit_callbacks) -> None:
    default_storage.save("evidence/stray", ContentFile(b"x"))
    later = timezone.now() + timedelta(days=2)
    monkeypatch.setattr("assessments.domain.attachments.timezone.now", lambda: later)
    assert [fault.what for fault in attachments.faults()] == ["without a record", "never used"]
    with django_capture_on_commit_callbacks(execute=True):
        assert attachments.sweep() == 2
    assert list(attachments.faults()) == []
    assert default_storage.listdir("evidence") == ([], [])


def test_file_in_use_is_never_swept(attachment, burundi, monkeypatch) -> None:
    used(attachment, burundi)
    later = timezone.now() + timedelta(days=2)
    monkeypatch.setattr("assessments.domain.attachments.timezone.now", lambda: later)
    assert attachments.sweep() == 0
    assert check() == "1 files, all as recorded; 0 leftovers"


def test_database_refuses_to_change_a_stored_file(attachment) -> None:
    with pytest.raises(DatabaseError, match="a stored file never changes"), transaction.atomic():
        models.Attachment.objects.filter(pk=attachment.pk).update(sha256="f" * 64)
