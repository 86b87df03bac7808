"""Whether the process lives, and whether the portal can do its work: for containers, load balancers and operators.

Both are answered before everything else, whatever the Host header says: a check inside a container knows none of ALLOWED_HOSTS.
"""

import shutil
import tempfile
import time
from collections.abc import Callable
from functools import cache

from django.conf import settings
from django.db import DatabaseError, connection
from django.db.migrations.loader import MigrationLoader
from django.db.migrations.recorder import MigrationRecorder
from django.db.models import F, TextField
from django.db.models.functions import Cast, JSONObject
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.views.decorators.http import require_safe

from ssr_portal.accounts.models import Organisation
from ssr_portal.upkeep import beat

LEAST_FREE = 200 * 1024**2  # bytes: a bundle of reports and the database's log beside it
REMEMBERED_SECONDS = 2  # so that a crowd that asks costs no more than one
WAIT_MILLISECONDS = 1000
FINE = "ok"


@require_safe
def healthz(request: HttpRequest) -> HttpResponse:
    """Liveness alone: the process answers."""
    return JsonResponse({"alive": True})


@require_safe
def readyz(request: HttpRequest) -> HttpResponse:
    """Readiness: each check with "ok" or what is wrong; 503 when anything is."""
    found = _found()
    fine = set(found.values()) == {FINE}
    return JsonResponse({"ready": fine, "checks": found}, status=200 if fine else 503)


ANSWERED = {"/healthz": healthz, "/readyz": readyz}


def answer_checks(get_response: Callable[[HttpRequest], HttpResponse]) -> Callable[[HttpRequest], HttpResponse]:
    """The first middleware: answers the two checks and nothing else."""

    def respond(request: HttpRequest) -> HttpResponse:
        view = ANSWERED.get(request.path_info)
        if view is None:
            return get_response(request)
        response = view(request)
        response.headers["Cache-Control"] = "no-store"
        return response

    return respond


class _Last:
    """What was found a moment ago."""

    at = float("-inf")
    found: dict[str, str] = {}


def _found() -> dict[str, str]:
    if time.monotonic() - _Last.at > REMEMBERED_SECONDS:
        _Last.found = {name: _checked(check) for name, check in CHECKS.items()}
        _Last.at = time.monotonic()
    return _Last.found


def _checked(check: Callable[[], str]) -> str:
    try:
        return check()
    except DatabaseError:
        return "the database does not answer"
    except OSError:
        return "cannot be written"


def database() -> str:
    """Read as pages do, JSON included, and see that writing is allowed; nothing is written."""
    Organisation.objects.annotate(row=Cast(JSONObject(name=F("name")), TextField())).values_list("row").first()
    return FINE if _can_write() else "locked, or cannot be written"


def _can_write() -> bool:
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute("SHOW transaction_read_only")
            return bool(cursor.fetchone()[0] == "off")
        cursor.execute("PRAGMA busy_timeout")
        usual = cursor.fetchone()[0]
        cursor.execute(f"PRAGMA busy_timeout = {WAIT_MILLISECONDS}")
        try:
            cursor.execute("BEGIN IMMEDIATE")
            cursor.execute("ROLLBACK")
        except DatabaseError:
            return False
        finally:
            cursor.execute(f"PRAGMA busy_timeout = {usual}")
    return True


def disk() -> str:
    """A file can be written where files are kept, and there is room for more."""
    settings.MEDIA_ROOT.mkdir(parents=True, exist_ok=True, mode=settings.FILE_UPLOAD_DIRECTORY_PERMISSIONS)
    with tempfile.TemporaryFile(dir=settings.MEDIA_ROOT) as probe:
        probe.write(b"x" * 4096)
        probe.flush()
    return FINE if shutil.disk_usage(settings.MEDIA_ROOT).free >= LEAST_FREE else "less than 200 MB free"


@cache
def _migrations_here() -> frozenset[tuple[str, str]]:
    return frozenset(MigrationLoader(None, ignore_no_migrations=True).disk_migrations)


def migrations() -> str:
    """Every migration of this release is applied."""
    missing = _migrations_here() - MigrationRecorder(connection).applied_migrations().keys()
    return FINE if not missing else f"{len(missing)} not applied"


def worker() -> str:
    """A background worker was heard of within two minutes."""
    return FINE if beat.seen() else "not seen for two minutes"


CHECKS = {"database": database, "disk": disk, "migrations": migrations, "worker": worker}
