"""Write a framework version as the YAML file that `load_framework` reads."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from frameworks import models
from frameworks.domain import file_writer


class Command(BaseCommand):
    """Prints the file."""

    help = "Print a framework version as YAML: export_framework oecd-ssr 1 > fixtures/oecd-ssr-v1.yaml"

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("code")
        parser.add_argument("version", type=int)

    def handle(self, *_args: Any, code: str, version: int, **_options: Any) -> None:
        framework = models.Framework.objects.filter(code=code, version=version).first()
        if framework is None:
            raise CommandError(f"There is no version {version} of a framework {code!r}.")
        self.stdout.write(file_writer.as_yaml(framework), ending="")
