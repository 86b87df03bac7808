"""A database that is locked for longer than pages wait: clear words meanwhile, right answers afterwards without a restart."""

import sqlite3
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager

import pytest

from ssr_portal.upkeep.health import REMEMBERED_SECONDS
from tests.upkeep.conftest import Served, Visitor

SCORING = "/assessments/NL-BI-2014/score/governance/"
RISK = "/assessments/NL-BI-2014/risk/new/"
AT_ONCE = 40  # more than working threads, two processes of eight


@pytest.fixture(scope="module")
def served(serve) -> Served:
    return serve(DATABASE_WAIT_SECONDS="1")


@pytest.fixture(scope="module")
def anna(served: Served) -> Visitor:
    anna = served.visitor()
    anna.sign_in("anna@nl.example")
    return anna


@contextmanager
def locked(served: Served, how: str) -> Iterator[None]:
    holder = sqlite3.connect(served.database, isolation_level=None)
    holder.execute(f"BEGIN {how}")
    try:
        yield
    finally:
        holder.execute("ROLLBACK")
        holder.close()


def asked_at_once(anna: Visitor, path: str, data: dict[str, str] | None = None) -> set[int]:
    with ThreadPoolExecutor(AT_ONCE) as crowd:
        return set(crowd.map(lambda _: anna.open(path, data)[0], range(AT_ONCE)))


def test_pages_that_read_are_answered_while_another_writes(served: Served, anna: Visitor) -> None:
    with locked(served, "IMMEDIATE"):
        assert asked_at_once(anna, SCORING) == {200}
        assert served.visitor().open("/healthz")[0] == 200
        assert '"database": "locked, or cannot be written"' in served.visitor().open("/readyz")[1]
    assert asked_at_once(anna, SCORING) == {200}
    time.sleep(REMEMBERED_SECONDS)
    assert '"database": "ok", "disk": "ok", "migrations": "ok"' in served.visitor().open("/readyz", host="10.0.0.1")[1]


def test_saving_is_refused_in_words_with_what_was_typed_and_works_afterwards(served: Served, anna: Visitor) -> None:
    page = anna.open(RISK)[1]
    typed = {"csrfmiddlewaretoken": anna.token(page), "what": "Ten <stations> & more", "likelihood": "2", "impact": "3"}
    typed |= {"audience": "internal", "mitigation": "Patrols", "owner": "Anna"}
    with locked(served, "IMMEDIATE"):
        status, page = anna.open(RISK, typed)
        assert status == 503
        assert "What you sent has not been stored" in page
        assert "Ten &lt;stations&gt; &amp; more</textarea>" in page
        assert "What you typed is kept on this page" in page
        assert asked_at_once(anna, RISK, typed) == {503}
    status, page = anna.open(RISK, typed)  # followed to the list of risks
    assert (status, "Ten &lt;stations&gt; &amp; more" in page) == (200, True)
    assert asked_at_once(anna, SCORING) == {200}


def test_passwords_are_not_written_into_the_page(served: Served) -> None:
    someone = served.visitor()
    page = someone.open("/accounts/login/")[1]
    data = {"csrfmiddlewaretoken": someone.token(page), "login": "anna@nl.example", "password": "secret-word"}
    with locked(served, "IMMEDIATE"):
        status, page = someone.open("/accounts/login/", data)
    assert status == 503
    assert "secret-word" not in page


def test_nothing_can_even_be_read(served: Served, anna: Visitor) -> None:
    with locked(served, "EXCLUSIVE") as _, sqlite3.connect(served.database) as other:
        journal = other.execute("PRAGMA journal_mode").fetchone()[0]
        status, page = anna.open(SCORING)
        assert status == (200 if journal == "wal" else 503)  # a write-ahead log lets readers through
    assert asked_at_once(anna, SCORING) == {200}


def test_log_has_a_line_and_no_traceback(served: Served) -> None:
    log = (served.folder / "log").read_text()
    assert "could not be answered: database is locked" in log
    assert "Traceback" not in log
