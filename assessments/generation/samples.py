"""A framework version as a report with invented figures: what a draft will look like on paper."""

from functools import partial

from django.core.files.base import ContentFile
from django.http import Http404
from django.urls import reverse
from django.utils.translation import gettext as _

from assessments import scorecard
from assessments.generation import jobs
from assessments.generation.description import Description
from assessments.models import SampleReport
from assessments.reports import country, pdf
from frameworks.models import Framework
from ssr_portal.accounts import languages
from ssr_portal.accounts.models import Person


def ask(framework: Framework, *, by: Person) -> tuple[SampleReport, bool]:
    """The sample that waits to be made for this person, or a new one, and whether it has to be queued."""
    same = {"framework": framework, "asked_by": by, "language": languages.active()}
    waiting = SampleReport.objects.filter(**same, state=SampleReport.State.QUEUED).first()
    if waiting is not None:
        return waiting, False
    return SampleReport.objects.create(**same), True


def make(report: SampleReport) -> bool:
    """Print the version as it stands now."""
    version = _version(report)
    html = country.paper(country.of(scorecard.sample(version, rated=True)))
    job = pdf.PrintJob(html, f"preview-{version.pk}")
    printed = pdf.print_apart(job, partial(jobs.heartbeat, report))
    report.pages = printed.pages
    return jobs.finish(report, f"sample-{report.pk}.pdf", ContentFile(printed.content))


def file_name(report: SampleReport) -> str:
    """Of the downloaded file."""
    version = _version(report)
    return f"preview-{version.code}-v{version.version}.pdf"


def describe(report: SampleReport) -> Description:
    """The sample, for whoever asked for it."""
    version = _version(report)
    return Description(
        title=_("Preview of the report: %(version)s") % {"version": version},
        lead=_("The figures are invented. It shows the version as it stands at the moment it is made."),
        back_url=reverse("version-preview-report", args=[version.code, version.version]),
        back_label=_("Back to the preview"),
        download_label=_("Download the PDF"),
    )


def _version(report: SampleReport) -> Framework:
    """What it is a sample of; raises Http404 where the draft was removed."""
    if report.framework is None:
        raise Http404
    return report.framework
