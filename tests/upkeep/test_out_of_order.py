"""Trouble that passes is told from faults of ours, wherever in a request it strikes."""

import errno
import sqlite3
from types import SimpleNamespace

import pytest
from django.db import InterfaceError, InternalError, OperationalError, ProgrammingError, connection
from django.test import Client

from ssr_portal.http import out_of_order

pytestmark = pytest.mark.faults_in_the_log


def caused(error: Exception, **cause: object) -> Exception:
    error.__cause__ = type("Cause", (Exception,), cause)()
    return error


@pytest.mark.parametrize(
    "error",
    [
        *(caused(OperationalError(), sqlite_errorcode=code) for code in (5, 6, 8, 10, 13, 14, 5 | 2 << 8, 10 | 3 << 8)),
        caused(OperationalError("connection refused"), pgcode=None),
        caused(OperationalError("canceling statement due to lock timeout"), pgcode="55P03"),
        caused(InternalError("read-only transaction"), pgcode="25006"),
        InterfaceError("connection already closed"),
        OSError(errno.ENOSPC, "No space left on device"),
    ],
    ids=repr,
)
def test_trouble_that_passes(error: Exception) -> None:
    assert out_of_order.passes(error)


@pytest.mark.parametrize(
    "error",
    [
        caused(OperationalError("no such table: x"), sqlite_errorcode=sqlite3.SQLITE_ERROR),
        caused(InternalError("current transaction is aborted"), pgcode="25P02"),
        ProgrammingError("column does not exist"),
        OSError(errno.ENOENT, "No such file"),
        ValueError(),
        None,
    ],
    ids=repr,
)
def test_faults_of_ours(error: Exception | None) -> None:
    assert not out_of_order.passes(error)


@pytest.fixture
def anna(cast) -> Client:
    client = Client(raise_request_exception=False)
    client.force_login(cast.anna)
    return client


def locked(*_: object, **__: object) -> None:
    raise LOCKED


LOCKED = caused(OperationalError("database is locked"), sqlite_errorcode=sqlite3.SQLITE_BUSY)


@pytest.mark.parametrize(
    "place",
    [
        "django.contrib.sessions.backends.db.SessionStore.load",
        "django.contrib.auth.middleware.get_user",
        "assessments.views.dashboard.dashboard.page",
        "assessments.views.dashboard.render",
    ],
)
def test_wherever_it_strikes(anna, monkeypatch, place: str) -> None:
    monkeypatch.setattr(place, locked)
    answer = anna.get("/")
    assert (answer.status_code, answer["Retry-After"]) == (503, "30")
    assert "The portal cannot read its data at the moment" in answer.content.decode()
    assert "default-src 'none'" in answer["Content-Security-Policy"]


def test_fault_of_ours_is_not_called_trouble(anna, monkeypatch) -> None:
    monkeypatch.setattr("assessments.views.dashboard.dashboard.page", lambda *_, **__: 1 / 0)
    answer = anna.get("/")
    assert (answer.status_code, answer.headers.get("Retry-After")) == (500, None)


def test_what_was_typed_can_be_sent_again(anna, burundi, monkeypatch) -> None:
    path = f"/assessments/{burundi.reference}/risk/new/"
    typed = {"what": '\n<b>"Ten"</b>\n', "parts": ["one", "two"]}
    with monkeypatch.context() as patch:
        patch.setattr("assessments.domain.rules.require", locked)
        answer = anna.post(
            path, typed | {"likelihood": 1, "impact": 1, "mitigation": "x", "owner": "y", "audience": "internal"}
        )
    page = answer.content.decode()
    assert answer.status_code == 503
    assert f'<form method="post" action="{path}">' in page
    assert '<textarea name="what" hidden>\n\n&lt;b&gt;&quot;Ten&quot;&lt;/b&gt;\n</textarea>' in page
    assert [f'name="parts" hidden>\n{each}</textarea>' in page for each in typed["parts"]] == [True, True]


def test_script_gets_no_copy_of_what_it_keeps_itself(rf, monkeypatch) -> None:
    request = rf.post("/x", {"what": "typed"}, headers={"HX-Request": "true"})
    try:
        raise LOCKED
    except OperationalError:
        assert "typed" not in out_of_order.failed(request).content.decode()


def test_json_needs_no_probe_on_any_database(db, monkeypatch) -> None:
    """A probe that meets a lock would be remembered as "no JSON" for as long as the connection lives."""
    fresh = type(connection.features)(SimpleNamespace(alias="default", cursor=locked))
    assert fresh.supports_json_field
    assert fresh.has_json_object_function
