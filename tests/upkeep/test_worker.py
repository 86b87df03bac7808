"""The worker outlives a database that is locked or away, and what a task brought is not lost meanwhile."""

import subprocess
from datetime import timedelta
from pathlib import Path
from types import SimpleNamespace

import pytest
from django.conf import settings
from django.db import InterfaceError, OperationalError, ProgrammingError
from django.utils import timezone
from django_tasks_db.management.commands import db_worker as theirs
from django_tasks_db.models import DBTaskResult

from assessments import tasks
from ssr_portal.upkeep.management.commands import db_worker

PASSING = [
    OperationalError("could not connect to server"),
    InterfaceError("connection already closed"),
    OSError(28, "full"),
]


@pytest.fixture
def pauses(monkeypatch) -> list[float]:
    waited = []
    monkeypatch.setattr(db_worker, "time", SimpleNamespace(sleep=waited.append, monotonic=lambda: 0.0))
    monkeypatch.setattr(db_worker.connections, "close_all", lambda: None)
    return waited


@pytest.fixture
def worker() -> theirs.Worker:
    return theirs.Worker(
        queue_names=["default"], interval=0, batch=True, backend_name="default", startup_delay=False,
        max_tasks=None, worker_id="one", excluded_queue_names=[],
    )  # fmt: skip


def failing(*errors: Exception):
    left, called = list(errors), []

    def work(*given) -> None:
        called.append(given)
        if left:
            raise left.pop(0)

    return work, called


def test_the_worker_waits_longer_and_longer_and_goes_on(worker, pauses, monkeypatch) -> None:
    run, called = failing(*PASSING, *PASSING)
    monkeypatch.setattr(theirs.Worker.__bases__[0], "run", lambda self: run())
    worker.run()
    assert (pauses, len(called)) == ([1, 2, 4, 8, 16, 30], 7)


def test_a_fault_of_ours_is_not_waited_out(worker, pauses, monkeypatch) -> None:
    run, _called = failing(ProgrammingError("no such column"))
    monkeypatch.setattr(theirs.Worker.__bases__[0], "run", lambda self: run())
    with pytest.raises(ProgrammingError):
        worker.run()
    assert pauses == []


def test_the_end_of_a_task_is_written_once_it_can_be(worker, pauses) -> None:
    write, written = failing(*PASSING)
    worker._written(write)("done")
    assert (written, pauses) == ([("done",)] * 4, [1, 2, 4])


@pytest.fixture
def queue(settings, db) -> None:
    """The queue of the product; in other tests tasks are run at once."""
    settings.TASKS = {"default": {"BACKEND": "django_tasks_db.DatabaseBackend"}}


def queued(monkeypatch, error: Exception, times: int) -> tuple[DBTaskResult, list]:
    """A daily purge that meets an error so many times."""
    work, called = failing(*[error] * times)
    monkeypatch.setattr(tasks.purging, "purge", lambda: work() or {})
    monkeypatch.setattr(tasks.expired, "remove", dict)
    return DBTaskResult.objects.get(pk=tasks.purge.enqueue().id), called


def run(worker, task: DBTaskResult) -> str:
    """Claim and run it, as the worker's loop does; how it stands then."""
    task.claim("one")
    worker.run_task(task)
    task.refresh_from_db()
    return task.status


def test_a_task_that_meets_a_locked_database_is_tried_again(worker, pauses, queue, monkeypatch) -> None:
    task, called = queued(monkeypatch, OperationalError("database is locked"), 3)
    delays = []
    for _ in range(3):
        assert run(worker, DBTaskResult.objects.get()) == "READY"
        delays.append(round((DBTaskResult.objects.get().run_after - timezone.now()).total_seconds()))
        assert not DBTaskResult.objects.ready().exists()
    assert run(worker, task) == "SUCCESSFUL"
    assert (len(called), delays, pauses) == (4, [1, 2, 4], [])


@pytest.mark.faults_in_the_log
@pytest.mark.parametrize(
    ("error", "tries"),
    [(ProgrammingError("no such column"), 0), (OperationalError("locked"), db_worker.MOST_TRIES - 1)],
)
def test_a_task_that_meets_a_fault_or_was_tried_for_a_day_has_failed(
    worker, queue, monkeypatch, error: Exception, tries: int
) -> None:
    task, called = queued(monkeypatch, error, 1)
    task.worker_ids = ["one"] * tries
    assert (run(worker, task), len(called)) == ("FAILED", 1)


def test_tries_go_on_for_about_a_day(monkeypatch) -> None:
    task = DBTaskResult(worker_ids=[])
    monkeypatch.setattr(task, "save", lambda **_: None)
    began, waited = timezone.now(), timedelta(0)
    for _ in range(db_worker.MOST_TRIES - 1):
        task.worker_ids.append("one")
        db_worker.put_off(task)
        waited += task.run_after - timezone.now()
    assert timedelta(hours=22) < waited + (timezone.now() - began) < timedelta(hours=26)


def test_a_worker_that_ended_is_started_again_and_the_portal_goes_on(tmp_path: Path) -> None:
    programs = tmp_path / ".venv/bin"
    programs.mkdir(parents=True)
    (programs / "python").write_text('#!/bin/sh\n[ "$2" != db_worker ] || echo worker >> started\n')
    (programs / "gunicorn").write_text(
        '#!/bin/sh\nuntil [ -f started ] && [ "$(wc -l < started)" -ge 3 ]; do sleep 0.1; done\n'
    )
    for program in programs.iterdir():
        program.chmod(0o755)
    script = Path(settings.BASE_DIR) / "scripts/serve.sh"
    subprocess.run(["sh", script], cwd=tmp_path, check=False, capture_output=True, timeout=60)
    assert (tmp_path / "started").read_text().count("worker") >= 3
