"""Removing what nobody needs any more."""

from typing import Any

from django.core.management.base import BaseCommand

from assessments import tasks


class Command(BaseCommand):
    """Safe to repeat; the background worker does the same once a day."""

    help = "Remove expired sessions, old generated files, leftovers of uploads and finished tasks."

    def handle(self, *_args: Any, **_options: Any) -> None:
        for what, count in tasks.purge.call().items():
            self.stdout.write(f"{count} {what} removed")
