"""Which revision has taken an assessment's place, as far as a person may know (docs/domain.md §5)."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from django.urls import reverse
from django.utils.translation import gettext as _

from assessments import access, models
from assessments.domain import revisions
from ssr_portal.accounts.models import Person
from ssr_portal.text.sorting import sort_key


@dataclass(frozen=True, slots=True)
class Newer:
    """The approved revision in force instead of an assessment; where there is none, the one that is open to correct it.

    Of one that the person may not read it is told that there is one: no reference, and no address.
    """

    is_approved: bool
    reference: str = ""
    address: str = ""

    @property
    def words(self) -> str:
        """In a list, or in a sentence."""
        if not self.is_approved:
            return _("being corrected by %(reference)s") % {"reference": self.reference}
        if not self.reference:
            return _("superseded by a newer revision")
        return _("superseded by %(reference)s") % {"reference": self.reference}


def in_force(after: Sequence[models.Assessment]) -> models.Assessment | None:
    """The last approved of the revisions after an assessment, as `domain.revisions.after` gives them."""
    return next((each for each in reversed(after) if each.is_approved), None)


def newer_than(person: Person, assessments: Iterable[models.Assessment]) -> dict[int, Newer]:
    """By key, what is newer than each of the approved ones; those without are left out.

    No query where none is approved, one where nothing is newer, at most three in all.
    """
    chains = revisions.after(each for each in assessments if each.is_approved)
    found = {pk: in_force(after) or after[0] for pk, after in chains.items() if after}
    addresses = _addresses(person, {each.pk for each in found.values()})
    return {
        pk: Newer(each.is_approved, each.reference if each.pk in addresses else "", addresses.get(each.pk, ""))
        for pk, each in found.items()
        if each.is_approved or each.pk in addresses
    }


def _addresses(person: Person, keys: set[int]) -> dict[int, str]:
    """Where the person may read those that they may read."""
    own = access.assessments_of(person).filter(pk__in=keys) if keys else ()
    addresses = {each.pk: reverse("overview", args=[each.reference]) for each in own}
    rest = keys - addresses.keys()
    shared = access.shared_with(person).filter(pk__in=rest) if rest else ()
    return addresses | {each.pk: reverse("shared", args=[each.reference]) for each in shared}


def shared_before(assessment: models.Assessment) -> tuple[str, ...]:
    """Organisations with which an earlier revision is shared and this one is not. No query where there is none, else two."""
    if assessment.supersedes_id is None:
        return ()
    now = models.Share.objects.filter(assessment=assessment).values("organisation")
    shares = models.Share.objects.filter(assessment__in=revisions.before(assessment).values("pk")).exclude(
        organisation__in=now
    )
    return tuple(sorted(set(shares.values_list("organisation__name", flat=True)), key=sort_key))
