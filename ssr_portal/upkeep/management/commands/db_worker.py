"""The background worker of django-tasks-db, with a heart."""

from typing import Any

from django_tasks_db.management.commands import db_worker

from ssr_portal.upkeep.beat import Heart


class Command(db_worker.Command):
    """Takes the same arguments; gives a sign of life every 20 seconds and starts what is due once a day."""

    def handle(self, *args: Any, **options: Any) -> None:
        heart = Heart(options["worker_id"])
        heart.start()
        try:
            super().handle(*args, **options)
        finally:
            heart.stopped.set()
