"""Asking for, making and keeping PDF reports: one for each state of an assessment, the final one for good."""

import hashlib
from datetime import timedelta

from django.core.files.base import ContentFile
from django.db import transaction
from django.db.models import F, Q
from django.utils import timezone

from assessments.models import Assessment, Event, Report
from ssr_portal.accounts.models import Person

STUCK = timedelta(minutes=5)
MOST_TRIES = 3


def ask(assessment: Assessment, fingerprint: str, *, by: Person | None) -> tuple[Report, bool]:
    """The report of this state of the assessment, and whether it still has to be made."""
    report, new = Report.objects.get_or_create(
        assessment=assessment,
        fingerprint=fingerprint,
        defaults={"final": assessment.is_approved, "asked_by": by},
    )
    return report, new


def begin(report_pk: int) -> Report | None:
    """Claim a report for making; None when it is ready, or another worker is at it."""
    now = timezone.now()
    free = Q(begun_at__isnull=True) | Q(begun_at__lt=now - STUCK)
    claimed = Report.objects.filter(free, pk=report_pk, state=Report.State.ASKED).update(
        begun_at=now, tries=F("tries") + 1
    )
    return Report.objects.select_related("assessment").get(pk=report_pk) if claimed else None


def store(report: Report, pdf: bytes, pages: int) -> Report:
    """Keep the file; the final report of an approved assessment gets its line in the timeline."""
    with transaction.atomic():
        report.sha256, report.pages = hashlib.sha256(pdf).hexdigest(), pages
        report.state, report.made_at = Report.State.READY, timezone.now()
        report.file.save(f"{report.assessment.reference}-{report.fingerprint[:12]}.pdf", ContentFile(pdf), save=False)
        report.save()
        if report.final:
            Event.objects.create(
                assessment=report.assessment,
                kind=Event.Kind.REPORTED,
                by=None,
                note=report.sha256,
                judged_revision=report.assessment.revision,
            )
    return report


def fail(report: Report) -> None:
    """Give up after the last try; before it, leave the report to be taken up again."""
    given_up = report.tries >= MOST_TRIES
    Report.objects.filter(pk=report.pk).update(
        begun_at=None, state=Report.State.FAILED if given_up else Report.State.ASKED
    )


def take_up_again(report: Report) -> bool:
    """Whether a report that a dead worker left, or that failed before, is to be queued again now."""
    if report.state != Report.State.ASKED:
        return False
    since = report.begun_at or report.asked_at
    if timezone.now() - since < STUCK:
        return False
    if report.tries >= MOST_TRIES:
        Report.objects.filter(pk=report.pk, state=Report.State.ASKED).update(state=Report.State.FAILED)
        return False
    return (
        Report.objects.filter(pk=report.pk, begun_at=report.begun_at).update(begun_at=None, asked_at=timezone.now())
        == 1
    )


def try_again(report: Report) -> None:
    """Start over with a report that was given up."""
    Report.objects.filter(pk=report.pk, state=Report.State.FAILED).update(
        state=Report.State.ASKED, tries=0, begun_at=None, asked_at=timezone.now()
    )
