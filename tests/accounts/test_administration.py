"""Who administers people gives no right that they do not hold, and every role is told to whom it concerns."""

import re
import time
from typing import Any

import pytest
from django.contrib.admin.models import LogEntry
from django.contrib.auth.models import Group, Permission
from django.test import Client
from django.urls import reverse
from lxml import html

from ssr_portal.accounts import administrators
from ssr_portal.accounts.models import Membership, Person
from ssr_portal.accounts.passwords import GuessedPasswordValidator
from tests.conftest import client_of

FIELDS = (
    "//main//*[self::input or self::select or self::textarea][not(@type='hidden') and not(@type='submit')]"  # XPath
)
PEOPLE = reverse("admin:accounts_person_changelist")


@pytest.fixture
def desk(cast) -> Person:
    """An administrator of people."""
    person = Person.objects.create_user("desk@portal.example", "secret", name="Desk", is_staff=True)
    person.groups.add(Group.objects.get(name=administrators.GROUP))
    return person


@pytest.fixture
def root(cast) -> Person:
    """Made by createsuperuser."""
    return Person.objects.create_superuser("root@portal.example", "secret", name="Root")


def change_page(person: Person) -> str:
    return reverse("admin:accounts_person_change", args=[person.pk])


def facts(person: Person, *roles: tuple[Any, str], **more: Any) -> dict[str, Any]:
    """The person's form as it stands, with what is changed."""
    rows = {"memberships-TOTAL_FORMS": len(roles), "memberships-INITIAL_FORMS": 0}
    for number, (organisation, role) in enumerate(roles):
        rows |= {f"memberships-{number}-organisation": organisation.pk, f"memberships-{number}-role": role}
    active = {"is_active": "on"} if person.is_active else {}
    staff = {"is_staff": "on"} if person.is_staff else {}
    groups = {"groups": [group.pk for group in person.groups.all()]}
    return {"email": person.email, "name": person.name} | active | staff | groups | rows | more


def test_desk_makes_nobody_superuser_and_gives_no_right_it_lacks(desk, cast) -> None:
    client = client_of(desk)
    frameworks = Group.objects.get(name="Framework administrators")
    wide = Group.objects.create(name="Wide")
    wide.permissions.add(Permission.objects.get(codename="delete_person"))
    every = [permission.pk for permission in Permission.objects.all()]
    for who in (desk, cast.joris):
        for more in (
            {"is_superuser": "on"},
            {"groups": [frameworks.pk]},
            {"groups": [wide.pk]},
            {"user_permissions": every},
        ):
            client.post(change_page(who), facts(who, **more))
            again = Person.objects.get(pk=who.pk)
            assert (again.is_superuser, again.user_permissions.count()) == (False, 0)
            assert not again.groups.filter(pk__in=[frameworks.pk, wide.pk]).exists()
    new = {"email": "n@nl.example", "name": "N", "is_superuser": "on", "is_staff": "on", "groups": [wide.pk]}
    client.post(reverse("admin:accounts_person_add"), new | facts(cast.joris) | {"email": "n@nl.example"})
    made = Person.objects.get(email="n@nl.example")
    assert (made.is_superuser, made.is_staff, made.groups.count(), made.has_usable_password()) == (
        False,
        False,
        0,
        False,
    )
    assert "is_superuser" not in client.get(change_page(cast.joris)).content.decode()


def test_desk_changes_nobody_who_holds_more(desk, root, cast) -> None:
    client = client_of(desk)
    for who in (root, cast.fatima):
        before = Person.objects.filter(pk=who.pk).values().get()
        answer = client.post(change_page(who), facts(who, email="mine@evil.example", name="Mine", is_active=""))
        assert answer.status_code == 403
        said = {"password1": "seven green bicycles", "password2": "seven green bicycles", "usable_password": "true"}
        assert client.post(f"{PEOPLE}{who.pk}/password/", said).status_code == 403
        client.post(PEOPLE, {"action": "send_invitation", "_selected_action": [who.pk]})
        assert Person.objects.filter(pk=who.pk).values().get() == before


def test_desk_sets_no_password(desk, cast, mailoutbox) -> None:
    client = client_of(desk)
    said = {"password1": "seven green bicycles", "password2": "seven green bicycles", "usable_password": "true"}
    for who in (cast.anna, desk):
        assert client.post(f"{PEOPLE}{who.pk}/password/", said).status_code == 403
    cast.anna.refresh_from_db()
    assert cast.anna.check_password("secret")


def test_desk_takes_no_role_itself_and_tells_of_every_other(
    desk, cast, mailoutbox, django_capture_on_commit_callbacks
) -> None:
    client = client_of(desk)
    client.post(change_page(desk), facts(desk, (cast.dda, "reviewer")))
    organisation = reverse("admin:accounts_organisation_change", args=[cast.dda.pk])
    rows = {"memberships-TOTAL_FORMS": 1, "memberships-INITIAL_FORMS": 0, "markings-TOTAL_FORMS": 0}
    data = {"name": "D", "short_name": "DDA", "currency": "USD", "markings-INITIAL_FORMS": 0} | rows
    client.post(organisation, data | {"memberships-0-person": desk.pk, "memberships-0-role": "reviewer"})
    assert not desk.memberships.exists()
    with django_capture_on_commit_callbacks(execute=True):
        client.post(change_page(cast.fatima), facts(cast.fatima))
        answer = client.post(change_page(cast.pieter), facts(cast.pieter, (cast.dda, "assessor")))
    assert answer.status_code == 302
    assert cast.pieter.memberships.filter(organisation=cast.dda, role="assessor").exists()
    told = {mail.to[0] for mail in mailoutbox}
    assert told == {cast.pieter.email, cast.erik.email}
    assert all("Desk gave Pieter Smit a role in Demonstration Donor" in mail.body for mail in mailoutbox)
    logged = LogEntry.objects.filter(object_id=str(cast.pieter.pk)).latest("pk")
    assert (logged.user, "Assessor" in logged.get_change_message() or "assessor" in logged.get_change_message()) == (
        desk,
        True,
    )


def test_role_given_from_the_organisation_and_taken_is_told(
    desk, cast, mailoutbox, django_capture_on_commit_callbacks
) -> None:
    row = Membership.objects.get(person=cast.sofia)
    data = facts(cast.sofia) | {
        "memberships-TOTAL_FORMS": 1,
        "memberships-INITIAL_FORMS": 1,
        "memberships-0-id": row.pk,
        "memberships-0-person": cast.sofia.pk,
        "memberships-0-organisation": cast.dda.pk,
        "memberships-0-role": "assessor",
        "memberships-0-DELETE": "on",
    }
    with django_capture_on_commit_callbacks(execute=True):
        client_of(desk).post(change_page(cast.sofia), data)
    assert not Membership.objects.filter(pk=row.pk).exists()
    assert {mail.to[0] for mail in mailoutbox} == {cast.sofia.email, cast.erik.email}
    assert "took from Sofia Lund" in mailoutbox[0].body


def test_changed_address_opens_nothing_until_a_link_to_it_is_used(
    desk, cast, mailoutbox, django_capture_on_commit_callbacks
) -> None:
    """Nobody reads on in somebody's name, before the change or after it is changed back; all concerned are told."""
    second = Person.objects.create_user("second@nl.example", "secret", name="Second")
    Membership.objects.create(person=second, organisation=cast.nl, role="reviewer")
    cast.marieke.set_password("marieke-secret")
    cast.marieke.save()
    before, mine = cast.marieke.email, "mine@evil.example"
    owner = client_of(cast.marieke)
    link = _reset_link(mailoutbox, before)
    thief = None
    for former, after, session in ((before, mine, owner), (mine, before, None)):
        mailoutbox.clear()
        with django_capture_on_commit_callbacks(execute=True):
            client_of(desk).post(change_page(cast.marieke), facts(cast.marieke, email=after))
        cast.marieke.refresh_from_db()
        assert (cast.marieke.email, cast.marieke.has_usable_password()) == (after, False)
        assert sorted(mail.to[0] for mail in mailoutbox) == sorted([before, mine, second.email])
        assert all(f"from {former} to {after}" in mail.body for mail in mailoutbox)
        logged = LogEntry.objects.filter(object_id=str(cast.marieke.pk)).latest("pk")
        assert f"{former} → {after}" in logged.get_change_message()
        assert (session or thief).get(reverse("dashboard")).status_code == 302
        assert b'name="password1"' not in Client().get(link, follow=True).content
        if after == mine:
            link, thief = _reset_link(mailoutbox, mine), Client()
            _set_password(thief, link)
            cast.marieke.refresh_from_db()
            assert cast.marieke.has_usable_password()
            thief.post(reverse("account_login"), {"login": mine, "password": "seven green bicycles"})
            assert thief.get(reverse("dashboard")).status_code == 200


def test_address_in_other_capitals_is_the_same(desk, cast, mailoutbox, django_capture_on_commit_callbacks) -> None:
    with django_capture_on_commit_callbacks(execute=True):
        client_of(desk).post(change_page(cast.anna), facts(cast.anna, email=cast.anna.email.upper()))
    cast.anna.refresh_from_db()
    assert (cast.anna.check_password("secret"), mailoutbox) == (True, [])


def test_address_of_somebody_else_is_one_fault_that_says_how(desk, cast) -> None:
    client = client_of(desk)
    for address in (cast.joris.email, cast.joris.email.upper()):
        for page, data in (
            (change_page(cast.anna), facts(cast.anna, email=address)),
            (reverse("admin:accounts_person_add"), facts(cast.anna, email=address)),
        ):
            faults = client.post(page, data).context["errors"]
            assert ["To exchange the addresses of two people" in str(each) for each in faults] == [True]


def _reset_link(mailoutbox, address: str) -> str:
    mailoutbox.clear()
    Client().post(reverse("account_reset_password"), {"email": address})
    (mail,) = mailoutbox
    return "/" + re.search(r"http://127.0.0.1:8000/(\S+)", mail.body)[1]


def _set_password(client: Client, link: str) -> None:
    form = client.get(link, follow=True).redirect_chain[-1][0]
    client.post(form, {"password1": "seven green bicycles", "password2": "seven green bicycles"})


def of_organisation(organisation: Any, *rows: dict[str, Any]) -> dict[str, Any]:
    """The organisation's form with these stored roles."""
    data = {"name": organisation.name, "short_name": organisation.short_name, "currency": organisation.currency}
    data |= {"memberships-TOTAL_FORMS": len(rows), "memberships-INITIAL_FORMS": len(rows)}
    data |= {"markings-TOTAL_FORMS": 0, "markings-INITIAL_FORMS": 0}
    return data | {f"memberships-{n}-{name}": value for n, row in enumerate(rows) for name, value in row.items()}


@pytest.mark.parametrize("more", [{}, {"DELETE": "on"}])
def test_stored_role_is_of_who_has_it_whatever_is_sent(
    desk, cast, mailoutbox, django_capture_on_commit_callbacks, more: dict[str, str]
) -> None:
    """It is removed or stays; mails and the log name who lost it."""
    row = Membership.objects.get(person=cast.sofia)
    sent = {"id": row.pk, "person": cast.fatima.pk, "organisation": cast.dda.pk, "role": "viewer"} | more
    with django_capture_on_commit_callbacks(execute=True):
        page = reverse("admin:accounts_organisation_change", args=[cast.dda.pk])
        answer = client_of(desk).post(page, of_organisation(cast.dda, sent))
    assert answer.status_code == 302
    stored = Membership.objects.filter(pk=row.pk).values_list("person", "organisation", "role")
    assert list(stored) == ([] if more else [(cast.sofia.pk, cast.dda.pk, "assessor")])
    assert {mail.to[0] for mail in mailoutbox} == ({cast.sofia.email, cast.erik.email} if more else set())
    assert all("took from Sofia Lund" in mail.body for mail in mailoutbox)
    logged = LogEntry.objects.filter(object_id=str(cast.dda.pk)).latest("pk").get_change_message()
    assert ("Sofia Lund" in logged, cast.fatima.name in logged) == (bool(more), False)


def test_reviewers_who_all_lose_their_role_are_told_of_each(
    desk, cast, mailoutbox, django_capture_on_commit_callbacks
) -> None:
    second = Person.objects.create_user("second@dda.example", "secret", name="Second")
    Membership.objects.create(person=second, organisation=cast.dda, role="reviewer")
    rows = [{"id": each.pk, "DELETE": "on"} for each in Membership.objects.filter(organisation=cast.dda)]
    with django_capture_on_commit_callbacks(execute=True):
        page = reverse("admin:accounts_organisation_change", args=[cast.dda.pk])
        client_of(desk).post(page, of_organisation(cast.dda, *rows))
    assert not Membership.objects.filter(organisation=cast.dda).exists()
    told = sorted(mail.to[0] for mail in mailoutbox)
    assert told == sorted([cast.sofia.email] + [cast.erik.email, second.email] * len(rows))


def test_role_taken_with_a_changed_address_is_told_to_both(
    desk, cast, mailoutbox, django_capture_on_commit_callbacks
) -> None:
    row, before = Membership.objects.get(person=cast.erik), cast.erik.email
    rows = {"memberships-TOTAL_FORMS": 1, "memberships-INITIAL_FORMS": 1, "memberships-0-id": row.pk}
    data = facts(cast.erik, email="mine@evil.example") | rows | {"memberships-0-DELETE": "on"}
    with django_capture_on_commit_callbacks(execute=True):
        client_of(desk).post(change_page(cast.erik), data)
    taken = {mail.to[0] for mail in mailoutbox if "took from" in mail.body}
    assert taken == {before, "mine@evil.example"}


def test_added_person_is_invited_and_sets_a_password(desk, cast, mailoutbox) -> None:
    data = facts(cast.joris, (cast.nl, "viewer")) | {"email": "New@NL.example", "name": "New"}
    page = client_of(desk).post(reverse("admin:accounts_person_add"), data, follow=True).content.decode()
    assert "An invitation to new@nl.example is on its way." in page
    mail = next(each for each in mailoutbox if "Choose a password" in each.body)
    link = next(line for line in mail.body.splitlines() if "/password/reset/key/" in line)
    client = Client()
    form = client.get("/" + link.split("/", 3)[3], follow=True)
    said = {"password1": "seven green bicycles", "password2": "seven green bicycles"}
    client.post(form.redirect_chain[-1][0], said)
    assert Person.objects.get(email="new@nl.example").check_password("seven green bicycles")


def test_no_heading_of_the_desks_rows_is_without_words(root, cast) -> None:
    rows = [reverse("admin:accounts_person_add"), reverse("admin:accounts_organisation_add"), change_page(cast.joris)]
    for address in [*rows, reverse("admin:accounts_organisation_change", args=[cast.nl.pk])]:
        page = html.fromstring(client_of(root).get(address).content)
        assert page.xpath("//main//table"), address
        assert page.xpath("//main//th[not(normalize-space())]") == [], address


def test_nothing_that_rests_on_people_or_organisations_is_listed(desk, root, cast, approved) -> None:
    for client in (client_of(desk), client_of(root)):
        for model, row in (("person", cast.anna), ("organisation", cast.nl)):
            page = client.get(reverse(f"admin:accounts_{model}_delete", args=[row.pk]), follow=True).content.decode()
            assert "on record" in page
            assert approved.reference not in page
            listed = {"action": "delete_selected", "_selected_action": [row.pk]}
            assert (
                approved.reference
                not in client.post(reverse(f"admin:accounts_{model}_changelist"), listed, follow=True).content.decode()
            )
    assert Person.objects.filter(pk=cast.anna.pk).exists()


def test_superuser_makes_superusers_and_passwords(root, cast) -> None:
    client = client_of(root)
    client.post(change_page(cast.joris), facts(cast.joris, is_superuser="on", is_staff="on"))
    assert Person.objects.get(pk=cast.joris.pk).is_superuser
    said = {"password1": "seven green bicycles", "password2": "seven green bicycles", "usable_password": "true"}
    client.post(f"{PEOPLE}{cast.anna.pk}/password/", said)
    assert Person.objects.get(pk=cast.anna.pk).check_password("seven green bicycles")


def test_shipped_desk_is_no_superuser(shipped) -> None:
    shipped = Person.objects.get(email="desk@portal.example")
    assert (shipped.is_superuser, [group.name for group in shipped.groups.all()]) == (False, [administrators.GROUP])
    assert not Person.objects.filter(is_superuser=True).exists()
    assert client_of(shipped).get(PEOPLE).status_code == 200


@pytest.mark.parametrize(
    "password",
    [
        "passwordpassword",
        "abcabcabcabc",
        "aaaaaaaaaaaa",
        "112211221122",
        "password2024!!",
        "!!!1password1!!!",
        "qwertyqwerty",
        "abcdefghijkl",
        "123456789012a",
        "zyxwvutsrqpo",
        "qwertyuiopas",
        "mnbvcxzlkjhg",
        "1q2w3e4r5t6y",
        "абвгдеёжзийкл",
        "Welcome2026!",
        "anna.nl.example",
        "AnnaDeWit2026!!",
        "wit-anna-nl.example",
    ],
)
def test_password_that_is_guessed_early_is_refused(cast, password: str) -> None:
    client = client_of(cast.anna)
    said = {"oldpassword": "secret", "password1": password, "password2": password}
    assert "password1" in client.post(reverse("account_change_password"), said).context["form"].errors


def test_no_password_keeps_the_server_busy() -> None:
    begun = time.process_time()
    GuessedPasswordValidator().validate("4@8({[<369&#!1/|0$5+7%2" * 4)
    assert time.process_time() - begun < 10, "seconds; all of it takes half a minute"


@pytest.mark.parametrize(
    "password",
    [
        "seven green bicycles",
        "trois lacs tranquilles",
        "Xk29!pqmz7Lw",
        "Anna rows on seven lakes",
        "ሰባት አረንጓዴ ብስክሌቶች",
        "seven green bicycles and a long lake " + "x" * 400,
    ],
)
def test_password_that_is_hard_to_guess_is_taken(cast, password: str) -> None:
    said = {"oldpassword": "secret", "password1": password, "password2": password}
    assert client_of(cast.anna).post(reverse("account_change_password"), said).status_code == 302


def test_name_of_a_group_passes_the_door_like_every_text(root) -> None:
    add = reverse("admin:auth_group_add")
    assert client_of(root).post(add, {"name": "\u200b"}).status_code == 200
    assert client_of(root).post(add, {"name": "Readers\u2028of\u202e all \u200b"}).status_code == 302
    assert Group.objects.latest("pk").name == "Readers of all"


def test_field_without_a_name_is_no_fault_of_the_desk(root) -> None:
    group = Group.objects.create(name="Readers")
    answer = client_of(root).get(reverse("admin:auth_group_change", args=[group.pk]), {"_to_field": ""})
    assert answer.status_code == 200
    assert 'value="Readers"' in answer.content.decode()


def test_every_field_of_people_and_organisations_has_a_name(root, cast) -> None:
    """Also in the rows of roles and markings, where Django names the columns alone, and in the row to be added."""
    named = 0
    for model, row in (("person", cast.anna), ("organisation", cast.nl)):
        for address in (
            reverse(f"admin:accounts_{model}_add"),
            reverse(f"admin:accounts_{model}_change", args=[row.pk]),
        ):
            page = html.fromstring(client_of(root).get(address).content)
            labelled = {label.get("for") for label in page.iter("label")}
            for field in page.xpath(FIELDS):
                assert field.get("id") in labelled or field.get("aria-label"), html.tostring(field)[:200]
                named += "-" in field.get("name", "") and bool(field.get("aria-label"))
                if "admin-autocomplete" in field.get("class", ""):
                    assert field.get("data-placeholder"), html.tostring(field)[:200]
    assert named > 10
