"""Remind people by e-mail of what was handed to them; run it once a day."""

from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand
from django.utils import timezone

from assessments.domain import assignments
from ssr_portal.accounts import mails


class Command(BaseCommand):
    """One e-mail a person and day, with everything that is due within three days or late."""

    help = (
        "Remind people by e-mail of parts and programmes that are due within three days or late. Once a day is enough."
    )

    def handle(self, *_args: Any, **_options: Any) -> None:
        """Write to each person; the worker sends it."""
        today, sent = timezone.localdate(), 0
        for person, tasks in assignments.to_remind(today).items():
            rows = [(task, task.is_late(today)) for task in tasks]
            mails.send("assessments/mail/reminder", {"person": person, "rows": rows, "site": settings.SITE_URL}, person)
            assignments.reminded(tasks, today)
            sent += 1
        self.stdout.write(f"{sent} reminders sent")
