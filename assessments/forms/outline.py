"""What a report is to contain: a form whose answer is an outline."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from assessments.reports import outline
from assessments.reports.outline import Outline
from ssr_portal.values.missing import Asking


class OutlineForm(Asking, forms.Form):
    """The choices; without any, the standard report. Only those of the dialogue may print it."""

    edition = forms.ChoiceField(label=_("Edition"), choices=outline.EDITIONS.items(), required=False)
    length = forms.ChoiceField(label=_("Length"), choices=outline.LENGTHS.items(), required=False)
    paper = forms.ChoiceField(label=_("Paper"), choices=outline.PAPERS.items(), required=False)
    form = forms.ChoiceField(label=_("Kind of file"), choices=outline.FORMS.items(), required=False)
    dialogue = forms.BooleanField(label=_("Print the remarks as an annex"), required=False)
    without = forms.MultipleChoiceField(
        label=_("Leave out"),
        choices=[(name, title) for name, title in outline.CHAPTERS.items() if name not in outline.KEPT],
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )

    def __init__(self, data: Any = None, *, may_print_dialogue: bool) -> None:
        super().__init__(data)
        if not may_print_dialogue:
            del self.fields["dialogue"]

    def clean(self) -> dict[str, Any]:
        """What an outline may be, it says itself."""
        super().clean()
        cleaned = self.cleaned_data
        try:
            self.outline  # noqa: B018 - made, and refused, once it is asked for
        except ValidationError as refusal:
            self.add_error(None, refusal)
        return cleaned

    @property
    def outline(self) -> Outline:
        """The outline that was asked for."""
        found = self.cleaned_data
        standard = Outline()
        return Outline(
            edition=found.get("edition") or standard.edition,
            length=found.get("length") or standard.length,
            paper=found.get("paper") or standard.paper,
            form=found.get("form") or standard.form,
            dialogue=found.get("dialogue", False),
            left_out=frozenset(found.get("without", ())),
        )
