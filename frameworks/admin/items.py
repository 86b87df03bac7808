"""Pillars, institutions, characteristics, fields, activities, considerations and recommendations."""

from typing import Any

from django.contrib import admin
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from frameworks.admin.forms import ActivityForm
from frameworks.admin.pieces import PieceAdmin
from frameworks.models import Activity, Characteristic, Consideration, Field, Institution, Pillar, Recommendation

TEXTS: tuple[str, ...] = ("code", "name", "definition", "source")


class ItemAdmin(PieceAdmin):
    """A named piece."""

    fields = TEXTS


@admin.register(Pillar)
class PillarAdmin(ItemAdmin):
    """The two tracks."""

    lead = _("The two sides of the sector: those who produce security, and those who control and oversee them.")


@admin.register(Institution)
class InstitutionAdmin(ItemAdmin):
    """An institution in its pillar."""

    fields = ("pillar", *TEXTS, "bodies")
    lead = _("Each is judged on every characteristic. After adding one, “Fill the matrix” makes its criteria.")


@admin.register(Characteristic)
class CharacteristicAdmin(ItemAdmin):
    """A characteristic of good governance."""

    lead = _("Every institution is judged on each. After adding one, “Fill the matrix” makes its criteria.")


@admin.register(Field)
class FieldAdmin(ItemAdmin):
    """A field with the track on which its money counts."""

    fields = (*TEXTS, "track")
    lead = _("Activities belong to fields; the track says on which side of the balance a field's money counts.")


@admin.register(Activity)
class ActivityAdmin(ItemAdmin):
    """An activity in its field."""

    form = ActivityForm
    fields = ("field", *TEXTS, "indicators", "crs_codes")
    lead = _("Each has a criterion of need and one of contribution; “Fill the matrix” makes those that are missing.")


class GuidanceAdmin(ItemAdmin):
    """A consideration or recommendation."""

    def get_fieldsets(self, request: HttpRequest, obj: Any = None) -> Any:
        """With what follows from adding one."""
        told = _("“Fill the matrix” adds its criterion.") if obj is None else ""
        return [(None, {"fields": TEXTS, "description": told})]


@admin.register(Consideration)
class ConsiderationAdmin(GuidanceAdmin):
    """A consideration for donors."""

    lead = _("What donors should follow; judged of each programme, in the part “Practice”.")


@admin.register(Recommendation)
class RecommendationAdmin(GuidanceAdmin):
    """A recommendation to donors."""

    lead = _("What donors should take up; judged of the donor in this country, in the part “Policy”.")
