"""Submitting, returning, taking up and approving; and how actions go on afterwards."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.text import get_text_list
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.http import require_http_methods

from assessments import access, dialogue, models, scorecard, tasks
from assessments.domain import actions, workflow
from assessments.domain.editing import Stale
from assessments.domain.places import Conflict
from assessments.domain.unusual import Unusual
from assessments.forms.assessment import MoveForm
from assessments.forms.records import ProgressForm
from assessments.queries import overview, review
from assessments.views.requests import CONFLICT, INVALID, posted, refusals_told
from ssr_portal.accounts.given_back import labelled_by
from ssr_portal.http.requests import PortalRequest


@require_http_methods(["GET", "POST"])
@refusals_told
def move(request: PortalRequest, reference: str, name: str) -> HttpResponse:
    """Ask for what goes with the move, then make it; what is refused is asked again, with all that was typed."""
    if name not in workflow.MOVES:
        raise Http404
    move = workflow.MOVES[name]
    form, context = _asked(request, move, reference)
    if request.method == "POST" and form.is_valid():
        try:
            event = workflow.perform(move, form.assessment, by=request.user, **form.said)
        except (ValidationError, Conflict) as refusal:
            form, context = _asked(request, move, reference)  # as it stands now
            if not form.is_overtaken:
                form.refuse(refusal)
        else:
            messages.success(request, told(event))
            return redirect("overview", event.assessment.reference)
    status = CONFLICT if form.is_overtaken else INVALID if form.errors else 200
    return render(request, "assessments/move.html", context, status=status)


def _asked(request: PortalRequest, move: workflow.Move, reference: str) -> tuple[MoveForm, dict[str, Any]]:
    """The form, with all that the page shows.

    Where the assessment is in no state for the move, what was typed is shown and nothing is asked: it may be in the post, or kept
    in the browser of somebody who left the page and came back.
    """
    seat = access.seat(request.user, reference)
    assessment, page = seat.assessment, overview.page(seat)
    context = {"page": page, "frame": page.frame, "move": move, "unprinted": (), "state": None}
    found: tuple[Unusual, ...] = ()
    if assessment.state not in move.sources:
        form = MoveForm(posted(request), move=move, assessment=assessment, card=page.card)
        if form.is_bound:
            form.refuse(Conflict(str(workflow.MOVED_ON)))
        return form, context | {"form": form, "moved_on": workflow.MOVED_ON}
    if not move.may(page.frame.rights):
        raise PermissionDenied(move.why_not(page.frame.rights))
    if move in (workflow.SUBMIT, workflow.RETURN, workflow.APPROVE):
        dossier = scorecard.dossier(assessment)
        context["unprinted"] = () if move is workflow.RETURN else scorecard.unprinted(dossier)
        state = None if move is workflow.SUBMIT else review.state(seat, dossier)
        context["state"] = state
        found = state.found if state is not None and move is workflow.APPROVE else ()
    form = MoveForm(posted(request), move=move, assessment=assessment, card=page.card, found=found)
    return form, context | {"form": form}


SAID = {
    models.Event.Kind.SUBMITTED: gettext_lazy("Submitted for review."),
    models.Event.Kind.RETURNED: gettext_lazy("Returned to the assessors."),
    models.Event.Kind.TAKEN_UP: gettext_lazy("Reopened: it is a draft again and can be changed."),
    models.Event.Kind.APPROVED: gettext_lazy("Approved. The PDF is being prepared."),
    models.Event.Kind.WITHDRAWN: gettext_lazy("Taken back: it is a draft again, and can be changed."),
    models.Event.Kind.GIVEN_UP: gettext_lazy(
        "Given up. It stays readable under “Given up”, and its country and period are free."
    ),
    models.Event.Kind.RESUMED: gettext_lazy("Reopened: it is a draft and can be changed."),
}


def told(event: models.Event) -> str:
    """What was done, and who was told of it."""
    said = str(SAID[models.Event.Kind(event.kind)])
    if event.kind not in tasks.TOLD:
        return said
    people = [person.name for person in tasks.told_of(event)]
    if not people:
        return f"{said} {_('There was nobody else to tell.')}"
    names = get_text_list(people, _("and"))
    return f"{said} {ngettext('%(names)s has been told.', '%(names)s have been told.', len(people)) % {'names': names}}"


@require_http_methods(["GET", "POST"])
@labelled_by(lambda **_address: models.ActionProgress)
def progress(request: PortalRequest, reference: str, pk: int) -> HttpResponse:
    """Management's response to an action, and how it stands."""
    seat = access.seat(request.user, reference)
    dialogue.require_dialogue(seat)
    action = access.record_to_edit(seat, models.Action, pk)
    form = ProgressForm(posted(request), instance=action.progress, assessment=seat.assessment)
    status = 200
    if request.method == "POST" and form.is_valid():
        try:
            actions.follow_up(form.instance, seen=form.seen, by=request.user)
        except Stale as stale:
            form.meet(stale.current)
            status = CONFLICT
        except ValidationError as error:
            form.add_error(None, error)
        else:
            messages.success(request, _("Action %(number)d is saved.") % {"number": action.number})
            return redirect("section", reference, "plan")
    context = {
        "form": form,
        "frame": overview.frame(request.user, reference),
        "title": _("Action %(number)d: response and progress") % {"number": action.number},
        "lead": action.text,
        "section": "plan",
        "history": action.progress.history.select_related("history_user"),
    }
    return render(
        request,
        "assessments/record.html",
        context,
        status=max(status, INVALID if form.errors and status == 200 else status),
    )
