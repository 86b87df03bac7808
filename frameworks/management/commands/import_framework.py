"""Begin a draft from a framework file."""

from pathlib import Path
from typing import Any

from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError, CommandParser

from frameworks.domain import drafting, file_reader, file_writer


class Command(BaseCommand):
    """All faults at once, each with its line; all or nothing."""

    help = (
        "Store the version in a YAML file as a draft: import_framework mine.yaml. With --check, only look for faults."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("file", type=Path)
        parser.add_argument("--check", action="store_true", help="tell the faults and store nothing")

    def handle(self, *_args: Any, file: Path, check: bool, **_options: Any) -> None:
        try:
            with file.open("rb") as opened:
                text = file_reader.decoded(opened.read(file_reader.MOST_BYTES + 1))
            if check:
                file_writer.checked(text)
                self.stdout.write(f"{file.name}: no fault")
                return
            draft = drafting.import_draft(text, name=file.name)
        except OSError as error:
            raise CommandError(str(error)) from error
        except ValidationError as error:
            raise CommandError("\n".join([f"{file.name} was not imported:", *error.messages])) from error
        self.stdout.write(f"{draft} was started as a draft.")
