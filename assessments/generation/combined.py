"""PDFs on several assessments, made of what the person who asked may see; the same content is laid out once."""

from collections.abc import Callable, Collection
from functools import partial

from django.core.files.base import ContentFile
from django.urls import reverse
from django.utils.translation import gettext as _

from assessments import access
from assessments.access import Content
from assessments.generation import jobs
from assessments.generation.description import Description
from assessments.models import CombinedReport, CombinedReportItem
from assessments.models.generated_file import Failure
from assessments.reports import combined as sheets
from assessments.reports import pdf
from ssr_portal.accounts import languages
from ssr_portal.accounts.models import Person


def ask(kind: str, asked: str, *, by: Person) -> tuple[CombinedReport, bool]:
    """The report being made for the same question, or a new one, and whether it has to be queued."""
    same = {"kind": kind, "asked": asked, "asked_by": by, "language": languages.active()}
    waiting = CombinedReport.objects.filter(**same, state=CombinedReport.State.QUEUED).first()
    if waiting is not None:
        return waiting, False
    return CombinedReport.objects.create(**same), True


def make(report: CombinedReport) -> bool:
    """Print what the person who asked may see now, unless the very same was printed for them before."""
    sheet = sheets.sheet_of(report)
    job = sheets.print_job_of(sheet)
    before = made_before(report, job.identifier)
    if before is not None:
        point_at(report, before, contents=sheet.contents)
        return True
    printed = pdf.print_apart(job, partial(jobs.heartbeat, report))
    store(report, job.identifier, printed.content, printed.pages, contents=sheet.contents)
    return True


def made_before(report: CombinedReport, fingerprint: str) -> CombinedReport | None:
    """A ready report of the same person that shows the very same."""
    same = {"kind": report.kind, "asked_by": report.asked_by_id, "fingerprint": fingerprint}
    return CombinedReport.objects.filter(**same, state=CombinedReport.State.READY).first()


def store(report: CombinedReport, fingerprint: str, pdf: bytes, pages: int, *, contents: Collection[Content]) -> bool:
    """Keep the file and what is in it; raises NotMade where some of it may no longer be read."""
    require_readable(report, contents)
    report.fingerprint, report.pages = fingerprint, pages
    name = f"{report.kind}-{fingerprint[:12]}.pdf"
    return jobs.finish(report, name, ContentFile(pdf), also=_items_saver(report, contents))


def point_at(report: CombinedReport, before: CombinedReport, *, contents: Collection[Content]) -> bool:
    """Use the file that was made before; raises NotMade as `store` does."""
    require_readable(report, contents)
    report.fingerprint, report.pages, report.file = before.fingerprint, before.pages, before.file
    report.made_at = before.made_at
    return jobs.mark_ready(report, also=_items_saver(report, contents))


def require_readable(report: CombinedReport, contents: Collection[Content]) -> None:
    """Raise NotMade unless whoever asked may read all of it now: printing takes its time.

    Another try makes it anew, of what they may read then.
    """
    if not access.reads(jobs.asker(report), contents):
        raise jobs.NotMade(Failure.FORBIDDEN)


def _items_saver(report: CombinedReport, contents: Collection[Content]) -> Callable[[], None]:
    def save() -> None:
        CombinedReportItem.objects.filter(report=report).delete()
        CombinedReportItem.objects.bulk_create(
            CombinedReportItem(
                report=report,
                assessment_id=each.assessment,
                is_shared=each.is_shared,
                with_evidence=each.with_evidence,
                is_draft=each.is_draft,
            )
            for each in contents
        )

    return save


def file_name(report: CombinedReport) -> str:
    """Of the downloaded file; what is made of demonstrations says so. A query."""
    return f"{report.kind}-demonstration.pdf" if is_of_demonstrations(report) else f"{report.kind}.pdf"


def is_of_demonstrations(report: CombinedReport) -> bool:
    """Whether what was made shows demonstrations, and so nothing else. A query."""
    return report.items.filter(assessment__is_demonstration=True).exists()


def describe(report: CombinedReport) -> Description:
    """The report, for whoever asked for it."""
    title = _("%(kind)s: PDF (demonstration)") if is_of_demonstrations(report) else _("%(kind)s: PDF")
    return Description(
        title=title % {"kind": report.get_kind_display()},
        lead=_("It shows what you may see at the moment it is made, and only you can open it here."),
        back_url=reverse("portfolio"),
        back_label=_("Back to the portfolio"),
        download_label=_("Download the PDF"),
    )
