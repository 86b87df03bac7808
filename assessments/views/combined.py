"""Asking for a PDF on several assessments."""

from django.http import Http404, HttpResponse, QueryDict
from django.shortcuts import redirect
from django.utils.http import urlencode
from django.views.decorators.http import require_POST

from assessments import models
from assessments.generation import combined, tasks
from assessments.queries import comparison
from assessments.queries.portfolio import read_wanted
from ssr_portal.http.requests import PortalRequest
from ssr_portal.reference import regions
from ssr_portal.text.plain_text import one_line

Kind = models.CombinedReport.Kind


@require_POST
def ask(request: PortalRequest) -> HttpResponse:
    """Ask for it; asked for again while it is being made, it is made once."""
    kind, asked = request.POST.get("kind", ""), request.POST.get("asked", "")[:500]
    report, new = combined.ask(kind, _canonical(request, kind, asked), by=request.user)
    if new:
        tasks.queue("combined-report", report)
    return redirect("file", "combined-report", report.uuid)


def _canonical(request: PortalRequest, kind: str, asked: str) -> str:
    """What was asked for in its one form; 404 for what nobody can be shown."""
    found = QueryDict(asked)
    if kind == Kind.PORTFOLIO:
        return read_wanted(asked).written
    if kind == Kind.COUNTRY and found.get("code") in regions.OF:
        return urlencode({"code": found["code"]})
    if kind == Kind.COMPARISON:
        one, other = one_line(found.get("one", "")), one_line(found.get("other", ""))
        comparison.compare(request.user, one, other)  # 404 unless both may be read
        return urlencode({"one": one, "other": other})
    raise Http404
