"""`/healthz` says that the process lives, `/readyz` whether the portal can do its work; both to anybody, under any name."""

from datetime import timedelta
from types import SimpleNamespace

import pytest
import time_machine as clock
from django.core.management import call_command
from django.db import DatabaseError, OperationalError
from django.db.migrations.recorder import MigrationRecorder
from django.utils import timezone

from ssr_portal.upkeep import beat, health
from ssr_portal.upkeep.models import DailyRun, WorkerBeat

FINE = {"database": "ok", "disk": "ok", "migrations": "ok", "worker": "ok"}

pytestmark = pytest.mark.faults_in_the_log


@pytest.fixture(autouse=True)
def found_anew(monkeypatch, settings, tmp_path) -> None:
    monkeypatch.setattr(health, "REMEMBERED_SECONDS", -1)
    monkeypatch.setattr(
        health, "_can_write", lambda: True
    )  # tried for real in test_locked: a test is inside a transaction
    settings.MEDIA_ROOT = tmp_path / "files"


@pytest.fixture
def worker(db) -> WorkerBeat:
    return WorkerBeat.objects.create(worker="one", seen_at=timezone.now())


def test_alive_without_database_or_known_host(client) -> None:  # no `db`: a query would fail the test
    answer = client.get("/healthz", HTTP_HOST="10.0.0.7:8000")
    assert (answer.status_code, answer.json()) == (200, {"alive": True})
    assert answer["Cache-Control"] == "no-store"


def test_alive_on_plain_http_where_pages_redirect_to_tls(client, settings) -> None:
    settings.SECURE_SSL_REDIRECT = True
    assert client.get("/healthz").status_code == 200
    assert client.get("/accounts/login/").status_code == 301


@pytest.mark.parametrize("path", ["/healthz", "/readyz"])
def test_checks_are_only_read(client, path: str) -> None:
    assert client.post(path).status_code == 405


def test_ready_when_all_is_well(client, worker) -> None:
    answer = client.get("/readyz", HTTP_HOST="10.0.0.7:8000")
    assert (answer.status_code, answer.json()) == (200, {"ready": True, "checks": FINE})


def unready(client) -> dict[str, str]:
    answer = client.get("/readyz")
    assert (answer.status_code, answer.json()["ready"]) == (503, False)
    return {name: words for name, words in answer.json()["checks"].items() if words != "ok"}


def test_not_ready_without_a_worker(client, worker) -> None:
    with clock.travel(worker.seen_at + beat.SEEN + timedelta(seconds=1), tick=False):
        assert unready(client) == {"worker": "not seen for two minutes"}


def test_not_ready_with_a_migration_to_apply(client, worker) -> None:
    MigrationRecorder.Migration.objects.filter(app="upkeep").delete()
    assert unready(client) == {"migrations": "1 not applied"}


def test_not_ready_on_a_full_disk(client, worker, monkeypatch) -> None:
    monkeypatch.setattr(health.shutil, "disk_usage", lambda _: SimpleNamespace(free=health.LEAST_FREE - 1))
    assert unready(client) == {"disk": "less than 200 MB free"}


def test_not_ready_where_no_file_can_be_written(client, worker, settings, tmp_path) -> None:
    (tmp_path / "in the way").touch()
    settings.MEDIA_ROOT = tmp_path / "in the way" / "files"
    assert unready(client) == {"disk": "cannot be written"}


def test_not_ready_without_a_database_and_says_no_secret(client, worker, monkeypatch) -> None:
    def away() -> str:
        raise OperationalError("connection to server at 10.1.2.3, user portal, password hunter2 failed")

    monkeypatch.setitem(health.CHECKS, "database", away)
    assert unready(client) == {"database": "the database does not answer"}


def test_crowd_costs_one_look(client, worker, monkeypatch, django_assert_num_queries) -> None:
    monkeypatch.setattr(health, "REMEMBERED_SECONDS", 60)
    monkeypatch.setattr(health._Last, "at", float("-inf"))
    client.get("/readyz")
    with django_assert_num_queries(0):
        assert client.get("/readyz").status_code == 200


def test_beat_is_kept_once_a_worker(db, settings) -> None:
    settings.DAILY_TASKS = []
    beat.beat("one")
    beat.beat("two")
    beat.beat("one")
    assert sorted(WorkerBeat.objects.values_list("worker", flat=True)) == ["one", "two"]
    assert beat.seen()


def test_daily_work_is_begun_once_a_day_whatever_the_number_of_workers(db, settings, monkeypatch) -> None:
    queued = []
    task = SimpleNamespace(enqueue=lambda: queued.append(timezone.localdate()))
    monkeypatch.setattr(beat, "import_string", lambda _: task)
    settings.AT_EVERY_BEAT, settings.DAILY_TASKS = [], ["some.task"]
    today = timezone.now()
    for day in range(2):
        with clock.travel(today + timedelta(days=day), tick=False):
            for worker in ("one", "two", "one"):
                beat.beat(worker)
    assert queued == [today.date(), today.date() + timedelta(days=1)]
    assert DailyRun.objects.count() == 1


def test_heart_beats_beside_the_worker_and_outlives_a_locked_database(committed, settings, monkeypatch) -> None:
    settings.DAILY_TASKS = []
    heard = []

    def first_time_locked(worker: str) -> None:
        heard.append(worker)
        if len(heard) == 1:
            raise DatabaseError("database is locked")
        heart.stopped.set()

    monkeypatch.setattr(beat, "beat", first_time_locked)
    monkeypatch.setattr(beat, "EVERY_SECONDS", 0.01)
    heart = beat.Heart("one")
    heart.start()
    heart.join(timeout=10)
    assert heard == ["one", "one"]


def test_worker_has_a_heart(committed, settings, monkeypatch) -> None:
    settings.DAILY_TASKS = []
    settings.TASKS = {"default": settings.TASKS["default"] | {"BACKEND": "django_tasks_db.DatabaseBackend"}}
    begun = []
    monkeypatch.setattr(beat.Heart, "start", lambda heart: begun.append(heart.worker))
    call_command("db_worker", batch=True, startup_delay=False, interval=0, worker_id="w1", reload=False)
    assert begun == ["w1"]
