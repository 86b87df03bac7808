"""A framework version and its scales (docs/domain.md §2, §3, §6)."""

from typing import Any

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from frameworks.values import version_in_words
from ssr_portal.values.fields import Line, Narrative, Slug, SmallWhole


class FrameworkQuerySet(models.QuerySet["Framework"]):
    """Framework versions by state."""

    def published(self) -> "FrameworkQuerySet":
        """Those that a new assessment may be opened on."""
        return self.filter(state=Framework.State.PUBLISHED)

    def readable(self) -> "FrameworkQuerySet":
        """Those that everyone signed in may read."""
        return self.exclude(state=Framework.State.DRAFT)

    def get_by_natural_key(self, code: str, version: int) -> "Framework":
        """The version with this number of the framework with this code."""
        return self.get(code=code, version=version)


class Framework(models.Model):
    """One version of a framework: draft, then published and never changed, then perhaps retired."""

    class State(models.TextChoices):
        DRAFT = "draft", _("Draft")
        PUBLISHED = "published", _("Published")
        RETIRED = "retired", _("Retired")

    code = Slug(_("code"), max_length=40, help_text=_("The same in every version, such as oecd-ssr."))
    version = SmallWhole(_("version"))
    name = Line(_("name"), max_length=160)
    description = Narrative(_("description"))
    scoring_rule = Narrative(_("scoring rule"), help_text=_("Printed on every form and in every report."))
    source = Narrative(_("source"))
    state = models.CharField(_("state"), max_length=10, choices=State, default=State.DRAFT, editable=False)
    published_at = models.DateTimeField(_("published"), null=True, editable=False)
    predecessor = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, editable=False, verbose_name=_("predecessor")
    )

    objects = FrameworkQuerySet.as_manager()

    class Meta:
        verbose_name = _("framework version")
        verbose_name_plural = _("framework versions")
        ordering = ["code", "-version"]
        constraints = [
            models.UniqueConstraint(fields=["code", "version"], name="framework_version_is_unique"),
            models.CheckConstraint(
                condition=Q(state="draft", published_at__isnull=True)
                | ~Q(state="draft") & Q(published_at__isnull=False),
                name="framework_is_dated_once_published",
            ),
            models.CheckConstraint(condition=Q(version__gte=1), name="framework_version_counts_from_one"),
        ]

    def __str__(self) -> str:
        return version_in_words(self.name, self.version)

    def natural_key(self) -> tuple[str, int]:
        return (self.code, self.version)


class Item(models.Model):
    """What every named piece of a framework has: a stable code, a place in the order, a definition and its source."""

    code = Line(_("code"), max_length=12, help_text=_("Stable across versions: answers travel by it."))
    position = SmallWhole(_("order"), default=0)
    name = Line(_("name"), max_length=200)
    definition = Narrative(_("definition"))
    source = Line(_("source"), max_length=400)

    class Meta:
        abstract = True
        ordering = ["position", "code"]

    def __str__(self) -> str:
        return f"{self.code} {self.name}"


class ItemManager(models.Manager[Any]):
    """Finds a piece of a framework by framework code, version and its own code."""

    def get_by_natural_key(self, framework: str, version: int, code: str) -> Any:
        return self.get(framework__code=framework, framework__version=version, code=code)


class Scale(models.Model):
    """An ordered set of levels that the criteria of one part share, and the rule by which a level is chosen on it."""

    class Kind(models.TextChoices):
        STEPPED = "stepped", _("stepped")
        BEST_FIT = "best_fit", _("best fit")

    class High(models.TextChoices):
        GOOD = "good", _("good")
        GRAVE = "grave", _("grave")

    framework = models.ForeignKey(Framework, models.CASCADE, related_name="scales", verbose_name=_("framework"))
    code = Slug(_("code"), max_length=40)
    name = Line(_("name"), max_length=120)
    kind = models.CharField(
        _("kind"),
        max_length=8,
        choices=Kind,
        default=Kind.STEPPED,
        help_text=_("Stepped: a higher level includes the lower ones. Best fit: the description that fits best."),
    )
    high = models.CharField(_("a high level is"), max_length=5, choices=High, default=High.GOOD)
    twice = models.BooleanField(
        _("asked at the start and at the end of the period"),
        default=False,
        help_text=_("Only of need, on a scale of best fit: each criterion then has two ratings of the country."),
    )
    rule = Narrative(
        _("rule"),
        blank=True,
        help_text=_("How a level is chosen on this scale; where it is empty, the version's scoring rule stands alone."),
    )
    position = SmallWhole(_("order"), default=0)
    objects = ItemManager()

    class Meta:
        verbose_name = _("scale")
        verbose_name_plural = _("scales")
        ordering = ["position", "code"]
        constraints = [models.UniqueConstraint(fields=["framework", "code"], name="scale_code_is_unique")]

    def __str__(self) -> str:
        return self.name

    def natural_key(self) -> tuple[str, int, str]:
        return (*self.framework.natural_key(), self.code)


class ScaleLevel(models.Model):
    """One level of a scale; `value` counts from 0, the lowest."""

    scale = models.ForeignKey(Scale, models.CASCADE, related_name="levels", verbose_name=_("scale"))
    value = SmallWhole(_("level"))
    name = Line(_("name"), max_length=80)

    class Meta:
        verbose_name = _("level")
        verbose_name_plural = _("levels")
        ordering = ["scale", "value"]
        constraints = [
            models.UniqueConstraint(fields=["scale", "value"], name="level_stands_once_on_its_scale"),
            models.UniqueConstraint(fields=["scale", "name"], name="level_is_named_once_on_its_scale"),
            models.CheckConstraint(condition=Q(value__lte=9), name="level_is_at_most_nine"),
        ]

    def __str__(self) -> str:
        return f"{self.value} {self.name}"

    def natural_key(self) -> tuple[str, int, str, int]:
        return (*self.scale.natural_key(), self.value)
