"""Sharing an approved assessment, and reading what others share."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from assessments import access, models
from assessments.domain import sharing
from assessments.forms.sharing import ShareForm
from assessments.generation import tasks as generation
from assessments.generation.reports import shared_outline
from assessments.queries import revisions
from assessments.queries import sharing as queries
from assessments.reports import country
from assessments.reports.outline import Outline, dossier_of
from assessments.views.requests import INVALID, posted
from ssr_portal.accounts.models import Organisation
from ssr_portal.http.requests import PortalRequest
from ssr_portal.text.plain_text import stopped, whole_number


@require_http_methods(["GET", "POST"])
def manage(request: PortalRequest, reference: str) -> HttpResponse:
    """See with whom it is shared; add an organisation, or end it for one."""
    seat = access.seat(request.user, reference)
    assessment = seat.assessment
    if not seat.rights.can_share:
        raise PermissionDenied(_("Only a reviewer shares, and only what is approved."))
    ended = whole_number(request.POST.get("end", ""))
    if ended is not None:
        for organisation in Organisation.objects.filter(pk=ended):
            if sharing.end(assessment, organisation, by=request.user):
                messages.success(request, _("No longer shared with %(name)s") % {"name": stopped(organisation.name)})
        return redirect("share", reference)
    form = ShareForm(posted(request), assessment=assessment)
    if request.method == "POST" and form.is_valid() and _shared(request, assessment, form):
        return redirect("share", reference)
    page = queries.page(seat)
    context = {"form": form, "page": page, "frame": page.frame}
    return render(request, "assessments/share.html", context, status=INVALID if form.errors else 200)


def _shared(request: PortalRequest, assessment: models.Assessment, form: ShareForm) -> bool:
    """Share as the form says; the domain's refusal becomes the form's."""
    organisation = form.cleaned_data["organisation"]
    try:
        sharing.share(assessment, organisation, by=request.user, with_evidence=form.cleaned_data["with_evidence"])
    except ValidationError as refusal:
        form.add_error(None, refusal)
        return False
    messages.success(
        request,
        _("Shared with %(name)s Its assessors and reviewers are informed by e-mail.")
        % {"name": stopped(organisation.name)},
    )
    return True


def _read(request: PortalRequest, assessment: models.Assessment, edition: Outline, **more: object) -> HttpResponse:
    """The page on which the shared edition is read: by those who got it, and beforehand by those who decide."""
    body = country.body(dossier_of(assessment, edition), edition)
    newer = revisions.newer_than(request.user, [assessment]).get(assessment.pk)
    context = {"assessment": assessment, "body": body, "newer": newer} | more
    return render(request, "assessments/shared.html", context)


@require_safe
def shared(request: PortalRequest, reference: str) -> HttpResponse:
    """The shared edition of another organisation's report."""
    seat = access.guest_seat(request.user, reference)
    sharing.seen(seat.assessment, by=request.user)
    return _read(request, seat.assessment, shared_outline(with_evidence=seat.with_evidence))


@require_safe
def preview(request: PortalRequest, reference: str) -> HttpResponse:
    """What another organisation would read of one's own assessment as it stands, whether or not it is approved."""
    seat = access.seat(request.user, reference)
    assessment = seat.assessment
    if not seat.in_dialogue:
        raise PermissionDenied(_("Assessors and reviewers look at what would be shared."))
    with_evidence = request.GET.get("evidence") != "no"
    reach = sharing.reach_of(assessment)
    return _read(
        request, assessment, shared_outline(with_evidence=with_evidence), ours=True, evidence=with_evidence, reach=reach
    )


@require_POST
def ask(request: PortalRequest, reference: str) -> HttpResponse:
    """Ask for the PDF of the shared edition; it is made once."""
    seat = access.guest_seat(request.user, reference)
    edition = shared_outline(with_evidence=seat.with_evidence)
    report = generation.ask_for_report(seat.assessment, by=request.user, chosen=edition, kind="shared-report")
    return redirect("file", "shared-report", report.uuid)
