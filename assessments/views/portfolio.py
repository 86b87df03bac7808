"""The portfolio: all countries that a person may see, one table at a time, as a page, as CSV and as a workbook."""

from dataclasses import replace
from typing import Any

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from assessments.forms.portfolio import PortfolioForm
from assessments.queries import portfolio, portfolio_tables
from assessments.queries.portfolio import Entry
from assessments.queries.tables import Table
from assessments.reports import portfolio_map, tables
from assessments.views.downloads import as_csv, as_workbook
from ssr_portal.http.requests import PortalRequest

SORTED = {"countries", "unmet", "balance", "quality", "change", "money", "actions"}
BESIDE = {"unmet": ("needs", "unjudged")}  # tables that stand above another
MOST_ROWS = 250  # 200 countries and their sums; of longer lists the first, unless all are asked for
NARROWED = {"countries", "unmet", "needs", "unjudged"}


@require_safe
def show(request: PortalRequest, name: str = "countries") -> HttpResponse:
    """One table of the portfolio, with the map above the heat-map."""
    if name not in portfolio_tables.VIEWS:
        raise Http404
    form, entries, others = _asked(request)
    table = _table(name, form, entries)
    shown = table.rows if "all" in request.GET else table.rows[:MOST_ROWS]
    kept = {key: str(value) for key, value in request.GET.items() if key in form.fields and key != "order" and value}
    context = {
        "form": form,
        "name": name,
        "entries": entries,
        "others": others,
        "table": table,
        "left_out": len(table.rows) - len(shown),
        "html": tables.html(replace(table, rows=shown), sort=f"?{urlencode({**kept, 'order': ''})}"),
        "query": urlencode(kept),
        "views": _views(),
        "asked": form.wanted.written,
        "beside": [
            (each.title, each.caption, tables.html(each))
            for each in (portfolio_tables.VIEWS[other](entries, form.wanted.field) for other in BESIDE.get(name, ()))
            if each.rows
        ],
        "map": portfolio_map.of(entries, table) if name == "countries" else None,
    }
    return render(request, "assessments/portfolio/page.html", context)


@require_safe
def export(request: PortalRequest, name: str, kind: str) -> HttpResponse:
    """A table as CSV, or as a workbook; every table of the portfolio in one workbook under the name `portfolio`."""
    form, entries, _others = _asked(request)
    names = list(portfolio_tables.VIEWS) if name == "portfolio" and kind == "xlsx" else [name]
    if kind not in {"csv", "xlsx"} or not set(names) <= portfolio_tables.VIEWS.keys():
        raise Http404
    found = [_table(each, form, entries) for each in names]
    stem = f"{name}-demonstration" if form.wanted.demonstrations else name
    return as_csv(found[0], f"{stem}.csv") if kind == "csv" else as_workbook(found, f"{stem}.xlsx")


def _asked(request: PortalRequest) -> tuple[PortfolioForm, tuple[Entry, ...], bool]:
    """The filters, what they find, and whether there is anything of the other kind, demonstrations or real ones."""
    among = portfolio.choices(request.user, demonstrations=portfolio.asks_for_demonstrations(request.GET))
    form = PortfolioForm(request.GET, among=among, fields=portfolio.fields())
    return form, portfolio.entries(request.user, form.wanted), among.others


def _table(name: str, form: PortfolioForm, entries: tuple[Entry, ...]) -> Table:
    asked: dict[str, Any] = {"order": form.sorted_by} if name in SORTED else {}
    if name in NARROWED:
        asked["field"] = form.wanted.field
    if name == "countries":
        asked["by"] = form.wanted.by
    return portfolio_tables.VIEWS[name](entries, **asked)


def _views() -> list[tuple[str, str]]:
    return [
        ("countries", _("Countries")),
        ("unmet", _("Unmet needs")),
        ("balance", _("Two tracks")),
        ("quality", _("Confidence and evidence")),
        ("change", _("Change")),
        ("money", _("Money by field")),
        ("actions", _("Overdue actions")),
    ]
