"""Reports of a selection as one zip: asked for, made one by one, called off at any time."""

import io
import zipfile
from collections.abc import Iterable

from django.db import transaction
from django.utils.translation import gettext as _

from assessments.domain import making
from assessments.models import Assessment, Bundle, BundleItem, Report
from ssr_portal.accounts.models import Person

MOST = 250  # reports in one zip
LIST = "contents.txt"


def ask(assessments: Iterable[Assessment], *, by: Person, outline: str = "") -> Bundle:
    """A bundle of the reports of these assessments, in this outline."""
    with transaction.atomic():
        bundle = Bundle.objects.create(asked_by=by, outline=outline)
        BundleItem.objects.bulk_create(BundleItem(bundle=bundle, assessment=each) for each in assessments)
    return bundle


def note(item: BundleItem, *, report: Report | None = None, fault: str = "") -> None:
    """Keep what became of one report of a bundle."""
    item.report, item.fault = report, fault[:200]
    item.save(update_fields=["report", "fault"])


def store(bundle: Bundle) -> Bundle:
    """Zip what was made, with a list of it and of what could not be made."""
    items = list(bundle.items.select_related("assessment", "report"))
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_STORED) as archive:  # PDFs are compressed inside
        for item in items:
            if item.report is not None:
                with item.report.file.open("rb") as pdf:
                    archive.writestr(f"{item.assessment.reference}.pdf", pdf.read())
        archive.writestr(LIST, "\n".join(_line(item) for item in items) + "\n")
    making.keep_file(bundle, f"reports-{bundle.pk}.zip", out.getvalue())
    with transaction.atomic():
        held = Bundle.objects.select_for_update().get(pk=bundle.pk)
        if held.state == Bundle.State.QUEUED:
            bundle.save()
            return bundle
    bundle.file.delete(save=False)  # called off at the last moment
    return held


def _line(item: BundleItem) -> str:
    if item.report is None:
        return f"{item.assessment.reference}\t{_('not made')}\t{item.fault}"
    return f"{item.assessment.reference}\t{item.report.sha256}\t{item.report.fingerprint}"
