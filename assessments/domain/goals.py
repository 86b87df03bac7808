"""Goals, with the activities through which they are pursued and the institutions they concern."""

from collections.abc import Collection

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from assessments.domain import belonging, records
from assessments.domain.editing import editing, editing_record
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
    """Store a new goal with what it is tied to.

    Raises Http404, PermissionDenied, NotOpen, or ValidationError: a goal is pursued through an activity at least.
    """
    with editing(assessment, by=by) as seat:
        records.insert(goal, seat)
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
    """Store the named fields and what the goal is tied to, over revision `seen`; raises the same, Stale, or Gone."""
    with editing_record(goal, seen=seen, by=by) as seat:
        records.update(goal, fields, seat)
        _tie(goal, activities, institutions)
    return goal


def _tie(goal: Goal, activities: Collection[Activity], institutions: Collection[Institution]) -> None:
    if not activities:
        raise ValidationError({"activities": _("Choose at least one activity through which the goal is pursued.")})
    belonging.require_each([*activities, *institutions], goal.assessment)
    GoalActivity.objects.filter(goal=goal).delete()
    GoalInstitution.objects.filter(goal=goal).delete()
    GoalActivity.objects.bulk_create(GoalActivity(goal=goal, activity=each) for each in activities)
    GoalInstitution.objects.bulk_create(GoalInstitution(goal=goal, institution=each) for each in institutions)
