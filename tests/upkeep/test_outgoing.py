"""A mail server that is away, slow or out of sorts loses no mail and doubles none."""

import re
import smtplib
import socket
import ssl

import pytest
from django.core import mail
from django.core.management import call_command
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from django_tasks_db.models import DBTaskResult

from assessments import models, tasks
from ssr_portal.accounts import notices
from ssr_portal.accounts.models import Membership, Person
from ssr_portal.upkeep import outgoing, queues
from ssr_portal.upkeep.management.commands.db_worker import PatientWorker
from tests import acting
from tests.conftest import client_of

AWAY = [
    ConnectionRefusedError(111, "Connection refused"),
    ConnectionResetError(104, "Connection reset by peer"),
    TimeoutError("timed out"),
    OSError(113, "No route to host"),
    OSError(28, "No space left on device"),
    socket.gaierror(-3, "Temporary failure in name resolution"),
    ssl.SSLError("handshake failure"),
    smtplib.SMTPServerDisconnected("Connection unexpectedly closed"),
    smtplib.SMTPConnectError(421, b"too many connections"),
    smtplib.SMTPConnectError(554, b"no service for you"),
    smtplib.SMTPHeloError(500, b"what?"),
    smtplib.SMTPAuthenticationError(535, b"the password was changed"),
    smtplib.SMTPSenderRefused(550, b"who is that?", "ssr-portal@localhost"),
    smtplib.SMTPRecipientsRefused({"a@b.example": (450, b"greylisted")}),
    smtplib.SMTPDataError(451, b"try later"),
]
FOR_EVER = [
    smtplib.SMTPRecipientsRefused({"a@b.example": (550, b"no such mailbox")}),
    smtplib.SMTPDataError(554, b"not these words"),
]


@pytest.fixture
def queue(settings, db) -> None:
    """The queue of the product; in other tests tasks are run at once."""
    settings.TASKS = {"default": {"BACKEND": "django_tasks_db.DatabaseBackend", "QUEUES": queues.ALL}}


@pytest.fixture
def server(monkeypatch) -> dict[str, list[Exception]]:
    """What the mail server has against an address, one after the other; `*` is everybody's."""
    against: dict[str, list[Exception]] = {}
    take = mail.EmailMessage.send

    def send(message: mail.EmailMessage, **how: bool) -> int:
        waiting = against.get("*") or against.get(message.to[0])
        if waiting:
            raise waiting.pop(0)
        return take(message, **how)

    monkeypatch.setattr(mail.EmailMessage, "send", send)
    return against


def work() -> set[str]:
    """Run all that waits as the worker would, without its pauses; how everything ended."""
    while waiting := DBTaskResult.objects.filter(status="READY").first():
        waiting.claim("one")
        PatientWorker(
            queue_names=["default"], interval=0, batch=True, backend_name="default", startup_delay=False,
            max_tasks=None, worker_id="one", excluded_queue_names=[],
        ).run_task(waiting)  # fmt: skip
    return set(DBTaskResult.objects.values_list("status", flat=True))


def told(mailoutbox: list) -> list[str]:
    return sorted(address for message in mailoutbox for address in message.to)


@pytest.mark.parametrize("error", AWAY, ids=repr)
def test_mail_waits_for_a_server_that_is_away(queue, server, mailoutbox, error: Exception) -> None:
    server["*"] = [error] * 10  # seventeen minutes
    outgoing.send.enqueue("Subject", "Words", "a@b.example")
    assert (work(), told(mailoutbox)) == ({"SUCCESSFUL"}, ["a@b.example"])


@pytest.mark.faults_in_the_log
@pytest.mark.parametrize("error", FOR_EVER, ids=repr)
def test_mail_that_is_refused_for_ever_is_not_tried_again(queue, server, mailoutbox, error: Exception) -> None:
    server["*"] = [error]
    outgoing.send.enqueue("Subject", "Words", "a@b.example")
    assert (work(), told(mailoutbox)) == ({"FAILED"}, [])


def test_one_address_that_cannot_be_reached_costs_nobody_else_anything(
    queue, server, cast, burundi, mailoutbox
) -> None:
    """Of a return that two assessors are told of, and of a share that two of the other donor are told of."""
    away = ConnectionRefusedError(111, "Connection refused")
    returned = {"kind": models.Event.Kind.RETURNED, "by": cast.marieke, "judged_revision": 0}
    event = models.Event.objects.create(assessment=burundi, **returned)
    server.update({each.email: [away, away] for each in (cast.joris, cast.sofia)})
    tasks.tell.enqueue(event.pk)
    tasks.tell_shared.enqueue(acting.shared(burundi, cast.dda, by=cast.marieke).pk)
    assert work() == {"SUCCESSFUL"}
    assert told(mailoutbox) == sorted(each.email for each in (cast.anna, cast.joris, cast.sofia, cast.erik))


def test_link_to_a_new_password_waits_and_works(queue, server, cast, mailoutbox) -> None:
    """The page is the same as when the mail goes at once, and the link lies in no queue."""
    server["*"] = [ConnectionRefusedError(111, "Connection refused")] * 3
    answer = Client().post(reverse("account_reset_password"), {"email": cast.anna.email})
    assert answer["Location"] == reverse("account_reset_password_done")
    assert [each.args_kwargs for each in DBTaskResult.objects.all()] == [{"args": [cast.anna.pk], "kwargs": {}}]
    assert (work(), told(mailoutbox)) == ({"SUCCESSFUL"}, [cast.anna.email])
    link = next(line for line in mailoutbox[0].body.splitlines() if "/password/reset/key/" in line)
    page = Client().get("/" + link.split("/", 3)[3], follow=True).content.decode()
    assert re.findall(r"name=\"(password[12])\"", page) == ["password1", "password2"]


def test_invitation_waits_for_the_server_and_is_sent_again(queue, server, cast, mailoutbox) -> None:
    """Nobody who adds people waits for a mail server, and each invitation of the list is a mail of its own."""
    boss = Person.objects.create_superuser("boss@portal.example", "secret", name="Boss")
    server["*"] = [ConnectionRefusedError(111, "Connection refused")] * 3
    added = {
        "email": "new@nl.example",
        "name": "Anna Nova",
        "memberships-TOTAL_FORMS": 0,
        "memberships-INITIAL_FORMS": 0,
    }
    page = client_of(boss).post(reverse("admin:accounts_person_add"), added, follow=True).content.decode()
    assert ("An invitation to new@nl.example is on its way." in page, mailoutbox) == (True, [])
    new = Person.objects.get(email="new@nl.example")
    assert [each.args_kwargs for each in DBTaskResult.objects.all()] == [{"args": [new.pk], "kwargs": {}}]
    again = {"action": "send_invitation", "_selected_action": [new.pk]}
    client_of(boss).post(reverse("admin:accounts_person_changelist"), again)
    assert (work(), told(mailoutbox)) == ({"SUCCESSFUL"}, [new.email] * 2)


def test_nobody_who_was_retired_meanwhile_is_mailed_a_link(queue, cast, mailoutbox) -> None:
    notices.reset_link.enqueue(cast.anna.pk)
    cast.anna.is_active = False
    cast.anna.save()
    assert (work(), mailoutbox) == ({"SUCCESSFUL"}, [])


def test_notices_of_roles_wait_too(queue, server, cast, mailoutbox, django_capture_on_commit_callbacks) -> None:
    server["*"] = [TimeoutError("timed out")] * 4
    with django_capture_on_commit_callbacks(execute=True):
        notices.roles_changed([(Membership.objects.get(person=cast.joris), False)], cast.fatima, {})
    assert work() == {"SUCCESSFUL"}
    assert told(mailoutbox) == sorted([cast.joris.email, cast.marieke.email])


def test_reminders_wait_too(queue, server, cast, burundi, mailoutbox) -> None:
    server["*"] = [TimeoutError("timed out")] * 4
    handed = models.Assignment(assessment=burundi, part="policy", person=cast.joris, due_on=timezone.localdate())
    handed.given_by = cast.anna
    handed.save()
    call_command("send_reminders")
    call_command("send_reminders")
    assert (work(), told(mailoutbox)) == ({"SUCCESSFUL"}, [cast.joris.email])
