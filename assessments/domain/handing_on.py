"""The end of one period, handed on as the start of the next (docs/domain.md §5)."""

from simple_history.utils import bulk_update_with_history

from assessments import moments
from assessments.models import Assessment, Rating
from assessments.scorecard.comparability import are_worded_alike
from frameworks.queries import framework_value

TAKEN = ("status", "level", "justification", "confidence", "confidence_reason", "audience")


def hand_on(source: Assessment, target: Assessment) -> None:
    """Give the unrated starts of a copy the levels of its source's ends, with what was said of them.

    Only where one period follows the other within six months, and of criteria that say the same. Evidence does not come along:
    a start whose confidence its own sources do not suggest asks why, as every other rating does.
    """
    if not moments.follows(target.period_start, source.period_end):
        return
    mine, theirs = ({each.pk: each for each in framework_value(of.framework).criteria} for of in (target, source))
    judged = Rating.objects.filter(
        assessment=source, moment=Rating.Moment.END, status=Rating.Status.LEVEL, left_behind=False, to_confirm=False
    )
    ends = {theirs[row.criterion_id].key: row for row in judged}
    taken = []
    for start in Rating.objects.filter(assessment=target, moment=Rating.Moment.START):
        criterion = mine[start.criterion_id]
        end = ends.get(criterion.key)
        if end is not None and are_worded_alike(criterion, theirs[end.criterion_id]):
            for name in TAKEN:
                setattr(start, name, getattr(end, name))
            start.handed_on = end.level
            taken.append(start)
    bulk_update_with_history(taken, Rating, (*TAKEN, "handed_on"))
