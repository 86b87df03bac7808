"""Who administers people gives no right that they do not hold, and every role is told to whom it concerns."""

from typing import Any

import pytest
from django.contrib.admin.models import LogEntry
from django.contrib.auth.models import Group, Permission
from django.core.management import call_command
from django.test import Client
from django.urls import reverse

from ssr_portal.accounts import administrators
from ssr_portal.accounts.models import Membership, Person
from tests.accounts.test_once import form_at
from tests.conftest import client_of

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


def test_changed_address_is_told_to_the_former_one(desk, cast, mailoutbox, django_capture_on_commit_callbacks) -> None:
    before = cast.anna.email
    with django_capture_on_commit_callbacks(execute=True):
        client_of(desk).post(change_page(cast.anna), facts(cast.anna, email="Anna.New@NL.example"))
    cast.anna.refresh_from_db()
    assert cast.anna.email == "anna.new@nl.example"
    assert [mail.to for mail in mailoutbox] == [[before]]


def test_added_person_is_invited_and_sets_a_password(desk, cast, mailoutbox) -> None:
    data = facts(cast.joris, (cast.nl, "viewer")) | {"email": "New@NL.example", "name": "New"}
    page = client_of(desk).post(reverse("admin:accounts_person_add"), data, follow=True).content.decode()
    assert "An invitation was sent to new@nl.example." in page
    mail = next(each for each in mailoutbox if "Choose a password" in each.body)
    link = next(line for line in mail.body.splitlines() if "/password/reset/key/" in line)
    client = Client()
    form = client.get("/" + link.split("/", 3)[3], follow=True)
    said = {"password1": "seven green bicycles", "password2": "seven green bicycles"}
    client.post(form.redirect_chain[-1][0], said)
    assert Person.objects.get(email="new@nl.example").check_password("seven green bicycles")


def test_invitation_that_cannot_be_sent_is_told_and_sent_again(desk, cast, settings, mailoutbox) -> None:
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_PORT = 1
    client = client_of(desk)
    address = reverse("admin:accounts_person_add")
    data = facts(cast.joris) | form_at(client, address) | {"email": "new@nl.example", "name": "Anna Nova"}
    answer = client.post(address, data, follow=True)
    page = answer.content.decode()
    assert (answer.status_code, "This was not saved" in page) == (200, False)
    assert "No invitation was sent to new@nl.example" in page
    settings.EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
    new = Person.objects.get(email="new@nl.example")
    client.post(PEOPLE, {"action": "send_invitation", "_selected_action": [new.pk]})
    assert [mail.to for mail in mailoutbox] == [[new.email]]


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


def test_shipped_desk_is_no_superuser(db) -> None:
    call_command("demo", verbosity=0)
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
    ],
)
def test_password_that_is_guessed_early_is_refused(cast, password: str) -> None:
    client = client_of(cast.anna)
    said = {"oldpassword": "secret", "password1": password, "password2": password}
    assert "password1" in client.post(reverse("account_change_password"), said).context["form"].errors
