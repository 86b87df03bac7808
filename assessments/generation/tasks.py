"""The queue of what is to be made, and the task that makes it."""

from datetime import timedelta

from django.utils import timezone
from django_tasks import task

from assessments.generation import jobs, reports
from assessments.generation.kinds import KINDS, stored_kinds
from assessments.models import Assessment, Report
from assessments.models.generated_file import GeneratedFile
from assessments.reports.outline import Outline
from ssr_portal.accounts.models import Person
from ssr_portal.upkeep.queues import FILES

PAUSE = timedelta(seconds=3)  # before something that cannot go on now is looked at again


@task(queue_name=FILES)
def make_file(kind: str, pk: int) -> None:
    """Make a file, or the next step of it; a second worker on the same does nothing."""
    file = jobs.claim(KINDS[kind].model, pk)
    if file is None:
        return
    outcome = jobs.attempt(file, lambda: KINDS[kind].make(file))
    if outcome is not jobs.Outcome.FINISHED:
        queue(kind, file, after=PAUSE if outcome is jobs.Outcome.LATER else None)


def queue(kind: str, file: GeneratedFile, *, after: timedelta | None = None) -> None:
    """Let a worker make the file, by the priority of its kind; `after` is how long to wait before."""
    at = timezone.now() + after if after else None
    make_file.using(priority=KINDS[kind].priority, run_after=at).enqueue(kind, file.pk)


def retry(kind: str, file: GeneratedFile) -> bool:
    """Start over with what was given up; whether there was anything to start over."""
    again = jobs.retry(file)
    if again:
        queue(kind, file)
    return again


def ask_for_report(
    assessment: Assessment, *, by: Person | None, chosen: Outline | None = None, kind: str = "report"
) -> Report:
    """The report of this state of the assessment, queued if it was not made yet; the standard outline unless one is chosen."""
    report, new = reports.ask(assessment, chosen or Outline(), by=by)
    if new:
        queue(kind, report)
    return report


def requeue_lost() -> int:
    """Queue again everything that dead workers left, by priority; how much there was."""
    count = 0
    for name, kind in sorted(stored_kinds(), key=lambda each: -each[1].priority):
        for file in jobs.lost(kind.model):
            if jobs.requeue_lost(file):
                queue(name, file)
                count += 1
    return count
