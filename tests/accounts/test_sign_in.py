"""Signing in, resetting a password, and what the administration of people lets through."""

import re

import pytest
from django.conf import settings
from django.core.cache import cache
from django.db import IntegrityError, transaction
from django.test import Client
from django.urls import reverse

from ssr_portal.accounts import notices
from ssr_portal.accounts.models import Membership, Person
from tests.conftest import client_of


@pytest.fixture(autouse=True)
def no_limits_counted(db) -> None:
    cache.clear()


def test_sign_in_ignores_the_case_of_the_address(cast, client) -> None:
    answer = client.post(reverse("account_login"), {"login": "ANNA@NL.example", "password": "secret"})
    assert answer["Location"] == reverse("dashboard")


def test_wrong_password_is_told_without_saying_whether_the_address_is_known(cast, client) -> None:
    answers = [
        client.post(reverse("account_login"), {"login": address, "password": "wrong"}).context["form"].errors
        for address in (cast.anna.email, "nobody@nowhere.example")
    ]
    assert answers[0] == answers[1]


def test_inactive_person_cannot_sign_in(cast, client) -> None:
    Person.objects.filter(pk=cast.anna.pk).update(is_active=False)
    client.post(reverse("account_login"), {"login": cast.anna.email, "password": "secret"})
    assert "_auth_user_id" not in client.session


def test_nobody_signs_up(client, db) -> None:
    answer = client.post(
        reverse("account_signup"),
        {"email": "new@x.example", "password1": "a-long-password", "password2": "a-long-password"},
    )
    assert Person.objects.count() == 0
    assert answer.status_code in {200, 302}


def test_password_is_reset_by_the_link_in_the_mail(cast, client, mailoutbox) -> None:
    client.post(reverse("account_reset_password"), {"email": cast.anna.email})
    link = re.search(r"http://127.0.0.1:8000(/\S+)", mailoutbox[0].body)[1]
    page = client.get(link, follow=True)
    url = page.redirect_chain[-1][0]
    client.post(url, {"password1": "a-new-long-password", "password2": "a-new-long-password"})
    cast.anna.refresh_from_db()
    assert cast.anna.check_password("a-new-long-password")


def test_reset_for_an_unknown_address_looks_the_same(client, db) -> None:
    answer = client.post(reverse("account_reset_password"), {"email": "nobody@nowhere.example"})
    assert answer["Location"] == reverse("account_reset_password_done")


def test_address_belongs_to_one_person_whatever_its_case(cast) -> None:
    with pytest.raises(IntegrityError), transaction.atomic():
        Person.objects.create(email="ANNA@nl.example", name="Another")


def test_role_is_given_once(cast) -> None:
    with pytest.raises(IntegrityError), transaction.atomic():
        Membership.objects.create(person=cast.anna, organisation=cast.nl, role="assessor")


def test_framework_administrator_sees_frameworks_and_no_people(cast) -> None:
    page = client_of(cast.fatima).get(reverse("admin:index")).content.decode()
    assert reverse("admin:frameworks_framework_changelist") in page
    assert "People" not in page
    assert client_of(cast.fatima).get(reverse("admin:accounts_person_changelist")).status_code == 403


def test_assessor_is_sent_back_from_the_administration(cast) -> None:
    answer = client_of(cast.anna).get(reverse("admin:index"), follow=True)
    assert answer.redirect_chain[-1][0] == reverse("dashboard")


def test_people_administrator_adds_a_person_with_a_role(cast, db) -> None:
    desk = Person.objects.create_superuser("desk@portal.example", "secret", name="Desk")
    client = client_of(desk)
    data = {
        "email": "New@NL.example",
        "name": "New Person",
        "usable_password": "false",
        "memberships-TOTAL_FORMS": "1",
        "memberships-INITIAL_FORMS": "0",
        "memberships-0-organisation": cast.nl.pk,
        "memberships-0-role": "viewer",
    }
    client.post(reverse("admin:accounts_person_add"), data)
    person = Person.objects.get(email__iexact="new@nl.example")
    assert (person.memberships.get().role, person.has_usable_password()) == ("viewer", False)


@pytest.mark.django_db
@pytest.mark.parametrize("host", ["localhost", "testserver"])
def test_mailed_links_lead_to_the_configured_address(cast, mailoutbox, host: str) -> None:
    """Whatever Host header the request for a mail bears, and whichever mail it is."""
    Client(HTTP_HOST=host).post(reverse("account_reset_password"), {"email": cast.anna.email})
    notices.invitation.enqueue(cast.anna.pk)
    reset, invitation = mailoutbox
    told = [re.search(r"\S+(?=/accounts/password/reset/key/)", mail.body)[0] for mail in (reset, invitation)]
    assert told == [settings.SITE_URL] * 2
    assert host not in reset.subject + reset.body
    assert re.findall(r"https?://[^/\s]+", reset.body) == [settings.SITE_URL] * 2
