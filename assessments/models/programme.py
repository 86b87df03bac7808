"""A funded intervention of the donor in the country, as things stood in the period (docs/domain.md §3)."""

from django.core.validators import RegexValidator
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _
from simple_history.models import HistoricalRecords

from assessments.models.assessment import Record
from frameworks.models import Activity
from ssr_portal import money
from ssr_portal.days import can_be_meant
from ssr_portal.fields import Amount, Day, Line, Narrative

IATI_IDENTIFIER = RegexValidator(
    r"^[A-Za-z]{2,3}-[A-Za-z0-9_]+-[^\s/&|?]+$",
    _(
        "An IATI identifier is the organisation's identifier, a hyphen and the activity's own, such as XM-DAC-7-PPR-23456."
    ),
)


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
        _("IATI identifier"), max_length=100, blank=True, validators=[IATI_IDENTIFIER], help_text=_("If published.")
    )
    partners = Narrative(_("partners"), blank=True)
    starts_on = Day(_("starts"), null=True, blank=True)
    ends_on = Day(_("ends"), null=True, blank=True)
    status = models.CharField(_("status"), max_length=12, choices=Status, default=Status.RUNNING)
    budget = Amount(_("budget"), max_digits=16, decimal_places=2, null=True, blank=True)
    currency = models.CharField(_("currency of the budget"), max_length=3, choices=money.CURRENCIES, blank=True)
    rate = Amount(
        _("exchange rate"),
        max_digits=18,
        decimal_places=8,
        null=True,
        blank=True,
        help_text=_("How much of the assessment's currency one unit of the budget's currency was worth."),
    )
    rate_date = Day(_("date of the rate"), null=True, blank=True)
    crs_codes = Line(
        _("CRS purpose codes"), max_length=100, blank=True, help_text=_("Five digits each, such as 15210, 15130.")
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
                condition=Q(rate__isnull=True, rate_date__isnull=True)
                | Q(rate__isnull=False, rate__gt=0, rate_date__isnull=False),
                name="exchange_rate_is_positive_and_dated",
                violation_error_message=_("An exchange rate is greater than 0 and has its date."),
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
