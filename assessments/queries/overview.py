"""How far an assessment is: parts, programmes, what blocks submission, and its timeline."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from assessments import access, dialogue, models, scorecard, scoring
from assessments.domain import version_change
from assessments.queries import revisions
from assessments.queries.revisions import Newer
from assessments.scorecard.card import Scorecard
from assessments.scorecard.values import Rating
from assessments.seat import Rights, Seat
from assessments.threads import Thread, threads
from frameworks.models import Criterion, Framework
from ssr_portal.accounts.models import Person

Part = Criterion.Part
Moment = models.Rating.Moment
Figures = tuple[tuple[str, scoring.Tally], ...]
MOST_REMARKS = 5
LACKS: dict[str, Callable[[int], str]] = {
    "rating": lambda n: ngettext("%(n)d unrated", "%(n)d unrated", n),
    "answers": lambda n: ngettext("%(n)d with a strand not answered", "%(n)d with a strand not answered", n),
    "confirmation": lambda n: ngettext("%(n)d to be confirmed", "%(n)d to be confirmed", n),
    "reason": lambda n: ngettext("%(n)d not applicable without a reason", "%(n)d not applicable without a reason", n),
    "tried": lambda n: ngettext("%(n)d without saying what was tried", "%(n)d without saying what was tried", n),
    "level_reason": lambda n: ngettext(
        "%(n)d without saying why another level was chosen", "%(n)d without saying why another level was chosen", n
    ),
    "justification": lambda n: ngettext("%(n)d without a justification", "%(n)d without a justification", n),
    "confidence": lambda n: ngettext("%(n)d without a confidence", "%(n)d without a confidence", n),
    "confidence_reason": lambda n: ngettext(
        "%(n)d without saying why the confidence differs", "%(n)d without saying why the confidence differs", n
    ),
    "harm": lambda n: ngettext(
        "%(n)d without saying whether harm was looked for", "%(n)d without saying whether harm was looked for", n
    ),
    "harm_text": lambda n: ngettext(
        "%(n)d with harm that is not described", "%(n)d with harm that is not described", n
    ),
}


@dataclass(frozen=True, slots=True)
class Step:
    """A stretch of the scoring: a part of the country's, or one programme."""

    key: str
    title: str
    url: str
    tally: scoring.Tally
    figures: Figures  # of each scale apart: its heading, and its score or counts
    lacks: tuple[str, ...]
    harmed: int  # contributions with harm done by the programme
    first_lacking: str  # address of the first rating that is not ready


@dataclass(frozen=True, slots=True)
class Frame:
    """What surrounds every page of an assessment: who it is, where one may go, how far it is."""

    assessment: models.Assessment
    rights: Rights
    steps: tuple[Step, ...]
    whole: scoring.Tally
    programmes: int
    evidence: int
    remarks: int  # not settled
    newer: Newer | None  # the revision that has taken its place, or is to
    not_asked: tuple[str, ...]  # names of the parts that it does not ask, being rapid

    @property
    def ready(self) -> bool:
        """Whether nothing is left to do before submission."""
        return self.programmes > 0 and not any(step.lacks for step in self.steps)


@dataclass(frozen=True, slots=True)
class Overview:
    """The assessment's own page."""

    frame: Frame
    card: Scorecard
    events: tuple[models.Event, ...]
    hints: tuple[tuple[str, str], ...]  # what is still empty besides the ratings: text, address
    remarks: tuple[Thread, ...]  # the latest that are not settled
    newer: Framework | None  # a version that it could move to
    undoable: models.VersionMove | None  # the move that can be taken back
    open_parts: tuple[models.OpenPart, ...]  # what was submitted incomplete, and why
    reach: scorecard.Reach  # what organisations that it is shared with would see
    kept: tuple[models.LeftBehind, ...]  # records on what this framework does not have, as text
    shared_before: tuple[str, ...]  # organisations that read what it corrects, and not this: for who works on it


def steps_of(reference: str, card: Scorecard) -> tuple[Step, ...]:
    """The stretches of scoring in order: governance, need, each programme, policy."""
    found = [_part(reference, card, Part.GOVERNANCE), _part(reference, card, Part.NEED)]
    for programme in card.programmes:
        url = reverse("score-programme", args=[reference, programme.pk])
        figures = [(_("Contribution"), programme.contribution_score)]
        if card.asks(Part.PRACTICE):
            figures.append((_("Practice"), programme.practice_score))
        found.append(_step(f"programme-{programme.pk}", programme.title, url, programme.ratings, tuple(figures)))
    if card.asks(Part.POLICY):
        found.append(_part(reference, card, Part.POLICY))
    return tuple(found)


def _part(reference: str, card: Scorecard, part: Part) -> Step:
    url = reverse("score-part", args=[reference, part.value])
    figures = needs_of(card) if part == Part.NEED else (("", card.parts[part]),)
    return _step(part.value, str(part.label), url, card.of_part(part.value), figures)


def needs_of(card: Scorecard) -> Figures:
    """How needs are spread over the levels at each moment that was asked about, with its name where there are two."""
    return tuple((str(Moment(moment).label) if moment else "", tally) for moment, tally in card.needs.items())


def _step(key: str, title: str, url: str, ratings: tuple[Rating, ...], figures: Figures) -> Step:
    lacking = [rating for rating in ratings if rating.lacks]
    counts = {kind: sum(rating.lacks == kind for rating in lacking) for kind in LACKS}
    return Step(
        key=key,
        title=title,
        url=url,
        tally=scoring.tally(rating.judged for rating in ratings),
        figures=figures,
        lacks=tuple(words(n) % {"n": n} for kind, words in LACKS.items() if (n := counts[kind])),
        harmed=sum(rating.judged.harm for rating in ratings),
        first_lacking=f"{url}?open={lacking[0].pk}#r{lacking[0].pk}" if lacking else url,
    )


def frame_of(seat: Seat, dossier: scorecard.Dossier) -> Frame:
    """The surroundings, from what has been read anyway."""
    assessment = seat.assessment
    card = dossier.scorecard
    return Frame(
        assessment=assessment,
        rights=seat.rights,
        steps=steps_of(assessment.reference, card),
        whole=card.whole,
        programmes=len(card.programmes),
        evidence=len(dossier.records[models.Evidence]),
        remarks=sum(not thread.is_settled for thread in threads(_remarks(seat, dossier))),
        newer=revisions.newer_than(seat.person, [assessment]).get(assessment.pk),
        not_asked=tuple(str(Part(part).label) for part in card.parts_not_asked),
    )


def _remarks(seat: Seat, dossier: scorecard.Dossier) -> list[models.Comment]:
    return dossier.records[models.Comment] if seat.in_dialogue else []


def frame(person: Person, reference: str) -> Frame:
    """The surroundings of a page that shows something else."""
    seat = access.seat(person, reference)
    return frame_of(seat, scorecard.dossier(seat.assessment, brief=True))


def page(seat: Seat) -> Overview:
    """The overview of one assessment."""
    assessment = seat.assessment
    dossier = scorecard.dossier(assessment)
    events = dialogue.timeline_of(seat)
    said = threads(dialogue.remarks_of(seat))
    return Overview(
        frame=frame_of(seat, dossier),
        card=dossier.scorecard,
        events=events,
        hints=tuple(_hints(assessment, dossier)),
        open_parts=tuple(dossier.records[models.OpenPart]),
        reach=scorecard.reach(dossier.scorecard, dossier.records),
        kept=tuple(dossier.records[models.LeftBehind]),
        shared_before=revisions.shared_before(assessment) if seat.in_dialogue else (),
        remarks=tuple(thread for thread in reversed(said) if not thread.is_settled)[:MOST_REMARKS],
        **_versions(seat, moved=any(event.kind == models.Event.Kind.MIGRATED for event in events)),
    )


def _versions(seat: Seat, *, moved: bool) -> dict[str, Any]:
    """What an assessor may do about the framework version: move on, or take the last move back."""
    assessment = seat.assessment
    if not seat.rights.can_edit:
        return {"newer": None, "undoable": None}
    newer = version_change.newer_versions(assessment)
    return {"newer": newer[0] if newer else None, "undoable": version_change.last_move(assessment) if moved else None}


def _hints(assessment: models.Assessment, dossier: scorecard.Dossier) -> list[tuple[str, str]]:
    reference, context, records = assessment.reference, assessment.context, dossier.records
    wanted = [
        (context.background, _("Background is empty"), "context"),
        (context.monopoly, _("Monopoly of violence is not stated"), "context"),
        (context.needs, _("Needs as people see them are empty"), "context"),
        (context.method, _("Method is empty"), "context"),
        (records[models.Consultation], _("Nobody has been consulted yet"), "context"),
        (records[models.Risk], _("No risk is recorded"), "context"),
        (records[models.Programme], _("No programme is recorded"), "programmes"),
        (records[models.Evidence], _("No evidence is recorded"), "evidence"),
        (records[models.Goal], _("No goal is stated"), "goals"),
        (records[models.Priority], _("No priority is set"), "plan"),
        (records[models.Action], _("No action is recommended"), "plan"),
    ]
    return [(text, reverse("section", args=[reference, section])) for there, text, section in wanted if not there]
