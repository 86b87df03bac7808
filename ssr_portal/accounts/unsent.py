"""What was typed into a form whose sign-in had run out is there again after signing in.

The text waits in the anonymous session and is handed only to the person whose page it was: every form carries a signed mark
of them. It is shown as unsaved, with the revision it was based on, so that nothing is stored unseen.
"""

from collections.abc import Callable

from django.core import signing
from django.http import HttpRequest, HttpResponse, QueryDict

KEY = "unsent"
FIELD = "kept_for"
SALT = "ssr_portal.accounts.unsent"
SIGNED_OUT, ADDED_BEFORE, SENT_BEFORE = "signed out", "added before", "sent before"  # why it is unsaved
MOST_BYTES = 4 * 1024 * 1024  # the governance part with every justification at its longest, url-encoded


def mark_of(person_pk: int) -> str:
    """The signed mark that a form of this person's pages carries."""
    return signing.Signer(salt=SALT).sign(str(person_pk))


def keep_what_was_typed(get_response: Callable[[HttpRequest], HttpResponse]) -> Callable[[HttpRequest], HttpResponse]:
    """Keep a post that comes without a sign-in; hand it back to its author on the same page."""

    def respond(request: HttpRequest) -> HttpResponse:
        request.unsent = None
        if not request.user.is_authenticated and request.method == "POST" and FIELD in request.POST:
            if request.headers.get("HX-Request"):
                # One block of many: the page's script keeps it, or posts the whole form, which must not be overwritten.
                return HttpResponse(status=401)
            _keep(request)
        elif request.user.is_authenticated and request.method == "GET" and KEY in request.session:
            _hand_back(request)
        return get_response(request)

    return respond


def hold(request: HttpRequest, path: str, why: str) -> bool:
    """Keep a signed-in person's post for their next look at `path`; False when it is too long to be kept."""
    typed = request.POST.urlencode()
    if len(typed) > MOST_BYTES:
        return False
    request.session[KEY] = {"path": path, "typed": typed, "for": mark_of(request.user.pk), "why": why}
    return True


def _keep(request: HttpRequest) -> None:
    typed = request.POST.urlencode()
    if _is_ours(request.POST[FIELD]) and len(typed) <= MOST_BYTES:
        request.session[KEY] = {"path": request.path, "typed": typed, "for": request.POST[FIELD]}


def _is_ours(mark: str) -> bool:
    """Whether we gave this mark out: strangers have none, so they cannot fill the session store."""
    try:
        signing.Signer(salt=SALT).unsign(mark)
    except signing.BadSignature:
        return False
    return True


def _hand_back(request: HttpRequest) -> None:
    kept = request.session[KEY]
    if kept["for"] != mark_of(request.user.pk):
        del request.session[KEY]
    elif kept["path"] == request.path:
        request.unsent, request.why_unsent = QueryDict(kept["typed"]), kept.get("why", SIGNED_OUT)
        del request.session[KEY]
