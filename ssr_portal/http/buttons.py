"""Addresses that only buttons send to: whoever is led there by a sign-in, a reload or the address bar meets no empty page."""

from collections.abc import Callable
from typing import Any
from urllib.parse import urlsplit

from django.contrib.auth.views import redirect_to_login
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.http import url_has_allowed_host_and_scheme

NOT_ALLOWED = 405


class SaidByButtons:
    """The middleware; after what keeps typed text, before what asks for a sign-in."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Put words on the empty answer to whoever opens such an address."""
        response = self.get_response(request)
        if request.method != "GET" or response.status_code != NOT_ALLOWED:
            return response
        page = render(request, "405.html", status=NOT_ALLOWED)
        page["Allow"] = response["Allow"]
        return page

    def process_view(
        self, request: HttpRequest, view: Callable[..., HttpResponse], args: tuple[Any, ...], kwargs: dict[str, Any]
    ) -> HttpResponse | None:
        """Where a button was pressed without a sign-in, let the sign-in lead to the page with the button."""
        if request.method != "POST" or request.user.is_authenticated or not getattr(view, "login_required", True):
            return None
        page = request.headers.get("Referer", "")
        if not url_has_allowed_host_and_scheme(page, {request.get_host()}, require_https=request.is_secure()):
            return None
        return redirect_to_login(urlsplit(page)._replace(scheme="", netloc="").geturl())
