"""Asking for and keeping PDF reports: one for each state of an assessment and outline, those of an approved one for good."""

import hashlib

from django.db import IntegrityError, transaction

from assessments.domain import making
from assessments.models import Assessment, Event, Report
from ssr_portal.accounts.models import Person


class Overtaken(Exception):
    """The assessment changed since the report was asked for, and its newer state has a report of its own."""


def ask(assessment: Assessment, fingerprint: str, *, by: Person | None, outline: str = "") -> tuple[Report, bool]:
    """The report of this state of the assessment in this outline, and whether it still has to be made."""
    if assessment.is_approved:
        final = Report.objects.filter(assessment=assessment, final=True, outline=outline).first()
        if final is not None:
            return final, False
    return Report.objects.get_or_create(
        assessment=assessment,
        fingerprint=fingerprint,
        defaults={"final": assessment.is_approved, "asked_by": by, "outline": outline},
    )


def follow(report: Report, fingerprint: str) -> None:
    """Name the report after what it is about to show, where the assessment changed since it was asked for.

    Final reports keep their name. Raises Overtaken where another report has that name already, or is to have it: a report asked
    for before the approval must not take the place of the final one.
    """
    if report.final or report.fingerprint == fingerprint:
        return
    with transaction.atomic():
        if (
            report.assessment.is_approved
            or Report.objects.filter(assessment=report.assessment_id, fingerprint=fingerprint).exists()
        ):
            raise Overtaken
        report.fingerprint = fingerprint
        try:
            with transaction.atomic():
                report.save(update_fields=["fingerprint"])
        except IntegrityError as error:
            raise Overtaken from error


def store(report: Report, pdf: bytes, pages: int) -> Report:
    """Keep the file; the standard report of an approved assessment gets its line in the timeline."""
    name = f"{report.assessment.reference}-{report.fingerprint[:12]}.pdf"
    with transaction.atomic():
        report.sha256, report.pages = hashlib.sha256(pdf).hexdigest(), pages
        making.keep_file(report, name, pdf)
        report.save()
        if report.final and not report.outline:
            Event.objects.create(
                assessment=report.assessment,
                kind=Event.Kind.REPORTED,
                by=None,
                note=report.sha256,
                judged_revision=report.assessment.revision,
            )
    return report
