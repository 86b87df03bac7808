"""The worker outlives a database that is locked or away, and what a task brought is not lost meanwhile."""

import subprocess
from pathlib import Path
from types import SimpleNamespace

import pytest
from django.conf import settings
from django.db import InterfaceError, OperationalError, ProgrammingError
from django_tasks_db.management.commands import db_worker as theirs

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
