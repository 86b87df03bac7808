"""What a stepped criterion is judged by: strands that each follow one thing through steps (docs/domain.md §3)."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from frameworks.models.criteria import Criterion
from frameworks.models.framework import ScaleLevel
from frameworks.values import is_on_cases
from ssr_portal.values.fields import Line, Narrative, SmallWhole


class Strand(models.Model):
    """One thing that a criterion looks at, from its first step to its last; answers travel by its code."""

    criterion = models.ForeignKey(Criterion, models.CASCADE, related_name="strands", verbose_name=_("criterion"))
    code = Line(_("code"), max_length=2, help_text=_("Stable across versions: answers travel by it."))
    position = SmallWhole(_("order"), default=0)
    name = Line(_("name"), help_text=_("One noun that can be looked at: a law, a report, a count, a visit."))
    question = Narrative(_("question"), blank=True, help_text=_("It says whom to ask or where to look."))

    class Meta:
        verbose_name = _("strand")
        verbose_name_plural = _("strands")
        ordering = ["criterion", "position", "code"]
        constraints = [models.UniqueConstraint(fields=["criterion", "code"], name="strand_code_is_unique")]

    def __str__(self) -> str:
        return f"{self.code} {self.name}"

    def natural_key(self) -> tuple[str, int, str, str, str]:
        return (*self.criterion.natural_key(), self.code)


class Step(models.Model):
    """A statement that can be shown; a higher one includes the lower. `value` counts from 1: less than it is level 0."""

    strand = models.ForeignKey(Strand, models.CASCADE, related_name="steps", verbose_name=_("strand"))
    value = SmallWhole(_("step"))
    text = Narrative(_("text"))

    class Meta:
        verbose_name = _("step")
        verbose_name_plural = _("steps")
        ordering = ["strand", "value"]
        constraints = [
            models.UniqueConstraint(fields=["strand", "value"], name="step_stands_once_on_its_strand"),
            models.CheckConstraint(condition=Q(value__range=(1, 9)), name="step_is_one_to_nine"),
        ]

    def __str__(self) -> str:
        return f"{self.strand}: {self.value}"

    @property
    def on_cases(self) -> bool:
        """Whether it looks at cases, which may not have arisen."""
        return is_on_cases(self.text)

    def natural_key(self) -> tuple[str, int, str, str, str, int]:
        return (*self.strand.natural_key(), self.value)


class Sign(models.Model):
    """What is often seen at one level of a criterion; it helps to recognise the level and never counts."""

    criterion = models.ForeignKey(Criterion, models.CASCADE, related_name="signs", verbose_name=_("criterion"))
    level = models.ForeignKey(ScaleLevel, models.PROTECT, related_name="signs", verbose_name=_("level"))
    text = Narrative(_("text"))

    class Meta:
        verbose_name = _("sign")
        verbose_name_plural = _("signs")
        ordering = ["criterion", "level"]
        constraints = [models.UniqueConstraint(fields=["criterion", "level"], name="level_has_one_sign")]

    def __str__(self) -> str:
        return f"{self.criterion}: {self.level}"

    def natural_key(self) -> tuple[str, int, str, str, int]:
        return (*self.criterion.natural_key(), self.level.value)
