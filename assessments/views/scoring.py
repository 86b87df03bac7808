"""Rating: a stretch of criteria on one page, one rating saved alone, and one rating in full."""

import re
from collections.abc import Callable, Collection, Iterable, Mapping
from functools import partial
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from assessments import access, dialogue, models, scorecard
from assessments.domain import ratings
from assessments.domain.editing import NotOpen, Stale
from assessments.forms.judgement import JudgementForm, LinksForm
from assessments.forms.layout import retype
from assessments.forms.remarks import RemarksForm
from assessments.queries import overview, scoring
from assessments.seat import Seat
from assessments.views.requests import CONFLICT, INVALID, posted, refusals_told
from assessments.views.review import given_back, keep
from frameworks.models import Criterion
from ssr_portal.accounts import once
from ssr_portal.accounts.given_back import labelled_by
from ssr_portal.http.requests import PortalRequest
from ssr_portal.text.plain_text import whole_number

LINKED = "links-revision"  # of the two forms of a rating's page, the one that links evidence has it
LOOK_BACK = "last-"  # and the key of a rating: the button that shows last time's level
UNSAID = {"reason", "tried", "confidence_reason", "level_reason", "harm_text"}


@require_http_methods(["GET", "POST"])
@refusals_told
@labelled_by(lambda **_address: models.Rating)
def part(request: PortalRequest, reference: str, part: str) -> HttpResponse:
    """Score governance, need or policy."""
    return _stretch(request, reference, part)


@require_http_methods(["GET", "POST"])
@refusals_told
@labelled_by(lambda **_address: models.Rating)
def programme(request: PortalRequest, reference: str, pk: int) -> HttpResponse:
    """Score one programme: its contributions and its practice."""
    return _stretch(request, reference, f"programme-{pk}")


def _stretch(request: PortalRequest, reference: str, key: str) -> HttpResponse:
    seat = access.seat(request.user, reference)
    data = posted(request)
    # What was typed is never filtered away: saving may be what made a rating pass the filter no more.
    page = scoring.page(seat, key, request.GET.get("show", "") if data is None else "")
    ratings_ = [rating for group in page.groups for rating in group.ratings] if page else []
    if request.method == "POST" and _is_gone(request.POST, {rating.pk for rating in ratings_}):
        return given_back(request, Http404())
    if page is None:
        return _not_asked(request, key, reference)
    forms = {} if data is None else {rating.pk: JudgementForm(data, rating=rating) for rating in ratings_}
    status = 200
    if request.method == "POST":
        access.require_assessor(seat)
        saved, status = _save_touched(request, forms)
        looked = _look_back(request, forms)
        if saved:
            messages.success(request, ngettext("%(n)d rating saved.", "%(n)d ratings saved.", saved) % {"n": saved})
        if status == 200:  # noqa: PLR2004
            return redirect(looked or _onwards(request, page, reference, forms))
        page = scoring.page(seat, key) or page
    around = {"frame": page.frame, "open": _open(request, page, forms), "comments": page.comments}
    groups = blocks_of(page.groups, lambda rating: _block(rating, forms, around))
    context = {"page": page, "frame": page.frame, "groups": groups, "typed": data is not None}
    template = "page_edit" if page.frame.rights.can_edit else "page_read"
    return render(request, f"assessments/scoring/{template}.html", context, status=status)


def blocks_of(groups: Iterable[scoring.RatingGroup], block: Callable[[scorecard.Rating], str]) -> list[tuple[Any, ...]]:
    """Each group with its criteria, of each the first rating and the blocks of all."""
    return [
        (group, [(asked[0], [block(rating) for rating in asked]) for asked in group.by_criterion]) for group in groups
    ]


def _block(rating: scorecard.Rating, forms: dict[int, JudgementForm], around: dict[str, Any]) -> str:
    """One block; for whom can edit it, only its head while it is closed and holds nothing that was typed."""
    frame, form = around["frame"], forms.get(rating.pk) or JudgementForm(rating=rating)
    if not frame.rights.can_edit or rating.pk in around["open"] or form.is_posted:
        return str(form.helper.render_layout(form, around))
    context = {"rating": rating, "assessment": frame.assessment}
    return render_to_string("assessments/scoring/closed.html", context)


@require_safe
def rating_body(request: PortalRequest, reference: str, pk: int) -> HttpResponse:
    """The body of one block, for the script that opens it."""
    seat, _row = access.rating_to_read(request.user, reference, pk)
    page = scoring.rating_page(seat, pk)
    form = JudgementForm(rating=page.rating)
    around = {"frame": page.frame, "alone": True, "comments": {pk} if page.threads else set()}
    return HttpResponse(form.helper.render_layout(form, around))


def _is_gone(data: Mapping[str, str], asked: Collection[int]) -> bool:
    """Whether a block was posted of a rating that is not asked here any more: what was typed in it is given back."""
    posted_ = (re.fullmatch(r"r(\d+)-revision", name) for name in data)
    return any(found and whole_number(found[1]) not in asked for found in posted_)


def _not_asked(request: PortalRequest, key: str, reference: str) -> HttpResponse:
    """The page of a part that a rapid assessment does not ask; 404 for what is no part of an assessment."""
    frame = overview.frame(request.user, reference)
    names = dict(Criterion.Part.choices)
    if str(names.get(key)) not in frame.not_asked:
        raise Http404
    return render(request, "assessments/scoring/not_asked.html", {"frame": frame, "title": names[key]})


def _save_touched(request: PortalRequest, forms: dict[int, JudgementForm]) -> tuple[int, int]:
    """Save every block that was touched; how many were saved, and the worst thing that happened."""
    saved, status = 0, 200
    for form in forms.values():
        if not form.is_touched():
            continue
        rating = models.Rating(pk=form.rating.pk)
        outcome = save(form, partial(ratings.save_rating, rating, by=request.user))
        saved += outcome == 200  # noqa: PLR2004
        status = max(status, outcome)
    return saved, status


def _look_back(request: PortalRequest, forms: dict[int, JudgementForm]) -> str:
    """Show last time's level before this one is given, where that was pressed: the address of the rating, else nothing."""
    pressed = request.POST.get("then", "")
    asked = whole_number(pressed.removeprefix(LOOK_BACK)) if pressed.startswith(LOOK_BACK) else None
    if asked not in forms:
        return ""
    ratings.look_back(models.Rating(pk=asked), by=request.user)
    return f"{request.path}?open={asked}#r{asked}"


def save(form: JudgementForm, store: Callable[..., models.Rating]) -> int:
    """Store one block's judgement; the HTTP status that tells how it went. Faults and newer versions are put on the form.

    What is wrong is refused alone: everything else that was typed is stored.
    """
    form.full_clean()
    if not form.is_readable:
        return INVALID
    try:
        saved = store(
            form.judgement,
            seen=form.cleaned_data["revision"],
            mutation=form.cleaned_data["mutation"],
            unanswered=form.cleaned_data["unanswered"],
        )
    except Stale as stale:
        form.meet(stale.current)
        return CONFLICT
    form.renew(saved)
    return INVALID if form.errors else 200


def _onwards(request: PortalRequest, page: scoring.ScoringPage, reference: str, forms: dict[int, JudgementForm]) -> str:
    """Where the button pressed leads: the evidence of a rating, the next one on this page, or back to this page.

    A rating that was chosen without what has to be said with the choice stays open, and a message tells of it.
    """
    pressed = request.POST.get("then", "")
    order = [str(rating.pk) for group in page.groups for rating in group.ratings]
    if pressed.removeprefix("evidence-") in order and pressed not in order:
        return reverse("rating", args=[reference, int(pressed.removeprefix("evidence-"))])
    unsaid = [pk for pk, form in forms.items() if form.is_stored and set(form.rating.missing) & UNSAID]
    if unsaid:
        messages.warning(
            request, _("Saved, but incomplete: something has to be said with what you chose. It is marked below.")
        )
        return f"{request.path}?open={unsaid[0]}#r{unsaid[0]}"
    if pressed in order:
        following = order[order.index(pressed) + 1 :] or [pressed]
        return f"{request.path}?open={following[0]}#r{following[0]}"
    return request.path


def _open(request: PortalRequest, page: scoring.ScoringPage, forms: dict[int, JudgementForm]) -> set[int]:
    """Which blocks are unfolded: those with faults, the one asked for, or the first that is not ready."""
    faulty = {pk for pk, form in forms.items() if form.is_posted and (form.errors or form.theirs)}
    if faulty:
        return faulty
    if request.unsent is not None:
        return {pk for pk, form in forms.items() if form.is_touched()}
    asked = whole_number(request.GET.get("open", ""))
    if asked is not None:
        return {asked}
    lacking = [rating.pk for group in page.groups for rating in group.ratings if rating.lacks]
    return set(lacking[:1])


@require_POST
@labelled_by(lambda **_address: models.Rating)
def rating_save(request: PortalRequest, reference: str, pk: int) -> HttpResponse:
    """Save one rating from its page's script; answers with the block's standing, and leaves the typing alone.

    With `auto`, nobody asked: a success is then shown and not said aloud.
    """
    with ratings.holding(pk, by=request.user, reference=reference) as held:
        form = JudgementForm(request.POST, rating=held.shown)
        try:
            status = save(form, partial(ratings.save, held))
        except NotOpen as refusal:
            form.add_error(None, str(refusal))
            status = INVALID
    answer = {
        "form": form,
        "rating": form.rating,
        "standing_at": timezone.now(),
        "is_saved": status == 200,  # noqa: PLR2004
        "quiet": status == 200 and not form.is_asked,  # noqa: PLR2004
    }
    return render(request, "assessments/scoring/answer.html", answer, status=status)


@require_http_methods(["GET", "POST"])
@refusals_told
def rating(request: PortalRequest, reference: str, pk: int) -> HttpResponse:
    """One rating in full: link its evidence, read its history, remark on it, answer and settle."""
    seat, row = access.rating_to_read(request.user, reference, pk)
    page = scoring.rating_page(seat, pk)
    wants_links = LINKED in request.POST
    data = posted(request)
    links = LinksForm(
        data if data and wants_links else None, rating=page.rating, evidence=list(page.evidence), veiled=page.veiled
    )
    remarks = RemarksForm(
        None if wants_links else data,
        ratings=[pk],
        threads=[thread.pk for thread in page.threads],
    )
    if request.method == "POST":
        try:
            done = _link(request, seat, row, links) if wants_links else _remark(request, seat, remarks)
        except PermissionDenied as refusal:
            return given_back(request, refusal)
        if done:
            onwards = redirect("rating", reference, pk)
            return onwards if wants_links else once.added(onwards, mended_at=request.path)
    status = CONFLICT if links.non_field_errors() else INVALID if links.errors or remarks.errors else 200
    context: dict[str, Any] = {"page": page, "frame": page.frame, "links": links, "remarks": remarks}
    return render(request, "assessments/scoring/rating_page.html", context, status=status)


def _link(request: PortalRequest, seat: Seat, row: models.Rating, form: LinksForm) -> bool:
    access.require_assessor(seat)
    if not form.is_valid():
        return False
    try:
        ratings.link_evidence(row, form.links, seen=form.cleaned_data["revision"], by=request.user)
    except Stale as stale:
        form.add_error(None, _("Somebody saved this rating meanwhile. Check the links below, then save again."))
        retype(form, "revision", str(stale.current.revision))
        return False
    messages.success(request, _("The links are saved."))
    return True


def _remark(request: PortalRequest, seat: Seat, form: RemarksForm) -> bool:
    dialogue.require_dialogue(seat)
    if form.is_valid():
        keep(request, seat, form)
    return not form.errors
