"""Which reports go into one zip."""

from typing import Any

from django import forms
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from assessments import models
from assessments.domain.bundles import MOST
from assessments.forms.outline import OutlineForm


class BundleForm(OutlineForm):
    """A selection of assessments that the person may read, and one outline for all; never with the remarks."""

    chosen = forms.ModelMultipleChoiceField(
        models.Assessment.objects.none(),
        label=_("Assessments"),
        error_messages={"required": _("Choose at least one assessment.")},
    )

    def __init__(self, data: Any = None, *, among: QuerySet[models.Assessment]) -> None:
        super().__init__(data, may_print_dialogue=False)
        self.fields["chosen"].queryset = among

    def clean_chosen(self) -> QuerySet[models.Assessment]:
        """Not more than one zip takes."""
        chosen = self.cleaned_data["chosen"]
        if len(chosen) > MOST:
            raise forms.ValidationError(_("At most %(most)d reports go into one zip."), params={"most": MOST})
        return chosen

    @property
    def marked(self) -> set[str]:
        """Keys of the assessments that are marked, so that a fault loses none."""
        return set(self.data.getlist("chosen")) if self.is_bound else set()
