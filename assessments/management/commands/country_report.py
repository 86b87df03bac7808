"""The country report from the shell."""

from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from assessments import models
from assessments.reports import pdf, printing
from assessments.reports.outline import Outline


class Command(BaseCommand):
    """Writes the stored PDF of an approved assessment, or prints the present state of another."""

    help = "Write an assessment's report: country_report NL-BI-2011 --output burundi.pdf; --list names the references."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("reference", nargs="?")
        parser.add_argument("--output", type=Path, help="the PDF file to write")
        parser.add_argument("--list", action="store_true", help="list references, states and countries")

    def handle(self, *_args: Any, reference: str | None, output: Path | None, **options: Any) -> None:
        if options["list"]:
            for each in models.Assessment.objects.order_by("reference"):
                state = each.marked(each.get_state_display())
                self.stdout.write(f"{each.reference}\t{state}\t{each.country_name}\t{each.period}")
            return
        if not reference or output is None:
            raise CommandError("Name a reference and --output FILE.pdf, or --list.")
        assessment = models.Assessment.objects.named(reference).with_cover().first()
        if assessment is None:
            raise CommandError(f"No assessment {reference!r}; --list names them.")
        content = self._content(assessment)
        try:
            output.write_bytes(content)
        except OSError as error:
            raise CommandError(f"{output}: {error.strerror}") from error
        self.stdout.write(f"{output}: {len(content):,} bytes")

    def _content(self, assessment: models.Assessment) -> bytes:
        final = assessment.reports.filter(final=True, outline="", state=models.Report.State.READY).first()
        if final is not None:
            with final.file.open("rb") as stored:
                kept: bytes = stored.read()
                return kept
        try:
            return pdf.print_apart(printing.print_job_of(assessment, Outline())).content
        except pdf.NotPrinted as error:
            raise CommandError(str(error)) from error
