"""A funded intervention of the donor in the country, as things stood in the period (docs/domain.md §3)."""

from decimal import Decimal

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _
from django_stubs_ext import StrOrPromise
from simple_history.models import HistoricalRecords

from assessments.models.assessment import Record
from frameworks.models import Activity
from ssr_portal.reference import crs
from ssr_portal.values import money
from ssr_portal.values.days import can_be_meant
from ssr_portal.values.fields import Amount, Day, ExactDecimal, Line, Narrative

MOST_SIGNIFICANT = 12


def at_most_twelve_digits(rate: Decimal) -> None:
    """Refuse a rate of more than 12 significant digits: nobody quotes one, so it is a slip."""
    if len(rate.normalize().as_tuple().digits) > MOST_SIGNIFICANT:
        raise ValidationError(_("An exchange rate has at most 12 significant digits."))


class Programme(Record):
    """One programme; a copy remembers the record it came from, so that it can be followed over the years."""

    class Status(models.TextChoices):
        PIPELINE = "pipeline", _("In preparation")
        RUNNING = "running", _("Running")
        FINALISATION = "finalisation", _("Being closed")
        CLOSED = "closed", _("Closed")
        CANCELLED = "cancelled", _("Cancelled")
        SUSPENDED = "suspended", _("Suspended")

    class Flow(models.TextChoices):
        ODA = "oda", _("ODA")
        OTHER_OFFICIAL = "oof", _("Other official flows")
        NON_ODA = "non_oda", _("Non-ODA")

    class Gender(models.IntegerChoices):
        NOT_TARGETED = 0, _("0 Not targeted")
        SIGNIFICANT = 1, _("1 Significant objective")
        PRINCIPAL = 2, _("2 Principal objective")

    title = Line(_("title"), max_length=500)
    description = Narrative(_("description"), blank=True)
    iati_identifier = Line(
        _("IATI identifier"), max_length=500, blank=True, help_text=_("As published, such as XM-DAC-7-PPR-23456.")
    )
    partners = Narrative(_("partners"), blank=True)
    starts_on = Day(_("starts"), null=True, blank=True)
    ends_on = Day(_("ends"), null=True, blank=True)
    status = models.CharField(_("status"), max_length=12, choices=Status, default=Status.RUNNING)
    budget = ExactDecimal(_("budget"), max_digits=22, decimal_places=2, null=True, blank=True)
    currency = models.CharField(_("currency of the budget"), max_length=3, choices=money.choices, blank=True)
    rate = ExactDecimal(
        _("exchange rate"),
        max_digits=36,
        decimal_places=24,
        null=True,
        blank=True,
        validators=[at_most_twelve_digits],
        help_text=_("As it was quoted, with up to 12 digits: in 1 EUR = 1.2384 USD it is 1.2384."),
    )
    rate_base = models.CharField(_("currency of which one unit is quoted"), max_length=3, blank=True)
    rate_quote = models.CharField(_("currency in which it is quoted"), max_length=3, blank=True)
    rate_date = Day(_("date of the rate"), null=True, blank=True)
    crs_codes = Line(
        _("CRS purpose codes"),
        max_length=1000,
        blank=True,
        help_text=_("Five digits each, such as 15210, 15130. Codes of other sectors are welcome."),
    )
    flow = models.CharField(_("flow type"), max_length=8, choices=Flow, blank=True)
    gender = models.PositiveSmallIntegerField(_("gender-equality marker"), choices=Gender, null=True, blank=True)
    theory_if = Narrative(_("theory of change: if …"), blank=True)
    theory_then = Narrative(_("… then …"), blank=True)
    theory_because = Narrative(_("… because …"), blank=True)
    recurrent_cost = Narrative(
        _("recurrent cost left behind"), blank=True, help_text=_("What upkeep will cost, and who will pay for it.")
    )
    copied_from = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, editable=False, related_name="copies"
    )
    history = HistoricalRecords()

    class Meta:
        verbose_name = _("programme")
        verbose_name_plural = _("programmes")
        ordering = ["pk"]
        constraints = [
            can_be_meant("starts_on", "ends_on", "rate_date"),
            models.CheckConstraint(
                condition=Q(budget__isnull=True) | Q(budget__gte=0),
                name="budget_is_not_negative",
                violation_error_message=_("A budget is 0 or more."),
            ),
            models.CheckConstraint(
                condition=Q(budget__isnull=True) | ~Q(currency=""),
                name="budget_has_a_currency",
                violation_error_message=_("A budget needs its currency."),
            ),
            models.CheckConstraint(
                condition=Q(rate__isnull=True, rate_date__isnull=True, rate_base="", rate_quote="")
                | Q(rate__gt=0, rate_date__isnull=False) & ~Q(rate_base="") & ~Q(rate_quote=""),
                name="exchange_rate_has_date_and_currencies",
                violation_error_message=_(
                    "An exchange rate is greater than 0 and has its date and its two currencies."
                ),
            ),
            models.CheckConstraint(
                condition=Q(starts_on__isnull=True) | Q(ends_on__isnull=True) | Q(ends_on__gte=F("starts_on")),
                name="programme_ends_after_it_starts",
                violation_error_message=_("The programme ends before it starts."),
            ),
            models.UniqueConstraint(
                fields=["assessment", "title"],
                name="programme_title_is_unique_in_the_assessment",
                violation_error_message=_("This assessment has a programme with this title already."),
            ),
        ]

    def __str__(self) -> str:
        return self.title

    def clean(self) -> None:
        """Rules between the fields, each told by the field that it concerns; codes are written alike, each once."""
        self.crs_codes = ", ".join(crs.codes_in(self.crs_codes))
        faults = self._faults_of_money()
        if self.starts_on and self.ends_on and self.ends_on < self.starts_on:
            faults["ends_on"] = _("The programme ends before it starts.")
        if faults:
            raise ValidationError(faults)

    def _faults_of_money(self) -> dict[str, StrOrPromise]:
        faults: dict[str, StrOrPromise] = {}
        if self.budget is not None and self.budget < 0:
            faults["budget"] = _("A budget is 0 or more.")
        if self.budget is not None and not self.currency:
            faults["currency"] = _("A budget needs its currency.")
        if self.rate is not None and self.rate <= 0:
            faults["rate"] = _("An exchange rate is greater than 0.")
        elif self.rate is not None and not self.rate_date:
            faults["rate_date"] = _("Give the date of this rate.")
        elif self.rate is None and self.rate_date:
            faults["rate"] = _("Give the rate of this date, or leave both empty.")
        return faults

    @property
    def quoted(self) -> str:
        """The rate as it is quoted, such as 1 EUR = 655.957 XOF; empty without one."""
        if self.rate is None:
            return ""
        return f"1 {self.rate_base} = {self.rate.normalize(money.EXACT):f} {self.rate_quote}"

    @property
    def purposes(self) -> list[str]:
        """Its CRS codes with their names."""
        return crs.named(self.crs_codes)


class ProgrammeActivity(models.Model):
    """An activity that a programme works on, with the share of the budget it takes; empty means an equal share."""

    programme = models.ForeignKey(Programme, models.CASCADE, related_name="works_on")
    activity = models.ForeignKey(Activity, models.PROTECT, related_name="+")
    share = Amount(_("share of the budget, %"), max_digits=5, decimal_places=2, null=True, blank=True)

    class Meta:
        ordering = ["activity__position"]
        constraints = [
            models.UniqueConstraint(fields=["programme", "activity"], name="programme_names_an_activity_once"),
            models.CheckConstraint(
                condition=Q(share__isnull=True) | Q(share__gte=0) & Q(share__lte=100), name="share_is_a_percentage"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.programme_id}: {self.activity_id}"


class Assumption(Record):
    """Something a programme's theory of change takes for granted."""

    class State(models.TextChoices):
        HOLDS = "holds", _("Holds")
        DOUBTFUL = "doubtful", _("Doubtful")
        BROKEN = "broken", _("Broken")

    programme = models.ForeignKey(Programme, models.CASCADE, related_name="assumptions", verbose_name=_("programme"))
    text = Narrative(_("assumption"))
    standing = models.CharField(_("how it stands"), max_length=8, choices=State)
    history = HistoricalRecords()

    class Meta:
        verbose_name = _("assumption")
        verbose_name_plural = _("assumptions")
        ordering = ["programme", "pk"]

    def __str__(self) -> str:
        return self.text[:80]
