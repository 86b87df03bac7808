"""Many approved assessments for benchmarks and trials of the portfolio: written at once, approved in the last statement."""

import random
from datetime import date

from django.utils import timezone
from django_countries import countries

from assessments import models


def fill(assessor, reviewer, organisation, framework, *, nations: int = 200, years: range = range(2015, 2025)) -> int:
    """`nations` countries in every year with about a hundred ratings each; how many ratings. Always the same levels."""
    chance = random.Random(5)  # noqa: S311 - sample figures
    codes = [code for code, _name in countries if code != "AQ"][:nations]
    made = models.Assessment.objects.bulk_create(
        models.Assessment(
            reference=f"{organisation.short_name}-{code}-{year}-P",
            organisation=organisation,
            framework=framework,
            country=code,
            period_start=date(year, 1, 1),
            period_end=date(year, 12, 31),
            currency="EUR",
            opened_by=assessor,
            changed_by=assessor,
        )
        for code in codes
        for year in years
    )
    models.Context.objects.bulk_create(models.Context(assessment=each) for each in made)
    programmes = models.Programme.objects.bulk_create(
        models.Programme(
            assessment=each, title=f"Programme {number}", budget=chance.randint(1, 90) * 10**5, currency="EUR"
        )
        for each in made
        for number in range(1, 6)
    )
    activities = list(framework.activities.order_by("position"))
    chosen = {each.pk: chance.sample(activities, 3) for each in programmes}
    models.ProgrammeActivity.objects.bulk_create(
        models.ProgrammeActivity(programme=each, activity=activity)
        for each in programmes
        for activity in chosen[each.pk]
    )
    criteria = list(framework.criteria.all())
    ratings = [
        models.Rating(assessment=each, criterion=criterion, **_judged(chance))
        for each in made
        for criterion in criteria
        if criterion.part in {"governance", "need", "policy"}
    ]
    ratings += [
        models.Rating(assessment_id=each.assessment_id, programme=each, criterion=criterion, **_judged(chance))
        for each in programmes
        for criterion in criteria
        if criterion.part == "practice" or (criterion.part == "contribution" and criterion.activity in chosen[each.pk])
    ]
    models.Rating.objects.bulk_create(ratings, batch_size=2000)
    models.Assessment.objects.filter(pk__in=[each.pk for each in made]).update(
        state="approved",
        submitted_at=timezone.now(),
        submitted_by=assessor,
        approved_at=timezone.now(),
        approved_by=reviewer,
        statement="Approved for the figures.",
    )
    return len(ratings)


def _judged(chance: random.Random) -> dict:
    if chance.random() < 0.08:
        return {"status": "insufficient", "tried": "Asked; nobody could say."}
    level = min(max(round(chance.gauss(1.8, 1.1)), 0), 4)
    confidence = chance.choice(["low", "medium", "medium", "high"])
    return {
        "status": "level",
        "level": level,
        "justification": "Written for the figures.",
        "confidence": confidence,
        "audience": chance.choice(["shareable", "shareable", "internal"]),
    }
