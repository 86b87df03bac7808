"""The facts on the cover of an open assessment: country and framework among them, while nothing is rated."""

from collections.abc import Mapping
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from assessments import models
from assessments.domain import correcting
from assessments.forms.assessment import check_currency, is_sound_period
from assessments.forms.layout import RecordForm, list_of, offer, rows_of, words_of
from ssr_portal.accounts.models import Marking


class Stated(forms.Widget):
    """A value that is read and not changed, where a field would stand; it sends nothing."""

    template_name = "components/stated.html"

    def __init__(self, words: str) -> None:
        super().__init__()
        self.words = words

    def get_context(self, name: str, value: Any, attrs: dict[str, Any] | None) -> dict[str, Any]:
        """The words beside what every widget has."""
        return super().get_context(name, value, attrs) | {"words": self.words}


class FactsForm(RecordForm[models.Assessment]):
    """The facts on the cover of an open assessment."""

    counter = "facts_revision"

    class Meta:
        model = models.Assessment
        fields = ["country", "framework", "period_start", "period_end", "depth", "valid_until", "currency", "marking"]
        fields += ["tlp"]
        help_texts = {
            "country": gettext_lazy("Can be corrected until something is rated. The reference follows."),
            "depth": gettext_lazy(
                "A rapid assessment asks a fixed part of the framework, where its version marks one. To full, the rest is asked; "
                "to rapid, only while nothing is said on what would go."
            ),
            "framework": gettext_lazy(
                "Can be changed until something is rated. All its criteria are asked again; programmes and records come along."
            ),
        }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.behind: correcting.Behind | None = (
            None  # what another framework would leave behind, for a person to agree to
        )
        self.fields["currency"].help_text = _(
            "In another one, budgets need other rates: a programme without one is left out of the sums, and named."
        )
        rows_of(self, "marking").queryset = Marking.objects.filter(organisation=self.assessment.organisation_id)
        rows_of(self, "framework").empty_label = None
        offer(self, "framework", correcting.published() | type(self.stood).objects.filter(pk=self.stood.pk))
        self._offered = {name: words_of(list_of(self, name)) for name in correcting.CORRECTED}
        self._fix(correcting.why_fixed(self.instance))
        for name in correcting.CORRECTED:
            if self.is_bound and self.add_prefix(name) not in self.data:
                self.fields[name].disabled = True  # nothing is said of it, so it stays as it is

    @property
    def stood(self) -> Any:
        """The framework before anything was typed."""
        return self.assessment.framework

    def _fix(self, reasons: Mapping[str, str]) -> None:
        """Show as text, with the reason, what cannot be corrected."""
        for name, reason in reasons.items():
            field, present = self.fields[name], self.initial[name]
            field.disabled, field.required, field.help_text = True, False, reason
            field.widget = Stated(self._offered[name].get(str(getattr(present, "code", present)), ""))

    def clean(self) -> dict[str, Any]:
        """A period ends after it starts, and country and period are not taken."""
        super().clean()
        cleaned = self.cleaned_data
        start, end = cleaned.get("period_start"), cleaned.get("period_end")
        if is_sound_period(self, start, end) and cleaned.get("country"):
            self._refuse_double(cleaned)
        if cleaned.get("currency") != self.initial["currency"]:
            check_currency(self, cleaned)
        self.refuse({name: str(self.fields[name].help_text) for name in correcting.CORRECTED if self._is_of_old(name)})
        return cleaned

    def _is_of_old(self, name: str) -> bool:
        """Whether the page was opened when this could be corrected, and says another value than the present one."""
        typed = self.data.get(self.add_prefix(name))
        present = self.initial[name]
        is_fixed = isinstance(self.fields[name].widget, Stated)
        return is_fixed and typed is not None and typed != str(getattr(present, "code", present))

    def refuse(self, reasons: Mapping[str, str]) -> None:
        """Say that country or framework stay as they are, and which ones were chosen."""
        for name, reason in reasons.items():
            typed = self._offered[name].get(self.data.get(self.add_prefix(name), ""), "")
            chosen = _("You chose %(typed)s, which is not saved.") % {"typed": typed} if typed else ""
            self.add_error(name, f"{reason} {chosen}".strip())

    def fix(self, refusal: correcting.Fixed) -> None:
        """The same where it was found out while saving."""
        self.refuse(refusal.reasons)
        self._fix({name: reason for name, reason in refusal.reasons.items() if name in self.fields})

    def ask(self, behind: correcting.Behind) -> None:
        """List what would stay behind, to be agreed to."""
        self.behind = behind
        self.add_error(
            "framework", _("Look at the list below of what stays behind, tick that you agree, and save again.")
        )

    def _refuse_double(self, cleaned: dict[str, Any]) -> None:
        same = {name: cleaned[name] for name in ("country", "period_start", "period_end")}
        others = models.Assessment.objects.standing().filter(
            organisation=self.instance.organisation_id,
            revision_number=self.instance.revision_number,
            is_demonstration=self.instance.is_demonstration,
            **same,
        )
        there = others.exclude(pk=self.instance.pk).first()
        if there:
            said = _("Your organisation has an assessment of this country and period already: %(reference)s.")
            field = "country" if "country" in self.changed_data else "period_start"
            self.add_error(field, said % {"reference": there.reference})

    def validate_constraints(self) -> None:
        """Told by field in `clean`; the database still holds them."""
