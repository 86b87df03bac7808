"""What the processes of one run make once: whoever needs it first makes it, and the others wait and copy.

`scripts/test.sh` names the folder for it, in TEST_ONCE. Without one each process makes its own.
"""

import fcntl
import os
import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from django.conf import settings
from django.db import connection

IS_SHARED = "TEST_ONCE" in os.environ
FOLDER = Path(os.environ.get("TEST_ONCE", settings.DATA_DIR))
TEMPLATE = "test_migrated"  # in PostgreSQL: what the other databases are copied from


def made(name: str, make: Callable[[Path], None]) -> Path:
    """The file or folder of this name, which `make` has filled; where it failed, the next one tries."""
    there = FOLDER / name
    with _alone(name):
        if not there.exists():
            begun = FOLDER / f"{name}.begun"
            make(begun)
            begun.rename(there)
    return there


@contextmanager
def migrated() -> Iterator[bool]:
    """Within, the test database is made; whether a copy stands in its place, to which no migration is left to apply."""
    if not IS_SHARED:
        yield False
        return
    kept = FOLDER / f"migrated-{connection.vendor}"
    with _alone(kept.name):
        is_there = kept.exists()
        if is_there:
            _copy(kept, connection.creation._get_test_db_name())
        yield is_there
        if not is_there:
            connection.close()
            _keep(connection.settings_dict["NAME"], kept)


@contextmanager
def _alone(name: str) -> Iterator[None]:
    with (FOLDER / f"{name}.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)  # until it is closed
        yield


def _copy(kept: Path, name: str) -> None:
    if connection.vendor == "sqlite":
        shutil.copyfile(kept, name)
    else:
        _create(name, TEMPLATE)


def _keep(name: str, kept: Path) -> None:
    if connection.vendor == "sqlite":
        shutil.copyfile(name, kept)
    else:
        _create(TEMPLATE, name)
        kept.touch()


def _create(name: str, template: str) -> None:
    with connection.creation._nodb_cursor() as cursor:
        cursor.execute(f'CREATE DATABASE "{name}" TEMPLATE "{template}"')
