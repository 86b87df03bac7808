"""The end of one period, handed on as the start of the next (docs/domain.md §5)."""

from simple_history.utils import bulk_update_with_history

from assessments import scorecard
from assessments.models import Assessment, Rating
from frameworks.queries import framework_value

Moment = Rating.Moment
TAKEN = ("status", "level", "justification", "confidence", "confidence_reason", "audience")


def hand_on(source: Assessment, target: Assessment) -> None:
    """Give the unrated starts of a copy the levels of its source's ends, with what was said of them.

    Only where one period follows the other within six months, and of criteria that say the same. Evidence does not come along:
    a start whose confidence its own sources do not suggest asks why, as every other rating does.
    """
    if not scorecard.hands_on(source, target):
        return
    mine, theirs = ({each.pk: each for each in framework_value(of.framework).criteria} for of in (target, source))
    ended = Rating.objects.filter(assessment=source, moment=Moment.END, left_behind=False)
    ends = {theirs[row.criterion_id].key: row for row in ended}
    taken = []
    for start in Rating.objects.filter(assessment=target, moment=Moment.START):
        criterion = mine[start.criterion_id]
        end = ends.get(criterion.key)
        if end is not None and scorecard.is_handed_on(end, theirs[end.criterion_id], criterion):
            for name in TAKEN:
                setattr(start, name, getattr(end, name))
            taken.append(start)
    bulk_update_with_history(taken, Rating, TAKEN)
