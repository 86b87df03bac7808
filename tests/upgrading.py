"""An installation in use that was taken back to the first release and brought forward again, once for all tests of that."""

from datetime import date
from typing import Any

from django.core.management import call_command
from django.db import connection

from assessments import models
from assessments.domain import records, workflow
from ssr_portal.accounts.models import Organisation
from tests import acting

LEFT_OPEN = {"contribution": "None.", "practice": "None."}
RATE = {"rate": "1.25", "rate_date": "2014-01-01", "rate_base": "GBP", "rate_quote": "EUR"}
Installation = dict[str, Any]


def upgrade(cast: Any) -> Installation:
    """What stands in the installation, by name, as objects of before."""
    another = Organisation.objects.create(name="Another", short_name="AN")
    kept = {
        "approved": _approved(cast),
        **_revised(cast),
        **_with_rates(cast),
        **_to_be_spoilt(cast),
    }
    kept["ratings"] = list(models.Rating.objects.order_by("pk").values_list("pk", "level", "justification"))
    call_command("migrate", "assessments", "0010", verbosity=0)
    _spoil_days(kept, cast)
    call_command("migrate", "assessments", "0002", verbosity=0)
    call_command("migrate", "accounts", "0001", verbosity=0)
    call_command("migrate", "frameworks", "0001", verbosity=0)
    write("accounts_organisation", another.pk, short_name="nl")
    call_command("migrate", verbosity=0)
    return kept


def _approved(cast: Any) -> models.Assessment:
    assessment = acting.opened(cast.nl, by=cast.anna, first=2012, last=2014)
    acting.rate_all(assessment, by=cast.anna)
    assessment.refresh_from_db()
    workflow.perform(workflow.SUBMIT, assessment, by=cast.anna, seen=assessment.revision, left_open=LEFT_OPEN)
    acting.approve(assessment, cast)
    return assessment


def _revised(cast: Any) -> Installation:
    """A revision whose reference an early release named wrongly."""
    first = acting.opened(cast.nl, by=cast.anna, first=2010, last=2011)
    second = models.Assessment.objects.get(pk=first.pk)
    second.pk, second.revision_number, second.supersedes, second.reference = None, 2, first, "NL-R2"
    second.save(force_insert=True)
    return {"revision": second}


def _with_rates(cast: Any) -> Installation:
    assessment = acting.opened(cast.dda, by=cast.sofia, first=2010, last=2011)
    converted = models.Programme.objects.create(
        assessment=assessment, title="A", budget="1234567.89", currency="GBP", **RATE
    )
    return {
        "converted": converted,
        "without budget": models.Programme.objects.create(assessment=assessment, title="B", **RATE),
    }


def _to_be_spoilt(cast: Any) -> Installation:
    first = acting.opened(cast.nl, by=cast.anna, first=2002, last=2004)
    source = models.Evidence(title="Law", kind="document", origin="X", dated=date(2014, 1, 1))
    return {
        "endless": first,
        "nearly endless": acting.opened(cast.nl, by=cast.anna, first=2002, last=2005),
        "beginless": acting.opened(cast.dda, by=cast.sofia, first=2012, last=2014),
        "source": records.add(source, first, by=cast.anna),
        "long and approved": acting.opened(cast.nl, by=cast.anna, first=2006, last=2008),
    }


def _spoil_days(kept: Installation, cast: Any) -> None:
    """Days that nobody can have meant, as an early release took them."""
    write("assessments_assessment", kept["endless"].pk, period_start="2000-02-01", period_end="9999-12-31")
    write(
        "assessments_assessment",
        kept["nearly endless"].pk,
        period_start="2000-02-01",
        period_end="9999-12-30",
        valid_until="0001-01-01",
    )
    write("assessments_assessment", kept["beginless"].pk, period_start="0001-01-01")
    write("assessments_evidence", kept["source"].pk, dated="0001-01-01")
    approved = kept["long and approved"].pk
    write("assessments_assessment", approved, period_start="1970-01-01")
    with connection.cursor() as cursor:
        cursor.execute(
            "UPDATE assessments_assessment SET submitted_at = opened_at, submitted_by_id = %s WHERE id = %s",
            [cast.anna.pk, approved],
        )
        cursor.execute(
            "UPDATE assessments_assessment SET approved_at = submitted_at, state = 'approved', approved_by_id = %s"
            " WHERE id = %s",
            [cast.marieke.pk, approved],
        )


def write(table: str, pk: int, **values: object) -> None:
    """Past every form and rule of the models."""
    sets = ", ".join(f'"{name}" = %s' for name in values)
    with connection.cursor() as cursor:
        cursor.execute(f'UPDATE "{table}" SET {sets} WHERE id = %s', [*values.values(), pk])  # noqa: S608
