"""Goals with their indicators, and the priorities that put activities in sequence (docs/domain.md §3)."""

from django.core.exceptions import ValidationError
from django.db import models
from django.utils.translation import gettext_lazy as _
from simple_history.models import HistoricalRecords

from assessments.models.assessment import Record
from frameworks.models import Activity, Institution
from ssr_portal.values.days import can_be_meant
from ssr_portal.values.fields import Day, Line, Narrative


class Goal(Record):
    """A change in the security sector that the donor pursues, tied to activities and institutions."""

    title = Line(_("goal"), help_text=_("The change for people and institutions, in one line."))
    statement = Narrative(_("explanation"), blank=True)
    activities = models.ManyToManyField(Activity, through="GoalActivity", related_name="+", blank=True)
    institutions = models.ManyToManyField(Institution, through="GoalInstitution", related_name="+", blank=True)
    history = HistoricalRecords()

    class Meta:
        verbose_name = _("goal")
        verbose_name_plural = _("goals")
        ordering = ["pk"]

    def __str__(self) -> str:
        return self.title


class GoalActivity(models.Model):
    """An activity through which a goal is pursued."""

    goal = models.ForeignKey(Goal, models.CASCADE, related_name="through_activities")
    activity = models.ForeignKey(Activity, models.PROTECT, related_name="+")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["goal", "activity"], name="goal_names_an_activity_once")]

    def __str__(self) -> str:
        return f"{self.goal_id}: {self.activity_id}"


class GoalInstitution(models.Model):
    """An institution that a goal concerns."""

    goal = models.ForeignKey(Goal, models.CASCADE, related_name="through_institutions")
    institution = models.ForeignKey(Institution, models.PROTECT, related_name="+")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["goal", "institution"], name="goal_names_an_institution_once")]

    def __str__(self) -> str:
        return f"{self.goal_id}: {self.institution_id}"


class Indicator(Record):
    """How a goal is measured: baseline, target and latest value, each with its date."""

    goal = models.ForeignKey(Goal, models.CASCADE, related_name="indicators", verbose_name=_("goal"))
    text = Line(_("indicator"), max_length=300)
    unit = Line(_("unit"), max_length=40, blank=True)
    source = Line(_("source of the data"), blank=True)
    baseline = Line(_("baseline"), max_length=60, blank=True)
    baseline_date = Day(_("date of the baseline"), null=True, blank=True)
    target = Line(_("target"), max_length=60, blank=True)
    target_date = Day(_("date of the target"), null=True, blank=True)
    latest = Line(_("latest value"), max_length=60, blank=True)
    latest_date = Day(_("date of the latest value"), null=True, blank=True)
    history = HistoricalRecords()

    class Meta:
        verbose_name = _("indicator")
        verbose_name_plural = _("indicators")
        ordering = ["goal", "pk"]
        constraints = [
            can_be_meant("baseline_date", "target_date", "latest_date"),
            models.CheckConstraint(
                condition=models.Q(baseline="") | models.Q(baseline_date__isnull=False),
                name="baseline_is_dated",
                violation_error_message=_("A baseline needs its date."),
            ),
            models.CheckConstraint(
                condition=models.Q(target="") | models.Q(target_date__isnull=False),
                name="target_is_dated",
                violation_error_message=_("A target needs its date."),
            ),
            models.CheckConstraint(
                condition=models.Q(latest="") | models.Q(latest_date__isnull=False),
                name="latest_value_is_dated",
                violation_error_message=_("A latest value needs its date."),
            ),
        ]

    def __str__(self) -> str:
        return self.text

    def clean(self) -> None:
        """Every value has its date, told by the date's field."""
        dated = {
            name: getattr(self, f"{name}_date") for name in ("baseline", "target", "latest") if getattr(self, name)
        }
        faults = {f"{name}_date": _("Give the date of this value.") for name, day in dated.items() if day is None}
        if faults:
            raise ValidationError(faults)


class Priority(Record):
    """An activity in its place in the sequence of reform."""

    class Horizon(models.IntegerChoices):
        SOON = 1, _("Within 1 year")
        MIDDLE = 2, _("1 to 3 years")
        LATER = 3, _("Later")

    activity = models.ForeignKey(Activity, models.PROTECT, related_name="+", verbose_name=_("activity"))
    horizon = models.PositiveSmallIntegerField(_("horizon"), choices=Horizon)
    rationale = Narrative(_("rationale"))
    history = HistoricalRecords()

    class Meta:
        verbose_name = _("priority")
        verbose_name_plural = _("priorities")
        ordering = ["horizon", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["assessment", "activity"],
                name="activity_is_prioritised_once",
                violation_error_message=_("This activity has its priority already."),
            )
        ]

    def __str__(self) -> str:
        return self.rationale[:80]
