"""The key of what a browser keeps: each person's own, and the same on any day."""

import base64
import re

import pytest
from django import forms as forms_of
from django.conf import settings
from django.http import HttpResponse
from django.test import Client
from django.urls import reverse

from assessments import models
from assessments.forms.sharing import ShareForm
from ssr_portal.accounts import drafts, once
from tests.conftest import client_of


def test_key_is_the_persons_own_and_stays() -> None:
    assert drafts.key_of(1) == drafts.key_of(1) != drafts.key_of(2)
    assert len(base64.b64decode(drafts.key_of(1))) == 32


def test_key_depends_on_the_secret(settings) -> None:
    before = drafts.key_of(1)
    settings.SECRET_KEY = "another" * 10
    assert drafts.key_of(1) != before


@pytest.mark.django_db
def test_page_hands_each_person_their_own_key_and_nobody_any(as_anna, as_marieke, cast, burundi) -> None:
    page = reverse("score-part", args=[burundi.reference, "need"])
    for client, person in ((as_anna, cast.anna), (as_marieke, cast.marieke)):
        keys = set(re.findall(r'data-key="([^"]+)"', client.get(page).content.decode()))
        assert keys == {drafts.key_of(person.pk)}
    assert "data-key" not in Client().get(reverse("account_login")).content.decode()


def posted(client: Client, url: str, **typed: str):
    token = re.search(r'name="sent_once" value="([^"]+)"', client.get(url).content.decode())[1]
    return client.post(url, typed | {"sent_once": token}), token.partition(":")[0]


def named(answer: HttpResponse) -> set[str]:
    """The forms that an answer says are stored."""
    said = {name: cookie for name, cookie in answer.cookies.items() if name.startswith(drafts.SAVED)}
    return {name.removeprefix(drafts.SAVED) for name, cookie in said.items() if cookie["max-age"]}


SOUND = {"what": "Delay", "likelihood": "2", "impact": "3", "mitigation": "m", "owner": "o", "audience": "internal"}


@pytest.mark.django_db
def test_form_is_named_as_taken_only_when_it_was(as_anna, burundi) -> None:
    """Refused, it is not; taken, it is."""
    url = reverse("record-add", args=[burundi.reference, "risk"])
    refused, _mark = posted(as_anna, url, what="")
    assert (refused.status_code, named(refused)) == (422, set())
    taken, mark = posted(as_anna, url, **SOUND)
    assert (taken.status_code, named(taken)) == (302, {mark})
    assert not taken.cookies[drafts.SAVED + mark]["httponly"]
    models.Assessment.objects.filter(pk=burundi.pk).update(
        state="submitted", submitted_at=burundi.opened_at, submitted_by=burundi.opened_by
    )
    page = as_anna.get(reverse("dashboard")).content.decode()
    closed = as_anna.post(url, SOUND | {once.FIELD: re.search(rf'name="{once.FIELD}" value="([^"]+)"', page)[1]})
    assert (closed.status_code, named(closed)) == (302, set())


@pytest.mark.django_db
def test_two_answers_at_the_same_time_leave_both_names(cast, burundi) -> None:
    """Two windows post before either has an answer: what a browser then holds is the cookies of both answers."""
    url = reverse("record-add", args=[burundi.reference, "risk"])
    answers = [posted(client_of(cast.anna), url, **SOUND | {"what": what}) for what in ("Delay", "Cost")]
    held = set().union(*(named(answer) for answer, _mark in answers))
    assert held == {mark for _answer, mark in answers}


@pytest.mark.django_db
def test_names_that_no_script_reads_do_not_pile_up(as_anna, burundi) -> None:
    url = reverse("record-add", args=[burundi.reference, "risk"])
    for number in range(drafts.MOST_NAMED):
        as_anna.cookies[f"{drafts.SAVED}{number}"] = "1"
    answer, mark = posted(as_anna, url, **SOUND)
    assert named(answer) == {mark}
    forgotten = [name for name, cookie in answer.cookies.items() if cookie["max-age"] == 0]
    assert len(forgotten) == drafts.MOST_NAMED


TEMPLATES = sorted((settings.BASE_DIR / "templates" / "assessments").rglob("*.html"))


def test_every_form_that_is_written_in_keeps_what_is_typed() -> None:
    """By the browser (`data-unsaved`) and over the sign-in (`kept_for`), wherever a form has fields to fill in."""
    forms = [form for path in TEMPLATES for form in re.findall(r"<form\b.*?</form>", path.read_text(), re.DOTALL)]
    fields = re.compile(r"{% crispy|as_crispy_field|<textarea|{% remark_box|<select|choices %}|bundles.html")
    written = [form for form in forms if fields.search(form) and 'method="post"' in form]
    choices = [form for form in written if '>{% translate "Share" %}<' in form]  # of an organisation: nothing is typed
    assert len(choices) == 1
    assert "data-unsaved" not in choices[0]
    assert not [each for each in ShareForm.base_fields.values() if isinstance(each.widget, forms_of.TextInput)]
    written = [form for form in written if form not in choices]
    assert len(written) > 8
    assert [form for form in written if "data-unsaved" not in form or "{% kept_for %}" not in form] == []
