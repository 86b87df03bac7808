"""Who did what and when, and which parts were left open on purpose."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from assessments.models import happened
from assessments.models.assessment import Assessment
from frameworks.models import Criterion
from ssr_portal.accounts.models import Person
from ssr_portal.values.fields import Narrative


class Event(models.Model):
    """One line of an assessment's timeline; lines are only ever added."""

    class Kind(models.TextChoices):
        OPENED = "opened", _("Opened")
        COPIED = "copied", _("Opened as a copy")
        SUBMITTED = "submitted", _("Submitted")
        RETURNED = "returned", _("Returned")
        TAKEN_UP = "taken_up", _("Reopened for changes")
        APPROVED = "approved", _("Approved")
        WITHDRAWN = "withdrawn", _("Taken back from review")
        GIVEN_UP = "given_up", _("Given up")
        RESUMED = "resumed", _("Reopened after it was given up")
        REPORTED = "reported", _("Report stored")
        SHARED = "shared", _("Shared")
        UNSHARED = "unshared", _("No longer shared")
        MIGRATED = "migrated", _("Moved to another framework version")
        COUNTRY = "country", _("Country corrected")
        DAYS_MENDED = "mended", _("Impossible dates corrected")
        REMOVED = "removed", _("Removed")
        RETURNED_TO = "moved_back", _("Moved back to the framework version before")

    assessment = models.ForeignKey(Assessment, models.CASCADE, related_name="events")
    kind = models.CharField(max_length=10, choices=Kind)
    at = models.DateTimeField(auto_now_add=True)
    by = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+")
    note = Narrative(blank=True, help_text="What a person wrote; of older lines also what happened.")
    facts = models.JSONField(
        default=dict, blank=True, help_text="What happened, as `models.happened` puts it in words."
    )
    judged_revision = models.PositiveIntegerField(help_text="The assessment's revision that this concerned.")

    class Meta:
        ordering = ["at", "pk"]

    def __str__(self) -> str:
        return f"{self.assessment_id} {self.kind}"

    @property
    def told(self) -> str:
        """What the line says beside its kind."""
        return happened.in_words(self.kind, self.facts) if self.facts else self.note


class OpenPart(models.Model):
    """A part that was submitted incomplete, and why."""

    assessment = models.ForeignKey(Assessment, models.CASCADE, related_name="open_parts")
    part = models.CharField(_("part"), max_length=12, choices=Criterion.Part)
    reason = Narrative(_("why it is left open"))

    class Meta:
        constraints = [models.UniqueConstraint(fields=["assessment", "part"], name="a_part_is_left_open_once")]

    def __str__(self) -> str:
        return f"{self.assessment_id}: {self.part}"
