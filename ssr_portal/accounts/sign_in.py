"""Who an address belongs to: the person who has it now, and nobody who had it once.

allauth keeps addresses in a table of its own and looks there as well. Signing in and resetting ask `Person.email` alone; the rows
of that table follow it, so that nothing else finds a former address there either.
"""

from typing import Any

from allauth.account.auth_backends import AuthenticationBackend
from allauth.account.forms import ResetPasswordForm
from allauth.account.models import EmailAddress
from allauth.core.internal import ratelimit
from django.db.models import Q

from ssr_portal.accounts import notices
from ssr_portal.accounts.addresses import in_small_letters
from ssr_portal.accounts.models import Person


def person_of(address: str) -> Person | None:
    """The person whose address this is now, whatever the case of A to Z."""
    return Person.objects.filter(email=in_small_letters(address)).first() if address else None


class ByAddress(AuthenticationBackend):
    """Signs in by the present address and the password."""

    def _authenticate_by_email(self, email: str, password: str) -> Person | None:
        person = person_of(email)
        return person if self._check_password(person, password) else None


class ResetForm(ResetPasswordForm):
    """Mails a link to the person whose present address this is; nothing to anybody else, and the page is the same."""

    def clean_email(self) -> str:
        """Find the person who may sign in; whatever was typed, mail goes to the address that is stored."""
        person = person_of(self.cleaned_data["email"])
        self.users = [person] if person is not None and person.is_active else []
        return self.users[0].email if self.users else str(self.cleaned_data["email"])

    def save(self, request: Any, **_how: Any) -> str:
        """Send the link; who is not known gets no mail that would tell them of an account to open.

        Whoever asks, one link goes out in five minutes while the former still works: nobody is flooded, nobody kept out.
        """
        for person in self.users:
            key = _what_a_link_rests_on(person)
            if ratelimit.consume(request, app="allauth.account", action="reset_mail", key=key):
                notices.reset_link.enqueue(person.pk)
        return str(self.cleaned_data["email"])


def _what_a_link_rests_on(person: Person) -> str:
    return f"{person.pk} {person.email} {person.last_login} {person.get_session_auth_hash()}"


def forget_former(instance: Person, **_signal: Any) -> None:
    """After a person is saved: no row says that a former address is theirs, or that theirs is somebody else's."""
    rows = EmailAddress.objects.filter(Q(user=instance) | Q(email__iexact=instance.email))
    kept = [row.pk for row in rows if row.user_id == instance.pk and in_small_letters(row.email) == instance.email]
    rows.exclude(pk__in=kept).delete()
