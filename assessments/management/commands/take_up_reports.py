"""Queueing again what dead workers left."""

from typing import Any

from django.core.management.base import BaseCommand

from assessments.generation import tasks


class Command(BaseCommand):
    """Runs at every start; a worker does the same as long as it lives."""

    help = "Queue again the reports and bundles that a worker began and never finished."

    def handle(self, *_args: Any, **_options: Any) -> None:
        self.stdout.write(f"{tasks.requeue_lost()} taken up again")
