"""Correcting the country and the framework of an open assessment while nothing is rated (docs/domain.md §5)."""

import hashlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from django.db.models import Q
from django.utils.translation import gettext as _

from assessments.domain import kept_text, version_change
from assessments.domain.editing import require_open
from assessments.models import Assessment, Context, Event, Rating
from assessments.seat import Seat
from frameworks.models import Framework

CORRECTED = ("country", "framework")
TEXTS = ("reason", "tried", "justification", "confidence", "confidence_reason", "level_reason", "harm", "harm_text")
UNTOUCHED = Q(status=Rating.Status.UNRATED, answers={}, **dict.fromkeys(TEXTS, ""))

HANDED_ON = Q(handed_on__isnull=False, rated_by__isnull=True)  # taken over by a copy from the end before it, by nobody


class Fixed(Exception):
    """Country or framework stay as they are; `reasons` says why, by field."""

    def __init__(self, reasons: Mapping[str, str]) -> None:
        self.reasons = reasons
        super().__init__(" ".join(dict.fromkeys(reasons.values())))


class StaysBehind(Exception):
    """The other framework has no counterpart for some records, and nobody has agreed yet that they are kept as text."""

    def __init__(self, behind: "Behind") -> None:
        self.behind = behind
        super().__init__(_("Some records have no counterpart in this framework."))


@dataclass(frozen=True, slots=True)
class Behind:
    """What would be kept as text alone, as (what it was, what it said); `mark` changes with any of it."""

    records: tuple[tuple[str, str], ...]

    @property
    def mark(self) -> str:
        """A digest, by which the domain knows what a person agreed to."""
        return hashlib.sha256(repr(self.records).encode()).hexdigest()


def published() -> Iterable[Framework]:
    """The versions of every framework that an assessment can be put on."""
    return Framework.objects.published()


def ever_rated(assessment: Assessment) -> bool:
    """Whether any rating of it was ever given a status or a text, were it cleared or removed since. Asked under the lock."""
    ratings = Rating.objects.filter(assessment=assessment), Rating.history.filter(assessment=assessment.pk)
    return any(rows.exclude(UNTOUCHED).exclude(HANDED_ON).exists() for rows in ratings)


def why_fixed(assessment: Assessment) -> dict[str, str]:
    """Why country and framework cannot be corrected now, by field; without those that can.

    What is rated was judged of this country on this framework. A revision corrects what was approved of its country, and a copy
    brings along what was written of its country: both keep it.
    """
    if ever_rated(assessment):
        return dict.fromkeys(CORRECTED, _("This can be corrected only while nothing has been rated."))
    if assessment.supersedes_id:
        return {"country": _("A corrected revision keeps the country of what it corrects.")}
    if assessment.copied_from is not None:
        copied = _(
            "It was copied from %(reference)s and keeps its country. For another country, open another assessment."
        )
        return {"country": copied % {"reference": assessment.copied_from.reference}}
    return {}


def behind(assessment: Assessment, target: Framework) -> Behind:
    """What putting the assessment on another framework would leave behind; stores nothing."""
    return Behind(tuple(kept_text.told(row) for row in version_change.effect(assessment, target).records))


def correct(seat: Seat, wanted: Mapping[str, Any], *, agreed: str) -> set[str]:
    """Prepare an assessment that is held for the country and framework that are `wanted`; the names of those that differ.

    The framework is changed here, with all that rests on it; the country is stored by the caller, with its reference. `agreed`
    is the mark of what a person saw that would stay behind. Raises Fixed, or StaysBehind where that is not what stays.
    """
    require_open(seat)
    held = seat.assessment
    differ = {name for name in CORRECTED if name in wanted and wanted[name] != getattr(held, name)}
    reasons = why_fixed(held) if differ else {}
    if differ & reasons.keys():
        raise Fixed({name: reasons[name] for name in differ & reasons.keys()})
    if "framework" in differ:
        _put_on(seat, wanted["framework"], agreed=agreed)
    if "country" in differ:
        _note(seat, wanted["country"])
    return differ


def _put_on(seat: Seat, target: Framework, *, agreed: str) -> None:
    if target not in published():
        raise Fixed({"framework": _("Only a published framework can be assessed on.")})
    stays = behind(seat.assessment, target)
    if stays.records and stays.mark != agreed:
        raise StaysBehind(stays)
    version_change.carry(seat, target)


def _note(seat: Seat, country: Any) -> None:
    held = seat.assessment
    facts = {"before": held.country.code, "after": country.code}
    Event.objects.create(
        assessment=held, kind=Event.Kind.COUNTRY, by=seat.person, facts=facts, judged_revision=held.revision
    )


def neighbours(assessment: Assessment) -> tuple[bool, str]:
    """Whether the country stands among its own neighbours, and the names of all of them."""
    found = Context.objects.get(assessment=assessment).neighbours
    return assessment.country in found, ", ".join(str(each.name) for each in found)
