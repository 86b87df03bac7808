"""One country over its years and across its donors."""

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.utils.http import urlencode
from django.views.decorators.http import require_safe
from django_countries import countries

from assessments.queries import country
from assessments.queries.country import CountryPage
from assessments.queries.portfolio import ASKED, asks_for_demonstrations
from assessments.reports import combined, tables
from assessments.views.downloads import as_csv, as_workbook
from ssr_portal.http.requests import PortalRequest
from ssr_portal.reference import regions


@require_safe
def show(request: PortalRequest, code: str) -> HttpResponse:
    """The trend and the co-ordination view."""
    page = _page(request, code)
    context = {
        "page": page,
        "trends": [(each, combined.trend_charts(each)) for each in page.trends],
        "coordination": [(each, tables.html(each)) for each in page.coordination],
        "tables": [(each, tables.html(each)) for each in page.tables],
        "asked": urlencode({"code": code} | ({"demonstrations": ASKED} if page.are_demonstrations else {})),
    }
    return render(request, "assessments/country.html", context)


@require_safe
def export(request: PortalRequest, code: str, name: str, kind: str) -> HttpResponse:
    """One of its tables as CSV, or all of them as a workbook under the name `country`."""
    page = _page(request, code)
    found = {each.name: each for each in (*page.coordination, *page.tables)}
    stem = f"{code}-demonstration" if page.are_demonstrations else code
    if kind == "xlsx" and name == "country" and found:
        return as_workbook(found.values(), f"{stem}.xlsx")
    if kind != "csv" or name not in found:
        raise Http404
    return as_csv(found[name], f"{stem}-{name}.csv")


def _page(request: PortalRequest, code: str) -> CountryPage:
    if code not in regions.OF:
        raise Http404
    asked = asks_for_demonstrations(request.GET)
    return country.page(request.user, code, countries.name(code), demonstrations=asked)
