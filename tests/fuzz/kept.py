"""What became of the words of a post: stored as the door leaves them, waiting for their person as unsaved, or on the page."""

import re
from collections.abc import Callable, Iterable
from datetime import date
from decimal import Decimal
from functools import cache
from typing import Any
from urllib.parse import parse_qsl

from django.apps import apps
from django.db import models
from django.http import HttpResponse
from django.utils.html import escape

from ssr_portal.accounts import given_back, once, unsent
from ssr_portal.accounts.models import SentForm
from ssr_portal.reference import crs
from ssr_portal.text.plain_text import clean, one_line
from ssr_portal.values import numbers, web_addresses
from tests.fuzz.forms import DAY, LINE, NUMBER, TEXT, Field

WRITES = re.compile(r'(?:INSERT INTO|UPDATE) "(\w+)"')
OURS = ("assessments", "frameworks", "ssr_portal", "django.contrib.auth")
REFUSES = {403, 404, 409}  # with a page of its own, which gives back words and no keys or numbers
REDIRECT, INVALID = 302, 422


class Writes:
    """Which tables a request wrote; one of the database's execute wrappers."""

    def __init__(self) -> None:
        self.tables: set[str] = set()

    def __call__(self, execute: Callable[..., Any], sql: str, params: Any, many: bool, context: Any) -> Any:  # noqa: FBT001 - Django's
        """Run the statement, and remember the table that it writes."""
        if found := WRITES.match(sql):
            self.tables.add(found[1])
        return execute(sql, params, many, context)


def lost(typed: Iterable[Field], answer: HttpResponse, tables: set[str]) -> list[tuple[Field, str]]:
    """Each field whose words are nowhere, with the reason; `typed` is as the server reads it, and `tables` what it wrote."""
    said = [field for field in typed if _meant(field)]
    if not said:
        return []
    left = _not_stored(said, tables) if answer.status_code < 400 or tables else said  # noqa: PLR2004
    if answer.status_code == REDIRECT:
        waiting = _waiting(answer)
        return [(field, "not stored") for field in left if field.value not in waiting]
    page = answer.content.decode("utf-8", "replace")
    return [(field, "neither stored nor given back") for field in left if not _shown(field, page, answer.status_code)]


def changed(untouched: Iterable[Field], tables: set[str]) -> list[tuple[Field, str]]:
    """Each field of an accepted form that was sent as its page showed it, and is not stored so any more.

    Only what has a column of its name in a table that was written: the others are no part of what was stored anew.
    """
    columns = {each.name for model in _written(tables) for each in model._meta.concrete_fields}
    said = [field for field in untouched if _meant(field) and _column(field) in columns]
    return [(field, "changed, though nobody touched it") for field in _not_stored(said, tables)]


def _meant(field: Field) -> list[Any]:
    """The values of which one has to be stored; none where the field holds no words."""
    if field.kind == TEXT:
        return [clean(field.value)] if clean(field.value) else []
    if field.kind == LINE:
        line = one_line(field.value)
        return [line, web_addresses.in_full(line), ", ".join(crs.codes_in(line))] if line else []
    if field.kind == DAY:
        return [field.value.strip()] if field.value.strip() else []
    return _numbers(field.value) if field.kind == NUMBER else []


def _numbers(text: str) -> list[Decimal]:
    try:
        return [numbers.read(text)]
    except numbers.Ambiguous as two:
        return [two.grouped, two.broken]
    except numbers.Unreadable:
        return []


def _not_stored(said: list[Field], tables: set[str]) -> list[Field]:
    written = _written(tables)
    texts = [field for field in said if field.kind in {LINE, TEXT}]
    words = {value for field in texts for value in (*_meant(field), *_rows(field))}
    found = _texts_among(words, written) if words else set()
    kept = [field for field in texts if found.intersection(_meant(field)) or found.issuperset(_rows(field))]
    return [field for field in said if field not in kept and (field in texts or not _has_value(field, written))]


def _rows(field: Field) -> list[str]:
    """Where a text is read line by line, as the levels of a scale are: its lines."""
    return [line for line in map(one_line, clean(field.value).split("\n")) if line]


def _written(tables: set[str]) -> list[type[models.Model]]:
    return [model for model in _keeping() if model._meta.db_table in tables]


def _column(field: Field) -> str:
    """The name without what a page sets before it to tell its blocks apart."""
    return field.name.rpartition("-")[2]


@cache
def _keeping() -> tuple[type[models.Model], ...]:
    """The tables that keep what people write: neither histories nor the answers of forms."""
    return tuple(
        model
        for model in apps.get_models()
        if model.__module__.startswith(OURS) and not model.__name__.startswith("Historical") and model is not SentForm
    )


def _texts_among(words: set[str], written: list[type[models.Model]]) -> set[str]:
    found: set[str] = set()
    for model in written:
        names = [f.name for f in model._meta.concrete_fields if isinstance(f, models.CharField | models.TextField)]
        named = models.Q()
        for name in names:
            named |= models.Q(**{f"{name}__in": words})
        if names:
            found.update(value for row in model._base_manager.filter(named).values_list(*names) for value in row)
    return found


def _has_value(field: Field, written: list[type[models.Model]]) -> bool:
    """Whether a column of the field's name has the number or the day; True where no table has such a column."""
    name = _column(field)
    having = [model for model in written if name in {each.name for each in model._meta.concrete_fields}]
    kept = {value for model in having for value in model._base_manager.values_list(name, flat=True)}
    kept = {each.isoformat() if isinstance(each, date) else each for each in kept}
    return not having or bool(kept.intersection(_meant(field)))


def _waiting(answer: HttpResponse) -> set[str]:
    held = answer.wsgi_request.session.get(unsent.KEY, {})
    return {value for _name, value in parse_qsl(held.get("typed", ""), keep_blank_values=True)}


def _shown(field: Field, page: str, status: int) -> bool:
    if escape(field.value) in page:
        return True
    words = given_back.WORDS.search(field.value) and not given_back.UNTYPED.match(field.name)
    return status in REFUSES and (field.name == once.FIELD or not words)
