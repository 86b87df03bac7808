"""Who sees an assessment once it is shared: a choice for all and for each part, and ticks for the exceptions."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from assessments.domain.audiences import FOLLOW
from assessments.forms.layout import retype
from assessments.models.assessment import Audience
from assessments.queries.audiences import RECORDS, AudiencePage
from ssr_portal.values.missing import Asking

AS_ABOVE = [("", _("As the whole assessment")), *Audience.choices]
OF_A_PROGRAMME = [("", _("As its parts")), *Audience.choices]


class AudienceForm(Asking, forms.Form):
    """One select a stretch; a tick for each row or group; what the ticked are set to."""

    seen = forms.CharField(label=_("Seen"), max_length=16, widget=forms.HiddenInput)
    to = forms.ChoiceField(
        label=_("Set the ticked to"),
        required=False,
        choices=[("", "–"), ("follow", _("As chosen for the part")), *Audience.choices],
        widget=forms.Select(attrs={"class": "form-select"}),
    )

    def __init__(self, data: Any = None, *, page: AudiencePage) -> None:
        super().__init__(data, initial={"seen": page.seen})
        self.page = page
        for stretch, name, audience in page.chosen:
            choices = OF_A_PROGRAMME if stretch.startswith("programme-") else AS_ABOVE if stretch else Audience.choices
            self.fields[f"of-{stretch}"] = forms.ChoiceField(
                label=name,
                choices=choices,
                required=False,
                initial=audience or ("" if stretch else Audience.INTERNAL),
                widget=forms.Select(attrs={"class": "form-select"}),
            )
        groups = [(f"all-{group.key}", group.title) for group in page.groups]
        rows = [(row.key, row.name) for group in page.groups for row in group.rows if row.key]
        self.fields["tick"] = forms.MultipleChoiceField(choices=[*groups, *rows], required=False)

    def clean(self) -> dict[str, Any]:
        """What is ticked is set to something, and what is chosen concerns something."""
        super().clean()
        cleaned = self.cleaned_data
        ticked = cleaned.get("tick")
        if ticked and not cleaned.get("to") and "to" not in self.errors:
            self.add_error("to", _("Choose who may see what is ticked."))
        if cleaned.get("to") and not ticked and "tick" not in self.errors:
            self.add_error("to", _("Tick what this is for, or choose nothing here."))
        return cleaned

    @property
    def stretches(self) -> list[forms.BoundField]:
        """The selects, for the template."""
        return [self[f"of-{stretch}"] for stretch, _name, _audience in self.page.chosen]

    @property
    def ticked_now(self) -> set[str]:
        """What the page shows as ticked."""
        return set(self["tick"].value()) if self.is_bound else set()

    @property
    def chosen(self) -> dict[str, str]:
        """The audience by stretch; only when the form is valid."""
        return {stretch: self.cleaned_data[f"of-{stretch}"] for stretch, _name, _audience in self.page.chosen}

    @property
    def to_set(self) -> dict[str, Any]:
        """What is ticked, as the domain takes it; only when the form is valid."""
        ticked = set(self.cleaned_data["tick"])
        for group in self.page.groups:
            if f"all-{group.key}" in ticked:
                ticked |= {row.key for row in group.rows if row.key}
        keys = [key.rpartition("-") for key in ticked if not key.startswith("all-")]
        to = self.cleaned_data["to"]
        return {
            "ratings": {int(number) for name, _dash, number in keys if name == "rating"},
            "records": {
                model: {int(number) for kind, _dash, number in keys if kind == name} for name, model in RECORDS.items()
            },
            "to": FOLLOW if to == "follow" else to,
        }

    def meet(self) -> None:
        """Somebody changed an audience meanwhile: the table shows theirs, the fields what was chosen here."""
        self.add_error(
            None,
            _("Somebody changed the audience meanwhile. The table shows it as it is now; look again, then save."),
        )
        retype(self, "seen", self.page.seen)
