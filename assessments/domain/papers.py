"""PDFs on several assessments, made of what the person who asked may see; the same content is laid out once."""

from collections.abc import Collection

from django.db import transaction

from assessments import access
from assessments.access import Content
from assessments.domain import making
from assessments.models import CombinedReport, CombinedReportItem
from ssr_portal.accounts.models import Person


class Withdrawn(Exception):
    """Whoever asked may no longer read something of it: it is to be made anew, of what they may read now."""


def ask(kind: str, asked: str, *, by: Person) -> tuple[CombinedReport, bool]:
    """The paper being made for the same question, or a new one, and whether it has to be queued."""
    waiting = CombinedReport.objects.filter(
        kind=kind, asked=asked, asked_by=by, state=CombinedReport.State.QUEUED
    ).first()
    if waiting is not None:
        return waiting, False
    return CombinedReport.objects.create(kind=kind, asked=asked, asked_by=by), True


def made_before(paper: CombinedReport, fingerprint: str) -> CombinedReport | None:
    """A ready paper of the same person that shows the very same."""
    same = CombinedReport.objects.filter(
        kind=paper.kind, asked_by=paper.asked_by_id, fingerprint=fingerprint, state=CombinedReport.State.READY
    )
    return same.first()


def store(
    paper: CombinedReport, fingerprint: str, pdf: bytes, pages: int, *, contents: Collection[Content]
) -> CombinedReport:
    """Keep the file and what is in it; raises Withdrawn."""
    require(paper, contents)
    paper.fingerprint, paper.pages = fingerprint, pages
    making.keep_file(paper, f"{paper.kind}-{fingerprint[:12]}.pdf", pdf)
    return _settle(paper, contents)


def point_at(paper: CombinedReport, before: CombinedReport, *, contents: Collection[Content]) -> CombinedReport:
    """Use the file that was made before; raises Withdrawn."""
    require(paper, contents)
    paper.fingerprint, paper.pages, paper.file = before.fingerprint, before.pages, before.file
    paper.state, paper.made_at, paper.why = CombinedReport.State.READY, before.made_at, ""
    return _settle(paper, contents)


def require(paper: CombinedReport, contents: Collection[Content]) -> None:
    """Raise Withdrawn unless whoever asked may read all of it now: printing takes its time."""
    paper.asked_by.refresh_from_db(fields=["is_active"])
    if not access.reads(paper.asked_by, contents):
        raise Withdrawn


def _settle(paper: CombinedReport, contents: Collection[Content]) -> CombinedReport:
    with transaction.atomic():
        CombinedReportItem.objects.filter(report=paper).delete()
        CombinedReportItem.objects.bulk_create(
            CombinedReportItem(
                report=paper,
                assessment_id=each.assessment,
                is_shared=each.is_shared,
                with_evidence=each.with_evidence,
                is_draft=each.is_draft,
            )
            for each in contents
        )
        paper.save()
    return paper
