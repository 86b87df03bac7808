"""One truth for a person's address: only the present one signs in or is mailed a reset."""

import re

import pytest
from allauth.account.models import EmailAddress
from django.core.cache import cache
from django.core.management import call_command
from django.test import Client
from django.urls import reverse
from hypothesis import given
from hypothesis import strategies as st

from ssr_portal.accounts import sign_in
from ssr_portal.accounts.addresses import in_small_letters
from ssr_portal.accounts.models import Person
from ssr_portal.accounts.sign_in import person_of
from tests.conftest import Cast, client_of


@pytest.fixture(autouse=True)
def no_limits_counted(db) -> None:
    cache.clear()


def signs_in(address: str, password: str) -> Person | None:
    """Who is signed in by this."""
    client = Client()
    client.post(reverse("account_login"), {"login": address, "password": password})
    key = client.session.get("_auth_user_id")
    return Person.objects.get(pk=key) if key else None


def links(mailoutbox, address: str) -> list[str]:
    """The reset links that a request for this address sends to it."""
    mailoutbox.clear()
    cache.clear()  # as if the last link was mailed long ago
    assert Client().post(reverse("account_reset_password"), {"email": address})["Location"] == reverse(
        "account_reset_password_done"
    )
    assert all(each.to == [address] for each in mailoutbox)
    return [re.search(r"http://127.0.0.1:8000(/\S+)", each.body)[1] for each in mailoutbox]


def opens(link: str) -> bool:
    """Whether the link still lets somebody set a password."""
    return b'name="password1"' in Client().get(link, follow=True).content


def test_leaver_and_successor(cast, mailoutbox) -> None:
    """The address of who left goes to who follows; neither opens the other's account."""
    leaver, address = cast.anna, cast.anna.email
    assert len(links(mailoutbox, address)) == 1  # allauth writes a row of its own here
    old = links(mailoutbox, address)[0]
    EmailAddress.objects.update_or_create(user=leaver, email=address, defaults={"verified": True, "primary": True})
    leaver.email = "gone@nl.example"
    leaver.save()
    assert not EmailAddress.objects.filter(email=address).exists()
    assert signs_in(address, "secret") is None
    assert links(mailoutbox, address) == []
    assert not opens(old)
    assert signs_in("GONE@nl.example", "secret") == leaver
    successor = Person.objects.create_user(address, "another-secret", name="Successor")
    assert signs_in(address, "secret") is None
    assert signs_in(address, "another-secret") == successor
    found = links(mailoutbox, address)
    assert len(found) == 1
    assert f"/{_uid(successor)}-" in found[0]


def _uid(person: Person) -> str:
    from allauth.account.utils import user_pk_to_url_str

    return user_pk_to_url_str(person)


def test_two_people_exchange_addresses(cast, mailoutbox) -> None:
    one, other = cast.anna, cast.joris
    other.set_password("other-secret")
    other.save()
    first, second = one.email, other.email
    for person in (one, other):
        links(mailoutbox, person.email)
        EmailAddress.objects.get_or_create(user=person, email=person.email, defaults={"verified": True})
    before = [*links(mailoutbox, first), *links(mailoutbox, second)]
    for person, address in ((one, "between@nl.example"), (other, first), (one, second)):
        person.email = address
        person.save()
    assert (signs_in(second, "secret"), signs_in(first, "other-secret")) == (one, other)
    assert (signs_in(first, "secret"), signs_in(second, "other-secret")) == (None, None)
    assert not any(opens(link) for link in before)
    assert [f"/{_uid(other)}-" in link for link in links(mailoutbox, first)] == [True]
    assert [f"/{_uid(one)}-" in link for link in links(mailoutbox, second)] == [True]


def test_row_that_says_otherwise_opens_nothing(cast, mailoutbox) -> None:
    """Even written past every door."""
    EmailAddress.objects.create(user=cast.anna, email="mine@evil.example", verified=True, primary=True)
    EmailAddress.objects.create(user=cast.anna, email=cast.marieke.email, verified=True)
    assert signs_in("mine@evil.example", "secret") is None
    assert links(mailoutbox, "mine@evil.example") == []
    assert [f"/{_uid(cast.marieke)}-" in link for link in links(mailoutbox, cast.marieke.email)] == [True]
    cast.anna.save()
    assert not EmailAddress.objects.filter(user=cast.anna).exclude(email=cast.anna.email).exists()


def test_unknown_and_retired_people_get_no_mail_and_the_same_page(cast, mailoutbox) -> None:
    Person.objects.filter(pk=cast.pieter.pk).update(is_active=False)
    assert links(mailoutbox, "nobody@nowhere.example") == links(mailoutbox, cast.pieter.email) == []


def test_password_change_is_asked_by_the_present_address(cast) -> None:
    client = client_of(cast.anna)
    said = {"oldpassword": "secret", "password1": "seven green bicycles", "password2": "seven green bicycles"}
    client.post(reverse("account_change_password"), said)
    cast.anna.refresh_from_db()
    assert cast.anna.check_password("seven green bicycles")


def test_rows_of_an_old_installation_are_mended(committed) -> None:
    cast = Cast()
    EmailAddress.objects.create(user=cast.anna, email="once@nl.example", verified=True, primary=True)
    EmailAddress.objects.create(user=cast.joris, email=cast.joris.email.upper(), verified=True, primary=True)
    call_command("migrate", "accounts", "0004", verbosity=0)
    Person.objects.filter(pk=cast.sofia.pk).update(email="SOFIA@dda.example")
    call_command("migrate", verbosity=0)
    assert [row.user for row in EmailAddress.objects.all()] == [cast.joris]
    assert Person.objects.get(pk=cast.sofia.pk).email == "sofia@dda.example"


@pytest.mark.parametrize("alike", ["pıeter@mınbuza.example", "pieter@mınbuza.example", "pieter@minbuſa.example"])
def test_letters_that_a_database_folds_are_another_address(db, mailoutbox, alike: str) -> None:
    """A link is mailed to the address that is stored, and nobody is found by one that only looks alike."""
    stored = "pieter@minbusa.example" if "ſ" in alike else "pieter@minbuza.example"
    person = Person.objects.create_user(stored, "secret", name="Pieter")
    Client().post(reverse("account_reset_password"), {"email": alike})
    assert mailoutbox == []
    assert person_of(alike) is None
    assert signs_in(alike, "secret") is None
    with pytest.raises(Person.DoesNotExist):
        Person.objects.get_by_natural_key(alike)
    other = Person.objects.create_user(alike, "other-secret", name="Other")
    assert (person_of(alike), person_of(stored.upper())) == (other, person)


@given(st.characters(), st.characters())
def test_only_a_to_z_have_no_case(one: str, other: str) -> None:
    same = in_small_letters(f"x{one}x") == in_small_letters(f"x{other}x")
    assert same is (one == other or (one.isascii() and other.isascii() and one.lower() == other.lower()))


def test_link_goes_to_the_stored_address_only(cast, mailoutbox, monkeypatch) -> None:
    """Even where a database took what was typed for it."""
    monkeypatch.setattr(sign_in, "person_of", lambda _typed: cast.marieke)
    Client().post(reverse("account_reset_password"), {"email": "marieke@alike.example"})
    assert [mail.to for mail in mailoutbox] == [[cast.marieke.email]]
