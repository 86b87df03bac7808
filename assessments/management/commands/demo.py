"""The demonstration: the Netherlands in Burundi, and a second donor that shares a part with it."""

from pathlib import Path
from typing import Any

import yaml
from django.conf import settings
from django.contrib.auth.models import Group
from django.core.management.base import BaseCommand
from django.db import transaction

from assessments import models
from assessments.management import demonstration
from frameworks import administrators
from frameworks.domain import drafting
from frameworks.models import Framework
from ssr_portal.accounts import administrators as desks
from ssr_portal.accounts.models import Marking, Membership, Organisation, Person

PASSWORD = "bujumbura-on-the-lake"  # noqa: S105 - a demonstration's, printed below
FOLDER = settings.BASE_DIR / "fixtures" / "demo"


class Command(BaseCommand):
    """Loads once; again, it only prints the sign-ins."""

    help = "Load the demonstration data (once) and print who can sign in."

    def handle(self, *_args: Any, **_options: Any) -> None:
        people = cast()
        if not models.Assessment.objects.filter(reference="NL-BI-2011").exists():
            with transaction.atomic():
                make_people(people)
                demonstration.load(read(FOLDER / "burundi.yaml"))
                drafting.copy_to_draft(Framework.objects.published()[0])
        self._tell(people)

    def _tell(self, people: dict[str, Any]) -> None:
        self.stdout.write(f"\nSign in with any of these addresses and the password  {PASSWORD}\n")
        for organisation in people["organisations"]:
            for each in organisation["people"]:
                self.stdout.write(f"  {each['email']:<24}{each['role']:<10}{organisation['name']}")
        self.stdout.write(f"  {people['framework_administrator']['email']:<24}edits frameworks in the administration")
        self.stdout.write(f"  {people['people_administrator']['email']:<24}manages people and organisations\n")


def cast() -> dict[str, Any]:
    """Who signs in, by organisation, with the two administrators."""
    return read(FOLDER / "people.yaml")


def read(path: Path) -> dict[str, Any]:
    """The facts of a file."""
    facts: dict[str, Any] = yaml.safe_load(path.read_text(encoding="utf-8"))
    return facts


def make_people(cast: dict[str, Any]) -> None:
    """Organisations, their people, and the two administrators; whoever is there already stays."""
    for facts in cast["organisations"]:
        organisation, _ = Organisation.objects.get_or_create(
            short_name=facts["short_name"],
            defaults={name: facts[name] for name in ("name", "country", "currency")},
        )
        for rank, name in enumerate(facts["markings"]):
            Marking.objects.get_or_create(organisation=organisation, rank=rank, defaults={"name": name})
        for each in facts["people"]:
            Membership.objects.get_or_create(person=_person(each), organisation=organisation, role=each["role"])
    administrator = _person(cast["framework_administrator"], is_staff=True)
    administrator.groups.add(Group.objects.get(name=administrators.GROUP))
    desk = _person(cast["people_administrator"], is_staff=True)
    desk.groups.add(Group.objects.get(name=desks.GROUP))


def _person(facts: dict[str, str], **rights: bool) -> Person:
    found = Person.objects.filter(email=facts["email"]).first()
    return found or Person.objects.create_user(facts["email"], PASSWORD, name=facts["name"], **rights)
