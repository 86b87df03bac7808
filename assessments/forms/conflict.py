"""Two people wrote one rating at once: what differs, field by field, so that either is kept knowingly."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django_stubs_ext import StrOrPromise

from assessments import models
from assessments.scorecard.values import Criterion

Status = models.Rating.Status
LABELS = {
    "choice": gettext_lazy("Level"),
    "reason": gettext_lazy("Why it cannot exist here"),
    "tried": gettext_lazy("What was tried, and the next step"),
    "justification": gettext_lazy("Justification"),
    "confidence": gettext_lazy("Confidence"),
    "confidence_reason": gettext_lazy("Why it differs from the suggestion"),
    "audience": gettext_lazy("Who may see this rating"),
}
CHOSEN = ("choice", "confidence", "audience")


@dataclass(frozen=True, slots=True)
class Clash:
    """One field in which theirs, saved, and yours, typed, are not the same."""

    name: str
    label: str
    theirs: str  # in words
    yours: str
    value: str  # theirs, as the field takes it

    @property
    def is_text(self) -> bool:
        """Whether the two can be joined, and are compared word by word."""
        return self.name not in CHOSEN


def as_fields(rating: Any) -> dict[str, str]:
    """What is stored, as the form's fields hold it; of a row or of the scorecard's value."""
    chosen = rating.said.status
    choice = str(rating.level) if chosen == Status.LEVEL else chosen
    own = rating.audience if isinstance(rating, models.Rating) else rating.own_audience
    texts = {name: getattr(rating, name) for name in LABELS if name not in {"choice", "audience"}}
    return {"choice": choice} | texts | {"audience": own}


def clashes(theirs: models.Rating, typed: dict[str, Any], criterion: Criterion) -> tuple[Clash, ...]:
    """The fields that differ, in the order of the form."""
    stored = as_fields(theirs)
    yours = {name: str(typed.get(name) or "").replace("\r\n", "\n").strip() for name in LABELS}
    yours["choice"] = yours["choice"] or Status.UNRATED.value
    return tuple(
        Clash(name, str(label), _told(name, stored[name], criterion), _told(name, yours[name], criterion), stored[name])
        for name, label in LABELS.items()
        if stored[name] != yours[name]
    )


def _told(name: str, value: str, criterion: Criterion) -> str:
    if name not in CHOSEN:
        return value
    if name == "choice" and value.isdecimal():
        return f"{value} {criterion.level_name(int(value[:2]))}"
    choices: dict[str, Iterable[tuple[str, StrOrPromise]]] = {
        "choice": Status.choices,
        "confidence": models.Rating.Confidence.choices,
        "audience": [("", _("as chosen for the part")), *models.Rating.Audience.choices],
    }
    return str(dict(choices[name]).get(value, "")) or _("not stated")
