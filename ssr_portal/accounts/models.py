"""Person, donor organisation, and who plays which role where (docs/domain.md §5)."""

from typing import Any

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.contrib.auth.models import PermissionsMixin
from django.db import models
from django.db.models.functions import Lower
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django_countries.fields import CountryField

from ssr_portal.accounts import languages
from ssr_portal.accounts.addresses import in_small_letters
from ssr_portal.values import money
from ssr_portal.values.fields import Line, Slug, SmallWhole


class PersonManager(BaseUserManager["Person"]):
    """Makes people; an e-mail address is compared without regard to case."""

    def create_user(self, email: str, password: str | None = None, **facts: Any) -> "Person":
        """A person who can sign in with this address; without a password, only after a reset."""
        person = self.model(email=in_small_letters(email), **facts)
        person.set_password(password)
        person.save(using=self._db)
        return person

    def create_superuser(self, email: str, password: str | None = None, **facts: Any) -> "Person":
        """A person who administers people and organisations as well as frameworks."""
        return self.create_user(email, password, is_staff=True, is_superuser=True, **facts)

    def get_by_natural_key(self, email: str | None) -> "Person":
        """The person with this address, whatever its case."""
        return self.get(email=in_small_letters(email or ""))


class Person(AbstractBaseUser, PermissionsMixin):
    """Someone who signs in: donor staff, a manager, or an administrator."""

    email = models.EmailField(_("e-mail address"), max_length=254, unique=True)
    name = Line(_("name"), max_length=120, help_text=_("As it should stand in reports and timelines."))
    language = models.CharField(
        _("language"),
        max_length=10,
        blank=True,
        choices=languages.choices,
        help_text=_("Of pages, mails and files. Without a choice, the language that the browser asks for."),
    )
    is_active = models.BooleanField(
        _("may sign in"), default=True, help_text=_("Untick instead of deleting: what they did stays on record.")
    )
    is_staff = models.BooleanField(
        _("may open the administration"), default=False, help_text=_("What they may do there is set by their groups.")
    )
    date_joined = models.DateTimeField(_("joined"), default=timezone.now, editable=False)

    USERNAME_FIELD = "email"
    EMAIL_FIELD = "email"
    REQUIRED_FIELDS = ["name"]
    objects = PersonManager()

    class Meta:
        verbose_name = _("person")
        verbose_name_plural = _("people")
        ordering = ["name"]
        constraints = [
            models.UniqueConstraint(
                Lower("email"),
                name="email_belongs_to_one_person",
                violation_error_message=_("Somebody with this e-mail address exists already."),
            ),
        ]

    def __str__(self) -> str:
        return self.name

    def clean(self) -> None:
        """An address is written in small letters."""
        super().clean()
        self.email = in_small_letters(self.email)

    def validate_constraints(self, exclude: Any = None) -> None:
        """An address of somebody else is one fault, told at its field."""
        taken = Person.objects.exclude(pk=self.pk).filter(email=self.email).exists()
        super().validate_constraints({*(exclude or ()), "email"} if taken else exclude)

    def natural_key(self) -> tuple[str]:
        return (self.email,)

    def get_short_name(self) -> str:
        return self.name


class OrganisationManager(models.Manager["Organisation"]):
    """Finds organisations by their short name."""

    def get_by_natural_key(self, short_name: str) -> "Organisation":
        return self.get(short_name=short_name)


class Organisation(models.Model):
    """A donor: the organisation whose country programmes are assessed."""

    name = Line(_("name"), max_length=160, unique=True)
    short_name = Slug(
        _("short name"), max_length=12, unique=True, help_text=_("Begins the reference of each assessment, such as NL.")
    )
    country = CountryField(_("country"), blank=True)
    currency = models.CharField(
        _("currency"), max_length=3, choices=money.choices, default="EUR", help_text=_("For new assessments.")
    )
    language = models.CharField(
        _("language of its reports"),
        max_length=10,
        blank=True,
        choices=languages.choices,
        help_text=_("In which reports of approved assessments are printed, whoever asks for them."),
    )
    people = models.ManyToManyField(
        Person, through="Membership", related_name="organisations", verbose_name=_("people")
    )
    objects = OrganisationManager()

    class Meta:
        verbose_name = _("donor organisation")
        verbose_name_plural = _("donor organisations")
        ordering = ["name"]
        constraints = [
            models.UniqueConstraint(
                Lower("short_name"),
                name="short_name_belongs_to_one_organisation",
                violation_error_message=_("Another organisation has this short name; capitals make no difference."),
            ),
        ]

    def __str__(self) -> str:
        return self.name

    def natural_key(self) -> tuple[str]:
        return (self.short_name,)


class Membership(models.Model):
    """One person's role in one organisation."""

    class Role(models.TextChoices):
        ASSESSOR = "assessor", _("Assessor: fills in and submits assessments")
        REVIEWER = "reviewer", _("Reviewer: returns or approves assessments")
        VIEWER = "viewer", _("Viewer: reads approved assessments")

    person = models.ForeignKey(Person, models.CASCADE, related_name="memberships", verbose_name=_("person"))
    organisation = models.ForeignKey(
        Organisation, models.CASCADE, related_name="memberships", verbose_name=_("organisation")
    )
    role = models.CharField(_("role"), max_length=10, choices=Role)

    class Meta:
        verbose_name = _("membership")
        verbose_name_plural = _("memberships")
        ordering = ["organisation", "person"]
        constraints = [
            models.UniqueConstraint(
                fields=["person", "organisation", "role"],
                name="one_membership_for_each_role",
                violation_error_message=_("This person has that role already."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.person} · {self.organisation} · {self.role_name}"

    @property
    def role_name(self) -> str:
        """The role in one word."""
        names = {"assessor": gettext("assessor"), "reviewer": gettext("reviewer"), "viewer": gettext("viewer")}
        return names.get(self.role, self.role)


class Marking(models.Model):
    """One classification marking of an organisation's own list, such as OFFICIAL-SENSITIVE."""

    organisation = models.ForeignKey(
        Organisation, models.CASCADE, related_name="markings", verbose_name=_("organisation")
    )
    name = Line(_("marking"), max_length=60)
    rank = SmallWhole(_("rank"), help_text=_("0 is the least sensitive."))

    class Meta:
        verbose_name = _("classification marking")
        verbose_name_plural = _("classification markings")
        ordering = ["organisation", "rank"]
        constraints = [
            models.UniqueConstraint(fields=["organisation", "rank"], name="one_marking_for_each_rank"),
            models.UniqueConstraint(fields=["organisation", "name"], name="marking_named_once"),
        ]

    def __str__(self) -> str:
        return self.name


class SentForm(models.Model):
    """One form that a person posted and what it was answered, so that the same again does nothing twice (`accounts.once`)."""

    person = models.ForeignKey(Person, models.CASCADE, related_name="+")
    token = models.CharField(max_length=32)
    content = models.CharField(max_length=64, help_text="HMAC of the address and of all that was filled in.")
    address = models.TextField()
    begun_at = models.DateTimeField(auto_now_add=True, db_index=True)
    onwards = models.TextField(blank=True, help_text="Where the answer led; empty while it is being made.")
    mended_at = models.TextField(blank=True, help_text="Where that which the form added is changed.")
    told = models.JSONField(default=list, help_text="The messages that the answer brought: level and text.")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["person", "token", "content"], name="a_form_is_sent_once")]

    def __str__(self) -> str:
        return f"{self.person_id}: {self.address}"
