"""The country report (docs/domain.md §8): one body, shown as a page and printed as PDF."""

from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime
from fractions import Fraction
from typing import Any

from django.conf import settings
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from assessments import models, scorecard, scoring
from assessments.reports import charts, fonts
from assessments.reports.fingerprints import fingerprint
from assessments.reports.outline import CHAPTERS, Outline
from assessments.reports.pieces import in_pieces
from assessments.scorecard import Dossier, words
from assessments.scorecard.card import Activity, Change, Moves, Programme, Scorecard
from assessments.scorecard.comparability import Direction
from assessments.scorecard.reading import Records
from assessments.scorecard.values import Rating
from assessments.threads import Thread, threads
from frameworks.models import Criterion
from ssr_portal.text.sorting import sort_key
from ssr_portal.values import figures

MOST_POINTS = 2
MOST_STEPS = 4
STRONG, WEAK = 3, 1
Part = Criterion.Part
COUNTRY = {Part.GOVERNANCE}
DONOR = {Part.CONTRIBUTION, Part.PRACTICE, Part.POLICY}
Point = tuple[Rating, str]  # a rating, and the title of its programme if it has one
Side = tuple[str, tuple[Point, ...], str, str]  # with what stands for the rest, and for none where that is no finding
Valued = tuple[Fraction, Rating]


@dataclass(frozen=True, slots=True)
class ProgrammePages:
    """One programme in the report: its facts as recorded, its figures, and its profile."""

    facts: models.Programme
    figures: Programme
    assumptions: tuple[models.Assumption, ...]
    profile: SafeString

    @property
    def has_theory(self) -> bool:
        """Whether anything of its theory of change is written."""
        return bool(self.facts.theory_if or self.facts.theory_then or self.facts.theory_because)


@dataclass(frozen=True, slots=True)
class GoalPages:
    """One goal with what it is tied to and its indicators."""

    goal: models.Goal
    activities: tuple[str, ...]
    institutions: tuple[str, ...]
    indicators: tuple[models.Indicator, ...]


@dataclass(frozen=True, slots=True)
class Headline:
    """One part on the page of summary: its score, or of need the counts at one moment, and how its ratings are spread."""

    part: str
    moment: str
    score: scoring.Tally
    spread: SafeString
    is_not_asked: bool = False


@dataclass(frozen=True, slots=True)
class CountryReport:
    """Everything that the template shows."""

    assessment: models.Assessment
    context: models.Context
    card: Scorecard
    outline: Outline
    fingerprint: str
    check_url: str  # empty unless approved: only then can a copy be checked
    seal: SafeString
    headlines: tuple[Headline, ...]
    strengths: tuple[Side, ...]
    weaknesses: tuple[Side, ...]
    needs: tuple[tuple[str, tuple[tuple[Activity, tuple[str, ...]], ...]], ...]  # by kind, with what each is tied with
    no_unmet: str  # where there is no unmet need
    marks: SafeString  # the chart of three marks for each activity
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
    moves: tuple[tuple[str, Moves], ...]  # of each part
    directions: tuple[tuple[str, tuple[int, ...]], ...]  # which way, and how many of each part
    left_behind: tuple[Point, ...]  # ratings on criteria that this version does not have
    left_records: tuple[models.LeftBehind, ...]
    dialogue: tuple[tuple[Thread, Rating | None], ...]
    to_confirm: int
    made_at: datetime
    is_sample: bool = False  # a preview of a framework version, with invented figures

    @property
    def title(self) -> str:
        """The document's title."""
        return f"{self.assessment.country_name} {self.assessment.period}"

    @property
    def earlier_name(self) -> str:
        """The reference of the assessment that it is compared with: of its own kind, a demonstration or a real one."""
        return self.assessment.marked(self.card.earlier.reference) if self.card.earlier else ""

    @property
    def chapters(self) -> list[tuple[str, str]]:
        """Anchor and title of each chapter, annexes included."""
        found = [(name, str(CHAPTERS[name])) for name in self.outline.chapters]
        annexes = []
        if (self.left_behind or self.left_records) and not self.outline.is_short:
            annexes.append(("left-behind", _("Annex: what stayed with an older framework version")))
        if self.outline.dialogue:
            annexes.append(("dialogue", _("Annex: the dialogue on the ratings")))
        return [*found[:-1], *annexes, found[-1]]

    @property
    def cites(self) -> bool:
        """Whether numbers of sources are printed: only where the list is."""
        return "evidence" in self.outline.chapters


def body(dossier: Dossier, outline: Outline | None = None) -> SafeString:
    """The report's sections as HTML: what the preview shows and the paper contains."""
    report = of(dossier, outline)
    return render_to_string("reports/country/body.html", {"report": report, "chapters": report.chapters})


def paper(report: CountryReport) -> str:
    """A whole document around the body, ready for the press."""
    html = render_to_string("reports/country/body.html", {"report": report, "chapters": report.chapters})
    whole = {"report": report, "body": html, "scripts": fonts.needed(html)}
    return in_pieces(render_to_string("reports/paper.html", whole))


def of(dossier: Dossier, outline: Outline | None = None) -> CountryReport:
    """The report's content as one immutable value."""
    card, records, assessment = dossier.scorecard, dossier.records, dossier.assessment
    scorecard.number_bases(records[models.Evidence])
    chosen = outline or Outline()
    return CountryReport(
        assessment=assessment,
        context=assessment.context,
        card=card,
        outline=chosen,
        headlines=tuple(_headlines(card)),
        strengths=_sides(card, _high),
        weaknesses=_sides(card, _low),
        needs=tuple(_needs(card)),
        no_unmet="" if card.unmet else _no_unmet(card),
        marks=charts.three_marks(each for _title, rows in _needs(card) for each, _tied in rows),
        programmes=_programmes(card, records),
        goals=_goals(card, records),
        risks=tuple(sorted(records[models.Risk], key=lambda risk: (-risk.likelihood * risk.impact, risk.pk))),
        consultations=tuple(records[models.Consultation]),
        evidence=tuple(records[models.Evidence]),
        left_open=tuple(records[models.OpenPart]),
        policy=card.of_part(Part.POLICY),
        left_behind=_left_behind(card),
        left_records=tuple(records[models.LeftBehind]),
        dialogue=_dialogue(assessment, card) if chosen.dialogue else (),
        to_confirm=sum(rating.judged.to_confirm for rating in card.ratings),
        made_at=assessment.approved_at or assessment.changed_at or timezone.now(),
        is_sample=dossier.is_sample,
        **_proof(dossier, chosen),
        **_movement(card),
        **_plan(card, records),
        **_actors(card, records),
    )


def _proof(dossier: Dossier, outline: Outline) -> dict[str, Any]:
    """The fingerprint, and where a copy of what is approved can be checked."""
    mark = fingerprint(dossier, outline)
    if not dossier.assessment.is_approved:
        return {"fingerprint": mark, "check_url": "", "seal": ""}
    check_url = f"{settings.SITE_URL}{reverse('check')}?fingerprint={mark}"
    return {"fingerprint": mark, "check_url": check_url, "seal": charts.seal(check_url)}


def _plan(card: Scorecard, records: Records) -> dict[str, Any]:
    names = {subject.pk: subject.name for subject in card.framework.activities}
    priorities = tuple((row, names[row.activity_id]) for row in records[models.Priority])
    actions = _actions(records)
    return {
        "priorities": priorities,
        "next_steps": tuple(p for p in priorities if p[0].horizon == models.Priority.Horizon.SOON)[:MOST_STEPS],
        "actions": actions,
        "open_actions": tuple(pair for pair in actions if pair[1].status in {"open", "running"})[:MOST_STEPS],
    }


def _left_behind(card: Scorecard) -> tuple[Point, ...]:
    titles = {programme.pk: programme.title for programme in card.programmes}
    return tuple((rating, titles.get(rating.programme or 0, "")) for rating in card.left_behind)


def _dialogue(assessment: models.Assessment, card: Scorecard) -> tuple[tuple[Thread, Rating | None], ...]:
    """Every thread with its rating, in the order of the ratings; what is on the whole comes first."""
    ratings: dict[int, tuple[int, Rating | None]] = {
        rating.pk: (place, rating) for place, rating in enumerate((*card.ratings, *card.left_behind), start=1)
    }
    said = threads(models.Comment.objects.filter(assessment=assessment).select_related("by"))
    for entry in (each for thread in said for each in thread.entries):
        entry.by.name = assessment.name_of(entry.by)
    on_the_whole: tuple[int, Rating | None] = (0, None)
    placed = [(ratings.get(thread.first.rating_id or 0, on_the_whole), thread) for thread in said]
    return tuple(
        (thread, rating) for (_place, rating), thread in sorted(placed, key=lambda pair: (pair[0][0], pair[1].pk))
    )


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
    return tuple((rating, titles.get(rating.programme or 0, "")) for *_, rating in foremost)


def _sides(card: Scorecard, points: Callable[[list[Valued]], list[Rating]]) -> tuple[Side, ...]:
    """Country and donor apart: what a country's institutions do is not what a donor's programmes do."""
    found = []
    for title, parts in ((_("The country"), COUNTRY), (_("The donor"), DONOR)):
        rated = [(rating.judged.value, rating) for rating in card.ratings if rating.criterion.part in parts]
        valued = [(value, rating) for value, rating in rated if value is not None]
        chosen = points(valued)
        shown = _points(card, chosen)
        rest = _rest([rating for rating in chosen if rating not in [each for each, _programme in shown]])
        found.append((title, shown, rest, _silence([rating for _value, rating in rated])))
    return tuple(found)


def _rest(ratings: list[Rating]) -> str:
    """How many more there are at each level, so that those which are named do not pass for the only ones."""
    counts = Counter(rating.judged.value for rating in ratings if rating.judged.value is not None)
    told = [_("%(n)d more at %(level)s") % {"n": n, "level": figures.value(value)} for value, n in counts.items()]
    return ", ".join(told)


def _silence(ratings: list[Rating]) -> str:
    """What stands where no rating is named: nothing is found in what is withheld or not judged."""
    if any(rating.withheld for rating in ratings):
        return _("Not shown: ratings that the donor keeps internal are withheld.")
    if not all(rating.judged.is_done for rating in ratings):
        return _("Not known: ratings are still to be made.")
    return (
        "" if any(rating.judged.value is not None for rating in ratings) else _("Not known: nothing could be judged.")
    )


def _headlines(card: Scorecard) -> Iterable[Headline]:
    for part, score in card.parts.items():
        if part == Part.NEED:
            for moment, tally in card.needs.items():
                yield Headline(part, moment, tally, charts.spread(tally, need=True))
        else:
            yield Headline(part, "", score, charts.spread(score), is_not_asked=not card.asks(part))


def _needs(card: Scorecard) -> Iterable[tuple[str, tuple[tuple[Activity, tuple[str, ...]], ...]]]:
    """Activities with an unmet need, those tied with others; then those without one; then those whose need is not known."""
    met = [(each, ()) for each in card.ranked() if not each.is_unmet and not each.is_unjudged]
    tied = [(each, tuple(o.subject.code for o in group if o is not each)) for group in card.unmet for each in group]
    kinds = (
        (_("Unmet needs: 2 or more"), tied),
        (_("Need below 2, or not applicable"), met),
        (_("Need not known"), [(each, ()) for each in card.unjudged]),
    )
    return ((title, tuple(rows)) for title, rows in kinds if rows)


def _no_unmet(card: Scorecard) -> str:
    """What stands where no unmet need is listed."""
    if any(each.need.withheld for each in card.unjudged):
        return _("Not shown: ratings that the donor keeps internal are withheld.")
    if card.unjudged:
        return _("None is known: some needs are not judged.")
    return _("No need is 2 or more.")


def _high(valued: list[Valued]) -> list[Rating]:
    return [r for _value, r in sorted((pair for pair in valued if pair[0] >= STRONG), key=lambda pair: -pair[0])]


def _low(valued: list[Valued]) -> list[Rating]:
    return [r for _value, r in sorted((pair for pair in valued if pair[0] <= WEAK), key=lambda pair: pair[0])]


def _movement(card: Scorecard) -> dict[str, Any]:
    """What moved since the earlier assessment, and how many ratings of each part did what."""
    moves = tuple((part, each) for part, each in card.moves.items() if each.total)
    counts = [dict(each.counts) for _part, each in moves]
    kinds = words.of_directions().items()
    directions = tuple((label, tuple(each[Direction(kind)] for each in counts)) for kind, label in kinds)
    return {"moved": _moved(card), "moves": moves, "directions": directions}


def _moved(card: Scorecard) -> tuple[tuple[str, tuple[tuple[Change, str], ...]], ...]:
    titles = {programme.pk: programme.title for programme in card.programmes}
    moved = [change for change in card.changes if change.direction in {"better", "worse"}]
    sides = ((_("The country"), {*COUNTRY, Part.NEED}), (_("The donor"), DONOR))
    return tuple(
        (title, tuple((c, titles.get(c.rating.programme or 0, "")) for c in moved if c.rating.criterion.part in parts))
        for title, parts in sides
    )


def _actions(records: Records) -> tuple[tuple[models.Action, models.ActionProgress], ...]:
    stands = {row.action_id: row for row in records[models.ActionProgress]}
    found = [(action, stands[action.pk]) for action in records[models.Action]]
    return tuple(sorted(found, key=lambda pair: (sort_key(pair[0].addressee), pair[0].number)))


def _programmes(card: Scorecard, records: Records) -> tuple[ProgrammePages, ...]:
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


def _goals(card: Scorecard, records: Records) -> tuple[GoalPages, ...]:
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


def _actors(card: Scorecard, records: Records) -> dict[str, Any]:
    institutions = {subject.pk: subject.name for subject in card.framework.institutions}
    kind = models.Actor.Kind
    of_kind = {each: [row for row in records[models.Actor] if row.kind == each] for each in kind.values}
    return {
        "partners": tuple((row, institutions.get(row.institution_id, "")) for row in of_kind[kind.PARTNER]),
        "donors": tuple(of_kind[kind.DONOR]),
        "movements": tuple(of_kind[kind.MOVEMENT]),
    }
