"""The report: its preview, asking for the PDF, and the stored file."""

from django.contrib import messages
from django.http import FileResponse, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from assessments import access, models, scorecard, tasks
from assessments.domain import reporting
from assessments.queries import overview
from assessments.reports import country


@require_safe
def preview(request: HttpRequest, reference: str) -> HttpResponse:
    """The report as a page: the same HTML that the PDF is made from."""
    assessment = access.assessment_to_read(request.user, reference)
    dossier = scorecard.dossier(assessment)
    context = {
        "frame": overview.frame_of(request.user, assessment, dossier),
        "body": country.body(dossier),
    }
    return render(request, "assessments/report.html", context)


@require_POST
def ask(request: HttpRequest, reference: str) -> HttpResponse:
    """Ask for the PDF of the present state; the final one of an approved assessment is made once."""
    assessment = access.assessment_to_read(request.user, reference)
    report = tasks.ask_for_report(assessment, by=request.user)
    return redirect("report-file", reference, report.pk)


@require_safe
def file(request: HttpRequest, reference: str, pk: int) -> HttpResponse:
    """How far the PDF is; a report that a dead worker left is queued again."""
    report = access.report_to_read(request.user, reference, pk)
    if reporting.take_up_again(report):
        tasks.make_report.enqueue(report.pk)
    response = render(
        request, "assessments/report_file.html", {"report": report, "frame": overview.frame(request.user, reference)}
    )
    if report.state == models.Report.State.ASKED:
        response["Refresh"] = "2"
    return response


@require_POST
def retry(request: HttpRequest, reference: str, pk: int) -> HttpResponse:
    """Start over with a report that was given up."""
    report = access.report_to_read(request.user, reference, pk)
    reporting.try_again(report)
    tasks.make_report.enqueue(report.pk)
    messages.info(request, _("The report is being made again."))
    return redirect("report-file", reference, pk)


@require_safe
def download(request: HttpRequest, reference: str, pk: int) -> HttpResponse:
    """The stored file, as an attachment."""
    report = access.report_to_read(request.user, reference, pk)
    if report.state != models.Report.State.READY:
        return redirect("report-file", reference, pk)
    response = FileResponse(
        report.file.open("rb"), as_attachment=True, filename=f"{reference}.pdf", content_type="application/pdf"
    )
    response["Content-Security-Policy"] = "sandbox; default-src 'none'"
    return response
