"""What a scoring page is told now and then: who else is here, and what they saved since the page was loaded."""

from dataclasses import dataclass

from assessments import models
from assessments.domain import presence
from assessments.seat import Seat


@dataclass(frozen=True, slots=True)
class News:
    """Others on the same stretch and elsewhere in the assessment, and ratings that they saved meanwhile."""

    here: tuple[str, ...]
    elsewhere: tuple[str, ...]
    changed: tuple[models.Rating, ...]


def news(seat: Seat, stretch: str, known: dict[int, int]) -> News:
    """The news for somebody whose page knows these revisions of ratings."""
    others = presence.others(seat.assessment, than=seat.person)
    rows = models.Rating.objects.filter(assessment=seat.assessment, pk__in=known).select_related("rated_by")
    return News(
        here=tuple(each.person.name for each in others if each.stretch == stretch),
        elsewhere=tuple(each.person.name for each in others if each.stretch != stretch),
        changed=tuple(row for row in rows if row.revision > known[row.pk] and row.rated_by_id != seat.person.pk),
    )
