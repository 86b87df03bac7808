"""What the fuzz runs against: the demonstration with something of everything, and everybody who may sign in."""

import re
from collections import defaultdict
from pathlib import Path
from typing import Any

from django.conf import settings
from django.contrib.auth.models import Group
from django.core.management import call_command
from django.test import Client, override_settings
from django.urls import get_resolver
from django.urls.resolvers import RoutePattern, URLPattern

from assessments import models
from assessments.domain import comments
from assessments.generation import bundles, combined
from assessments.generation.kinds import KINDS, stored_kinds
from assessments.queries.sections import SECTIONS
from assessments.views.records import NOUNS
from frameworks import administrators
from frameworks.domain import drafting
from frameworks.models import Criterion, Framework
from ssr_portal.accounts.models import Organisation, Person
from tests import demonstration

FIXTURE = Path(settings.BASE_DIR) / "fixtures" / "oecd-ssr-v1.yaml"
NO_TASKS = {"default": settings.TASKS["default"] | {"BACKEND": "django_tasks.backends.dummy.DummyBackend"}}
ARGUMENT = re.compile(r"<(?:\w+:)?(\w+)>")


def build() -> None:
    """Load the framework and the demonstration, and add one of what that lacks."""
    with override_settings(TASKS=NO_TASKS):
        _load()


def _load() -> None:
    call_command("createcachetable", verbosity=0)
    if not Framework.objects.exists():
        call_command("load_framework", str(FIXTURE), verbosity=0)
    demonstration.load()
    people = {person.email.split("@")[0]: person for person in Person.objects.all()}
    desk = Person.objects.create_user("desk@fuzz.example", "secret", name="Desk", is_staff=True, is_superuser=True)
    editor = Person.objects.create_user("editor@fuzz.example", "secret", name="Editor", is_staff=True)
    editor.groups.add(Group.objects.get(name=administrators.GROUP))
    drafting.copy_to_draft(Framework.objects.get(version=1), by=desk)
    approved = models.Assessment.objects.filter(state="approved").first()
    opened = models.Assessment.objects.filter(organisation=approved.organisation, state="draft").first()
    rating = opened.ratings.first()
    comments.say(opened, "Is this so?", by=people["anna"], rating=rating)
    models.Assignment.objects.create(
        assessment=opened, part="governance", person=people["anna"], given_by=people["anna"]
    )
    combined.ask("portfolio", "", by=people["anna"])
    bundles.ask([approved], by=people["anna"])
    models.Report.objects.create(assessment=approved, fingerprint="f" * 64, asked_by=people["anna"])
    other = Organisation.objects.exclude(pk=approved.organisation_id).first()
    sharing_to(approved, other, people["marieke"])


def sharing_to(approved: models.Assessment, other: Organisation, by: Person) -> None:
    """A share, whatever the reviewer would see: the fuzz is about addresses."""
    models.Share.objects.get_or_create(assessment=approved, organisation=other, defaults={"by": by})


def visitors() -> dict[str, Client]:
    """A browser for each person, and one for nobody."""
    found = {"nobody": Client(raise_request_exception=False)}
    for person in Person.objects.filter(is_active=True):
        client = Client(raise_request_exception=False)
        client.force_login(person)
        found[person.name] = client
    return found


def routes() -> dict[str, str]:
    """Every address of the resolver: its route as requests name it, and as a pattern to fill in."""
    return dict(sorted(_routes(get_resolver().url_patterns, "", "")))


def _routes(patterns: list[Any], route: str, pattern: str) -> list[tuple[str, str]]:
    found: list[tuple[str, str]] = []
    for each in patterns:
        part = str(each.pattern)
        named = route + (part.removeprefix("^") if route else part)
        filled = pattern + (part if isinstance(each.pattern, RoutePattern) else _without_regex(part))
        found += [(named, filled)] if isinstance(each, URLPattern) else _routes(each.url_patterns, named, filled)
    return found


def _without_regex(part: str) -> str:
    """The two that are regular expressions: the link of a mail, and whatever else stands under the desk's address."""
    return "password/reset/key/<uidb36>-<key>/" if "uidb36" in part else "<url>"


def pools() -> dict[str, list[str]]:
    """Values that exist for each name of an argument."""
    found: dict[str, list[str]] = defaultdict(list)
    found["reference"] = list(models.Assessment.objects.values_list("reference", flat=True))
    tables = (*(m for m in models.__dict__.values() if isinstance(m, type) and hasattr(m, "_meta")), Criterion, Person)
    keys = {str(row.pk) for table in tables for row in table._base_manager.order_by("pk")[:2]}
    found["pk"] = found["object_id"] = found["content_type_id"] = sorted(keys, key=int)
    found["noun"] = [*NOUNS]
    found["name"] = [*SECTIONS, "submit", "return", "take-up", "approve"]
    found["name"] += [
        "countries",
        "unmet",
        "needs",
        "unjudged",
        "balance",
        "quality",
        "change",
        "money",
        "actions",
        "programmes",
    ]
    found["part"] = found["key"] = found["stretch"] = ["governance", "need", "policy", "practice", "contribution"]
    found["kind"], found["code"], found["version"] = ["csv", "xlsx", *KINDS], ["BI", "oecd-ssr"], ["1", "2"]
    found["uuid"] = [str(row.uuid) for _name, kind in stored_kinds() for row in kind.model.objects.all()[:2]]
    found["uidb36"], found["app_label"], found["url"] = ["1"], ["accounts", "frameworks"], ["x", "x/y"]
    programme = models.Programme.objects.values_list("pk", flat=True).first()
    found["stretch"] = [*found["stretch"], f"programme-{programme}"]
    return found
