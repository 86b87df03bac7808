"""The figures of framework versions, for `make bench`: a difference and its effect on 200 open assessments, copy, publish."""

from collections.abc import Callable
from datetime import date

from django.db import transaction
from django.urls import reverse
from django_countries import countries

from assessments import models
from frameworks.domain import drafting, publishing
from frameworks.domain.editing import editing
from frameworks.models import Framework
from ssr_portal.accounts.models import Organisation, Person
from tests.conftest import client_of

OPEN = 200


class _Undone(Exception):
    """Takes a measured transaction back, so that the next one finds what this one found."""


def versions() -> tuple[Framework, Framework]:
    """A published version of 68 criteria with 200 open assessments on it, and a draft in which every fourth is reworded."""
    fatima = Person.objects.get(email="fatima@portal.example")
    older = drafting.copy_to_draft(Framework.objects.get(code="oecd-ssr", version=1), by=fatima)
    publishing.publish(older, by=fatima)
    _fill(older)
    newer = drafting.copy_to_draft(older, by=fatima)
    with editing(newer, by=fatima):
        for criterion in newer.criteria.order_by("pk")[::4]:
            criterion.text = f"{criterion.text} And since when?"
            criterion.save()
    return older, newer


def _fill(framework: Framework) -> None:
    """200 open assessments, each with its 52 ratings of the country at level 2."""
    anna = Person.objects.get(email="anna@nl.example")
    made = models.Assessment.objects.bulk_create(
        models.Assessment(
            reference=f"OPEN-{code}",
            organisation=Organisation.objects.get(short_name="NL"),
            framework=framework,
            country=code,
            period_start=date(2025, 1, 1),
            period_end=date(2025, 12, 31),
            currency="EUR",
            opened_by=anna,
            changed_by=anna,
        )
        for code, _name in list(countries)[:OPEN]
    )
    models.Context.objects.bulk_create(models.Context(assessment=each) for each in made)
    criteria = framework.criteria.filter(part__in=["governance", "need", "policy"])
    models.Rating.objects.bulk_create(
        (
            models.Rating(assessment=each, criterion=criterion, status="level", level=2)
            for each in made
            for criterion in criteria
        ),
        batch_size=2000,
    )


def actions() -> dict[str, Callable[[], object]]:
    """What is measured, with what does it."""
    fatima = Person.objects.get(email="fatima@portal.example")
    older, newer = versions()
    client = client_of(fatima)
    url = reverse("version-difference", args=[newer.code, newer.version])
    return {
        f"difference, effect on {OPEN} open assessments (< 300 ms)": lambda: client.get(url),
        "a version copied to a draft": lambda: _undone(lambda: drafting.copy_to_draft(older, by=fatima)),
        "a draft published": lambda: _undone(lambda: publishing.publish(newer, by=fatima)),
    }


def _undone(action: Callable[[], object]) -> None:
    try:
        with transaction.atomic():
            action()
            raise _Undone
    except _Undone:
        return
