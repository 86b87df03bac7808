"""Considerations and recommendations."""

from django.contrib import admin

from frameworks.admin.pieces import PieceAdmin
from frameworks.models import Consideration, Recommendation

admin.site.register(Consideration, PieceAdmin)
admin.site.register(Recommendation, PieceAdmin)
