"""Remarks of reviewers on single ratings, and the assessors' answers."""

from django.core.exceptions import PermissionDenied
from django.db import transaction

from assessments import access
from assessments.models import Assessment, Comment, Rating
from ssr_portal.accounts.models import Person


def comment(rating: Rating, text: str, *, by: Person) -> Comment:
    """Add a remark to a rating of an assessment that is not approved yet; raises PermissionDenied."""
    with transaction.atomic():
        Assessment.objects.select_for_update().get(pk=rating.assessment_id)
        held = access.assessment_to_read(by, rating.assessment.reference)
        if not access.rights(by, held).comment:
            raise PermissionDenied
        return Comment.objects.create(assessment=held, rating=rating, by=by, text=text)
