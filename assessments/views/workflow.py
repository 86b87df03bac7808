"""Submitting, returning, taking up and approving; and how actions go on afterwards."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from assessments import access, models, tasks
from assessments.domain import actions, workflow
from assessments.domain.editing import Stale
from assessments.forms.assessment import MoveForm
from assessments.forms.records import ProgressForm
from assessments.queries import overview, review
from assessments.views.posted import CONFLICT, INVALID, posted, refusals_told


@require_http_methods(["GET", "POST"])
@refusals_told
def move(request: HttpRequest, reference: str, name: str) -> HttpResponse:
    """Ask for what goes with the move, then make it."""
    if name not in workflow.MOVES:
        raise Http404
    move = workflow.MOVES[name]
    assessment = access.assessment_to_read(request.user, reference)
    page = overview.page(request.user, assessment)
    if assessment.state not in move.sources:
        raise workflow.Conflict(
            _("The assessment was changed or moved on meanwhile. Look at it again before you decide.")
        )
    if not move.may(page.frame.rights):
        raise PermissionDenied(page.frame.rights.why_not_approve if name == "approve" else "")
    form = MoveForm(posted(request), move=move, revision=assessment.revision, card=page.card)
    if request.method == "POST" and form.is_valid():
        event = workflow.perform(
            move,
            assessment,
            by=request.user,
            seen=form.cleaned_data["revision"],
            note=form.note,
            left_open=form.left_open,
        )
        tasks.after_move(event)
        messages.success(
            request, _("%(reference)s: %(what)s.") % {"reference": reference, "what": event.get_kind_display().lower()}
        )
        return redirect("overview", reference)
    judging = move in (workflow.RETURN, workflow.APPROVE)
    context = {
        "page": page,
        "frame": page.frame,
        "form": form,
        "move": move,
        "state": review.state(assessment, page.card) if judging else None,
    }
    return render(request, "assessments/move.html", context, status=INVALID if form.errors else 200)


@require_http_methods(["GET", "POST"])
def progress(request: HttpRequest, reference: str, pk: int) -> HttpResponse:
    """Management's response to an action, and how it stands."""
    assessment = access.assessment_to_read(request.user, reference)
    if not (assessment.i_assess or assessment.i_review):
        raise PermissionDenied
    action = access.record_to_edit(request.user, assessment, models.Action, pk)
    form = ProgressForm(posted(request), instance=action.progress, assessment=assessment)
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
