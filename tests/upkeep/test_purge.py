"""What is removed once a day, and what stays."""

from datetime import timedelta

import pytest
import time_machine as clock
from django.contrib.sessions.models import Session
from django.core.cache import cache
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.core.management import call_command
from django.db import connection
from django.utils import timezone
from django_tasks_db.models import DBTaskResult

from assessments import models, tasks
from assessments.generation import combined, reports
from ssr_portal.upkeep import beat
from ssr_portal.upkeep.models import WorkerBeat

DAY = timedelta(days=1)


@pytest.fixture
def long_ago(settings) -> timezone.datetime:
    return timezone.now() - timedelta(days=settings.KEEP_FILES_DAYS + 1)


def kept(
    made: models.Report | models.CombinedReport, name: str, at: timezone.datetime
) -> models.Report | models.CombinedReport:
    """A ready file, made at that time."""
    made.file.save(name, ContentFile(b"%PDF"), save=False)
    changes = {"state": "ready", "file": made.file.name, "queued_at": at}
    if isinstance(made, models.Report):
        changes["sha256"] = "b" * 64
    type(made).objects.filter(pk=made.pk).update(**changes)
    made.refresh_from_db()
    return made


def test_old_papers_go_with_their_files_and_new_ones_stay(burundi, cast, long_ago) -> None:
    old = kept(combined.ask("country", "a", by=cast.anna)[0], "old.pdf", long_ago)
    new = kept(combined.ask("country", "b", by=cast.anna)[0], "new.pdf", long_ago + 2 * DAY)
    assert tasks.purge.call()["combined reports"] == 1
    assert list(models.CombinedReport.objects.all()) == [new]
    assert [default_storage.exists(each.file.name) for each in (old, new)] == [False, True]


def test_file_that_another_paper_points_at_stays(burundi, cast, long_ago) -> None:
    old = kept(combined.ask("country", "a", by=cast.anna)[0], "shared.pdf", long_ago)
    new = combined.ask("country", "b", by=cast.anna)[0]
    combined.point_at(new, old, contents=[])
    tasks.purge.call()
    assert list(models.CombinedReport.objects.all()) == [new]
    assert default_storage.exists(new.file.name)


def test_reports_of_drafts_go_and_final_ones_stay(burundi, cast, long_ago) -> None:
    draft = kept(reports.ask_by_fingerprint(burundi, "a" * 64, by=cast.anna)[0], "draft.pdf", long_ago)
    final = kept(reports.ask_by_fingerprint(burundi, "c" * 64, by=cast.anna)[0], "final.pdf", long_ago)
    models.Report.objects.filter(pk=final.pk).update(final=True)
    assert tasks.purge.call()["reports"] == 1
    assert list(models.Report.objects.all()) == [final]
    assert [default_storage.exists(each.file.name) for each in (draft, final)] == [False, True]


def test_report_in_a_bundle_stays_as_long_as_the_bundle(burundi, cast, long_ago) -> None:
    report = kept(reports.ask_by_fingerprint(burundi, "a" * 64, by=cast.anna)[0], "bundled.pdf", long_ago)
    bundle = models.Bundle.objects.create(asked_by=cast.anna)
    models.BundleItem.objects.create(bundle=bundle, assessment=burundi, report=report)
    assert tasks.purge.call()["reports"] == 0
    models.Bundle.objects.update(queued_at=long_ago)
    removed = tasks.purge.call()
    assert (removed["bundles"], removed["reports"]) == (1, 1)
    assert (models.Bundle.objects.count(), models.Report.objects.count()) == (0, 0)


def test_what_ran_out_goes_and_the_rest_stays(burundi, cast, settings) -> None:
    now = timezone.now()
    for name, days in (("old", -1), ("new", 1)):
        Session.objects.create(session_key=name, session_data="", expire_date=now + days * DAY)
        WorkerBeat.objects.create(worker=name, seen_at=now + (days - 0.5) * DAY)
    cache.set("new", 1, timeout=60)
    with clock.travel(now - DAY):
        cache.set("old", 1, timeout=60)
    for person, at in ((cast.joris, now - DAY), (cast.anna, now)):
        models.Presence.objects.create(assessment=burundi, person=person, stretch="policy", at=at)
    for days in (15, 1):
        done = DBTaskResult.objects.create(task_path="x", queue_name="default", backend_name="default", args_kwargs={})
        DBTaskResult.objects.filter(pk=done.pk).update(status="SUCCESSFUL", finished_at=now - days * DAY)
    removed = tasks.purge.call()
    assert {what: removed[what] for what in ("sessions", "cache entries", "task results", "presences")} == {
        "sessions": 1,
        "cache entries": 1,
        "task results": 1,
        "presences": 1,
    }
    assert removed["signs of ended workers"] == 1
    assert [row.session_key for row in Session.objects.all()] == ["new"]
    assert [row.worker for row in WorkerBeat.objects.all()] == ["new"]
    assert models.Presence.objects.get().person == cast.anna
    with connection.cursor() as cursor:
        cursor.execute("SELECT cache_key FROM ssr_portal_cache")
        assert cursor.fetchall() == [(":1:new",)]


def test_command_tells_what_it_removed(db, capsys) -> None:
    call_command("purge")
    assert "0 sessions removed" in capsys.readouterr().out


def test_worker_purges_every_day(db, monkeypatch) -> None:
    done = []
    monkeypatch.setattr("assessments.tasks.purging.purge", lambda: done.append("purged") or {})
    beat.beat("one")
    beat.beat("two")
    assert done == ["purged"]
