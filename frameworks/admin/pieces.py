"""What the admin of every piece of a framework shares: drafts can be changed, published versions only read."""

from typing import Any

from django import forms
from django.contrib import admin
from django.db.models import ForeignKey, Model
from django.forms import ModelChoiceField
from django.http import HttpRequest
from django.utils.translation import gettext as _

from frameworks.models import Framework

DRAFT = Framework.State.DRAFT


def framework_of(obj: Any) -> Framework | None:
    """The version that a piece, or a piece of a piece, belongs to."""
    for path in ("framework", "scale", "criterion"):
        if hasattr(obj, f"{path}_id"):
            owner = getattr(obj, path)
            return owner if isinstance(owner, Framework) else framework_of(owner)
    return None


class OneVersionForm(forms.ModelForm):
    """Everything that a piece points at belongs to the same version; told by the field that does not."""

    def clean(self) -> dict[str, Any]:
        """Compare the version of each thing chosen with the piece's own."""
        cleaned = super().clean()
        own = cleaned.get("framework") or framework_of(self.instance)
        for name, value in list(cleaned.items()):
            if isinstance(value, Model) and not isinstance(value, Framework):
                theirs = framework_of(value)
                if own is not None and theirs is not None and theirs.pk != own.pk:
                    self.add_error(name, _("This belongs to another version: %(version)s.") % {"version": theirs})
        return cleaned


class PieceAdmin(admin.ModelAdmin):
    """A piece of a framework: listed by version, editable while that version is a draft."""

    form = OneVersionForm
    list_display = ["code", "name", "framework", "position"]
    list_display_links = ["code", "name"]
    list_editable = ["position"]
    list_filter = ["framework"]
    list_select_related = True
    search_fields = ["code", "name", "definition"]
    ordering = ["-framework__version", "position", "code"]
    save_on_top = True

    def _is_open(self, obj: Any) -> bool:
        framework = framework_of(obj) if obj is not None else None
        return framework is None or framework.state == DRAFT

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Only while the version is a draft."""
        return super().has_change_permission(request, obj) and self._is_open(obj)

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Only while the version is a draft."""
        return super().has_delete_permission(request, obj) and self._is_open(obj)

    def formfield_for_foreignkey(self, db_field: ForeignKey, request: HttpRequest, **kwargs: Any) -> ModelChoiceField:
        """Offer drafts to add to, and pieces of drafts to point at."""
        related = db_field.remote_field.model
        if related is Framework:
            kwargs["queryset"] = Framework.objects.filter(state=DRAFT)
        elif hasattr(related, "framework"):
            kwargs["queryset"] = related.objects.filter(framework__state=DRAFT).select_related("framework")
        return super().formfield_for_foreignkey(db_field, request, **kwargs)

    def get_changelist_form(self, request: HttpRequest, **kwargs: Any) -> type[forms.ModelForm]:
        """The order of a published version's pieces is shown and refused, not stored."""
        return super().get_changelist_form(request, **({"form": DraftOrderForm} | kwargs))


class DraftOrderForm(forms.ModelForm):
    """A row of the list; its order changes only in a draft."""

    def clean(self) -> dict[str, Any]:
        """Refuse a changed order of a published version."""
        cleaned = super().clean()
        framework = framework_of(self.instance)
        if self.has_changed() and framework is not None and framework.state != DRAFT:
            self.add_error("position", _("This version is published and does not change."))
        return cleaned
