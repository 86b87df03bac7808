"""What a form asks and a rating answers (docs/domain.md §3)."""

from decimal import Decimal
from functools import reduce
from operator import or_

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from frameworks.models.activities import Activity
from frameworks.models.framework import Framework, Scale, ScaleLevel
from frameworks.models.guidance import Consideration, Recommendation
from frameworks.models.sector import Characteristic, Institution
from ssr_portal.values.fields import Amount, Line, Narrative, SmallWhole


class CriterionManager(models.Manager["Criterion"]):
    """Finds a criterion by framework code, version, part and its own code."""

    def get_by_natural_key(self, framework: str, version: int, part: str, code: str) -> "Criterion":
        return self.get(framework__code=framework, framework__version=version, part=part, code=code)


# What a criterion of each part names (docs/domain.md §3).
JUDGED = {
    "governance": ("institution", "characteristic"),
    "need": ("activity",),
    "contribution": ("activity",),
    "practice": ("consideration",),
    "policy": ("recommendation",),
}
SUBJECTS = tuple(dict.fromkeys(subject for subjects in JUDGED.values() for subject in subjects))


def _judges(part: str) -> Q:
    """That a criterion of this part names exactly its subjects."""
    return Q(part=part, **{f"{subject}__isnull": subject not in JUDGED[part] for subject in SUBJECTS})


class Criterion(models.Model):
    """One thing to judge: a subject of the framework, in one part, on one scale."""

    class Part(models.TextChoices):
        GOVERNANCE = "governance", _("Governance")
        NEED = "need", _("Need")
        CONTRIBUTION = "contribution", _("Contribution")
        PRACTICE = "practice", _("Practice")
        POLICY = "policy", _("Policy")

    framework = models.ForeignKey(Framework, models.CASCADE, related_name="criteria", verbose_name=_("framework"))
    part = models.CharField(_("part"), max_length=12, choices=Part)
    code = Line(_("code"), max_length=12, help_text=_("Stable across versions: ratings travel by it."))
    position = SmallWhole(_("order"), default=0)
    scale = models.ForeignKey(Scale, models.PROTECT, related_name="criteria", verbose_name=_("scale"))
    weight = Amount(_("weight"), max_digits=4, decimal_places=2, default=Decimal(1))
    text = Narrative(_("text"), help_text=_("What is judged, in one or two sentences."))
    look_for = Line(_("look for"), max_length=300, blank=True, help_text=_("Where to look first."))
    note = Narrative(
        _("note"), blank=True, help_text=_("What the justification says in a sentence, though no strand decides it.")
    )
    source = Line(_("source"), max_length=400)
    rapid = models.BooleanField(
        _("asked in a rapid assessment"), default=False, help_text=_("Part of the fixed, shorter set of criteria.")
    )
    institution = models.ForeignKey(
        Institution, models.PROTECT, null=True, blank=True, related_name="criteria", verbose_name=_("institution")
    )
    characteristic = models.ForeignKey(
        Characteristic, models.PROTECT, null=True, blank=True, related_name="criteria", verbose_name=_("characteristic")
    )
    activity = models.ForeignKey(
        Activity, models.PROTECT, null=True, blank=True, related_name="criteria", verbose_name=_("activity")
    )
    consideration = models.ForeignKey(
        Consideration, models.PROTECT, null=True, blank=True, related_name="criteria", verbose_name=_("consideration")
    )
    recommendation = models.ForeignKey(
        Recommendation, models.PROTECT, null=True, blank=True, related_name="criteria", verbose_name=_("recommendation")
    )

    objects = CriterionManager()

    class Meta:
        verbose_name = _("criterion")
        verbose_name_plural = _("criteria")
        ordering = ["framework", "part", "position", "code"]
        constraints = [
            models.UniqueConstraint(
                fields=["framework", "part", "code"],
                name="criterion_code_is_unique_in_its_part",
                violation_error_message=_("This part has a criterion with this code already."),
            ),
            models.CheckConstraint(
                condition=reduce(or_, map(_judges, JUDGED)),
                name="criterion_judges_what_its_part_asks",
                violation_error_message=_(
                    "Name exactly what this part judges: governance an institution and a characteristic, need and "
                    "contribution an activity, practice a consideration, policy a recommendation."
                ),
            ),
            models.CheckConstraint(
                condition=Q(weight__gt=0),
                name="criterion_weight_is_positive",
                violation_error_message=_("A weight is greater than 0."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_part_display()} {self.code}"

    def natural_key(self) -> tuple[str, int, str, str]:
        return (*self.framework.natural_key(), self.part, self.code)


class GuidingQuestion(models.Model):
    """A question that helps an assessor judge one criterion."""

    criterion = models.ForeignKey(Criterion, models.CASCADE, related_name="questions", verbose_name=_("criterion"))
    position = SmallWhole(_("order"))
    text = Narrative(_("question"))

    class Meta:
        verbose_name = _("guiding question")
        verbose_name_plural = _("guiding questions")
        ordering = ["criterion", "position"]
        constraints = [models.UniqueConstraint(fields=["criterion", "position"], name="question_stands_in_its_place")]

    def __str__(self) -> str:
        return self.text

    def natural_key(self) -> tuple[str, int, str, str, int]:
        return (*self.criterion.natural_key(), self.position)


class LevelDescription(models.Model):
    """What one level of the scale looks like for one criterion."""

    criterion = models.ForeignKey(Criterion, models.CASCADE, related_name="descriptions", verbose_name=_("criterion"))
    level = models.ForeignKey(ScaleLevel, models.PROTECT, related_name="descriptions", verbose_name=_("level"))
    text = Narrative(_("description"))

    class Meta:
        verbose_name = _("level description")
        verbose_name_plural = _("level descriptions")
        ordering = ["criterion", "level"]
        constraints = [models.UniqueConstraint(fields=["criterion", "level"], name="level_is_described_once")]

    def __str__(self) -> str:
        return f"{self.criterion}: {self.level}"

    def natural_key(self) -> tuple[str, int, str, str, int]:
        return (*self.criterion.natural_key(), self.level.value)
