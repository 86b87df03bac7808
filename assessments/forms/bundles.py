"""Which reports go into one zip."""

from typing import Any

from django import forms
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from assessments import models
from assessments.forms.layout import rows_of
from assessments.forms.outline import OutlineForm
from assessments.generation.bundles import MOST
from ssr_portal.text.plain_text import whole_number


class Chosen(forms.ModelMultipleChoiceField[models.Assessment]):
    """Rows by key; what is no key of any row is told as a wrong choice, however long it is."""

    def clean(self, value: Any) -> QuerySet[models.Assessment]:
        """Numbers larger than a database holds would be a fault of ours."""
        for key in value or ():
            if whole_number(str(key)) is None:
                raise forms.ValidationError(self.error_messages["invalid_choice"], params={"value": str(key)[:40]})
        return super().clean(value)


class BundleForm(OutlineForm):
    """A selection of assessments that the person may read, and one outline for all; never with the remarks."""

    chosen = Chosen(
        models.Assessment.objects.none(),
        label=_("Assessments"),
        error_messages={"required": _("Choose at least one assessment.")},
    )

    def __init__(self, data: Any = None, *, among: QuerySet[models.Assessment]) -> None:
        super().__init__(data, may_print_dialogue=False)
        rows_of(self, "chosen").queryset = among

    def clean_chosen(self) -> QuerySet[models.Assessment]:
        """Not more than one zip takes."""
        chosen: QuerySet[models.Assessment] = self.cleaned_data["chosen"]
        if len(chosen) > MOST:
            raise forms.ValidationError(_("At most %(most)d reports go into one zip."), params={"most": MOST})
        return chosen

    @property
    def marked(self) -> set[str]:
        """Keys of the assessments that are marked, so that a fault loses none."""
        return set(self["chosen"].value()) if self.is_bound else set()
