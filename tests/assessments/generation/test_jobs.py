"""What the worker makes: claimed once, tried three times, taken up again when a worker died, called off."""

import pytest
import time_machine as clock
from django.core.management import call_command

from assessments import models, tasks
from assessments.generation import bundles, combined, jobs, reports
from assessments.generation import tasks as generation
from assessments.models.generated_file import Failure
from assessments.reports import pdf

State = models.Report.State


@pytest.fixture
def report(burundi, cast) -> models.Report:
    return reports.ask_by_fingerprint(burundi, "a" * 64, by=cast.anna)[0]


def test_only_one_worker_gets_it(report) -> None:
    assert jobs.claim(models.Report, report.pk).tries == 1
    assert jobs.claim(models.Report, report.pk) is None


def test_dead_worker_leaves_it_to_the_next(report) -> None:
    begun = jobs.claim(models.Report, report.pk).heartbeat_at
    with clock.travel(begun + jobs.STUCK * 0.9, tick=False):
        assert jobs.claim(models.Report, report.pk) is None
        assert jobs.lost(models.Report) == []
    with clock.travel(begun + jobs.STUCK * 1.1, tick=False):
        assert jobs.lost(models.Report) == [report]
        assert jobs.claim(models.Report, report.pk).tries == 2


def test_worker_that_says_it_goes_on_keeps_it(report) -> None:
    mine = jobs.claim(models.Report, report.pk)
    with clock.travel(mine.heartbeat_at + jobs.STUCK * 0.9, tick=False):
        assert jobs.heartbeat(mine)
    with clock.travel(mine.heartbeat_at + jobs.STUCK * 1.5, tick=False):
        assert jobs.claim(models.Report, report.pk) is None


def test_it_is_given_up_after_three_tries_and_says_why(report) -> None:
    for last in (False, False, True):
        mine = jobs.claim(models.Report, report.pk)
        assert jobs.fail(mine, Failure.MEMORY, {}) is not last
    report.refresh_from_db()
    assert (report.state, report.failure) == (State.FAILED, "memory")
    assert jobs.retry(report)
    report.refresh_from_db()
    assert (report.state, report.tries, report.failure) == (State.QUEUED, 0, "")
    assert not jobs.retry(report)


def test_what_is_called_off_is_not_made(burundi, cast) -> None:
    bundle = bundles.ask([burundi], by=cast.anna)
    mine = jobs.claim(models.Bundle, bundle.pk)
    assert jobs.cancel(bundle)
    assert not jobs.heartbeat(mine)
    bundles.store(mine)
    bundle.refresh_from_db()
    assert (bundle.state, bundle.file.name) == (State.CANCELLED, "")
    assert not jobs.cancel(bundle)


def test_everything_dead_workers_left_is_queued_again_at_the_start(complete, cast) -> None:
    """The immediate queue of tests makes it on the spot."""
    made = [
        reports.ask_by_fingerprint(complete, "a" * 64, by=cast.anna, outline="short")[0],
        combined.ask("portfolio", "", by=cast.anna)[0],
        bundles.ask([complete], by=cast.anna, outline="short"),
    ]
    assert generation.requeue_lost() == 0
    for each in made:
        jobs.claim(type(each), each.pk)
    with clock.travel(models.Bundle.objects.get().heartbeat_at + jobs.STUCK * 2, tick=False):
        call_command("take_up_reports")
    assert [type(each).objects.get(pk=each.pk).state for each in made] == [State.READY] * 3


def test_lost_task_that_was_tried_too_often_is_given_up(report) -> None:
    models.Report.objects.filter(pk=report.pk).update(tries=jobs.MOST_TRIES)
    report.refresh_from_db()
    with clock.travel(report.queued_at + jobs.STUCK * 2, tick=False):
        assert jobs.requeue_lost(report) is False
    report.refresh_from_db()
    assert report.state == State.FAILED


@pytest.mark.faults_in_the_log
@pytest.mark.parametrize(
    ("cause", "words"), [("time", "more than 120 seconds"), ("memory", "more memory"), ("fault", "operator's log")]
)
def test_failure_is_told_in_words(burundi, cast, monkeypatch, caplog, cause: str, words: str) -> None:
    def broken(*_order: object) -> pdf.Pdf:
        raise pdf.NotPrinted("x", cause)

    monkeypatch.setattr(pdf, "print_apart", broken)
    report = generation.ask_for_report(burundi, by=cast.anna)
    report.refresh_from_db()
    assert (report.state, report.tries) == (State.FAILED, jobs.MOST_TRIES)
    assert words in report.failure_words


@pytest.mark.faults_in_the_log
def test_full_disk_is_told_in_words(complete, cast, monkeypatch, caplog) -> None:
    from django.core.files.storage import FileSystemStorage

    def full(*_args, **_kwargs) -> str:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(FileSystemStorage, "_save", full)
    monkeypatch.setattr(pdf, "print_apart", lambda *_order: pdf.Pdf(b"%PDF-1.7", 1))
    report = generation.ask_for_report(complete, by=cast.anna)
    report.refresh_from_db()
    assert (report.state, report.file.name) == (State.FAILED, "")
    assert "no space left for the file" in report.failure_words


def test_report_is_named_after_what_it_shows_and_not_after_what_was_asked(burundi, rating, cast, monkeypatch) -> None:
    monkeypatch.setattr(pdf, "print_apart", lambda *_order: pdf.Pdf(b"%PDF-1.7", 1))
    asked = reports.ask_by_fingerprint(burundi, "a" * 64, by=cast.anna)[0]  # of a state that is gone
    generation.make_file.func("report", asked.pk)
    asked.refresh_from_db()
    now = generation.ask_for_report(burundi, by=cast.anna)
    assert (asked.state, now.pk) == (State.READY, asked.pk)


def test_report_asked_for_before_the_approval_never_takes_the_place_of_the_final_one(
    complete, cast, monkeypatch, caplog
) -> None:
    from tests import acting

    monkeypatch.setattr(pdf, "print_apart", lambda *_order: pdf.Pdf(b"%PDF-1.7", 1))
    early = reports.ask_by_fingerprint(complete, "a" * 64, by=cast.anna)[0]
    event = acting.submit_and_approve(complete, cast)
    generation.make_file.func("report", early.pk)  # before the final one is asked for
    early.refresh_from_db()
    assert (early.state, early.fingerprint) == (State.FAILED, "a" * 64)
    tasks.after_move(event)
    assert models.Report.objects.get(assessment=complete, final=True).state == State.READY


def test_report_overtaken_by_that_of_a_newer_state_says_so(burundi, cast, monkeypatch, caplog) -> None:
    monkeypatch.setattr(pdf, "print_apart", lambda *_order: pdf.Pdf(b"%PDF-1.7", 1))
    late = reports.ask_by_fingerprint(burundi, "a" * 64, by=cast.anna)[0]
    generation.ask_for_report(burundi, by=cast.anna)
    generation.make_file.func("report", late.pk)
    late.refresh_from_db()
    assert (late.state, late.tries) == (State.FAILED, 1)
    assert "Ask for it again." in late.failure_words


@pytest.mark.printed_apart
@pytest.mark.parametrize(
    ("limit", "value", "cause"), [("MOST_SECONDS", 3, "time"), ("MOST_MEMORY", 200 * 1024**2, "memory")]
)
def test_memory_and_time_are_told_apart(monkeypatch, limit: str, value: int, cause: str) -> None:
    monkeypatch.setattr(pdf, limit, value)
    with pytest.raises(pdf.NotPrinted) as found:
        pdf.print_apart(pdf.PrintJob("<p>" + "x " * 3_000_000, "x"))
    assert found.value.cause == cause


def test_busy_machine_gives_nothing_up_and_counts_no_try(burundi, cast, monkeypatch, caplog) -> None:
    def busy(*_order: object) -> pdf.Pdf:
        raise pdf.NotPrinted("x", "busy")

    monkeypatch.setattr(pdf, "print_apart", busy)
    report = reports.ask_by_fingerprint(burundi, "a" * 64, by=cast.anna)[0]
    queued = []
    monkeypatch.setattr(
        type(generation.make_file), "enqueue", lambda task, _kind, pk: queued.append((pk, bool(task.run_after)))
    )
    for _ in range(jobs.MOST_TRIES + 2):
        generation.make_file.func("report", report.pk)
    report.refresh_from_db()
    assert (report.state, report.tries, report.failure) == (State.QUEUED, 0, "")
    assert queued == [(report.pk, True)] * (jobs.MOST_TRIES + 2)  # each time after a pause
