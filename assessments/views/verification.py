"""Checking a copy of a report."""

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_http_methods

from assessments.forms.verification import CopyForm
from assessments.queries import verification
from assessments.views.requests import INVALID
from ssr_portal.http.requests import PortalRequest


@require_http_methods(["GET", "POST"])
def show(request: PortalRequest) -> HttpResponse:
    """Tell whether a copy is genuine; the code on paper leads here with its fingerprint in the address."""
    data = request.POST if request.method == "POST" else request.GET if "fingerprint" in request.GET else None
    form = CopyForm(data, request.FILES or None)
    verdict = None
    if data is not None and form.is_valid():
        file = form.cleaned_data["file"]
        mark = form.cleaned_data["fingerprint"]
        verdict = verification.by_file(request.user, file) if file else verification.by_fingerprint(request.user, mark)
    status = INVALID if form.is_bound and form.errors else 200
    return render(request, "assessments/check.html", {"form": form, "verdict": verdict}, status=status)
