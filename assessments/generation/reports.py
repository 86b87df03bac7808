"""PDF reports on one assessment: one for each state of it and outline, those of an approved one for good."""

import hashlib
from collections.abc import Callable
from functools import partial
from uuid import UUID

from django.core.files.base import ContentFile
from django.db import IntegrityError, transaction
from django.db.models import QuerySet
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.translation import gettext as _

from assessments import access
from assessments.generation import jobs
from assessments.generation.description import Description, Fact
from assessments.models import Assessment, BundleItem, Event, Report
from assessments.models.generated_file import Failure
from assessments.queries import overview
from assessments.queries.overview import Frame
from assessments.reports import outline, pdf, printing
from assessments.reports.fingerprints import fingerprint
from assessments.reports.outline import Outline
from ssr_portal.accounts import languages
from ssr_portal.accounts.models import Person


def ask(assessment: Assessment, wanted: Outline, *, by: Person | None) -> tuple[Report, bool]:
    """The report of the present state in this outline, and whether it still has to be made."""
    if assessment.is_approved:  # its reports are known by their outline: nothing has to be read
        final = _final(assessment, wanted.written)
        if final is not None:
            return final, False
    mark = fingerprint(outline.dossier_of(assessment, wanted), wanted)
    return ask_by_fingerprint(assessment, mark, by=by, outline=wanted.written)


def ask_by_fingerprint(
    assessment: Assessment, fingerprint: str, *, by: Person | None, outline: str = ""
) -> tuple[Report, bool]:
    """The same, of the state that the fingerprint names.

    Raises Http404 or PermissionDenied where `by` may not read it; nobody is the portal itself.
    """
    if by is not None:
        access.require_report(by, assessment, outline)
    if assessment.is_approved:
        final = _final(assessment, outline)
        if final is not None:
            return final, False
    language = assessment.language_for_good if assessment.is_approved else languages.active()
    return Report.objects.get_or_create(
        assessment=assessment,
        fingerprint=fingerprint,
        defaults={"final": assessment.is_approved, "asked_by": by, "outline": outline, "language": language},
    )


def _final(assessment: Assessment, outline: str) -> Report | None:
    return Report.objects.filter(assessment=assessment, final=True, outline=outline).first()


def make(report: Report, also_alive: Callable[[], object] = lambda: None) -> bool:
    """Print the report as the assessment stands now; `also_alive` is called whenever the printing says that it goes on."""

    def still_wanted() -> bool:
        also_alive()
        return jobs.heartbeat(report)

    assessment = Assessment.objects.with_cover().get(pk=report.assessment_id)
    job = printing.print_job_of(assessment, outline.read(report.outline))
    follow(report, job.identifier)
    printed = pdf.print_apart(job, still_wanted)
    store(report, printed.content, printed.pages)
    return True


def follow(report: Report, fingerprint: str) -> None:
    """Name the report after what it is about to show, where the assessment changed since it was asked for.

    Final reports keep their name. Raises NotMade where another report has that name already, or is to have it: a report asked
    for before the approval must not take the place of the final one.
    """
    if report.final or report.fingerprint == fingerprint:
        return
    overtaken = jobs.NotMade(Failure.OVERTAKEN, is_final=True)
    with transaction.atomic():
        if (
            report.assessment.is_approved
            or Report.objects.filter(assessment=report.assessment_id, fingerprint=fingerprint).exists()
        ):
            raise overtaken
        report.fingerprint = fingerprint
        try:
            with transaction.atomic():
                report.save(update_fields=["fingerprint"])
        except IntegrityError as error:
            raise overtaken from error


def store(report: Report, pdf: bytes, pages: int) -> bool:
    """Keep the file; the standard report of an approved assessment gets its line in the timeline."""
    report.sha256, report.pages = hashlib.sha256(pdf).hexdigest(), pages
    name = f"{report.assessment.file_stem}-{report.fingerprint[:12]}.pdf"
    return jobs.finish(report, name, ContentFile(pdf), also=partial(_note, report))


def _note(report: Report) -> None:
    if report.final and not report.outline:
        Event.objects.create(
            assessment=report.assessment,
            kind=Event.Kind.REPORTED,
            by=None,
            note=report.sha256,
            judged_revision=report.assessment.revision,
        )


def disposable() -> QuerySet[Report]:
    """Reports that can be made again: of what is not approved, and in no bundle."""
    bundled = BundleItem.objects.filter(report__isnull=False).values("report")
    return Report.objects.filter(final=False).exclude(pk__in=bundled)


def shared_outline(*, with_evidence: bool) -> Outline:
    """What an organisation that an assessment is shared with reads of it."""
    return Outline(edition=outline.SHAREABLE, left_out=frozenset() if with_evidence else frozenset({"evidence"}))


def shared_to_read(person: Person, uuid: UUID) -> Report:
    """The report of what is shared with the person, in the edition that they read; 404 for any other."""
    return access.shared_report_to_read(
        person, uuid, lambda guest: shared_outline(with_evidence=guest.with_evidence).written
    )


def frame(person: Person, report: Report) -> Frame:
    """The surroundings of a page of the assessment."""
    return overview.frame(person, report.assessment.reference)


def describe(report: Report) -> Description:
    """The report, for those who read the assessment."""
    title = report.assessment.marked(_("The approved report") if report.final else _("Report of the present state"))
    return _described(report, title, reverse("report", args=[report.assessment.reference]))


def describe_shared(report: Report) -> Description:
    """The report, for those whom the assessment is shared with."""
    names = {"country": report.assessment.country_name, "period": report.assessment.period}
    title = report.assessment.marked(_("%(country)s %(period)s: shareable edition") % names)
    return _described(report, title, reverse("shared", args=[report.assessment.reference]))


def _described(report: Report, title: str, back: str) -> Description:
    return Description(
        title=title,
        lead=outline_words(report.outline),
        back_url=back,
        back_label=_("Back to the report"),
        download_label=_("Download the PDF"),
        facts=(
            *([Fact(_("Language"), languages.named(report.language))] if languages.are_several() else []),
            Fact(_("Fingerprint of the content"), report.fingerprint, is_hash=True),
            Fact(_("SHA-256 of the file"), report.sha256, is_hash=True),
        ),
    )


def outline_words(written: str) -> str:
    """An outline as pages tell it."""
    return render_to_string("assessments/outline_words.html", {"outline": outline.read(written)}).strip()
