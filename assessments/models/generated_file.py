"""What the background worker makes when it is asked to: reports, papers on several assessments, and bundles of reports."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from ssr_portal.accounts.models import Person


class GeneratedFile(models.Model):
    """A file that is queued, then ready, failed or cancelled; `heartbeat_at` is when a worker last said that it is at it."""

    class State(models.TextChoices):
        QUEUED = "queued", _("Being made")
        READY = "ready", _("Ready")
        FAILED = "failed", _("Failed")
        CANCELLED = "cancelled", _("Cancelled")

    state = models.CharField(max_length=9, choices=State, default=State.QUEUED)
    file = models.FileField(upload_to="reports/%Y/%m", blank=True)
    tries = models.PositiveSmallIntegerField(default=0)
    why = models.CharField(max_length=200, blank=True, help_text="Of one that failed: why, in words for whoever asked.")
    asked_by = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+")
    queued_at = models.DateTimeField(auto_now_add=True)
    heartbeat_at = models.DateTimeField(null=True)
    made_at = models.DateTimeField(null=True)

    class Meta:
        abstract = True

    @property
    def is_ready(self) -> bool:
        """Whether the file is there."""
        return self.state == self.State.READY

    @property
    def is_awaited(self) -> bool:
        """Whether a worker is at it, or will be."""
        return self.state == self.State.QUEUED
