"""Approved is final (docs/domain.md §5): the database itself refuses to change what was approved.

Free to change afterwards are only how actions stand, the figures kept of it, who may read the shared edition, who has a page
open, and which report files exist until the final one is ready.
"""

from typing import Any

from ssr_portal.database import triggers

MESSAGE = "an approved assessment is final"
APPROVED = """EXISTS (SELECT 1 FROM "assessments_assessment" a WHERE a."id" = {owner} AND a."state" = 'approved')"""
OWN = '{row}."assessment_id"'

OWNED = (
    "context",
    "actor",
    "risk",
    "consultation",
    "programme",
    "assumption",
    "rating",
    "evidence",
    "goal",
    "indicator",
    "priority",
    "action",
    "openpart",
    "comment",
    "leftbehind",
    "reply",
    "assignment",
    "versionmove",
    "audiencerule",
    "earlierreference",
)
OWNED_THROUGH = {
    "programmeactivity": "programme",
    "evidencelink": "rating",
    "reviewmark": "rating",
    "goalactivity": "goal",
    "goalinstitution": "goal",
}
FREE = {
    "actionprogress",
    "bundle",
    "bundleitem",
    "digest",
    "event",
    "paper",
    "paperitem",
    "presence",
    "report",
    "share",
    "shareseen",
}


def _through(owner: str) -> str:
    return f'(SELECT o."assessment_id" FROM "assessments_{owner}" o WHERE o."id" = {{row}}."{owner}_id")'


GUARDS = (
    triggers.Guard("assessments_assessment", "{row}.\"state\" = 'approved'", MESSAGE, operations=("UPDATE", "DELETE")),
    *(triggers.Guard(f"assessments_{table}", APPROVED.format(owner=OWN), MESSAGE) for table in OWNED),
    *(
        triggers.Guard(f"assessments_{table}", APPROVED.format(owner=_through(owner)), MESSAGE)
        for table, owner in OWNED_THROUGH.items()
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
