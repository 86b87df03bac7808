"""What is stored as a code and shown in words: the sections of a version, and which of an item's texts changed."""

import re

from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from frameworks.models.criteria import SUBJECTS, Criterion
from frameworks.models.framework import Scale

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
    "kind": gettext_lazy("Kind"),
    "high": gettext_lazy("A high level is"),
    "twice": gettext_lazy("Asked at the start and at the end of the period"),
    "rule": gettext_lazy("Rule"),
    "note": gettext_lazy("Note"),
    "rapid": gettext_lazy("Asked in a rapid assessment"),
}
# What is a word of the program's own, and so is stored as a code.
WORDS = {
    "kind": dict(Scale.Kind.choices),
    "high": dict(Scale.High.choices),
    **dict.fromkeys(("rapid", "twice"), {"yes": gettext_lazy("yes"), "no": gettext_lazy("no")}),
}
NUMBERED = re.compile(r"(level|question|sign)-(\d+)")
OF_A_NUMBER = {
    "level": gettext_lazy("Level %(value)d"),
    "question": gettext_lazy("Question %(value)d"),
    "sign": gettext_lazy("Sign of level %(value)d"),
}
OF_A_STRAND = re.compile(r"strand-([a-z0-9]{1,2})(?:-(name|question|order|step-(\d+)))?")


def of_text(code: str) -> str:
    """The words for one of an item's texts: `look_for`, `level-3`, `strand-a-step-2`; what is no such code stays as it is."""
    if numbered := NUMBERED.fullmatch(code):
        return str(OF_A_NUMBER[numbered[1]]) % {"value": int(numbered[2])}
    if strand := OF_A_STRAND.fullmatch(code):
        return _of_strand(*strand.groups())
    return str(TEXTS.get(code, code))


def _of_strand(code: str, what: str | None, step: str | None) -> str:
    named = {
        None: _("Strand %(code)s"),
        "name": _("Strand %(code)s, name"),
        "question": _("Strand %(code)s, question"),
        "order": _("Strand %(code)s, place in the order"),
    }
    if step is not None:
        return _("Strand %(code)s, step %(value)d") % {"code": code, "value": int(step)}
    return named[what] % {"code": code}


def of_value(what: str, value: str) -> str:
    """What one of an item's texts says, in words where it is stored as a code."""
    return str(WORDS.get(what, {}).get(value, value))
