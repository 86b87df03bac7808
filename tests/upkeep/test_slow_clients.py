"""Slow clients are waited for without keeping others waiting, and what they sent is never taken for the whole."""

import socket
import time
from contextlib import ExitStack

import pytest

from tests.upkeep.conftest import Served

STALLED = b"POST /accounts/login/ HTTP/1.1\r\nHost: portal.example\r\nContent-Length: 1000\r\n\r\nlogin="
CHUNKED = b"POST /accounts/login/ HTTP/1.1\r\nHost: portal.example\r\nTransfer-Encoding: chunked\r\n\r\n"
HALF = b"GET /accounts/login/ HTTP/1.1\r\nHost: portal."


@pytest.fixture(scope="module")
def served(serve) -> Served:
    return serve(request_seconds=3)


def connected(served: Served, sent: bytes) -> socket.socket:
    client = socket.create_connection(("127.0.0.1", served.port), timeout=30)
    client.sendall(sent)
    return client


@pytest.mark.parametrize(
    "sent", [STALLED, CHUNKED + b"5\r\nab", HALF], ids=["half a body", "half a chunk", "half a header"]
)
def test_forty_stalled_requests_keep_nobody_waiting(served: Served, sent: bytes) -> None:
    with ExitStack() as stack:
        clients = [stack.enter_context(connected(served, sent)) for _ in range(40)]
        began = time.monotonic()
        assert [served.visitor().open(path)[0] for path in ("/healthz", "/accounts/login/") * 4] == [200] * 8
        assert time.monotonic() - began < 2.5  # before the first of them is sent away
        answers = [client.recv(100) for client in clients]
    assert {answer[:12] for answer in answers} == ({b""} if sent is HALF else {b"HTTP/1.1 408"})


def test_client_that_drips_is_sent_away(served: Served) -> None:
    with connected(served, STALLED) as client:
        began = time.monotonic()
        client.settimeout(0.2)
        answer = b""
        while not answer and time.monotonic() - began < 30:
            client.sendall(b"x")
            try:
                answer = client.recv(100)
            except TimeoutError:
                continue
    assert answer.startswith(b"HTTP/1.1 408")
    assert time.monotonic() - began < 10


def test_client_that_never_fetches_its_answer_keeps_no_working_thread(served: Served) -> None:
    asked = b"GET /static/vendor/bootstrap-5.3.9.min.css HTTP/1.1\r\nHost: portal.example\r\n\r\n" * 20
    with ExitStack() as stack:
        for _ in range(40):
            stack.enter_context(connected(served, asked))
        assert [served.visitor().open("/accounts/login/")[0] for _ in range(4)] == [200] * 4


def test_more_than_the_portal_takes_is_refused_before_it_is_sent(served: Served) -> None:
    asked = STALLED.replace(b"Content-Length: 1000", b"Content-Length: 999999999")
    with connected(served, asked) as client:
        assert client.recv(100).startswith(b"HTTP/1.1 413")


@pytest.mark.parametrize(
    "sent",
    [
        CHUNKED + b"5\r\nab",
        CHUNKED + b"zz\r\n",
        CHUNKED + b"FFFFFFF\r\nab",
        b"GET /healthz HTTP/1.1\r\nHost: portal.example\r\nConnection: close\r\n\r\n",
    ],
    ids=["half a chunk", "no chunk", "half a huge chunk", "whole, and does not hang up"],
)
def test_clients_that_do_not_hang_up_keep_nobody_waiting(served: Served, sent: bytes) -> None:
    with ExitStack() as stack:
        for client in [stack.enter_context(connected(served, sent)) for _ in range(60)]:
            client.recv(100)  # its answer is there, and it stays
            began = time.monotonic()
            assert served.visitor().open("/healthz")[0] == 200
            assert time.monotonic() - began < 3
    assert "WORKER TIMEOUT" not in (served.folder / "log").read_text()


def test_a_form_in_chunks_is_read_as_one_with_a_length(served: Served) -> None:
    page = served.visitor().open("/accounts/login/")[1]
    token = served.visitor().token(page).encode()
    form = b"csrfmiddlewaretoken=" + token + b"&login=nobody%40nl.example&password=x"
    cookie = CHUNKED.replace(b"Transfer", b"Cookie: csrf=" + token[:32] + b"\r\nTransfer")
    chunks = b"".join(b"1\r\n" + bytes([each]) + b"\r\n" for each in form) + b"0\r\n\r\n"
    with connected(served, cookie + chunks) as client:
        answered = client.recv(200)
    lengthy = cookie.replace(b"Transfer-Encoding: chunked", b"Content-Length: %d" % len(form)) + form
    with connected(served, lengthy) as client:
        assert client.recv(200)[:15] == answered[:15]


def test_more_chunks_than_the_portal_takes_are_refused(served: Served) -> None:
    with connected(served, CHUNKED) as client:
        client.settimeout(30)
        chunk = b"100000\r\n" + b"x" * 2**20 + b"\r\n"
        try:
            for _ in range(102):
                client.sendall(chunk)
        except OSError:
            pass
        assert client.recv(100).startswith(b"HTTP/1.1 413")
