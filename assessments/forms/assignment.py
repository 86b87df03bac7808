"""Handing a part or a programme to a colleague."""

from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from assessments import models
from assessments.domain import assignments
from assessments.forms.layout import RecordForm, list_of, offer
from frameworks.models import Criterion
from ssr_portal.text.plain_text import stopped, whole_number

COUNTRY = (Criterion.Part.GOVERNANCE, Criterion.Part.NEED, Criterion.Part.POLICY)


class AssignmentForm(RecordForm[models.Assignment]):
    """Which stretch, to whom, until when."""

    stretch = forms.ChoiceField(label=gettext_lazy("What"))

    class Meta:
        model = models.Assignment
        fields = ["person", "due_on", "note"]

    field_order = ["stretch", "person", "due_on", "note"]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        programmes = models.Programme.objects.filter(assessment=self.assessment)
        asked = set(models.Rating.objects.filter(assessment=self.assessment).values_list("criterion__part", flat=True))
        list_of(self, "stretch").choices = [
            *((part.value, part.label) for part in COUNTRY if part in asked),
            *((f"programme-{each.pk}", each.title) for each in programmes),
        ]
        offer(self, "person", assignments.colleagues(self.assessment.organisation_id))
        if self.instance.pk is not None:
            self.initial["stretch"] = self.instance.stretch

    @property
    def columns(self) -> list[str]:
        """The stretch is two columns."""
        return ["part", "programme", *super().columns]

    def clean_stretch(self) -> str:
        """Put the stretch where the record has it."""
        stretch: str = self.cleaned_data["stretch"]
        number = whole_number(stretch.removeprefix("programme-"))
        self.instance.part = "" if number is not None else stretch
        self.instance.programme_id = number
        return stretch

    def clean(self) -> dict[str, Any]:
        """One person gets one stretch once."""
        super().clean()
        cleaned = self.cleaned_data
        mine = models.Assignment.objects.filter(assessment=self.assessment, person=cleaned.get("person"))
        same = mine.filter(part=self.instance.part, programme=self.instance.programme_id).exclude(pk=self.instance.pk)
        if cleaned.get("person") and cleaned.get("stretch") and same.exists():
            self.add_error("person", _("This is assigned to this colleague already."))
        return cleaned

    def validate_constraints(self) -> None:
        """Told by field in `clean`; the database still holds them."""

    def named(self) -> str:
        """Which part is whose now."""
        return _("%(part)s is assigned to %(person)s") % {
            "part": self.instance.name,
            "person": stopped(self.instance.person.name),
        }
