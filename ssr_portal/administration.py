"""The Django admin as this product's desk: its own titles, its sign-in the portal's own."""

from django.contrib import admin
from django.contrib.admin.apps import AdminConfig
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.decorators import method_decorator
from django.utils.http import url_has_allowed_host_and_scheme, urlencode
from django.utils.translation import gettext_lazy as _


class Desk(admin.AdminSite):
    """One door for signing in: the portal's, with its rate limits."""

    site_title = _("SSR Portal administration")
    site_header = _("SSR Portal administration")
    index_title = _("Frameworks, people and organisations")
    enable_nav_sidebar = False

    @method_decorator(login_not_required)
    def login(self, request: HttpRequest, extra_context: dict | None = None) -> HttpResponse:  # noqa: ARG002
        """Send to the portal's sign-in; someone signed in without the right goes back to the assessments."""
        asked = request.GET.get("next", "")
        safe = url_has_allowed_host_and_scheme(asked, {request.get_host()}, require_https=request.is_secure())
        onwards = asked if safe else reverse("admin:index")
        if not request.user.is_authenticated:
            return redirect(f"{reverse('account_login')}?{urlencode({'next': onwards})}")
        return redirect(onwards if self.has_permission(request) else "dashboard")


class Administration(AdminConfig):
    """Makes `Desk` the default site."""

    default_site = "ssr_portal.administration.Desk"
