"""Pillars, institutions and characteristics."""

from django.contrib import admin

from frameworks.admin.pieces import PieceAdmin
from frameworks.models import Characteristic, Institution, Pillar

admin.site.register(Pillar, PieceAdmin)
admin.site.register(Characteristic, PieceAdmin)


@admin.register(Institution)
class InstitutionAdmin(PieceAdmin):
    """An institution in its pillar."""

    list_display = ["code", "name", "pillar", "framework", "position"]
    search_fields = [*PieceAdmin.search_fields, "bodies"]
