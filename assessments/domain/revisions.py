"""The chain of revisions: which stand after an approved assessment, and which stood before it (docs/domain.md §5)."""

from collections.abc import Iterable, Mapping

from django.db.models import QuerySet

from assessments import models


def after(assessments: Iterable[models.Assessment]) -> dict[int, list[models.Assessment]]:
    """By key of the assessment, the revisions that stand after it, in whatever state, the next first. One query.

    To tell that there are any; who is told more, `queries.revisions` decides.
    """
    asked = list(assessments)
    found = models.Assessment.objects.standing().filter(
        organisation__in={each.organisation_id for each in asked}, supersedes__isnull=False
    )
    shown = ("reference", "state", "revision_number", "supersedes")
    next_of = {each.supersedes_id: each for each in (found.order_by("pk").only(*shown) if asked else ())}
    return {each.pk: _chain(each.pk, next_of) for each in asked}


def before(assessment: models.Assessment) -> QuerySet[models.Assessment]:
    """The earlier revisions of the same country and period, for those who read this one."""
    place = ("organisation", "country", "period_start", "period_end", "is_demonstration")
    same = models.Assessment.objects.filter(**{name: getattr(assessment, name) for name in place})
    return same.filter(revision_number__lt=assessment.revision_number)


def _chain(pk: int, next_of: Mapping[int | None, models.Assessment]) -> list[models.Assessment]:
    found = []
    while pk in next_of:
        found.append(next_of[pk])
        pk = next_of[pk].pk
    return found
