"""What a person says when rating one criterion (docs/domain.md §3)."""

from dataclasses import dataclass
from typing import ClassVar

from django.utils.translation import gettext as _

from assessments.models import Rating

Status = Rating.Status


@dataclass(frozen=True, slots=True)
class Link:
    """Evidence that a rating rests on, or that contradicts it; without a stance, that it is not linked."""

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
    audience: str = ""

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

    def faults(self, *, levels: int) -> dict[str, str]:
        """What is wrong, by field; `levels` is the length of the scale. What is only missing is stored, and blocks submission."""
        if self.status == Status.LEVEL and (self.level is None or not 0 <= self.level < levels):
            return {"choice": _("Choose a level of this scale.")}
        return {}
