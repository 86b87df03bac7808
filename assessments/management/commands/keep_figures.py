"""Keep the figures of approved assessments that have none in today's form: after an upgrade, before the portfolio is opened."""

from typing import Any

from django.core.management.base import BaseCommand

from assessments.domain.stored_figures import store_missing


class Command(BaseCommand):
    """Derives what is missing and nothing else."""

    help = "Derive the figures of approved assessments that portfolios need and that are not kept yet."

    def handle(self, *_args: Any, **_options: Any) -> None:
        """Say how many there were."""
        self.stdout.write(f"{store_missing()} assessments: figures kept")
