"""That an approved assessment may be read by another organisation, so that donors can co-ordinate (docs/domain.md §5)."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from assessments.models.assessment import Assessment
from ssr_portal.accounts.models import Organisation, Person


class Share(models.Model):
    """One organisation that reads the shared edition of one approved assessment."""

    assessment = models.ForeignKey(Assessment, models.CASCADE, related_name="shares")
    organisation = models.ForeignKey(
        Organisation, models.CASCADE, related_name="shared_with_us", verbose_name=_("organisation")
    )
    with_evidence = models.BooleanField(
        _("with its evidence"),
        default=True,
        help_text=_("The list of sources that are marked shareable, and where they are cited."),
    )
    by = models.ForeignKey(Person, models.PROTECT, related_name="+")
    at = models.DateTimeField(auto_now_add=True)

    class Meta:
        verbose_name = _("share")
        verbose_name_plural = _("shares")
        ordering = ["organisation__name"]
        constraints = [
            models.UniqueConstraint(fields=["assessment", "organisation"], name="shared_once_with_an_organisation")
        ]

    def __str__(self) -> str:
        return f"{self.assessment_id}: {self.organisation_id}"


class ShareSeen(models.Model):
    """That a person has opened what is shared with their organisation; until then it is new to them."""

    share = models.ForeignKey(Share, models.CASCADE, related_name="seen")
    person = models.ForeignKey(Person, models.CASCADE, related_name="+")
    at = models.DateTimeField(auto_now_add=True)

    class Meta:
        verbose_name = _("seen share")
        verbose_name_plural = _("seen shares")
        constraints = [models.UniqueConstraint(fields=["share", "person"], name="a_share_is_new_once_to_a_person")]

    def __str__(self) -> str:
        return f"{self.share_id} by {self.person_id}"
