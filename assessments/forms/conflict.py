"""Two people wrote one rating at once: what differs, field by field, so that either is kept knowingly."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django_stubs_ext import StrOrPromise

from assessments import answers, models
from assessments.scorecard.values import Criterion

Status = models.Rating.Status
LABELS = {
    "choice": gettext_lazy("Level"),
    "level_reason": gettext_lazy("Why another level than follows"),
    "reason": gettext_lazy("Why it cannot exist here"),
    "tried": gettext_lazy("What was tried, and the next step"),
    "justification": gettext_lazy("Justification"),
    "confidence": gettext_lazy("Confidence"),
    "confidence_reason": gettext_lazy("Why it differs from the suggestion"),
    "harm": gettext_lazy("Harm done by the programme"),
    "harm_text": gettext_lazy("What harm, to whom, when, and the response"),
    "audience": gettext_lazy("Who may see this rating"),
}
CHOSEN = ("choice", "confidence", "harm", "audience")
OF_HARM = ("harm", "harm_text")
FOLLOWS = "follows"  # the choice of the level that follows from the answers, be there one yet or not
ANSWER = "answer-"  # and the code of a strand


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
        return self.name not in CHOSEN and not self.name.startswith(ANSWER)


def labels_of(criterion: Criterion) -> dict[str, StrOrPromise]:
    """The fields of a rating on this criterion with their labels, in the order of the form."""
    strands = {f"{ANSWER}{strand.code}": f"{strand.code} {strand.name}" for strand in criterion.strands}
    reasoned = strands or criterion.scale.twice  # a level that follows from answers, or from the period before
    left_out = (() if reasoned else ("level_reason",)) + (() if criterion.may_harm else OF_HARM)
    return strands | {name: label for name, label in LABELS.items() if name not in left_out}


def as_fields(rating: Any, criterion: Criterion) -> dict[str, str]:
    """What is stored, as the form's fields hold it; of a row or of the scorecard's value."""
    status, level, own = (
        (rating.status, rating.level, rating.audience)
        if isinstance(rating, models.Rating)
        else (rating.chosen, rating.given_level, rating.own_audience)
    )
    labels = labels_of(criterion)
    texts = {name: getattr(rating, name) for name in labels if name in LABELS and name not in {"choice", "audience"}}
    answered = {f"{ANSWER}{strand.code}": rating.answers.get(strand.code, "") for strand in criterion.strands}
    choice = _choice(status, level, rating.answers, criterion)
    return answered | {"choice": choice} | texts | {"audience": own}


def _choice(status: str, level: int | None, answered: answers.Answers, criterion: Criterion) -> str:
    """A level, or what else the rating is; on strands, whether another level was chosen than follows."""
    found = answers.outcome(answered, criterion)
    if criterion.strands and status != Status.NOT_APPLICABLE and not answers.is_beside(status, level, found):
        return FOLLOWS
    return str(level) if status == Status.LEVEL else status


def clashes(theirs: models.Rating, typed: dict[str, Any], criterion: Criterion) -> tuple[Clash, ...]:
    """The fields that differ, in the order of the form."""
    stored, labels = as_fields(theirs, criterion), labels_of(criterion)
    yours = {name: str(typed.get(name) or "").replace("\r\n", "\n").strip() for name in labels}
    yours["choice"] = yours["choice"] or (FOLLOWS if criterion.strands else Status.UNRATED.value)
    return tuple(
        Clash(name, str(label), _told(name, stored[name], criterion), _told(name, yours[name], criterion), stored[name])
        for name, label in labels.items()
        if stored[name] != yours[name]
    )


def _told(name: str, value: str, criterion: Criterion) -> str:
    if name.startswith(ANSWER):
        return answers.in_words(value) or _("not answered")
    if name not in CHOSEN:
        return value
    if name == "choice" and value.isdecimal() and int(value[:2]) < len(criterion.levels):
        return f"{value} {criterion.level_name(int(value[:2]))}"
    choices: dict[str, Iterable[tuple[str, StrOrPromise]]] = {
        "choice": [*Status.choices, (FOLLOWS, _("as follows from the answers"))],
        "confidence": models.Rating.Confidence.choices,
        "harm": models.Rating.Harm.choices,
        "audience": [("", _("as chosen for the part")), *models.Rating.Audience.choices],
    }
    return str(dict(choices[name]).get(value, "")) or _("not stated")
