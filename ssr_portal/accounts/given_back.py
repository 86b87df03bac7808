"""A refusal costs nobody their words: whatever a post is refused for, what was typed is on the page that says so."""

import logging
import re
from collections.abc import Callable

from django.core.exceptions import ObjectDoesNotExist, PermissionDenied
from django.db import IntegrityError
from django.db.models import Model
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.text import capfirst
from django.utils.translation import gettext as _

from ssr_portal.accounts import unsent

CONFLICT = 409
TOKENS = frozenset({"csrfmiddlewaretoken", "sent_once", unsent.FIELD})
UNTYPED = re.compile(r"form$|act|then|.*password|.*(mutation|unanswered|untouched)$")
# More than the keys, numbers and single words that choices are made of.
WORDS = re.compile(r"[^\W\d_]\W|[^\W\d_]{12}|[^\x00-\x7f]")
REFUSALS = (Http404, PermissionDenied, IntegrityError, ObjectDoesNotExist)
BLOCK = re.compile(r"^r\d+-")  # before the names of one rating among many
View = Callable[..., HttpResponse]
log = logging.getLogger(__name__)


def labelled_by(model_at: Callable[..., type[Model] | None]) -> Callable[[View], View]:
    """Say which model's names the fields posted to a view have: `model_at` takes what the address names (`**kwargs`)."""

    def labelled(view: View) -> View:
        view.model_at = model_at  # type: ignore[attr-defined]  # read by `_model_at`; decorators around the view hand it on
        return view

    return labelled


def typed(request: HttpRequest) -> list[tuple[str, str]]:
    """Every field with words in it, by its label; where the view names no model, by its name."""
    model = _model_at(request)
    return [
        (_label(model, name), text)
        for name, texts in request.POST.lists()
        if name not in TOKENS and not UNTYPED.match(name)
        for text in texts
        if WORDS.search(str(text))  # Django's desk writes a number into the post of a new person
    ]


def _model_at(request: HttpRequest) -> type[Model] | None:
    match = request.resolver_match
    model_at = getattr(match.func, "model_at", None) if match else None
    found: type[Model] | None = model_at(**match.kwargs) if match and model_at else None
    return found


def _label(model: type[Model] | None, name: str) -> str:
    plain = BLOCK.sub("", name)
    labels = {field.name: str(field.verbose_name) for field in model._meta.fields} if model else {}
    return capfirst(labels.get(plain, plain.replace("_", " ").replace("-", " ")))


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
