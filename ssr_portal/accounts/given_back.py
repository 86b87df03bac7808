"""A refusal costs nobody their words: whatever a post is refused for, what was typed is on the page that says so."""

import logging
import re

from django.core.exceptions import ObjectDoesNotExist, PermissionDenied
from django.db import IntegrityError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from ssr_portal.accounts import unsent

CONFLICT = 409
TOKENS = frozenset({"csrfmiddlewaretoken", "sent_once", unsent.FIELD})
UNTYPED = re.compile(r"form$|act|then|.*password|.*(mutation|unanswered|untouched)$")
# More than the keys, numbers and single words that choices are made of.
WORDS = re.compile(r"[^\W\d_]\W|[^\W\d_]{12}|[^\x00-\x7f]")
REFUSALS = (Http404, PermissionDenied, IntegrityError, ObjectDoesNotExist)
log = logging.getLogger(__name__)


def typed(request: HttpRequest) -> list[tuple[str, str]]:
    """Every field with words in it, by its name."""
    return [
        (name.replace("_", " ").replace("-", " "), text)
        for name, texts in request.POST.lists()
        if name not in TOKENS and not UNTYPED.match(name)
        for text in texts
        if WORDS.search(str(text))  # Django's desk writes a number into the post of a new person
    ]


def page(request: HttpRequest, status: int, reason: str) -> HttpResponse:
    """A refusal with what was typed; where the view said why in a message, the page shows that."""
    return render(request, "not_stored.html", {"typed": typed(request), "reason": reason}, status=status)


def told(request: HttpRequest, refusal: Exception) -> HttpResponse | None:
    """The page for what a view raised on a post; None where Django's own page says as much.

    What two people do in the same instant can break a constraint or miss a row although each was checked before: the database has
    then refused one of them, and nothing of theirs was stored.
    """
    if isinstance(refusal, IntegrityError | ObjectDoesNotExist):
        log.exception("refused by the database: %s", request.path)
        if request.headers.get("HX-Request"):
            return HttpResponse(status=CONFLICT, headers={"HX-Reswap": "none"})
        return page(request, CONFLICT, _("Somebody changed or removed something meanwhile on which this rests."))
    if not typed(request):
        return None
    if isinstance(refusal, Http404):
        return page(request, 404, _("It is not there any more, or you may no longer open it."))
    reason = str(refusal) or _("You may no longer do this: your role or the state of the assessment has changed.")
    return page(request, 403, reason)
