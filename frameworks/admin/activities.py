"""Fields of activity and activities."""

from django.contrib import admin

from frameworks.admin.pieces import PieceAdmin
from frameworks.models import Activity, Field

admin.site.register(Field, PieceAdmin)


@admin.register(Activity)
class ActivityAdmin(PieceAdmin):
    """An activity in its field."""

    list_display = ["code", "name", "field", "framework", "position"]
    search_fields = [*PieceAdmin.search_fields, "indicators"]
