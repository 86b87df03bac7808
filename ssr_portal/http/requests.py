"""What a request carries beyond Django's own, for whoever reads it after the middleware."""

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, QueryDict

from ssr_portal.accounts.models import Person
from ssr_portal.http.messages import Told


class PortalRequest(HttpRequest):
    """A request as views get it, behind the sign-in; the few pages before it have Django's `AnonymousUser` there."""

    user: Person
    unsent: QueryDict | None  # what was typed here and not stored (`accounts.unsent`)
    why_unsent: str
    _messages: Told


def signed_in(request: HttpRequest) -> Person:
    """Who asks, where Django's own signature lets it be nobody; raises PermissionDenied for nobody."""
    if isinstance(request.user, Person):
        return request.user
    raise PermissionDenied
