"""Criteria: their list by part, their form with questions, strands and levels, and their weights in one go."""

from decimal import Decimal
from typing import Any

from django import forms
from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.db.models import Q
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import URLPattern, path
from django.utils.html import format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from frameworks.admin import held, links, strands
from frameworks.admin.forms import CriterionForm, names_judged
from frameworks.admin.pieces import CONFLICT, DRAFT, PieceAdmin
from frameworks.domain import drafting
from frameworks.domain.checks import MOST_QUESTIONS, MOST_WEIGHT
from frameworks.domain.editing import NotDraft, Stale
from frameworks.models import Criterion, Framework, Scale
from frameworks.models.criteria import SUBJECTS
from ssr_portal.admin_site import MOST_WORDS
from ssr_portal.http.requests import signed_in
from ssr_portal.text.plain_text import one_line
from ssr_portal.text.sorting import sort_key
from ssr_portal.values.numbers import NumberField

WEIGHT = NumberField(min_value=0, max_value=MOST_WEIGHT, max_digits=4, decimal_places=2)
INVALID = 422
READ = ("all_questions", "all_strands", "all_levels", "all_signs")  # of a published version, as lists
Fieldset = tuple[str, dict[str, Any]]


@admin.register(Criterion)
class CriterionAdmin(PieceAdmin):
    """A criterion: what it judges, what to ask, by what a level is chosen."""

    form = CriterionForm
    lead = gettext_lazy(
        "What the form asks and a rating answers. Codes stay from version to version: ratings are matched by them."
    )

    def part_of(self, request: HttpRequest) -> str:
        """The part in the address, if it is one."""
        asked = request.GET.get("part", "")
        return asked if asked in Criterion.Part.values else ""

    def rows(self, request: HttpRequest, framework: Framework) -> list[Any]:
        """All criteria or those of one part; or those in whose texts the words searched for stand."""
        rows = Criterion.objects.filter(framework=framework).select_related(*SUBJECTS)
        part, words = self.part_of(request), one_line(request.GET.get("q", "")).split()[:MOST_WORDS]
        for word in words:
            rows = rows.filter(
                Q(code__icontains=word)
                | Q(text__icontains=word)
                | Q(questions__text__icontains=word)
                | Q(descriptions__text__icontains=word)
                | Q(strands__name__icontains=word)
                | Q(strands__question__icontains=word)
                | Q(strands__steps__text__icontains=word)
            )
        rows = rows.filter(part=part) if part else rows
        order = {each: place for place, each in enumerate(Criterion.Part.values)}
        return sorted(rows.distinct(), key=lambda row: (order[row.part], row.position, sort_key(row.code)))

    def more(self, request: HttpRequest, framework: Framework) -> dict[str, Any]:
        """The parts to choose from, the words searched for, and the way to the weights."""
        part, words = self.part_of(request), one_line(request.GET.get("q", ""))
        url = links.list_of(Criterion, framework)
        return {
            "title": Criterion.Part(part).label if part else _("Criteria"),
            "parts": [(each, links.list_of(Criterion, framework, each.value)) for each in Criterion.Part],
            "part": part,
            "words": words,
            "all_url": url,
        }

    def in_whole(self, request: HttpRequest) -> bool:
        """Criteria are ordered within their part."""
        return bool(self.part_of(request)) and not request.GET.get("q")

    # The form

    def get_fieldsets(self, request: HttpRequest, obj: Any = None) -> Any:
        """What it judges, what the assessor reads, what to ask, by what a level is chosen."""
        part = obj.part if obj is not None else self.part_of(request)
        writes = self.has_change_permission(request, obj)
        found: list[Fieldset] = [
            (
                _("What it judges"),
                {
                    "fields": [*names_judged(part), "code", "scale", "weight", "rapid"],
                    "description": _("Part: %(part)s") % {"part": Criterion.Part(part).label},
                },
            ),
            (_("What the assessor reads"), {"fields": ["text", "look_for", "note", "source"]}),
        ]
        if not writes:
            return [*found, (_("Questions, strands and levels"), {"fields": list(READ)})]
        asked = [f"question_{number}" for number in range(1, MOST_QUESTIONS + 1)]
        told = _("Two to five; one to five where strands have their own. Leave the others empty.")
        found.append((_("Guiding questions"), {"fields": asked, "description": told}))
        if obj is None:
            told = _("Save first: the levels of the scale chosen come then.")
            return [*found, (_("What each level looks like"), {"fields": [], "description": told})]
        return [*found, *self._strands(request, obj), *self._by_level(obj)]

    def _strands(self, request: HttpRequest, obj: Criterion) -> list[Fieldset]:
        """Each strand by itself; the last is empty."""
        found: list[Fieldset] = []
        for slot in strands.slots(obj, request.POST):
            fields = [slot.field(what) for what in ("code", "name", "question")] + slot.step_fields
            told = _(
                "A step is a statement that can be shown, and includes the lower ones. A step on cases ends in (*)."
            )
            name = _("Strand %(code)s") % {"code": slot.code}
            if not slot.name:
                name = _("A further strand")
                told = _("It follows one thing through its steps. A strand whose fields are all empty is taken out.")
            found.append((name, {"fields": fields, "description": told}))
        return found

    def _by_level(self, obj: Criterion) -> list[Fieldset]:
        """Descriptions, folded away where strands stand in their place, and signs."""
        values = list(obj.scale.levels.values_list("value", flat=True))
        folded = obj.strands.exists() and not obj.descriptions.exists()
        told = _("What one can show at this level, for this criterion. A level is reached when all of it can be shown.")
        if obj.scale.kind == Scale.Kind.BEST_FIT:
            told = _("What this level looks like, for this criterion. The one that fits best is chosen.")
        elif folded:
            told = _("The strands say what each level asks for: leave these empty.")
        levels = {"fields": [f"level_{value}" for value in values], "description": told}
        signs = {
            "fields": [f"sign_{value}" for value in values],
            "description": _("What is often seen at this level. It helps to recognise the level, and never counts."),
        }
        return [
            (_("What each level looks like"), levels | ({"classes": ["collapse"]} if folded else {})),
            (_("Signs"), signs | ({} if obj.signs.exists() else {"classes": ["collapse"]})),
        ]

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> list[str]:
        """Questions, strands and levels of a published version are lists to read."""
        return [] if self.has_change_permission(request, obj) else list(READ)

    def get_form(
        self, request: HttpRequest, obj: Any = None, change: bool = False, **kwargs: Any
    ) -> type[forms.ModelForm[Criterion]]:  # noqa: FBT001, FBT002 - Django's own
        """Only some of the fields are columns; the form adds the others."""
        part = obj.part if obj is not None else self.part_of(request)
        columns = [*names_judged(part), "code", "scale", "weight", "rapid", "text", "look_for", "note", "source"]
        form = super().get_form(request, obj, change, **(kwargs | {"fields": columns}))
        if obj is None:
            form = type(form.__name__, (form,), {"part": part})
        return form

    def add_view(
        self, request: HttpRequest, form_url: str = "", extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        """A new criterion belongs to the part in the address."""
        if not self.part_of(request):
            raise Http404
        return super().add_view(request, form_url, extra_context)

    @admin.display(description=gettext_lazy("guiding questions"))
    def all_questions(self, obj: Any) -> SafeString:
        """The questions in order."""
        return format_html_join("", "<p>{}. {}</p>", obj.questions.values_list("position", "text"))

    @admin.display(description=gettext_lazy("levels"))
    def all_levels(self, obj: Any) -> SafeString:
        """The levels with their descriptions."""
        return _by_level(obj.descriptions)

    @admin.display(description=gettext_lazy("signs"))
    def all_signs(self, obj: Any) -> SafeString:
        """What is often seen at the levels."""
        return _by_level(obj.signs)

    @admin.display(description=gettext_lazy("strands"))
    def all_strands(self, obj: Any) -> SafeString:
        """Each strand with its question and steps."""
        lines: list[tuple[str, str]] = []
        for strand in obj.strands.prefetch_related("steps"):
            lines.append((f"{strand.code} {strand.name}", strand.question))
            lines += [(str(step.value), step.text) for step in strand.steps.all()]
        return format_html_join("", "<p><b>{}</b> {}</p>", lines)

    def save_related(self, request: HttpRequest, form: CriterionForm, formsets: Any, change: bool) -> None:  # noqa: FBT001
        """Questions, strands and levels, once the criterion is there."""
        super().save_related(request, form, formsets, change)
        form.store_texts()

    def response_post_save_add(self, request: HttpRequest, obj: Any) -> HttpResponseRedirect:  # noqa: ARG002
        """On to the levels of the scale that was chosen."""
        return redirect(links.form_of(obj))

    def delete_model(self, request: HttpRequest, obj: Any) -> None:
        """The list to go back to is that of its part."""
        if (removing := held.by(request)) is not None:
            removing.part = obj.part
        super().delete_model(request, obj)

    # Weights in one go

    def get_urls(self) -> list[URLPattern]:
        """The page of weights stands beside Django's own."""
        weights = path("weights/", self.admin_site.admin_view(self.weights), name="frameworks_criterion_weights")
        return [weights, *super().get_urls()]

    def weights(self, request: HttpRequest) -> HttpResponse:
        """All weights of a draft on one page."""
        framework = self.version_of(request)
        if not self.has_change_permission(request) or framework.state != DRAFT:
            raise PermissionDenied
        rows = self.rows(request, framework)
        typed = {row.pk: request.POST.get(f"weight-{row.pk}", str(row.weight)) for row in rows}
        faults: dict[int, str] = {}
        status = 200
        if request.method == "POST":
            status, faults = self._weigh(request, framework, rows, typed)
            if status == 200:  # noqa: PLR2004
                return redirect(request.get_full_path())
        context = {
            **self.admin_site.each_context(request),
            "title": _("Weights"),
            "opts": self.opts,
            "framework": framework,
            "desk": links.desk_of(framework),
            "list_url": links.list_of(Criterion, framework),
            "rows": [(row, typed[row.pk], faults.get(row.pk, "")) for row in rows],
            "faults": faults,
        }
        return TemplateResponse(request, "admin/frameworks/weights.html", context, status=status)

    def _weigh(
        self, request: HttpRequest, framework: Framework, rows: list[Criterion], typed: dict[int, str]
    ) -> tuple[int, dict[int, str]]:
        read = {pk: _weight(text) for pk, text in typed.items()}
        weights = {pk: weight for pk, weight in read.items() if weight is not None}
        bad = _("A weight is greater than 0 and at most 99.99, with two decimals.")
        faults = dict.fromkeys(read.keys() - weights.keys(), bad)
        if faults:
            return INVALID, faults
        seen = {row.pk: _weight(request.POST.get(f"seen-{row.pk}", "")) for row in rows}
        try:
            count = drafting.weigh(framework, weights, seen=seen, by=signed_in(request))
        except ValidationError as error:
            messages.error(request, error.messages[0])
            return INVALID, {}
        except NotDraft as refusal:
            raise PermissionDenied(str(refusal)) from refusal
        except Stale as stale:
            messages.error(request, str(stale))
            return CONFLICT, {}
        told = ngettext("%(n)d weight is changed.", "%(n)d weights are changed.", count)
        messages.success(request, told % {"n": count})
        return 200, {}


def _weight(text: str) -> Decimal | None:
    try:
        weight = WEIGHT.clean(text)
    except ValidationError:
        return None
    return weight or None


def _by_level(texts: Any) -> SafeString:
    rows = texts.order_by("level__value").values_list("level__value", "level__name", "text")
    return format_html_join("", "<p><b>{} {}</b> {}</p>", rows)
