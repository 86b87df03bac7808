"""Framework versions beside assessments: their difference and its effect, previews of drafts, moving an assessment."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.db.models import QuerySet
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from assessments import access, scorecard
from assessments.domain import version_change
from assessments.domain.editing import Stale, require_open
from assessments.forms.judgement import JudgementForm
from assessments.generation import samples, tasks
from assessments.queries import versions
from assessments.reports import country
from assessments.views.requests import CONFLICT, refusals_told
from assessments.views.scoring import blocks_of
from frameworks.models import Framework
from ssr_portal.http.requests import PortalRequest
from ssr_portal.text.plain_text import whole_number


def _visible(request: PortalRequest) -> QuerySet[Framework]:
    """Versions that the person may see; drafts exist for framework administrators alone."""
    return Framework.objects.all() if access.may_preview(request.user) else Framework.objects.readable()


def _version(request: PortalRequest, code: str, version: int) -> Framework:
    """One of them; 404 for any other."""
    found = _visible(request).filter(code=code, version=version).select_related("predecessor").first()
    if found is None:
        raise Http404
    return found


@require_safe
def difference(request: PortalRequest, code: str, version: int) -> HttpResponse:
    """This version beside another: the one it was made from, unless `with` names one."""
    newer = _version(request, code, version)
    asked = whole_number(request.GET.get("with", ""))
    others = [each for each in _visible(request).filter(code=code).order_by("-version") if each.pk != newer.pk]
    older = next((each for each in others if each.version == asked), None) if asked else newer.predecessor
    if older is None and asked is None:
        older = next((each for each in others if each.version < newer.version), None) or next(iter(others), None)
    if older is None:
        raise Http404
    page = versions.difference_page(older, newer, others=others, administers=access.may_preview(request.user))
    return render(request, "frameworks/difference.html", {"page": page})


def _to_preview(request: PortalRequest, code: str, version: int) -> Framework:
    if not access.may_preview(request.user):
        raise PermissionDenied
    return _version(request, code, version)


@require_safe
def preview_form(request: PortalRequest, code: str, version: int, part: str) -> HttpResponse:
    """The assessor's form on this version; nothing can be saved from it."""
    framework = _to_preview(request, code, version)
    page = versions.form_preview(framework, part)
    if page is None:
        raise Http404
    around = {"open": {page.groups[0].ratings[0].pk} if page.groups and page.groups[0].ratings else set()}
    forms = {rating.pk: JudgementForm(rating=rating) for group in page.groups for rating in group.ratings}
    groups = blocks_of(page.groups, lambda rating: forms[rating.pk].helper.render_layout(forms[rating.pk], around))
    return render(request, "assessments/preview/form.html", {"page": page, "groups": groups})


@require_safe
def preview_report(request: PortalRequest, code: str, version: int) -> HttpResponse:
    """The report's pages on this version, with invented figures."""
    framework = _to_preview(request, code, version)
    body = country.body(scorecard.sample(framework, rated=True))
    return render(request, "assessments/preview/report.html", {"framework": framework, "body": body})


@require_POST
def ask_for_sample(request: PortalRequest, code: str, version: int) -> HttpResponse:
    """Ask for the same on paper; asked for again while it is being made, it is made once."""
    report, new = samples.ask(_to_preview(request, code, version), by=request.user)
    if new:
        tasks.queue("sample-report", report)
    return redirect("file", "sample-report", report.uuid)


@require_http_methods(["GET", "POST"])
@refusals_told
def move(request: PortalRequest, reference: str) -> HttpResponse:
    """Show what moving to a newer version would do; then do it."""
    seat = access.seat(request.user, reference)
    require_open(seat)
    assessment = seat.assessment
    choices = version_change.newer_versions(assessment)
    if not choices:
        messages.info(request, _("There is no newer published version of this framework."))
        return redirect("overview", reference)
    asked = whole_number(request.POST.get("version") or request.GET.get("version") or "")
    target = next((each for each in choices if each.version == asked), choices[0])
    status = 200
    if request.method == "POST":
        try:
            version_change.move(
                assessment, target, seen=whole_number(request.POST.get("revision", "")) or 0, by=request.user
            )
        except (Stale, ValidationError):
            messages.error(request, _("The assessment changed meanwhile. Look at the effect again, then move it."))
            assessment.refresh_from_db()
            status = CONFLICT
        else:
            messages.success(
                request, _("Moved to %(version)s. You can take it back until the next save.") % {"version": target}
            )
            return redirect("overview", reference)
    page = versions.move_page(seat, target, choices)
    return render(request, "assessments/version_move.html", {"page": page, "frame": page.frame}, status=status)


@require_POST
@refusals_told
def undo(request: PortalRequest, reference: str) -> HttpResponse:
    """Take the last move back, while nothing has been saved since."""
    assessment = access.seat_to_edit(request.user, reference).assessment
    try:
        version_change.undo(assessment, by=request.user)
    except Stale:
        messages.error(request, _("Something was saved since the move, so it can no longer be taken back."))
    else:
        messages.success(request, _("The move is taken back: everything is as it was before."))
    return redirect("overview", reference)
