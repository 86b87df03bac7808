"""Scales with their levels."""

from typing import Any

from django import forms
from django.contrib import admin
from django.http import HttpRequest
from django.utils.html import format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _

from frameworks.admin.forms import ScaleForm
from frameworks.admin.pieces import PieceAdmin
from frameworks.models import Scale

COLUMNS = ("code", "name", "kind", "high", "twice", "rule")


@admin.register(Scale)
class ScaleAdmin(PieceAdmin):
    """A scale: its name, how a level is chosen on it, and its levels from the lowest."""

    form = ScaleForm
    lead = _("The levels that criteria share. Scales of different lengths compare: all are brought to 0 to 4.")

    def get_fields(self, request: HttpRequest, obj: Any = None) -> tuple[str, ...]:
        """Levels are typed in a draft, and listed in a published version."""
        return (*COLUMNS, "levels" if self.has_change_permission(request, obj) else "levels_in_order")

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> list[str]:
        """The list of levels is for reading."""
        return [] if self.has_change_permission(request, obj) else ["levels_in_order"]

    def get_form(
        self, request: HttpRequest, obj: Any = None, change: bool = False, **kwargs: Any
    ) -> type[forms.ModelForm[Scale]]:  # noqa: FBT001, FBT002 - Django's own
        """All but the levels are columns."""
        return super().get_form(request, obj, change, **(kwargs | {"fields": list(COLUMNS)}))

    @admin.display(description=_("levels"))
    def levels_in_order(self, obj: Any) -> SafeString:
        """The levels with their numbers."""
        return format_html_join(" · ", "{} {}", obj.levels.values_list("value", "name"))

    def save_related(self, request: HttpRequest, form: ScaleForm, formsets: Any, change: bool) -> None:  # noqa: FBT001
        """The levels, once the scale is there."""
        super().save_related(request, form, formsets, change)
        form.store_levels()
