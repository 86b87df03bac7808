"""Choosing reports for one zip."""

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from assessments import access, models
from assessments.forms.bundles import BundleForm
from assessments.generation import bundles, tasks
from assessments.queries import reports
from assessments.views.requests import INVALID, posted
from ssr_portal.accounts import once
from ssr_portal.http.requests import PortalRequest
from ssr_portal.text.sorting import sort_key


@require_http_methods(["GET", "POST"])
def ask(request: PortalRequest) -> HttpResponse:
    """Choose assessments; then their reports are made one by one in the background."""
    among = access.assessments_of(request.user)
    form = BundleForm(posted(request), among=among)
    if request.method == "POST" and form.is_valid():
        bundle = bundles.ask(form.cleaned_data["chosen"], by=request.user, outline=form.outline.written)
        tasks.queue("bundle", bundle)
        return once.added(redirect("file", "bundle", bundle.uuid), mended_at=request.path)
    approved = among.filter(state=models.Assessment.State.APPROVED).order_by("-period_end")
    listed = sorted(approved, key=lambda each: sort_key(each.country_name))
    context = {"form": form, "listed": listed, "most": bundles.MOST, "mine": reports.bundles_of(request.user)}
    return render(request, "assessments/bundles.html", context, status=INVALID if form.errors else 200)
