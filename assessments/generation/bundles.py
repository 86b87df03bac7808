"""Reports of a selection as one zip: asked for, made one at a time, cancelled at any time."""

import shutil
import tempfile
import zipfile
from collections.abc import Iterable
from functools import partial
from typing import IO

from django.core.exceptions import ValidationError
from django.core.files import File
from django.db import transaction
from django.http import Http404
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from assessments import access
from assessments.generation import jobs, reports
from assessments.generation.description import Description, Part
from assessments.models import Assessment, Bundle, BundleItem, Report
from assessments.models.assessment import COVER
from assessments.models.generated_file import Failure
from assessments.reports import outline
from ssr_portal.accounts.models import Person

MOST = 250  # reports in one zip
LIST = "contents.txt"


def ask(assessments: Iterable[Assessment], *, by: Person, outline: str = "") -> Bundle:
    """A bundle of the reports of these assessments, in this outline.

    Raises Http404 unless `by` may read all of them, and ValidationError for the remarks, which no bundle contains.
    """
    wanted = list(assessments)
    if access.DIALOGUE in outline.split():
        raise ValidationError(_("Several reports in one file never contain the remarks."))
    if not access.reads(by, [access.content_of(each, is_shared=False, with_evidence=True) for each in wanted]):
        raise Http404
    with transaction.atomic():
        bundle = Bundle.objects.create(asked_by=by, outline=outline)
        BundleItem.objects.bulk_create(BundleItem(bundle=bundle, assessment=each) for each in wanted)
    return bundle


def make(bundle: Bundle) -> bool:
    """Make the next report that is missing; once none is, zip them. So others are served between two reports.

    What was made before a worker died is not made again.
    """
    _require_readable(bundle)
    missing = bundle.items.filter(report=None, failure="")
    item = missing.select_related(*(f"assessment__{name}" for name in COVER)).first()
    if item is None:
        store(bundle)
        return True
    _add(bundle, item)
    return False


def _require_readable(bundle: Bundle) -> None:
    """Raise Http404 unless whoever asked may still read everything in it."""
    if not access.bundles_to_read(jobs.asker(bundle)).filter(pk=bundle.pk).exists():
        raise Http404


def _add(bundle: Bundle, item: BundleItem) -> None:
    """Note the item's report once it is ready or given up; it is printed here, unless another worker is at it."""
    report, _new = reports.ask(item.assessment, outline.read(bundle.outline), by=bundle.asked_by)
    if jobs.retry(report) or report.is_awaited:  # one that was given up before gets another chance
        mine = jobs.claim(Report, report.pk)
        if mine is None:
            raise jobs.Wait
        if jobs.attempt(mine, partial(reports.make, mine, partial(jobs.heartbeat, bundle))) is jobs.Outcome.LATER:
            raise jobs.Wait
        report.refresh_from_db()
    if report.is_ready:
        note(item, report=report)
    elif not report.is_awaited:
        note(item, failed=report)


def note(item: BundleItem, *, report: Report | None = None, failed: Report | None = None) -> None:
    """Keep what became of one report of a bundle: the report, or why it could not be made."""
    item.report = report
    if failed is not None:
        item.failure, item.failure_params = failed.failure or Failure.FAULT, failed.failure_params
    item.save(update_fields=["report", "failure", "failure_params"])


def store(bundle: Bundle) -> bool:
    """Zip what was made, with a list of it and of what could not be made; on the disk, since it can be large."""
    with tempfile.TemporaryFile() as target:
        _zip(list(bundle.items.select_related("assessment", "report")), target)
        return jobs.finish(bundle, f"reports-{bundle.pk}.zip", File(target))


def _zip(items: list[BundleItem], target: IO[bytes]) -> None:
    with zipfile.ZipFile(target, "w", zipfile.ZIP_STORED) as archive:  # PDFs are compressed inside
        for item in items:
            if item.report is not None:
                at = timezone.localtime(item.report.made_at).timetuple()[:6]
                inside = zipfile.ZipInfo(f"{item.assessment.file_stem}.pdf", at)
                with item.report.file.open("rb") as pdf, archive.open(inside, "w") as packed:
                    shutil.copyfileobj(pdf, packed)
        archive.writestr(LIST, "\n".join(_line(item) for item in items) + "\n")


def _line(item: BundleItem) -> str:
    if item.report is None:
        return f"{item.assessment.file_stem}\t{_('not made')}\t{item.failure_words}"
    return f"{item.assessment.file_stem}\t{item.report.sha256}\t{item.report.fingerprint}"


def describe(bundle: Bundle) -> Description:
    """The bundle, for whoever asked for it, with how far each report is."""
    return Description(
        title=_("Reports as one zip"),
        lead=reports.outline_words(bundle.outline),
        back_url=reverse("bundles"),
        back_label=_("Choose other reports"),
        download_label=_("Download the zip"),
        parts=tuple(
            Part(
                name=item.assessment.marked(f"{item.assessment.country_name} {item.assessment.period}"),
                reference=item.assessment.reference,
                is_made=item.report_id is not None,
                failure=item.failure_words,
            )
            for item in bundle.items.select_related("assessment")
        ),
    )
