"""What a person says when rating one criterion, and what must be said with it (docs/domain.md §3)."""

from dataclasses import dataclass
from typing import ClassVar

from django.utils.translation import gettext as _

from assessments.models import Rating

Status = Rating.Status


@dataclass(frozen=True, slots=True)
class Link:
    """Evidence that a rating rests on, or that contradicts it."""

    evidence: int
    stance: str
    place: str = ""


@dataclass(frozen=True, slots=True)
class Judgement:
    """One rating as typed."""

    status: str
    level: int | None = None
    reason: str = ""
    tried: str = ""
    justification: str = ""
    confidence: str = ""
    confidence_reason: str = ""
    audience: str = Rating.Audience.INTERNAL

    FIELDS: ClassVar[tuple[str, ...]] = (
        "status",
        "level",
        "reason",
        "tried",
        "justification",
        "confidence",
        "confidence_reason",
        "audience",
    )

    @classmethod
    def of(cls, rating: Rating) -> "Judgement":
        """What is stored now."""
        return cls(**{name: getattr(rating, name) for name in cls.FIELDS})

    def faults(self, *, levels: int, suggested: str) -> dict[str, str]:
        """What is missing or out of range, by field; `levels` is the length of the scale."""
        found = {}
        if self.status == Status.LEVEL and (self.level is None or not 0 <= self.level < levels):
            found["choice"] = _("Choose a level of this scale.")
        if self.status == Status.NOT_APPLICABLE and not self.reason:
            found["reason"] = _("Say why this cannot exist here.")
        if self.status == Status.INSUFFICIENT and not self.tried:
            found["tried"] = _("Say what was tried, and what the next step is.")
        differs = self.confidence and self.confidence != suggested
        if self.status == Status.LEVEL and differs and not self.confidence_reason:
            found["confidence_reason"] = _("The evidence suggests another confidence. Say why yours differs.")
        return found
