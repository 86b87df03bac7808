"""What changed, when, by whom, from what to what: of one rating, and of a whole assessment."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any

from django.core.paginator import Page, Paginator
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from assessments import answers, dialogue, models, moments, scorecard, scoring
from assessments.queries.overview import Frame, frame_of
from assessments.scorecard.values import Criterion, Rating
from assessments.seat import Seat
from frameworks.models import Framework
from frameworks.queries import framework_value

# Ratings save themselves with every pause: what one person wrote in one go is one change.
ONE_GO = timedelta(minutes=15)
MOST_OF_A_RATING = 400
MOST_OF_AN_ASSESSMENT = 3000
A_PAGE = 50
FIELDS = {
    "level_reason": gettext_lazy("Why another level than follows"),
    "reason": gettext_lazy("Why it cannot exist here"),
    "tried": gettext_lazy("What was tried, and the next step"),
    "justification": gettext_lazy("Justification"),
    "confidence": gettext_lazy("Confidence"),
    "confidence_reason": gettext_lazy("Why the confidence differs from the suggestion"),
    "harm": gettext_lazy("Harm done by the programme"),
    "harm_text": gettext_lazy("What harm, to whom, when, and the response"),
    "audience": gettext_lazy("Who may see this rating"),
}


@dataclass(frozen=True, slots=True)
class Change:
    """One go at one rating: what stood before and after, field by field.

    `key` names the state that it left, or is 0 for a change of its links, which cannot be restored by itself.
    """

    rating: int | None  # none where it went with a programme that was removed
    code: str
    key: int
    by: str
    at: datetime
    turns: tuple[tuple[str, str, str], ...]  # label, before, after
    is_current: bool
    removed_with: str = ""  # the programme with which the rating went


def of_rating(rating: Rating) -> tuple[Change, ...]:
    """The changes of one rating, the newest first. One query."""
    rows = models.Rating.history.filter(id=rating.pk).select_related("history_user").order_by("-history_id")
    return _changes(reversed(rows[:MOST_OF_A_RATING]), {rating.pk: rating.criterion})


def of_links(rating: Rating, dossier: scorecard.Dossier) -> tuple[Change, ...]:
    """What the rating rested on over time, the newest first, as far as the dossier's reader sees its evidence. One query."""
    known = {row.pk: row for row in dossier.records[models.Evidence]}
    past = models.EvidenceLink.history.filter(rating=rating.pk).select_related("history_user").order_by("history_id")
    stood: dict[int, str] = {}
    changes = []
    for row in past[:MOST_OF_A_RATING]:
        source = known.get(row.evidence_id)
        is_veiled = row.evidence_id in dossier.veiled
        before, after = stood.get(row.evidence_id, ""), _linked(row, with_place=source is not None and not is_veiled)
        stood[row.evidence_id] = after
        turn = (source.title if source else _("A source that was removed"), before, after)
        by = row.history_user.name if row.history_user else ""
        if before != after:
            changes.append(Change(rating.pk, rating.code, 0, by, row.history_date, (turn,), is_current=False))
    return tuple(reversed(changes))


def _linked(row: Any, *, with_place: bool) -> str:
    if row.history_type == "-":
        return ""
    said = [str(models.EvidenceLink.Stance(row.stance).label)]
    if row.strands:
        said.append(_("strands %(codes)s") % {"codes": ", ".join(row.strands.split())})
    return ", ".join([*said, row.place] if with_place and row.place else said)


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
    return bool(before.history_user_id == after.history_user_id and after.history_date - before.history_date < ONE_GO)


def _change(before: Any, after: Any, criterion: Criterion, *, is_current: bool) -> Change:
    pairs = [
        (_("Rating"), _said(before, criterion) if before else "", _said(after, criterion)),
        *answers.turns(before.answers if before else {}, after.answers, criterion),
        *((str(label), _worded(before, name), _worded(after, name)) for name, label in FIELDS.items()),
    ]
    return Change(
        rating=after.id,
        code=moments.named(criterion.code, after.moment),
        key=after.history_id,
        by=after.history_user.name if after.history_user else "",
        at=after.history_date,
        turns=tuple(pair for pair in pairs if pair[1] != pair[2]),
        is_current=is_current,
    )


def _worded(row: Any, name: str) -> str:
    """A field's content; of a choice, in words. Who sees a rating that follows its part is said by the part."""
    words = getattr(row, f"get_{name}_display", None)
    return str(words()) if words else getattr(row, name, "")


def _said(row: Any, criterion: Criterion) -> str:
    if row.status == scoring.LEVEL:
        return f"{row.level} {criterion.level_name(row.level)}"
    return str(models.Rating.Status(row.status).label)


@dataclass(frozen=True, slots=True)
class HistoryPage:
    """The history of an assessment: its moves, and the changes of its ratings, page by page."""

    frame: Frame
    events: tuple[models.Event, ...]
    changes: Page[Change]


def page(seat: Seat, number: str | None) -> HistoryPage:
    """The history of the whole, the newest first."""
    assessment = seat.assessment
    dossier = scorecard.dossier(assessment, brief=True, sees=seat.sees)
    criteria = {rating.pk: rating.criterion for rating in dossier.scorecard.ratings}
    newest = models.Rating.history.filter(assessment=assessment.pk).select_related("history_user")
    rows = list(newest.order_by("-history_id")[:MOST_OF_AN_ASSESSMENT])
    gone = [row for row in rows if row.id not in criteria]
    changes = _changes(reversed(rows), criteria | _criteria_of(gone, assessment))
    return HistoryPage(
        frame=frame_of(seat, dossier),
        events=dialogue.timeline_of(seat),
        changes=Paginator(_with_titles(changes, gone), A_PAGE).get_page(number),
    )


def _criteria_of(gone: Iterable[Any], assessment: models.Assessment) -> dict[int, Criterion]:
    """What removed ratings were about, by rating: of the assessment's version, or of the one that it was on then."""
    wanted = {row.id: row.criterion_id for row in gone}
    if not wanted:
        return {}
    versions = Framework.objects.filter(criteria__in=set(wanted.values())).distinct()
    known = {each.pk: each for version in versions for each in framework_value(version).criteria}
    return {rating: known[criterion] for rating, criterion in wanted.items() if criterion in known}


def _with_titles(changes: Iterable[Change], gone: Iterable[Any]) -> list[Change]:
    """Changes of removed ratings say with which programme they went, by its last title."""
    programmes = {row.id: row.programme_id for row in gone}
    past = models.Programme.history.filter(id__in=set(programmes.values())).order_by("history_id")
    titles = dict(past.values_list("id", "title")) if programmes else {}
    return [
        replace(each, rating=None, is_current=False, removed_with=titles.get(programmes[each.rating], _("removed")))
        if each.rating in programmes
        else each
        for each in changes
    ]
