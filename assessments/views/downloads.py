"""Tables as files to download."""

from collections.abc import Iterable

from django.http import HttpResponse

from assessments.queries.tables import Table
from assessments.reports import tables

WORKBOOK = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def as_csv(table: Table, name: str) -> HttpResponse:
    """The table as CSV, with the mark by which spreadsheets know its encoding."""
    return _sent("\ufeff" + tables.written(table), "text/csv; charset=utf-8", name)


def as_workbook(found: Iterable[Table], name: str) -> HttpResponse:
    """The tables as a workbook, a sheet each."""
    return _sent(tables.workbook(found), WORKBOOK, name)


def _sent(content: str | bytes, kind: str, name: str) -> HttpResponse:
    return HttpResponse(content, content_type=kind, headers={"Content-Disposition": f'attachment; filename="{name}"'})
