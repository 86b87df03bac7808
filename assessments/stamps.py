"""The database stamps every state of an assessment: whatever changes in what the scorecard reads draws a new number.

Triggers do it, so that no way of writing can forget to: not a bulk update, not the administration, not a hand in the database.
What a process remembers under a stamp (`scorecard.memory`) therefore holds in every process, and in no other state.
"""

from typing import Any

from django.db import connections

from assessments.ownership import OWNED, Read
from ssr_portal.database import triggers

TABLE = "assessments_stamp"
ANEW = f'UPDATE "{TABLE}" SET "value" = {{random}} WHERE "assessment_id" IN ({{owners}})'
FIRST_OR_ANEW = (
    f'INSERT INTO "{TABLE}" ("assessment_id", "value") '
    'SELECT "id", {random} FROM "assessments_assessment" WHERE "id" IN ({owners}) '
    'ON CONFLICT ("assessment_id") DO UPDATE SET "value" = excluded."value"'
)
EVERY = 'SELECT "id" FROM "assessments_assessment"'
NONE = f'DELETE FROM "{TABLE}"'

ECHOES = (
    triggers.Echo("assessments_assessment", FIRST_OR_ANEW, owner='{row}."id"', operations=("INSERT", "UPDATE")),
    *(
        triggers.Echo(each.model._meta.db_table, ANEW, owner=each.owner)
        for each in OWNED
        if each.read is not Read.NEVER
    ),
)


def lift(using: str = "default", **_signal: Any) -> None:
    """Take the triggers away while the schema changes, and the stamps with them: nothing is remembered meanwhile."""
    if _is_there(using):
        triggers.remove(ECHOES, using)
        _execute(using, NONE)


def install(using: str = "default", **_signal: Any) -> None:
    """Write the triggers and stamp every assessment anew; a database from before there were stamps is left alone."""
    if _is_there(using):
        triggers.install(ECHOES, using)
        _execute(using, FIRST_OR_ANEW.format(owners=EVERY, random=triggers.RANDOM[connections[using].vendor]))


def _is_there(using: str) -> bool:
    with connections[using].cursor() as cursor:
        return TABLE in connections[using].introspection.table_names(cursor)


def _execute(using: str, statement: str) -> None:
    with connections[using].cursor() as cursor:
        cursor.execute(statement)
