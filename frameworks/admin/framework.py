"""Versions and their scales."""

from typing import Any

from django.contrib import admin, messages
from django.core.exceptions import ValidationError
from django.db.models import Count, QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from frameworks.admin.pieces import DRAFT, PieceAdmin
from frameworks.domain import drafting, publishing
from frameworks.models import Framework, Scale, ScaleLevel


@admin.register(Framework)
class FrameworkAdmin(admin.ModelAdmin):
    """A version: copied from another, edited as a draft, published once."""

    list_display = ["name", "version", "state", "published_at", "criterion_count"]
    list_filter = ["state", "code"]
    search_fields = ["name", "code"]
    fields = [
        "code",
        "version",
        "name",
        "description",
        "scoring_rule",
        "source",
        "state",
        "published_at",
        "predecessor",
    ]
    readonly_fields = ["state", "published_at", "predecessor"]
    actions = ["copy_to_draft", "publish"]

    def get_queryset(self, request: HttpRequest) -> QuerySet[Framework]:
        """With the number of criteria."""
        return super().get_queryset(request).annotate(criterion_count=Count("criteria"))

    @admin.display(description=_("criteria"), ordering="criterion_count")
    def criterion_count(self, obj: Any) -> int:
        """How many criteria it has."""
        return obj.criterion_count

    def has_change_permission(self, request: HttpRequest, obj: Framework | None = None) -> bool:
        """Only drafts change."""
        return super().has_change_permission(request, obj) and (obj is None or obj.state == DRAFT)

    def has_delete_permission(self, request: HttpRequest, obj: Framework | None = None) -> bool:
        """Only drafts are deleted, one at a time."""
        return obj is not None and obj.state == DRAFT and super().has_delete_permission(request, obj)

    @admin.action(description=_("Copy to a new draft"), permissions=["add"])
    def copy_to_draft(self, request: HttpRequest, chosen: QuerySet[Framework]) -> None:
        """Begin the next version from each of the chosen."""
        for framework in chosen:
            draft = drafting.copy_to_draft(framework)
            self.message_user(request, _("%(draft)s was begun as a draft.") % {"draft": draft})

    @admin.action(description=_("Publish"), permissions=["change"])
    def publish(self, request: HttpRequest, chosen: QuerySet[Framework]) -> None:
        """Publish each complete draft; say what the others lack."""
        for framework in chosen:
            try:
                publishing.publish(framework)
            except ValidationError as error:
                for fault in error.messages:
                    self.message_user(request, f"{framework}: {fault}", messages.ERROR)
            else:
                self.message_user(request, _("%(framework)s is published.") % {"framework": framework})


class ScaleLevelInline(admin.TabularInline):
    """The levels, from the lowest."""

    model = ScaleLevel
    extra = 0


@admin.register(Scale)
class ScaleAdmin(PieceAdmin):
    """A scale with its levels."""

    search_fields = ["code", "name"]
    inlines = [ScaleLevelInline]
