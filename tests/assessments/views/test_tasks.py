"""Parts handed to colleagues, reminders of them, and actions that live on after approval."""

from datetime import date, timedelta
from io import StringIO

import pytest
from django.core.management import call_command
from django.db import IntegrityError, transaction
from django.urls import reverse
from django.utils import timezone

from assessments import models
from assessments.domain import assignments, records
from ssr_portal.accounts.models import Membership
from tests import acting
from tests.conftest import client_of

TODAY = timezone.localdate()


def hand_over(client, assessment: models.Assessment, person, stretch: str = "policy", **said: str):
    url = reverse("record-add", args=[assessment.reference, "task"])
    data = {"stretch": stretch, "person": str(person.pk), "due_on": "", "note": "", "revision": "0"}
    return client.post(url, data | said)


def remind() -> str:
    said = StringIO()
    call_command("send_reminders", stdout=said)
    return said.getvalue().strip()


def test_part_is_handed_over_and_seen_by_its_owner(as_anna, burundi, cast) -> None:
    assert hand_over(as_anna, burundi, cast.joris, due_on="2030-05-01", note="Ask The Hague.").status_code == 302
    task = models.Assignment.objects.get()
    assert (task.stretch, task.person, task.given_by) == ("policy", cast.joris, cast.anna)
    as_joris = client_of(cast.joris)
    first_page = as_joris.get(reverse("dashboard")).content.decode()
    assert "Assigned to you" in first_page
    assert "7 ratings to do" in first_page
    section = as_joris.get(reverse("section", args=[burundi.reference, "tasks"])).content.decode()
    assert "Ask The Hague." in section
    assert "assigned by Anna de Wit" in section
    assert "Assigned to you" not in as_anna.get(reverse("dashboard")).content.decode()


def test_programme_is_handed_over(as_anna, burundi, programme, cast) -> None:
    hand_over(as_anna, burundi, cast.joris, f"programme-{programme.pk}")
    (task,) = assignments.unfinished(cast.joris)
    assert (task.title, task.left) == ("Police strand", programme.ratings.count())


def test_finished_part_waits_for_nobody(as_anna, burundi, cast) -> None:
    hand_over(as_anna, burundi, cast.joris, due_on=str(TODAY - timedelta(days=1)))
    section = reverse("section", args=[burundi.reference, "tasks"])
    assert ">late</span>" in as_anna.get(section).content.decode()
    for rating in burundi.ratings.filter(criterion__part="policy"):
        acting.rate(rating, 2, by=cast.joris)
    assert assignments.unfinished(cast.joris) == ()
    page = as_anna.get(section).content.decode()
    assert ">Done</span>" in page
    assert ">late</span>" not in page


@pytest.mark.parametrize("stretch", ["", "x", "contribution", "programme-0", "programme-²", "programme-999999999"])
def test_stretch_that_is_none_is_refused(as_anna, burundi, cast, stretch: str) -> None:
    answer = hand_over(as_anna, burundi, cast.joris, stretch)
    assert answer.status_code == 422
    assert "stretch" in answer.context["form"].errors


@pytest.mark.parametrize("name", ["marieke", "pieter", "sofia", "fatima"])
def test_only_assessors_of_the_organisation_are_handed_parts(as_anna, burundi, cast, name: str) -> None:
    answer = hand_over(as_anna, burundi, getattr(cast, name))
    assert "person" in answer.context["form"].errors


def test_same_part_is_handed_to_one_colleague_once(as_anna, burundi, cast) -> None:
    hand_over(as_anna, burundi, cast.joris)
    answer = hand_over(as_anna, burundi, cast.joris)
    assert answer.context["form"].errors["person"] == ["This is assigned to this colleague already."]
    task = models.Assignment.objects.get()
    with pytest.raises(IntegrityError), transaction.atomic():
        models.Assignment.objects.create(assessment=burundi, part="policy", person=task.person, given_by=cast.anna)


def test_task_is_changed_to_another_part(as_anna, burundi, cast, programme) -> None:
    hand_over(as_anna, burundi, cast.joris)
    task = models.Assignment.objects.get()
    url = reverse("record-change", args=[burundi.reference, "task", task.pk])
    data = {"stretch": f"programme-{programme.pk}", "person": str(cast.joris.pk), "revision": "0"}
    assert as_anna.post(url, data).status_code == 302
    task.refresh_from_db()
    assert (task.part, task.programme) == ("", programme)


def test_reminder_is_sent_once_a_day_while_it_is_due(as_anna, burundi, cast, mailoutbox) -> None:
    hand_over(as_anna, burundi, cast.joris, due_on=str(TODAY - timedelta(days=1)))
    hand_over(as_anna, burundi, cast.joris, "need", due_on=str(TODAY + timedelta(days=3)))
    hand_over(as_anna, burundi, cast.joris, "governance", due_on=str(TODAY + timedelta(days=4)))
    mailoutbox.clear()  # each part that was handed over was told at once
    assert remind() == "1 reminders sent"
    assert remind() == "0 reminders sent"
    (mail,) = mailoutbox
    assert mail.to == [cast.joris.email]
    assert "Burundi 2012–2014, Policy: 7 ratings to do" in mail.body
    assert "(late)" in mail.body
    assert "Need: 9 ratings to do" in mail.body
    assert "Governance" not in mail.body
    assert f"/assessments/{burundi.reference}/score/need/" in mail.body


def test_nobody_is_reminded_of_what_is_done_or_not_theirs_any_more(as_anna, burundi, cast, mailoutbox) -> None:
    hand_over(as_anna, burundi, cast.joris, due_on=str(TODAY))
    mailoutbox.clear()
    Membership.objects.filter(person=cast.joris).update(role="viewer")
    assert remind() == "0 reminders sent"
    assert mailoutbox == []


@pytest.fixture
def acted(complete, cast) -> models.Action:
    """An action of an approved assessment, due long ago."""
    action = records.add(
        models.Action(text="Fund the inspectorate.", addressee="The Hague", unit="DVB", due_on=date(2015, 1, 1)),
        complete,
        by=cast.anna,
    )
    complete.refresh_from_db()
    acting.submit_and_approve(complete, cast)
    return action


def test_overdue_action_is_on_the_first_page_until_it_is_closed(as_anna, as_marieke, acted, cast) -> None:
    for client in (as_anna, as_marieke):
        assert "Fund the inspectorate." in client.get(reverse("dashboard")).content.decode()
    for name in ("pieter", "sofia"):
        assert "Fund the inspectorate." not in client_of(getattr(cast, name)).get(reverse("dashboard")).content.decode()
    url = reverse("progress", args=[acted.assessment.reference, acted.pk])
    said = {"response": "accepted", "status": "done", "proof": "Decree of 2016.", "revision": "0"}
    assert as_marieke.post(url, said).status_code == 302
    assert "Overdue actions" not in as_anna.get(reverse("dashboard")).content.decode()
    page = " ".join(as_anna.get(url).content.decode().split())
    assert "Marieke Visser: Done, Accepted" in page
    assert "Decree of 2016." in page
