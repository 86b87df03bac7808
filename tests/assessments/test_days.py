"""Days that nobody can have meant are refused by forms and databases, and a row written past both takes no page from anybody."""

from datetime import date, timedelta

import pytest
from django import forms
from django.apps import apps
from django.core.exceptions import ValidationError
from django.db import IntegrityError, connection, models, transaction
from django.forms import modelform_factory
from hypothesis import given
from hypothesis import strategies as st

from assessments.domain import goals, records
from assessments.models import Action, Assessment, Consultation, Evidence, Goal, Indicator
from ssr_portal.database import triggers
from ssr_portal.values.days import EARLIEST, LATEST, MOST_DAYS, at_most_20_years, can_be_meant
from tests import acting
from tests.conftest import GUARDS, client_of

IMPOSSIBLE = [date(1, 1, 1), date(1899, 12, 31), date(2101, 1, 1), date(9999, 12, 31)]
PORTAL = ("accounts", "frameworks", "assessments")


def days() -> list[models.DateField]:
    """Every day in a table of the portal; history is written by the rows themselves."""
    return [
        field
        for label in PORTAL
        for model in apps.get_app_config(label).get_models()
        if not model.__name__.startswith("Historical")
        for field in model._meta.concrete_fields
        if isinstance(field, models.DateField) and not isinstance(field, models.DateTimeField)
    ]


def named(field: models.Field) -> str:
    return f"{field.model.__name__}.{field.name}"


def test_there_are_days_to_walk_over() -> None:
    assert len(days()) >= 13


@pytest.mark.parametrize("field", days(), ids=named)
def test_every_day_of_every_form_is_bounded(field: models.DateField) -> None:
    if not field.editable:
        return
    form_field = modelform_factory(field.model, fields=[field.name]).base_fields[field.name]
    assert isinstance(form_field, forms.DateField)
    for day in IMPOSSIBLE:
        with pytest.raises(ValidationError, match="Is the year right"):
            form_field.clean(day.isoformat())
        with pytest.raises(ValidationError, match="Is the year right"):
            field.clean(day, None)
    for day in (EARLIEST, LATEST):
        assert form_field.clean(day.isoformat()) == day


@pytest.mark.parametrize("field", days(), ids=named)
def test_every_day_of_every_table_is_bounded(field: models.DateField, db) -> None:
    """The condition itself is asked, of a value, as the database asks it of a row."""
    ours = [
        each
        for each in field.model._meta.constraints
        if each.name == can_be_meant("x").name % {"class": field.model.__name__.lower()}
    ]
    assert len(ours) == 1
    with connection.cursor() as cursor:
        there = connection.introspection.get_constraints(cursor, field.model._meta.db_table)
    assert there[ours[0].name]["check"]
    others = {each.name: models.Value(None, each) for each in field.model._meta.concrete_fields}
    for day, meant in [*((day, False) for day in IMPOSSIBLE), (EARLIEST, True), (LATEST, True)]:
        stands = ours[0].condition.check(others | {field.name: models.Value(day, models.DateField())})
        assert stands is meant, day


def raw(table: str, pk: int, **values: object) -> None:
    sets = ", ".join(f'"{name}" = %s' for name in values)
    with connection.cursor() as cursor:
        cursor.execute(f'UPDATE "assessments_{table}" SET {sets} WHERE id = %s', [*values.values(), pk])  # noqa: S608


@pytest.mark.parametrize("day", IMPOSSIBLE)
def test_the_database_refuses_an_impossible_period(burundi, day) -> None:
    with pytest.raises(IntegrityError), transaction.atomic():
        raw("assessment", burundi.pk, period_start=day, period_end=day)


def test_the_database_refuses_a_long_period(burundi) -> None:
    raw("assessment", burundi.pk, period_start=date(1994, 12, 31))
    with pytest.raises(IntegrityError), transaction.atomic():
        raw("assessment", burundi.pk, period_start=date(1994, 12, 31) - timedelta(days=1))


def test_a_slip_of_the_finger_is_asked_about_and_stays_in_the_form(as_anna, cast, framework) -> None:
    typed = {
        "organisation": cast.nl.pk,
        "country": "NE",
        "period_start": "2020-02-01",
        "period_end": "9999-12-31",
        "framework": framework.pk,
        "depth": "full",
        "currency": "EUR",
        "tlp": "AMBER",
    }
    for end, question in (("9999-12-31", "Is the year right?"), ("2050-12-31", "This period is longer than 20 years.")):
        answer = as_anna.post("/assessments/new/", typed | {"period_end": end})
        assert answer.status_code == 422
        assert question in answer.content.decode()
        assert f'value="{end}"' in answer.content.decode()
    assert not Assessment.objects.exists()
    assert as_anna.post("/assessments/new/", typed | {"period_end": "2039-12-31"}).status_code == 302


@given(start=st.dates(), length=st.integers(0, 10**6))
def test_no_period_fails_to_be_named(start: date, length: int) -> None:
    end = start + timedelta(days=min(length, (date.max - start).days))
    assert Assessment(period_start=start, period_end=end).period


def test_twenty_years_are_the_most() -> None:
    assert (date(2020, 1, 1) - date(2000, 1, 1)).days == MOST_DAYS
    at_most_20_years(date(2000, 1, 1), date(2020, 1, 1))
    with pytest.raises(ValidationError, match="mistyped"):
        at_most_20_years(date(2000, 1, 1), date(2020, 1, 2))


def pages_of(assessment: Assessment) -> list[str]:
    own = f"/assessments/{assessment.reference}/"
    return [
        "/",
        "/portfolio/",
        "/portfolio/actions/",
        "/compare/",
        "/countries/BI/",
        "/bundles/",
        *(
            own + part
            for part in ("", "history/", "report/", "context/", "plan/", "evidence/", "goals/", "programmes/")
        ),
    ]


RECORDS = {
    "programme": {
        "starts_on": date(1, 1, 1),
        "ends_on": date(9999, 12, 31),
        "rate_date": date(1, 1, 1),
        "status": "odd",
    },
    "evidence": {"dated": date(9999, 12, 31), "kind": "odd"},
    "action": {"due_on": date(1, 1, 1)},
    "consultation": {"held_on": date(9999, 12, 31)},
    "indicator": {"baseline_date": date(1, 1, 1), "latest_date": date(9999, 12, 31)},
}
POISON = [
    {"assessment": {"period_start": date(1, 1, 1), "valid_until": date(1, 1, 1)}},
    {"assessment": {"period_end": date(9999, 12, 31), "valid_until": date(9999, 12, 31)}},
    {"assessment": {"period_start": date(9999, 12, 1), "period_end": date(9999, 12, 31), "currency": "QQQ"}},
    {"assessment": {"tlp": "PINK", "depth": "odd", "currency": "QQQ"}},
    RECORDS,
    RECORDS | {"evidence": {"dated": date(1, 1, 1)}, "action": {"due_on": date(9999, 12, 31)}},
]


def lift_everything() -> None:
    """As if a row had come past forms, constraints and triggers; undone with the test's transaction."""
    triggers.remove(GUARDS, "default")
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            cursor.execute("PRAGMA ignore_check_constraints = ON")
            return
        cursor.execute(
            "SET CONSTRAINTS ALL IMMEDIATE"
        )  # what waits for the end of the transaction bars altering a table
        for table in ["assessment", *RECORDS]:
            there = connection.introspection.get_constraints(cursor, f"assessments_{table}")
            for name in (name for name, facts in there.items() if facts["check"]):
                cursor.execute(f'ALTER TABLE "assessments_{table}" DROP CONSTRAINT IF EXISTS "{name}"')


@pytest.fixture
def poisonable(complete, cast):
    """An assessment, open and then approved, with a record of each kind that has a day."""
    goal = goals.add(
        Goal(title="Safe streets"), complete, list(complete.framework.activities.all()[:1]), [], by=cast.anna
    )
    for record in (
        Action(text="Publish the budget.", addressee="Ministry", unit="Budget office", due_on=date(2015, 1, 1)),
        Consultation(kind="Officers", number=3, held_on=date(2014, 1, 1), parts="All", agreement="agreed"),
        Indicator(goal=goal, text="Trust", baseline="1", baseline_date=date(2012, 1, 1)),
    ):
        records.add(record, complete, by=cast.anna)
    records.add(Evidence(title="Law", kind="document", origin="X", dated=date(2014, 1, 1)), complete, by=cast.anna)
    complete.refresh_from_db()
    yield complete
    if connection.vendor == "sqlite":
        with connection.cursor() as cursor:
            cursor.execute("PRAGMA ignore_check_constraints = OFF")


def test_no_poisoned_row_takes_a_page_from_anybody(poisonable, cast) -> None:
    lift_everything()
    broken = []
    for state in ("draft", "approved"):
        if state == "approved":
            acting.submit_and_approve(poisonable, cast)
            triggers.remove(GUARDS, "default")
        reader = client_of(cast.anna if state == "draft" else cast.marieke)
        reader.raise_request_exception = False
        for poison in POISON:
            with transaction.atomic():
                for table, values in poison.items():
                    rows = apps.get_model("assessments", table).objects
                    own = poisonable if table == "assessment" else rows.filter(assessment=poisonable).first()
                    raw(table, own.pk, **values)
                codes = {page: reader.get(page).status_code for page in pages_of(poisonable)}
                broken += [(state, poison, page, code) for page, code in codes.items() if code != 200]
                transaction.set_rollback(True)
    assert [each for each in broken if each[2:] != ("/countries/BI/", 404)] == []
