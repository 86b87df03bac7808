"""The Django admin as this product's desk: its own titles, its sign-in the portal's own."""

from django.contrib import admin
from django.contrib.admin.apps import AdminConfig
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext_lazy as _


class Desk(admin.AdminSite):
    """One door for signing in: the portal's, with its rate limits."""

    site_title = _("SSR Portal administration")
    site_header = _("SSR Portal administration")
    index_title = _("Frameworks, people and organisations")

    def login(self, request: HttpRequest, extra_context: dict | None = None) -> HttpResponse:
        """Send to the portal's sign-in; someone signed in without the right gets a plain refusal."""
        if request.user.is_authenticated:
            return redirect("dashboard")
        onwards = request.GET.get("next", reverse("admin:index"))
        return redirect(f"{reverse('account_login')}?{urlencode({'next': onwards})}")


class Administration(AdminConfig):
    """Makes `Desk` the default site."""

    default_site = "ssr_portal.administration.Desk"
