"""Recommended actions and what management made of them (docs/domain.md §3)."""

from datetime import date

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from simple_history.models import HistoricalRecords

from assessments.models.assessment import Record
from ssr_portal.accounts.models import Person
from ssr_portal.values.days import can_be_meant
from ssr_portal.values.fields import Day, Line, Narrative


class Actions(models.QuerySet["Action"]):
    """Recommended actions."""

    def overdue(self, today: date) -> "Actions":
        """Past their date and not closed, the longest overdue first."""
        closed = [ActionProgress.Status.DONE, ActionProgress.Status.DROPPED]
        return self.filter(due_on__lt=today).exclude(progress__status__in=closed).order_by("due_on", "pk")


class Action(Record):
    """A recommendation that follows from findings, numbered for good."""

    number = models.PositiveSmallIntegerField(_("number"), editable=False)
    text = Narrative(_("action"))
    addressee = Line(_("addressee"))
    unit = Line(_("responsible unit"), help_text=_("One unit, not several."))
    due_on = Day(_("due"), null=True, blank=True)
    history = HistoricalRecords()
    objects = Actions.as_manager()

    class Meta:
        verbose_name = _("action")
        verbose_name_plural = _("actions")
        ordering = ["number"]
        constraints = [
            can_be_meant("due_on"),
            models.UniqueConstraint(fields=["assessment", "number"], name="action_number_is_given_once"),
        ]

    def __str__(self) -> str:
        return f"{self.number}. {self.text[:60]}"


class ActionProgress(models.Model):
    """How an action stands and management's answer; it goes on after approval, when the action itself is final."""

    class Status(models.TextChoices):
        OPEN = "open", _("Not started")
        RUNNING = "running", _("In progress")
        DONE = "done", _("Done")
        DROPPED = "dropped", _("No longer applicable")

    class Response(models.TextChoices):
        ACCEPTED = "accepted", _("Accepted")
        PARTLY = "partly", _("Partly accepted")
        REJECTED = "rejected", _("Rejected")

    action = models.OneToOneField(Action, models.CASCADE, related_name="progress")
    revision = models.PositiveIntegerField(default=0, editable=False)
    status = models.CharField(_("status"), max_length=8, choices=Status, default=Status.OPEN)
    proof = Narrative(_("evidence that it is done"), blank=True)
    confirmed_by = models.ForeignKey(Person, models.PROTECT, null=True, editable=False, related_name="+")
    response = models.CharField(_("management's response"), max_length=8, choices=Response, blank=True)
    reason = Narrative(_("reason for the response"), blank=True)
    history = HistoricalRecords()
    _history_user: Person  # who saves or deletes it, for its history

    class Meta:
        verbose_name = _("progress of an action")
        verbose_name_plural = _("progress of actions")
        constraints = [
            models.CheckConstraint(
                condition=~Q(status="done") | ~Q(proof="") & Q(confirmed_by__isnull=False),
                name="done_has_evidence_and_a_reviewer",
            ),
            models.CheckConstraint(
                condition=~Q(response__in=["partly", "rejected"]) | ~Q(reason=""),
                name="a_refusal_has_its_reason",
                violation_error_message=_("Say why it is not accepted in full."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.action_id}: {self.status}"

    def clean(self) -> None:
        """A refusal has its reason, a closed action its evidence."""
        faults = {}
        if self.response in {self.Response.PARTLY, self.Response.REJECTED} and not self.reason:
            faults["reason"] = _("Say why it is not accepted in full.")
        if self.status == self.Status.DONE and not self.proof:
            faults["proof"] = _("An action is closed only with evidence.")
        if faults:
            raise ValidationError(faults)
