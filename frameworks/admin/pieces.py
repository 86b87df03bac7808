"""What lists and forms of every piece share: one version at a time, drafts to edit, published versions to read."""

from contextlib import AbstractContextManager, nullcontext
from typing import Any

from django import forms
from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, JsonResponse
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.utils.translation import gettext as _
from django_stubs_ext import StrOrPromise

from frameworks.admin import held, links
from frameworks.admin.forms import PieceForm, facts_of_piece
from frameworks.domain import drafting
from frameworks.domain.editing import NotDraft, Stale
from frameworks.domain.snapshot import facts_of, mark
from frameworks.models import Framework
from ssr_portal.http.requests import signed_in
from ssr_portal.text.plain_text import whole_number

DRAFT = Framework.State.DRAFT
CONFLICT = 409


class PieceAdmin(admin.ModelAdmin[Any]):
    """A kind of piece: its list in one version, to be put in order, and its form."""

    form = PieceForm
    change_form_template = "admin/frameworks/piece.html"
    delete_confirmation_template = "admin/frameworks/remove.html"
    actions = None
    lead: StrOrPromise = ""

    # Which version

    def version_of(self, request: HttpRequest, obj: Any = None) -> Framework:
        """The version that the page is about: that of the piece, or the one in the address."""
        if obj is not None:
            version: Framework = obj.framework
            return version
        asked = whole_number(request.GET.get("framework", ""))
        return get_object_or_404(Framework, pk=asked or 0)

    def _is_open(self, obj: Any) -> bool:
        return obj is None or obj.framework.state == DRAFT

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Only while the version is a draft."""
        return super().has_change_permission(request, obj) and self._is_open(obj)

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Only while the version is a draft."""
        return super().has_delete_permission(request, obj) and self._is_open(obj)

    # The list

    def changelist_view(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> HttpResponse:  # noqa: ARG002
        """The pieces of one version in their order, which a draft lets one change."""
        if not self.has_view_permission(request):
            raise PermissionDenied
        if "framework" not in request.GET:
            return redirect("admin:frameworks_framework_changelist")
        framework = self.version_of(request)
        if request.method == "POST":
            return self._arrange(request, framework)
        rows = self.rows(request, framework)
        may_edit = framework.state == DRAFT and self.has_change_permission(request)
        context = {
            **self.admin_site.each_context(request),
            "title": str(self.opts.verbose_name_plural).capitalize(),
            "opts": self.opts,
            "framework": framework,
            "desk": links.desk_of(framework),
            "rows": rows,
            "lead": self.lead,
            "seen": drafting.order_mark(rows),
            "may_edit": may_edit,
            "arrange": may_edit and len(rows) > 1 and self.in_whole(request),
            **self.more(request, framework),
        }
        return TemplateResponse(request, "admin/frameworks/pieces.html", context)

    def rows(self, request: HttpRequest, framework: Framework) -> list[Any]:  # noqa: ARG002 - criteria look at the request
        """What the list shows."""
        return drafting.pieces(framework, self.model)

    def more(self, request: HttpRequest, framework: Framework) -> dict[str, Any]:  # noqa: ARG002
        """What else the list's page needs."""
        return {}

    def part_of(self, request: HttpRequest) -> str:  # noqa: ARG002
        """The part that the list is about; only criteria have one."""
        return ""

    def in_whole(self, request: HttpRequest) -> bool:  # noqa: ARG002
        """Whether the list shows everything that is ordered together."""
        return True

    def _arrange(self, request: HttpRequest, framework: Framework) -> HttpResponse:
        """Store a new order: dragged or by its buttons. Answers JSON to the page's script."""
        if not self.has_change_permission(request):
            raise PermissionDenied
        part, scripted = self.part_of(request), request.headers.get("X-Requested-With") == "fetch"
        rows = drafting.pieces(framework, self.model, part)
        try:
            drafting.arrange(
                framework,
                self.model,
                _order(request, rows),
                seen=request.POST.get("seen", ""),
                by=signed_in(request),
                part=part,
            )
        except NotDraft as refusal:
            raise PermissionDenied(str(refusal)) from refusal
        except Stale as stale:
            messages.error(request, str(stale))
            if scripted:
                return JsonResponse({"message": str(stale)}, status=CONFLICT)
        else:
            if scripted:
                seen = drafting.order_mark(drafting.pieces(framework, self.model, part))
                return JsonResponse({"seen": seen, "message": _("The order is saved.")})
            messages.success(request, _("The order is saved."))
        return redirect(request.get_full_path())

    # The form

    def get_form(
        self, request: HttpRequest, obj: Any = None, change: bool = False, **kwargs: Any
    ) -> type[forms.ModelForm[Any]]:  # noqa: FBT001, FBT002 - Django's own
        """The form knows its version, and its facts while it is being saved."""
        form = super().get_form(request, obj, change, **kwargs)
        known = {"framework": self.version_of(request, obj), "facts": held.facts(request)}
        return type(form.__name__, (form,), known)

    def changeform_view(
        self,
        request: HttpRequest,
        object_id: str | None = None,
        form_url: str = "",
        extra_context: dict[str, Any] | None = None,
    ) -> HttpResponse:
        """A post goes through the door: locked, still a draft, its history written."""
        row = self.get_object(request, object_id) if object_id else None
        try:
            with self._door(request, row):
                return super().changeform_view(request, object_id, form_url, extra_context)
        except NotDraft as refusal:
            raise PermissionDenied(str(refusal)) from refusal

    def delete_view(
        self, request: HttpRequest, object_id: str, extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        """Removing goes through the same door."""
        row = self.get_object(request, object_id)
        try:
            with self._door(request, row):
                return super().delete_view(request, object_id, extra_context)
        except NotDraft as refusal:
            raise PermissionDenied(str(refusal)) from refusal

    def _door(self, request: HttpRequest, row: Any) -> AbstractContextManager[None]:
        if request.method != "POST" or (row is None and "framework" not in request.GET):
            return nullcontext()
        return held.holding(request, self.version_of(request, row))

    def render_change_form(
        self, request: HttpRequest, context: dict[str, Any], *args: Any, **kwargs: Any
    ) -> HttpResponse:
        """With the version around it, and the mark of what is shown."""
        obj = kwargs.get("obj")
        framework = self.version_of(request, obj)
        facts = held.facts(request) or facts_of(framework)[0]
        current = type(obj).objects.get(pk=obj.pk) if obj is not None else None
        context |= {
            "title": str(current) if current is not None else _("New: %(kind)s") % {"kind": self.opts.verbose_name},
            "subtitle": None,
            "framework": framework,
            "desk": links.desk_of(framework),
            "list_url": links.list_of(self.model, framework, getattr(obj, "part", "") or self.part_of(request)),
            "seen": mark(facts_of_piece(facts, current)) if current is not None else "",
            "differences": getattr(context["adminform"].form, "differences", []),
            "show_save_and_add_another": False,
        }
        return super().render_change_form(request, context, *args, **kwargs)

    def save_model(self, request: HttpRequest, obj: Any, form: PieceForm, change: bool) -> None:  # noqa: FBT001
        """A new piece stands last."""
        if not change:
            obj.framework = form.framework
            obj.position = len(drafting.pieces(form.framework, self.model, getattr(obj, "part", "")))
        super().save_model(request, obj, form, change)

    def response_post_save_change(self, request: HttpRequest, obj: Any) -> HttpResponseRedirect:  # noqa: ARG002
        """Back to the list it came from."""
        return redirect(links.list_of(self.model, obj.framework, getattr(obj, "part", "")))

    def response_post_save_add(self, request: HttpRequest, obj: Any) -> HttpResponseRedirect:
        """Back to the list it is in now."""
        return self.response_post_save_change(request, obj)

    def response_delete(self, request: HttpRequest, obj_display: str, obj_id: Any) -> HttpResponseRedirect:  # noqa: ARG002
        """Back to the list it was in."""
        messages.success(request, _("%(piece)s is removed. Its text stays in the history.") % {"piece": obj_display})
        removed = held.by(request)
        if removed is None:  # nothing is removed but through the door
            return redirect("admin:frameworks_framework_changelist")
        return redirect(links.list_of(self.model, removed.framework, removed.part))


def _order(request: HttpRequest, rows: list[Any]) -> list[int]:
    """The order asked for: all keys as dragged, or one of them moved up or down by its button."""
    order = [row.pk for row in rows]
    for name, step in (("up", -1), ("down", 1)):
        pk = whole_number(request.POST.get(name, ""))
        if pk in order:
            place = order.index(pk)
            other = min(max(place + step, 0), len(order) - 1)
            order[place], order[other] = order[other], order[place]
            return order
    dragged = [whole_number(each) for each in request.POST.get("order", "").split(",")]
    return [pk for pk in dragged if pk is not None]
