"""Judging ratings, and the dialogue about them."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods

from assessments import access, dialogue, models
from assessments.domain import comments, reviewing
from assessments.domain.editing import Stale
from assessments.forms.remarks import ON_THE_WHOLE, RemarksForm, typed
from assessments.queries import review
from assessments.seat import Seat
from assessments.views.requests import INVALID, posted
from ssr_portal.accounts import once
from ssr_portal.http.requests import PortalRequest
from ssr_portal.text.plain_text import whole_number

Act = models.Comment.Act


@require_http_methods(["GET", "POST"])
def stretch(request: PortalRequest, reference: str, key: str) -> HttpResponse:
    """Read one stretch to judge it: mark ratings, remark on them, answer and settle."""
    try:
        seat = access.seat(request.user, reference)
        dialogue.require_dialogue(seat)
        page = review.page(seat, key, request.GET.get("show", ""))
        if page is None:
            raise Http404
        here = [reading for _heading, readings in page.groups for reading in readings]
        ratings = [ON_THE_WHOLE, *(each.rating.pk for each in here)]
        threads = [thread.pk for each in here for thread in each.threads] + [thread.pk for thread in page.whole]
        form = RemarksForm(posted(request), ratings=ratings, threads=threads)
        if request.method == "POST" and form.is_valid():
            keep(request, seat, form)
            return once.added(redirect(_back(request)), mended_at=request.path)
    except (PermissionDenied, Http404) as refusal:
        return given_back(request, refusal)
    context = {"page": page, "frame": page.frame, "form": form}
    return render(request, "assessments/review/page.html", context, status=INVALID if form.errors else 200)


@require_http_methods(["GET", "POST"])
def remarks(request: PortalRequest, reference: str) -> HttpResponse:
    """The list of remarks, to be worked through."""
    try:
        seat = access.seat(request.user, reference)
        dialogue.require_dialogue(seat)
        page = review.remarks(seat, request.GET.get("show", ""))
        form = RemarksForm(
            posted(request), ratings=[ON_THE_WHOLE], threads=[thread.pk for thread, _rating in page.rows]
        )
        if request.method == "POST" and form.is_valid():
            keep(request, seat, form)
            return once.added(redirect(_back(request)), mended_at=request.path)
    except (PermissionDenied, Http404) as refusal:
        return given_back(request, refusal)
    context = {"page": page, "frame": page.frame, "form": form}
    return render(request, "assessments/review/remarks.html", context, status=INVALID if form.errors else 200)


def keep(request: PortalRequest, seat: Seat, form: RemarksForm) -> None:
    """Store every text that was typed and do what the button asked for: all of it, or, where something is refused, nothing."""
    with transaction.atomic():
        _keep(request, seat, form)


def _keep(request: PortalRequest, seat: Seat, form: RemarksForm) -> None:
    said = form.said
    for each in said:
        if each.thread is not None:
            comments.answer(access.thread_to_answer(seat, each.thread), each.text, by=request.user)
        else:
            rating = access.record_to_edit(seat, models.Rating, each.rating) if each.rating else None
            comments.say(seat.assessment, each.text, by=request.user, rating=rating, flag=each.flag)
    if said:
        n = len(said)
        messages.success(request, ngettext("%(n)d remark was saved.", "%(n)d remarks were saved.", n) % {"n": n})
    if form.act:
        _act(request, seat, form, *form.act)


def _act(request: PortalRequest, seat: Seat, form: RemarksForm, name: str, key: int) -> None:
    if name in {"settle", "reopen"}:
        act = Act.SETTLED if name == "settle" else Act.REOPENED
        comments.answer(access.thread_to_answer(seat, key), "", by=request.user, act=act)
        return
    rating = access.record_to_edit(seat, models.Rating, key)
    try:
        if name == "mark":
            reviewing.mark(rating, seen=form.seen(key), by=request.user)
        else:
            reviewing.unmark(rating, by=request.user)
    except Stale:
        messages.warning(request, _("This rating was saved again since you read it. Read it again, then judge it."))


def _back(request: PortalRequest) -> str:
    """The page again, at the rating or thread whose button was pressed."""
    name, _dash, key = request.POST.get("act", "").partition("-")
    place = "t" if name in {"settle", "reopen", "answer"} else "r"
    return f"{request.get_full_path()}#{place}{key}" if whole_number(key) is not None else request.get_full_path()


def given_back(request: PortalRequest, refusal: Exception) -> HttpResponse:
    """Refuse, and give back what was typed by somebody who has lost the right meanwhile."""
    texts = typed(request.POST)
    if not texts:
        raise refusal
    status = 403 if isinstance(refusal, PermissionDenied) else 404
    reason = str(refusal) if status == 403 else ""  # noqa: PLR2004
    return render(request, "assessments/review/given_back.html", {"texts": texts, "reason": reason}, status=status)
