"""A published version never changes (docs/domain.md §6): the database itself refuses.

What may still change on a published version is its state, to retired and back.
"""

from typing import Any

from frameworks.domain.snapshot import ITEMS
from ssr_portal.database import triggers

MESSAGE = "a published framework version cannot be changed"
OWN = '{row}."framework_id"'
OF_SCALE = '(SELECT s."framework_id" FROM "frameworks_scale" s WHERE s."id" = {row}."scale_id")'
OF_CRITERION = '(SELECT c."framework_id" FROM "frameworks_criterion" c WHERE c."id" = {row}."criterion_id")'
OF_STRAND = """(
    SELECT c."framework_id" FROM "frameworks_strand" t JOIN "frameworks_criterion" c ON c."id" = t."criterion_id"
    WHERE t."id" = {row}."strand_id"
)"""

PIECES = (*(str(model._meta.model_name) for model in ITEMS.values()), "scale", "criterion")


def _guard(table: str, owner: str) -> triggers.Guard:
    final = f"""EXISTS (SELECT 1 FROM "frameworks_framework" f WHERE f."id" = {owner} AND f."state" <> 'draft')"""
    return triggers.Guard(f"frameworks_{table}", final, MESSAGE)


GUARDS = (
    *(_guard(piece, OWN) for piece in PIECES),
    _guard("scalelevel", OF_SCALE),
    _guard("guidingquestion", OF_CRITERION),
    _guard("leveldescription", OF_CRITERION),
    _guard("strand", OF_CRITERION),
    _guard("step", OF_STRAND),
    _guard("sign", OF_CRITERION),
    triggers.Guard(
        "frameworks_framework",
        "{row}.\"state\" <> 'draft'",
        MESSAGE,
        operations=("UPDATE", "DELETE"),
        columns=("code", "version", "name", "description", "scoring_rule", "source", "published_at", "predecessor_id"),
        forbidden="NEW.\"state\" = 'draft'",
    ),
)


def lift(using: str = "default", **_signal: Any) -> None:
    """Take the triggers away while the schema changes: SQLite rebuilds tables, and cannot while triggers look at them."""
    triggers.remove(GUARDS, using)


def install(using: str = "default", **_signal: Any) -> None:
    """Write the triggers; called after every migration."""
    triggers.install(GUARDS, using)
