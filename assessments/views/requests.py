"""What a request carries for a form, and how domain refusals become answers."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.contrib import messages
from django.http import HttpResponse, QueryDict
from django.shortcuts import redirect
from django.utils.translation import gettext as _

from assessments.domain.editing import Gone, NotOpen
from assessments.domain.places import Conflict
from ssr_portal.accounts import unsent
from ssr_portal.http.requests import PortalRequest

INVALID, CONFLICT = 422, 409


def posted(request: PortalRequest) -> QueryDict | None:
    """The post; on a GET, what was typed before the sign-in ran out; otherwise None."""
    if request.method == "POST":
        return request.POST
    if request.unsent is not None:
        messages.warning(request, _unsaved(request.why_unsent))
    return request.unsent


def _unsaved(why: str) -> str:
    """Why what is typed in the form is not stored, and what to do."""
    return {
        unsent.SIGNED_OUT: _(
            "You were not signed in any more, and this was not saved. What you typed is below: check it, then save."
        ),
        unsent.ADDED_BEFORE: _(
            "You sent this form before, and what it added is opened here. What you typed now is below and is not saved: "
            "check it, then save. A file has to be chosen again."
        ),
        unsent.SENT_BEFORE: _(
            "You sent this form before, and what you sent then is stored. What you typed now is below and is not saved: "
            "take out what is stored already, then save."
        ),
    }[why]


def refusals_told(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """Turn a state that takes no change into a message on the assessment's own page."""

    @wraps(view)
    def told(request: PortalRequest, reference: str, *args: Any, **kwargs: Any) -> HttpResponse:
        try:
            return view(request, reference, *args, **kwargs)
        except (NotOpen, Gone, Conflict) as refusal:
            messages.error(request, str(refusal))
            return redirect("overview", reference)

    return told
