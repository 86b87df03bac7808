"""Mails about people: the invitation, a link to a new password, a changed address, a role that is given or taken."""

from collections.abc import Iterable, Mapping
from functools import partial
from typing import Any

from allauth.account.utils import user_pk_to_url_str
from django.conf import settings
from django.contrib.auth.tokens import default_token_generator
from django.db import transaction
from django.urls import reverse

from ssr_portal.accounts import mails
from ssr_portal.accounts.models import Membership, Person
from ssr_portal.upkeep import outgoing

Receivers = dict[str, Person]  # by address, which may be one that the person had before


@outgoing.by_mail
def invitation(person_pk: int) -> None:
    """Mail a link by which somebody who was added sets a password."""
    _mail_link(person_pk, "accounts/mail/invitation")


@outgoing.by_mail
def reset_link(person_pk: int) -> None:
    """Mail a link to a new password."""
    _mail_link(person_pk, "accounts/mail/reset")


def _mail_link(person_pk: int, name: str) -> None:
    """The link is made as the mail goes out, so that it lies in no queue and does not run out there."""
    person = Person.objects.filter(pk=person_pk, is_active=True).first()
    if person is not None:
        mails.deliver(name, _facts_with_link(person), person)


def _facts_with_link(person: Person) -> dict[str, Any]:
    """What a mail with a link says: on the configured address, since the Host header is chosen by whoever asks for the mail."""
    key = default_token_generator.make_token(person)
    link = reverse("account_reset_password_from_key", args=[user_pk_to_url_str(person), key])
    return {
        "person": person,
        "link": settings.SITE_URL + link,
        "again": settings.SITE_URL + reverse("account_reset_password"),
        "minutes": settings.PASSWORD_RESET_TIMEOUT // 60,
    }


def address_changed(person: Person, before: str, by: Person) -> None:
    """Tell the former address, the present one and the reviewers of the person's organisations, once the change is stored."""
    facts = {
        "person": person,
        "by": by,
        "before": before,
        "link": settings.SITE_URL + reverse("account_reset_password"),
    }
    for address in {before, person.email}:
        _send_once_stored("accounts/mail/address", facts, person, address)
    organisations = person.memberships.values_list("organisation", flat=True)
    for address, reviewer in sorted(reviewers_of(organisations).items()):
        if address not in {before, person.email}:
            _send_once_stored("accounts/mail/address_of_other", facts, reviewer, address)


def roles_changed(changed: Iterable[tuple[Membership, bool]], by: Person, before: Mapping[int, Receivers]) -> None:
    """Tell of each role, given (True) or taken, once the change is stored.

    Told are the person, the reviewers of the organisation, and those `before` names for the key of the organisation.
    """
    for membership, is_given in changed:
        facts = {"membership": membership, "given": is_given, "by": by}
        key, concerned = membership.organisation_id, membership.person
        receivers = {**before.get(key, {}), **reviewers_of([key]), concerned.email: concerned}
        for address in sorted(receivers):
            _send_once_stored("accounts/mail/role", facts, receivers[address], address)


def reviewers_of(organisations: Iterable[int]) -> Receivers:
    """Those who are reviewers of any of these now, by their addresses."""
    reviewers = Person.objects.filter(
        memberships__organisation__in=organisations, memberships__role=Membership.Role.REVIEWER, is_active=True
    )
    return {person.email: person for person in reviewers}


def _send_once_stored(name: str, facts: dict[str, Any], to: Person, address: str) -> None:
    transaction.on_commit(partial(mails.send, name, facts, to, address=address))
