"""What the workers leave behind for others to see."""

from django.db import models


class WorkerBeat(models.Model):
    """When a background worker last gave a sign of life, also while it prints."""

    worker = models.CharField(max_length=64, unique=True)
    seen_at = models.DateTimeField()

    def __str__(self) -> str:
        return self.worker


class DailyRun(models.Model):
    """The last day on which a piece of daily work was begun, by whichever worker came first."""

    task = models.CharField(max_length=200, unique=True)
    begun_on = models.DateField()

    def __str__(self) -> str:
        return f"{self.task}: {self.begun_on}"
