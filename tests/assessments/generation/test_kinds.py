"""A kind of generated file that is registered here alone gets every address, the queue, and the daily clearing."""

from datetime import timedelta

import pytest
import time_machine as clock
from django.core.files.base import ContentFile
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils import timezone

from assessments import models
from assessments.generation import jobs, kinds, retention, tasks
from assessments.generation.description import Description
from assessments.models.generated_file import Failure


class Note(models.Bundle):
    """A text for whoever asked for it; its rows stand in a table that is there."""

    class Meta:
        app_label = "notes"
        proxy = True


def described(note: Note) -> Description:
    return Description(
        title="A note", lead="For you.", back_url="/", back_label="Home", download_label="Download the note"
    )


@pytest.fixture(autouse=True)
def kind(monkeypatch) -> kinds.Kind:
    found = kinds.Kind(
        model=Note,
        to_read=lambda person, uuid: get_object_or_404(Note, asked_by=person, uuid=uuid),
        make=lambda note: jobs.finish(note, "note.txt", ContentFile(b"Dear reader")),
        describe=described,
        file_name=lambda _note: "note.txt",
        media_type="text/plain",
    )
    monkeypatch.setitem(kinds.KINDS, "note", found)
    return found


@pytest.fixture
def note(cast) -> Note:
    return Note.objects.create(asked_by=cast.anna)


def address(note: Note, verb: str = "") -> str:
    return reverse(f"file-{verb}" if verb else "file", args=["note", note.uuid])


def state(note: Note) -> str:
    return Note.objects.get(pk=note.pk).state


def test_it_is_followed_made_and_downloaded(note, as_anna) -> None:
    page = as_anna.get(address(note)).content.decode()
    assert "<h1>A note</h1>" in page
    assert f'hx-get="{address(note)}"' in page
    assert as_anna.get(address(note, "download"))["Location"] == address(note)
    tasks.queue("note", note)
    fragment = as_anna.get(address(note), headers={"HX-Request": "true"}).content.decode()
    assert "Download the note" in fragment
    assert "hx-get" not in fragment
    answer = as_anna.get(address(note, "download"))
    assert (b"".join(answer.streaming_content), answer["Content-Type"]) == (b"Dear reader", "text/plain")
    assert answer["Content-Disposition"] == 'attachment; filename="note.txt"'


def test_it_is_cancelled(note, as_anna) -> None:
    assert as_anna.post(address(note, "cancel"))["Location"] == address(note)
    tasks.queue("note", note)
    assert state(note) == "cancelled"
    assert "It was cancelled." in as_anna.get(address(note)).content.decode()


def test_one_that_failed_says_why_and_starts_over(note, as_anna) -> None:
    Note.objects.filter(pk=note.pk).update(state="failed", failure=Failure.TIME, failure_params={"seconds": 7})
    assert "more than 7 seconds of computing" in as_anna.get(address(note)).content.decode()
    as_anna.post(address(note, "again"))
    assert state(note) == "ready"


@pytest.mark.parametrize(("verb", "method"), [("", "get"), ("download", "get"), ("again", "post"), ("cancel", "post")])
def test_strangers_find_nothing_and_change_nothing(note, as_sofia, verb: str, method: str) -> None:
    assert getattr(as_sofia, method)(address(note, verb)).status_code == 404
    assert state(note) == "queued"


def test_what_a_dead_worker_left_is_made_by_another(note) -> None:
    begun = jobs.claim(Note, note.pk).heartbeat_at
    assert tasks.requeue_lost() == 0
    with clock.travel(begun + jobs.STUCK * 1.1, tick=False):
        assert tasks.requeue_lost() == 1
    assert state(note) == "ready"


def test_it_goes_once_it_is_old(note, settings) -> None:
    tasks.queue("note", note)
    Note.objects.update(queued_at=timezone.now() - timedelta(days=settings.KEEP_FILES_DAYS + 1))
    retention.purge()
    assert Note.objects.count() == 0
