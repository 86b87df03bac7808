"""An assessment's way from one framework version to a newer one, and what could not come along (docs/domain.md §6)."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from assessments.models import left
from assessments.models.assessment import Assessment
from frameworks.models import Framework
from ssr_portal.accounts.models import Person


class VersionMove(models.Model):
    """One move; it can be undone while the assessment's revision is still the one that the move made."""

    assessment = models.ForeignKey(Assessment, models.CASCADE, related_name="version_moves")
    source = models.ForeignKey(Framework, models.PROTECT, related_name="+")
    target = models.ForeignKey(Framework, models.PROTECT, related_name="+")
    at = models.DateTimeField(auto_now_add=True)
    by = models.ForeignKey(Person, models.PROTECT, related_name="+")
    revision = models.PositiveIntegerField(help_text="The assessment's revision right after the move.")
    before = models.JSONField(help_text="What the move changed, as it was; read by the undoing alone.")

    class Meta:
        ordering = ["-at", "-pk"]

    def __str__(self) -> str:
        return f"{self.assessment_id}: {self.source_id} to {self.target_id}"


class LeftBehind(models.Model):
    """A record, other than a rating, that rested on something which the newer version does not have; kept as text.

    What it was is kept as facts (`models.left`); of those kept by older releases, as `title`.
    """

    assessment = models.ForeignKey(Assessment, models.CASCADE, related_name="left_behind")
    version = models.CharField(max_length=220, help_text="The framework version that it rested on.")
    facts = models.JSONField(default=dict, blank=True, help_text="What it was, as `models.left` puts it in words.")
    title = models.CharField(_("what it was"), max_length=640, blank=True)
    text = models.TextField(_("what it said"), blank=True)

    class Meta:
        ordering = ["pk"]

    def __str__(self) -> str:
        return self.what

    @property
    def what(self) -> str:
        """What it was, in the reader's language."""
        return left.what(self.facts) if self.facts else self.title

    @property
    def said(self) -> str:
        """What it said; words of the portal within are in the reader's language."""
        return self.text or (left.said(self.facts) if self.facts else "")
