"""The report: its preview, and asking for a PDF of it."""

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST, require_safe

from assessments import access, scorecard
from assessments.forms.outline import OutlineForm
from assessments.generation import tasks
from assessments.queries import overview
from assessments.queries import reports as report_queries
from assessments.reports import country, outline
from assessments.views.requests import INVALID
from ssr_portal.http.requests import PortalRequest


@require_safe
def preview(request: PortalRequest, reference: str) -> HttpResponse:
    """The report as a page: the same HTML that the PDF is made from."""
    return _page(request, reference, None)


def _page(request: PortalRequest, reference: str, form: OutlineForm | None) -> HttpResponse:
    seat = access.seat(request.user, reference)
    assessment = seat.assessment
    dossier = scorecard.dossier(assessment)
    frame = overview.frame_of(seat, dossier)
    context = {
        "frame": frame,
        "body": country.body(dossier),
        "unprinted": () if assessment.is_approved else scorecard.unprinted(dossier),
        "form": form or OutlineForm(may_print_dialogue=frame.rights.in_dialogue),
        "printed": [(each, outline.read(each.outline)) for each in report_queries.printed(seat)],
    }
    return render(request, "assessments/report.html", context, status=INVALID if form else 200)


@require_POST
def ask(request: PortalRequest, reference: str) -> HttpResponse:
    """Ask for the PDF of the present state in some outline; each of an approved assessment is made once."""
    seat = access.seat(request.user, reference)
    form = OutlineForm(request.POST, may_print_dialogue=seat.in_dialogue)
    if not form.is_valid():
        return _page(request, reference, form)
    report = tasks.ask_for_report(seat.assessment, by=request.user, chosen=form.outline)
    return redirect("file", "report", report.uuid)
