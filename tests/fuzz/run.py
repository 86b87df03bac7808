"""`make fuzz`: every address and every form with hostile inputs, as everybody; counts on the screen.

Nothing may answer 500, be refused by the database alone, or lose what was typed: words of an accepted form are stored, those of
a refused one are in the answer. Every input is taken back before the next. Ends with 1 where a fault was found or an address or
form was never met, with 3 where the time ran out first, with 0 where neither is so.
"""

import argparse
import logging
import os
import sys
import time
from typing import Any

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tests.settings")

import django
from django.apps import apps

if not apps.ready:
    django.setup()

from django.core import mail
from django.db import connection, transaction
from django.test import override_settings
from django.test.runner import DiscoverRunner

from assessments.reports import pdf
from tests.fuzz import world
from tests.fuzz.browser import Browser, Tally
from tests.fuzz.tries import Tries, walk

FAULT, TOO_SLOW = 1, 3
MOST_TOLD = 20  # faults, or names of a list


def fuzz(inputs: int, seconds: float, seed: int = 13) -> Tally:
    """Try every form and address once, then on to so many distinct inputs, as far as the seconds allow.

    The world must be built; nothing stays in the database.
    """
    tally, until = Tally(), time.monotonic() + seconds
    with transaction.atomic(), override_settings(TASKS=world.NO_TASKS):
        browser = Browser(tally)
        try:
            found = walk(browser)
            tally.unmet, tally.shut = set(found.routes), set(found.routes)
            tries = Tries(seed, browser, found)
            for _done in tries.each_once(tally):
                if time.monotonic() > until:
                    break
            while len(tally.inputs) < inputs and time.monotonic() < until:
                tries.any()
        finally:
            browser.close()
        transaction.set_rollback(True)
    return tally


def told(tally: Tally) -> str:
    """The counts, in lines."""
    statuses = ", ".join(f"{status}: {n}" for status, n in sorted(tally.statuses.items()))
    words = ", ".join(f"{what}: {n}" for what, n in sorted(tally.words.items()))
    lines = [
        f"{connection.vendor}: {len(tally.inputs)} distinct inputs (address, field, value) in {tally.requests} requests",
        f"answers {statuses}",
        f"fields with words {words}",
        f"addresses not met: {_listed(tally.unmet)}",
        f"addresses that let nobody in: {_listed(tally.shut)}",
        f"forms not posted: {_listed(tally.unsent)}",
    ]
    return "\n".join(lines)


def _listed(names: set[str]) -> str:
    return f"{len(names)}: {', '.join(sorted(names)[:MOST_TOLD])}" if names else "none"


def verdict(tally: Tally, wanted: int) -> tuple[int, str]:
    """The exit code, and what it means."""
    missed = len(tally.unmet) + len(tally.unsent)
    enough = len(tally.inputs) >= wanted
    if tally.faults:
        return FAULT, f"{len(tally.faults)} FAULTS were found."
    if not enough:
        return (
            TOO_SLOW,
            f"No fault was found, but the time ran out before {wanted} inputs: {len(tally.inputs)} were tried.",
        )
    if missed:
        return FAULT, f"{missed} addresses or forms were never met."
    return 0, "No fault was found, and every address and form was met."


def not_printed(*_order: Any) -> None:
    """In the place of the press: what it prints is tried elsewhere, and takes seconds."""
    raise pdf.NotPrinted("not in the fuzz")


def main() -> int:
    """The whole run on the database that the settings name."""
    asked = argparse.ArgumentParser()
    asked.add_argument("--inputs", type=int, default=10_000)
    asked.add_argument("--seconds", type=float, default=290, help="for the inputs; the database is built before")
    asked.add_argument("--seed", type=int, default=13)
    given = asked.parse_args()
    logging.disable(logging.WARNING)
    pdf.print_apart = not_printed
    mail.outbox = []
    began = time.monotonic()
    runner = DiscoverRunner(verbosity=0, interactive=False)
    databases = runner.setup_databases()
    with transaction.atomic():
        world.build()
    built = time.monotonic()
    tally = fuzz(given.inputs, given.seconds, given.seed)
    for fault in tally.faults[:MOST_TOLD]:
        print(fault, "\n")
    code, meaning = verdict(tally, given.inputs)
    print(told(tally))
    print(f"in {time.monotonic() - built:.0f} seconds, after {built - began:.0f} for building the database\n{meaning}")
    runner.teardown_databases(databases)
    return code


if __name__ == "__main__":
    sys.exit(main())
