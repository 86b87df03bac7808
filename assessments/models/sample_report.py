"""Sample reports: a framework version as a report, with invented figures."""

from django.db import models

from assessments.models.generated_file import GeneratedFile
from assessments.models.report import HAS_ITS_FILE, SAYS_WHY
from frameworks.models import Framework


class SampleReport(GeneratedFile):
    """One PDF of a framework version with invented figures, for the administrator who asked; a removed draft has none."""

    framework = models.ForeignKey(Framework, models.SET_NULL, null=True, related_name="+")
    pages = models.PositiveSmallIntegerField(null=True)

    class Meta:
        ordering = ["-queued_at"]
        constraints = [
            models.CheckConstraint(condition=HAS_ITS_FILE, name="ready_sample_report_has_its_file"),
            models.CheckConstraint(condition=SAYS_WHY, name="failed_sample_report_says_why"),
        ]

    def __str__(self) -> str:
        return f"Sample report {self.pk}"
