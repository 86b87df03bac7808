"""A locked database, a full disk, a server of the database that is away: said in words, with what was typed, and not as a fault.

Django asks `handler500` for every page that failed, wherever it failed, so the one place that tells trouble that passes from
a fault of ours is here.
"""

import errno
import logging
import sys

from django.core.exceptions import BadRequest, SuspiciousOperation
from django.db import InterfaceError, InternalError, OperationalError
from django.http import HttpRequest, HttpResponse
from django.http.multipartparser import MultiPartParserError
from django.template.loader import render_to_string
from django.views.defaults import server_error

logger = logging.getLogger(__name__)
RETRY_SECONDS = 30
FULL_DISK = {errno.ENOSPC, errno.EDQUOT, errno.EROFS}
# https://www.sqlite.org/rescode.html; the others (no such table, too many variables) are faults of ours.
SQLITE_BUSY, SQLITE_LOCKED, SQLITE_NOMEM, SQLITE_READONLY, SQLITE_IOERR = 5, 6, 7, 8, 10
SQLITE_FULL, SQLITE_CANTOPEN, SQLITE_PROTOCOL = 13, 14, 15
SQLITE_PASSES = {SQLITE_BUSY, SQLITE_LOCKED, SQLITE_NOMEM, SQLITE_READONLY, SQLITE_IOERR}
SQLITE_PASSES |= {SQLITE_FULL, SQLITE_CANTOPEN, SQLITE_PROTOCOL}
POSTGRESQL_READ_ONLY = "25006"
UNREADABLE = (OSError, SuspiciousOperation, BadRequest, MultiPartParserError, UnicodeError)


def passes(error: BaseException | None) -> bool:
    """Whether the error says that database or disk cannot work just now, so that the same request may succeed later.

    PostgreSQL's OperationalError means just that: no connection, too many of them, a lock or a statement that took too long, a
    full disk. SQLite's means any error of SQL as well, and is known by its code.
    """
    if isinstance(error, OSError):
        return error.errno in FULL_DISK
    cause = getattr(error, "__cause__", None)
    if isinstance(error, InternalError):
        return getattr(cause, "pgcode", None) == POSTGRESQL_READ_ONLY
    code = getattr(cause, "sqlite_errorcode", None)
    if code is not None:
        return isinstance(error, OperationalError) and code & 0xFF in SQLITE_PASSES
    return isinstance(error, OperationalError | InterfaceError)


def failed(request: HttpRequest) -> HttpResponse:
    """`handler500`: 503 with what was typed where the trouble passes by itself, otherwise Django's page for a fault."""
    error = sys.exc_info()[1]
    if not passes(error):
        return server_error(request)
    logger.error("%s %s could not be answered: %s", request.method, request.path, error)
    response = HttpResponse(_words(request), status=503, headers={"Retry-After": str(RETRY_SECONDS)})
    response._has_been_logged = True  # type: ignore[attr-defined]  # in one line; the traceback would say no more
    return response


def _words(request: HttpRequest) -> str:
    context = {"posted": request.method == "POST", "path": request.get_full_path(), "typed": _typed(request)}
    return render_to_string("503.html", context)


def _typed(request: HttpRequest) -> list[tuple[str, str]]:
    """Names and values of the form that could not be stored, to be sent again; none where a password is among them."""
    if request.method != "POST" or request.headers.get("HX-Request"):  # the page's own script keeps what it sent
        return []
    try:
        typed = [(name, value) for name, values in request.POST.lists() for value in values]
    except UNREADABLE:
        return []
    return [] if any("password" in name for name, _value in typed) else typed
