"""What administrators did to framework versions, with the old text (docs/domain.md §6)."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from frameworks import labels
from frameworks.models.framework import Framework
from frameworks.values import version_in_words


class Change(models.Model):
    """One thing that somebody did to a version; lines are only ever added, and outlive a draft that is deleted.

    Codes and names are stored, words are found when it is read: older lines keep the words that no code could be found for.
    """

    class Kind(models.TextChoices):
        COPIED = "copied", _("begun as a copy")
        IMPORTED = "imported", _("begun from a file")
        PUBLISHED = "published", _("published")
        RETIRED = "retired", _("retired")
        RESTORED = "restored", _("restored")
        DELETED = "deleted", _("draft deleted")
        ADDED = "added", _("added")
        REMOVED = "removed", _("removed")
        REWORDED = "reworded", _("reworded")
        REWEIGHTED = "reweighted", _("re-weighted")
        RESCALED = "rescaled", _("rescaled")
        MOVED = "moved", _("moved")

    framework = models.ForeignKey(Framework, models.SET_NULL, null=True, related_name="changes")
    name = models.CharField(max_length=220, help_text="The version's name, which outlives it.")
    number = models.PositiveIntegerField(null=True, help_text="The version's number; none where the name has it.")
    at = models.DateTimeField(auto_now_add=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    kind = models.CharField(max_length=10, choices=Kind)
    section = models.CharField(max_length=20, blank=True)
    piece = models.CharField(max_length=420, blank=True, help_text="Code and name of the item concerned.")
    what = models.CharField(max_length=60, blank=True, help_text="Which of its texts, as `frameworks.labels` knows it.")
    old = models.TextField(blank=True)
    new = models.TextField(blank=True)

    class Meta:
        verbose_name = _("change")
        verbose_name_plural = _("changes")
        ordering = ["-at", "-pk"]

    def __str__(self) -> str:
        return f"{self.version}: {self.piece} {self.kind}"

    @property
    def version(self) -> str:
        """The version in words."""
        return self.name if self.number is None else version_in_words(self.name, self.number)

    @property
    def item(self) -> str:
        """The item concerned, after the section where it stands."""
        return f"{labels.SECTIONS[self.section]}: {self.piece}" if self.section else self.piece

    @property
    def text(self) -> str:
        """Which of its texts, in words."""
        return labels.of_text(self.what)

    @property
    def before(self) -> str:
        """What the text said, in words."""
        return labels.of_value(self.what, self.old)

    @property
    def after(self) -> str:
        """What the text says since, in words."""
        return labels.of_value(self.what, self.new)
