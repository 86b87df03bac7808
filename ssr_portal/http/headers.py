"""Response headers that keep a page to itself, beside those that Django and django-csp set."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.middleware.gzip import GZipMiddleware

FIXED = {
    "Permissions-Policy": "camera=(), geolocation=(), microphone=(), payment=(), usb=()",
    "Cross-Origin-Resource-Policy": "same-origin",
}


def isolate(get_response: Callable[[HttpRequest], HttpResponse]) -> Callable[[HttpRequest], HttpResponse]:
    """Add the fixed headers; pages for signed-in people are never kept by shared caches."""

    def respond(request: HttpRequest) -> HttpResponse:
        response = get_response(request)
        for name, value in FIXED.items():
            response.headers.setdefault(name, value)
        if not request.path.startswith("/static/"):
            response.headers.setdefault("Cache-Control", "private, no-store")
        return response

    return respond


class CompressPages(GZipMiddleware):
    """Compresses pages, of bad lines above all; files are sent as they are, so that browsers can tell how much is left.

    Django adds random bytes against guessing secrets by length (BREACH), and masks its CSRF tokens.
    """

    def process_response(self, request: HttpRequest, response: HttpResponseBase) -> HttpResponseBase:
        """Compress unless it is a file."""
        return response if response.streaming else super().process_response(request, response)
