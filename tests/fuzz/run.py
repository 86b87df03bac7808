"""`make fuzz`: every address and every form with hostile inputs, as everybody; counts on the screen, and a fault ends it with 1.

Nothing may answer 500, be refused by the database alone, or lose what was typed: words of an accepted form are stored, those of
a refused one are in the answer. Every input is taken back before the next.
"""

import argparse
import logging
import os
import random
import sys
import time
import traceback
from collections import Counter
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import quote_from_bytes, urlsplit

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tests.settings")

import django
from django.apps import apps

if not apps.ready:
    django.setup()

from django.conf import settings
from django.core import mail
from django.core.signals import got_request_exception
from django.db import connection, models, transaction
from django.http import HttpResponse
from django.test import Client, override_settings
from django.test.runner import DiscoverRunner
from django.test.utils import setup_test_environment
from django.urls import is_valid_path, resolve

from assessments.reports import pdf
from ssr_portal.accounts import once
from tests.fuzz import hostile, world
from tests.fuzz.forms import Form, Forms

URLENCODED = "application/x-www-form-urlencoded"
# What pages and the desk read from a query.
ODD = "pk__in id__exact organisations__id__exact _popup _to_field _changelist_filters term app_label model_name field_name next"
OWN = "page show open with version one other order q p o e all framework part field by donor from to kind goal programme code"
QUERIES = f"{ODD} {OWN} fingerprint".split()  # noqa: SIM905 - two lines instead of forty
# Forms whose words are a question and are stored nowhere: a copy to be checked, a search, a password.
ASKS = ("/check/", "/accounts/", "/papers/", "password")


@dataclass
class Tally:
    """What was tried, and what came of it."""

    inputs: set[int] = field(default_factory=set)
    addresses: set[str] = field(default_factory=set)
    statuses: Counter = field(default_factory=Counter)
    kept: Counter = field(default_factory=Counter)
    faults: list[str] = field(default_factory=list)

    def told(self) -> str:
        """The counts in lines."""
        statuses = ", ".join(f"{status}: {n}" for status, n in sorted(self.statuses.items()))
        kept = ", ".join(f"{what}: {n}" for what, n in sorted(self.kept.items()))
        return (
            f"{connection.vendor}: {len(self.inputs)} distinct inputs at {len(self.addresses)} addresses\n"
            f"statuses {statuses}\nwords {kept}\nfaults {len(self.faults)}"
        )


class Listener(logging.Handler):
    """Hears what only the database refused."""

    def __init__(self) -> None:
        super().__init__()
        self.heard: list[str] = []

    def emit(self, record: logging.LogRecord) -> None:
        self.heard.append(f"{record.getMessage()}\n{traceback.format_exc()}")


class Fuzz:
    """Sends inputs and looks at the answers; the same `seed` sends the same."""

    def __init__(self, seed: int) -> None:
        self.chance = random.Random(seed)  # noqa: S311
        self.tally = Tally()
        self.routes, self.pools = world.routes(), world.pools()
        self.people = world.visitors()
        self.cookies = {name: dict(client.cookies.items()) for name, client in self.people.items()}
        self.known: list[tuple[str, Form]] = []
        self.pages: list[tuple[str, str]] = []
        self.raised: list[str] = []
        self.listener = Listener()
        got_request_exception.connect(self._raised)
        logging.getLogger("ssr_portal.accounts.given_back").addHandler(self.listener)

    def _raised(self, **_signal: Any) -> None:
        self.raised.append(traceback.format_exc())

    def walk(self, until: float) -> None:
        """Find the forms: as everybody, follow the links from the first pages, twice to each route and kind of record."""
        ways = [(who, start) for who in self.people for start in ("/", f"/{settings.ADMIN_PATH}")]
        been: Counter = Counter()
        while ways and time.monotonic() < until:
            who, address = ways.pop(0)
            path = urlsplit(address)
            if path.netloc or path.scheme or not is_valid_path(path.path):
                continue
            match = resolve(path.path)
            kind = (who, match.route, match.kwargs.get("noun"), match.kwargs.get("name"))
            been[kind] += 1
            if been[kind] > 2 or not self._opens(who, path._replace(fragment="").geturl(), ways):  # noqa: PLR2004
                continue
            self.pages.append((who, address.partition("#")[0]))

    def _opens(self, who: str, address: str, ways: list[tuple[str, str]]) -> bool:
        answer = self.send(who, "GET", address)
        if answer.status_code != 200 or "html" not in answer.get("Content-Type", ""):  # noqa: PLR2004
            return False
        page = Forms(answer.content.decode(), address)
        ways += [(who, link) for link in page.links]
        self.known += [(who, form) for form in page.found if "logout" not in form.action]
        return True

    def address(self, route: str, hostility: float) -> str:
        """A route with its arguments filled in."""

        def given(match: Any) -> str:
            if self.chance.random() < hostility:
                return self.chance.choice([*hostile.PATHS, _quoted(hostile.value(self.chance))[:3000]])
            return self.chance.choice(self.pools[match[1]] or ["1"])

        return "/" + world.ARGUMENT.sub(given, route).replace("^", "").replace("$", "")

    def send(self, who: str, method: str, address: str, body: bytes = b"", kind: str = URLENCODED) -> HttpResponse:
        """One input: sent, counted, judged."""
        client: Client = self.people[who]
        path, _mark, query = address.partition("?")
        answer = client.generic(method, path, body, content_type=kind, QUERY_STRING=query)
        if answer.streaming:
            answer.close()
        client.cookies.clear()
        client.cookies.update(self.cookies[who])
        self.tally.inputs.add(hash((who, method, address, body)))
        self.tally.addresses.add(path)
        self.tally.statuses[answer.status_code] += 1
        if answer.status_code >= 500 or self.listener.heard:  # noqa: PLR2004
            why = "\n".join([*self.raised, *self.listener.heard])[-1500:]
            self.tally.faults.append(f"{answer.status_code} {who} {method} {address[:300]} {body[:600]!r}\n{why}")
        self.raised.clear()
        self.listener.heard.clear()
        return answer

    def one(self) -> None:
        """One input of some kind."""
        draw = self.chance.random()
        who = self.chance.choice(list(self.people))
        if draw < 0.35:  # noqa: PLR2004
            self.post_a_form()
        elif draw < 0.8:  # noqa: PLR2004
            self.send(who, "GET", self.address(self.chance.choice(self.routes), hostility=0.6) + self.query())
        elif draw < 0.87:  # noqa: PLR2004
            who, address = self.chance.choice(self.pages)
            odd = _quoted(hostile.value(self.chance)[:99])
            self.send(who, "GET", address.partition("?")[0] + (self.query() or f"?page={odd}"))
        else:
            self.post_anything(who)

    def query(self) -> str:
        """Some query, or none."""
        pairs = [
            f"{self.chance.choice(QUERIES)}={_quoted(hostile.value(self.chance)[:2000])}"
            for _number in range(self.chance.randrange(3))
        ]
        return "?" + "&".join(pairs) if pairs else ""

    def post_anything(self, who: str) -> None:
        """Fields of any forms, to any address."""
        names = [name for _who, form in self.chance.sample(self.known, 3) for name, _value in form.fields]
        chosen = self.chance.sample(names, min(len(names), self.chance.randrange(1, 8)))
        pairs = [(name, hostile.value(self.chance)[:3000]) for name in chosen if name != once.FIELD]
        method = self.chance.choice(["POST", "POST", "POST", "PUT", "DELETE", "PATCH", "OPTIONS", "HEAD"])
        self.send(who, method, self.address(self.chance.choice(self.routes), hostility=0.2), _encoded(pairs))

    def post_a_form(self) -> None:
        """A form as its page showed it, with a few fields changed, and words of which we know where they are to be afterwards."""
        who, form = self.chance.choice(self.known)
        words = f"Fuzzed words {len(self.tally.inputs)} of {self.chance.randrange(10**9)}"
        fields = list(form.fields)
        place = self.chance.choice(form.typed) if form.typed else ""
        for _turn in range(self.chance.randrange(4)):
            self._spoil(fields, besides={place, once.FIELD})
        fields = [(name, words if name == place else value) for name, value in fields]
        if form.files and self.chance.random() < 0.2:  # noqa: PLR2004
            answer = self._with_a_file(who, form, fields)
        else:
            answer = self.send(who, "POST", form.action, _encoded(fields))
        if place and not any(ask in form.action for ask in ASKS):
            self._judge(who, form, words, answer)

    def _spoil(self, fields: list[tuple[str, str]], besides: set[str]) -> None:
        free = [number for number, (name, _value) in enumerate(fields) if name not in besides]
        if not free:
            return
        number = self.chance.choice(free)
        how = self.chance.random()
        if how < 0.15:  # noqa: PLR2004
            del fields[number]
        elif how < 0.3:  # noqa: PLR2004
            fields.append((fields[number][0], hostile.value(self.chance)))
        else:
            fields[number] = (fields[number][0], hostile.value(self.chance))

    def _with_a_file(self, who: str, form: Form, fields: list[tuple[str, str]]) -> HttpResponse:
        name = self.chance.choice(
            ["a.pdf", "x" * 200 + ".txt", "ü\u202e.docx", "..", ".", "a/b", "name.exe", "n\u2028.csv", ""]
        )
        content = self.chance.randbytes(self.chance.choice([0, 200]))
        parts = [(f'name="{name}"', value.encode("utf-8", "surrogatepass")) for name, value in fields]
        parts.append((f'name="{self.chance.choice(form.files)}"; filename="{name}"', content))
        lines = [
            b"--fuzz\r\nContent-Disposition: form-data; " + head.encode() + b"\r\n\r\n" + body for head, body in parts
        ]
        return self.send(
            who, "POST", form.action, b"\r\n".join([*lines, b"--fuzz--\r\n"]), "multipart/form-data; boundary=fuzz"
        )

    def _judge(self, who: str, form: Form, words: str, answer: HttpResponse) -> None:
        accepted = answer.status_code == 302  # noqa: PLR2004
        there = stored(words) if accepted else words in answer.content.decode("utf-8", "replace")
        what = "stored" if accepted else "given back"
        self.tally.kept[what if there else f"not {what}"] += 1
        if not there and answer.status_code not in {405, 413, 400}:
            where = f"{answer.status_code} {who} {form.action}"
            self.tally.faults.append(f"words lost: {where}: not {what} ({answer.get('Location')})")


def _quoted(text: str) -> str:
    return quote_from_bytes(text.encode("utf-8", "surrogatepass"))


def _encoded(pairs: list[tuple[str, str]]) -> bytes:
    return "&".join(f"{_quoted(name)}={_quoted(value)}" for name, value in pairs).encode()


def stored(words: str) -> bool:
    """Whether the words are in any text of any table, or wait for their person as unsaved."""
    for model in apps.get_models():
        if not model.__module__.startswith(("assessments", "frameworks", "ssr_portal", "django.contrib.auth")):
            continue
        texts = [f.name for f in model._meta.concrete_fields if isinstance(f, models.CharField | models.TextField)]
        named = models.Q()
        for name in texts:
            named |= models.Q(**{f"{name}__contains": words})
        if texts and model._base_manager.filter(named).exists():
            return True
    return False


def fuzz(inputs: int, seconds: float, seed: int = 13) -> Tally:
    """Send so many distinct inputs, or as many as the seconds allow; the database is as before afterwards."""
    quiet = {"default": {"BACKEND": "django_tasks.backends.dummy.DummyBackend"}}
    with transaction.atomic(), override_settings(TASKS=quiet):
        world.build()
        run, started = Fuzz(seed), time.monotonic()
        run.walk(until=started + seconds / 3)
        while len(run.tally.inputs) < inputs and time.monotonic() - started < seconds:
            saved = transaction.savepoint()
            run.one()
            connection.needs_rollback = False
            transaction.savepoint_rollback(saved)
            mail.outbox.clear()
        transaction.set_rollback(True)
    return run.tally


def not_printed(*_order: Any) -> None:
    """In the place of the press: what it prints is tried elsewhere, and takes seconds."""
    raise pdf.NotPrinted("not in the fuzz")


def main() -> int:
    """The whole run on the database that the settings name."""
    asked = argparse.ArgumentParser()
    asked.add_argument("--inputs", type=int, default=10_000)
    asked.add_argument("--seconds", type=float, default=270)
    asked.add_argument("--seed", type=int, default=13)
    given = asked.parse_args()
    setup_test_environment()
    logging.disable(logging.WARNING)
    pdf.print_apart = not_printed
    runner = DiscoverRunner(verbosity=0, interactive=False)
    databases = runner.setup_databases()
    began = time.monotonic()
    tally = fuzz(given.inputs, given.seconds, given.seed)
    for fault in tally.faults[:20]:
        print(fault, "\n")
    print(tally.told(), f"\nin {time.monotonic() - began:.0f} seconds", settings.DATABASES["default"]["ENGINE"])
    runner.teardown_databases(databases)
    return 1 if tally.faults or len(tally.inputs) < given.inputs else 0


if __name__ == "__main__":
    sys.exit(main())
