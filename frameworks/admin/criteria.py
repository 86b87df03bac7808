"""Criteria with their guiding questions and level descriptions."""

from django.contrib import admin
from django.utils.translation import gettext_lazy as _

from frameworks.admin.pieces import OneVersionForm, PieceAdmin
from frameworks.models import Criterion, GuidingQuestion, LevelDescription


class QuestionInline(admin.TabularInline):
    """Two to five guiding questions, in order."""

    model = GuidingQuestion
    extra = 0


class DescriptionInline(admin.TabularInline):
    """What each level looks like for this criterion."""

    model = LevelDescription
    form = OneVersionForm
    extra = 0

    def formfield_for_foreignkey(self, db_field, request, **kwargs):  # noqa: ANN001, ANN003, ANN201 - Django's own
        """Levels of drafts, with their scale loaded for their names."""
        if db_field.name == "level":
            kwargs["queryset"] = db_field.remote_field.model.objects.filter(
                scale__framework__state="draft"
            ).select_related("scale")
        return super().formfield_for_foreignkey(db_field, request, **kwargs)


@admin.register(Criterion)
class CriterionAdmin(PieceAdmin):
    """A criterion: what it judges, what to ask, what each level means."""

    list_display = ["code", "part", "text", "framework", "weight", "position"]
    list_display_links = ["code"]
    list_editable = ["weight", "position"]
    list_filter = ["framework", "part"]
    search_fields = ["code", "text", "questions__text", "descriptions__text"]
    ordering = ["-framework__version", "part", "position"]
    inlines = [QuestionInline, DescriptionInline]
    fieldsets = [
        (None, {"fields": ["framework", "part", "code", "position", "scale", "weight"]}),
        (
            _("What it judges"),
            {
                "fields": ["institution", "characteristic", "activity", "consideration", "recommendation"],
                "description": _(
                    "Governance: an institution and a characteristic. Need and contribution: an activity. Practice: a "
                    "consideration. Policy: a recommendation. Leave the others empty."
                ),
            },
        ),
        (_("What the assessor reads"), {"fields": ["text", "look_for", "source"]}),
    ]
