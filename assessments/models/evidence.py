"""What ratings rest on: documents, datasets, interviews, observations, and what people say (docs/domain.md §3)."""

from django.core.exceptions import ValidationError
from django.db import models
from django.utils.formats import date_format
from django.utils.translation import gettext_lazy as _
from simple_history.models import HistoricalRecords

from assessments.models.assessment import Record
from assessments.models.attachment import Attachment
from assessments.models.rating import Rating
from ssr_portal.accounts.models import Person
from ssr_portal.values import web_addresses
from ssr_portal.values.days import can_be_meant
from ssr_portal.values.fields import Day, Line, Narrative, WebAddress


class Evidence(Record):
    """One source, graded by the Admiralty code."""

    class Audience(models.TextChoices):
        RESTRICTED = "reviewers", _("Reviewers, and whoever added it")
        INTERNAL = "internal", _("Everyone of the organisation who reads this assessment")
        SHAREABLE = "shareable", _("Also organisations that it is shared with")

    class Kind(models.TextChoices):
        DOCUMENT = "document", _("Document")
        DATASET = "dataset", _("Dataset")
        INTERVIEW = "interview", _("Interview")
        OBSERVATION = "observation", _("Observation")
        PERCEPTION = "perception", _("What people say (survey, forum)")

    class Reliability(models.TextChoices):
        A = "A", _("A Completely reliable")
        B = "B", _("B Usually reliable")
        C = "C", _("C Fairly reliable")
        D = "D", _("D Not usually reliable")
        E = "E", _("E Unreliable")
        F = "F", _("F Cannot be judged")

    class Credibility(models.IntegerChoices):
        CONFIRMED = 1, _("1 Confirmed")
        PROBABLY = 2, _("2 Probably true")
        POSSIBLY = 3, _("3 Possibly true")
        DOUBTFUL = 4, _("4 Doubtful")
        IMPROBABLE = 5, _("5 Improbable")
        UNKNOWN = 6, _("6 Cannot be judged")

    class Interest(models.TextChoices):
        """Who may gain from what a source says of the result; what nobody knows counts as an interest."""

        NONE = "none", _("Nobody's who is concerned")
        ENACTS = "enacts", _("None in what it enacts")
        DONOR = "donor", _("The donor's")
        PARTNER = "partner", _("The partner country's")
        IMPLEMENTER = "implementer", _("The implementer's")
        UNKNOWN = "", _("Not known")
        UNASKED = "unasked", _("Not asked when this was approved")

    class Precision(models.TextChoices):
        DAY = "day", _("The day")
        MONTH = "month", _("The month")
        YEAR = "year", _("The year only")

    title = Line(_("title"), max_length=300)
    kind = models.CharField(_("kind"), max_length=11, choices=Kind)
    origin = Line(_("author or origin"), help_text=_("Sources of one origin do not confirm each other."))
    dated = Day(
        _("date"), help_text=_("Of publication, collection or talk; the first of the month or year if unknown.")
    )
    precision = models.CharField(_("what is known of the date"), max_length=5, choices=Precision, default=Precision.DAY)
    reference = Line(
        _("reference"), max_length=400, blank=True, help_text=_("Where it can be found: number, page, archive.")
    )
    link = WebAddress(_("link"), max_length=web_addresses.MOST_CHARACTERS, blank=True)
    reliability = models.CharField(
        _("reliability of the source"), max_length=1, choices=Reliability, default=Reliability.F
    )
    credibility = models.PositiveSmallIntegerField(
        _("credibility of the information"), choices=Credibility, default=Credibility.UNKNOWN
    )
    interest = models.CharField(
        _("whose interest it may carry"),
        max_length=11,
        choices=Interest,
        blank=True,
        default=Interest.UNKNOWN,
        help_text=_("High confidence needs one source without an interest in the result."),
    )
    rests_on = models.ForeignKey(
        "self",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="resting",
        verbose_name=_("what it rests on"),
        help_text=_("The source from which it takes what it says. Both count as one then."),
    )
    audience = models.CharField(_("who may see it"), max_length=9, choices=Audience, default=Audience.INTERNAL)
    attachment = models.ForeignKey(
        Attachment, models.PROTECT, null=True, blank=True, related_name="evidence", verbose_name=_("file")
    )
    added_by = models.ForeignKey(Person, models.PROTECT, null=True, editable=False, related_name="+")
    remarks = Narrative(_("remarks"), blank=True)
    ratings = models.ManyToManyField(Rating, through="EvidenceLink", related_name="evidence")
    history = HistoricalRecords()
    base_number: int | None = None  # of what it rests on, in the list that is read: `scorecard.number_bases`

    class Meta:
        verbose_name = _("evidence")
        verbose_name_plural = _("evidence")
        ordering = ["pk"]
        constraints = [
            can_be_meant("dated"),
            models.CheckConstraint(
                condition=models.Q(reliability__in=["A", "B", "C", "D", "E", "F"]), name="reliability_is_a_to_f"
            ),
            models.CheckConstraint(
                condition=models.Q(audience__in=["reviewers", "internal", "shareable"]),
                name="evidence_audience_is_known",
            ),
            models.CheckConstraint(condition=models.Q(credibility__range=(1, 6)), name="credibility_is_one_to_six"),
            models.CheckConstraint(
                condition=models.Q(interest__in=["none", "enacts", "donor", "partner", "implementer", "", "unasked"]),
                name="interest_is_known",
            ),
            models.CheckConstraint(
                condition=~models.Q(rests_on=models.F("pk")),
                name="evidence_rests_on_another",
                violation_error_message=_("A source cannot rest on itself."),
            ),
        ]

    def __str__(self) -> str:
        return self.title

    def clean(self) -> None:
        """Whoever writes of a source is asked for its interest; only what was approved before was not."""
        if self.interest == self.Interest.UNASKED:
            raise ValidationError({"interest": _("Say whose interest this source may carry.")})

    @property
    def says_interest(self) -> bool:
        """Whether its reader is told whose interest it may carry."""
        return self.interest != self.Interest.UNASKED

    @property
    def has_interest(self) -> bool:
        """Whether it may have an interest in the result."""
        return self.interest not in {self.Interest.NONE, self.Interest.ENACTS, self.Interest.UNASKED}

    @property
    def date_known(self) -> str:
        """The date as far as it is known: 2014, March 2014, or 3 March 2014."""
        return date_format(
            self.dated, {"day": "DATE_FORMAT", "month": "YEAR_MONTH_FORMAT", "year": "Y"}[self.precision]
        )

    @property
    def leads_somewhere(self) -> bool:
        """Whether its address may be a link."""
        return web_addresses.leads_somewhere(self.link)

    @property
    def grade(self) -> str:
        """The Admiralty grade, such as B2."""
        return f"{self.reliability}{self.credibility}"


class EvidenceLink(models.Model):
    """That one rating rests on one piece of evidence, or is contradicted by it."""

    class Stance(models.TextChoices):
        SUPPORTS = "supports", _("Supports the rating")
        CONTRADICTS = "contradicts", _("Contradicts it")

    rating = models.ForeignKey(Rating, models.CASCADE, related_name="links")
    evidence = models.ForeignKey(Evidence, models.PROTECT, related_name="links")
    stance = models.CharField(_("stance"), max_length=11, choices=Stance, default=Stance.SUPPORTS)
    place = Line(_("page or place"), max_length=100, blank=True)
    strands = Line(
        _("strands"),
        max_length=20,
        blank=True,
        help_text="Codes of those that it bears on; empty: the rating as a whole.",
    )
    history = HistoricalRecords()
    _history_user: Person  # who saves or deletes it, for its history

    class Meta:
        ordering = ["evidence"]
        constraints = [models.UniqueConstraint(fields=["rating", "evidence"], name="evidence_is_linked_once")]

    def __str__(self) -> str:
        return f"{self.rating_id} – {self.evidence_id}"
