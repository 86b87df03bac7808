"""A person's browser that judges each answer: its status, the words in it, and what it changed."""

import hashlib
import io
import json
import zipfile
from collections.abc import Container, Iterable, Iterator
from contextlib import contextmanager
from typing import Any
from urllib.parse import urlencode

from django.core.serializers.json import DjangoJSONEncoder
from django.db import connection, transaction
from django.db.models import F, Model
from django.http import HttpResponse

from assessments import models
from assessments.ownership import OWNED
from tests.access import rules
from tests.access.world import WORDS, World

AS_A_FORM = "application/x-www-form-urlencoded"  # as browsers send forms without files, and read in a tenth of the time
CHANGES = ("INSERT", "UPDATE", "DELETE")
# Figures that anybody's reading may keep, what somebody asks for of what they read, that somebody read it: no content of it.
NOT_OF_IT = (models.StoredFigures, models.Report, models.ShareSeen)


class Visitor:
    """One person; `faults` collects what should not have been, and `cells` counts what was tried."""

    def __init__(self, world: World, who: str) -> None:
        self.world, self.who, self.client = world, who, world.client(who)
        self.hidden = {word for word, secret in world.secrets.items() if not rules.may_see(world, who, secret)}
        self.names = _names(world, who)
        self.untouchable = [
            each for each in world.assessments() if rules.standing(world, who, each) in {"", "shared", "viewer"}
        ]
        self.before = {model: digest(model, self.untouchable) for model in TABLES}
        self.cells = 0
        self.faults: list[str] = []

    def visit(
        self,
        method: str,
        address: str,
        data: Any = None,
        *,
        may: Container[int] = range(500),
        follow: bool = False,
        foreign: int = 0,
    ) -> HttpResponse:
        """Send it, judge the answer (and the page that a stored post leads to), and take back what it changed.

        No table of assessments may be given the key `foreign`, and no row of it changed.
        """
        self.cells += 1
        with self._taken_back() as wrote:
            answer = self._sent(method, address, data)
            if answer.status_code not in may or answer.status_code >= 500:  # noqa: PLR2004
                self._fault(method, address, data, f"answers {answer.status_code}, not one of {may}")
            self._judge(method, address, data, answer)
            if follow and wrote and answer.status_code == 302:  # noqa: PLR2004
                self._judge("GET after POST", address, data, self.client.get(answer["Location"]))
            touched = [model for model in TABLES if any(model._meta.db_table in sql for sql, _params in wrote)]
            if any(digest(model, self.untouchable) != self.before[model] for model in touched):
                self._fault(method, address, data, "changes what this person may not change")
            if foreign and any(foreign in params for _sql, params in wrote):
                self._fault(method, address, data, f"writes the key {foreign} of another assessment")
            if mixed := list(mixed_rows(touched)):
                self._fault(method, address, data, f"ties rows of two assessments together: {mixed}")
        return answer

    def _sent(self, method: str, address: str, data: Any) -> HttpResponse:
        if method == "GET":
            return self.client.get(address, data)
        return self.client.post(address, urlencode(data or {}, doseq=True), content_type=AS_A_FORM)

    @contextmanager
    def _taken_back(self) -> Iterator[list[tuple[str, tuple]]]:
        """What is done within is undone; the statements that change tables of assessments are listed."""
        wrote: list[tuple[str, tuple]] = []

        def listen(execute: Any, sql: str, params: Any, *more: Any) -> Any:
            if sql.lstrip().startswith(CHANGES) and "assessments_" in sql:
                wrote.append((sql, tuple(params or ())))
            return execute(sql, params, *more)

        cookies = self.client.cookies.copy()
        saved = transaction.savepoint()
        with connection.execute_wrapper(listen):
            yield wrote
        connection.needs_rollback = False
        transaction.savepoint_rollback(saved)
        self.client.cookies.clear()
        self.client.cookies.update(cookies)

    def _judge(self, method: str, address: str, data: Any, answer: HttpResponse) -> None:
        content = _content(answer)
        sent = f"{address} {data}".encode()  # whoever sends a word knows it
        told = {word.lower() for word in {*WORDS.findall(content)} - {*WORDS.findall(sent)}} & self.hidden
        told |= {name for name in self.names if name in content and name not in sent}
        if told:
            rows = [self.world.secrets[each].row if each in self.world.secrets else each for each in sorted(told)]
            self._fault(method, address, data, f"tells {[repr(each)[:60] for each in rows[:5]]}")

    def _fault(self, method: str, address: str, data: Any, what: str) -> None:
        self.faults.append(f"{self.who}: {method} {address} {str(data)[:300]} {what}")


def _names(world: World, who: str) -> set[bytes]:
    """References and people of other donors, which nobody else learns; people's desk knows people."""
    found = set()
    for donor, both in world.donors.items():
        for each in both.values():
            if not rules.standing(world, who, each) and donor != world.of(who):
                found.add(each.reference.encode())
        if donor != world.of(who) and who not in {"people administrator", "superuser"}:
            there = {each.opened_by for each in both.values()}
            found |= {text.encode() for person in there for text in (person.name, person.email)}
    return found


def _content(answer: HttpResponse) -> bytes:
    body = b"".join(answer.streaming_content) if answer.streaming else answer.content
    if body.startswith(b"PK"):
        with zipfile.ZipFile(io.BytesIO(body)) as packed:
            body = b"".join(packed.read(name) for name in packed.namelist())
    return body + f"{answer.get('Location')} {answer.get('Content-Disposition')}".encode()


# The tables of assessments and of what they own, with the look-up that leads from a row to its assessment.
TABLES = {models.Assessment: "pk", **{owned.model: owned.path for owned in OWNED if owned.model not in NOT_OF_IT}}


def digest(model: type[Model], assessments: Iterable[models.Assessment]) -> str:
    """Of every column of every row of the table that is of these assessments."""
    rows = model.objects.filter(**{f"{TABLES[model]}__in": [each.pk for each in assessments]}).order_by("pk")
    return hashlib.sha256(json.dumps(list(rows.values_list()), cls=DjangoJSONEncoder).encode()).hexdigest()


def mixed_rows(among: Iterable[type[Model]]) -> Iterator[str]:
    """Rows of these tables that point at a row of another assessment."""
    for model in among:
        for each in model._meta.concrete_fields:
            there = f"{each.name}__{TABLES.get(each.related_model, '')}"
            if (
                each.related_model in TABLES
                and each.related_model is not models.Assessment
                and each.name != "copied_from"
            ):
                rows = model.objects.exclude(**{each.name: None}).exclude(**{there: F(TABLES[model])})
                if rows.exists():
                    yield f"{model.__name__}.{each.name}"
