"""Opening an assessment, its overview, the facts on its cover, and correcting an approved one."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from assessments import access
from assessments.domain import assessments, programmes
from assessments.domain.editing import NotOpen, Stale
from assessments.forms.assessment import FactsForm, NewAssessmentForm
from assessments.models import Assessment
from assessments.queries import overview
from assessments.views.posted import CONFLICT, INVALID, posted, refusals_told
from ssr_portal.accounts import once


@require_safe
def show(request: HttpRequest, reference: str) -> HttpResponse:
    """The overview of one assessment."""
    assessment = access.assessment_to_read(request.user, reference)
    page = overview.page(request.user, assessment)
    return render(request, "assessments/overview.html", {"page": page, "frame": page.frame})


@require_http_methods(["GET", "POST"])
def new(request: HttpRequest) -> HttpResponse:
    """Open an assessment for a country and period."""
    if not access.organisations_to_assess_for(request.user).exists():
        raise PermissionDenied
    form = NewAssessmentForm(posted(request), person=request.user)
    if request.method == "POST" and form.is_valid():
        try:
            opened = assessments.open_assessment(form.instance, by=request.user, source=form.cleaned_data["source"])
        except ValidationError as error:
            form.add_error(None, error)
        else:
            messages.success(
                request,
                _("%(reference)s is open. Begin with context and programmes, or score right away.")
                % {"reference": opened.reference},
            )
            _tell_what_is_not_counted(request, opened)
            return once.added(redirect("overview", opened.reference), mended_at=request.path)
    return render(request, "assessments/new.html", {"form": form}, status=INVALID if form.errors else 200)


@require_http_methods(["GET", "POST"])
@refusals_told
def facts(request: HttpRequest, reference: str) -> HttpResponse:
    """Change the facts on the cover."""
    assessment = access.assessment_to_edit(request.user, reference)
    if not assessment.is_open:
        raise NotOpen(assessment)
    form = FactsForm(posted(request), instance=assessment, assessment=assessment)
    status = 200
    if request.method == "POST" and form.is_valid():
        try:
            assessments.change_facts(assessment, FactsForm.Meta.fields, seen=form.seen, by=request.user)
        except Stale as stale:
            form.meet(stale.current)
            status = CONFLICT
        else:
            messages.success(request, _("The facts are saved."))
            _tell_what_is_not_counted(request, assessment)
            return redirect("overview", assessment.reference)
    elif form.errors:
        status = INVALID
    context = {"form": form, "frame": overview.frame(request.user, reference), "title": _("Facts on the cover")}
    return render(request, "assessments/record.html", context, status=status)


@require_POST
def correct(request: HttpRequest, reference: str) -> HttpResponse:
    """Open the next revision of an approved assessment."""
    approved = access.assessment_to_edit(request.user, reference)
    try:
        revision = assessments.correct(approved, by=request.user)
    except NotOpen:
        messages.error(request, _("Only an approved assessment without a newer revision can be corrected."))
        return redirect("overview", reference)
    messages.success(
        request,
        _("%(new)s is open. It will supersede %(old)s once approved.") % {"new": revision.reference, "old": reference},
    )
    return redirect("overview", revision.reference)


def _tell_what_is_not_counted(request: HttpRequest, assessment: Assessment) -> None:
    """Name the programmes whose rate is of another currency than the assessment has now."""
    titles = [programme.title for programme in programmes.without_rate(assessment)]
    if titles:
        messages.warning(
            request,
            _("Not counted in %(currency)s until a rate is stated: %(titles)s.")
            % {"currency": assessment.currency, "titles": ", ".join(titles)},
        )
