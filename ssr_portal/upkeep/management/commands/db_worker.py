"""The background worker of django-tasks-db, with a heart, and with patience for trouble that passes by itself."""

import logging
import time
from argparse import ArgumentParser
from collections.abc import Callable
from datetime import timedelta
from typing import Any, TypeAlias

from django.db import DatabaseError, InterfaceError, connections
from django.utils import timezone
from django_tasks import TaskResultStatus
from django_tasks_db.management.commands import db_worker
from django_tasks_db.models import DBTaskResult

from ssr_portal.http.out_of_order import passes
from ssr_portal.upkeep.beat import Heart
from ssr_portal.upkeep.outgoing import NotNow

logger = logging.getLogger(__name__)
Result: TypeAlias = "DBTaskResult[..., Any]"
FIRST_PAUSE, LONGEST_PAUSE = 1.0, 30.0  # seconds, of the worker itself
LONGEST_DELAY = 30 * 60  # seconds, of one task
MOST_TRIES = 60  # the last about a day after the first


def is_worth_another_try(error: BaseException, task: Result) -> bool:
    """Whether the task met a database, a disk or a mail server that cannot work just now, for less than about a day."""
    return (passes(error) or isinstance(error, NotNow)) and len(task.worker_ids) < MOST_TRIES


def put_off(task: Result) -> None:
    """Let the task be tried again: after a second, then after twice as long each time, at last every half an hour."""
    pause = min(2 ** (len(task.worker_ids) - 1), LONGEST_DELAY)
    task.status, task.started_at = TaskResultStatus.READY, None
    task.run_after = timezone.now() + timedelta(seconds=pause)
    task.save(update_fields=["status", "started_at", "run_after"])
    logger.warning("%s is tried again in %d seconds", task.task_path, pause)


class PatientWorker(db_worker.Worker):
    """Waits where the database is locked, full or away, and goes on; what a task brought is written as soon as it can be."""

    def run(self) -> None:
        """Until told to end."""
        self._patiently(super().run)

    def run_task(self, db_task_result: Result) -> None:
        """One task; its end is written, however long that takes. What met trouble that passes is tried again later."""
        fail = db_task_result.set_failed
        db_task_result.set_successful = self._written(db_task_result.set_successful)
        db_task_result.set_failed = self._written(
            lambda error: put_off(db_task_result) if is_worth_another_try(error, db_task_result) else fail(error)
        )
        super().run_task(db_task_result)

    def _written(self, write: Callable[[Any], None]) -> Callable[[Any], None]:
        return lambda outcome: self._patiently(lambda: write(outcome))

    def _patiently(self, work: Callable[[], None]) -> None:
        pause = FIRST_PAUSE
        while True:
            began = time.monotonic()
            try:
                return work()
            except (DatabaseError, InterfaceError, OSError) as error:
                if not passes(error) or not self.running:
                    raise
                if time.monotonic() - began > 2 * LONGEST_PAUSE:
                    pause = FIRST_PAUSE  # it worked meanwhile
                logger.warning("the worker waits %.0f seconds: %s", pause, str(error).strip())
            connections.close_all()
            time.sleep(pause)
            pause = min(2 * pause, LONGEST_PAUSE)


db_worker.Worker = PatientWorker  # type: ignore[misc]  # by this name the command makes it


class Command(db_worker.Command):
    """Takes the same arguments, and serves every queue unless it is told which.

    It gives a sign of life every 20 seconds, with which it starts what is due.
    """

    def add_arguments(self, parser: ArgumentParser) -> None:
        super().add_arguments(parser)
        parser.set_defaults(queue_name="*")

    def handle(self, *args: Any, **options: Any) -> None:
        heart = Heart(options["worker_id"])
        heart.start()
        try:
            super().handle(*args, **options)
        finally:
            heart.stopped.set()
