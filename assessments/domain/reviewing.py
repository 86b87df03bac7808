"""Judging ratings one by one: a reviewer's mark stands for one revision of a rating, and any later save leaves it behind."""

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils.translation import gettext as _

from assessments import access
from assessments.domain.editing import Stale
from assessments.models import Assessment, Rating, ReviewMark
from ssr_portal.accounts.models import Person


def mark(rating: Rating, *, seen: int, by: Person) -> ReviewMark:
    """Stand by a rating as it was read at revision `seen`; raises Stale, or PermissionDenied outside a review."""
    with transaction.atomic():
        held = _hold(rating, by=by)
        if held.revision != seen:
            raise Stale(held)
        return ReviewMark.objects.update_or_create(rating=held, defaults={"rating_revision": seen, "by": by})[0]


def unmark(rating: Rating, *, by: Person) -> None:
    """Take the mark of a rating away; raises PermissionDenied outside a review."""
    with transaction.atomic():
        ReviewMark.objects.filter(rating=_hold(rating, by=by)).delete()


def _hold(rating: Rating, *, by: Person) -> Rating:
    Assessment.objects.select_for_update().get(pk=rating.assessment_id)
    held = access.rating_to_read(by, rating.assessment.reference, rating.pk)
    if not access.rights(by, held.assessment).review:
        raise PermissionDenied(_("Ratings are judged while the assessment is submitted, by reviewers who made none."))
    return held
