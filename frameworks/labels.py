"""What is stored as a code and shown in words: the sections of a version, and which of an item's texts changed."""

import re

from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from frameworks.models.criteria import SUBJECTS, Criterion

SECTIONS = {
    "framework": gettext_lazy("The version itself"),
    "scales": gettext_lazy("Scales"),
    "pillars": gettext_lazy("Pillars"),
    "institutions": gettext_lazy("Institutions"),
    "characteristics": gettext_lazy("Characteristics of good governance"),
    "fields": gettext_lazy("Fields of activity"),
    "activities": gettext_lazy("Activities"),
    "considerations": gettext_lazy("Considerations for donors"),
    "recommendations": gettext_lazy("Recommendations to donors"),
    **{part.value: part.label for part in Criterion.Part},
}
TEXTS = {
    "name": gettext_lazy("Name"),
    "description": gettext_lazy("Description"),
    "scoring_rule": gettext_lazy("Scoring rule"),
    "source": gettext_lazy("Source"),
    "definition": gettext_lazy("Definition"),
    "bodies": gettext_lazy("Bodies to think of"),
    "indicators": gettext_lazy("Indicators to consider"),
    "text": gettext_lazy("Text"),
    "look_for": gettext_lazy("Look for"),
    "pillar": gettext_lazy("Pillar"),
    "track": gettext_lazy("Track"),
    "field": gettext_lazy("Field"),
    "weight": gettext_lazy("Weight"),
    "scale": gettext_lazy("Scale"),
    **{name: capfirst(getattr(Criterion, name).field.remote_field.model._meta.verbose_name) for name in SUBJECTS},
    "characteristic": gettext_lazy("Characteristic"),  # of good governance, as everybody knows who reads a difference
    "levels": gettext_lazy("Levels"),
    "crs_codes": gettext_lazy("CRS purpose codes"),
    "order": gettext_lazy("Place in the order"),
}
NUMBERED = re.compile(r"(level|question)-(\d+)")


def of_text(code: str) -> str:
    """The words for one of an item's texts: `look_for`, `level-3`, `question-1`; what is no such code is shown as it is."""
    if numbered := NUMBERED.fullmatch(code):
        words = _("Level %(value)d") if numbered[1] == "level" else _("Question %(value)d")
        return words % {"value": int(numbered[2])}
    return str(TEXTS.get(code, code))
