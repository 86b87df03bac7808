"""The reading view made for judging, and the list of remarks to work through."""

from collections import Counter, defaultdict
from dataclasses import dataclass
from typing import Any

from django.db.models import Max
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from assessments import answers, contributors, dialogue, models, moments, scorecard, scoring
from assessments.domain.unusual import (
    BARE,
    BESIDE,
    INSUFFICIENT,
    NO_RATE,
    REMARKED,
    UNMARKED,
    UNNAMED,
    UNSEEN,
    Unusual,
    unusual,
)
from assessments.queries.overview import Frame, Step, frame_of, steps_of
from assessments.queries.scoring import groups_of
from assessments.scorecard.card import Scorecard
from assessments.scorecard.values import Rating
from assessments.seat import Seat
from assessments.threads import Thread, threads
from frameworks.models import Criterion

Kind = models.Event.Kind
CONFIDENCES = dict(models.Rating.Confidence.choices)
HARMS = dict(models.Rating.Harm.choices)
TEXTS = {
    "reason": gettext_lazy("Why it cannot exist here"),
    "tried": gettext_lazy("What was tried, and the next step"),
    "justification": gettext_lazy("Justification"),
    "confidence_reason": gettext_lazy("Why the confidence differs from the suggestion"),
    "level_reason": gettext_lazy("Why another level than follows"),
    "harm_text": gettext_lazy("What harm, to whom, when, and the response"),
}
SHOWN = ("", "unjudged", "changed", "remarked", "bare", "beside", "unnamed", "insufficient")
FILTERS = {
    UNMARKED: "unjudged",
    BARE: "bare",
    BESIDE: "beside",
    UNNAMED: "unnamed",
    INSUFFICIENT: "insufficient",
}  # of what is unusual about ratings


@dataclass(frozen=True, slots=True)
class Reading:
    """One rating as a reviewer judges it."""

    rating: Rating
    threads: tuple[Thread, ...]
    mark: models.ReviewMark | None  # of this very revision
    lost_mark: models.ReviewMark | None  # of an earlier one
    own_mark: models.ReviewMark | None  # of somebody who has contributed to the assessment since: it counts no more
    before: models.Rating | None  # as it was when the assessment was returned, if it changed since

    @property
    def turns(self) -> list[tuple[str, str, str]]:
        """What changed since the return: label, then, now. Texts are told whole, to be compared word by word."""
        if self.before is None:
            return []
        old, new = self.before, self.rating
        pairs = [
            (_("Rating"), self._said(old.status, old.level), self._said(new.status, new.given_level)),
            *answers.turns(old.answers, new.answers, new.criterion),
            *((str(label), getattr(old, name), getattr(new, name)) for name, label in TEXTS.items()),
            (_("Confidence"), self._sure(old.confidence), self._sure(new.confidence)),
            (_("Harm done by the programme"), str(HARMS[old.harm]), str(HARMS[new.harm])),
        ]
        return [pair for pair in pairs if pair[1] != pair[2]]

    @staticmethod
    def _sure(confidence: str) -> str:
        return str(CONFIDENCES.get(confidence, ""))

    def _said(self, status: str, level: int | None) -> str:
        if status == scoring.LEVEL:
            return f"{level} {self.rating.criterion.level_name(level)}"
        return str(models.Rating.Status(status).label)

    @property
    def open_threads(self) -> int:
        """Remarks that are not settled."""
        return sum(not each.is_settled for each in self.threads)


@dataclass(frozen=True, slots=True)
class Spread:
    """How many ratings of a part stand at each level, this time and last time."""

    label: str
    levels: tuple[tuple[str, int, int | None], ...]  # name, now, last time
    risen: int
    fallen: int


@dataclass(frozen=True, slots=True)
class ReviewPage:
    """One stretch to judge."""

    frame: Frame
    step: Step
    groups: tuple[tuple[str, tuple[Reading, ...]], ...]
    progress: tuple[tuple[Step, int, int], ...]  # stretch, judged, of how many
    spreads: tuple[Spread, ...]
    whole: tuple[Thread, ...]  # remarks on the assessment as a whole
    returned: models.Event | None
    open_parts: tuple[models.OpenPart, ...]  # what was submitted incomplete, and why
    next_step: Step | None
    show: str
    counts: dict[str, int]

    @property
    def is_judged(self) -> bool:
        """Whether every rating is marked and every remark settled: only then is approving what comes next."""
        return self.frame.remarks == 0 and all(judged == total for _step, judged, total in self.progress)


def page(seat: Seat, key: str, show: str = "") -> ReviewPage | None:
    """The stretch with this key as a reviewer reads it; None when there is none. An unknown `show` shows all."""
    assessment = seat.assessment
    dossier = scorecard.dossier(assessment, brief=True, sees=seat.sees)
    frame = frame_of(seat, dossier)
    steps = {step.key: step for step in frame.steps}
    if key not in steps:
        return None
    said = threads(dialogue.remarks_of(seat))
    returned = models.Event.objects.filter(assessment=assessment, kind=Kind.RETURNED).order_by("at").last()
    readings = _readings(assessment, dossier.scorecard, said, returned)
    shown = show if show in SHOWN else ""
    every = groups_of(dossier.scorecard, key)
    here = [readings[rating.pk] for group in every for rating in group.ratings]
    groups = [(g.heading, tuple(r for r in (readings[x.pk] for x in g.ratings) if _passes(r, shown))) for g in every]
    following = list(steps)[list(steps).index(key) + 1 :]
    return ReviewPage(
        frame=frame,
        step=steps[key],
        groups=tuple(group for group in groups if group[1]),
        progress=tuple(_progress(dossier.scorecard, readings, step) for step in frame.steps),
        spreads=spreads(dossier.scorecard),
        whole=tuple(thread for thread in said if thread.first.rating_id is None),
        returned=returned,
        open_parts=tuple(assessment.open_parts.order_by("pk")),
        next_step=steps[following[0]] if following else None,
        show=shown,
        counts={name: sum(_passes(each, name) for each in here) for name in SHOWN},
    )


def _passes(reading: Reading, show: str) -> bool:
    return {
        "": True,
        "unjudged": reading.mark is None,
        "changed": reading.before is not None,
        "remarked": reading.open_threads > 0,
        "bare": reading.rating.status == scoring.LEVEL and not reading.rating.cited,
        "beside": reading.rating.is_beside,
        "unnamed": bool(reading.rating.unnamed),
        "insufficient": reading.rating.status == scoring.INSUFFICIENT,
    }[show]


def _progress(card: Scorecard, readings: dict[int, Reading], step: Step) -> tuple[Step, int, int]:
    here = [readings[rating.pk] for group in groups_of(card, step.key) for rating in group.ratings]
    return step, sum(each.mark is not None for each in here), len(here)


def _readings(
    assessment: models.Assessment, card: Scorecard, said: tuple[Thread, ...], returned: models.Event | None
) -> dict[int, Reading]:
    by_rating: dict[int | None, list[Thread]] = defaultdict(list)
    for thread in said:
        by_rating[thread.first.rating_id].append(thread)
    marks = {
        m.rating_id: m for m in models.ReviewMark.objects.filter(rating__assessment=assessment).select_related("by")
    }
    counted = contributors.counted(marks.values(), assessment)
    before = _as_returned(assessment, returned)
    found = {}
    for rating in card.ratings:
        mark, old = marks.get(rating.pk), before.get(rating.pk)
        current = mark is not None and mark.rating_revision == rating.revision
        own = mark is not None and mark not in counted
        found[rating.pk] = Reading(
            rating=rating,
            threads=tuple(by_rating[rating.pk]),
            mark=mark if current and not own else None,
            lost_mark=None if current or own else mark,
            own_mark=mark if own else None,
            before=old if old is not None and old.revision != rating.revision else None,
        )
    return found


def _as_returned(assessment: models.Assessment, returned: models.Event | None) -> dict[int, Any]:
    """Each rating as it was at the last return; empty where the assessment was never returned."""
    if returned is None:
        return {}
    then = models.Rating.history.filter(assessment=assessment.pk, history_date__lte=returned.at)
    last = then.order_by().values("id").annotate(last=Max("history_id")).values("last")
    return {row.id: row for row in models.Rating.history.filter(history_id__in=last)}


def spreads(card: Scorecard) -> tuple[Spread, ...]:
    """The levels that the assessment would end with, by part and moment, beside those of last time."""
    asked: dict[str, list[Rating]] = defaultdict(list)
    for part in Criterion.Part:
        for rating in card.of_part(part.value):
            asked[moments.named(str(part.label), rating.moment)].append(rating)
    return tuple(_spread(label, ratings) for label, ratings in asked.items())


def _spread(label: str, ratings: list[Rating]) -> Spread:
    now = Counter(rating.level_name for rating in ratings if rating.status == scoring.LEVEL)
    last = Counter(rating.last.level_name for rating in ratings if rating.last and rating.last.level is not None)
    moved = [steps for rating in ratings if (steps := _steps(rating)) is not None]
    names = dict.fromkeys(level.name for rating in ratings for level in rating.criterion.levels)
    return Spread(
        label=label,
        levels=tuple((name, now[name], last[name] if last else None) for name in names),
        risen=sum(steps > 0 for steps in moved),
        fallen=sum(steps < 0 for steps in moved),
    )


def _steps(rating: Rating) -> int | None:
    """By how many levels it rose since last time; None where the two cannot be subtracted."""
    last = rating.last
    if last is None or last.comparability.is_none or rating.level is None or last.level is None:
        return None
    return rating.level - last.level


@dataclass(frozen=True, slots=True)
class ReviewState:
    """How far the review is, for whoever returns or approves."""

    judged: int
    total: int
    to_settle: tuple[tuple[Thread, Rating | None], ...]
    spreads: tuple[Spread, ...]
    unusual: tuple[tuple[Unusual, str], ...]  # with the address where it is seen

    @property
    def found(self) -> tuple[Unusual, ...]:
        """What is unusual."""
        return tuple(each for each, _url in self.unusual)


def state(seat: Seat, dossier: scorecard.Dossier) -> ReviewState:
    """How many ratings are judged, what is not settled or unusual, and the levels that the assessment would end with."""
    card = dossier.scorecard
    ratings = {rating.pk: rating for rating in card.ratings}
    said = threads(dialogue.remarks_of(seat))
    found = unusual(dossier)
    unmarked = next((len(each.of) for each in found if each.kind == UNMARKED), 0)
    return ReviewState(
        judged=len(ratings) - unmarked,
        total=len(ratings),
        to_settle=tuple((each, ratings.get(each.first.rating_id or 0)) for each in said if not each.is_settled),
        spreads=spreads(card),
        unusual=tuple((each, _where(seat.assessment.reference, card, each)) for each in found),
    )


def _where(reference: str, card: Scorecard, found: Unusual) -> str:
    """The address where it is seen: for ratings, the first stretch that has one of them."""
    if found.kind not in FILTERS:
        return {
            REMARKED: reverse("remarks", args=[reference]),
            NO_RATE: reverse("section", args=[reference, "programmes"]),
            UNSEEN: reverse("as-shared", args=[reference]),
        }.get(found.kind, f"#{found.kind}")
    for step in steps_of(reference, card):
        here = [rating.pk for group in groups_of(card, step.key) for rating in group.ratings]
        first = next((pk for pk in here if pk in found.of), None)
        if first is not None:
            return f"{reverse('review', args=[reference, step.key])}?show={FILTERS[found.kind]}#r{first}"
    return reverse("review", args=[reference, "governance"])


@dataclass(frozen=True, slots=True)
class RemarksPage:
    """All remarks of an assessment, with their ratings."""

    frame: Frame
    rows: tuple[tuple[Thread, Rating | None], ...]
    show: str
    to_settle: int
    total: int


def remarks(seat: Seat, show: str = "") -> RemarksPage:
    """The list of remarks: those not settled unless `show` is all."""
    assessment = seat.assessment
    dossier = scorecard.dossier(assessment, brief=True, sees=seat.sees)
    ratings = {rating.pk: rating for rating in dossier.scorecard.everything}
    said = threads(dialogue.remarks_of(seat))
    wanted = [thread for thread in said if show == "all" or not thread.is_settled]
    return RemarksPage(
        frame=frame_of(seat, dossier),
        rows=tuple((thread, ratings.get(thread.first.rating_id or 0)) for thread in wanted),
        show="all" if show == "all" else "",
        to_settle=sum(not thread.is_settled for thread in said),
        total=len(said),
    )
