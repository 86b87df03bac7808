"""Remind people by e-mail of what was handed to them; run it once a day."""

from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand
from django.template.loader import render_to_string
from django.utils import timezone
from django.utils.translation import gettext as _

from assessments.domain import assignments
from ssr_portal.upkeep import outgoing


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
            context = {"person": person, "rows": rows, "site": settings.SITE_URL}
            body = render_to_string("assessments/mail/reminder.txt", context)
            outgoing.send.enqueue(_("Due soon: your parts of assessments"), body, person.email)
            assignments.reminded(tasks, today)
            sent += 1
        self.stdout.write(f"{sent} reminders sent")
