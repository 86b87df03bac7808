"""Database triggers: the last wall, below forms, views and models.

A guard refuses changes to rows that are final: it names a table and an SQL expression that tells, for a row, whether it is. An
echo follows every change with a statement. Both are written for SQLite and PostgreSQL alike. Migrations on SQLite rebuild
tables and drop their triggers, so they are installed after every `migrate`.
"""

from collections.abc import Iterable
from dataclasses import dataclass

from django.db import connections
from django.db.backends.base.base import BaseDatabaseWrapper

OPERATIONS = ("INSERT", "UPDATE", "DELETE")
RANDOM = {"sqlite": "random()", "postgresql": "(random() * 9007199254740992)::bigint"}  # of 64 and 53 bits


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
    about: str = ""  # tells it from another guard of the same table

    def name(self, operation: str) -> str:
        """The trigger's name, unique in the database."""
        return "_".join(filter(None, ("final", self.table, self.about, operation.lower())))

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

    def sqlite(self, operation: str) -> list[str]:
        """The trigger in SQLite's words."""
        return [
            f'CREATE TRIGGER "{self.name(operation)}" BEFORE {operation} ON "{self.table}" FOR EACH ROW '
            f"WHEN {self.condition(operation, distinct='IS NOT')} "
            f"BEGIN SELECT RAISE(ABORT, '{self.message}'); END"
        ]

    def postgresql(self, operation: str) -> list[str]:
        """The trigger and its function in PostgreSQL's words."""
        name = self.name(operation)
        returned = "NEW" if operation != "DELETE" else "OLD"
        return [
            f'CREATE OR REPLACE FUNCTION "{name}"() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN '
            f"IF {self.condition(operation, distinct='IS DISTINCT FROM')} THEN "
            f"RAISE EXCEPTION '{self.message}' USING ERRCODE = 'integrity_constraint_violation'; END IF; "
            f"RETURN {returned}; END $$",
            f'CREATE TRIGGER "{name}" BEFORE {operation} ON "{self.table}" FOR EACH ROW EXECUTE FUNCTION "{name}"()',
        ]


@dataclass(frozen=True)
class Echo:
    """Runs `statement` after each change of a row of `table`.

    In it, `{random}` stands for a whole number drawn at random, and `{owners}` for `owner` of the row as it is and as it was.
    """

    table: str
    statement: str
    owner: str  # SQL in which `{row}` stands for OLD or NEW
    operations: tuple[str, ...] = OPERATIONS

    def name(self, operation: str) -> str:
        """The trigger's name, unique in the database."""
        return f"echo_{self.table}_{operation.lower()}"

    def sqlite(self, operation: str) -> list[str]:
        """The trigger in SQLite's words."""
        return [
            f'CREATE TRIGGER "{self.name(operation)}" AFTER {operation} ON "{self.table}" FOR EACH ROW '
            f"BEGIN {self._said(operation, 'sqlite')}; END"
        ]

    def postgresql(self, operation: str) -> list[str]:
        """The trigger and its function in PostgreSQL's words."""
        name = self.name(operation)
        return [
            f'CREATE OR REPLACE FUNCTION "{name}"() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN '
            f"{self._said(operation, 'postgresql')}; RETURN NULL; END $$",
            f'CREATE TRIGGER "{name}" AFTER {operation} ON "{self.table}" FOR EACH ROW EXECUTE FUNCTION "{name}"()',
        ]

    def _said(self, operation: str, vendor: str) -> str:
        rows = {"INSERT": ("NEW",), "UPDATE": ("OLD", "NEW"), "DELETE": ("OLD",)}[operation]
        owners = ", ".join(self.owner.format(row=row) for row in rows)
        return self.statement.format(owners=owners, random=RANDOM[vendor])


Trigger = Guard | Echo


def install(wanted: Iterable[Trigger], using: str) -> None:
    """Write the triggers anew; tables and columns that a partial migration does not have yet are left out."""
    connection = connections[using]
    with connection.cursor() as cursor:
        tables = set(connection.introspection.table_names(cursor))
        for trigger in (each for each in wanted if each.table in tables and _has_columns(each, connection)):
            for statement in _statements(trigger, connection):
                cursor.execute(statement)


def _has_columns(trigger: Trigger, connection: BaseDatabaseWrapper) -> bool:
    wanted = set(trigger.columns) if isinstance(trigger, Guard) else set()
    with connection.cursor() as cursor:
        described = connection.introspection.get_table_description(cursor, trigger.table) if wanted else []
    return wanted <= {column.name for column in described}


def remove(wanted: Iterable[Trigger], using: str) -> None:
    """Take the triggers away (test databases are emptied this way)."""
    connection = connections[using]
    with connection.cursor() as cursor:
        for trigger in wanted:
            for operation in OPERATIONS:
                cursor.execute(_drop(trigger, operation, connection))


def _drop(trigger: Trigger, operation: str, connection: BaseDatabaseWrapper) -> str:
    table = f' ON "{trigger.table}"' if connection.vendor == "postgresql" else ""
    return f'DROP TRIGGER IF EXISTS "{trigger.name(operation)}"{table}'


def _statements(trigger: Trigger, connection: BaseDatabaseWrapper) -> list[str]:
    write = trigger.postgresql if connection.vendor == "postgresql" else trigger.sqlite
    drops = [_drop(trigger, operation, connection) for operation in OPERATIONS]
    return drops + [line for operation in trigger.operations for line in write(operation)]
