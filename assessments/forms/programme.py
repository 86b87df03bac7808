"""The form of a programme, with the activities it works on and their shares of the budget."""

from decimal import Decimal
from typing import Any

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django_stubs_ext import StrOrPromise

from assessments import models, scorecard
from assessments.domain import programmes
from assessments.forms.layout import RecordForm, list_of, pieces_of
from frameworks.models import Activity
from ssr_portal.reference import crs
from ssr_portal.values import iati_identifiers, money
from ssr_portal.values.numbers import NumberField

KEPT, OF_BUDGET, OF_ASSESSMENT = "kept", "budget", "assessment"
GROUPS = (
    (_("What it is"), ("title", "description", "partners", "status", "iati_identifier")),
    (
        _("When and how much"),
        ("starts_on", "ends_on", "budget", "currency", "rate_pair", "rate", "rate_date"),
    ),
    (_("Codes of donors' reporting"), ("crs_codes", "flow", "gender")),
    (_("Why it should work"), ("theory_if", "theory_then", "theory_because", "recurrent_cost")),
)


class ProgrammeForm(RecordForm[models.Programme]):
    """Facts of a programme; the activities come as one check box and one share each."""

    rate_pair = forms.ChoiceField(
        label=_("How the rate is quoted"),
        required=False,
        help_text=_("Only for a budget in another currency than that of the assessment."),
    )

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
        self.stood = self._rate_now()
        self._offer_currencies()
        self._offer_pairs()
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

    def _rate_now(self) -> tuple[Any, ...]:
        row = self.instance
        return (row.rate, row.rate_date, row.rate_base, row.rate_quote)

    def _offer_currencies(self) -> None:
        """Those that stand in the assessment first: of 262, most assessments need two."""
        row = self.assessment
        near = {row.currency, row.organisation.currency, *row.programmes.values_list("currency", flat=True)}
        offered = money.choices_of_period(row.period_start, row.period_end, near)
        list_of(self, "currency").choices = [("", "---------"), *offered]

    def _offer_pairs(self) -> None:
        own = self.assessment.currency
        choices = [
            (OF_BUDGET, gettext("1 unit of the budget's currency = … %(own)s") % {"own": own}),
            (OF_ASSESSMENT, gettext("1 %(own)s = … units of the budget's currency") % {"own": own}),
        ]
        self.initial["rate_pair"] = OF_BUDGET
        if self.instance.rate is not None:
            self.initial["rate_pair"] = KEPT
            base, quote = self.instance.rate_base, self.instance.rate_quote
            choices.insert(0, (KEPT, gettext("1 %(base)s = … %(quote)s") % {"base": base, "quote": quote}))
            if scorecard.why_left_out(self.instance, own) == scorecard.NO_RATE:
                self.fields["rate_pair"].help_text = gettext(
                    "This rate is not between %(currency)s and %(own)s, so the budget is not counted: say how the right one is "
                    "quoted, and put it in below."
                ) % {"currency": self.instance.currency, "own": own}
        list_of(self, "rate_pair").choices = choices

    def activity_rows(self) -> list[tuple[forms.BoundField, forms.BoundField]]:
        """Check box and share of each activity, for the template."""
        return [(self[f"works-{activity.pk}"], self[f"share-{activity.pk}"]) for activity in self.activities]

    def groups(self) -> list[tuple[StrOrPromise, list[forms.BoundField]]]:
        """The other visible fields, in groups with their headings."""
        return [(heading, [self[name] for name in names]) for heading, names in GROUPS]

    @property
    def columns(self) -> list[str]:
        """The columns of the fields, and the pair that follows from them."""
        return [*super().columns, "rate_base", "rate_quote"]

    def unit_of(self, name: str) -> str:
        """The budget's currency; of the rate, what it is quoted between."""
        row = self.instance
        return {"budget": row.currency, "rate": f"1 {row.rate_base} = {row.rate_quote}"}.get(
            name, super().unit_of(name)
        )

    def clean(self) -> dict[str, Any]:
        """How the rate is quoted, and what the shares add up to; the rest are rules of the record."""
        super().clean()
        cleaned = self.cleaned_data
        if "rate" in cleaned and "currency" in cleaned:
            self._say_the_pair(cleaned)
        try:
            programmes.settled(self.shares)
        except forms.ValidationError as error:
            self.add_error(None, error)
        return cleaned

    def _say_the_pair(self, cleaned: dict[str, Any]) -> None:
        """Put the rate's two currencies on the record; one that stays for another pair is kept, and counts as none."""
        row, own, currency = self.instance, self.assessment.currency, cleaned["currency"]
        if cleaned["rate"] is None:
            row.rate_base = row.rate_quote = ""
            return
        how, (rate, dated, base, quote) = cleaned.get("rate_pair") or OF_BUDGET, self.stood
        if how != KEPT:
            base, quote = (currency, own) if how == OF_BUDGET else (own, currency)
            if not currency:
                self.add_error("currency", _("A rate needs the budget's currency."))
            elif currency == own:
                self.add_error("rate", _("The budget is in %(own)s itself: leave rate and date empty.") % {"own": own})
        elif (cleaned["rate"], cleaned.get("rate_date")) != (rate, dated) and {base, quote} != {currency, own}:
            self.add_error(
                "rate_pair", _("The budget or the assessment has another currency now: say how it is quoted.")
            )
        row.rate_base, row.rate_quote = base, quote

    @property
    def notices(self) -> list[str]:
        """A budget that is not counted; codes and identifiers that look wrong; shares that were rounded."""
        row, own = self.instance, self.assessment.currency
        told = []
        if scorecard.why_left_out(row, own) == scorecard.NO_RATE:
            told.append(
                gettext(
                    "“%(title)s” is not counted in %(own)s until you state a rate between %(currency)s and %(own)s."
                )
                % {"title": row.title, "currency": row.currency, "own": own}
            )
        if unknown := crs.unknown(crs.codes_in(row.crs_codes)):
            told.append(
                gettext("Kept as typed, but not in the list of CRS purpose codes: %(codes)s.")
                % {"codes": ", ".join(unknown)}
            )
        if fault := iati_identifiers.fault_of(row.iati_identifier):
            told.append(gettext("The IATI identifier is kept as typed. %(fault)s") % {"fault": fault})
        if programmes.settled(self.shares) != self.shares:
            told.append(gettext("The shares were rounded so that they add up to 100 %."))
        return told

    def meet(self, current: models.Programme) -> None:
        """As for every record, with the activities, their shares and the rate's currencies as more things to compare."""
        super().meet(current)
        if current.quoted != self.instance.quoted:
            self.theirs.append((str(self.fields["rate_pair"].label), current.quoted, self.instance.quoted))
        theirs = {row.activity: row.share for row in current.works_on.select_related("activity")}
        if theirs != self.shares:
            self.theirs.append((str(_("Activities it works on")), _in_words(theirs), _in_words(self.shares)))

    @property
    def arguments(self) -> tuple[programmes.Shares]:
        """The activities with their shares."""
        return (self.shares,)

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
