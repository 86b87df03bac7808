"""Programmes and the activities they work on, which decide what is asked of each."""

from collections.abc import Collection, Mapping
from decimal import ROUND_FLOOR, Decimal

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from assessments import scorecard
from assessments.domain import belonging, depth, ratings, records, removing, rules
from assessments.domain.editing import editing, editing_record
from assessments.models import Assessment, Programme, ProgrammeActivity, Rating
from frameworks.models import Activity, Criterion
from ssr_portal.accounts.models import Person
from ssr_portal.values.money import CENT

Shares = Mapping[Activity, Decimal | None]
HUNDRED = Decimal(100)


def settled(shares: Shares) -> Shares:
    """The shares as they are stored: stated for all, they add up to exactly 100 %; those left empty take equal parts of the rest.

    There is one activity at least. What rounding explains is taken (three times 33.33) and shared out in hundredths. Raises
    ValidationError for anything else.
    """
    if not shares:
        raise ValidationError(_("Choose at least one activity that the programme works on."))
    stated = {activity: share for activity, share in shares.items() if share is not None}
    total = sum(stated.values(), Decimal(0))
    if len(stated) < len(shares):
        if total >= HUNDRED:
            raise ValidationError(_("The shares leave nothing for the activities without one."))
        return shares
    if not stated or total == HUNDRED:
        return shares
    # Halves are rounded up, so that rounding may add half a unit of the last place to each, and takes less than that.
    half = Decimal(5).scaleb(min(int(share.as_tuple().exponent) for share in stated.values()) - 1) * len(stated)
    if not -half < total - HUNDRED <= half:
        raise ValidationError(_off_by(total))
    return _shared_out(stated, total)


def _off_by(total: Decimal) -> str:
    said = {"total": _plain(total), "off": _plain(abs(total - HUNDRED))}
    if total > HUNDRED:
        return _("The shares add up to %(total)s %%: %(off)s %% too much. Lower one, or leave all empty.") % said
    return _("The shares add up to %(total)s %%: %(off)s %% is missing. Raise one, or leave one or all empty.") % said


def _plain(number: Decimal) -> str:
    return f"{number.normalize():f}"


def _shared_out(stated: Mapping[Activity, Decimal], total: Decimal) -> Shares:
    """The same proportions in hundredths that add up to 100, the largest remainders rounded up."""
    exact = {activity: share * HUNDRED / total for activity, share in stated.items()}
    found = {activity: share.quantize(CENT, ROUND_FLOOR) for activity, share in exact.items()}
    left = int((HUNDRED - sum(found.values())) / CENT)
    for activity in sorted(exact, key=lambda each: found[each] - exact[each])[:left]:
        found[activity] += CENT
    return found


def without_rate(assessment: Assessment) -> list[Programme]:
    """The programmes whose budget cannot be counted in the assessment's currency until somebody states a rate."""
    currency = assessment.currency
    every = Programme.objects.filter(assessment=assessment)
    return [each for each in every if scorecard.why_left_out(each, currency) == scorecard.NO_RATE]


def add(programme: Programme, assessment: Assessment, shares: Shares, *, by: Person) -> Programme:
    """Store a new programme and ask for its ratings; raises NotOpen or ValidationError."""
    shares = settled(shares)
    with editing(assessment, by=by) as seat:
        held = seat.assessment
        belonging.require_each(shares, held)
        records.insert(programme, seat)
        ratings.ask_of_programme(programme, depth.asked(held.framework, held.depth, Criterion.Part.PRACTICE))
        _work_on(programme, shares)
    return programme


def change(programme: Programme, fields: Collection[str], shares: Shares, *, seen: int, by: Person) -> Programme:
    """Store facts and activities over revision `seen`; a rated contribution is never dropped with its activity.

    Raises Stale, NotOpen, or ValidationError when an activity to be dropped has been rated.
    """
    shares = settled(shares)
    with editing_record(programme, seen=seen, by=by) as seat:
        belonging.require_each(shares, seat.assessment)
        records.update(programme, fields, seat)
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
        depth.asked(programme.assessment.framework, programme.assessment.depth, Criterion.Part.CONTRIBUTION).filter(
            activity__in=wanted - asked.keys()
        ),
    )
    ProgrammeActivity.objects.filter(programme=programme).delete()
    works_on = [ProgrammeActivity(programme=programme, activity=each, share=share) for each, share in shares.items()]
    for row in works_on:
        rules.require(row)
    ProgrammeActivity.objects.bulk_create(works_on)


def _drop(unwanted: list[Rating]) -> None:
    rated = [r for r in unwanted if removing.says_something(r) or removing.going_with(r).groups]
    names = [each.criterion.activity.name for each in rated if each.criterion.activity is not None]
    if rated:
        raise ValidationError(
            _("Its contribution to %(activities)s has been rated. Clear that rating first, then remove the activity.")
            % {"activities": ", ".join(names)}
        )
    for rating in unwanted:
        removing.keep_remarks(rating)
        rating.delete()
