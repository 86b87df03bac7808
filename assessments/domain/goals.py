"""Goals, with the activities through which they are pursued and the institutions they concern."""

from collections.abc import Collection

from django.db import transaction

from assessments.domain import belonging, records
from assessments.models import Assessment, Goal, GoalActivity, GoalInstitution
from frameworks.models import Activity, Institution
from ssr_portal.accounts.models import Person


def add(
    goal: Goal,
    assessment: Assessment,
    activities: Collection[Activity],
    institutions: Collection[Institution],
    *,
    by: Person,
) -> Goal:
    """Store a new goal with what it is tied to; raises NotOpen or ValidationError."""
    with transaction.atomic():
        records.add(goal, assessment, by=by)
        _tie(goal, activities, institutions)
    return goal


def change(
    goal: Goal,
    fields: Collection[str],
    activities: Collection[Activity],
    institutions: Collection[Institution],
    *,
    seen: int,
    by: Person,
) -> Goal:
    """Store the named fields and what the goal is tied to, over revision `seen`; raises Stale, NotOpen, or ValidationError."""
    with transaction.atomic():
        records.change(goal, fields, seen=seen, by=by)
        _tie(goal, activities, institutions)
    return goal


def _tie(goal: Goal, activities: Collection[Activity], institutions: Collection[Institution]) -> None:
    belonging.require_each([*activities, *institutions], goal.assessment)
    GoalActivity.objects.filter(goal=goal).delete()
    GoalInstitution.objects.filter(goal=goal).delete()
    GoalActivity.objects.bulk_create(GoalActivity(goal=goal, activity=each) for each in activities)
    GoalInstitution.objects.bulk_create(GoalInstitution(goal=goal, institution=each) for each in institutions)
