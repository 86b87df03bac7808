"""The kinds of generated files, by the word that stands in their addresses. A new kind is one more entry here."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.db.models import QuerySet

from assessments import access, models
from assessments.generation import bundles, combined, reports, samples
from assessments.generation.description import Description
from assessments.models.generated_file import GeneratedFile
from assessments.queries.overview import Frame
from ssr_portal.accounts.models import Person
from ssr_portal.upkeep import queues

PDF, ZIP = "application/pdf", "application/zip"


@dataclass(frozen=True, slots=True, kw_only=True)
class Kind:
    """What the queue, the addresses, the pages and the daily clearing need to know.

    `to_read` gives the file with this key to whom it may, and raises Http404; `make` is False where it did one step and more
    are to come; `frame` is the surroundings of the page, where it belongs to one assessment; `disposable` are the rows that are
    removed once they are old.
    """

    model: type[GeneratedFile]
    to_read: Callable[[Person, UUID], Any]
    make: Callable[[Any], bool]
    describe: Callable[[Any], Description]
    file_name: Callable[[Any], str]
    media_type: str = PDF
    frame: Callable[[Person, Any], Frame] | None = None
    disposable: Callable[[], QuerySet[Any]] | None = None
    priority: int = queues.USUAL
    may_cancel: bool = True


# What contains others comes first, so that they can be removed on the same day.
KINDS: dict[str, Kind] = {
    "bundle": Kind(
        model=models.Bundle,
        to_read=access.bundle_to_read,
        make=bundles.make,
        describe=bundles.describe,
        file_name=lambda _bundle: "reports.zip",
        media_type=ZIP,
        priority=queues.LAST,
    ),
    "combined-report": Kind(
        model=models.CombinedReport,
        to_read=access.combined_report_to_read,
        make=combined.make,
        describe=combined.describe,
        file_name=combined.file_name,
    ),
    "report": Kind(
        model=models.Report,
        to_read=access.report_to_read,
        make=reports.make,
        describe=reports.describe,
        file_name=lambda report: f"{report.assessment.file_stem}.pdf",
        frame=reports.frame,
        disposable=reports.disposable,
        may_cancel=False,  # colleagues wait for the same one
    ),
    "shared-report": Kind(
        model=models.Report,
        to_read=reports.shared_to_read,
        make=reports.make,
        describe=reports.describe_shared,
        file_name=lambda report: f"{report.assessment.file_stem}.pdf",
        disposable=reports.disposable,
        may_cancel=False,
    ),
    "sample-report": Kind(
        model=models.SampleReport,
        to_read=access.sample_report_to_read,
        make=samples.make,
        describe=samples.describe,
        file_name=samples.file_name,
    ),
}


def stored_kinds() -> Iterator[tuple[str, Kind]]:
    """One kind of each model, with its name: two kinds may be two doors to the same files."""
    seen = set()
    for name, kind in KINDS.items():
        if kind.model not in seen:
            seen.add(kind.model)
            yield name, kind
