"""The form of a programme, with the activities it works on and their shares of the budget."""

import re
from decimal import Decimal
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from assessments import models
from assessments.domain import programmes
from assessments.forms.layout import RecordForm, pieces_of
from frameworks.models import Activity
from ssr_portal import crs
from ssr_portal.numbers import NumberField


class ProgrammeForm(RecordForm):
    """Facts of a programme; the activities come as one check box and one share each."""

    class Meta:
        model = models.Programme
        fields = [
            "title",
            "description",
            "iati_identifier",
            "partners",
            "status",
            "starts_on",
            "ends_on",
            "budget",
            "currency",
            "rate",
            "rate_date",
            "crs_codes",
            "flow",
            "gender",
            "theory_if",
            "theory_then",
            "theory_because",
            "recurrent_cost",
        ]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.activities: list[Activity] = list(pieces_of(self.assessment.framework, "activities"))
        worked = {}
        if self.instance.pk:
            worked = dict(self.instance.works_on.values_list("activity", "share"))
        for activity in self.activities:
            self.fields[f"works-{activity.pk}"] = forms.BooleanField(
                required=False, label=str(activity), initial=activity.pk in worked
            )
            self.fields[f"share-{activity.pk}"] = NumberField(
                required=False,
                min_value=0,
                max_value=100,
                max_digits=5,
                decimal_places=2,
                label=_("Share of the budget, %"),
                initial=worked.get(activity.pk),
            )

    def activity_rows(self) -> list[tuple[forms.BoundField, forms.BoundField]]:
        """Check box and share of each activity, for the template."""
        return [(self[f"works-{activity.pk}"], self[f"share-{activity.pk}"]) for activity in self.activities]

    def facts(self) -> list[forms.BoundField]:
        """The other visible fields, in order."""
        return [self[name] for name in self._meta.fields]

    def unit_of(self, name: str) -> str:
        """The budget's currency."""
        return self.cleaned_data.get("currency", "") if name == "budget" else super().unit_of(name)

    def clean_crs_codes(self) -> str:
        """Known CRS purpose codes, written alike; withdrawn ones are still read."""
        codes = re.findall(r"[^\s,;]+", self.cleaned_data["crs_codes"])
        unknown = [code for code in codes if code not in crs.NAMES]
        if unknown:
            raise forms.ValidationError(
                _("Not a CRS purpose code of peace, security, government or civil society: %(codes)s."),
                params={"codes": ", ".join(unknown)},
            )
        return ", ".join(dict.fromkeys(codes))

    def clean(self) -> dict[str, Any]:
        """Rules between fields, each told by the field it concerns."""
        cleaned = super().clean()
        self._check_money(cleaned)
        start, end = cleaned.get("starts_on"), cleaned.get("ends_on")
        if start and end and end < start:
            self.add_error("ends_on", _("The programme ends before it starts."))
        if not self.shares:
            self.add_error(None, _("Choose at least one activity that the programme works on."))
        try:
            programmes.check_shares(self.shares)
        except forms.ValidationError as error:
            self.add_error(None, error)
        return cleaned

    def _check_money(self, cleaned: dict[str, Any]) -> None:
        if cleaned.get("budget") is not None and not cleaned.get("currency"):
            self.add_error("currency", _("A budget needs its currency."))
        rate, dated = cleaned.get("rate"), cleaned.get("rate_date")
        if rate is not None and rate <= 0:
            self.add_error("rate", _("An exchange rate is greater than 0."))
        elif rate is not None and not dated:
            self.add_error("rate_date", _("Give the date of this rate."))
        elif rate is None and dated:
            self.add_error("rate", _("Give the rate of this date, or leave both empty."))

    def clean_budget(self) -> Decimal | None:
        """A budget of 0 or more."""
        budget = self.cleaned_data["budget"]
        if budget is not None and budget < 0:
            raise forms.ValidationError(_("A budget is 0 or more."))
        return budget

    def meet(self, current: models.Programme) -> None:
        """As for every record, with the activities and their shares as one more thing to compare."""
        super().meet(current)
        theirs = {row.activity: row.share for row in current.works_on.select_related("activity")}
        if theirs != self.shares:
            self.theirs.append((str(_("Activities it works on")), _in_words(theirs), _in_words(self.shares)))

    @property
    def shares(self) -> dict[Activity, Decimal | None]:
        """The activities chosen, with their stated shares."""
        return {
            activity: self.cleaned_data.get(f"share-{activity.pk}")
            for activity in self.activities
            if self.cleaned_data.get(f"works-{activity.pk}")
        }


def _in_words(shares: dict[Activity, Decimal | None]) -> str:
    return "\n".join(
        str(activity) if share is None else f"{activity} ({share} %)" for activity, share in shares.items()
    )
