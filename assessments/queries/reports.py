"""The page of a report: what was printed of an assessment, and how far what is being printed is."""

from dataclasses import dataclass

from assessments import access, models
from assessments.models.generated_file import GeneratedFile
from ssr_portal.accounts.models import Person

MOST = 8  # printed reports on the page


@dataclass(frozen=True, slots=True)
class Waiting:
    """How far something asked for is: whether a worker is at it, and how many others come first."""

    is_begun: bool
    before: int


def waiting(made: GeneratedFile) -> Waiting | None:
    """None when there is nothing to wait for. Three queries."""
    if not made.is_awaited:
        return None
    earlier = (
        model.objects.filter(state=GeneratedFile.State.QUEUED, queued_at__lt=made.queued_at).count()
        for model in (models.Report, models.CombinedReport, models.Bundle)
    )
    return Waiting(is_begun=made.heartbeat_at is not None, before=sum(earlier))


def printed(person: Person, assessment: models.Assessment) -> list[models.Report]:
    """The reports that this person may have, the newest first."""
    return list(access.reports_to_read(person, assessment).filter(state=models.Report.State.READY)[:MOST])


def bundles_of(person: Person) -> list[models.Bundle]:
    """The bundles that the person asked for and may read, the newest first."""
    return list(access.bundles_to_read(person)[:MOST])
