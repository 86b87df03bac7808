"""The stored figures of an approved assessment, of which portfolios are made (docs/domain.md §9)."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from assessments.models.assessment import Assessment


class StoredFigures(models.Model):
    """What one edition of an approved assessment's scorecard says, in the form of `scorecard.stored_figures`."""

    class Edition(models.TextChoices):
        WHOLE = "whole", _("For its own organisation")
        SHARED = "shared", _("For organisations that it is shared with")

    assessment = models.ForeignKey(Assessment, models.CASCADE, related_name="stored_figures")
    edition = models.CharField(max_length=6, choices=Edition)
    form = models.PositiveSmallIntegerField()
    figures = models.JSONField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["assessment", "edition"], name="figures_of_each_edition_stand_once"),
        ]

    def __str__(self) -> str:
        return f"{self.assessment_id}: {self.edition}"
