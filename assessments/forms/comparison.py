"""Which two assessments to compare."""

from collections.abc import Iterable
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _


class ComparisonForm(forms.Form):
    """Two of those that the person may read; in the address, so that a comparison can be passed on."""

    one = forms.ChoiceField(label=_("Compare"))
    other = forms.ChoiceField(label=_("with"))

    def __init__(self, data: Any, *, among: Iterable[tuple[str, str]]) -> None:
        super().__init__(data)
        choices = [("", _("Choose an assessment")), *among]
        self.fields["one"].choices = self.fields["other"].choices = choices

    def clean(self) -> dict[str, Any]:
        """Two different ones."""
        cleaned = super().clean()
        if cleaned.get("one") and cleaned.get("one") == cleaned.get("other"):
            self.add_error("other", _("Choose another assessment than the first."))
        return cleaned
