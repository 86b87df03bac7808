"""What is said on a page with many remarks: one form, so that pressing one button loses nothing typed beside another."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from assessments import models
from ssr_portal.text.plain_text import LongTextField, whole_number
from ssr_portal.values.fields import MOST_CHARACTERS, at_most_lines
from ssr_portal.values.missing import Asking

ON_THE_WHOLE = 0  # stands for a rating's key
ACTS = {"mark", "unmark", "settle", "reopen"}


@dataclass(frozen=True, slots=True)
class Said:
    """One text: a new remark on a rating, or an answer in a thread."""

    field: str
    text: str
    rating: int | None = None
    flag: str = ""
    thread: int | None = None


class RemarksForm(Asking, forms.Form):
    """Boxes `text-N` with `flag-N` for ratings, `reply-N` for threads; the button pressed says what else to do, as `act`."""

    def __init__(self, data: Any = None, *, ratings: Iterable[int], threads: Iterable[int]) -> None:
        super().__init__(data, auto_id="%s")
        self.ratings, self.threads = tuple(ratings), tuple(threads)
        for pk in self.ratings:
            self.fields[f"text-{pk}"] = self._text(_("Remark"))
            self.fields[f"flag-{pk}"] = forms.ChoiceField(
                choices=[("", _("No flag")), *models.Comment.Flag.choices], required=False, label=_("Flag")
            )
            self.fields[f"seen-{pk}"] = forms.IntegerField(min_value=0, max_value=10**9, required=False)
        for pk in self.threads:
            self.fields[f"reply-{pk}"] = self._text(_("Answer"))

    @staticmethod
    def _text(label: Any) -> LongTextField:
        return LongTextField(required=False, label=label, max_length=MOST_CHARACTERS, validators=[at_most_lines])

    def clean(self) -> dict[str, Any]:
        """A flag says why."""
        super().clean()
        cleaned = self.cleaned_data
        for pk in self.ratings:
            if cleaned.get(f"flag-{pk}") and not cleaned.get(f"text-{pk}") and f"text-{pk}" not in self.errors:
                self.add_error(f"text-{pk}", _("Say in a few words what the flag is about."))
        return cleaned

    @property
    def said(self) -> list[Said]:
        """Every text that was typed."""
        remarks = [
            Said(f"text-{pk}", text, rating=pk or None, flag=self.cleaned_data[f"flag-{pk}"])
            for pk in self.ratings
            if (text := self.cleaned_data[f"text-{pk}"])
        ]
        answers = [
            Said(f"reply-{pk}", text, thread=pk) for pk in self.threads if (text := self.cleaned_data[f"reply-{pk}"])
        ]
        return remarks + answers

    @property
    def act(self) -> tuple[str, int] | None:
        """What the pressed button asks for beside keeping the texts, and of which rating or thread."""
        name, _dash, key = self.data.get("act", "").partition("-")
        number = whole_number(key)
        known = self.threads if name in {"settle", "reopen"} else self.ratings
        return (name, number) if name in ACTS and number in known else None

    def seen(self, pk: int) -> int:
        """The revision of a rating that the page showed."""
        return self.cleaned_data.get(f"seen-{pk}") or 0

    def shown(self, name: str) -> str:
        """What a box holds."""
        return self.data.get(name, "") if self.is_bound else ""

    def fault(self, name: str) -> str:
        """The first fault of a box."""
        return str(self.errors[name][0]) if self.is_bound and name in self.errors else ""


def typed(data: Any) -> list[str]:
    """Every text in a post of this form, whatever else is wrong with it: so that a refusal can give it back."""
    return [text for name in data for text in [data[name].strip()] if name.startswith(("text-", "reply-")) and text]
