"""The fields of security sector reform and the activities in each."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from frameworks.models.framework import Framework, Item, ItemManager
from frameworks.models.sector import Pillar
from ssr_portal.values.fields import Line, Narrative


class Field(Item):
    """A field of activity, such as professionalisation."""

    framework = models.ForeignKey(Framework, models.CASCADE, related_name="fields", verbose_name=_("framework"))
    track = models.ForeignKey(
        Pillar,
        models.PROTECT,
        null=True,
        blank=True,
        verbose_name=_("track"),
        help_text=_("The pillar whose side of the two-track balance its money counts on; empty for neither."),
    )
    objects = ItemManager()

    class Meta(Item.Meta):
        verbose_name = _("activity field")
        verbose_name_plural = _("activity fields")
        constraints = [models.UniqueConstraint(fields=["framework", "code"], name="field_code_is_unique")]

    def natural_key(self) -> tuple[str, int, str]:
        return (*self.framework.natural_key(), self.code)


class Activity(Item):
    """A scored activity: how much of it the country needs, and what each programme contributes to it."""

    framework = models.ForeignKey(Framework, models.CASCADE, related_name="activities", verbose_name=_("framework"))
    field = models.ForeignKey(Field, models.PROTECT, related_name="activities", verbose_name=_("field"))
    indicators = Narrative(
        _("indicators to consider"), blank=True, help_text=_("What could be counted, with its source in brackets.")
    )
    crs_codes = Line(
        _("CRS purpose codes"),
        max_length=120,
        blank=True,
        help_text=_("Codes of the OECD DAC that suggest this activity, such as 15210, with spaces between."),
    )
    objects = ItemManager()

    class Meta(Item.Meta):
        verbose_name = _("activity")
        verbose_name_plural = _("activities")
        constraints = [models.UniqueConstraint(fields=["framework", "code"], name="activity_code_is_unique")]

    def natural_key(self) -> tuple[str, int, str]:
        return (*self.framework.natural_key(), self.code)
