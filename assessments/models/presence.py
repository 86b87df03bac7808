"""Who has which part of an assessment open just now, so that two people notice each other before they write."""

from django.db import models

from assessments.models.assessment import Assessment
from ssr_portal.accounts.models import Person


class Presence(models.Model):
    """The last place in an assessment from which a person's page was heard."""

    assessment = models.ForeignKey(Assessment, models.CASCADE, related_name="presences")
    person = models.ForeignKey(Person, models.CASCADE, related_name="+")
    stretch = models.CharField(max_length=40, help_text="A part, or programme-NUMBER.")
    at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["assessment", "person"], name="a_person_is_in_one_place_of_an_assessment")
        ]

    def __str__(self) -> str:
        return f"{self.person_id} in {self.assessment_id}: {self.stretch}"
