"""Which two assessments to compare."""

from collections.abc import Iterable
from typing import Any

from django import forms
from django.utils.html import format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _

from ssr_portal.plain_text import LineField

LIST = "assessments-to-compare"


class ComparisonForm(forms.Form):
    """Two of those that the person may read; in the address, so that a comparison can be passed on.

    Typed with a list to choose from: there can be thousands.
    """

    one = LineField(label=_("Compare"))
    other = LineField(label=_("with"))

    def __init__(self, data: Any, *, among: Iterable[tuple[str, str]]) -> None:
        super().__init__(data)
        self.among = list(among)
        for field in self.fields.values():
            field.widget.attrs |= {"list": LIST, "autocomplete": "off", "placeholder": _("Type a country or reference")}

    @property
    def options(self) -> SafeString:
        """What the list offers; without templates, since it can be long."""
        return format_html_join("", '<option value="{}">{}</option>', self.among)

    def clean(self) -> dict[str, Any]:
        """Two different ones of the list."""
        cleaned = super().clean()
        known = {reference for reference, _name in self.among}
        for name in ("one", "other"):
            if cleaned.get(name) and cleaned[name] not in known:
                self.add_error(name, _("You can read no assessment with this reference. Choose one from the list."))
        if cleaned.get("one") and cleaned.get("one") == cleaned.get("other"):
            self.add_error("other", _("Choose another assessment than the first."))
        return cleaned
