"""A database that is in use takes the newer schema: final rows stay, and stay final."""

import pytest
from django.core.management import call_command
from django.db import DatabaseError, transaction

from assessments import models
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
    workflow.perform(workflow.APPROVE, assessment, by=cast.marieke, seen=seen, note="Sound.")
    before = list(models.Rating.objects.order_by("pk").values_list("pk", "level", "justification"))
    call_command("migrate", "assessments", "0002", verbosity=0)
    call_command("migrate", "frameworks", "0001", verbosity=0)
    call_command("migrate", verbosity=0)
    assert list(models.Rating.objects.order_by("pk").values_list("pk", "level", "justification")) == before
    with pytest.raises(DatabaseError, match="final"), transaction.atomic():
        models.Rating.objects.filter(pk=before[0][0]).update(level=0)
