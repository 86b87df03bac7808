"""Who sees the ratings of an assessment, of a part or of a programme, unless a rating says otherwise (docs/domain.md §5)."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from simple_history.models import HistoricalRecords

from assessments.models.assessment import Audience, Record
from assessments.models.programme import Programme
from frameworks.models import Criterion
from ssr_portal.accounts.models import Person


class AudienceRule(Record):
    """An audience chosen once: for the whole assessment, for one part, or for one programme; the narrower one counts."""

    part = models.CharField(_("part"), max_length=12, choices=Criterion.Part, blank=True)
    programme = models.ForeignKey(
        Programme, models.CASCADE, null=True, blank=True, related_name="audience_rules", verbose_name=_("programme")
    )
    audience = models.CharField(_("audience"), max_length=9, choices=Audience)
    by = models.ForeignKey(Person, models.PROTECT, editable=False, related_name="+")
    history = HistoricalRecords()

    class Meta:
        verbose_name = _("audience")
        verbose_name_plural = _("audiences")
        ordering = ["pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(part="") | Q(programme__isnull=True), name="an_audience_is_of_a_part_or_a_programme"
            ),
            models.CheckConstraint(condition=Q(audience__in=["internal", "shareable"]), name="audience_is_known"),
            models.UniqueConstraint(
                fields=["assessment", "part"], condition=Q(programme__isnull=True), name="one_audience_for_a_part"
            ),
            models.UniqueConstraint(
                fields=["programme"], condition=Q(programme__isnull=False), name="one_audience_for_a_programme"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.part or self.programme_id or 'all'}: {self.audience}"

    @property
    def stretch(self) -> str:
        """What it is about: a part, programme-NUMBER, or nothing for the whole assessment."""
        return f"programme-{self.programme_id}" if self.programme_id else self.part
