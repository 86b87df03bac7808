"""What is said about ratings: remarks with their answers, marks of having judged them, and partners' replies."""

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _
from simple_history.models import HistoricalRecords

from assessments.models.assessment import Assessment, Record
from assessments.models.context import Consultation
from assessments.models.evidence import Evidence
from assessments.models.rating import Rating
from ssr_portal.accounts.models import Person
from ssr_portal.values.fields import Narrative


class Comment(models.Model):
    """One contribution to the dialogue on a rating or on the whole; contributions are only ever added.

    The first of a thread has no `thread`; answers, settling and reopening point at it. How a thread stands follows from its last
    contributions.
    """

    class Act(models.TextChoices):
        SAID = "said", _("said")
        SETTLED = "settled", _("settled it")
        REOPENED = "reopened", _("reopened it")

    class Flag(models.TextChoices):
        LEVEL = "level", _("Level not supported")
        EVIDENCE = "evidence", _("Evidence thin")
        WORDING = "wording", _("Wording")

    assessment = models.ForeignKey(Assessment, models.CASCADE, related_name="comments")
    rating = models.ForeignKey(Rating, models.CASCADE, null=True, blank=True, related_name="comments")
    thread = models.ForeignKey("self", models.CASCADE, null=True, blank=True, related_name="answers")
    act = models.CharField(max_length=8, choices=Act, default=Act.SAID)
    flag = models.CharField(_("flag"), max_length=8, choices=Flag, blank=True)
    by = models.ForeignKey(Person, models.PROTECT, related_name="+")
    at = models.DateTimeField(auto_now_add=True)
    text = Narrative(_("remark"), blank=True)

    class Meta:
        verbose_name = _("remark")
        verbose_name_plural = _("remarks")
        ordering = ["at", "pk"]
        constraints = [
            models.CheckConstraint(condition=~Q(act="said") | ~Q(text=""), name="what_is_said_has_words"),
            models.CheckConstraint(
                condition=Q(act="said") | Q(thread__isnull=False), name="only_a_thread_is_settled_or_reopened"
            ),
            models.CheckConstraint(condition=Q(flag="") | Q(thread__isnull=True), name="a_flag_opens_a_thread"),
            models.CheckConstraint(
                condition=Q(flag__in=["", "level", "evidence", "wording"]), name="comment_flag_is_known"
            ),
            models.CheckConstraint(condition=~Q(thread=F("id")), name="a_comment_does_not_answer_itself"),
        ]

    def __str__(self) -> str:
        return self.text[:80]


class ReviewMark(models.Model):
    """That a reviewer judged a rating and stands by it, as it was at one revision: a later save leaves the mark behind."""

    rating = models.OneToOneField(Rating, models.CASCADE, related_name="mark")
    rating_revision = models.PositiveIntegerField()
    by = models.ForeignKey(Person, models.PROTECT, related_name="+")
    at = models.DateTimeField(auto_now=True)

    def __str__(self) -> str:
        return f"{self.rating_id} at {self.rating_revision}"


class Reply(Record):
    """A national partner's answer to a rating, from the validation log: the right of reply (docs/domain.md §3)."""

    class Stance(models.TextChoices):
        AGREES = "agrees", _("Agrees")
        PARTLY = "partly", _("Agrees in part")
        DISAGREES = "disagrees", _("Disagrees")

    rating = models.ForeignKey(Rating, models.CASCADE, related_name="replies", verbose_name=_("rating"))
    consultation = models.ForeignKey(
        Consultation, models.PROTECT, related_name="replies", verbose_name=_("who was consulted")
    )
    stance = models.CharField(_("the partner"), max_length=9, choices=Stance)
    text = Narrative(_("answer, in the partner's words"))
    evidence = models.ForeignKey(
        Evidence,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="replies",
        verbose_name=_("evidence that the partner gives"),
    )
    audience = models.CharField(
        _("who may see it"), max_length=9, choices=Rating.Audience, default=Rating.Audience.SHAREABLE
    )
    history = HistoricalRecords()

    class Meta:
        verbose_name = _("partner's reply")
        verbose_name_plural = _("partners' replies")
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(fields=["rating", "consultation"], name="a_partner_replies_once_to_a_rating"),
            models.CheckConstraint(
                condition=Q(stance__in=["agrees", "partly", "disagrees"]), name="reply_stance_is_known"
            ),
        ]

    def __str__(self) -> str:
        return self.text[:80]
