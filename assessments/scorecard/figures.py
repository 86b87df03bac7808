"""Scores, counts of needs, coverage, balance and change, computed from what was read (docs/domain.md §4)."""

from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import replace
from decimal import Decimal
from typing import Any

from django.db.models import Model

from assessments import models, remaining, scoring
from assessments.scorecard import card, values
from assessments.scorecard.comparability import Direction, direction
from assessments.scorecard.earlier import Before
from frameworks import values as framework_values
from frameworks.models import Criterion
from ssr_portal.text.sorting import sort_key
from ssr_portal.values.money import CENT, EXACT, total

HUNDRED = Decimal(100)
PARTS = tuple(Criterion.Part.values)
NEED = Criterion.Part.NEED
START = models.Rating.Moment.START


def scorecard(
    assessment: models.Assessment,
    framework: framework_values.Framework,
    ratings: list[values.Rating],
    records: dict[type[Model], list[Any]],
    before: Before | None,
) -> card.Scorecard:
    """Everything derived from one assessment's ratings and programmes."""
    programmes = _programmes(assessment, framework, ratings, records)
    money = total(programme.money for programme in programmes if programme.money is not None)
    activities = _activities(ratings, programmes, money)
    governance = [rating for rating in ratings if rating.criterion.part == "governance"]
    not_asked = _not_asked(assessment, framework, ratings)
    changes = tuple(_change(rating, rating.last) for rating in ratings if rating.last and rating.moment != START)
    return card.Scorecard(
        framework=framework,
        ratings=tuple(ratings),
        programmes=programmes,
        parts=_parts(ratings),
        needs=_needs(ratings),
        institutions=_groups(framework, governance, "institution", not_asked),
        characteristics=_groups(framework, governance, "characteristic", not_asked),
        fields=_field_groups(framework, activities),
        activities=activities,
        balance=_balance(framework, governance, activities, money),
        money=money,
        left_out=sum(programme.money is None for programme in programmes),
        whole=scoring.tally(rating.judged for rating in ratings),
        earlier=_earlier(before, ratings, not_asked),
        changes=changes,
        moves={part: _moves(part, ratings, changes) for part in PARTS} if before else {},
        not_asked=not_asked,
    )


def _not_asked(
    assessment: models.Assessment, framework: framework_values.Framework, ratings: list[values.Rating]
) -> tuple[values.Criterion, ...]:
    """The criteria that the assessment does not ask by its depth; what was rated before it was so stays a rating."""
    asked = framework.asked(rapid=assessment.depth == models.Assessment.Depth.RAPID)
    known = {criterion.pk for criterion in asked} | {rating.criterion.pk for rating in ratings}
    return tuple(criterion for criterion in framework.criteria if criterion.pk not in known)


def _score(ratings: Iterable[values.Rating]) -> scoring.Score:
    return scoring.score(rating.judged for rating in ratings)


def _tally(ratings: Iterable[values.Rating]) -> scoring.Tally:
    return scoring.tally(rating.judged for rating in ratings)


def _parts(ratings: list[values.Rating]) -> dict[str, scoring.Tally]:
    """Each part's score; needs are counted, since a mean over activities that are unlike says nothing."""
    own = {part: [rating for rating in ratings if rating.criterion.part == part] for part in PARTS}
    return {part: _tally(found) if part == NEED else _score(found) for part, found in own.items()}


def _needs(ratings: list[values.Rating]) -> dict[str, scoring.Tally]:
    """The counts of need at each moment that was asked about."""
    own = [rating for rating in ratings if rating.criterion.part == NEED]
    moments = dict.fromkeys(rating.moment for rating in own)
    return {moment: _tally(rating for rating in own if rating.moment == moment) for moment in moments}


def _groups(
    framework: framework_values.Framework,
    ratings: list[values.Rating],
    kind: str,
    not_asked: tuple[values.Criterion, ...],
) -> tuple[card.Group, ...]:
    by_criterion: dict[int, values.Rating | card.NotAsked] = {rating.criterion.pk: rating for rating in ratings}
    by_criterion |= {criterion.pk: card.NotAsked(criterion) for criterion in not_asked}
    stand = [
        by_criterion[criterion.pk] for criterion in framework.of_part("governance") if criterion.pk in by_criterion
    ]
    groups = []
    for subject in getattr(framework, f"{kind}s"):
        cells = tuple(each for each in stand if getattr(each.criterion, kind).code == subject.code)
        own = tuple(each for each in cells if isinstance(each, values.Rating))
        groups.append(card.Group(subject, _score(own), own, cells))
    return tuple(groups)


def _field_groups(
    framework: framework_values.Framework, activities: tuple[card.Activity, ...]
) -> tuple[card.Group, ...]:
    groups = []
    for field in framework.fields:
        own = [activity for activity in activities if activity.subject.group == field.code]
        asked = tuple(need for activity in own for need in activity.asked)
        groups.append(card.Group(field, _tally(activity.need for activity in own), asked))
    return tuple(groups)


def money_of(programme: models.Programme, currency: str) -> Decimal | None:
    """The budget in the assessment's currency; None without a budget, or without a rate between the two currencies.

    A rate holds for the pair that it was quoted for, in either direction, and for no other: when the budget's currency or the
    assessment's changes, it counts as none.
    """
    if programme.budget is None or programme.currency == currency:
        return programme.budget
    pair = (programme.rate_base, programme.rate_quote)
    if programme.rate is None or set(pair) != {programme.currency, currency}:
        return None
    convert = EXACT.multiply if pair == (programme.currency, currency) else EXACT.divide
    return convert(programme.budget, programme.rate).quantize(CENT, context=EXACT)


def why_left_out(programme: models.Programme, currency: str) -> str:
    """What keeps a programme out of the sums: no budget, no rate between its currency and this one, or nothing."""
    if programme.budget is None:
        return card.NO_BUDGET
    return card.NO_RATE if money_of(programme, currency) is None else ""


def shares(stated: list[Decimal | None]) -> list[Decimal]:
    """Per cent of the budget for each activity: what is stated, and equal parts of the rest for the others."""
    rest = HUNDRED - sum((share for share in stated if share is not None), Decimal(0))
    unstated = stated.count(None)
    return [rest / unstated if share is None else share for share in stated]


def _programmes(
    assessment: models.Assessment,
    framework: framework_values.Framework,
    ratings: list[values.Rating],
    records: dict[type[Model], list[Any]],
) -> tuple[card.Programme, ...]:
    own: dict[int | None, list[values.Rating]] = defaultdict(list)
    for rating in ratings:
        own[rating.programme].append(rating)
    stated: dict[int, dict[int, Decimal | None]] = defaultdict(dict)
    for row in records[models.ProgrammeActivity]:
        stated[row.programme_id][row.activity_id] = row.share
    return tuple(
        _programme(programme, assessment.currency, own[programme.pk], stated[programme.pk])
        for programme in records[models.Programme]
    )


def _programme(
    row: models.Programme,
    currency: str,
    ratings: list[values.Rating],
    stated: dict[int, Decimal | None],
) -> card.Programme:
    money = money_of(row, currency)
    contributions = [rating for rating in ratings if rating.criterion.part == "contribution"]
    practice = tuple(rating for rating in ratings if rating.criterion.part == "practice")
    given = [stated.get(rating.criterion.subject.pk) for rating in contributions]
    works_on = tuple(
        card.Worked(
            activity=rating.criterion.subject,
            share=share,
            is_share_stated=said is not None or len(given) == 1,
            money=None if money is None else money * share / HUNDRED,
            contribution=rating,
        )
        for rating, said, share in zip(contributions, given, shares(given), strict=True)
    )
    return card.Programme(
        pk=row.pk,
        title=row.title,
        money=money,
        left_out=why_left_out(row, currency),
        works_on=works_on,
        practice=practice,
        contribution_score=_score(contributions),
        practice_score=_score(practice),
    )


def _activities(
    ratings: list[values.Rating], programmes: tuple[card.Programme, ...], whole: Decimal
) -> tuple[card.Activity, ...]:
    needs: dict[values.Subject, dict[str, values.Rating]] = defaultdict(dict)
    for rating in ratings:
        if rating.criterion.part == "need":
            needs[rating.criterion.subject][rating.moment] = rating
    found = []
    for subject, asked in needs.items():
        code = subject.code
        start, end = (asked.get(moment, asked.get("")) for moment in ("start", "end"))
        worked = [
            (programme.title, each)
            for programme in programmes
            for each in programme.works_on
            if each.activity.code == code
        ]
        money = total(each.money for _, each in worked if each.money is not None)
        found.append(
            card.Activity(
                subject=subject,
                start=start,
                end=end,
                contributions=tuple((title, each.contribution) for title, each in worked),
                given=remaining.given(each.contribution.judged for _, each in worked),
                programmes=len(worked),
                money=money,
                share=money * HUNDRED / whole if whole else None,
                left_out=sum(each.money is None for _, each in worked),
            )
        )
    return tuple(found)


def _balance(
    framework: framework_values.Framework,
    governance: list[values.Rating],
    activities: tuple[card.Activity, ...],
    whole: Decimal,
) -> tuple[card.Balance, ...]:
    found = []
    for pillar in framework.pillars:
        own = [rating for rating in governance if rating.criterion.subject.group == pillar.code]
        fields = tuple(field.code for field in framework.fields if field.group == pillar.code)
        money = total(a.money for a in activities if a.subject.group in fields)
        found.append(card.Balance(pillar, _score(own), fields, money * HUNDRED / whole if whole else None))
    return tuple(found)


def _change(rating: values.Rating, last: values.LastTime) -> card.Change:
    return card.Change(rating, last, direction(last.comparability, last, rating, grave=rating.criterion.is_grave))


def _moves(part: str, ratings: list[values.Rating], changes: tuple[card.Change, ...]) -> card.Moves:
    """What moved in one part, and its scores then and now over the ratings that both assessments have."""
    own = [change for change in changes if change.rating.criterion.part == part]
    common = [change for change in own if change.is_common]
    pairs = [
        (replace(each.rating.judged, level=each.last.level, bounds=each.last.bounds), each.rating.judged)
        for each in common
    ]
    counted = Counter(change.direction for change in own)
    return card.Moves(
        counts=tuple((each, counted[each]) for each in Direction),
        common=len(common),
        total=sum(rating.criterion.part == part and rating.moment != START for rating in ratings),
        then=None if part == NEED else scoring.score(then for then, _now in pairs),
        now=None if part == NEED else scoring.score(now for _then, now in pairs),
    )


def _earlier(
    before: Before | None, ratings: list[values.Rating], not_asked: tuple[values.Criterion, ...]
) -> card.Earlier | None:
    if before is None:
        return None
    known = {rating.criterion.key for rating in ratings}
    there = {past.criterion.key for past in before.ratings.values()}
    here_alone, there_alone = known - there, there - known
    asked_once = (there_alone & {criterion.key for criterion in not_asked}) | (here_alone & before.not_asked)
    return card.Earlier(
        reference=before.assessment.reference,
        period=before.assessment.period,
        approved=before.assessment.approved_at.date() if before.assessment.approved_at else None,
        only_there=tuple(sorted(there_alone - asked_once, key=sort_key)),
        only_here=tuple(sorted(here_alone - asked_once, key=sort_key)),
        asked_once=len(asked_once),
        common=len(known & there),
    )
