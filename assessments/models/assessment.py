"""The country assessment: identity, state, and the facts on its cover (docs/domain.md §3, §5)."""

from typing import Self, TypeVar

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import F, Q
from django.db.models.lookups import LessThanOrEqual
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django_countries.fields import CountryField
from simple_history.models import HistoricalRecords

from assessments import moments
from assessments.models.words import Worded
from frameworks.models import Framework
from ssr_portal.accounts.models import Marking, Membership, Organisation, Person
from ssr_portal.values import money
from ssr_portal.values.days import MOST_DAYS, DaysBetween, can_be_meant
from ssr_portal.values.fields import Day

Role = Membership.Role


class Audience(models.TextChoices):
    """Who sees a part of an assessment once that is shared."""

    INTERNAL = "internal", _("Your organisation only")
    SHAREABLE = "shareable", _("Also organisations that it is shared with")


COVER = ("organisation", "framework", "context", "marking", "submitted_by", "approved_by")


A = TypeVar("A", bound="Assessment", covariant=True)  # perhaps with annotations


class AssessmentQuerySet(models.QuerySet[A]):
    """Assessments by who may know of them."""

    def visible_to(self, person: Person) -> Self:
        """What this person may read: viewers only what is approved, everyone only their own organisations'."""
        own = Membership.objects.filter(person=person)
        working = own.filter(role__in=[Role.ASSESSOR, Role.REVIEWER]).values("organisation")
        reading = own.values("organisation")
        return self.filter(Q(organisation__in=working) | Q(organisation__in=reading, state=Assessment.State.APPROVED))

    def with_cover(self) -> Self:
        """With all that the cover of a report names, in the same query."""
        return self.select_related(*COVER)

    def standing(self) -> Self:
        """Without those given up, which are in no list, count or comparison and hold no country and period."""
        return self.exclude(state=Assessment.State.GIVEN_UP)

    def named(self, reference: str) -> Self:
        """The one with this reference, or that had it before its country or period was corrected."""
        earlier = EarlierReference.objects.filter(reference=reference).values("assessment")
        return self.filter(Q(reference=reference) | Q(pk__in=earlier))


class Assessment(Worded, models.Model):
    """One donor's scored judgement of one country for one period, on one version of the framework."""

    class State(models.TextChoices):
        DRAFT = "draft", _("Draft")
        SUBMITTED = "submitted", _("Submitted")
        RETURNED = "returned", _("Returned")
        APPROVED = "approved", _("Approved")
        GIVEN_UP = "given_up", _("Given up")

        @classmethod
        def open_states(cls) -> frozenset[str]:
            """The states in which an assessor may change it."""
            return frozenset({cls.DRAFT, cls.RETURNED})

    class Depth(models.TextChoices):
        RAPID = "rapid", _("Rapid (desk, days)")
        FULL = "full", _("Full")

    class Tlp(models.TextChoices):
        """TLP 2.0 labels, which are never translated."""

        RED = "RED", "TLP:RED"
        AMBER_STRICT = "AMBER+STRICT", "TLP:AMBER+STRICT"
        AMBER = "AMBER", "TLP:AMBER"
        GREEN = "GREEN", "TLP:GREEN"
        CLEAR = "CLEAR", "TLP:CLEAR"

    reference = models.CharField(_("reference"), max_length=40, unique=True, editable=False)
    organisation = models.ForeignKey(
        Organisation, models.PROTECT, related_name="assessments", verbose_name=_("organisation")
    )
    framework = models.ForeignKey(
        Framework, models.PROTECT, related_name="assessments", verbose_name=_("framework version")
    )
    country = CountryField(_("country"))
    period_start = Day(_("period from"))
    period_end = Day(_("period to"))
    revision_number = models.PositiveSmallIntegerField(_("revision"), default=1, editable=False)
    depth = models.CharField(_("depth"), max_length=5, choices=Depth, default=Depth.FULL)
    valid_until = Day(_("valid until"), null=True, blank=True)
    currency = models.CharField(_("currency"), max_length=3, choices=money.choices)
    marking = models.ForeignKey(
        Marking, models.PROTECT, null=True, blank=True, verbose_name=_("classification marking")
    )
    tlp = models.CharField(_("TLP label"), max_length=12, choices=Tlp, default=Tlp.AMBER)
    is_demonstration = models.BooleanField(
        _("demonstration"),
        default=False,
        help_text=_(
            "Tick this to show the portal or to learn: what stands in it is invented. Every page and paper then says so, it is "
            "never counted or compared with real assessments, and the tick is never taken off."
        ),
    )

    state = models.CharField(_("state"), max_length=10, choices=State, default=State.DRAFT, editable=False)
    opened_at = models.DateTimeField(_("opened"), auto_now_add=True)
    opened_by = models.ForeignKey(Person, models.PROTECT, related_name="+", verbose_name=_("opened by"))
    changed_at = models.DateTimeField(_("changed"), auto_now_add=True)
    changed_by = models.ForeignKey(Person, models.PROTECT, related_name="+", verbose_name=_("changed by"))
    submitted_at = models.DateTimeField(_("submitted"), null=True, editable=False)
    submitted_by = models.ForeignKey(
        Person, models.PROTECT, null=True, editable=False, related_name="+", verbose_name=_("submitted by")
    )
    approved_at = models.DateTimeField(_("approved"), null=True, editable=False)
    approved_by = models.ForeignKey(
        Person, models.PROTECT, null=True, editable=False, related_name="+", verbose_name=_("approved by")
    )
    statement = models.TextField(_("approval statement"), blank=True, editable=False)
    words = models.JSONField(null=True, editable=False)  # names and labels as they were at approval: `models.words`
    copied_from = models.ForeignKey(
        "self",
        models.PROTECT,
        null=True,
        blank=True,
        editable=False,
        related_name="copies",
        verbose_name=_("copied from"),
    )
    supersedes = models.ForeignKey(
        "self",
        models.PROTECT,
        null=True,
        blank=True,
        editable=False,
        related_name="superseded_by",
        verbose_name=_("supersedes"),
    )
    revision = models.PositiveIntegerField(
        default=0, editable=False, help_text="Counts every change of anything it owns."
    )
    facts_revision = models.PositiveIntegerField(default=0, editable=False, help_text="Counts changes of the cover.")

    objects = AssessmentQuerySet.as_manager()
    history = HistoricalRecords()
    _history_user: Person  # who saves or deletes it, for its history

    class Meta:
        verbose_name = _("country assessment")
        verbose_name_plural = _("country assessments")
        ordering = ["-period_end", "country", "pk"]
        indexes = [models.Index(fields=["organisation", "state", "-period_end"], name="assessment_list")]
        constraints = [
            can_be_meant("period_start", "period_end", "valid_until"),
            models.CheckConstraint(
                # What was approved before there was this rule stays as it is, and can be corrected.
                condition=Q(state="approved")  # type: ignore[arg-type]  # a look-up that conditions combine with
                | Q(supersedes__isnull=False)
                | LessThanOrEqual(DaysBetween("period_end", "period_start"), MOST_DAYS),
                name="period_is_at_most_20_years",
                violation_error_message=_("A period is at most 20 years."),
            ),
            models.CheckConstraint(
                condition=Q(period_end__gte=F("period_start")),
                name="period_ends_after_it_starts",
                violation_error_code="period",
                violation_error_message=_("The period ends before it starts."),
            ),
            models.UniqueConstraint(
                # A demonstration stands in the way of no real one.
                fields=["organisation", "country", "period_start", "period_end", "revision_number", "is_demonstration"],
                condition=~Q(state="given_up"),
                name="one_assessment_for_country_and_period",
                violation_error_message=_("Your organisation has an assessment of this country and period already."),
            ),
            models.UniqueConstraint(
                fields=["supersedes"],
                condition=~Q(state="given_up"),
                name="one_revision_supersedes_an_assessment",
                violation_error_message=_("This assessment has a corrected revision already."),
            ),
            models.CheckConstraint(
                condition=Q(state__in=["draft", "submitted", "returned", "approved", "given_up"]),
                name="assessment_state_is_known",
            ),
            models.CheckConstraint(
                condition=Q(state="approved", approved_at__isnull=False, approved_by__isnull=False)
                | ~Q(state="approved") & Q(approved_at__isnull=True, approved_by__isnull=True),
                name="approved_has_date_and_approver",
            ),
            models.CheckConstraint(
                condition=~Q(state__in=["submitted", "approved"])
                | Q(submitted_at__isnull=False, submitted_by__isnull=False),
                name="submitted_has_date_and_submitter",
            ),
            models.CheckConstraint(
                condition=Q(approved_by__isnull=True) | ~Q(approved_by=F("submitted_by")),
                name="approver_did_not_submit",
            ),
        ]

    def __str__(self) -> str:
        return self.marked(f"{self.reference} {self.country_name}")

    def clean(self) -> None:
        """Validity reaches the period's end, and the marking is one of the organisation's."""
        faults = {}
        if self.valid_until and self.period_end and self.valid_until < self.period_end:
            faults["valid_until"] = _("An assessment is valid at least until the end of its period.")
        if self.marking is not None and self.marking.organisation_id != self.organisation_id:
            faults["marking"] = _("This marking is another organisation's.")
        if faults:
            raise ValidationError(faults)

    @property
    def period(self) -> str:
        """The years; months where the period is whole months, and days otherwise."""
        return moments.in_words(self.period_start, self.period_end)

    @property
    def start_in_words(self) -> str:
        """The start of its period with the dates: “At the start: 2012–2013”."""
        return moments.dated(moments.START, self.period_start, self.period_end)

    @property
    def end_in_words(self) -> str:
        """The end of its period with the dates."""
        return moments.dated(moments.END, self.period_start, self.period_end)

    def marked(self, name: str) -> str:
        """A name of it as lists and headings give it: of a demonstration it says that it is one."""
        return gettext("%(name)s (demonstration)") % {"name": name} if self.is_demonstration else name

    @property
    def file_stem(self) -> str:
        """How files about it are called, without their ending."""
        return f"{self.reference}-demonstration" if self.is_demonstration else self.reference

    @property
    def is_open(self) -> bool:
        """Whether an assessor may change it now."""
        return self.state in self.State.open_states()

    @property
    def is_approved(self) -> bool:
        """Whether it is final."""
        return self.state == self.State.APPROVED

    @property
    def has_expired(self) -> bool:
        """Whether the day until which it is valid is over."""
        return self.valid_until is not None and self.valid_until < timezone.localdate()

    @property
    def is_given_up(self) -> bool:
        """Whether it was given up before it was ever approved."""
        return self.state == self.State.GIVEN_UP


class EarlierReference(models.Model):
    """What an assessment was called before its country or period was corrected; addresses with it still lead there."""

    assessment = models.ForeignKey(Assessment, models.CASCADE, related_name="earlier_references")
    reference = models.CharField(_("reference"), max_length=40, unique=True)

    class Meta:
        ordering = ["pk"]

    def __str__(self) -> str:
        return self.reference


class Record(models.Model):
    """A row that an assessment owns and that people edit; `revision` counts its saves, so that none is overwritten."""

    assessment = models.ForeignKey(Assessment, models.CASCADE, related_name="%(class)ss", editable=False)
    revision = models.PositiveIntegerField(default=0, editable=False)
    _history_user: Person  # who saves or deletes it, for its history

    class Meta:
        abstract = True
