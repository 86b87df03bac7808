"""What a person says when rating one criterion (docs/domain.md §3)."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import ClassVar

from django.utils.translation import gettext as _

from assessments import answers
from assessments.models import Rating
from frameworks.values import Criterion

Status = Rating.Status


@dataclass(frozen=True, slots=True)
class Link:
    """Evidence that a rating rests on, or that contradicts it; without a stance, that it is not linked."""

    evidence: int
    stance: str
    place: str = ""
    strands: tuple[str, ...] | None = None  # the strands that it bears on; None leaves them as they are


@dataclass(frozen=True, slots=True)
class Judgement:
    """One rating as typed. On a criterion with strands a status of "level" says that another one than follows was chosen."""

    status: str
    level: int | None = None
    answers: Mapping[str, str] = field(default_factory=dict)
    level_reason: str = ""
    reason: str = ""
    tried: str = ""
    justification: str = ""
    confidence: str = ""
    confidence_reason: str = ""
    harm: str = ""
    harm_text: str = ""
    audience: str = ""

    FIELDS: ClassVar[tuple[str, ...]] = (
        "status",
        "level",
        "answers",
        "level_reason",
        "reason",
        "tried",
        "justification",
        "confidence",
        "confidence_reason",
        "harm",
        "harm_text",
        "audience",
    )

    @classmethod
    def of(cls, rating: Rating) -> "Judgement":
        """What is stored now."""
        return cls(**{name: getattr(rating, name) for name in cls.FIELDS})

    def faults(self, criterion: Criterion) -> dict[str, str]:
        """What is wrong, by field, such as `answer-a`. What is only missing is stored, and blocks submission."""
        found = {f"answer-{code}": fault for code, fault in answers.faults(self.answers, criterion).items()}
        if (self.harm or self.harm_text) and not criterion.may_harm:
            found["harm"] = _("Harm is said of contributions alone.")
        if self.status != Status.LEVEL or found:
            return found
        if self.level is None or not 0 <= self.level < len(criterion.levels):
            return {"choice": _("Choose a level of this scale.")}
        return self._beside(criterion) if criterion.strands else {}

    def _beside(self, criterion: Criterion) -> dict[str, str]:
        """What is wrong with a level that was chosen on a criterion with strands."""
        found = answers.outcome(self.answers, criterion)
        if found is None:
            return {"choice": _("Answer every strand first: another level is chosen beside the one that follows.")}
        if found.level is None:
            return {"choice": _("No strand is known, so there is no level to choose: this is insufficient evidence.")}
        if abs((self.level or 0) - found.level) > answers.MOST_BESIDE:
            words = _("%(follows)d follows from the answers. Another level lies at most one away from it.")
            return {"choice": words % {"follows": found.level}}
        return {}

    def settled(self, criterion: Criterion) -> "Judgement":
        """With the status and the level that follow from the answers, unless another was chosen or it is not applicable.

        While a strand waits for an answer nothing follows, and the rating is unrated. Only of what has no `faults`.
        """
        if not criterion.strands or self.status == Status.NOT_APPLICABLE:
            return self
        found = answers.outcome(self.answers, criterion)
        if found is None:
            return replace(self, status=Status.UNRATED, level=None)
        if found.level is None:
            return replace(self, status=Status.INSUFFICIENT, level=None)
        chosen = self.level if self.status == Status.LEVEL else found.level
        return replace(self, status=Status.LEVEL, level=chosen)
