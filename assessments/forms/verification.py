"""A copy to be checked: its fingerprint, typed or scanned, or the file itself."""

import re
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from ssr_portal.text.plain_text import LineField
from ssr_portal.uploads.kinds import MOST_BYTES
from ssr_portal.uploads.receiving import Lost
from ssr_portal.values.missing import Asking


class CopyForm(Asking, forms.Form):
    """One of the two."""

    fingerprint = LineField(
        label=_("Fingerprint"),
        required=False,
        help_text=_("64 digits and letters, on the last page; spaces and line breaks do not matter."),
        widget=forms.TextInput(attrs={"autocomplete": "off", "spellcheck": "false"}),
    )
    file = forms.FileField(
        label=_("Or the PDF file"),
        required=False,
        allow_empty_file=True,
        help_text=_("It is compared, and not kept."),
        widget=forms.FileInput(attrs={"accept": "application/pdf,.pdf"}),
    )

    def clean_fingerprint(self) -> str:
        """The fingerprint without what typing or copying adds."""
        typed = re.sub(r"\s+", "", self.cleaned_data["fingerprint"]).lower()
        if typed and not re.fullmatch(r"[0-9a-f]{64}", typed):
            raise forms.ValidationError(
                _("A fingerprint has 64 characters, digits and the letters a to f; this has %(count)d."),
                params={"count": len(typed)},
            )
        return typed

    def clean_file(self) -> Any:
        """Not empty, and not larger than any report."""
        file = self.cleaned_data["file"]
        if file is None:
            return None
        if isinstance(file, Lost):
            raise forms.ValidationError(
                _("The server has no space left for this file. Nothing of it was stored; tell your administrator.")
            )
        if not file.size:
            raise forms.ValidationError(_("This file is empty."))
        if file.size > MOST_BYTES:  # more of it is not received
            most = MOST_BYTES // 1024**2
            raise forms.ValidationError(
                _("No report of this portal is larger than %(most)d MB."), params={"most": most}
            )
        return file

    def clean(self) -> dict[str, Any]:
        """Something to check."""
        super().clean()
        cleaned = self.cleaned_data
        if not self.errors and not cleaned.get("fingerprint") and not cleaned.get("file"):
            self.add_error("fingerprint", _("Type the fingerprint, or choose the file."))
        return cleaned
