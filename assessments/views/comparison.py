"""Any two assessments side by side."""

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.utils.http import urlencode
from django.views.decorators.http import require_safe

from assessments.forms.comparison import ComparisonForm
from assessments.queries import comparison
from assessments.views.downloads import as_csv, as_workbook
from assessments.views.requests import INVALID
from ssr_portal.http.requests import PortalRequest


@require_safe
def choose(request: PortalRequest) -> HttpResponse:
    """Choose two; then read them side by side."""
    data = request.GET if "one" in request.GET or "other" in request.GET else None
    form = ComparisonForm(data, among=comparison.choices(request.user))
    found, asked = None, ""
    if data is not None and form.is_valid():
        pair = form.cleaned_data
        found = comparison.compare(request.user, pair["one"], pair["other"])
        asked = urlencode(pair)
    context = {"form": form, "found": found, "asked": asked}
    return render(request, "assessments/compare.html", context, status=INVALID if form.errors else 200)


@require_safe
def export(request: PortalRequest, kind: str) -> HttpResponse:
    """The comparison as CSV or as a workbook."""
    found = comparison.compare(request.user, request.GET.get("one", ""), request.GET.get("other", ""))
    table = comparison.table(found)
    if kind == "csv":
        return as_csv(table, "comparison.csv")
    if kind == "xlsx":
        return as_workbook([table], "comparison.xlsx")
    raise Http404
