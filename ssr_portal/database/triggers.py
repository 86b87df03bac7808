"""Database triggers that refuse changes to rows that are final: the last wall, below forms, views and models.

A guard names a table and an SQL expression that tells, for a row, whether it is final. The same guard is written for SQLite
and PostgreSQL. Migrations on SQLite rebuild tables and drop their triggers, so they are installed after every `migrate`.
"""

from collections.abc import Iterable
from dataclasses import dataclass

from django.db import connections
from django.db.backends.base.base import BaseDatabaseWrapper

OPERATIONS = ("INSERT", "UPDATE", "DELETE")


@dataclass(frozen=True)
class Guard:
    """Refuses operations on rows of `table` for which `final` holds.

    `final` is SQL in which `{row}` stands for OLD or NEW. An update is refused when the row was final before it. Where
    inserting is guarded, a row is neither inserted nor moved into something final.
    """

    table: str
    final: str
    message: str
    operations: tuple[str, ...] = OPERATIONS
    columns: tuple[str, ...] = ()  # of an update: only a change of one of these counts; empty: any
    forbidden: str = ""  # of an update beside those columns: SQL on NEW that is refused as well

    def name(self, operation: str) -> str:
        """The trigger's name, unique in the database."""
        return f"final_{self.table}_{operation.lower()}"

    def condition(self, operation: str, *, distinct: str) -> str:
        """When to refuse; `distinct` is how this database says that two values differ, NULL included."""
        row = "NEW" if operation == "INSERT" else "OLD"
        refused = f"({self.final.format(row=row)})"
        if operation == "UPDATE" and self.columns:
            counts = [f'OLD."{column}" {distinct} NEW."{column}"' for column in self.columns]
            refused += f" AND ({' OR '.join(counts + [self.forbidden] * bool(self.forbidden))})"
        elif operation == "UPDATE" and "INSERT" in self.operations:
            refused += f" OR ({self.final.format(row='NEW')})"
        return refused


def install(guards: Iterable[Guard], using: str) -> None:
    """Write every guard's triggers anew; tables that a partial migration does not have yet are left out."""
    connection = connections[using]
    with connection.cursor() as cursor:
        there = set(connection.introspection.table_names(cursor))
        for guard in (each for each in guards if each.table in there):
            for statement in _statements(guard, connection):
                cursor.execute(statement)


def remove(guards: Iterable[Guard], using: str) -> None:
    """Take the triggers away (test databases are emptied this way)."""
    connection = connections[using]
    with connection.cursor() as cursor:
        for guard in guards:
            for operation in OPERATIONS:
                cursor.execute(_drop(guard, operation, connection))


def _drop(guard: Guard, operation: str, connection: BaseDatabaseWrapper) -> str:
    table = f' ON "{guard.table}"' if connection.vendor == "postgresql" else ""
    return f'DROP TRIGGER IF EXISTS "{guard.name(operation)}"{table}'


def _statements(guard: Guard, connection: BaseDatabaseWrapper) -> list[str]:
    write = _postgresql if connection.vendor == "postgresql" else _sqlite
    drops = [_drop(guard, operation, connection) for operation in OPERATIONS]
    return drops + [line for operation in guard.operations for line in write(guard, operation)]


def _sqlite(guard: Guard, operation: str) -> list[str]:
    return [
        f'CREATE TRIGGER "{guard.name(operation)}" BEFORE {operation} ON "{guard.table}" FOR EACH ROW '
        f"WHEN {guard.condition(operation, distinct='IS NOT')} "
        f"BEGIN SELECT RAISE(ABORT, '{guard.message}'); END"
    ]


def _postgresql(guard: Guard, operation: str) -> list[str]:
    name = guard.name(operation)
    returned = "NEW" if operation != "DELETE" else "OLD"
    return [
        f'CREATE OR REPLACE FUNCTION "{name}"() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN '
        f"IF {guard.condition(operation, distinct='IS DISTINCT FROM')} THEN "
        f"RAISE EXCEPTION '{guard.message}' USING ERRCODE = 'integrity_constraint_violation'; END IF; "
        f"RETURN {returned}; END $$",
        f'CREATE TRIGGER "{name}" BEFORE {operation} ON "{guard.table}" FOR EACH ROW EXECUTE FUNCTION "{name}"()',
    ]
