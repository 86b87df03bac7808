"""Approved is final (docs/domain.md §5): the database itself refuses to change what was approved.

`ownership` says what goes on changing afterwards; of its reports, those that are final and ready do not. Final from the
beginning is that an assessment is a demonstration.
"""

from typing import Any

from assessments.ownership import OWNED
from ssr_portal.database import triggers

MESSAGE = "an approved assessment is final"
APPROVED = """EXISTS (SELECT 1 FROM "assessments_assessment" a WHERE a."id" = {owner} AND a."state" = 'approved')"""


GUARDS = (
    triggers.Guard("assessments_assessment", "{row}.\"state\" = 'approved'", MESSAGE, operations=("UPDATE", "DELETE")),
    triggers.Guard(
        "assessments_assessment",
        '{row}."is_demonstration"',
        "a demonstration stays one",
        operations=("UPDATE",),
        columns=("is_demonstration",),
        about="demonstration",
    ),
    *(
        triggers.Guard(each.model._meta.db_table, APPROVED.format(owner=each.owner), MESSAGE)
        for each in OWNED
        if each.final
    ),
    triggers.Guard(
        "assessments_attachment", '{row}."id" IS NOT NULL', "a stored file never changes", operations=("UPDATE",)
    ),
    triggers.Guard(
        "assessments_report",
        '{row}."final" AND {row}."state" = \'ready\'',
        "the report of an approved assessment is final",
        operations=("UPDATE", "DELETE"),
    ),
)


def lift(using: str = "default", **_signal: Any) -> None:
    """Take the triggers away while the schema changes: SQLite rebuilds tables, and cannot while triggers look at them."""
    triggers.remove(GUARDS, using)


def install(using: str = "default", **_signal: Any) -> None:
    """Write the triggers; called after every migration."""
    triggers.install(GUARDS, using)
