"""The place of an assessment among its donor's: country, period and reference, held by one that was not given up."""

from django.utils.translation import gettext as _

from assessments.domain import references
from assessments.models import Assessment


class Conflict(Exception):
    """The assessment is no longer in a state from which this move starts, or another stands in its place."""


def holder(assessment: Assessment) -> Assessment | None:
    """The other assessment that stands in this one's place: of its country and period, or correcting the same one."""
    others = Assessment.objects.standing().exclude(pk=assessment.pk)
    if assessment.supersedes_id:
        return others.filter(supersedes=assessment.supersedes_id).first()
    names = ("organisation", "country", "period_start", "period_end", "revision_number", "is_demonstration")
    return others.filter(**{name: getattr(assessment, name) for name in names}).first()


def free(held: Assessment) -> None:
    """Let go of the place and the reference. The caller saves the reference."""
    references.let_go(held)


def take(held: Assessment) -> None:
    """Take the place again; raises Conflict where another stands in it. The caller saves the reference."""
    other = holder(held)
    if other is not None:
        raise Conflict(
            _("%(reference)s stands in its place now. Give that up first, or go on with it.")
            % {"reference": other.reference}
        )
    references.take_again(held)
