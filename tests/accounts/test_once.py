"""A form that is posted twice does its work once, whoever sends it again and when; nothing typed is lost over it."""

import re
import threading
from datetime import timedelta

import pytest
from django.conf import settings
from django.db import connection
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from assessments import models
from ssr_portal.accounts import once
from ssr_portal.accounts.models import Organisation, SentForm
from tests import acting
from tests.conftest import Cast, client_of

RISK = {
    "what": "Elections are put off",
    "likelihood": "4",
    "impact": "3",
    "mitigation": "Watch.",
    "owner": "Embassy",
    "audience": "internal",
    "revision": "0",
}


def token_on(page: str, before: str = "") -> str:
    """The token of the first form after `before`."""
    return re.search(rf'{re.escape(before)}.*?name="{once.FIELD}" value="([^"]+)"', page, re.DOTALL)[1]


def form_at(client: Client, address: str) -> dict[str, str]:
    """What the form of a page, the one after the sign-out, carries."""
    return {once.FIELD: token_on(client.get(address).content.decode(), 'id="main"')}


@pytest.fixture
def risks(burundi) -> str:
    return reverse("record-add", args=[burundi.reference, "risk"])


def risk(**typed: str) -> dict[str, str]:
    return RISK | typed


def test_form_posted_twice_adds_one_record_and_leads_to_the_same_place(as_anna, burundi, risks) -> None:
    form = form_at(as_anna, risks) | risk()
    first, second = as_anna.post(risks, form), as_anna.post(risks, form)
    assert (first.status_code, second.status_code) == (302, 302), first.content.decode()
    assert second["Location"] == first["Location"]
    assert burundi.risks.count() == 1
    assert "Saved: Elections are put off." in as_anna.get(second["Location"]).content.decode()


def test_a_form_of_two_pages_adds_two_records(as_anna, burundi, risks) -> None:
    for _time in range(2):
        as_anna.post(risks, form_at(as_anna, risks) | risk())
    assert burundi.risks.count() == 2


def test_refused_form_can_be_mended_and_sent_with_the_same_token(as_anna, burundi, risks) -> None:
    form = form_at(as_anna, risks)
    assert as_anna.post(risks, form | risk(what="")).status_code == 422
    assert SentForm.objects.count() == 0
    assert as_anna.post(risks, form | risk()).status_code == 302
    assert burundi.risks.count() == 1


def test_going_back_past_a_refusal_is_still_the_same_form(as_anna, burundi, risks) -> None:
    first = form_at(as_anna, risks) | risk(what="")
    refused = as_anna.post(risks, first).content.decode()
    mended = {once.FIELD: token_on(refused, 'id="main"')} | risk()
    assert as_anna.post(risks, mended).status_code == 302
    again = as_anna.post(risks, first | risk(what="Elections are put off again"))
    record = burundi.risks.get()
    assert again["Location"] == reverse("record-change", args=[burundi.reference, "risk", record.pk])
    assert record.what == "Elections are put off"


def test_form_whose_server_died_over_it_is_done_after_a_while(as_anna, burundi, risks) -> None:
    form = form_at(as_anna, risks) | risk()
    as_anna.post(risks, form)
    burundi.risks.all().delete()
    SentForm.objects.update(onwards="", begun_at=timezone.now() - once.ABANDONED - timedelta(seconds=1))
    assert as_anna.post(risks, form).status_code == 302
    assert burundi.risks.count() == 1


def test_refusal_gives_back_what_was_typed_and_does_not_use_the_token_up(as_anna, burundi, risks) -> None:
    form = form_at(as_anna, risks) | risk()
    models.Assessment.objects.filter(pk=burundi.pk).update(
        state="submitted", submitted_at=timezone.now(), submitted_by=burundi.opened_by
    )
    refused = as_anna.post(risks, form)
    page = refused.content.decode()
    assert (refused.status_code, "Elections are put off" in page) == (409, True)
    assert "This assessment is submitted and cannot be changed now." in page
    models.Assessment.objects.filter(pk=burundi.pk).update(state="draft")
    assert as_anna.post(risks, form)["Location"] == reverse("section", args=[burundi.reference, "context"])
    assert burundi.risks.count() == 1


def test_other_words_after_going_back_lead_to_the_record_with_them_unsaved(as_anna, burundi, risks) -> None:
    form = form_at(as_anna, risks)
    as_anna.post(risks, form | risk())
    made = burundi.risks.get()
    answer = as_anna.post(risks, form | risk(what="Elections are put off, and more typed at length"))
    assert answer["Location"] == reverse("record-change", args=[burundi.reference, "risk", made.pk])
    page = as_anna.get(answer["Location"]).content.decode()
    assert "and more typed at length" in page
    assert "You sent this form before, and what it added is opened here." in page
    assert burundi.risks.get().what == "Elections are put off"
    again = form_at(as_anna, answer["Location"]) | risk(what="Elections are put off, and more typed at length")
    assert as_anna.post(answer["Location"], again).status_code == 302
    assert burundi.risks.get().what == "Elections are put off, and more typed at length"


def test_other_words_of_a_remark_are_shown_unsaved_on_its_page(as_marieke, complete, cast) -> None:
    page = reverse("remarks", args=[complete.reference])
    form = form_at(as_marieke, page)
    as_marieke.post(page, form | {"text-0": "First."})
    as_marieke.post(page, form | {"text-0": "First."})
    assert complete.comments.count() == 1
    answer = as_marieke.post(page, form | {"text-0": "First, and more."})
    assert answer["Location"] == page
    shown = as_marieke.get(page).content.decode()
    assert "First, and more." in shown
    assert "what you sent then is stored" in shown
    assert complete.comments.count() == 1


def test_anothers_token_is_no_use(as_anna, cast, burundi, risks) -> None:
    form = form_at(as_anna, risks) | risk()
    as_anna.post(risks, form)
    client_of(cast.joris).post(risks, form)
    assert burundi.risks.count() == 2  # as without a token: nothing of Anna's is answered to Joris
    assert SentForm.objects.count() == 1


def test_token_means_nothing_at_another_address(as_anna, burundi, risks) -> None:
    form = form_at(as_anna, risks) | risk()
    as_anna.post(risks, form)
    other = reverse("record-add", args=[burundi.reference, "actor"])
    assert as_anna.post(other, form).status_code == 422


@pytest.mark.parametrize("token", ["", "x", "a:b", "\u202e:\ud800".encode("utf-8", "replace").decode(), "0" * 10_000])
def test_token_that_is_none_is_as_no_token(as_anna, burundi, risks, token: str) -> None:
    assert as_anna.post(risks, risk() | {once.FIELD: token}).status_code == 302
    assert burundi.risks.count() == 1


def test_answers_are_forgotten_after_their_time(as_anna, risks) -> None:
    as_anna.post(risks, form_at(as_anna, risks) | risk())
    assert once.purge() == 0
    SentForm.objects.update(begun_at=timezone.now() - once.REMEMBERED - timedelta(minutes=1))
    assert once.purge() == 1
    assert not SentForm.objects.exists()


def test_form_that_was_begun_and_never_answered_is_given_back(as_anna, burundi, risks, monkeypatch) -> None:
    monkeypatch.setattr(once, "MOST_WAIT", 0)
    form = form_at(as_anna, risks) | risk()
    as_anna.post(risks, form)
    SentForm.objects.update(onwards="")  # as when the server stopped in between
    answer = as_anna.post(risks, form)
    assert answer.status_code == 409
    assert "Elections are put off" in answer.content.decode()
    assert burundi.risks.count() == 1


@pytest.mark.parametrize("status", [403, 404])
def test_words_typed_by_somebody_who_lost_the_right_are_given_back(as_anna, cast, burundi, risks, status) -> None:
    form = form_at(as_anna, risks) | risk()
    if status == 403:
        cast.anna.memberships.update(role="reviewer")
    else:
        cast.anna.memberships.all().delete()
    answer = as_anna.post(risks, form)
    assert (answer.status_code, "Elections are put off" in answer.content.decode()) == (status, True)


TERMS, NEEDS = "Terms of reference", "Needs as people see them"


@pytest.mark.parametrize(
    ("address", "typed", "labels"),
    [
        ("risk/new/", {"what": "Elections are put off"}, ["Risk"]),
        ("risk/new/", {"what": "Élections", "mitigation": "Watch. Wait."}, ["Risk", "Mitigation"]),
        ("task/new/", {"note": "All of it."}, ["Note"]),
        ("reply/new/", {"text": "We disagree."}, ["Answer, in the partner&#x27;s words"]),
        ("context/change/", {"terms": "The embassy asked.", "needs": "Safe nights."}, [TERMS, NEEDS]),
        ("nonsense/new/", {"some_words": "All of it."}, ["Some words"]),
        ("score/need/", {"r7-tried": "Asked the ministry."}, ["What was tried, and the next step"]),
    ],
)  # fmt: skip
def test_what_is_given_back_is_named_as_on_its_form(as_anna, cast, burundi, risks, address, typed, labels) -> None:
    token = form_at(as_anna, risks)
    cast.anna.memberships.all().delete()
    answer = as_anna.post(f"/assessments/{burundi.reference}/{address}", token | typed)
    named = re.findall(r"<dt>(.*?)</dt>", answer.content.decode())
    assert (answer.status_code, named) == (404, labels)


@pytest.mark.faults_in_the_log
def test_view_that_breaks_leaves_nothing_behind(as_anna, risks, monkeypatch) -> None:
    def broken(*_args: object, **_named: object) -> None:
        raise NotImplementedError

    form = form_at(as_anna, risks) | risk()
    monkeypatch.setattr("assessments.domain.rules.require", broken)
    with pytest.raises(NotImplementedError):
        as_anna.post(risks, form)
    assert not SentForm.objects.exists()


def test_desk_adds_once_and_gives_other_words_back(cast) -> None:
    cast.fatima.is_superuser = True
    cast.fatima.save()
    desk, address = client_of(cast.fatima), reverse("admin:accounts_organisation_add")
    form = form_at(desk, address) | {"name": "Norway", "short_name": "NO", "currency": "NOK", "country": "NO"}
    form |= {f"{many}-{n}_FORMS": "0" for many in ("memberships", "markings") for n in ("TOTAL", "INITIAL")}
    first = desk.post(address, form)
    assert first.status_code == 302
    assert desk.post(address, form)["Location"] == first["Location"]
    other = desk.post(address, form | {"name": "Kingdom of Norway", "short_name": "NOR"})
    assert (other.status_code, first["Location"] in other.content.decode()) == (409, True)
    assert "Kingdom of Norway" in other.content.decode()
    assert set(Organisation.objects.filter(currency="NOK").values_list("name", flat=True)) == {"Norway"}


def test_every_form_of_the_desk_carries_a_token(cast, framework) -> None:
    fatima = client_of(cast.fatima)
    for name in ("admin:frameworks_framework_changelist", "admin:index", "admin:frameworks_activity_changelist"):
        page = fatima.get(reverse(name)).content.decode()
        assert page.count(f'name="{once.FIELD}"') == page.count('method="post"'), name


def test_every_form_that_a_signed_in_person_is_shown_carries_a_token() -> None:
    """No template writes a posted form without the tag that brings both tokens; `503.html` sends again what was sent."""
    templates = sorted(
        set((settings.BASE_DIR / "templates").rglob("*.html")) - {settings.BASE_DIR / "templates/503.html"}
    )
    forms = [
        (path.name, form)
        for path in templates
        for form in re.findall(r"<form(?=[^>]*method=\"post\").*?</form>", path.read_text(encoding="utf-8"), re.DOTALL)
    ]
    assert len(forms) > 40
    assert [name for name, form in forms if "{% csrf_token %}" not in form] == []


def test_simultaneous_posts_do_their_work_once(committed) -> None:
    cast = Cast()
    burundi = acting.opened(cast.nl, by=cast.anna, first=2012, last=2014)
    address = reverse("record-add", args=[burundi.reference, "risk"])
    clients = [client_of(cast.anna) for _number in range(4)]
    form = form_at(clients[0], address) | risk()
    answers, together = [], threading.Barrier(len(clients))

    def send(client: Client) -> None:
        try:
            together.wait()
            answers.append(client.post(address, form))
        finally:
            connection.close()

    threads = [threading.Thread(target=send, args=[client]) for client in clients]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert {(answer.status_code, answer["Location"]) for answer in answers} == {
        (302, reverse("section", args=[burundi.reference, "context"]))
    }
    assert len(answers) == 4
    assert burundi.risks.count() == 1
