"""Programmes and the activities they work on, which decide what is asked of each."""

from collections.abc import Iterable, Mapping
from decimal import Decimal

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from assessments.domain import ratings, removing
from assessments.domain.editing import editing, editing_record
from assessments.models import Assessment, Programme, ProgrammeActivity, Rating
from frameworks.models import Activity, Criterion
from ssr_portal.accounts.models import Person

Shares = Mapping[Activity, Decimal | None]
HUNDRED = Decimal(100)


def check_shares(shares: Shares) -> None:
    """Stated shares add up to 100 %; where some are left empty, these take equal parts of what remains."""
    stated = [share for share in shares.values() if share is not None]
    total = sum(stated, Decimal(0))
    if stated and len(stated) == len(shares) and total != HUNDRED:
        raise ValidationError(
            _("The shares add up to %(total)s %%, not to 100 %%.") % {"total": f"{total.normalize():f}"}
        )
    if total > HUNDRED or (total == HUNDRED and len(stated) < len(shares)):
        raise ValidationError(_("The shares leave nothing for the activities without one."))


def add(programme: Programme, assessment: Assessment, shares: Shares, *, by: Person) -> Programme:
    """Store a new programme and ask for its ratings."""
    check_shares(shares)
    with editing(assessment, by=by) as held:
        programme.assessment = held
        programme._history_user = by
        programme.save(force_insert=True)
        criteria = Criterion.objects.filter(framework=held.framework_id)
        ratings.ask_of_programme(programme, criteria.filter(part=Criterion.Part.PRACTICE))
        _work_on(programme, shares)
    return programme


def change(programme: Programme, fields: Iterable[str], shares: Shares, *, seen: int, by: Person) -> Programme:
    """Store facts and activities over revision `seen`; a rated contribution is never dropped with its activity.

    Raises Stale, NotOpen, or ValidationError when an activity to be dropped has been rated.
    """
    check_shares(shares)
    with editing_record(programme, seen=seen, by=by):
        programme.save(update_fields=[*fields, "revision"])
        _work_on(programme, shares)
    return programme


def _work_on(programme: Programme, shares: Shares) -> None:
    asked = {
        rating.criterion.activity_id: rating
        for rating in Rating.objects.filter(
            programme=programme, criterion__part=Criterion.Part.CONTRIBUTION, left_behind=False
        ).select_related("criterion__activity")
    }
    wanted = {activity.pk for activity in shares}
    _drop([rating for activity, rating in asked.items() if activity not in wanted])
    ratings.ask_of_programme(
        programme,
        Criterion.objects.filter(
            framework=programme.assessment.framework_id,
            part=Criterion.Part.CONTRIBUTION,
            activity__in=wanted - asked.keys(),
        ),
    )
    ProgrammeActivity.objects.filter(programme=programme).delete()
    ProgrammeActivity.objects.bulk_create(
        ProgrammeActivity(programme=programme, activity=activity, share=share) for activity, share in shares.items()
    )


def _drop(unwanted: list[Rating]) -> None:
    rated = [r.criterion.activity.name for r in unwanted if removing.says_something(r) or removing.going_with(r).groups]
    if rated:
        raise ValidationError(
            _("Its contribution to %(activities)s has been rated. Clear that rating first, then remove the activity.")
            % {"activities": ", ".join(rated)}
        )
    for rating in unwanted:
        removing.keep_remarks(rating)
        rating.delete()
