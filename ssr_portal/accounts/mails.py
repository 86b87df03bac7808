"""Mails to people, each in its receiver's language, whoever brings it about: the one way to the queue of mails.

A mail is two templates, `<name>.txt` and `<name>_subject.txt`. They get facts, and find the words themselves.
"""

from collections.abc import Mapping
from typing import Any

from django.template.loader import render_to_string
from django.utils import translation

from ssr_portal.accounts import languages
from ssr_portal.accounts.models import Person
from ssr_portal.upkeep import outgoing

Facts = Mapping[str, Any]


def send(name: str, facts: Facts, to: Person, *, address: str = "") -> None:
    """Queue a mail to the person; `address` where it is to go to another than their present one."""
    outgoing.send.enqueue(*_written(name, facts, to), address or to.email)


def deliver(name: str, facts: Facts, to: Person) -> None:
    """Hand a mail to the mail server at once; raises as `outgoing.deliver` does."""
    outgoing.deliver(*_written(name, facts, to), to.email)


def _written(name: str, facts: Facts, to: Person) -> tuple[str, str]:
    """Subject, which is one line, and body."""
    with translation.override(languages.known(to.language)):
        subject = "".join(render_to_string(f"{name}_subject.txt", dict(facts)).splitlines())
        return subject, render_to_string(f"{name}.txt", dict(facts))
