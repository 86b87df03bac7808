"""Adding, changing and removing the records of an assessment: one set of views, one form a noun."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.db import IntegrityError
from django.db.models import ProtectedError
from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_safe

from assessments import access, models
from assessments.domain import attachments, evidence, goals, programmes, records, removing
from assessments.domain.editing import Stale, require_open
from assessments.forms import records as forms
from assessments.forms.assignment import AssignmentForm
from assessments.forms.evidence import EvidenceForm
from assessments.forms.layout import RecordForm
from assessments.forms.programme import ProgrammeForm
from assessments.queries import overview, sections
from assessments.seat import Seat
from assessments.views.requests import CONFLICT, INVALID, posted, refusals_told
from ssr_portal.accounts import once
from ssr_portal.accounts.given_back import labelled_by
from ssr_portal.http.requests import PortalRequest
from ssr_portal.text.plain_text import whole_number


@dataclass(frozen=True)
class Noun:
    """A kind of record: its form, the section that lists it, its headings, the domain's verbs for it, and the form's page."""

    form: type[RecordForm[Any]]
    section: str
    add: Promise
    change: Promise
    store: Callable[..., Any] = records.add
    update: Callable[..., Any] = records.change
    delete: Callable[..., Any] = records.remove
    template: str = "assessments/record.html"

    @property
    def model(self) -> Any:
        """The model behind the form."""
        return self.form._meta.model


NOUNS = {
    "actor": Noun(forms.ActorForm, "context", gettext_lazy("Add an actor"), gettext_lazy("Change the actor")),
    "risk": Noun(forms.RiskForm, "context", gettext_lazy("Add a risk"), gettext_lazy("Change the risk")),
    "consultation": Noun(
        forms.ConsultationForm, "context", gettext_lazy("Add a consultation"), gettext_lazy("Change the consultation")
    ),
    "programme": Noun(
        ProgrammeForm,
        "programmes",
        gettext_lazy("Add a programme"),
        gettext_lazy("Change the programme"),
        store=programmes.add,
        update=programmes.change,
        template="assessments/programme.html",
    ),
    "assumption": Noun(
        forms.AssumptionForm, "programmes", gettext_lazy("Add an assumption"), gettext_lazy("Change the assumption")
    ),
    "evidence": Noun(
        EvidenceForm,
        "evidence",
        gettext_lazy("Add evidence"),
        gettext_lazy("Change the evidence"),
        delete=evidence.remove,
        template="assessments/evidence/form.html",
    ),
    "goal": Noun(
        forms.GoalForm,
        "goals",
        gettext_lazy("Add a goal"),
        gettext_lazy("Change the goal"),
        store=goals.add,
        update=goals.change,
    ),
    "indicator": Noun(
        forms.IndicatorForm, "goals", gettext_lazy("Add an indicator"), gettext_lazy("Change the indicator")
    ),
    "reply": Noun(
        forms.ReplyForm, "context", gettext_lazy("Add a partner's reply"), gettext_lazy("Change the partner's reply")
    ),
    "task": Noun(AssignmentForm, "tasks", gettext_lazy("Assign a part"), gettext_lazy("Change the task")),
    "priority": Noun(forms.PriorityForm, "plan", gettext_lazy("Add a priority"), gettext_lazy("Change the priority")),
    "action": Noun(forms.ActionForm, "plan", gettext_lazy("Add an action"), gettext_lazy("Change the action")),
}


def noun_named(name: str) -> Noun:
    """The noun; 404 for a word that is none."""
    if name not in NOUNS:
        raise Http404
    return NOUNS[name]


def model_at(noun: str, **_address: Any) -> type[models.assessment.Record] | None:
    """What is written at an address of records."""
    return NOUNS[noun].model if noun in NOUNS else None


@require_safe
def section(request: PortalRequest, reference: str, name: str) -> HttpResponse:
    """One section with its lists."""
    if name not in sections.SECTIONS:
        raise Http404
    page = sections.page(access.seat(request.user, reference), name)
    return render(request, f"assessments/sections/{name}.html", {"page": page, "frame": page.frame})


@require_http_methods(["GET", "POST"])
@refusals_told
@labelled_by(model_at)
def add(request: PortalRequest, reference: str, noun: str) -> HttpResponse:
    """Add a record of this kind."""
    kind = noun_named(noun)
    seat = open_to_edit(request, reference)
    starting = {
        name: request.GET[name]
        for name in ("kind", "goal", "programme", "rating")
        if request.GET.get(name, "").isalnum()
    }
    form = _form(kind, request, seat, initial=starting)
    if (
        request.method == "POST"
        and _is_sound(form, request)
        and _stored(form, lambda: kind.store(form.instance, seat.assessment, *form.arguments, by=request.user))
    ):
        _told(request, form)
        mended_at = reverse("record-change", args=[reference, noun, form.instance.pk])
        return once.added(_back(kind, form.instance, reference), mended_at=mended_at)
    return _show(request, reference, form, kind, title=kind.add)


@require_http_methods(["GET", "POST"])
@refusals_told
@labelled_by(model_at)
def change(request: PortalRequest, reference: str, noun: str, pk: int) -> HttpResponse:
    """Change a record; somebody's newer version is shown beside what was typed."""
    kind = noun_named(noun)
    seat = open_to_edit(request, reference)
    record = access.record_to_edit(seat, kind.model, pk)
    form = _form(kind, request, seat, instance=record)
    if request.method == "POST" and _is_sound(form, request):
        try:
            said = (form.instance, form.columns, *form.arguments)
            if _stored(form, lambda: kind.update(*said, seen=form.seen, by=request.user)):
                _told(request, form)
                return _back(kind, form.instance, reference)
        except Stale as stale:
            form.meet(stale.current)
            return _show(request, reference, form, kind, title=kind.change, status=CONFLICT)
    return _show(request, reference, form, kind, title=kind.change, removable=True)


@require_http_methods(["GET", "POST"])
@refusals_told
def remove(request: PortalRequest, reference: str, noun: str, pk: int) -> HttpResponse:
    """Remove a record, after asking."""
    kind = noun_named(noun)
    record = access.record_to_edit(open_to_edit(request, reference), kind.model, pk)
    going, fault = removing.going_with(record), ""
    if request.method == "POST":
        try:
            _remove(request, kind, record)
            return _back(kind, record, reference)
        except removing.TakesMore as more:
            going, fault = more.going, str(more)
    context = {
        "record": record,
        "kind": kind,
        "going": going,
        "fault": fault,
        "frame": overview.frame(request.user, reference),
    }
    return render(request, "assessments/remove.html", context, status=CONFLICT if fault else 200)


def _remove(request: PortalRequest, kind: Noun, record: models.assessment.Record) -> None:
    """Remove it as the page showed it, and say what came of that."""
    seen = whole_number(request.POST.get("revision", ""))
    shown = {"along": request.POST.get("along", ""), "agreed": "agreed" in request.POST}
    try:
        kind.delete(record, seen=-1 if seen is None else seen, by=request.user, **shown)
    except Stale:
        messages.error(request, _("Somebody changed this meanwhile. Look at it again before removing it."))
    except ProtectedError:
        messages.error(
            request, _("Ratings, partners' replies or other sources rest on this. Unlink it from them first.")
        )
    else:
        messages.success(request, _("Removed."))


@require_http_methods(["GET", "POST"])
@refusals_told
@labelled_by(lambda **_address: models.Context)
def context(request: PortalRequest, reference: str) -> HttpResponse:
    """Change the context's own texts."""
    assessment = open_to_edit(request, reference).assessment
    form = forms.ContextForm(posted(request), instance=assessment.context, assessment=assessment)
    if request.method == "POST" and form.is_valid():
        try:
            records.change(form.instance, form.columns, seen=form.seen, by=request.user)
        except Stale as stale:
            form.meet(stale.current)
        else:
            messages.success(request, _("The context is saved."))
            return redirect("section", reference, "context")
    status = CONFLICT if form.theirs else INVALID if form.errors else 200
    page = {"form": form, "frame": overview.frame(request.user, reference), "title": _("Change the context")}
    return render(request, "assessments/record.html", page, status=status)


def _told(request: PortalRequest, form: RecordForm[Any]) -> None:
    messages.success(request, form.saved())
    for notice in form.notices:
        messages.warning(request, notice)


def _back(kind: Noun, record: models.assessment.Record, reference: str) -> HttpResponseRedirect:
    """Where the record is seen: a partner's reply beside its rating, all else in its section."""
    if isinstance(record, models.Reply):
        return redirect("rating", reference, record.rating_id)
    return redirect("section", reference, kind.section)


def _form(kind: Noun, request: PortalRequest, seat: Seat, **given: Any) -> RecordForm[Any]:
    if issubclass(kind.form, EvidenceForm):
        given["seat"] = seat
    return kind.form(posted(request), request.FILES or None, assessment=seat.assessment, **given)


def _is_sound(form: RecordForm[Any], request: PortalRequest) -> bool:
    """Whether everything was filled in well; a file that passed its check is kept even when something else did not."""
    form.is_valid()
    if isinstance(form, EvidenceForm):
        try:
            form.keep(attachments.keep(form.upload, by=request.user) if form.upload else None)
        except OSError:
            form.add_error(
                "file",
                _("The server has no space left for this file. Nothing of it was stored; tell your administrator."),
            )
    return form.is_valid()


def open_to_edit(request: PortalRequest, reference: str) -> Seat:
    """The seat of an assessor; raises NotOpen when the assessment takes no changes now, before anybody types in vain."""
    seat = access.seat(request.user, reference)
    require_open(seat)
    return seat


def _stored(form: RecordForm[Any], store: Any) -> bool:
    """Run the domain function; its refusals, and the database's where somebody was quicker, become the form's errors."""
    try:
        store()
    except ValidationError as error:
        form.add_error(None, error)
        return False
    except IntegrityError:
        form.add_error(
            None,
            _(
                "Somebody saved the same, or removed what this belongs to, in the same moment. Look at the list, then save again."
            ),
        )
        return False
    return True


def _show(
    request: PortalRequest,
    reference: str,
    form: RecordForm[Any],
    kind: Noun,
    *,
    title: Promise,
    removable: bool = False,
    status: int | None = None,
) -> HttpResponse:
    context = {
        "form": form,
        "frame": overview.frame(request.user, reference),
        "title": title,
        "section": kind.section,
        "removable": removable,
    }
    return render(request, kind.template, context, status=status or (INVALID if form.errors else 200))
