"""Sharing an approved assessment, and reading what others share."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from assessments import access, scorecard
from assessments.domain import sharing
from assessments.forms.sharing import ShareForm
from assessments.queries import overview
from assessments.reports import country
from assessments.views.posted import INVALID, posted
from ssr_portal.accounts.models import Organisation
from ssr_portal.plain_text import whole_number


@require_http_methods(["GET", "POST"])
def manage(request: HttpRequest, reference: str) -> HttpResponse:
    """See with whom it is shared; add an organisation, or end it for one."""
    assessment = access.assessment_to_read(request.user, reference)
    if not access.rights(request.user, assessment).share:
        raise PermissionDenied(_("Only a reviewer shares, and only what is approved."))
    ended = whole_number(request.POST.get("end", ""))
    if ended is not None:
        for organisation in Organisation.objects.filter(pk=ended):
            sharing.end(assessment, organisation, by=request.user)
            messages.success(request, _("No longer shared with %(name)s.") % {"name": organisation.name})
        return redirect("share", reference)
    form = ShareForm(posted(request), assessment=assessment)
    if request.method == "POST" and form.is_valid():
        organisation = form.cleaned_data["organisation"]
        sharing.share(assessment, organisation, by=request.user)
        messages.success(request, _("Shared with %(name)s.") % {"name": organisation.name})
        return redirect("share", reference)
    context = {
        "form": form,
        "frame": overview.frame(request.user, reference),
        "shares": assessment.shares.select_related("organisation", "by"),
    }
    return render(request, "assessments/share.html", context, status=INVALID if form.errors else 200)


@require_safe
def shared(request: HttpRequest, reference: str) -> HttpResponse:
    """The shared edition of another organisation's report."""
    assessment = access.shared_assessment(request.user, reference)
    body = country.body(scorecard.shared_edition(assessment))
    return render(request, "assessments/shared.html", {"assessment": assessment, "body": body})
