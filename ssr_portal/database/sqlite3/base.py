"""Django's engine for SQLite, without the capability that Django finds out by writing.

Django asks whether JSON works inside a transaction, which IMMEDIATE makes a write, and keeps the answer for as long as the
connection lives: one asked while the database is locked has no JSON for ever. It also makes each thread's first read wait.
Every SQLite since 3.38 knows JSON, and `ssr_portal/database/sqlite_library.py` sees to a newer one.
"""

from django.db.backends.sqlite3 import base, features


class DatabaseFeatures(features.DatabaseFeatures):
    """What this SQLite can do, said and not tried."""

    supports_json_field = True
    minimum_database_version = (3, 38)


class DatabaseWrapper(base.DatabaseWrapper):
    """The engine itself."""

    features_class = DatabaseFeatures
