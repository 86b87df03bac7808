"""A database that is in use takes the newer schema: final rows stay, and stay final."""

import pytest
from django.core.management import call_command
from django.db import DatabaseError, transaction
from django.forms.models import model_to_dict

from assessments import models
from assessments.reports import fingerprints
from ssr_portal.accounts.models import Organisation
from tests import acting
from tests.conftest import Cast


def test_migrations_run_over_an_approved_assessment_and_back(committed, django_db_blocker) -> None:
    cast = Cast()
    assessment = acting.opened(cast.nl, by=cast.anna, first=2012, last=2014)
    acting.rate_all(assessment, by=cast.anna)
    assessment.refresh_from_db()
    from assessments.domain import workflow

    seen = assessment.revision
    workflow.perform(
        workflow.SUBMIT, assessment, by=cast.anna, seen=seen, left_open={"contribution": "None.", "practice": "None."}
    )
    acting.approve(assessment, cast)
    before = list(models.Rating.objects.order_by("pk").values_list("pk", "level", "justification"))
    call_command("migrate", "assessments", "0002", verbosity=0)
    call_command("migrate", "frameworks", "0001", verbosity=0)
    call_command("migrate", verbosity=0)
    assert list(models.Rating.objects.order_by("pk").values_list("pk", "level", "justification")) == before
    with pytest.raises(DatabaseError, match="final"), transaction.atomic():
        models.Rating.objects.filter(pk=before[0][0]).update(level=0)


def test_revisions_with_a_wrong_name_are_mended_and_short_names_told_apart(committed) -> None:
    cast = Cast()
    first = acting.opened(cast.nl, by=cast.anna, first=2012, last=2014)
    second = models.Assessment.objects.get(pk=first.pk)
    second.pk, second.revision_number, second.supersedes, second.reference = None, 2, first, "NL-R2"
    second.save(force_insert=True)
    call_command("migrate", "assessments", "0009", verbosity=0)
    call_command("migrate", "accounts", "0001", verbosity=0)
    Organisation.objects.create(name="Another", short_name="nl")
    call_command("migrate", verbosity=0)
    assert models.Assessment.objects.named("NL-R2").get().reference == "NL-BI-2014-R2"
    assert list(Organisation.objects.order_by("pk").values_list("short_name", flat=True)) == ["NL", "DDA", "nl-2"]


def test_rates_get_their_currencies_and_keep_their_fingerprint(committed) -> None:
    cast = Cast()
    assessment = acting.opened(cast.nl, by=cast.anna, first=2012, last=2014)
    rate = {"rate": "1.25", "rate_date": "2014-01-01", "rate_base": "GBP", "rate_quote": "EUR"}
    models.Programme.objects.create(assessment=assessment, title="A", budget="1234567.89", currency="GBP", **rate)
    models.Programme.objects.create(assessment=assessment, title="B", **rate)
    call_command("migrate", "assessments", "0018_mutations_of_one_rating", verbosity=0)
    call_command("migrate", verbosity=0)
    first, second = models.Programme.objects.order_by("title")
    assert (first.quoted, str(first.budget)) == ("1 GBP = 1.25 EUR", "1234567.89")
    assert (second.rate, second.rate_date, second.rate_base) == (None, None, "")
    row = model_to_dict(first)
    fingerprints._quote_as_before(row, "EUR")
    assert (str(row["rate"]), "rate_base" in row) == ("1.25000000", False)
