"""Telling people on one part of an assessment of each other."""

from datetime import timedelta

from django.utils import timezone

from assessments import access
from assessments.domain import rules
from assessments.models import Assessment, Presence
from assessments.seat import Seat
from ssr_portal.accounts.models import Person
from ssr_portal.text.sorting import sort_key

REMEMBERED = timedelta(seconds=45)  # pages report every 15 seconds; two reports may be lost


def report(seat: Seat, stretch: str) -> None:
    """Note that an assessor has this stretch open now; PermissionDenied for others, with whom nobody can collide."""
    access.require_assessor(seat)
    there = {"stretch": stretch, "at": timezone.now()}
    mine = {"assessment": seat.assessment, "person": seat.person}
    rules.require(Presence(**mine, **there))
    if not Presence.objects.filter(**mine).update(**there):
        Presence.objects.get_or_create(**mine, defaults=there)


def others(assessment: Assessment, *, than: Person) -> tuple[Presence, ...]:
    """Who else has the assessment open, by name."""
    since = timezone.now() - REMEMBERED
    found = Presence.objects.filter(assessment=assessment, at__gte=since).exclude(person=than)
    return tuple(sorted(found.select_related("person"), key=lambda each: sort_key(each.person.name)))
