"""A file kept as evidence: written once, never changed, under a name that nobody chose."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from ssr_portal.accounts.models import Person
from ssr_portal.uploads import KINDS, Kind
from ssr_portal.values.fields import Line


class Attachment(models.Model):
    """One stored file. Evidence points at it; a corrected assessment's evidence points at the same one."""

    file = models.FileField(max_length=100)
    name = Line(_("name"), max_length=120)
    kind = models.CharField(_("kind"), max_length=8)
    size = models.PositiveBigIntegerField(help_text="Bytes, as stored.")
    sha256 = models.CharField(max_length=64, help_text="Of the file as stored.")
    original = models.CharField(
        max_length=64, db_index=True, help_text="SHA-256 of what was sent; by it, the same file is known again."
    )
    by = models.ForeignKey(Person, models.PROTECT, related_name="+")
    at = models.DateTimeField(auto_now_add=True)

    class Meta:
        verbose_name = _("file")
        verbose_name_plural = _("files")

    def __str__(self) -> str:
        return self.name

    @property
    def what(self) -> Kind:
        """The kind of file, with how it is sent."""
        return KINDS[self.kind]
