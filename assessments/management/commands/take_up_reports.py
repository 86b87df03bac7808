"""Queueing again what dead workers left."""

from typing import Any

from django.core.management.base import BaseCommand

from assessments import tasks


class Command(BaseCommand):
    """Runs at every start; pages do the same for what they show."""

    help = "Queue again the reports, papers and bundles that a worker began and never finished."

    def handle(self, *_args: Any, **_options: Any) -> None:
        self.stdout.write(f"{tasks.take_up_all()} taken up again")
