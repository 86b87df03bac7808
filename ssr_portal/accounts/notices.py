"""Mails about people: the invitation, a changed address, a role that is given or taken."""

from collections.abc import Iterable
from functools import partial

from allauth.account.utils import user_pk_to_url_str
from django.conf import settings
from django.contrib.auth.tokens import default_token_generator
from django.core.mail import send_mail
from django.db import transaction
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.translation import gettext as _

from ssr_portal.accounts.models import Membership, Person


def invite(person: Person) -> bool:
    """Mail a link by which the person sets a password; False where the mail could not be sent."""
    key = default_token_generator.make_token(person)
    link = reverse("account_reset_password_from_key", args=[user_pk_to_url_str(person), key])
    words = {
        "person": person,
        "link": settings.SITE_URL + link,
        "again": settings.SITE_URL + reverse("account_reset_password"),
        "minutes": settings.PASSWORD_RESET_TIMEOUT // 60,
    }
    return _send(_("Your account at SSR Portal"), "accounts/mail/invitation.txt", words, [person.email])


def address_changed(person: Person, before: str, by: Person) -> None:
    """Tell the former address, once the change is stored."""
    words = {"person": person, "by": by}
    subject = _("Your address at SSR Portal was changed")
    transaction.on_commit(partial(_send, subject, "accounts/mail/address.txt", words, [before]))


def roles_changed(given: Iterable[Membership], taken: Iterable[Membership], by: Person) -> None:
    """Tell the person, and the reviewers of the organisation, once the change is stored."""
    for membership, is_given in (*((each, True) for each in given), *((each, False) for each in taken)):
        words = {"membership": membership, "given": is_given, "by": by}
        subject = _("%(organisation)s: a role was given") if is_given else _("%(organisation)s: a role was taken")
        subject %= {"organisation": membership.organisation.short_name}
        for address in _concerned(membership):
            transaction.on_commit(partial(_send, subject, "accounts/mail/role.txt", words, [address]))


def _concerned(membership: Membership) -> list[str]:
    reviewers = Person.objects.filter(
        memberships__organisation=membership.organisation_id, memberships__role="reviewer", is_active=True
    )
    return sorted({membership.person.email, *reviewers.values_list("email", flat=True)})


def _send(subject: str, template: str, words: dict, to: list[str]) -> bool:
    try:
        return send_mail(subject, render_to_string(template, words), None, to) == 1
    except OSError:  # whatever the mail server answers, or that it does not
        return False
