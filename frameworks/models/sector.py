"""The two pillars of the security sector, their institutions, and the characteristics of good governance."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from frameworks.models.framework import Framework, Item, ItemManager
from ssr_portal.values.fields import Narrative


class Pillar(Item):
    """Institutions that produce security, or authorities that control and oversee them."""

    framework = models.ForeignKey(Framework, models.CASCADE, related_name="pillars", verbose_name=_("framework"))
    objects = ItemManager()

    class Meta(Item.Meta):
        verbose_name = _("pillar")
        verbose_name_plural = _("pillars")
        constraints = [models.UniqueConstraint(fields=["framework", "code"], name="pillar_code_is_unique")]

    def natural_key(self) -> tuple[str, int, str]:
        return (*self.framework.natural_key(), self.code)


class Institution(Item):
    """A kind of body in the security sector, such as the police."""

    framework = models.ForeignKey(Framework, models.CASCADE, related_name="institutions", verbose_name=_("framework"))
    pillar = models.ForeignKey(Pillar, models.PROTECT, related_name="institutions", verbose_name=_("pillar"))
    bodies = Narrative(_("bodies to think of"), blank=True)
    objects = ItemManager()

    class Meta(Item.Meta):
        verbose_name = _("institution")
        verbose_name_plural = _("institutions")
        constraints = [models.UniqueConstraint(fields=["framework", "code"], name="institution_code_is_unique")]

    def natural_key(self) -> tuple[str, int, str]:
        return (*self.framework.natural_key(), self.code)


class Characteristic(Item):
    """A characteristic of good governance on which every institution is judged."""

    framework = models.ForeignKey(
        Framework, models.CASCADE, related_name="characteristics", verbose_name=_("framework")
    )
    objects = ItemManager()

    class Meta(Item.Meta):
        verbose_name = _("characteristic of good governance")
        verbose_name_plural = _("characteristics of good governance")
        constraints = [models.UniqueConstraint(fields=["framework", "code"], name="characteristic_code_is_unique")]

    def natural_key(self) -> tuple[str, int, str]:
        return (*self.framework.natural_key(), self.code)
