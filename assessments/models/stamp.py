"""A mark of the state of an assessment, by which processes know whether what they remember of it still holds."""

from django.db import models

from assessments.models.assessment import Assessment


class Stamp(models.Model):
    """A number drawn anew by the database itself at any change of what the scorecard reads: `assessments.stamps`.

    It is drawn and not counted, so that a state that was rolled back never has the stamp of another.
    """

    assessment = models.OneToOneField(Assessment, models.CASCADE, primary_key=True, related_name="stamp")
    value = models.BigIntegerField(editable=False)

    def __str__(self) -> str:
        return f"{self.assessment_id}: {self.value}"
