"""A worker's sign of life, and the work that it starts with it: what is due once a day, and what was left behind."""

import logging
import threading
from datetime import timedelta

from django.conf import settings
from django.db import Error, connection
from django.utils import timezone
from django.utils.module_loading import import_string

from ssr_portal.upkeep.models import DailyRun, WorkerBeat

logger = logging.getLogger(__name__)
EVERY_SECONDS = 20
SEEN = timedelta(minutes=2)  # a worker of which nothing was heard for longer is gone
FORGOTTEN = timedelta(days=1)


def beat(worker: str) -> None:
    """Say that the worker lives, and queue what is to be done today and nobody has begun, and what dead workers left."""
    WorkerBeat.objects.update_or_create(worker=worker, defaults={"seen_at": timezone.now()})
    for work in settings.AT_EVERY_BEAT:
        import_string(work)()
    for task in settings.DAILY_TASKS:
        if _is_mine(task):
            import_string(task).enqueue()


def _is_mine(task: str) -> bool:
    """Whether this worker is the first of today; the database lets one through."""
    today = timezone.localdate()
    if DailyRun.objects.filter(task=task, begun_on__lt=today).update(begun_on=today):
        return True
    return DailyRun.objects.get_or_create(task=task, defaults={"begun_on": today})[1]


def seen() -> bool:
    """Whether any worker was heard of within two minutes."""
    return WorkerBeat.objects.filter(seen_at__gte=timezone.now() - SEEN).exists()


def forget_old() -> int:
    """Remove the signs of workers that ended long ago; how many."""
    return WorkerBeat.objects.filter(seen_at__lt=timezone.now() - FORGOTTEN).delete()[0]


class Heart(threading.Thread):
    """Beats beside the worker's loop, which a long print would keep from it. Ends with the process."""

    def __init__(self, worker: str) -> None:
        super().__init__(name="heart", daemon=True)
        self.worker = worker
        self.stopped = threading.Event()

    def run(self) -> None:
        """Beat until stopped; a database that is locked or away only skips a beat."""
        while not self.stopped.is_set():
            try:
                beat(self.worker)
            except (Error, OSError) as error:
                logger.warning("no sign of life could be written: %s", error)
            finally:
                connection.close()
            self.stopped.wait(EVERY_SECONDS)
