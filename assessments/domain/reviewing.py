"""Judging ratings one by one: a reviewer's mark stands for one revision of a rating, and any later save leaves it behind."""

from collections.abc import Iterator
from contextlib import contextmanager

from django.core.exceptions import PermissionDenied
from django.utils.translation import gettext as _

from assessments.domain.editing import Stale, holding_rating
from assessments.models import Rating, ReviewMark
from ssr_portal.accounts.models import Person


def mark(rating: Rating, *, seen: int, by: Person) -> ReviewMark:
    """Stand by a rating as it was read at revision `seen`; raises Stale, or PermissionDenied outside a review."""
    with _judging(rating, by=by) as held:
        if held.revision != seen:
            raise Stale(held)
        return ReviewMark.objects.update_or_create(rating=held, defaults={"rating_revision": seen, "by": by})[0]


def unmark(rating: Rating, *, by: Person) -> None:
    """Take the mark of a rating away; raises PermissionDenied outside a review."""
    with _judging(rating, by=by) as held:
        ReviewMark.objects.filter(rating=held).delete()


@contextmanager
def _judging(rating: Rating, *, by: Person) -> Iterator[Rating]:
    with holding_rating(rating.pk, by=by) as (seat, held):
        if not seat.rights.can_review:
            raise PermissionDenied(
                _("Ratings are judged while the assessment is submitted, by reviewers who made none.")
            )
        yield held
