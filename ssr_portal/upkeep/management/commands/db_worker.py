"""The background worker of django-tasks-db, with a heart, and with patience for trouble that passes by itself."""

import logging
import time
from collections.abc import Callable
from typing import Any

from django.db import DatabaseError, InterfaceError, connections
from django_tasks_db.management.commands import db_worker
from django_tasks_db.models import DBTaskResult

from ssr_portal.http.out_of_order import passes
from ssr_portal.upkeep.beat import Heart

logger = logging.getLogger(__name__)
FIRST_PAUSE, LONGEST_PAUSE = 1.0, 30.0  # seconds


class PatientWorker(db_worker.Worker):
    """Waits where the database is locked, full or away, and goes on; what a task brought is written as soon as it can be."""

    def run(self) -> None:
        """Until told to end."""
        self._patiently(super().run)

    def run_task(self, db_task_result: DBTaskResult) -> None:
        """One task; its end is written, however long that takes."""
        for name in ("set_successful", "set_failed"):
            setattr(db_task_result, name, self._written(getattr(db_task_result, name)))
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


db_worker.Worker = PatientWorker  # by this name the command makes it


class Command(db_worker.Command):
    """Takes the same arguments; gives a sign of life every 20 seconds and starts what is due once a day."""

    def handle(self, *args: Any, **options: Any) -> None:
        heart = Heart(options["worker_id"])
        heart.start()
        try:
            super().handle(*args, **options)
        finally:
            heart.stopped.set()
