"""Mails about people: the invitation, a link to a new password, a changed address, a role that is given or taken."""

from collections.abc import Iterable, Mapping
from functools import partial
from typing import Any

from allauth.account.utils import user_pk_to_url_str
from django.conf import settings
from django.contrib.auth.tokens import default_token_generator
from django.db import transaction
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.translation import gettext as _

from ssr_portal.accounts.models import Membership, Person
from ssr_portal.upkeep import outgoing


@outgoing.by_mail
def invitation(person_pk: int) -> None:
    """Mail a link by which somebody who was added sets a password."""
    _mail_link(person_pk, _("Your account at SSR Portal"), "accounts/mail/invitation.txt")


@outgoing.by_mail
def reset_link(person_pk: int) -> None:
    """Mail a link to a new password."""
    _mail_link(person_pk, _("A new password for SSR Portal"), "accounts/mail/reset.txt")


def _mail_link(person_pk: int, subject: str, template: str) -> None:
    """The link is made as the mail goes out, so that it lies in no queue and does not run out there."""
    person = Person.objects.filter(pk=person_pk, is_active=True).first()
    if person is not None:
        outgoing.deliver(subject, render_to_string(template, _words_with_link(person)), person.email)


def _words_with_link(person: Person) -> dict[str, Any]:
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
    words = {
        "person": person,
        "by": by,
        "before": before,
        "link": settings.SITE_URL + reverse("account_reset_password"),
    }
    theirs = _("Your address at SSR Portal was changed")
    for address in {before, person.email}:
        transaction.on_commit(partial(_send, theirs, "accounts/mail/address.txt", words, address))
    organisations = person.memberships.values_list("organisation", flat=True)
    told = _("%(name)s: the address at SSR Portal was changed") % {"name": person.name}
    for address in sorted(reviewers_of(organisations) - {before, person.email}):
        transaction.on_commit(partial(_send, told, "accounts/mail/address_of_other.txt", words, address))


def roles_changed(changed: Iterable[tuple[Membership, bool]], by: Person, before: Mapping[int, set[str]]) -> None:
    """Tell of each role, given (True) or taken, once the change is stored.

    Told are the person, the reviewers of the organisation, and those `before` names for the key of the organisation.
    """
    for membership, is_given in changed:
        words = {"membership": membership, "given": is_given, "by": by}
        subject = _("%(organisation)s: a role was given") if is_given else _("%(organisation)s: a role was taken")
        subject %= {"organisation": membership.organisation.short_name}
        key = membership.organisation_id
        for address in sorted({membership.person.email} | reviewers_of([key]) | before.get(key, set())):
            transaction.on_commit(partial(_send, subject, "accounts/mail/role.txt", words, address))


def reviewers_of(organisations: Iterable[int]) -> set[str]:
    """Addresses of those who are reviewers of any of these now."""
    reviewers = Person.objects.filter(
        memberships__organisation__in=organisations, memberships__role=Membership.Role.REVIEWER, is_active=True
    )
    return set(reviewers.values_list("email", flat=True))


def _send(subject: str, template: str, words: dict[str, Any], address: str) -> None:
    outgoing.send.enqueue(subject, render_to_string(template, words), address)
