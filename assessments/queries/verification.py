"""Whether a copy of a report is genuine: by its bytes, or by the fingerprint printed in it (docs/domain.md §8)."""

import hashlib
import re
from dataclasses import dataclass
from typing import BinaryIO

from django.db.models import QuerySet

from assessments import access, models
from assessments.domain import revisions
from assessments.queries.revisions import in_force
from ssr_portal.accounts.models import Person

GENUINE, SUPERSEDED, DRAFT, ALTERED, UNKNOWN, NO_PDF = "genuine", "superseded", "draft", "altered", "unknown", "no-pdf"
MOST_MARKS = 50
MARK = re.compile(rb"(?<![0-9a-f])[0-9a-f]{64}(?![0-9a-f])")


@dataclass(frozen=True, slots=True)
class Verdict:
    """What is known of a copy; `readable` is the assessment where the person may read it, else nothing of it is told."""

    kind: str
    fingerprint: str = ""
    report: models.Report | None = None
    revision: int | None = None  # that supersedes it
    readable: models.Assessment | None = None
    is_shared: bool = False
    by_file: bool = False


def by_fingerprint(person: Person, fingerprint: str) -> Verdict:
    """The verdict on a fingerprint: 64 digits and letters of SHA-256."""
    report = _newest(models.Report.objects.filter(fingerprint=fingerprint))
    return _verdict(person, report, fingerprint) if report else Verdict(UNKNOWN, fingerprint)


def by_file(person: Person, file: BinaryIO) -> Verdict:
    """The verdict on a file: only the very bytes that the portal made are genuine."""
    content = file.read()
    if not content.startswith(b"%PDF-"):
        return Verdict(NO_PDF, by_file=True)
    report = _newest(models.Report.objects.filter(sha256=hashlib.sha256(content).hexdigest()))
    if report is not None:
        return _verdict(person, report, report.fingerprint, by_file=True)
    marks = {mark.decode() for mark in MARK.findall(content)}
    known = _newest(models.Report.objects.filter(fingerprint__in=list(marks)[:MOST_MARKS]))
    return Verdict(ALTERED if known else UNKNOWN, known.fingerprint if known else "", by_file=True)


def _newest(found: QuerySet[models.Report]) -> models.Report | None:
    ready = found.filter(state=models.Report.State.READY).select_related("assessment")
    return ready.order_by("-final", "-made_at").first()


def _verdict(person: Person, report: models.Report, fingerprint: str, *, by_file: bool = False) -> Verdict:
    assessment = report.assessment
    later = in_force(revisions.after([assessment])[assessment.pk])
    kind = DRAFT if not report.final else SUPERSEDED if later else GENUINE
    own = access.assessments_of(person).filter(pk=assessment.pk).first()
    shared = None if own else access.shared_with(person).filter(pk=assessment.pk).first()
    return Verdict(
        kind=kind,
        fingerprint=fingerprint,
        report=report,
        revision=later.revision_number if later else None,
        readable=own or shared,
        is_shared=shared is not None,
        by_file=by_file,
    )
