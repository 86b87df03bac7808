"""Which SQLite library is in use, and whether its write-ahead log can be trusted.

Every SQLite from 3.7.0 to 3.51.2, save the back-ports 3.50.7 and 3.44.6, can damage a database in WAL mode when one
connection writes a checkpoint while another commits. Web workers and the background worker on one file are that case.
"""

import importlib
import importlib.util
import sqlite3
import sys

FIRST_SOUND = (3, 51, 3)
SOUND_BACKPORTS = {(3, 50, 7), (3, 44, 6)}


def use_newest_library() -> None:
    """Put pysqlite3, which carries a sound SQLite, in the place of the standard library's module."""
    if importlib.util.find_spec("pysqlite3") is None:
        return
    library = importlib.import_module("pysqlite3")
    sys.modules["sqlite3"] = library
    sys.modules["sqlite3.dbapi2"] = library.dbapi2


def library_version() -> tuple[int, ...]:
    """The version of the SQLite library that Django will use."""
    library = sys.modules.get("sqlite3", sqlite3)
    return tuple(int(part) for part in library.sqlite_version.split("."))


def wal_is_sound(version: tuple[int, ...]) -> bool:
    """Whether this SQLite may keep a write-ahead log with several processes on one file."""
    return version >= FIRST_SOUND or version in SOUND_BACKPORTS


def journal_mode() -> str:
    """WAL where it is sound, otherwise a rollback journal: slower, never wrong."""
    return "WAL" if wal_is_sound(library_version()) else "DELETE"
