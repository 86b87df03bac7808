"""Who fills in which stretch of an assessment, and until when."""

from datetime import date

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from simple_history.models import HistoricalRecords

from assessments.models.assessment import Record
from assessments.models.programme import Programme
from frameworks.models import Criterion
from ssr_portal.accounts.models import Person
from ssr_portal.values.days import can_be_meant
from ssr_portal.values.fields import Day, Line


class Assignment(Record):
    """One part of the country's, or one programme, handed to one person."""

    part = models.CharField(_("part"), max_length=12, choices=Criterion.Part, blank=True)
    programme = models.ForeignKey(
        Programme, models.CASCADE, null=True, blank=True, related_name="assignments", verbose_name=_("programme")
    )
    person = models.ForeignKey(Person, models.PROTECT, related_name="assignments", verbose_name=_("colleague"))
    due_on = Day(_("due"), null=True, blank=True)
    note = Line(_("note"), max_length=300, blank=True)
    given_by = models.ForeignKey(Person, models.PROTECT, editable=False, related_name="+")
    reminded_on = Day(null=True, editable=False)
    history = HistoricalRecords(excluded_fields=["reminded_on"])

    class Meta:
        verbose_name = _("task")
        verbose_name_plural = _("tasks")
        ordering = ["pk"]
        constraints = [
            can_be_meant("due_on", "reminded_on"),
            models.CheckConstraint(
                condition=Q(part__in=["governance", "need", "policy"], programme__isnull=True)
                | Q(part="", programme__isnull=False),
                name="a_task_is_a_part_or_a_programme",
            ),
            models.UniqueConstraint(
                fields=["assessment", "part", "person"], condition=~Q(part=""), name="a_part_is_handed_over_once"
            ),
            models.UniqueConstraint(
                fields=["programme", "person"],
                condition=Q(programme__isnull=False),
                name="a_programme_is_handed_over_once",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.name}: {self.person.name}"

    @property
    def name(self) -> str:
        """The part, or the programme, by the name that people know."""
        return str(self.programme) if self.programme_id else str(self.get_part_display())

    def is_overdue(self, today: date) -> bool:
        """Whether it was due before today."""
        return self.due_on is not None and self.due_on < today

    @property
    def stretch(self) -> str:
        """The key of the stretch of scoring: a part, or programme-NUMBER."""
        return self.part or f"programme-{self.programme_id}"
