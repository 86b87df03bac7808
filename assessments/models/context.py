"""What surrounds an assessment and is not scored (docs/domain.md §3)."""

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django_countries.fields import CountryField
from simple_history.models import HistoricalRecords

from assessments.models.assessment import Assessment, Audience, Record
from frameworks.models import Institution
from ssr_portal.accounts.models import Person
from ssr_portal.values.days import can_be_meant
from ssr_portal.values.fields import Day, Line, Narrative, Whole

OUTSIDE = _("A movement that contests the state is no institution of the sector.")


class Context(models.Model):
    """The country's situation and how the assessment was made."""

    class Monopoly(models.TextChoices):
        HELD = "held", _("Held by the state")
        IN_PLACES = "places", _("Contested in places")
        WIDELY = "widely", _("Contested widely")

    class Approach(models.TextChoices):
        NATIONAL = "national", _("National")
        REGIONAL = "regional", _("Regional")

    assessment = models.OneToOneField(Assessment, models.CASCADE, related_name="context", editable=False)
    revision = models.PositiveIntegerField(default=0, editable=False)
    background = Narrative(_("background"), blank=True, help_text=_("Recent history, politics, how security is felt."))
    monopoly = models.CharField(_("monopoly of violence"), max_length=8, choices=Monopoly, blank=True)
    approach = models.CharField(_("approach"), max_length=8, choices=Approach, default=Approach.NATIONAL)
    neighbours = CountryField(
        _("neighbours concerned"), multiple=True, blank=True, help_text=_("For a regional approach.")
    )
    needs = Narrative(
        _("needs as people see them"),
        blank=True,
        help_text=_("What women and men in different places say about their safety, and where they said it."),
    )
    terms = Narrative(_("terms of reference"), blank=True, help_text=_("Who asked for the assessment, and what for."))
    method = Narrative(_("method"), blank=True, help_text=_("How it was made: documents, interviews, visits, dates."))
    limitations = Narrative(_("limitations"), blank=True, help_text=_("What could not be seen, and why."))
    history = HistoricalRecords()
    _history_user: Person  # who saves or deletes it, for its history

    class Meta:
        verbose_name = _("context")
        verbose_name_plural = _("contexts")
        constraints = [
            models.CheckConstraint(
                condition=Q(approach="regional") | Q(neighbours=""),
                name="neighbours_belong_to_a_regional_approach",
                violation_error_message=_("Name neighbours only with a regional approach."),
            ),
        ]

    def __str__(self) -> str:
        return f"Context of {self.assessment_id}"

    def clean(self) -> None:
        """A regional approach names its neighbours, and nobody is a neighbour of themselves."""
        if self.assessment.country in self.neighbours:
            raise ValidationError(
                {"neighbours": _("The country that is assessed is none of its neighbours: take it out of the list.")}
            )
        if self.approach == self.Approach.REGIONAL and not self.neighbours:
            raise ValidationError({"neighbours": _("Name the neighbours that a regional approach concerns.")})


class Actor(Record):
    """Somebody who matters: a partner or entry point, another donor, or a movement that contests the state."""

    class Kind(models.TextChoices):
        PARTNER = "partner", _("Partner or entry point")
        DONOR = "donor", _("Other donor")
        MOVEMENT = "movement", _("Movement contesting the monopoly of violence")

    class Stance(models.TextChoices):
        DRIVES = "drives", _("Drives reform")
        SUPPORTS = "supports", _("Supports reform")
        NEUTRAL = "neutral", _("Neutral or unclear")
        RESISTS = "resists", _("Resists reform")

    kind = models.CharField(_("kind"), max_length=8, choices=Kind)
    name = Line(_("who"))
    institution = models.ForeignKey(
        Institution,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("institution"),
        help_text=_("For partners: where in the security sector they stand. Movements stand outside it."),
    )
    role = Narrative(_("role or support"), help_text=_("What they do; for a donor, what it supports."))
    stance = models.CharField(_("stance towards reform"), max_length=8, choices=Stance, blank=True)
    audience = models.CharField(_("who may see it"), max_length=9, choices=Audience, default=Audience.INTERNAL)
    history = HistoricalRecords()

    class Meta:
        verbose_name = _("actor")
        verbose_name_plural = _("actors")
        ordering = ["kind", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=~Q(kind="movement") | Q(institution__isnull=True),
                name="movements_stand_outside_the_sector",
                violation_error_message=OUTSIDE,
            ),
        ]

    def __str__(self) -> str:
        return self.name

    def clean(self) -> None:
        """A movement stands outside the sector."""
        if self.kind == self.Kind.MOVEMENT and self.institution_id:
            raise ValidationError({"institution": OUTSIDE})


class Risk(Record):
    """A risk to or from the programmes, harm done by them among these."""

    what = Narrative(_("risk"))
    harm = models.BooleanField(_("a risk of doing harm"), default=False)
    likelihood = models.PositiveSmallIntegerField(
        _("likelihood"), choices=[(n, str(n)) for n in range(1, 6)], help_text=_("1 rare to 5 almost certain.")
    )
    impact = models.PositiveSmallIntegerField(
        _("impact"), choices=[(n, str(n)) for n in range(1, 6)], help_text=_("1 slight to 5 severe.")
    )
    mitigation = Narrative(_("mitigation"))
    owner = Line(_("owner"))
    audience = models.CharField(_("who may see it"), max_length=9, choices=Audience, default=Audience.INTERNAL)
    history = HistoricalRecords()

    class Meta:
        verbose_name = _("risk")
        verbose_name_plural = _("risks")
        ordering = ["pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(likelihood__range=(1, 5)) & Q(impact__range=(1, 5)), name="risk_is_graded_one_to_five"
            ),
        ]

    def __str__(self) -> str:
        return self.what[:80]


class Consultation(Record):
    """One entry of the validation log: who was consulted, by kind and number and never by name."""

    class Agreement(models.TextChoices):
        AGREED = "agreed", _("Agreed")
        PARTLY = "partly", _("Agreed in part")
        DISAGREED = "disagreed", _("Disagreed")
        NOT_ASKED = "not_asked", _("Not asked")

    kind = Line(_("who, by kind"), help_text=_("Such as “district police officers”. Never a name."))
    number = Whole(_("how many"))
    held_on = Day(_("when"))
    parts = Line(_("on which parts"))
    agreement = models.CharField(_("did they agree"), max_length=9, choices=Agreement)
    remarks = Narrative(_("remarks"), blank=True)
    history = HistoricalRecords()

    class Meta:
        verbose_name = _("consultation")
        verbose_name_plural = _("consultations")
        ordering = ["held_on", "pk"]
        constraints = [
            can_be_meant("held_on"),
            models.CheckConstraint(
                condition=Q(number__range=(1, 100_000)),
                name="somebody_was_consulted",
                violation_error_message=_("At least one person was consulted."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind} ({self.number})"
