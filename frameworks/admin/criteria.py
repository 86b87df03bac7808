"""Criteria: their list by part, their form with questions and levels, and their weights in one go."""

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

from frameworks.admin import held, links
from frameworks.admin.forms import CriterionForm, names_judged
from frameworks.admin.pieces import CONFLICT, DRAFT, PieceAdmin
from frameworks.domain import drafting
from frameworks.domain.checks import MOST_QUESTIONS, MOST_WEIGHT
from frameworks.domain.editing import NotDraft, Stale
from frameworks.models import Criterion, Framework
from frameworks.models.criteria import SUBJECTS
from ssr_portal.admin_site import MOST_WORDS
from ssr_portal.http.requests import signed_in
from ssr_portal.text.plain_text import one_line
from ssr_portal.text.sorting import sort_key
from ssr_portal.values.numbers import NumberField

WEIGHT = NumberField(min_value=0, max_value=MOST_WEIGHT, max_digits=4, decimal_places=2)
INVALID = 422


@admin.register(Criterion)
class CriterionAdmin(PieceAdmin):
    """A criterion: what it judges, what to ask, what each level means."""

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
        """What it judges, what the assessor reads, what to ask, what each level looks like."""
        part = obj.part if obj is not None else self.part_of(request)
        writes = self.has_change_permission(request, obj)
        found: list[tuple[str, dict[str, Any]]] = [
            (
                _("What it judges"),
                {
                    "fields": [*names_judged(part), "code", "scale", "weight"],
                    "description": _("Part: %(part)s") % {"part": Criterion.Part(part).label},
                },
            ),
            (_("What the assessor reads"), {"fields": ["text", "look_for", "source"]}),
        ]
        if not writes:
            return [*found, (_("Questions and levels"), {"fields": ["all_questions", "all_levels"]})]
        asked = [f"question_{number}" for number in range(1, MOST_QUESTIONS + 1)]
        told = _("Two to five; leave the others empty.")
        found.append((_("Guiding questions"), {"fields": asked, "description": told}))
        if obj is None:
            told = _("Save first: the levels of the scale chosen come then.")
            return [*found, (_("What each level looks like"), {"fields": [], "description": told})]
        levels = [f"level_{value}" for value in obj.scale.levels.values_list("value", flat=True)]
        told = _("What one can show at this level, for this criterion. A level is reached when all of it can be shown.")
        return [*found, (_("What each level looks like"), {"fields": levels, "description": told})]

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> list[str]:
        """Questions and levels of a published version are lists to read."""
        return [] if self.has_change_permission(request, obj) else ["all_questions", "all_levels"]

    def get_form(
        self, request: HttpRequest, obj: Any = None, change: bool = False, **kwargs: Any
    ) -> type[forms.ModelForm[Criterion]]:  # noqa: FBT001, FBT002 - Django's own
        """Only some of the fields are columns; the form adds the others."""
        part = obj.part if obj is not None else self.part_of(request)
        columns = [*names_judged(part), "code", "scale", "weight", "text", "look_for", "source"]
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
        rows = obj.descriptions.order_by("level__value").values_list("level__value", "level__name", "text")
        return format_html_join("", "<p><b>{} {}</b> {}</p>", rows)

    def save_related(self, request: HttpRequest, form: CriterionForm, formsets: Any, change: bool) -> None:  # noqa: FBT001
        """Questions and levels, once the criterion is there."""
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
