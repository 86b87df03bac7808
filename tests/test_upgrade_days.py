"""An installation that holds days nobody can have meant migrates: they are moved, and every move is told."""

from datetime import date

import pytest
from django.core.management import call_command
from django.db import IntegrityError, connection, transaction

from assessments import models
from assessments.domain import records
from tests import acting
from tests.conftest import Cast

BEFORE = "0010"


def raw(table: str, pk: int, **values: object) -> None:
    sets = ", ".join(f'"{name}" = %s' for name in values)
    with connection.cursor() as cursor:
        cursor.execute(f'UPDATE "assessments_{table}" SET {sets} WHERE id = %s', [*values.values(), pk])  # noqa: S608


def test_impossible_days_are_moved_and_told(committed) -> None:
    cast = Cast()
    first = acting.opened(cast.nl, by=cast.anna, first=2012, last=2014)
    second = acting.opened(cast.nl, by=cast.anna, first=2012, last=2015)
    old = acting.opened(cast.dda, by=cast.sofia, first=2012, last=2014)
    source = records.add(
        models.Evidence(title="Law", kind="document", origin="X", dated=date(2014, 1, 1)), first, by=cast.anna
    )
    call_command("migrate", "assessments", BEFORE, verbosity=0)
    raw("assessment", first.pk, period_start="2000-02-01", period_end="9999-12-31")
    raw("assessment", second.pk, period_start="2000-02-01", period_end="9999-12-30", valid_until="0001-01-01")
    raw("assessment", old.pk, period_start="0001-01-01")
    raw("evidence", source.pk, dated="0001-01-01")
    call_command("migrate", verbosity=0)
    for each in (first, second, old, source):
        each.refresh_from_db()
    assert [(each.period_start, each.period_end) for each in (first, second)] == [
        (date(2000, 2, 1), date(2020, 1, 31)),
        (date(2000, 2, 1), date(2020, 1, 30)),
    ]
    assert (second.valid_until, source.dated) == (date(1900, 1, 1), date(1900, 1, 1))
    assert (old.period_start, old.period_end) == (date(1995, 1, 1), date(2014, 12, 31))
    told = models.Event.objects.filter(assessment=first, kind="mended").order_by("pk")
    assert [each.note for each in told] == [
        "period to: 9999-12-31 -> 2100-12-31",
        f"evidence {source.pk}, date: 0001-01-01 -> 1900-01-01",
        "period to: 2100-12-31 -> 2020-01-31",
    ]
    assert source.history.first().history_change_reason == "A day outside 1900 to 2100 was moved"
    with pytest.raises(IntegrityError), transaction.atomic():
        raw("evidence", source.pk, dated="1899-12-31")


def test_what_was_approved_keeps_its_long_period(committed) -> None:
    cast = Cast()
    assessment = acting.opened(cast.nl, by=cast.anna, first=2012, last=2014)
    call_command("migrate", "assessments", BEFORE, verbosity=0)
    raw("assessment", assessment.pk, period_start="1970-01-01")
    seen = "approved_at = submitted_at, state = 'approved', approved_by_id = %s"
    with connection.cursor() as cursor:
        cursor.execute(
            "UPDATE assessments_assessment SET submitted_at = opened_at, submitted_by_id = %s WHERE id = %s",
            [cast.anna.pk, assessment.pk],
        )
        cursor.execute(
            f"UPDATE assessments_assessment SET {seen} WHERE id = %s",  # noqa: S608
            [cast.marieke.pk, assessment.pk],
        )
    call_command("migrate", verbosity=0)
    assessment.refresh_from_db()
    assert assessment.period_start == date(1970, 1, 1)
    from assessments.domain import assessments

    assert assessments.correct(assessment, by=cast.anna).period_start == date(1970, 1, 1)
