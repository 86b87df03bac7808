"""Generated files of every kind: how far they are, starting over, cancelling, and the file itself."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import FileResponse, Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from assessments.generation import jobs, tasks
from assessments.generation.kinds import KINDS, Kind
from assessments.generation.page import page_of
from ssr_portal.http.requests import PortalRequest


def _kind(name: str) -> Kind:
    if name not in KINDS:
        raise Http404
    return KINDS[name]


@require_safe
def show(request: PortalRequest, kind: str, uuid: UUID) -> HttpResponse:
    """How far the file is: the page, or the fragment of it that the page asks for every other second."""
    found = _kind(kind)
    file = found.to_read(request.user, uuid)
    page = page_of(kind, found, file)
    if "HX-Request" in request.headers:
        return render(request, "assessments/files/progress.html", {"page": page})
    frame = found.frame(request.user, file) if found.frame else None
    layout = "assessments/frame.html" if frame else "base.html"
    return render(request, "assessments/files/page.html", {"page": page, "frame": frame, "layout": layout})


@require_POST
def again(request: PortalRequest, kind: str, uuid: UUID) -> HttpResponse:
    """Start over with a file that was given up."""
    if tasks.retry(kind, _kind(kind).to_read(request.user, uuid)):
        messages.info(request, _("It is being prepared again."))
    return redirect("file", kind, uuid)


@require_POST
def cancel(request: PortalRequest, kind: str, uuid: UUID) -> HttpResponse:
    """Cancel a file that is not ready, where nobody else waits for it."""
    found = _kind(kind)
    file = found.to_read(request.user, uuid)
    if not found.may_cancel:
        raise Http404
    if jobs.cancel(file):
        messages.info(request, _("It is cancelled."))
    return redirect("file", kind, uuid)


@require_safe
def download(request: PortalRequest, kind: str, uuid: UUID) -> HttpResponse | FileResponse:
    """The stored file, as an attachment that no browser opens within the portal."""
    found = _kind(kind)
    file: Any = found.to_read(request.user, uuid)
    if not file.is_ready:
        return redirect("file", kind, uuid)
    response = FileResponse(
        file.file.open("rb"), as_attachment=True, filename=found.file_name(file), content_type=found.media_type
    )
    response["Content-Security-Policy"] = "sandbox; default-src 'none'"
    return response
