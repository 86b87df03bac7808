"""Reading how an assessment came to be, and restoring an earlier state of a rating."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from assessments import access
from assessments.domain import ratings
from assessments.domain.editing import Stale
from assessments.queries import history
from assessments.views.requests import refusals_told
from ssr_portal.http.requests import PortalRequest
from ssr_portal.text.plain_text import whole_number


@require_safe
def show(request: PortalRequest, reference: str) -> HttpResponse:
    """The history of the whole assessment."""
    page = history.page(access.seat(request.user, reference), request.GET.get("page"))
    return render(request, "assessments/history.html", {"page": page, "frame": page.frame})


@require_POST
@refusals_told
def restore(request: PortalRequest, reference: str, pk: int) -> HttpResponse:
    """Make an earlier state of a rating the present one; what stands now stays in the history."""
    seat, row = access.rating_to_read(request.user, reference, pk)
    access.require_assessor(seat)
    key, seen = (whole_number(request.POST.get(name, "")) for name in ("key", "revision"))
    try:
        ratings.restore(row, key or 0, seen=-1 if seen is None else seen, by=request.user)
    except Stale:
        messages.error(request, _("Somebody saved this rating meanwhile. Look at it again before you restore."))
    else:
        messages.success(request, _("The earlier state is restored."))
    return redirect("rating", reference, pk)
