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

from gunicorn.workers.gthread import TConn, ThreadWorker

STEP = 64 * 1024  # bytes
SMALL = 1024**2  # bytes: kept in memory, and never refused for want of room
LIVENESS = "/healthz"
Start = Callable[..., Any]
Environ = dict[str, Any]


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
        """A request, from its first byte on; in a waiting thread."""
        self.due[conn.sock] = time.monotonic() + self.request_seconds
        try:
            return super().handle(conn)
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
        length = int(environ.get("CONTENT_LENGTH") or 0)
        if length > self.most_bytes:
            return _refuse(start, "413 Content Too Large", "This is more than the portal takes in one go.")
        if not self._is_room_for(length):
            return _refuse(start, "503 Service Unavailable", "Too many files are coming in. Try again in a minute.")
        with tempfile.SpooledTemporaryFile(SMALL) as body:
            try:
                whole = self._read(environ["wsgi.input"], body, length, environ["gunicorn.socket"])
            finally:
                self._leave(length)
            if not whole:
                return _refuse(start, "408 Request Timeout", "The request did not arrive as a whole.")
            return self._work(environ | {"wsgi.input": body}, start)

    def _work(self, environ: Environ, start: Start) -> Iterable[bytes]:
        sock = environ["gunicorn.socket"]
        self.due.pop(sock, None)
        sock.settimeout(self.answer_seconds)
        if environ["PATH_INFO"] == LIVENESS:  # needs nothing that others could keep from it
            return self.application(environ, start)
        return self.workers.submit(self.application, environ, start).result()

    def _read(self, source: IO[bytes], body: IO[bytes], length: int, sock: socket.socket) -> bool:
        """Copy the request's body; False when it ended early."""
        while length:
            piece = source.read(min(STEP, length))
            if not piece:
                return False
            body.write(piece)
            length -= len(piece)
            self.due[sock] = time.monotonic() + self.request_seconds
        body.seek(0)
        return True

    def _is_room_for(self, length: int) -> bool:
        with self.counting:
            if length > SMALL and self.under_way + length > self.most_under_way:
                return False
            self.under_way += length
            return True

    def _leave(self, length: int) -> None:
        with self.counting:
            self.under_way -= length


def _refuse(start: Start, status: str, words: str) -> Iterable[bytes]:
    content = words.encode()
    headers = [("Content-Type", "text/plain; charset=utf-8"), ("Content-Length", str(len(content)))]
    start(status, [*headers, ("Connection", "close"), ("Cache-Control", "no-store")])
    return [content]
