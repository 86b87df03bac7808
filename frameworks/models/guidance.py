"""What donors should heed in each programme, and take up in their policy."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from frameworks.models.framework import Framework, Item, ItemManager


class Consideration(Item):
    """A consideration for donors, judged for each programme."""

    framework = models.ForeignKey(Framework, models.CASCADE, related_name="considerations", verbose_name=_("framework"))
    objects = ItemManager()

    class Meta(Item.Meta):
        verbose_name = _("consideration")
        verbose_name_plural = _("considerations")
        constraints = [models.UniqueConstraint(fields=["framework", "code"], name="consideration_code_is_unique")]

    def natural_key(self) -> tuple[str, int, str]:
        return (*self.framework.natural_key(), self.code)


class Recommendation(Item):
    """A recommendation to donors, judged once for the country."""

    framework = models.ForeignKey(
        Framework, models.CASCADE, related_name="recommendations", verbose_name=_("framework")
    )
    objects = ItemManager()

    class Meta(Item.Meta):
        verbose_name = _("recommendation")
        verbose_name_plural = _("recommendations")
        constraints = [models.UniqueConstraint(fields=["framework", "code"], name="recommendation_code_is_unique")]

    def natural_key(self) -> tuple[str, int, str]:
        return (*self.framework.natural_key(), self.code)
