"""A database in use takes the newer schema: what is final stays so, and what nobody can have meant is mended and told."""

from datetime import date

import pytest
from django.db import DatabaseError, IntegrityError, transaction
from django.forms.models import model_to_dict

from assessments import models
from assessments.domain import assessments
from assessments.reports import fingerprints
from ssr_portal.accounts.models import Organisation, Person
from tests.upgrading import Installation, write


def now(kept: Installation, name: str) -> models.Assessment:
    return models.Assessment.objects.get(pk=kept[name].pk)


def test_ratings_stay_as_they_were_and_what_is_approved_is_final(upgraded) -> None:
    there = list(models.Rating.objects.order_by("pk").values_list("pk", "level", "justification"))
    assert there == upgraded["ratings"]
    approved = models.Rating.objects.filter(assessment=upgraded["approved"].pk)
    with pytest.raises(DatabaseError, match="final"), transaction.atomic():
        approved.filter(pk=approved.first().pk).update(level=0)


def test_revisions_with_a_wrong_name_are_mended(upgraded) -> None:
    assert models.Assessment.objects.named("NL-R2").get().reference == "NL-BI-2011-R2"
    assert now(upgraded, "revision").reference == "NL-BI-2011-R2"


def test_short_names_are_told_apart(upgraded) -> None:
    assert list(Organisation.objects.order_by("pk").values_list("short_name", flat=True)) == ["NL", "DDA", "nl-2"]


def test_rates_get_their_currencies_and_keep_their_fingerprint(upgraded) -> None:
    first = models.Programme.objects.get(pk=upgraded["converted"].pk)
    assert (first.quoted, str(first.budget)) == ("1 GBP = 1.25 USD", "1234567.89")
    row = model_to_dict(first)
    fingerprints._quote_as_before(row, "USD")
    assert (str(row["rate"]), "rate_base" in row) == ("1.25000000", False)


def test_rates_of_no_budget_go(upgraded) -> None:
    second = models.Programme.objects.get(pk=upgraded["without budget"].pk)
    assert (second.rate, second.rate_date, second.rate_base) == (None, None, "")


def test_impossible_days_are_moved(upgraded) -> None:
    first, second, old = (now(upgraded, name) for name in ("endless", "nearly endless", "beginless"))
    assert (first.period_start, first.period_end) == (date(2000, 2, 1), date(2020, 1, 31))
    assert (second.period_start, second.period_end) == (date(2000, 2, 1), date(2020, 1, 30))
    assert (old.period_start, old.period_end) == (date(1995, 1, 1), date(2014, 12, 31))
    source = models.Evidence.objects.get(pk=upgraded["source"].pk)
    assert (second.valid_until, source.dated) == (date(1900, 1, 1), date(1900, 1, 1))


def test_days_that_were_moved_are_told(upgraded) -> None:
    source = models.Evidence.objects.get(pk=upgraded["source"].pk)
    told = models.Event.objects.filter(assessment=upgraded["endless"].pk, kind="mended").order_by("pk")
    assert [each.note for each in told] == [
        "period to: 9999-12-31 -> 2100-12-31",
        f"evidence {source.pk}, date: 0001-01-01 -> 1900-01-01",
        "period to: 2100-12-31 -> 2020-01-31",
    ]
    assert source.history.first().history_change_reason == "A day outside 1900 to 2100 was moved"


def test_no_impossible_day_is_stored_any_more(upgraded) -> None:
    with pytest.raises(IntegrityError), transaction.atomic():
        write("assessments_evidence", upgraded["source"].pk, dated="1899-12-31")


def test_what_was_approved_keeps_its_long_period(upgraded) -> None:
    assessment = now(upgraded, "long and approved")
    assert assessment.period_start == date(1970, 1, 1)
    anna = Person.objects.get(email="anna@nl.example")
    assert assessments.correct(assessment, by=anna).period_start == date(1970, 1, 1)
