"""Asking for PDFs in any outline: made once, followed without leaving the page, and seen by those who may."""

import pytest
from django.urls import reverse

from assessments import models
from assessments.generation import tasks as generation
from assessments.reports.outline import Outline
from tests.conftest import client_of


def ask(client, assessment, **said):
    return client.post(reverse("report-ask", args=[assessment.reference]), said)


def test_each_outline_is_made_once(as_anna, complete) -> None:
    for _ in range(2):
        ask(as_anna, complete, length="short", without=["risks", "goals"])
        ask(as_anna, complete, length="short")
    assert sorted(models.Report.objects.values_list("outline", flat=True)) == ["short", "short -goals -risks"]


def test_approved_report_is_asked_for_again_without_reading_the_assessment(
    as_anna, approved, django_assert_num_queries
) -> None:
    first = ask(as_anna, approved, length="short")["Location"]
    with django_assert_num_queries(4):  # session, person, assessment with rights, report
        assert ask(as_anna, approved, length="short")["Location"] == first


def test_final_report_of_each_outline_never_changes(approved, cast) -> None:
    from django.db import DatabaseError, transaction

    report = generation.ask_for_report(approved, by=cast.anna, chosen=Outline(length="short"))
    report.refresh_from_db()
    assert (report.final, report.state) == (True, "ready")
    with pytest.raises(DatabaseError, match="final"), transaction.atomic():
        models.Report.objects.filter(pk=report.pk).update(sha256="0" * 64)
    assert approved.events.filter(kind="reported").count() == 0  # the timeline tells of the standard one


@pytest.mark.parametrize("said", [{"edition": "secret"}, {"paper": "a3"}, {"without": ["summary"]}, {"without": ["x"]}])
def test_unknown_choice_is_refused_with_the_others_kept(as_anna, burundi, said: dict) -> None:
    answer = ask(as_anna, burundi, **({"length": "short"} | said))
    assert answer.status_code == 422
    assert '<option value="short" selected>' in answer.content.decode()
    assert models.Report.objects.count() == 0


def test_remarks_are_printed_for_assessors_and_reviewers_only(as_anna, approved, cast) -> None:
    assert ask(as_anna, approved, dialogue="on", edition="shareable").status_code == 422
    ask(as_anna, approved, dialogue="on", length="short")
    report = models.Report.objects.get()
    viewer = client_of(cast.pieter)
    ask(viewer, approved, dialogue="on", length="short")  # a viewer's form has no such box
    assert sorted(models.Report.objects.values_list("outline", flat=True)) == ["short", "short dialogue"]
    for name in ("file", "file-download"):
        url = reverse(name, args=["report", report.uuid])
        assert viewer.get(url).status_code == 404
        allowed = as_anna.get(url)
        assert allowed.status_code == 200
        b"".join(allowed if not allowed.streaming else allowed.streaming_content)
    assert "with the remarks" not in viewer.get(reverse("report", args=[approved.reference])).content.decode()
    assert "with the remarks" in as_anna.get(reverse("report", args=[approved.reference])).content.decode()


def test_page_of_a_report_being_made_asks_for_news_and_tells_how_many_come_first(as_anna, burundi, cast) -> None:
    waiting = [models.Report.objects.create(assessment=burundi, fingerprint=letter * 64) for letter in "ab"]
    url = reverse("file", args=["report", waiting[1].uuid])
    page = as_anna.get(url).content.decode()
    assert f'hx-get="{url}"' in page
    assert "It waits: 1 other comes first." in page
    fragment = as_anna.get(url, headers={"HX-Request": "true"}).content.decode()
    assert fragment.lstrip().startswith('<div id="standing"')
    models.Report.objects.filter(pk=waiting[1].pk).update(state="failed", failure="memory")
    failed = as_anna.get(url, headers={"HX-Request": "true"}).content.decode()
    assert "more memory than a report may have" in failed
    assert "hx-get" not in failed
    assert f'action="{url}again/"' in failed


def test_fragment_costs_few_queries(as_anna, burundi, django_assert_num_queries) -> None:
    report = models.Report.objects.create(assessment=burundi, fingerprint="a" * 64)
    url = reverse("file", args=["report", report.uuid])
    with django_assert_num_queries(5):  # session, person, assessment, report, the queue
        as_anna.get(url, headers={"HX-Request": "true"})


def test_download_is_a_file_no_browser_opens_here(as_anna, complete) -> None:
    ask(as_anna, complete, length="short")
    report = models.Report.objects.get()
    answer = as_anna.get(reverse("file-download", args=["report", report.uuid]))
    assert answer["Content-Disposition"] == f'attachment; filename="{complete.reference}.pdf"'
    assert answer["Content-Security-Policy"] == "sandbox; default-src 'none'"
    assert b"".join(answer.streaming_content).startswith(b"%PDF-1.7")
