"""Scores, coverage, gaps, balance and change, computed from what was read (docs/domain.md §4)."""

from collections import defaultdict
from collections.abc import Iterable
from decimal import Decimal
from typing import Any

from django.db.models import Model

from assessments import models, scoring
from assessments.scorecard import values
from assessments.scorecard.comparability import direction
from assessments.scorecard.earlier import Before
from frameworks import values as framework_values
from frameworks.models import Criterion
from ssr_portal.text.sorting import sort_key
from ssr_portal.values.money import CENT, EXACT, total

HUNDRED = Decimal(100)
PARTS = tuple(Criterion.Part.values)


def scorecard(
    assessment: models.Assessment,
    framework: framework_values.Framework,
    ratings: list[values.Rating],
    records: dict[type[Model], list[Any]],
    before: Before | None,
) -> values.Scorecard:
    """Everything derived from one assessment's ratings and programmes."""
    programmes = _programmes(assessment, framework, ratings, records)
    money = total(programme.money for programme in programmes if programme.money is not None)
    activities = _activities(ratings, programmes, money)
    governance = [rating for rating in ratings if rating.criterion.part == "governance"]
    return values.Scorecard(
        framework=framework,
        ratings=tuple(ratings),
        programmes=programmes,
        parts={part: _score(r for r in ratings if r.criterion.part == part) for part in PARTS},
        institutions=_groups(framework.institutions, governance, "institution"),
        characteristics=_groups(framework.characteristics, governance, "characteristic"),
        fields=_field_groups(framework, activities),
        activities=activities,
        balance=_balance(framework, governance, activities, money),
        money=money,
        left_out=sum(programme.money is None for programme in programmes),
        whole=_score(ratings),
        earlier=_earlier(before, ratings),
        changes=tuple(_change(rating, rating.last) for rating in ratings if rating.last),
    )


def _score(ratings: Iterable[values.Rating]) -> scoring.Score:
    return scoring.score(rating.judged for rating in ratings)


def _groups(subjects: Iterable[values.Subject], ratings: list[values.Rating], kind: str) -> tuple[values.Group, ...]:
    groups = []
    for subject in subjects:
        own = tuple(rating for rating in ratings if getattr(rating.criterion, kind).code == subject.code)
        groups.append(values.Group(subject, _score(own), own))
    return tuple(groups)


def _field_groups(
    framework: framework_values.Framework, activities: tuple[values.Activity, ...]
) -> tuple[values.Group, ...]:
    groups = []
    for field in framework.fields:
        needs = tuple(activity.need for activity in activities if activity.subject.group == field.code)
        groups.append(values.Group(field, _score(needs), needs))
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
        return values.NO_BUDGET
    return values.NO_RATE if money_of(programme, currency) is None else ""


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
) -> tuple[values.Programme, ...]:
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
) -> values.Programme:
    money = money_of(row, currency)
    contributions = [rating for rating in ratings if rating.criterion.part == "contribution"]
    practice = tuple(rating for rating in ratings if rating.criterion.part == "practice")
    given = [stated.get(rating.criterion.subject.pk) for rating in contributions]
    works_on = tuple(
        values.Worked(rating.criterion.subject, share, None if money is None else money * share / HUNDRED, rating)
        for rating, share in zip(contributions, shares(given), strict=True)
    )
    return values.Programme(
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
    ratings: list[values.Rating], programmes: tuple[values.Programme, ...], whole: Decimal
) -> tuple[values.Activity, ...]:
    needs: dict[values.Subject, dict[str, values.Rating]] = defaultdict(dict)
    for rating in ratings:
        if rating.criterion.part == "need":
            needs[rating.criterion.subject][rating.moment] = rating
    found = []
    for subject, asked in needs.items():
        code = subject.code
        start, end = (asked.get(moment, asked.get("")) for moment in ("start", "end"))
        need = values.need_of(start, end)
        worked = [
            (programme.title, each)
            for programme in programmes
            for each in programme.works_on
            if each.activity.code == code
        ]
        money = total(each.money for _, each in worked if each.money is not None)
        found.append(
            values.Activity(
                subject=subject,
                start=start,
                end=end,
                contributions=tuple((title, each.contribution) for title, each in worked),
                gap=scoring.gap(code, need.judged, [each.contribution.judged for _, each in worked]),
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
    activities: tuple[values.Activity, ...],
    whole: Decimal,
) -> tuple[values.Balance, ...]:
    found = []
    for pillar in framework.pillars:
        own = [rating for rating in governance if rating.criterion.subject.group == pillar.code]
        fields = tuple(field.code for field in framework.fields if field.group == pillar.code)
        money = total(a.money for a in activities if a.subject.group in fields)
        found.append(values.Balance(pillar, _score(own), fields, money * HUNDRED / whole if whole else None))
    return tuple(found)


def _change(rating: values.Rating, last: values.LastTime) -> values.Change:
    moved = direction(rating.criterion.part, last.comparability, last.level, rating.level)
    return values.Change(rating, last, moved)


def _earlier(before: Before | None, ratings: list[values.Rating]) -> values.Earlier | None:
    if before is None:
        return None
    known = {rating.criterion.key for rating in ratings}
    there = {past.criterion.key for past in before.ratings.values()}
    return values.Earlier(
        reference=before.assessment.reference,
        period=before.assessment.period,
        approved=before.assessment.approved_at.date() if before.assessment.approved_at else None,
        only_there=tuple(sorted(there - known, key=sort_key)),
        only_here=tuple(sorted(known - there, key=sort_key)),
    )
