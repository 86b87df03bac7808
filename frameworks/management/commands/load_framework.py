"""Load the frameworks that the product ships, or those in the files named."""

from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError, CommandParser

from frameworks.domain import file_writer


class Command(BaseCommand):
    """Publishes each version once; loading again changes nothing."""

    help = "Load framework versions from YAML files; without a name, those in fixtures/."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("files", nargs="*", type=Path, help="framework files")

    def handle(self, *_args: Any, files: list[Path], **_options: Any) -> None:
        for path in files or sorted((settings.BASE_DIR / "fixtures").glob("*.yaml")):
            try:
                framework, new = file_writer.load(path)
            except (OSError, UnicodeDecodeError) as error:
                raise CommandError(f"{path.name}: {error}") from error
            except ValidationError as error:
                raise CommandError("\n".join([f"{path.name} was not loaded:", *error.messages])) from error
            self.stdout.write(f"{framework}: {'loaded' if new else 'there already, unchanged'}")
