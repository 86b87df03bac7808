"""Two donors with a draft and an approved assessment full of unique words, a third that reads one, and twelve people."""

import hashlib
import re
from dataclasses import dataclass, field
from types import SimpleNamespace
from typing import Any

from django.apps import apps
from django.contrib.auth.models import Group
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.db import connection
from django.db.models import CharField, Model, TextField
from django.test import Client
from django.utils import timezone

from assessments import dialogue, models
from assessments.domain import programmes
from assessments.generation import bundles, combined
from assessments.models.generated_file import GeneratedFile
from assessments.reports.outline import SHAREABLE, Outline
from frameworks.domain import drafting
from frameworks.models import Framework
from ssr_portal.accounts import administrators
from ssr_portal.accounts.models import Marking, Membership, Organisation, Person
from tests import acting, one_of_each
from tests.conftest import Cast, client_of

WORDS = re.compile(rb"zq\d+q", re.IGNORECASE)
# Texts that are no words of people, or that a constraint reads.
NOT_TYPED = {"rate_base", "rate_quote", "kind", "sha256", "original", "outline", "fingerprint", "asked", "stretch"}
KEYS = 10_000
PEOPLE = (
    "anonymous",
    "viewer",
    "assessor",
    "reviewer",
    "assessor and reviewer",
    "other assessor",
    "other reviewer",
    "shared with",
    "framework administrator",
    "people administrator",
    "deactivated",
    "superuser",
)


@dataclass
class Secret:
    """A word that stands in one field of one row of an assessment."""

    assessment: models.Assessment
    row: Model


@dataclass
class World:
    """Who and what there is; `secrets` by word, `donors` by short name with draft and approved."""

    people: dict[str, Person | None]
    donors: dict[str, dict[str, models.Assessment]] = field(default_factory=dict)
    secrets: dict[bytes, Secret] = field(default_factory=dict)
    rows: dict[int, dict[type[Model], list[Model]]] = field(default_factory=dict)  # by assessment

    def client(self, who: str) -> Client:
        """A browser of this person; of somebody deactivated, one that was open before."""
        person = self.people[who]
        if person is None:
            return Client(raise_request_exception=False)
        client = client_of(person)
        client.raise_request_exception = False
        if who == "deactivated":
            Person.objects.filter(pk=person.pk).update(is_active=False)
        return client

    def of(self, who: str) -> str:
        """The donor of a person; empty for administrators and strangers."""
        if who in {"viewer", "assessor", "reviewer", "assessor and reviewer", "deactivated"}:
            return "NL"
        return "DDA" if who.startswith("other") else ""

    def assessments(self) -> list[models.Assessment]:
        """All of them."""
        return [each for both in self.donors.values() for each in both.values()]


def keys_apart() -> None:
    """Let each table count from a ten thousand of its own, so that a key tells whose it is (`model_of`). SQLite alone."""
    with connection.cursor() as cursor:
        for number, model in enumerate(_keyed(), 1):
            cursor.execute("DELETE FROM sqlite_sequence WHERE name = %s", [model._meta.db_table])
            cursor.execute("INSERT INTO sqlite_sequence VALUES (%s, %s)", [model._meta.db_table, number * KEYS])


def model_of(key: int) -> type[Model] | None:
    """Whose row the key belongs to; None for a number that is no key of people or assessments."""
    return dict(enumerate(_keyed(), 1)).get(key // KEYS)


def _keyed() -> list[type[Model]]:
    return [each for each in apps.get_models() if each._meta.app_label in {"assessments", "accounts"}]


def build() -> World:
    """Everything, from an empty database with the shipped framework."""
    cast = Cast()
    third = Organisation.objects.create(name="Third Donor", short_name="TDO", currency="EUR")
    Marking.objects.create(organisation=cast.dda, name="Official", rank=1)
    world = World(_people(cast, third))
    there = {"NL": cast, "DDA": SimpleNamespace(anna=cast.sofia, marieke=cast.erik, nl=cast.dda)}
    for donor, at in there.items():
        approved = _assessment(at, 2010)
        draft = _assessment(at, 2014)
        world.donors[donor] = {"draft": draft, "approved": approved}
        for each in (draft, approved):
            _plant(world, each)
        _approve(approved, at)
        _made(world, approved, draft, at)
    models.Share.objects.create(
        assessment=world.donors["NL"]["approved"], organisation=third, with_evidence=False, by=cast.marieke
    )
    drafting.copy_to_draft(Framework.objects.get(code="oecd-ssr", version=1), by=cast.fatima)
    return world


def _people(cast: Cast, third: Organisation) -> dict[str, Person | None]:
    def person(name: str, organisation: Organisation | None = None, *roles: str, **facts: Any) -> Person:
        made = Person.objects.create_user(f"{name.split()[0].lower()}@people.example", "secret", name=name, **facts)
        for role in roles:
            Membership.objects.create(person=made, organisation=organisation, role=role)
        return made

    paula = person("Paula Ndiaye", is_staff=True)
    paula.groups.add(Group.objects.get(name=administrators.GROUP))
    found = (
        None,
        cast.pieter,
        cast.joris,  # a colleague of whoever added the evidence
        cast.marieke,
        person("Bob Both", cast.nl, "assessor", "reviewer"),
        cast.sofia,
        cast.erik,
        person("Tess Third", third, "assessor", "reviewer"),
        cast.fatima,
        paula,
        person("Daan Gone", cast.nl, "assessor", "reviewer"),
        person("Sam Super", is_staff=True, is_superuser=True),
    )
    return dict(zip(PEOPLE, found, strict=True))


def _assessment(at: Any, year: int) -> models.Assessment:
    """An open assessment with one row of every kind; of those with an audience, one for each."""
    made = acting.opened(at.nl, by=at.anna, first=year, last=year + 1)
    shares = {made.framework.activities.get(code=code): None for code in ("F2b", "F1a")}
    programmes.add(models.Programme(title="Police", budget=100, currency="EUR"), made, shares, by=at.anna)
    made.refresh_from_db()
    one_of_each.fill(made, at)
    _file(made, at)
    models.Assignment.objects.create(assessment=made, part="need", person=at.anna, given_by=at.marieke)
    for kind in ("submitted", "returned"):
        models.Event.objects.create(assessment=made, kind=kind, by=at.anna, judged_revision=1)
    for row in [row for row in one_of_each.rows(made) if hasattr(row, "audience")]:
        _for_every_audience(row)
    return made


def _file(made: models.Assessment, at: Any) -> None:
    """One file for all its evidence; its name and content are the same word, since a stored file never changes."""
    word = f"zq9{made.pk}q"
    name = default_storage.save("evidence/planted", ContentFile(word.encode()))
    file = models.Attachment.objects.create(
        file=name, name=f"{word}.txt", kind="text", size=7, sha256="a" * 64, original="b" * 64, by=at.anna
    )
    models.Evidence.objects.filter(assessment=made).update(attachment=file, added_by=at.anna)


def _for_every_audience(row: Model) -> None:
    """The same row again for each other audience; ratings exist once, so every second one changes."""
    if isinstance(row, models.AudienceRule):
        return
    if isinstance(row, models.Rating):
        audience = ("internal", "shareable")[row.pk % 2]
        type(row).objects.filter(pk=row.pk).update(audience=audience, status="level", level=1, confidence="low")
        return
    for audience in {value for value, _label in row._meta.get_field("audience").choices} - {row.audience, ""}:
        if isinstance(row, models.Reply):
            row.consultation = _again(row.consultation)
        row.audience = audience
        _again(row)


def _again(row: Model) -> Model:
    row.pk, row._state.adding = None, True
    row.save()
    return row


def _plant(world: World, assessment: models.Assessment) -> None:
    """A word of its own in every text of every row, and in what the histories remember of it."""
    tables: dict[type[Model], list[Model]] = {}
    for row in one_of_each.rows(assessment):
        tables.setdefault(type(row), []).append(row)
    world.rows[assessment.pk] = tables
    file = tables[models.Evidence][0].attachment
    world.secrets[file.name.removesuffix(".txt").encode()] = Secret(assessment, file)
    for model, rows in tables.items():
        names = [each.name for each in model._meta.concrete_fields if _typed(each)]
        for row in rows:
            for name in names:
                word = f"zq1{len(world.secrets)}q"
                world.secrets[word.encode()] = Secret(assessment, row)
                setattr(row, name, f"https://x.example/{word}" if name == "link" else word)
            _remembered(row, names)
        if names:
            model.objects.bulk_update(rows, names)


def _typed(each: Any) -> bool:
    typed = isinstance(each, CharField | TextField) and not each.choices and each.name not in NOT_TYPED
    return typed and not (each.name == "reference" and each.model is not models.Evidence)


def _remembered(row: Model, names: list[str]) -> None:
    if hasattr(row, "history") and names:
        kept = set(names) & {each.name for each in row.history.model._meta.concrete_fields}
        row.history.filter(id=row.pk).update(**{name: getattr(row, name) for name in kept})


def _approve(assessment: models.Assessment, at: Any) -> None:
    now = timezone.now()
    models.Assessment.objects.filter(pk=assessment.pk).update(
        state="approved", submitted_at=now, submitted_by=at.anna, approved_at=now, approved_by=at.marieke
    )
    assessment.refresh_from_db()


def _made(world: World, approved: models.Assessment, draft: models.Assessment, at: Any) -> None:
    """Reports with words of the assessment, a combined report and a bundle: all ready, of those who opened it."""
    shared = Outline(edition=SHAREABLE, left_out=frozenset({"evidence"})).written
    reports = [(approved, True, ""), (approved, True, "dialogue"), (approved, True, shared), (draft, False, "")]
    for each, final, outline in reports:
        report = models.Report(assessment=each, final=final, outline=outline)
        _ready(world, report, each, at)
        world.rows[each.pk].setdefault(models.Report, []).append(report)
    both, _new = combined.ask("portfolio", "", by=at.anna)
    models.CombinedReportItem.objects.create(report=both, assessment=approved, is_shared=False, with_evidence=True)
    bundle = bundles.ask([approved], by=at.anna)
    for made in (both, bundle):
        _ready(world, made, approved, at)
        world.rows[approved.pk][type(made)] = [made]
        world.rows[draft.pk][type(made)] = []


def _ready(world: World, made: GeneratedFile, assessment: models.Assessment, at: Any) -> None:
    """Give it a file whose content is a word of the assessment."""
    word = f"zq1{len(world.secrets)}q"
    made.file = default_storage.save("reports/planted.pdf", ContentFile(b"%PDF " + word.encode()))
    made.state, made.asked_by, made.made_at = GeneratedFile.State.READY, at.anna, timezone.now()
    made.fingerprint = made.sha256 = hashlib.sha256(word.encode()).hexdigest()  # of a bundle there is none
    made.save()
    world.secrets[word.encode()] = Secret(assessment, made)


def is_of_dialogue(row: Model) -> bool:
    """Whether only assessors and reviewers read the row's words."""
    if isinstance(row, models.Report):
        return not row.final or row.outline == "dialogue"
    told = isinstance(row, models.Event) and row.kind in dialogue.TOLD_TO_ALL
    return isinstance(row, models.Comment | models.Assignment | models.Event) and not told
