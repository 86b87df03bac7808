"""Reports of a selection as one zip."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from assessments import access, models, tasks
from assessments.domain import bundles, making
from assessments.forms.bundles import BundleForm
from assessments.queries import reports
from assessments.reports import outline
from assessments.views.reports import ZIP, again, progress, sent
from assessments.views.requests import INVALID, posted
from ssr_portal.accounts import once
from ssr_portal.text.sorting import sort_key


@require_http_methods(["GET", "POST"])
def ask(request: HttpRequest) -> HttpResponse:
    """Choose assessments; then their reports are made one by one in the background."""
    among = access.assessments_of(request.user)
    form = BundleForm(posted(request), among=among)
    if request.method == "POST" and form.is_valid():
        bundle = bundles.ask(form.cleaned_data["chosen"], by=request.user, outline=form.outline.written)
        tasks.make_bundle.enqueue(bundle.pk)
        return once.added(redirect("bundle", bundle.pk), mended_at=request.path)
    approved = among.filter(state=models.Assessment.State.APPROVED).order_by("-period_end")
    listed = sorted(approved, key=lambda each: sort_key(each.country_name))
    context = {"form": form, "listed": listed, "most": bundles.MOST, "mine": reports.bundles_of(request.user)}
    return render(request, "assessments/bundles.html", context, status=INVALID if form.errors else 200)


@require_safe
def file(request: HttpRequest, pk: int) -> HttpResponse:
    """How far the bundle is."""
    bundle = tasks.look_after(access.bundle_to_read(request.user, pk))
    context = {
        "bundle": bundle,
        "outline": outline.read(bundle.outline),
        "waiting": reports.waiting(bundle),
        "items": list(bundle.items.select_related("assessment", "report")),
    }
    context["done"] = sum(bool(item.report_id or item.fault) for item in context["items"])
    return progress(request, bundle, "assessments/bundle.html", "assessments/bundle_standing.html", context)


@require_POST
def call_off(request: HttpRequest, pk: int) -> HttpResponse:
    """Call the bundle off; what was printed for it stays with its assessment."""
    if making.call_off(access.bundle_to_read(request.user, pk)):
        messages.info(request, _("The bundle is cancelled."))
    return redirect("bundle", pk)


@require_POST
def retry(request: HttpRequest, pk: int) -> HttpResponse:
    """Start over with a bundle that was given up."""
    again(request, access.bundle_to_read(request.user, pk))
    return redirect("bundle", pk)


@require_safe
def download(request: HttpRequest, pk: int) -> HttpResponse:
    """The stored zip."""
    bundle = access.bundle_to_read(request.user, pk)
    return sent(bundle, "reports.zip", ZIP) if bundle.is_ready else redirect("bundle", pk)
