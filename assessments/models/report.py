"""Stored PDFs: of one assessment, made once for each state of it; of several assessments, for whoever asked; and bundles."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from assessments.models.assessment import Assessment
from assessments.models.generated_file import GeneratedFile, MayFail

HAS_ITS_FILE = ~Q(state="ready") | ~Q(file="")
SAYS_WHY = ~Q(state="failed") | ~Q(failure="")


class Report(GeneratedFile):
    """One PDF of an assessment, by its outline. Those of an approved assessment are final and never change."""

    assessment = models.ForeignKey(Assessment, models.PROTECT, related_name="reports")
    final = models.BooleanField(default=False)
    outline = models.CharField(
        max_length=200, blank=True, help_text="As `reports.outline` writes it; empty is standard."
    )
    fingerprint = models.CharField(max_length=64, db_index=True)
    sha256 = models.CharField(max_length=64, blank=True, db_index=True)
    pages = models.PositiveSmallIntegerField(null=True)

    class Meta:
        ordering = ["-queued_at"]
        constraints = [
            models.UniqueConstraint(fields=["assessment", "fingerprint"], name="one_report_for_each_state"),
            models.UniqueConstraint(
                fields=["assessment", "outline"],
                condition=Q(final=True),
                name="one_final_report_for_each_outline",
            ),
            models.CheckConstraint(
                condition=HAS_ITS_FILE & (~Q(state="ready") | ~Q(sha256="")), name="ready_report_has_its_file"
            ),
            models.CheckConstraint(condition=SAYS_WHY, name="failed_report_says_why"),
        ]

    def __str__(self) -> str:
        return f"Report of {self.assessment_id}"


class CombinedReport(GeneratedFile):
    """One PDF on several assessments, of what the person who asked could see then.

    Only they read it, and only while they may read everything in it: its items say what that is.
    """

    class Kind(models.TextChoices):
        PORTFOLIO = "portfolio", _("Portfolio")
        COUNTRY = "country", _("Country over the years")
        COMPARISON = "comparison", _("Comparison")

    kind = models.CharField(max_length=10, choices=Kind)
    asked = models.CharField(max_length=500, blank=True, help_text="What was asked for, as in the page's address.")
    fingerprint = models.CharField(max_length=64, blank=True, help_text="SHA-256 of what it shows.")
    pages = models.PositiveSmallIntegerField(null=True)

    class Meta:
        ordering = ["-queued_at"]
        indexes = [models.Index(fields=["asked_by", "kind", "fingerprint"], name="combined_report_made_before")]
        constraints = [
            models.CheckConstraint(condition=HAS_ITS_FILE, name="ready_combined_report_has_its_file"),
            models.CheckConstraint(condition=SAYS_WHY, name="failed_combined_report_says_why"),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.pk}"


class CombinedReportItem(models.Model):
    """One assessment of a combined report: all of it, or its shared edition, with or without its evidence."""

    report = models.ForeignKey(CombinedReport, models.CASCADE, related_name="items")
    assessment = models.ForeignKey(Assessment, models.PROTECT, related_name="+")
    is_shared = models.BooleanField()
    with_evidence = models.BooleanField()
    is_draft = models.BooleanField(default=False, help_text="As it stood before its approval.")

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(fields=["report", "assessment"], name="printed_once_in_a_combined_report")
        ]

    def __str__(self) -> str:
        return f"{self.report_id}: {self.assessment_id}"


class Bundle(GeneratedFile):
    """The reports of a selection as one zip, for the person who asked."""

    outline = models.CharField(max_length=200, blank=True)

    class Meta:
        ordering = ["-queued_at"]
        constraints = [
            models.CheckConstraint(condition=HAS_ITS_FILE, name="ready_bundle_has_its_file"),
            models.CheckConstraint(condition=SAYS_WHY, name="failed_bundle_says_why"),
        ]

    def __str__(self) -> str:
        return f"Bundle {self.pk}"


class BundleItem(MayFail):
    """One assessment of a bundle, and its report once that is made, or why it could not be made."""

    bundle = models.ForeignKey(Bundle, models.CASCADE, related_name="items")
    assessment = models.ForeignKey(Assessment, models.CASCADE, related_name="+")
    report = models.ForeignKey(Report, models.PROTECT, null=True, related_name="+")

    class Meta:
        ordering = ["pk"]
        constraints = [models.UniqueConstraint(fields=["bundle", "assessment"], name="bundled_once")]

    def __str__(self) -> str:
        return f"{self.bundle_id}: {self.assessment_id}"
