"""What waits for whom: mail for nothing, reports for no bundle, a bundle for its turn between two of its reports."""

import tempfile
import tracemalloc
import zipfile
from collections.abc import Iterator

import pytest
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.core.management import CommandParser
from django.utils import timezone
from django_tasks_db.models import DBTaskResult

from assessments import models
from assessments import tasks as other_tasks
from assessments.generation import bundles, combined, jobs, reports, tasks
from assessments.reports import pdf
from ssr_portal.upkeep import beat
from ssr_portal.upkeep.management.commands import db_worker
from tests import acting

MEGABYTE = 1024**2


@pytest.fixture(autouse=True)
def quick(monkeypatch) -> None:
    """Nothing here looks at a PDF."""
    monkeypatch.setattr(pdf, "print_apart", lambda *_order: pdf.Pdf(b"%PDF-1.7", 1))


@pytest.fixture
def queue(settings) -> None:
    """The queue in the database, which nobody empties but the test."""
    settings.TASKS = {"default": settings.TASKS["default"] | {"BACKEND": "django_tasks_db.DatabaseBackend"}}


def work() -> Iterator[str]:
    """Do what a worker takes, one task after the other, whatever it is to wait for; tell what was done."""
    while (row := DBTaskResult.objects.order_by(*DBTaskResult._meta.ordering).first()) is not None:
        arguments = row.args_kwargs["args"]
        row.task.call(*arguments)
        row.delete()
        yield f"{row.queue_name}: {row.task_name} {arguments[0] if row.queue_name == 'files' else ''}".strip()


@pytest.fixture
def two(approved, cast) -> tuple[models.Assessment, models.Assessment]:
    later = acting.opened(cast.nl, by=cast.anna, first=2015, last=2015, source=approved)
    acting.rate_all(later, by=cast.anna)
    later.refresh_from_db()
    acting.submit_and_approve(later, cast)
    return approved, later


def test_mail_and_reports_go_between_two_reports_of_a_bundle(two, cast, queue, mailoutbox) -> None:
    tasks.queue("bundle", bundles.ask(two, by=cast.anna, outline="short"))
    worker = work()
    assert next(worker) == "files: make_file bundle"
    tasks.ask_for_report(two[0], by=cast.anna)
    other_tasks.tell.enqueue(two[0].events.get(kind="approved").pk)
    assert list(worker) == [
        "mail: tell",
        "mail: send",
        "mail: send",
        "files: make_file report",
        "files: make_file bundle",
        "files: make_file bundle",  # which zips them
    ]
    assert models.Bundle.objects.get().state == "ready"
    assert len(mailoutbox) > 0


def test_bundle_waits_for_a_report_that_another_worker_prints(approved, cast, queue) -> None:
    bundle = bundles.ask([approved], by=cast.anna)
    report = tasks.ask_for_report(approved, by=cast.anna)
    DBTaskResult.objects.all().delete()
    theirs = jobs.claim(models.Report, report.pk)
    tasks.queue("bundle", bundle)
    worker = work()
    next(worker)
    assert DBTaskResult.objects.get().run_after > timezone.now()  # not at once, which would keep the worker busy
    bundle.refresh_from_db()
    assert (bundle.state, bundle.tries) == ("queued", 0)
    reports.store(theirs, b"%PDF-1.7", 1)
    assert list(worker) == ["files: make_file bundle"] * 2
    bundle.refresh_from_db()
    assert bundle.state == "ready"


def test_report_counts_no_bundle_among_those_that_come_first(approved, cast, queue, as_anna) -> None:
    tasks.queue("bundle", bundles.ask([approved], by=cast.anna))
    report = combined.ask("portfolio", "", by=cast.anna)[0]
    assert "It is waiting to be prepared." in as_anna.get(f"/files/combined-report/{report.uuid}/").content.decode()
    bundle = bundles.ask([approved], by=cast.anna)
    page = as_anna.get(f"/files/bundle/{bundle.uuid}/").content.decode()
    assert "It waits: 2 others come first." in page


def test_worker_serves_every_queue_unless_it_is_told_which(queue) -> None:
    parser = CommandParser()
    db_worker.Command().add_arguments(parser)
    assert parser.parse_args([]).queue_name == "*"
    assert parser.parse_args(["--queue-name", "mail"]).queue_name == "mail"


def test_beat_of_a_worker_takes_up_what_another_left(approved, cast, settings) -> None:
    settings.DAILY_TASKS = []
    report = reports.ask_by_fingerprint(approved, "a" * 64, by=cast.anna)[0]
    models.Report.objects.update(tries=1, heartbeat_at=timezone.now() - 2 * jobs.STUCK)
    beat.beat("another")
    report.refresh_from_db()
    assert report.state == "ready"


def test_reports_are_zipped_without_holding_them_in_memory(db) -> None:
    name = default_storage.save("reports/large.pdf", ContentFile(b"x" * 2 * MEGABYTE))
    items = [
        models.BundleItem(
            assessment=models.Assessment(reference=f"NL-BI-{year}"),
            report=models.Report(file=name, made_at=timezone.now(), sha256="a" * 64, fingerprint="b" * 64),
        )
        for year in range(1990, 2010)
    ]
    with tempfile.TemporaryFile() as target:
        tracemalloc.start()
        bundles._zip(items, target)
        most = tracemalloc.get_traced_memory()[1]
        tracemalloc.stop()
        assert len(zipfile.ZipFile(target).namelist()) == 21
    assert most < 2 * MEGABYTE
