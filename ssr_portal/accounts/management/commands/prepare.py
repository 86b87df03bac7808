"""Everything between a checkout and a running application, safe to repeat."""

from typing import Any

from django.conf import settings
from django.core.management import call_command
from django.core.management.base import BaseCommand


class Command(BaseCommand):
    """Runs at every start and every deployment."""

    help = "Create or update database, cache table, static files, the shipped frameworks, kept figures and the queue."

    def handle(self, *_args: Any, **_options: Any) -> None:
        settings.DATA_DIR.mkdir(parents=True, exist_ok=True)
        call_command("migrate", verbosity=0)
        call_command("createcachetable", verbosity=0)
        call_command("load_framework", stdout=self.stdout)
        call_command("keep_figures", stdout=self.stdout)
        call_command("take_up_reports", stdout=self.stdout)
        call_command("collectstatic", interactive=False, verbosity=0)
