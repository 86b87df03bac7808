"""The report: its preview, asking for a PDF, how far that is, and the stored file."""

from django.contrib import messages
from django.http import FileResponse, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from assessments import access, dialogue, models, scorecard, tasks
from assessments.domain import making
from assessments.forms.outline import OutlineForm
from assessments.models.generated_file import GeneratedFile
from assessments.queries import overview
from assessments.queries import reports as report_queries
from assessments.reports import country, outline
from assessments.views.requests import INVALID

PDF, ZIP = "application/pdf", "application/zip"


@require_safe
def preview(request: HttpRequest, reference: str) -> HttpResponse:
    """The report as a page: the same HTML that the PDF is made from."""
    return _page(request, reference, None)


def _page(request: HttpRequest, reference: str, form: OutlineForm | None) -> HttpResponse:
    assessment = access.assessment_to_read(request.user, reference)
    dossier = scorecard.dossier(assessment)
    frame = overview.frame_of(request.user, assessment, dossier)
    context = {
        "frame": frame,
        "body": country.body(dossier),
        "unprinted": () if assessment.is_approved else scorecard.unprinted(dossier),
        "form": form or OutlineForm(may_print_dialogue=frame.rights.dialogue),
        "printed": [(each, outline.read(each.outline)) for each in report_queries.printed(request.user, assessment)],
    }
    return render(request, "assessments/report.html", context, status=INVALID if form else 200)


@require_POST
def ask(request: HttpRequest, reference: str) -> HttpResponse:
    """Ask for the PDF of the present state in some outline; each of an approved assessment is made once."""
    assessment = access.assessment_to_read(request.user, reference)
    form = OutlineForm(request.POST, may_print_dialogue=dialogue.is_of_dialogue(assessment))
    if not form.is_valid():
        return _page(request, reference, form)
    report = tasks.ask_for_report(assessment, by=request.user, chosen=form.outline)
    return redirect("report-file", reference, report.pk)


@require_safe
def file(request: HttpRequest, reference: str, pk: int) -> HttpResponse:
    """How far the PDF is; a report that a dead worker left is queued again."""
    report = tasks.look_after(access.report_to_read(request.user, reference, pk))
    context = {"report": report, "outline": outline.read(report.outline), "waiting": report_queries.waiting(report)}
    if "HX-Request" not in request.headers:
        context["frame"] = overview.frame(request.user, reference)
    return progress(request, report, "assessments/report_file.html", "assessments/report_standing.html", context)


def progress(request: HttpRequest, made: GeneratedFile, page: str, fragment: str, context: dict) -> HttpResponse:
    """The page of something being made, or the fragment of it that the page asks for every other second."""
    polled = "HX-Request" in request.headers
    return render(request, fragment if polled else page, context | {"made": made, "address": request.path})


@require_POST
def retry(request: HttpRequest, reference: str, pk: int) -> HttpResponse:
    """Start over with a report that was given up."""
    again(request, access.report_to_read(request.user, reference, pk))
    return redirect("report-file", reference, pk)


def again(request: HttpRequest, made: GeneratedFile) -> None:
    """Start over with what was given up, and say so."""
    if making.try_again(made):
        tasks.queue(made)
        messages.info(request, _("It is being prepared again."))


@require_safe
def download(request: HttpRequest, reference: str, pk: int) -> HttpResponse:
    """The stored file, as an attachment."""
    report = access.report_to_read(request.user, reference, pk)
    if not report.is_ready:
        return redirect("report-file", reference, pk)
    return sent(report, f"{reference}.pdf", PDF)


def sent(made: models.Report | models.CombinedReport | models.Bundle, name: str, kind: str) -> FileResponse:
    """A stored file as an attachment that no browser opens within the portal."""
    response = FileResponse(made.file.open("rb"), as_attachment=True, filename=name, content_type=kind)
    response["Content-Security-Policy"] = "sandbox; default-src 'none'"
    return response
