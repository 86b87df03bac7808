"""Who sees what of an assessment once it is shared (docs/domain.md §5): the one place that answers it."""

import hashlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from django.db.models import Model
from django.utils.text import capfirst

from assessments import models, scoring
from assessments.models.assessment import Audience
from assessments.ownership import OWNED, Read, Shared
from assessments.scorecard.card import Scorecard
from frameworks.models import Criterion

# Records that have an audience of their own.
KINDS: tuple[Any, ...] = tuple(
    each.model for each in OWNED if each.shared is Shared.BY_AUDIENCE and each.read is not Read.APART
)


def default_of(row: models.Rating, part: str, rules: Iterable[models.AudienceRule]) -> str:
    """The audience that a rating follows: that of its programme, else of its part, else of the assessment, else internal."""
    chosen = {rule.stretch: rule.audience for rule in rules}
    places = (f"programme-{row.programme_id}", part, "")
    return next((chosen[place] for place in places if place in chosen), Audience.INTERNAL.value)


def is_shown(row: Any) -> bool:
    """Whether a rating or record, as a row or as the scorecard's value, goes to organisations that it is shared with."""
    return bool(row.audience == Audience.SHAREABLE)


def mark(card: Scorecard, records: Mapping[type[Model], Iterable[Any]]) -> str:
    """A short mark of who sees what: it differs as soon as anybody changes an audience, or adds what has one."""
    ratings = sorted((rating.pk, rating.own_audience, rating.default_audience) for rating in card.ratings)
    rows = sorted((m._meta.model_name, row.pk, row.audience) for m in KINDS for row in records[m])
    return hashlib.sha256(repr((ratings, rows)).encode()).hexdigest()[:16]


@dataclass(frozen=True, slots=True)
class Seen:
    """How many of one kind other organisations see, out of how many."""

    name: str
    shown: int
    total: int


@dataclass(frozen=True, slots=True)
class Reach:
    """What organisations that it is shared with would see of an assessment as it stands."""

    parts: tuple[Seen, ...]
    records: tuple[Seen, ...]

    @property
    def shown(self) -> int:
        """Ratings that they would see; what is not rated shows nothing."""
        return sum(part.shown for part in self.parts)

    @property
    def total(self) -> int:
        """All ratings, unrated ones included."""
        return sum(part.total for part in self.parts)


def reach(card: Scorecard, records: Mapping[type[Model], Iterable[Any]]) -> Reach:
    """Count what `editions.shared_edition` would leave in; from a whole dossier, without a query."""
    parts = (
        Seen(str(part.label), sum(_says_something(each) for each in ratings), len(ratings))
        for part in Criterion.Part
        if (ratings := card.of_part(part.value))
    )
    replies = [(reply, rating) for rating in card.ratings for reply in rating.replies]
    told = sum(reply.is_shareable and is_shown(rating) for reply, rating in replies)
    kinds = [
        _kind(model, told, len(replies))
        if model is models.Reply
        else _kind(model, sum(is_shown(row) for row in records[model]), len(list(records[model])))
        for model in KINDS
    ]
    return Reach(tuple(parts), tuple(kinds))


def _says_something(rating: Any) -> bool:
    return is_shown(rating) and rating.status != scoring.UNRATED


def _kind(model: type[Model], shown: int, total: int) -> Seen:
    return Seen(str(capfirst(model._meta.verbose_name_plural)), shown, total)
