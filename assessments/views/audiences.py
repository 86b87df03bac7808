"""The audience of an assessment, in one table."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from assessments import access
from assessments.domain import audiences
from assessments.domain.editing import Stale, require_open
from assessments.forms.audiences import AudienceForm
from assessments.queries import audiences as queries
from assessments.views.requests import CONFLICT, INVALID, posted, refusals_told
from ssr_portal.http.requests import PortalRequest


@require_http_methods(["GET", "POST"])
@refusals_told
def show(request: PortalRequest, reference: str) -> HttpResponse:
    """See who sees what; an assessor of an open assessment chooses."""
    seat = access.seat(request.user, reference)
    if not seat.in_dialogue:
        raise PermissionDenied(_("Assessors and reviewers see who is shown what."))
    page = queries.page(seat)
    form = AudienceForm(posted(request), page=page)
    status = 200
    if request.method == "POST":
        require_open(seat)
        if not form.is_valid():
            status = INVALID
        else:
            try:
                audiences.change(
                    seat.assessment, form.chosen, seen=form.cleaned_data["seen"], by=request.user, **form.to_set
                )
            except Stale:
                form.meet()
                status = CONFLICT
            except ValidationError as refusal:
                form.add_error(None, refusal.messages)
                status = INVALID
            else:
                messages.success(request, _("The audience is saved."))
                return redirect("audience", reference)
    context = {"page": page, "frame": page.frame, "form": form}
    return render(request, "assessments/audience.html", context, status=status)
