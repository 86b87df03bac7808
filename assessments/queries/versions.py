"""What framework versions look like beside assessments: a difference with its effect, a move, a preview."""

from collections import Counter
from dataclasses import dataclass
from itertools import groupby
from typing import Any

from django.db.models import Count, Q

from assessments import access, models, scorecard
from assessments.domain import kept_text, version_change
from assessments.queries.overview import Frame, Step, frame_of, steps_of
from assessments.queries.scoring import RatingGroup, groups_of
from assessments.seat import Seat
from frameworks import labels
from frameworks.domain.difference import Kind, Piece
from frameworks.models import Criterion, Framework

Section = tuple[str, str, tuple[Piece, ...]]  # key, title, pieces


@dataclass(frozen=True, slots=True)
class Touched:
    """Open assessments that could move, in numbers; and of their ratings, how many travel, are asked again or stay behind."""

    assessments: int
    asked: int  # assessments with a rating that asks to be confirmed or stays behind
    unchanged: int
    to_confirm: int
    behind: int
    unrated: int


@dataclass(frozen=True, slots=True)
class DifferencePage:
    """Two versions beside each other."""

    older: Framework
    newer: Framework
    others: tuple[Framework, ...]
    sections: tuple[Section, ...]
    counts: tuple[tuple[str, int], ...]  # what happened, and to how many items
    touched: Touched | None  # None for those who do not publish


def difference_page(
    older: Framework, newer: Framework, *, others: list[Framework], administers: bool
) -> DifferencePage:
    """The difference, and for framework administrators its effect on open assessments. Two queries."""
    pieces = version_change.pieces_between(older, newer)
    happened = Counter(kind for piece in pieces for kind in piece.kinds)
    return DifferencePage(
        older=older,
        newer=newer,
        others=tuple(others),
        sections=sections_of(pieces),
        counts=tuple((str(kind.label), happened[kind]) for kind in Kind if happened[kind]),
        touched=_touched(older, newer, pieces) if administers else None,
    )


def sections_of(pieces: tuple[Piece, ...]) -> tuple[Section, ...]:
    """The pieces under the headings of a version."""
    return tuple(
        (key, str(labels.SECTIONS[key]), tuple(found))
        for key, found in groupby(pieces, key=lambda piece: piece.section)
    )


def _touched(older: Framework, newer: Framework, pieces: tuple[Piece, ...]) -> Touched:
    """Sums over all donors: who administers frameworks learns of no assessment by that right (docs/domain.md §5). Two queries."""
    keys = list(Criterion.objects.filter(framework=older).values_list("pk", "part", "code"))
    again = {piece.key for piece in pieces if piece.asks_again}
    gone = {piece.key for piece in pieces if Kind.REMOVED in piece.kinds}
    changed = [pk for pk, part, code in keys if f"{part}-{code}" in again]
    removed = [pk for pk, part, code in keys if f"{part}-{code}" in gone]
    rated = ~Q(ratings__status=models.Rating.Status.UNRATED)
    behind = rated & (Q(ratings__criterion__in=removed) | Q(ratings__left_behind=True))
    confirm = rated & ~behind & (Q(ratings__criterion__in=changed) | Q(ratings__to_confirm=True))
    unrated = Q(ratings__status=models.Rating.Status.UNRATED, ratings__left_behind=False)
    found = access.open_on(older).aggregate(
        assessments=Count("pk", distinct=True),
        asked=Count("pk", filter=behind | confirm, distinct=True),
        rated=Count("ratings", filter=rated),
        to_confirm=Count("ratings", filter=confirm),
        behind=Count("ratings", filter=behind),
        unrated=Count("ratings", filter=unrated),
    )
    unchanged = found.pop("rated") - found["to_confirm"] - found["behind"]
    return Touched(unchanged=unchanged, **found)


@dataclass(frozen=True, slots=True)
class MovePage:
    """What moving one assessment would do, before it is done."""

    frame: Frame
    effect: version_change.Effect
    choices: tuple[Framework, ...]
    to_confirm: tuple[tuple[Any, Piece | None], ...]  # rating, what changed in its criterion
    records: tuple[tuple[str, str], ...]
    differences: int


def move_page(seat: Seat, target: Framework, choices: list[Framework]) -> MovePage:
    """The preview of a move."""
    assessment = seat.assessment
    effect = version_change.effect(assessment, target)
    again = effect.asked_again
    dossier = scorecard.dossier(assessment, brief=True)
    return MovePage(
        frame=frame_of(seat, dossier),
        effect=effect,
        choices=tuple(choices),
        to_confirm=tuple((row, again.get(f"{row.criterion.part}-{row.criterion.code}")) for row in effect.to_confirm),
        records=tuple(kept_text.told(row) for row in effect.records),
        differences=len(effect.pieces),
    )


@dataclass(frozen=True, slots=True)
class FormPreview:
    """A stretch of the form as an assessor would find it."""

    framework: Framework
    steps: tuple[Step, ...]
    step: Step
    rule: str
    groups: tuple[RatingGroup, ...]


def form_preview(framework: Framework, key: str) -> FormPreview | None:
    """The stretch with this key; None when there is none."""
    dossier = scorecard.sample(framework, rated=False)
    steps = {step.key: step for step in steps_of(dossier.assessment.reference, dossier.scorecard)}
    if key not in steps:
        return None
    groups = groups_of(dossier.scorecard, key)
    return FormPreview(framework, tuple(steps.values()), steps[key], framework.scoring_rule, tuple(groups))
