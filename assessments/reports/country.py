"""The country report (docs/domain.md §8): one body, shown as a page and printed as PDF."""

import hashlib
import json
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from fractions import Fraction
from typing import Any

from django.forms.models import model_to_dict
from django.template.loader import render_to_string
from django.utils import timezone
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from assessments import models
from assessments.reports import charts, fonts
from assessments.scorecard import Dossier
from assessments.scorecard.values import Activity, Change, Programme, Rating, Scorecard
from frameworks.models import Criterion

MOST_POINTS = 4
STRONG, WEAK = 3, 1
Part = Criterion.Part
COUNTRY = {Part.GOVERNANCE}
UNPRINTED = {models.Comment, models.Attachment}
YOUNGER = {models.LeftBehind, models.Reply}  # left out while empty: older approved reports knew nothing of them
DONOR = {Part.CONTRIBUTION, Part.PRACTICE, Part.POLICY}
Point = tuple[Rating, str]  # a rating, and the title of its programme if it has one
Side = tuple[str, tuple[Point, ...]]
Valued = tuple[Fraction, Rating]


@dataclass(frozen=True, slots=True)
class ProgrammePages:
    """One programme in the report: its facts as recorded, its figures, and its profile."""

    facts: models.Programme
    figures: Programme
    assumptions: tuple[models.Assumption, ...]
    profile: SafeString


@dataclass(frozen=True, slots=True)
class GoalPages:
    """One goal with what it is tied to and its indicators."""

    goal: models.Goal
    activities: tuple[str, ...]
    institutions: tuple[str, ...]
    indicators: tuple[models.Indicator, ...]


@dataclass(frozen=True, slots=True)
class CountryReport:
    """Everything that the template shows."""

    assessment: models.Assessment
    context: models.Context
    card: Scorecard
    fingerprint: str
    strengths: tuple[Side, ...]
    weaknesses: tuple[Side, ...]
    ranked: tuple[Activity, ...]
    gaps: tuple[Activity, ...]
    gap_chart: SafeString
    programmes: tuple[ProgrammePages, ...]
    goals: tuple[GoalPages, ...]
    priorities: tuple[tuple[models.Priority, str], ...]
    next_steps: tuple[tuple[models.Priority, str], ...]
    actions: tuple[tuple[models.Action, models.ActionProgress], ...]
    open_actions: tuple[tuple[models.Action, models.ActionProgress], ...]
    risks: tuple[models.Risk, ...]
    partners: tuple[tuple[models.Actor, str], ...]
    donors: tuple[models.Actor, ...]
    movements: tuple[models.Actor, ...]
    consultations: tuple[models.Consultation, ...]
    evidence: tuple[models.Evidence, ...]
    left_open: tuple[models.OpenPart, ...]
    policy: tuple[Rating, ...]
    moved: tuple[tuple[str, tuple[tuple[Change, str], ...]], ...]  # country and donor apart, with programmes
    moved_count: int
    unmoved: int
    left_behind: tuple[Point, ...]  # ratings on criteria that this version does not have
    left_records: tuple[models.LeftBehind, ...]
    to_confirm: int
    made_at: datetime
    is_sample: bool = False  # a preview of a framework version, with invented figures

    @property
    def title(self) -> str:
        """The document's title."""
        return f"{self.assessment.country.name} {self.assessment.period}"


def body(dossier: Dossier) -> SafeString:
    """The report's sections as HTML: what the preview shows and the paper contains."""
    return SafeString(render_to_string("reports/country/body.html", {"report": of(dossier)}))


def paper(dossier: Dossier) -> str:
    """A whole document around the body, ready for the press."""
    report = of(dossier)
    html = render_to_string("reports/country/body.html", {"report": report})
    return render_to_string(
        "reports/paper.html", {"report": report, "body": SafeString(html), "scripts": fonts.needed(html)}
    )


def fingerprint(dossier: Dossier) -> str:
    """A digest of all that the report rests on: the same state of an assessment always gives the same.

    How actions stand goes on after approval, and then no longer belongs to what was approved.
    """
    moving = UNPRINTED | ({models.ActionProgress} if dossier.assessment.is_approved else set())
    rows = {
        model._meta.model_name: [_row(each) for each in found]
        for model, found in dossier.records.items()
        if model not in moving and (found or model not in YOUNGER)
    }
    ratings = [
        [r.pk, r.criterion.key, r.status, r.level, r.justification, r.reason, r.tried, r.confidence, r.audience]
        for r in dossier.scorecard.ratings
    ]
    # Said only where it is so: what was approved before there were versions to move between keeps its fingerprint.
    ratings += [[r.pk, "to be confirmed"] for r in dossier.scorecard.ratings if r.judged.to_confirm]
    ratings += [[r.pk, r.status, r.level, r.justification, "left behind"] for r in dossier.scorecard.left_behind]
    facts = _row(dossier.assessment) | {
        "context": _row(dossier.assessment.context),
        "framework": [dossier.scorecard.framework.code, dossier.scorecard.framework.version],
        "state": dossier.assessment.state,
        "approved": dossier.assessment.approved_at,
        "statement": dossier.assessment.statement,
    }
    content = json.dumps([facts, rows, ratings], default=str, sort_keys=True, ensure_ascii=False)
    return hashlib.sha256(content.encode()).hexdigest()


def _row(row: Any) -> dict[str, Any]:
    fields = [field.name for field in row._meta.concrete_fields if field.name not in {"revision", "facts_revision"}]
    found = model_to_dict(row, fields=fields) | {"pk": row.pk}
    if found.get("attachment", ...) is None:  # evidence had no files when the first reports were approved
        del found["attachment"]
    return found


def of(dossier: Dossier) -> CountryReport:
    """The report's content as one immutable value."""
    card, records, assessment = dossier.scorecard, dossier.records, dossier.assessment
    names = {subject.pk: subject for subject in card.framework.activities}
    priorities = tuple((row, names[row.activity_id].name) for row in records[models.Priority])
    actions = _actions(records)
    ranked = card.ranked()
    moved = _moved(card)
    moved_count = sum(len(changes) for _title, changes in moved)
    return CountryReport(
        assessment=assessment,
        context=assessment.context,
        card=card,
        fingerprint=fingerprint(dossier),
        strengths=_sides(card, _high),
        weaknesses=_sides(card, _low),
        ranked=ranked,
        gaps=tuple(each for each in ranked if each.gap.size)[:MOST_POINTS],
        gap_chart=charts.need_against_contribution(ranked),
        programmes=_programmes(card, records),
        goals=_goals(card, records),
        priorities=priorities,
        next_steps=tuple(pair for pair in priorities if pair[0].horizon == models.Priority.Horizon.SOON)[:MOST_POINTS],
        actions=actions,
        open_actions=tuple(pair for pair in actions if pair[1].status in {"open", "running"})[:MOST_POINTS],
        risks=tuple(sorted(records[models.Risk], key=lambda risk: (-risk.likelihood * risk.impact, risk.pk))),
        consultations=tuple(records[models.Consultation]),
        evidence=tuple(records[models.Evidence]),
        left_open=tuple(records[models.OpenPart]),
        policy=card.of_part(Part.POLICY),
        moved=moved,
        moved_count=moved_count,
        unmoved=len(card.changes) - moved_count,
        left_behind=_left_behind(card),
        left_records=tuple(records[models.LeftBehind]),
        to_confirm=sum(rating.judged.to_confirm for rating in card.ratings),
        made_at=assessment.approved_at or assessment.changed_at or timezone.now(),
        is_sample=dossier.is_sample,
        **_actors(card, records),
    )


def _left_behind(card: Scorecard) -> tuple[Point, ...]:
    titles = {programme.pk: programme.title for programme in card.programmes}
    return tuple((rating, titles.get(rating.programme, "")) for rating in card.left_behind)


def _points(card: Scorecard, chosen: list[Rating]) -> tuple[Point, ...]:
    """The first few, each subject's foremost rating before any second one."""
    titles = {programme.pk: programme.title for programme in card.programmes}
    seen: Counter[str] = Counter()
    turns = []
    for place, rating in enumerate(chosen):
        key = rating.criterion.subject.code
        turns.append((seen[key], place, rating))
        seen[key] += 1
    foremost = sorted(turns, key=lambda turn: turn[:2])[:MOST_POINTS]
    return tuple((rating, titles.get(rating.programme, "")) for *_, rating in foremost)


def _sides(card: Scorecard, points: Callable[[list[Valued]], list[Rating]]) -> tuple[Side, ...]:
    """Country and donor apart: what a country's institutions do is not what a donor's programmes do."""
    found = []
    for title, parts in ((_("The country"), COUNTRY), (_("The donor"), DONOR)):
        rated = [(rating.judged.value, rating) for rating in card.ratings if rating.criterion.part in parts]
        valued = [(value, rating) for value, rating in rated if value is not None]
        found.append((title, _points(card, points(valued))))
    return tuple(found)


def _high(valued: list[Valued]) -> list[Rating]:
    return [r for _value, r in sorted((pair for pair in valued if pair[0] >= STRONG), key=lambda pair: -pair[0])]


def _low(valued: list[Valued]) -> list[Rating]:
    return [r for _value, r in sorted((pair for pair in valued if pair[0] <= WEAK), key=lambda pair: pair[0])]


def _moved(card: Scorecard) -> tuple[tuple[str, tuple[tuple[Change, str], ...]], ...]:
    titles = {programme.pk: programme.title for programme in card.programmes}
    moved = [change for change in card.changes if change.direction in {"better", "worse"}]
    sides = ((_("The country"), {*COUNTRY, Part.NEED}), (_("The donor"), DONOR))
    return tuple(
        (title, tuple((c, titles.get(c.rating.programme, "")) for c in moved if c.rating.criterion.part in parts))
        for title, parts in sides
    )


def _actions(records: dict) -> tuple[tuple[models.Action, models.ActionProgress], ...]:
    stands = {row.action_id: row for row in records[models.ActionProgress]}
    found = [(action, stands[action.pk]) for action in records[models.Action]]
    return tuple(sorted(found, key=lambda pair: (pair[0].addressee.casefold(), pair[0].number)))


def _programmes(card: Scorecard, records: dict) -> tuple[ProgrammePages, ...]:
    facts = {row.pk: row for row in records[models.Programme]}
    return tuple(
        ProgrammePages(
            facts=facts[each.pk],
            figures=each,
            assumptions=tuple(row for row in records[models.Assumption] if row.programme_id == each.pk),
            profile=charts.profile(each.practice),
        )
        for each in card.programmes
    )


def _goals(card: Scorecard, records: dict) -> tuple[GoalPages, ...]:
    activities = {subject.pk: str(subject.code) for subject in card.framework.activities}
    institutions = {subject.pk: subject.name for subject in card.framework.institutions}
    return tuple(
        GoalPages(
            goal=goal,
            activities=tuple(activities[t.activity_id] for t in records[models.GoalActivity] if t.goal_id == goal.pk),
            institutions=tuple(
                institutions[t.institution_id] for t in records[models.GoalInstitution] if t.goal_id == goal.pk
            ),
            indicators=tuple(row for row in records[models.Indicator] if row.goal_id == goal.pk),
        )
        for goal in records[models.Goal]
    )


def _actors(card: Scorecard, records: dict) -> dict[str, Any]:
    institutions = {subject.pk: subject.name for subject in card.framework.institutions}
    kind = models.Actor.Kind
    of_kind = {each: [row for row in records[models.Actor] if row.kind == each] for each in kind.values}
    return {
        "partners": tuple((row, institutions.get(row.institution_id, "")) for row in of_kind[kind.PARTNER]),
        "donors": tuple(of_kind[kind.DONOR]),
        "movements": tuple(of_kind[kind.MOVEMENT]),
    }
