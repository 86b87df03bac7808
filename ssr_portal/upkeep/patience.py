"""Patience with slow clients, so that they do not take the portal from others (docs/operator.md, "In front of it").

Gunicorn's thread worker reads a request in the thread that answers it: as many stalled clients as there are threads, and nobody
is answered. Here many threads wait for clients and few work: a request reaches Django once it is there as a whole, a client that
is too slow is sent away, and one that does not fetch its answer keeps no working thread.
"""

import socket
import tempfile
import threading
import time
from collections.abc import Callable, Iterable
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from typing import IO, Any

from gunicorn import util
from gunicorn.http.errors import NoMoreData
from gunicorn.workers import gthread
from gunicorn.workers.gthread import TConn, ThreadWorker

STEP = 64 * 1024  # bytes
SMALL = 1024**2  # bytes: kept in memory, and never refused for want of room
LINGER_SECONDS = 2.0  # that a client has to read its answer to a request of which it is still sending
LIVENESS = "/healthz"
CHUNKED = "HTTP_TRANSFER_ENCODING"
TOO_MUCH = "413 Content Too Large", "This is more than the portal takes in one go."
NO_ROOM = "503 Service Unavailable", "Too many files are coming in. Try again in a minute."
NOT_WHOLE = "408 Request Timeout", "The request did not arrive as a whole."
Start = Callable[..., Any]
Environ = dict[str, Any]


class Refused(Exception):
    """A request that is not received; status and words."""


class Connection(TConn):
    """Is closed at once by the main thread: whatever there is to wait for, a waiting thread has waited for."""

    def close(self, graceful: bool = False) -> None:
        """Without lingering, which would keep everybody waiting for up to two seconds a client."""
        util.close(self.sock)


gthread.TConn = Connection  # type: ignore[misc]  # by this name the thread worker makes them


class PatientWorker(ThreadWorker):
    """`threads` of the configuration are those that wait for clients; `working` threads answer."""

    working = 8
    request_seconds = (
        20.0  # for the header and the first 64 KiB; then for each further 64 KiB, so 3 kB a second will do
    )
    answer_seconds = 60.0  # a client may take as long to fetch each piece of its answer
    most_bytes = 100 * 1024**2  # of one request; the form says how much a file may have (ssr_portal/uploads)
    most_under_way = 400 * 1024**2  # bytes of larger requests that may be coming in at once, in this process

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.due: dict[socket.socket, float] = {}
        self.application: Callable[[Environ, Start], Iterable[bytes]]
        self.under_way = 0
        self.counting = threading.Lock()

    def init_process(self) -> None:
        """In the worker's own process: the threads that work."""
        self.workers = ThreadPoolExecutor(self.working, thread_name_prefix="working")
        super().init_process()

    def load_wsgi(self) -> None:
        """Put the waiting in front of the application."""
        super().load_wsgi()
        self.application, self.wsgi = self.wsgi, self.answer

    def handle(self, conn: TConn) -> Any:
        """A request, from its first byte on until its client has hung up or may send another; in a waiting thread."""
        self.due[conn.sock] = time.monotonic() + self.request_seconds
        try:
            kept = super().handle(conn)
            if not kept:
                util.close_graceful(conn.sock, LINGER_SECONDS)
            return kept
        finally:
            self.due.pop(conn.sock, None)

    def murder_pending(self) -> None:
        """Once a second, in the main thread: hang up on those who are too slow. What they sent is never taken for the whole."""
        super().murder_pending()
        now = time.monotonic()
        for sock in [sock for sock, due in list(self.due.items()) if due < now]:
            with suppress(OSError):
                sock.shutdown(socket.SHUT_RD)

    def answer(self, environ: Environ, start: Start) -> Iterable[bytes]:
        """Wait for the request, then let a working thread answer it."""
        with tempfile.SpooledTemporaryFile(SMALL) as body:
            try:
                length = self._receive(environ, body)
            except Refused as refused:
                return _refuse(start, *refused.args)
            whole = {name: value for name, value in environ.items() if name != CHUNKED}
            return self._work(whole | {"wsgi.input": body, "CONTENT_LENGTH": str(length)}, start)

    def _work(self, environ: Environ, start: Start) -> Iterable[bytes]:
        sock = environ["gunicorn.socket"]
        self.due.pop(sock, None)
        sock.settimeout(self.answer_seconds)
        if environ["PATH_INFO"] == LIVENESS:  # needs nothing that others could keep from it
            return self.application(environ, start)
        answer: Iterable[bytes] = self.workers.submit(self.application, environ, start).result()
        return answer

    def _receive(self, environ: Environ, body: IO[bytes]) -> int:
        """Copy the request's body; its bytes. Room is held for it as announced, or as it comes where it comes in chunks."""
        announced = None if CHUNKED in environ else int(environ.get("CONTENT_LENGTH") or 0)
        received, held = 0, self._hold(0, announced or 0)
        try:
            while received != announced and (piece := _next(environ["wsgi.input"], announced, received)):
                received += len(piece)
                held = self._hold(held, max(held, received))
                body.write(piece)
                self.due[environ["gunicorn.socket"]] = time.monotonic() + self.request_seconds
        finally:
            self._leave(held)
        if announced not in (None, received):
            raise Refused(*NOT_WHOLE)
        body.seek(0)
        return received

    def _hold(self, held: int, wanted: int) -> int:
        """Room for `wanted` bytes of a request that has `held` of them already."""
        if wanted > self.most_bytes:
            raise Refused(*TOO_MUCH)
        with self.counting:
            if wanted > SMALL and self.under_way + wanted - held > self.most_under_way:
                raise Refused(*NO_ROOM)
            self.under_way += wanted - held
        return wanted

    def _leave(self, length: int) -> None:
        with self.counting:
            self.under_way -= length


def _next(source: IO[bytes], announced: int | None, received: int) -> bytes:
    """The next piece; empty at the end, also where that came too early for an announced length."""
    try:
        return source.read(STEP if announced is None else min(STEP, announced - received))
    except NoMoreData:  # within a chunk
        raise Refused(*NOT_WHOLE) from None


def _refuse(start: Start, status: str, words: str) -> Iterable[bytes]:
    content = words.encode()
    headers = [("Content-Type", "text/plain; charset=utf-8"), ("Content-Length", str(len(content)))]
    start(status, [*headers, ("Connection", "close"), ("Cache-Control", "no-store")])
    return [content]
