"""What people do, in one call: for tests that need an assessment in a certain state."""

from typing import Any

from assessments import models
from assessments.domain import ratings, workflow
from assessments.domain.judgement import Judgement

LEVEL = models.Rating.Status.LEVEL


def rate(rating: models.Rating, level: int, *, by: Any, **said: Any) -> models.Rating:
    """Choose a level with a justification and the confidence that no evidence suggests."""
    judgement = Judgement(LEVEL, level, **({"justification": "Seen.", "confidence": "low"} | said))
    return ratings.save_rating(rating, judgement, seen=rating.revision, by=by, levels=5, suggested="low")


def rate_all(assessment: models.Assessment, *, by: Any, level: int = 2) -> None:
    """Rate everything alike."""
    for rating in models.Rating.objects.filter(assessment=assessment):
        rate(rating, level, by=by)


def submit_and_approve(assessment: models.Assessment, cast: Any) -> models.Event:
    """Anna submits, Marieke approves."""
    seen = assessment.revision
    workflow.perform(workflow.SUBMIT, assessment, by=cast.anna, seen=seen)
    return workflow.perform(workflow.APPROVE, assessment, by=cast.marieke, seen=seen, note="Sound.")
