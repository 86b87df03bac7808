"""The first page after sign-in."""

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from assessments.queries import dashboard
from ssr_portal.http.requests import PortalRequest


@require_safe
def show(request: PortalRequest) -> HttpResponse:
    """What waits for me, and my organisations' assessments."""
    return render(request, "assessments/dashboard.html", {"page": dashboard.page(request.user, request.GET)})
