"""A source and what rests on it, and its file."""

from django.contrib import messages
from django.http import FileResponse, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_safe

from assessments import access, models
from assessments.domain import evidence
from assessments.domain.editing import Stale
from assessments.forms.evidence import UsesForm
from assessments.queries.evidence import uses as uses_page
from assessments.views.requests import CONFLICT, INVALID, posted, refusals_told
from ssr_portal.http.requests import PortalRequest

# What was uploaded is for downloading. Should a browser show it all the same, it may run and load nothing.
LOCKED = "sandbox; default-src 'none'"


@require_http_methods(["GET", "POST"])
@refusals_told
def uses(request: PortalRequest, reference: str, pk: int) -> HttpResponse:
    """See which ratings rest on a source; link it to many at once."""
    seat = access.seat(request.user, reference)
    row = access.record_to_edit(seat, models.Evidence, pk)
    page = uses_page(seat, row)
    form = UsesForm(posted(request), ratings=page.ratings, evidence=row)
    status = 200
    if request.method == "POST":
        access.require_assessor(seat)
        status = _link(request, row, form)
        if status == 200:  # noqa: PLR2004
            return redirect("section", reference, "evidence")
    context = {"page": page, "frame": page.frame, "form": form}
    return render(request, "assessments/evidence/uses.html", context, status=status)


def _link(request: PortalRequest, row: models.Evidence, form: UsesForm) -> int:
    if not form.is_valid():
        return INVALID
    try:
        changed = evidence.link_ratings(row, form.cleaned_data["shown"], form.wanted, by=request.user)
    except Stale:
        form.add_error(
            None, _("Somebody linked this source differently meanwhile. Reload the page to see how, then choose again.")
        )
        return CONFLICT
    n = len(changed)
    messages.success(request, ngettext("%(n)d link was changed.", "%(n)d links were changed.", n) % {"n": n})
    return 200


@require_safe
def file(request: PortalRequest, reference: str, pk: int) -> HttpResponseBase:
    """The file of a source, for downloading."""
    attachment = access.attachment_to_read(request.user, reference, pk)
    answer = FileResponse(
        attachment.file.open(), as_attachment=True, filename=attachment.name, content_type=attachment.what.media_type
    )
    answer.headers["Content-Security-Policy"] = LOCKED
    answer.headers["Cache-Control"] = "private, no-store"
    return answer
