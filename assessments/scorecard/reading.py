"""Reading an assessment's small tables in one query, as `ownership` lists them."""

from copy import copy
from typing import Any

from django.db.models import Model, QuerySet

from assessments import models, ownership
from assessments.models import Assessment
from assessments.ownership import Read
from ssr_portal.database.bulk_read import gather

Records = dict[type[Model], list[Any]]
THREADED = ("rating", "thread", "act", "by", "at")  # of a remark: its words are read where the dialogue is shown
# What scoring takes of the tables with long texts.
SCORED = {
    models.Programme: ("title", "budget", "currency", "rate", "rate_base", "rate_quote", "copied_from"),
    models.Evidence: (
        *("title", "kind", "origin", "dated", "reliability", "credibility", "interest", "rests_on", "audience"),
        "added_by",
    ),
}


def needed(assessment: Assessment) -> list[QuerySet[Any]]:
    """The small tables that scoring needs, without their long texts."""
    return [
        rows.only(*SCORED[rows.model]) if rows.model in SCORED else rows for rows in _tables(assessment, Read.SCORING)
    ]


def everything(assessment: Assessment) -> list[QuerySet[Any]]:
    """All small tables, for the report; with the files of its evidence, which copies share."""
    files = models.Evidence.objects.filter(assessment=assessment).values("attachment")
    return [*_tables(assessment, Read.SCORING, Read.REPORT), models.Attachment.objects.filter(pk__in=files)]


def _tables(assessment: Assessment, *occasions: Read) -> list[QuerySet[Any]]:
    tables = [owned.rows_of(assessment) for owned in ownership.read_when(*occasions)]
    return [rows.only(*THREADED) if rows.model is models.Comment else rows for rows in tables]


def read(assessment: Assessment, *, brief: bool = False) -> Records:
    """The rows by table: all, or what scoring needs. Actions of an approved assessment stand as they did at its approval."""
    if brief:
        return gather(needed(assessment))
    records = gather(everything(assessment))
    _as_approved(assessment, records)
    return records


def copied(records: Records) -> Records:
    """The same rows as instances of their own, which a reader may veil and let load what they point at."""
    return {model: [copy(row) for row in rows] for model, rows in records.items()}


def _as_approved(assessment: Assessment, records: Records) -> None:
    """How actions stand goes on after approval; what was approved says how they stood then. One query where there are any."""
    rows = records[models.ActionProgress]
    if not (assessment.is_approved and rows):
        return
    then = models.ActionProgress.history.as_of(assessment.approved_at).filter(
        action__in=[row.action_id for row in rows]
    )
    stood = {row.action_id: row for row in then}
    records[models.ActionProgress] = [stood.get(row.action_id, row) for row in rows]
