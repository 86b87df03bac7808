"""What was typed into a form whose sign-in had run out is there again after signing in.

Whoever is not signed in makes us store nothing. The answer to such a post is the sign-in page, which carries the text along as a
sealed field (`accounts.sealed`); with the sign-in it comes back, waits in the person's own session, and is shown on its page as
unsaved, with the revision it was based on, so that nothing is stored unseen. Every form carries a signed mark of the person whose
page it was, and only they get its text.
"""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

from allauth.account.forms import LoginForm
from django.contrib.auth import REDIRECT_FIELD_NAME
from django.core import signing
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import render

from ssr_portal.accounts.models import Person
from ssr_portal.accounts.sealed import seal, unseal
from ssr_portal.http.requests import PortalRequest

KEY = "unsent"
FIELD = "kept_for"
SEALED = "unsent"  # the field of the sign-in page
SALT = "ssr_portal.accounts.unsent"
SIGNED_OUT, ADDED_BEFORE, SENT_BEFORE = "signed out", "added before", "sent before"  # why it is unsaved
MARKED = timedelta(days=30)  # for how long a page may lie open and still give its text back
CARRIED = timedelta(hours=8)  # for how long the sign-in page may lie open
MOST_BYTES = 8 * 1024 * 1024  # url-encoded, as posted; sealed it is smaller, and fits into one post again
UNAUTHORISED = 401


def mark_of(person_pk: int) -> str:
    """The signed mark, with its time, that a form of this person's pages carries."""
    return signing.TimestampSigner(salt=SALT).sign(str(person_pk))


class KeepWhatWasTyped:
    """The middleware; where a post comes from, and whether its address exists, is checked before it keeps anything."""

    def __init__(self, get_response: Callable[[PortalRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: PortalRequest) -> HttpResponse:
        """Hand kept text back on its page; take over what a sign-in brings along."""
        request.unsent = None
        if request.method == "GET" and request.user.is_authenticated and KEY in request.session:
            _hand_back(request)
        response = self.get_response(request)
        if _is_sign_in(request) and request.user.is_authenticated:
            _take_over(request)
        return response

    def process_view(
        self, request: HttpRequest, view: Callable[..., HttpResponse], args: tuple[Any, ...], kwargs: dict[str, Any]
    ) -> HttpResponse | None:
        """Answer a post that comes without a sign-in by the sign-in page, with the text in it."""
        if request.method != "POST" or request.user.is_authenticated or not getattr(view, "login_required", True):
            return None
        owner = _owner(request.POST.get(FIELD, ""))
        if owner is None:
            return None
        if request.headers.get("HX-Request"):
            # One block of many: the page's script keeps it, or posts the whole form.
            return HttpResponse(status=UNAUTHORISED)
        typed = request.POST.urlencode()
        if len(typed) > MOST_BYTES:
            return None
        return _ask_to_sign_in(request, {"path": request.path, "typed": typed, "for": owner})


def _is_sign_in(request: HttpRequest) -> bool:
    match = request.resolver_match
    return request.method == "POST" and match is not None and match.url_name == "account_login"


def _owner(mark: str) -> int | None:
    """Whose page it was, if we gave the mark out not long ago and they may still sign in."""
    try:
        pk = int(signing.TimestampSigner(salt=SALT).unsign(mark, max_age=MARKED))
    except signing.BadSignature:
        return None
    return pk if Person.objects.filter(pk=pk, is_active=True).exists() else None


def _ask_to_sign_in(request: HttpRequest, kept: dict[str, Any]) -> HttpResponse:
    context = {
        "form": LoginForm(request=request),
        "redirect_field_name": REDIRECT_FIELD_NAME,
        "redirect_field_value": request.get_full_path(),
        "unsent": seal(kept),
    }
    return render(request, "account/login.html", context, status=UNAUTHORISED)


def _take_over(request: HttpRequest) -> None:
    """Once signed in, the text is the person's own, if the page was."""
    kept = unseal(request.POST.get(SEALED, ""), most=CARRIED)
    if kept is not None and kept["for"] == request.user.pk:
        request.session[KEY] = kept


def hold(request: HttpRequest, path: str, why: str) -> bool:
    """Keep a signed-in person's post for their next look at `path`; False when it is too long to be kept."""
    typed = request.POST.urlencode()
    if len(typed) > MOST_BYTES:
        return False
    request.session[KEY] = {"path": path, "typed": typed, "for": request.user.pk, "why": why}
    return True


def _hand_back(request: PortalRequest) -> None:
    kept = request.session[KEY]
    if kept["for"] != request.user.pk:
        del request.session[KEY]
    elif kept["path"] == request.path:
        request.unsent, request.why_unsent = QueryDict(kept["typed"]), kept.get("why", SIGNED_OUT)
        del request.session[KEY]
