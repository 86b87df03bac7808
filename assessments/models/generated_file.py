"""What the background worker makes when it is asked to: reports, combined reports, and bundles of reports."""

import uuid

from django.db import models
from django.utils.translation import gettext_lazy as _

from ssr_portal.accounts import languages
from ssr_portal.accounts.models import Person


class Failure(models.TextChoices):
    """Why something was not made. The words take what `failure_params` holds, and are said in the reader's language."""

    TIME = (
        "time",
        _("Preparing it took more than %(seconds)d seconds of computing. Leave chapters out, or take the short form."),
    )
    MEMORY = (
        "memory",
        _("Preparing it took more memory than a report may have. Leave chapters out, or take the short form."),
    )
    DISK = "disk", _("The server has no space left for the file, or could not write it. Tell your administrator.")
    FORBIDDEN = "forbidden", _("You may no longer read what this was to show.")
    OVERTAKEN = (
        "overtaken",
        _("The assessment was changed while this waited, and the newer state has a PDF of its own. Ask for it again."),
    )
    LOST = "lost", _("Each time, the worker ended before it was ready. The operator's log may say why.")
    UNRECORDED = (
        "unrecorded",
        _(
            "It was made before the portal kept a record of what is in such a file, so nobody can tell who may read it."
            " Make it again."
        ),
    )
    FAULT = "fault", _("Preparing the file failed. The operator's log says why.")

    def words(self, params: dict[str, int]) -> str:
        """The reason as a sentence; `params` are what the sentence names."""
        return str(self.label) % params


class MayFail(models.Model):
    """A row of something that may not have been made: the reason as a code with what its words name."""

    failure = models.CharField(max_length=10, blank=True, help_text="A code of `Failure`.")
    failure_params = models.JSONField(default=dict, blank=True)

    class Meta:
        abstract = True

    @property
    def failure_words(self) -> str:
        """Why it was not made, in the reader's language; empty when there is no reason."""
        return Failure(self.failure).words(self.failure_params) if self.failure else ""


class GeneratedFile(MayFail):
    """A file that is queued, then ready, failed or cancelled; `heartbeat_at` is when a worker last said that it is at it."""

    class State(models.TextChoices):
        QUEUED = "queued", _("Being prepared")
        READY = "ready", _("Ready")
        FAILED = "failed", _("Failed")
        CANCELLED = "cancelled", _("Cancelled")

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False, help_text="Names it in addresses.")
    state = models.CharField(max_length=9, choices=State, default=State.QUEUED)
    file = models.FileField(upload_to="reports/%Y/%m", blank=True)
    tries = models.PositiveSmallIntegerField(default=0)
    asked_by = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+")
    language = models.CharField(max_length=10, default=languages.active, help_text="In which it is made.")
    queued_at = models.DateTimeField(auto_now_add=True)
    heartbeat_at = models.DateTimeField(null=True)
    made_at = models.DateTimeField(null=True)

    class Meta:
        abstract = True

    @property
    def is_ready(self) -> bool:
        """Whether the file is there."""
        return self.state == self.State.READY

    @property
    def is_awaited(self) -> bool:
        """Whether a worker is at it, or will be."""
        return self.state == self.State.QUEUED
