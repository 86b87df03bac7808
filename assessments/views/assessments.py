"""Opening an assessment, its overview, the facts on its cover, and correcting an approved one."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from assessments import access
from assessments.domain import assessments, correcting, programmes, version_change
from assessments.domain.editing import NotOpen, Stale, require_open
from assessments.forms.assessment import NewAssessmentForm
from assessments.forms.facts import FactsForm
from assessments.models import Assessment
from assessments.queries import overview
from assessments.views.requests import CONFLICT, INVALID, posted, refusals_told
from ssr_portal.accounts import once
from ssr_portal.accounts.given_back import labelled_by
from ssr_portal.http.requests import PortalRequest


@require_safe
def show(request: PortalRequest, reference: str) -> HttpResponse:
    """The overview of one assessment."""
    page = overview.page(access.seat(request.user, reference))
    return render(request, "assessments/overview.html", {"page": page, "frame": page.frame})


@require_http_methods(["GET", "POST"])
def new(request: PortalRequest) -> HttpResponse:
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
@labelled_by(lambda **_address: Assessment)
def facts(request: PortalRequest, reference: str) -> HttpResponse:
    """Change the facts on the cover."""
    seat = access.seat(request.user, reference)
    require_open(seat)
    assessment = seat.assessment
    form = FactsForm(posted(request), instance=assessment, assessment=assessment)
    status = INVALID if form.errors else 200
    if request.method == "POST" and form.is_valid() and (status := _change_facts(form, request)) == 200:
        messages.success(request, _facts_saved(reference, form.instance.reference))
        _tell_what_is_not_counted(request, form.instance)
        _tell_what_follows(request, form)
        return redirect("overview", form.instance.reference)
    context = {"form": form, "frame": overview.frame(request.user, reference), "title": _("Facts on the cover")}
    return render(request, "assessments/record.html", context, status=status)


def _facts_saved(before: str, now: str) -> str:
    """That the facts are stored, and by which reference the assessment is found where that changed with them."""
    if now == before:
        return _("The facts are saved.")
    words = _("The facts are saved. The assessment is now called %(now)s; links to %(before)s lead to it as well.")
    return words % {"now": now, "before": before}


def _change_facts(form: FactsForm, request: PortalRequest) -> int:
    """Store the facts; the status of the answer, where the form says why they are not stored."""
    agreed = request.POST.get("agreed", "")
    try:
        assessments.change_facts(form.instance, form.columns, seen=form.seen, by=request.user, agreed=agreed)
    except Stale as stale:
        form.meet(stale.current)
        return CONFLICT
    except correcting.Fixed as fixed:
        form.fix(fixed)
    except correcting.StaysBehind as stays:
        form.ask(stays.behind)
    except ValidationError as error:
        form.add_error(None, error)
    return INVALID if form.errors else 200


@require_POST
def correct(request: PortalRequest, reference: str) -> HttpResponse:
    """Open the next revision of an approved assessment."""
    approved = access.seat_to_edit(request.user, reference).assessment
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


def _tell_what_is_not_counted(request: PortalRequest, assessment: Assessment) -> None:
    """Name the programmes whose rate is of another currency than the assessment has now."""
    titles = [programme.title for programme in programmes.without_rate(assessment)]
    if titles:
        messages.warning(
            request,
            _("Not counted in %(currency)s until a rate is stated: %(titles)s.")
            % {"currency": assessment.currency, "titles": ", ".join(titles)},
        )


def _tell_what_follows(request: PortalRequest, form: FactsForm) -> None:
    """What a corrected country or framework brings about elsewhere."""
    assessment = form.instance
    if "framework" in form.changed_data:
        words = _("The framework is now %(name)s, and all its criteria are asked again.")
        assessment.refresh_from_db(fields=["revision"])
        if version_change.last_move(assessment):
            words = _(
                "The framework is now %(name)s, and all its criteria are asked again. It can be undone until the next save."
            )
        messages.info(request, words % {"name": assessment.framework})
    if "country" in form.changed_data:
        itself, names = correcting.neighbours(assessment)
        if itself:
            words = _("%(country)s itself stands among the neighbours concerned: %(names)s. Correct that in Context.")
            messages.warning(request, words % {"country": assessment.country.name, "names": names})
        elif names:
            words = _("The neighbours concerned are still %(names)s. Check in Context that they fit %(country)s.")
            messages.warning(request, words % {"country": assessment.country.name, "names": names})
