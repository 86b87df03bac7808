"""Prove that stored files and the database agree."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from assessments.domain import attachments


class Command(BaseCommand):
    """Reads every stored file and compares it with its record."""

    help = "Compare every stored evidence file with its record; ends with an error where one is missing or changed."

    def add_arguments(self, parser: CommandParser) -> None:
        """One choice."""
        parser.add_argument("--sweep", action="store_true", help="remove leftovers of uploads that were never saved")

    def handle(self, *_args: Any, **options: Any) -> None:
        """Tell each place where they disagree."""
        if options["sweep"]:
            self.stdout.write(f"{attachments.sweep()} leftovers removed")
        found = list(attachments.faults())
        for fault in found:
            self.stdout.write(f"{fault.what}: {fault.name}")
        bad = sum(not fault.leftover for fault in found)
        if bad:
            raise CommandError(f"{bad} files are missing or changed: restore them from the backup")
        self.stdout.write(f"{attachments.count()} files, all as recorded; {len(found)} leftovers")
