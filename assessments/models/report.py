"""A stored PDF of an assessment, made once for each state of it."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from assessments.models.assessment import Assessment
from ssr_portal.accounts.models import Person


class Report(models.Model):
    """One PDF: asked for, then ready or failed. The final one of an approved assessment never changes."""

    class State(models.TextChoices):
        ASKED = "asked", _("Being made")
        READY = "ready", _("Ready")
        FAILED = "failed", _("Failed")

    assessment = models.ForeignKey(Assessment, models.PROTECT, related_name="reports")
    final = models.BooleanField(default=False)
    state = models.CharField(max_length=6, choices=State, default=State.ASKED)
    fingerprint = models.CharField(max_length=64)
    file = models.FileField(upload_to="reports/%Y/%m", blank=True)
    sha256 = models.CharField(max_length=64, blank=True)
    pages = models.PositiveSmallIntegerField(null=True)
    tries = models.PositiveSmallIntegerField(default=0)
    asked_by = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+")
    asked_at = models.DateTimeField(auto_now_add=True)
    begun_at = models.DateTimeField(null=True)
    made_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["-asked_at"]
        constraints = [
            models.UniqueConstraint(fields=["assessment", "fingerprint"], name="one_report_for_each_state"),
            models.UniqueConstraint(
                fields=["assessment"], condition=models.Q(final=True), name="one_final_report_for_each_assessment"
            ),
            models.CheckConstraint(
                condition=~models.Q(state="ready") | ~models.Q(file="") & ~models.Q(sha256=""),
                name="ready_report_has_its_file",
            ),
        ]

    def __str__(self) -> str:
        return f"Report of {self.assessment_id}"
