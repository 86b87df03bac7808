"""The pages on which ratings are made: one part of the country's, one programme, or a single rating."""

from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from itertools import groupby
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _lazy

from assessments import dialogue, models, scorecard, scoring
from assessments.queries import history
from assessments.queries.history import Change
from assessments.queries.overview import Frame, Step, frame_of
from assessments.scorecard.card import Group, Scorecard
from assessments.scorecard.comparability import differ
from assessments.scorecard.values import Rating, Subject
from assessments.seat import Seat
from assessments.threads import Thread, threads
from frameworks.domain.difference import Turn, between
from frameworks.models import Criterion
from frameworks.values import Scale

Part = Criterion.Part


@dataclass(frozen=True, slots=True)
class RatingGroup:
    """Ratings under one heading: those of an institution, a field, or a part."""

    heading: str
    text: str
    ratings: tuple[Rating, ...]

    @property
    def by_criterion(self) -> tuple[tuple[Rating, ...], ...]:
        """The ratings of each criterion: one, or those at the start and at the end of the period."""
        return tuple(tuple(asked) for _pk, asked in groupby(self.ratings, key=lambda rating: rating.criterion.pk))


@dataclass(frozen=True, slots=True)
class ScoringPage:
    """A stretch of scoring with its ratings in groups; `matrix` only for governance."""

    frame: Frame
    step: Step
    rule: str
    scales: tuple[Scale, ...]  # on which it is judged, each with its own rule
    groups: tuple[RatingGroup, ...]
    matrix: tuple[Group, ...]
    characteristics: tuple[Subject, ...]
    comments: dict[int, int]
    next_step: Step | None
    filters: tuple[tuple[str, str, int], ...]  # key, label, how many ratings
    show: str  # the filter's key; empty for all


FILTERS: dict[str, tuple[Any, Callable[[Rating], bool]]] = {
    "unrated": (_lazy("Unrated"), lambda rating: rating.status == scoring.UNRATED),
    "incomplete": (_lazy("Incomplete"), lambda rating: bool(rating.lacks)),
    "low": (_lazy("Low confidence"), lambda rating: rating.confidence == "low"),
    "bare": (_lazy("Without evidence"), lambda rating: rating.status == scoring.LEVEL and not rating.cited),
    "changed": (_lazy("Changed since last time"), lambda rating: _has_changed(rating)),
}
REMARKED = "remarked"


def _has_changed(rating: Rating) -> bool:
    if rating.last is None or rating.status == scoring.UNRATED:
        return False
    return differ(rating.last, rating)


def page(seat: Seat, key: str, show: str = "") -> ScoringPage | None:
    """The stretch with this key (a part, or programme-NUMBER), or those of its ratings that a filter lets through.

    None when there is no such stretch; an unknown filter shows all.
    """
    assessment = seat.assessment
    dossier = scorecard.dossier(assessment, brief=True, sees=seat.sees)
    frame = frame_of(seat, dossier)
    steps = {step.key: step for step in frame.steps}
    if key not in steps:
        return None
    card = dossier.scorecard
    order = list(steps)
    following = order[order.index(key) + 1 :]
    governance = key == "governance"
    said = dossier.records[models.Comment] if frame.rights.in_dialogue else []
    comments = dict(Counter(each.rating_id for each in said))
    groups = groups_of(card, key)
    filters = [(name, label, passes) for name, (label, passes) in FILTERS.items()]
    if frame.rights.in_dialogue:
        filters.append((REMARKED, _lazy("With remarks"), lambda rating: rating.pk in comments))
    chosen = next((passes for name, _label, passes in filters if name == show), None)
    ratings = [rating for group in groups for rating in group.ratings]
    return ScoringPage(
        frame=frame,
        step=steps[key],
        rule=card.framework.scoring_rule,
        scales=tuple(dict.fromkeys(rating.criterion.scale for rating in ratings)),
        groups=tuple(_filtered(groups, chosen) if chosen else groups),
        matrix=card.institutions if governance else (),
        characteristics=card.framework.characteristics if governance else (),
        comments=comments,
        next_step=steps[following[0]] if following else None,
        filters=tuple((name, str(label), sum(map(passes, ratings))) for name, label, passes in filters),
        show=show if chosen else "",
    )


def _filtered(groups: list[RatingGroup], passes: Callable[[Rating], bool]) -> Iterator[RatingGroup]:
    for group in groups:
        ratings = tuple(filter(passes, group.ratings))
        if ratings:
            yield replace(group, ratings=ratings)


def turns_of(rating: Rating) -> tuple[Turn, ...]:
    """What changed in the criterion since the rating was given; empty unless it asks to be confirmed."""
    return between(rating.previous_criterion, rating.criterion) if rating.previous_criterion else ()


def groups_of(card: Scorecard, key: str) -> list[RatingGroup]:
    """The ratings of a stretch under their headings."""
    if key == "governance":
        return [
            _group(f"{g.subject.code} {g.subject.name}", _institution(g.subject), g.ratings) for g in card.institutions
        ]
    if key == "need":
        return [_group(f"{g.subject.code} {g.subject.name}", g.subject.definition, g.ratings) for g in card.fields]
    if key == "policy":
        return [_group("", "", card.of_part("policy"))]
    programme = next(each for each in card.programmes if f"programme-{each.pk}" == key)
    contributions = tuple(worked.contribution for worked in programme.works_on)
    practice = "" if card.asks(Part.PRACTICE) else _("Not asked in a rapid assessment.")
    return [
        _group(_("Contribution: what the programme achieves"), "", contributions),
        _group(_("Practice: how well it follows the considerations"), practice, programme.practice),
    ]


def _institution(subject: Subject) -> str:
    return f"{subject.definition} {subject.hints}".strip()


def _group(heading: str, text: str, ratings: tuple[Rating, ...]) -> RatingGroup:
    return RatingGroup(heading, text, ratings)


@dataclass(frozen=True, slots=True)
class RatingPage:
    """A single rating: its evidence, what was said before, remarks and history."""

    frame: Frame
    rating: Rating
    step: Step
    programme: str
    evidence: tuple[models.Evidence, ...]
    veiled: frozenset[int]  # keys of those that are not shown
    threads: tuple[Thread, ...]
    history: tuple[Change, ...]  # the newest first
    turns: tuple[Turn, ...]  # of one to be confirmed: what changed in its criterion
    is_behind: bool
    consulted: bool  # whether the validation log has an entry


def rating_page(seat: Seat, pk: int) -> RatingPage:
    """The page of one rating of this assessment."""
    assessment = seat.assessment
    dossier = scorecard.dossier(assessment, brief=True, sees=seat.sees)
    frame = frame_of(seat, dossier)
    card = dossier.scorecard
    rating = next(each for each in card.everything if each.pk == pk)
    is_behind = rating not in card.ratings
    if is_behind:
        frame = replace(frame, rights=replace(frame.rights, can_edit=False))
    programme = next((each for each in dossier.scorecard.programmes if each.pk == rating.programme), None)
    key = f"programme-{programme.pk}" if programme else rating.criterion.part
    return RatingPage(
        frame=frame,
        rating=rating,
        step=next((step for step in frame.steps if step.key == key), _no_step(frame, rating)),
        programme=programme.title if programme else "",
        evidence=tuple(dossier.records[models.Evidence]),
        veiled=dossier.veiled,
        threads=threads(dialogue.remarks_of(seat).filter(rating=pk)),
        history=_past(rating, dossier),
        turns=turns_of(rating),
        is_behind=is_behind,
        consulted=bool(dossier.records[models.Consultation]),
    )


def _no_step(frame: Frame, rating: Rating) -> Step:
    """Of a rating that stayed behind with a part which is not asked: back to the overview."""
    part = Criterion.Part(rating.criterion.part)
    url = reverse("overview", args=[frame.assessment.reference])
    return Step(part.value, str(part.label), url, scoring.tally([rating.judged]), (), (), 0, url)


def _past(rating: Rating, dossier: scorecard.Dossier) -> tuple[Change, ...]:
    """The changes of the rating and of its links, the newest first."""
    changes = (*history.of_rating(rating), *history.of_links(rating, dossier))
    return tuple(sorted(changes, key=lambda change: change.at, reverse=True))
