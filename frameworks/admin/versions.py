"""All versions on one page, and one version with everything that may be done to it."""

from collections.abc import Callable
from typing import Any

from django import forms
from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.db.models import Count
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.urls import URLPattern, path
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST

from frameworks.admin import held, links
from frameworks.domain import drafting, file_reader, file_writer, publishing
from frameworks.domain.editing import NotDraft
from frameworks.domain.snapshot import ITEMS, Facts, facts_of, mark
from frameworks.models import Change, Criterion, Framework, Scale
from ssr_portal.http.requests import signed_in
from ssr_portal.values.missing import Asking

State = Framework.State
TEXTS = ("name", "description", "scoring_rule", "source")
LATEST = 6
ON_A_PAGE = 300
INVALID, CONFLICT = 422, 409


class VersionForm(Asking, forms.ModelForm[Framework]):
    """The texts of a version itself; `facts` are the draft's at this moment, where it is being saved."""

    facts: Facts | None = None

    class Meta:
        model = Framework
        fields = TEXTS

    def clean(self) -> dict[str, Any]:
        """Notice what somebody else saved since the form was shown."""
        super().clean()
        cleaned = self.cleaned_data
        self.differences: list[tuple[str, str, str]] = []
        if self.facts is not None and self.data.get("seen") != texts_mark(self.facts):
            self.differences = [
                (str(self.fields[name].label), self.facts[name], cleaned.get(name, ""))
                for name in TEXTS
                if self.facts[name] != cleaned.get(name, "")
            ]
            self.add_error(
                None, _("Somebody changed these texts since you opened them. Theirs stands beside yours below.")
            )
        return cleaned


def texts_mark(facts: Facts) -> str:
    """The mark of the version's own texts."""
    return mark([facts[name] for name in TEXTS])


class FileForm(Asking, forms.Form):
    """A framework file to begin a draft from."""

    file = forms.FileField(label="")


@admin.register(Framework)
class FrameworkAdmin(admin.ModelAdmin[Framework]):
    """A version: copied from another, edited as a draft, published once, perhaps retired."""

    form = VersionForm
    fields = TEXTS
    actions = None
    change_form_template = "admin/frameworks/desk.html"
    delete_confirmation_template = "admin/frameworks/remove.html"

    def has_add_permission(self, request: HttpRequest) -> bool:  # noqa: ARG002
        """Versions begin as copies or from files, never from nothing."""
        return False

    def has_change_permission(self, request: HttpRequest, obj: Framework | None = None) -> bool:
        """Only drafts change."""
        return super().has_change_permission(request, obj) and (obj is None or obj.state == State.DRAFT)

    def has_delete_permission(self, request: HttpRequest, obj: Framework | None = None) -> bool:
        """Only drafts are given up."""
        return super().has_delete_permission(request, obj) and (obj is None or obj.state == State.DRAFT)

    def get_urls(self) -> list[URLPattern]:
        """What one may do to a version, beside Django's own pages."""
        verbs: dict[str, Callable[..., HttpResponse]] = {
            "copy": require_POST(self.copy),
            "publish": self.publish,
            "retire": require_POST(self.retire),
            "restore": require_POST(self.restore),
            "fill": require_POST(self.fill),
            "export": self.export,
            "history": self.history,
        }
        view = self.admin_site.admin_view
        own = [
            path(f"<int:pk>/{verb}/", view(action), name=f"frameworks_framework_{verb}")
            for verb, action in verbs.items()
        ]
        whole = [
            path("import/", view(require_POST(self.import_file)), name="frameworks_framework_import"),
            path("history/", view(self.history), name="frameworks_history"),
        ]
        return [*whole, *own, *super().get_urls()]

    def _may(self, request: HttpRequest, what: str = "change") -> None:
        if not request.user.has_perm(f"frameworks.{what}_framework"):
            raise PermissionDenied

    # All versions

    def changelist_view(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> HttpResponse:  # noqa: ARG002
        """The versions of every framework, newest first."""
        self._may(request, "view")
        return self._all(request, FileForm())

    def _all(self, request: HttpRequest, form: FileForm, faults: list[str] | None = None) -> HttpResponse:
        found: dict[str, list[Framework]] = {}
        for version in Framework.objects.annotate(asked=Count("criteria")).order_by("code", "-version"):
            found.setdefault(version.code, []).append(version)
        context = {
            **self.admin_site.each_context(request),
            "title": _("Frameworks"),
            "opts": self.opts,
            "families": list(found.values()),
            "form": form,
            "faults": faults or [],
            "may_add": request.user.has_perm("frameworks.add_framework"),
        }
        return TemplateResponse(request, "admin/frameworks/versions.html", context, status=INVALID if faults else 200)

    def import_file(self, request: HttpRequest) -> HttpResponse:
        """Begin a draft from a file; every fault is told at once, and then nothing is stored."""
        self._may(request, "add")
        form = FileForm(request.POST, request.FILES)
        if not form.is_valid():
            return self._all(request, form, [_("Choose a file.")])
        sent = form.cleaned_data["file"]
        try:
            draft = drafting.import_draft(
                file_reader.decoded(sent.read(file_reader.MOST_BYTES + 1)), by=signed_in(request), name=sent.name[:200]
            )
        except ValidationError as error:
            return self._all(request, form, error.messages)
        messages.success(request, _("%(draft)s was started as a draft.") % {"draft": draft})
        return redirect(links.desk_of(draft))

    # One version

    def changeform_view(
        self,
        request: HttpRequest,
        object_id: str | None = None,
        form_url: str = "",
        extra_context: dict[str, Any] | None = None,
    ) -> HttpResponse:
        """The desk; a post changes the version's own texts, through the door."""
        row = self.get_object(request, object_id) if object_id else None
        if request.method != "POST" or row is None:
            return super().changeform_view(request, object_id, form_url, extra_context)
        try:
            with held.holding(request, row):
                return super().changeform_view(request, object_id, form_url, extra_context)
        except NotDraft as refusal:
            raise PermissionDenied(str(refusal)) from refusal

    def get_form(
        self, request: HttpRequest, obj: Any = None, change: bool = False, **kwargs: Any
    ) -> type[forms.ModelForm[Framework]]:  # noqa: FBT001, FBT002 - Django's own
        """The form knows the facts while it is being saved."""
        form = super().get_form(request, obj, change, **kwargs)
        return type(form.__name__, (form,), {"facts": held.facts(request)})

    def render_change_form(
        self, request: HttpRequest, context: dict[str, Any], *args: Any, **kwargs: Any
    ) -> HttpResponse:
        """With its pieces, its faults and its latest history."""
        framework = kwargs["obj"]
        facts = facts_of(framework)[0]
        is_draft = framework.state == State.DRAFT
        context |= {
            "title": str(framework),
            "framework": framework,
            "is_draft": is_draft,
            "pieces": _pieces(framework, facts),
            "faults": links.told(framework, facts, publishing.faults(framework)) if is_draft else [],
            "others": Framework.objects.filter(code=framework.code).exclude(pk=framework.pk).order_by("-version"),
            "changes": Change.objects.filter(framework=framework).select_related("by")[:LATEST],
            "seen": texts_mark(facts),
            "differences": getattr(context["adminform"].form, "differences", []),
            "may_change": request.user.has_perm("frameworks.change_framework"),
            "show_save_and_continue": False,
            "show_save_and_add_another": False,
        }
        return super().render_change_form(request, context, *args, **kwargs)

    def response_post_save_change(self, request: HttpRequest, obj: Framework) -> HttpResponseRedirect:  # noqa: ARG002
        """Stay with the version."""
        return redirect(links.desk_of(obj))

    def get_deleted_objects(
        self, objs: Any, request: HttpRequest
    ) -> tuple[list[str], dict[str, int], set[str], list[str]]:  # noqa: ARG002
        """A draft goes as a whole; what of it protects what does not matter then."""
        return [str(obj) for obj in objs], {}, set(), []

    def delete_model(self, request: HttpRequest, obj: Framework) -> None:
        """Give the draft up; its text stays in the history."""
        drafting.delete_draft(obj, by=signed_in(request))

    def copy(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Begin a new draft from this version."""
        self._may(request, "add")
        draft = drafting.copy_to_draft(get_object_or_404(Framework, pk=pk), by=signed_in(request))
        messages.success(
            request, _("%(draft)s was started as a draft. Change what you need, then publish it.") % {"draft": draft}
        )
        return redirect(links.desk_of(draft))

    def fill(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Add the criteria that new pieces need."""
        self._may(request)
        framework = get_object_or_404(Framework, pk=pk)
        try:
            made = drafting.fill_matrix(framework, by=signed_in(request))
        except NotDraft as refusal:
            raise PermissionDenied(str(refusal)) from refusal
        told = ngettext(
            "%(n)d criterion was added: %(names)s. The checks below say what it still lacks.",
            "%(n)d criteria were added: %(names)s. The checks below say what they still lack.",
            len(made),
        )
        names = ", ".join(str(each) for each in made)
        messages.success(request, told % {"n": len(made), "names": names} if made else _("Nothing was missing."))
        return redirect(links.desk_of(framework))

    def publish(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Ask once more, then publish; a draft with faults, or changed meanwhile, is refused."""
        self._may(request)
        framework = get_object_or_404(Framework, pk=pk)
        facts = facts_of(framework)[0]
        status = 200
        if request.method == "POST":
            try:
                publishing.publish(framework, by=signed_in(request), seen=request.POST.get("seen", ""))
            except ValidationError as error:
                status = CONFLICT
                for message in error.messages:
                    messages.error(request, message)
            else:
                messages.success(request, _("%(version)s is published.") % {"version": framework})
                return redirect(links.desk_of(framework))
        context = {
            **self.admin_site.each_context(request),
            "title": _("Publish %(version)s") % {"version": framework},
            "opts": self.opts,
            "framework": framework,
            "desk": links.desk_of(framework),
            "is_draft": framework.state == State.DRAFT,
            "faults": links.told(framework, facts, publishing.faults(framework)),
            "seen": mark(facts),
        }
        return TemplateResponse(request, "admin/frameworks/publish.html", context, status=status)

    def retire(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Take a published version out of use."""
        told = _("%(version)s is retired. Assessments on it go on; none is opened on it.")
        return self._change_state(request, pk, publishing.retire, told)

    def restore(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Bring a retired version back."""
        return self._change_state(request, pk, publishing.restore, _("%(version)s is in use again."))

    def _change_state(self, request: HttpRequest, pk: int, change: Callable[..., None], told: str) -> HttpResponse:
        self._may(request)
        framework = get_object_or_404(Framework, pk=pk)
        try:
            change(framework, by=signed_in(request))
        except ValidationError as error:
            messages.error(request, error.messages[0])
        else:
            messages.success(request, told % {"version": framework})
        return redirect(links.desk_of(framework))

    def export(self, request: HttpRequest, pk: int) -> HttpResponse:
        """The version as a file."""
        self._may(request, "view")
        framework = get_object_or_404(Framework, pk=pk)
        name = f"{framework.code}-v{framework.version}.yaml"
        return HttpResponse(
            file_writer.as_yaml(framework),
            content_type="application/yaml; charset=utf-8",
            headers={"Content-Disposition": f'attachment; filename="{name}"'},
        )

    def history(self, request: HttpRequest, pk: int | None = None) -> HttpResponse:
        """Who did what, when, with the old text: of one version, or of all, those of deleted drafts included."""
        self._may(request, "view")
        framework = get_object_or_404(Framework, pk=pk) if pk else None
        rows = Change.objects.select_related("by")
        rows = rows.filter(framework=framework) if framework else rows
        context = {
            **self.admin_site.each_context(request),
            "title": _("History"),
            "opts": self.opts,
            "framework": framework,
            "desk": links.desk_of(framework) if framework else "",
            "rows": rows[:ON_A_PAGE],
        }
        return TemplateResponse(request, "admin/frameworks/history.html", context)


def _pieces(framework: Framework, facts: Facts) -> list[tuple[str, str, int]]:
    """The kinds of piece in the order in which one works on them: name, address of the list, how many there are."""
    found = [(_("Scales"), links.list_of(Scale, framework), len(facts["scales"]))]
    for section, model in ITEMS.items():
        name = str(model._meta.verbose_name_plural).capitalize()
        found.append((name, links.list_of(model, framework), len(facts[section])))
    for part in Criterion.Part:
        name = _("Criteria: %(part)s") % {"part": part.label}
        found.append((name, links.list_of(Criterion, framework, part.value), len(facts["criteria"][part.value])))
    return found
