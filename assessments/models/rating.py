"""One judgement of one criterion, for the country or for one programme (docs/domain.md §3)."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from simple_history.models import HistoricalRecords

from assessments import answers, moments
from assessments.models.assessment import Audience, Record
from assessments.models.programme import Programme
from assessments.scoring import GRAVE_HARM, HARM_UNSOUGHT, SOME_HARM, Said, with_harm
from frameworks import values
from frameworks.models import Criterion
from ssr_portal.accounts.models import Person
from ssr_portal.values.fields import Narrative


class Rating(Record):
    """A level, or not applicable, or insufficient evidence, or not looked at; with what it rests on."""

    class Status(models.TextChoices):
        UNRATED = "unrated", _("Unrated")
        LEVEL = "level", _("Level")
        NOT_APPLICABLE = "na", _("Not applicable")
        INSUFFICIENT = "insufficient", _("Insufficient evidence")

    class Confidence(models.TextChoices):
        LOW = "low", _("Low")
        MEDIUM = "medium", _("Medium")
        HIGH = "high", _("High")

    class Moment(models.TextChoices):
        PERIOD = "", _("In the period")
        START = moments.START, _("At the start of the period")
        END = moments.END, _("At the end of the period")

    class Harm(models.TextChoices):
        """What somebody who looked for harm done by a programme found; grave harm makes its contribution 0."""

        UNSAID = "", _("Not said")
        NONE = "none", _("Looked for, none found")
        SOME = SOME_HARM, _("Some harm")
        GRAVE = GRAVE_HARM, _("Grave harm")
        UNSOUGHT = HARM_UNSOUGHT, _("Nobody looked for harm")

    Audience = Audience  # who may see it
    criterion = models.ForeignKey(Criterion, models.PROTECT, related_name="ratings")
    programme = models.ForeignKey(Programme, models.CASCADE, null=True, blank=True, related_name="ratings")
    moment = models.CharField(
        max_length=5,
        choices=Moment,
        blank=True,
        default=Moment.PERIOD,
        editable=False,
        help_text="Of need, where its scale is asked at the start and at the end of the period.",
    )
    handed_on = models.PositiveSmallIntegerField(
        null=True,
        blank=True,
        editable=False,
        help_text="Of a start: the level that the assessment before said of its end, where that was taken over.",
    )
    status = models.CharField(max_length=12, choices=Status, default=Status.UNRATED)
    level = models.PositiveSmallIntegerField(_("level"), null=True, blank=True)
    answers = models.JSONField(
        _("answers"), default=dict, blank=True, help_text="By the code of the strand: `assessments.answers`."
    )
    level_reason = Narrative(_("why another level than follows from the answers"), blank=True)
    reason = Narrative(_("why it is not applicable"), blank=True)
    tried = Narrative(_("what was tried, and the next step"), blank=True)
    justification = Narrative(_("justification"), blank=True)
    confidence = models.CharField(_("confidence"), max_length=6, choices=Confidence, blank=True)
    confidence_reason = Narrative(_("why the confidence differs from the one suggested"), blank=True)
    harm = models.CharField(
        _("harm"), max_length=8, choices=Harm, blank=True, default=Harm.UNSAID, help_text="Of a contribution alone."
    )
    harm_text = Narrative(_("what harm, to whom, when, and what was done about it"), blank=True)
    audience = models.CharField(
        _("audience"),
        max_length=9,
        choices=Audience,
        blank=True,
        default="",
        help_text="Empty: as chosen for the part or the assessment (AudienceRule).",
    )
    looked_back = models.BooleanField(
        default=False, help_text="Last time's level was asked for before this one was given; the reviewer is told."
    )
    to_confirm = models.BooleanField(default=False)
    previous_criterion = models.ForeignKey(
        Criterion,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        help_text="Of a rating to be confirmed: the criterion, of an older version, that it was given on.",
    )
    left_behind = models.BooleanField(
        default=False, help_text="Its criterion is of an older version than its assessment, which has none to take it."
    )
    mutation = models.UUIDField(null=True, blank=True)
    rated_by = models.ForeignKey(Person, models.PROTECT, null=True, blank=True, related_name="+")
    rated_at = models.DateTimeField(null=True, blank=True)
    history = HistoricalRecords()

    class Meta:
        verbose_name = _("rating")
        verbose_name_plural = _("ratings")
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["assessment", "criterion", "moment"],
                condition=Q(programme__isnull=True),
                name="country_rates_a_criterion_once",
            ),
            models.UniqueConstraint(
                fields=["programme", "criterion"],
                condition=Q(programme__isnull=False),
                name="programme_rates_a_criterion_once",
            ),
            models.CheckConstraint(
                condition=Q(harm__in=["", "none", "some", "grave", "unsought"]), name="rating_harm_is_known"
            ),
            models.CheckConstraint(condition=Q(moment__in=["", "start", "end"]), name="rating_moment_is_known"),
            models.CheckConstraint(
                condition=Q(moment="") | Q(programme__isnull=True), name="only_the_country_has_a_start_and_an_end"
            ),
            models.CheckConstraint(
                condition=Q(handed_on__isnull=True) | Q(moment="start"), name="only_a_start_was_handed_on"
            ),
            models.CheckConstraint(
                condition=Q(status="level", level__isnull=False, level__lte=9)
                | ~Q(status="level") & Q(level__isnull=True),
                name="only_a_level_has_a_level",
            ),
            models.CheckConstraint(
                condition=Q(previous_criterion__isnull=True) | Q(to_confirm=True),
                name="what_is_confirmed_stands_on_its_criterion",
            ),
            models.CheckConstraint(
                condition=Q(audience__in=["", "internal", "shareable"]), name="rating_audience_is_known"
            ),
            models.CheckConstraint(
                condition=Q(status__in=["unrated", "level", "na", "insufficient"]), name="rating_status_is_known"
            ),
        ]

    def __str__(self) -> str:
        return f"Rating {self.pk}"

    @property
    def code(self) -> str:
        """The criterion's code, with the moment."""
        return moments.named(self.criterion.code, self.moment)

    @property
    def is_judged_anew(self) -> bool:
        """Whether another level was chosen for the start than was said of the end before it."""
        return self.handed_on is not None and self.level not in {None, self.handed_on}

    def counted_on(self, criterion: values.Criterion) -> tuple[int | None, tuple[int, int] | None]:
        """The level that counts, and the levels between which the answers leave it: with grave harm 0, whatever they are."""
        bounds = answers.bounds(self.answers, criterion, self.level)
        is_grave = self.harm == GRAVE_HARM
        return with_harm(self.level, self.harm), (0, 0) if is_grave and bounds is not None else bounds

    def said_on(self, criterion: values.Criterion) -> Said:
        """What was chosen and said with it; what it lacks is stored all the same, and blocks submission."""
        texts = (self.reason, self.tried, self.justification, self.confidence, self.confidence_reason)
        found = answers.outcome(self.answers, criterion)
        return Said(
            self.status,
            *texts,
            to_confirm=self.to_confirm,
            level_reason=self.level_reason,
            unanswered=len(answers.unanswered(self.answers, criterion)),
            answered=len(self.answers),
            beside=answers.is_beside(self.status, self.level, found),
            anew=self.is_judged_anew,
            asks_harm=criterion.may_harm and bool(criterion.strands),
            harm=self.harm,
            harm_text=self.harm_text,
        )
