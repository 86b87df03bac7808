#!/usr/bin/env python
"""Django's command line for SSR Portal."""

import os
import sys


def main() -> None:
    """Run the named command under the project's settings."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "ssr_portal.settings")
    from django.core.management import execute_from_command_line  # noqa: PLC0415 - after the settings are named

    execute_from_command_line(sys.argv)


if __name__ == "__main__":
    main()
