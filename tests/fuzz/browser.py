"""Sends requests as everybody, takes back what they did, counts them, and notes the faults that each answer shows."""

import logging
import traceback
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import quote_from_bytes

from django.core import mail
from django.core.signals import got_request_exception
from django.db import connection, transaction
from django.http import HttpResponse
from django.test import Client

from tests.fuzz import kept, world
from tests.fuzz.forms import Field

URLENCODED = "application/x-www-form-urlencoded"
REFUSED = 400
Inputs = Iterable[tuple[str, str]]


@dataclass
class Tally:
    """What was sent, and what came of it."""

    requests: int = 0
    inputs: set[tuple[str, str, int]] = field(default_factory=set)  # address as the resolver names it, field, value
    unmet: set[str] = field(default_factory=set)  # addresses of the resolver that no hostile input reached
    shut: set[str] = field(default_factory=set)  # addresses that have let nobody in
    unsent: set[str] = field(default_factory=set)  # forms that were found and not posted
    statuses: Counter = field(default_factory=Counter)
    words: Counter = field(default_factory=Counter)
    faults: list[str] = field(default_factory=list)

    def met(self, route: str, status: int) -> None:
        """An input reached the address."""
        self.unmet.discard(route)
        if status < REFUSED or status == kept.INVALID:
            self.shut.discard(route)


@dataclass(frozen=True)
class Sent:
    """One request; `inputs` are the hostile values that it carries, by field."""

    who: str
    method: str
    address: str
    route: str = ""
    inputs: tuple[tuple[str, str], ...] = ()
    body: bytes = b""
    kind: str = URLENCODED
    headers: dict[str, str] = field(default_factory=dict)
    checks_csrf: bool = False


class Listener(logging.Handler):
    """Hears what only the database refused."""

    def __init__(self) -> None:
        super().__init__()
        self.heard: list[str] = []

    def emit(self, record: logging.LogRecord) -> None:
        self.heard.append(f"{record.getMessage()}\n{traceback.format_exc()}")


class Browser:
    """A browser for each person."""

    def __init__(self, tally: Tally) -> None:
        self.tally = tally
        self.people = world.visitors()
        self.writes = kept.Writes()
        self._cookies = {name: dict(client.cookies.items()) for name, client in self.people.items()}
        self._raised: list[str] = []
        self._listener = Listener()
        got_request_exception.connect(self._note)
        logging.getLogger("ssr_portal.accounts.given_back").addHandler(self._listener)

    def close(self) -> None:
        """Listen no longer."""
        got_request_exception.disconnect(self._note)
        logging.getLogger("ssr_portal.accounts.given_back").removeHandler(self._listener)

    def _note(self, **_signal: Any) -> None:
        self._raised.append(traceback.format_exc())

    def send(self, sent: Sent, typed: Iterable[Field] = (), untouched: Iterable[Field] = ()) -> HttpResponse:
        """Send it, look what became of the words `typed` and of those left `untouched`, and take everything back."""
        saved = transaction.savepoint()
        self.writes.tables.clear()
        with connection.execute_wrapper(self.writes):
            answer = self._answer(sent)
        self._count(sent, answer)
        if not self._broke(sent, answer):
            self._judge(sent, answer, list(typed), untouched)
        connection.needs_rollback = False
        transaction.savepoint_rollback(saved)
        mail.outbox.clear()
        return answer

    def _answer(self, sent: Sent) -> HttpResponse:
        client: Client = self.people[sent.who]
        path, _mark, query = sent.address.partition("?")
        client.handler.enforce_csrf_checks = sent.checks_csrf
        answer = client.generic(
            sent.method, path, sent.body, content_type=sent.kind, QUERY_STRING=query, headers=sent.headers
        )
        if answer.streaming:
            answer.close()
        client.cookies.clear()
        client.cookies.update(self._cookies[sent.who])
        return answer

    def _count(self, sent: Sent, answer: HttpResponse) -> None:
        self.tally.requests += 1
        self.tally.statuses[answer.status_code] += 1
        self.tally.inputs.update((sent.route, name, hash(value)) for name, value in sent.inputs)
        match = answer.wsgi_request.resolver_match
        if match is not None and sent.inputs:
            self.tally.met(match.route, answer.status_code)

    def _broke(self, sent: Sent, answer: HttpResponse) -> bool:
        broken = answer.status_code >= 500 or bool(self._listener.heard)  # noqa: PLR2004
        if broken:
            why = "\n".join([*self._raised, *self._listener.heard])[-1800:]
            self.tally.faults.append(f"{told(sent, answer)}\n{why}")
        self._raised.clear()
        self._listener.heard.clear()
        return broken

    def _judge(self, sent: Sent, answer: HttpResponse, typed: list[Field], untouched: Iterable[Field]) -> None:
        if not typed or ("HX-Request" in sent.headers and answer.status_code >= REFUSED):
            return  # what a script sent and was refused is still in its page
        lost = kept.lost(typed, answer, self.writes.tables)
        accepted = answer.status_code == kept.REDIRECT
        self.tally.words["stored" if accepted else "given back or stored"] += len(typed) - len(lost)
        if accepted and len(lost) < len(typed):
            others = list(untouched)
            lost += kept.changed(others, self.writes.tables)
            self.tally.words["untouched"] += len(others)
        for each, why in lost:
            self.tally.words["lost"] += 1
            self.tally.faults.append(f"words lost: {each.name}={each.value[:200]!r} {why}: {told(sent, answer)}")


def told(sent: Sent, answer: HttpResponse) -> str:
    """A request and its answer, in a line."""
    carried = [(name, value[:200]) for name, value in sent.inputs]
    headers = f" {sent.headers}" if sent.headers else ""
    where = f" to {answer['Location']}" if answer.has_header("Location") else ""
    return f"{answer.status_code}{where} {sent.who} {sent.method} {sent.address[:300]} {sent.kind}{headers} {carried}"


def quoted(text: str) -> str:
    """As it stands in an address."""
    return quote_from_bytes(text.encode("utf-8", "surrogatepass"))


def encoded(pairs: Inputs) -> str:
    """As a query, or as the body of a form."""
    return "&".join(f"{quoted(name)}={quoted(value)}" for name, value in pairs)


def read(text: str) -> str:
    """What the server reads of it: half of a pair of surrogates is no letter in UTF-8."""
    return text.encode("utf-8", "surrogatepass").decode("utf-8", "replace")
