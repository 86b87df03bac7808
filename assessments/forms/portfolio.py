"""What of a portfolio is asked for: year, region, donor, confidence, and by which groups."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from assessments.forms.layout import list_of
from assessments.queries.portfolio import Choices, Wanted
from ssr_portal.reference import regions
from ssr_portal.values.missing import Asking

BY = [
    ("institutions", _("Governance, by institution")),
    ("characteristics", _("Governance, by characteristic")),
    ("activities", _("Need, by activity")),
    ("fields", _("Need, by field")),
    ("parts", _("All parts")),
]
SURE = [
    ("", _("Any")),
    ("50", _("Half or more")),
    ("75", _("Three quarters or more")),
    ("90", _("Nine in ten or more")),
]


class PortfolioForm(Asking, forms.Form):
    """Filters in the address, so that a view of the portfolio can be passed on."""

    by = forms.ChoiceField(label=_("Show"), choices=BY, required=False)
    year = forms.TypedChoiceField(label=_("Year"), coerce=int, empty_value=None, required=False)
    region = forms.ChoiceField(label=_("Region"), required=False)
    donor = forms.ChoiceField(label=_("Donor"), required=False)
    field = forms.ChoiceField(label=_("Field"), required=False)
    sure = forms.TypedChoiceField(
        label=_("Medium or high confidence"), choices=SURE, coerce=int, empty_value=None, required=False
    )
    demonstrations = forms.BooleanField(required=False, widget=forms.HiddenInput)
    order = forms.RegexField(r"^-?[\w.-]{1,20}$", required=False, widget=forms.HiddenInput)

    def __init__(
        self,
        data: Any,
        *,
        among: Choices,
        fields: dict[str, str],
    ) -> None:
        super().__init__(data)
        here = {regions.OF.get(code, "") for code in among.countries}
        list_of(self, "year").choices = [("", _("Latest")), *((year, year) for year in among.years)]
        list_of(self, "region").choices = [
            ("", _("All")),
            *((k, name) for k, name in regions.NAMES.items() if k in here),
        ]
        list_of(self, "donor").choices = [("", _("All")), *((each.short_name, each.name) for each in among.donors)]
        list_of(self, "field").choices = [("", _("All")), *((code, f"{code} {name}") for code, name in fields.items())]
        self.is_valid()

    @property
    def wanted(self) -> Wanted:
        """What was asked for; a filter that is not understood is left out, and the form says so."""
        found = self.cleaned_data
        return Wanted(
            year=found.get("year"),
            region=found.get("region", ""),
            donor=found.get("donor", ""),
            sure=found.get("sure") or 0,
            by=found.get("by") or BY[0][0],
            field=found.get("field", ""),
            demonstrations=found.get("demonstrations", False),
        )

    @property
    def sorted_by(self) -> str:
        """The key by which rows are sorted."""
        order: str = self.cleaned_data.get("order", "")
        return order
