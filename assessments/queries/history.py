"""What changed, when, by whom, from what to what: of one rating, and of a whole assessment."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.core.paginator import Page, Paginator
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from assessments import access, models, scorecard, scoring
from assessments.queries.overview import Frame, frame_of
from assessments.scorecard.values import Criterion, Rating
from ssr_portal.accounts.models import Person

# Ratings save themselves with every pause: what one person wrote in one go is one change.
ONE_GO = timedelta(minutes=15)
MOST_OF_A_RATING = 400
MOST_OF_AN_ASSESSMENT = 3000
A_PAGE = 50
FIELDS = {
    "reason": gettext_lazy("Why it cannot exist here"),
    "tried": gettext_lazy("What was tried, and the next step"),
    "justification": gettext_lazy("Justification"),
    "confidence": gettext_lazy("Confidence"),
    "confidence_reason": gettext_lazy("Why the confidence differs from the suggestion"),
    "audience": gettext_lazy("Who may see this rating"),
}


@dataclass(frozen=True, slots=True)
class Change:
    """One go at one rating: what stood before and after, field by field; `key` names the state that it left."""

    rating: int
    code: str
    key: int
    by: str
    at: datetime
    turns: tuple[tuple[str, str, str], ...]  # label, before, after
    is_current: bool


def of_rating(rating: Rating) -> tuple[Change, ...]:
    """The changes of one rating, the newest first. One query."""
    rows = models.Rating.history.filter(id=rating.pk).select_related("history_user").order_by("-history_id")
    return _changes(reversed(rows[:MOST_OF_A_RATING]), {rating.pk: rating.criterion})


def _changes(rows: Iterable[Any], criteria: dict[int, Criterion]) -> tuple[Change, ...]:
    """Histories in order of time, folded; the first state of each rating is where its changes begin."""
    goes: dict[int, list[Any]] = {}
    for row in rows:
        found = goes.setdefault(row.id, [])
        if len(found) > 1 and _is_one_go(found[-1], row):
            found[-1] = row
        else:
            found.append(row)
    changes = [
        _change(before, after, criteria[pk], is_current=after is found[-1])
        for pk, found in goes.items()
        if pk in criteria
        for before, after in zip([None, *found], found, strict=False)
        if before is not None or after.status != scoring.UNRATED
    ]
    return tuple(sorted((each for each in changes if each.turns), key=lambda each: each.key, reverse=True))


def _is_one_go(before: Any, after: Any) -> bool:
    return before.history_user_id == after.history_user_id and after.history_date - before.history_date < ONE_GO


def _change(before: Any, after: Any, criterion: Criterion, *, is_current: bool) -> Change:
    pairs = [
        (_("Rating"), _said(before, criterion) if before else "", _said(after, criterion)),
        *((str(label), getattr(before, name, ""), getattr(after, name)) for name, label in FIELDS.items()),
    ]
    return Change(
        rating=after.id,
        code=criterion.code,
        key=after.history_id,
        by=after.history_user.name if after.history_user else "",
        at=after.history_date,
        turns=tuple(pair for pair in pairs if pair[1] != pair[2]),
        is_current=is_current,
    )


def _said(row: Any, criterion: Criterion) -> str:
    if row.status == scoring.LEVEL:
        return f"{row.level} {criterion.level_name(row.level)}"
    return str(models.Rating.Status(row.status).label)


@dataclass(frozen=True, slots=True)
class HistoryPage:
    """The history of an assessment: its moves, and the changes of its ratings, page by page."""

    frame: Frame
    events: tuple[models.Event, ...]
    changes: Page


def page(person: Person, assessment: models.Assessment, number: str | None) -> HistoryPage:
    """The history of the whole, the newest first."""
    dossier = scorecard.dossier(assessment, scorecard.needed(assessment), sees=access.sees_evidence(person, assessment))
    criteria = {rating.pk: rating.criterion for rating in dossier.scorecard.ratings}
    newest = models.Rating.history.filter(assessment=assessment.pk).select_related("history_user")
    rows = list(newest.order_by("-history_id")[:MOST_OF_AN_ASSESSMENT])
    return HistoryPage(
        frame=frame_of(person, assessment, dossier),
        events=tuple(models.Event.objects.filter(assessment=assessment).select_related("by")),
        changes=Paginator(_changes(reversed(rows), criteria), A_PAGE).get_page(number),
    )
