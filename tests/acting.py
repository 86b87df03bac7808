"""What people do, in one call: for tests that need an assessment in a certain state."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from typing import Any

from assessments import models, scorecard
from assessments.domain import assessments, consequences, ratings, unusual, workflow
from assessments.domain.judgement import Judgement
from frameworks.models import Framework
from ssr_portal.accounts.models import Organisation

LEVEL = models.Rating.Status.LEVEL


def opened(
    organisation: Organisation,
    *,
    by: Any,
    first: int,
    last: int,
    source: models.Assessment | None = None,
    framework: Framework | None = None,
    **facts: Any,
) -> models.Assessment:
    """An open assessment of Burundi for whole years; on the first version of the shipped framework unless another is given."""
    assessment = models.Assessment(
        organisation=organisation,
        framework=framework or Framework.objects.get(code="oecd-ssr", version=1),
        country="BI",
        period_start=date(first, 1, 1),
        period_end=date(last, 12, 31),
        currency=organisation.currency,
        **facts,
    )
    return assessments.open_assessment(assessment, by=by, source=source)


def rate(rating: models.Rating, level: int, *, by: Any, **said: Any) -> models.Rating:
    """Choose a level with a justification and the confidence that no evidence suggests."""
    judgement = Judgement(LEVEL, level, **({"justification": "Seen.", "confidence": "low"} | said))
    return ratings.save_rating(rating, judgement, seen=rating.revision, by=by)


def answer(
    rating: models.Rating, *, by: Any, level: int | None = None, said: Any = None, **answers: str
) -> models.Rating:
    """Answer the strands named, with a justification and the confidence that no evidence suggests; perhaps choose a level."""
    status = LEVEL if level is not None else models.Rating.Status.UNRATED
    looked = {"harm": "none"} if rating.criterion.part == "contribution" else {}
    texts = {"justification": "Seen.", "confidence": "low"} | looked | (said or {})
    return ratings.save_rating(rating, Judgement(status, level, answers, **texts), seen=rating.revision, by=by)


def rate_all(assessment: models.Assessment, *, by: Any, level: int = 2) -> None:
    """Rate everything alike; on strands by answering each of them so."""
    for rating in models.Rating.objects.filter(assessment=assessment).select_related("criterion"):
        strands = rating.criterion.strands.values_list("code", flat=True)
        if strands:
            answer(rating, by=by, **dict.fromkeys(strands, str(level)))
        else:
            rate(rating, level, by=by)


@contextmanager
def quietly() -> Iterator[None]:
    """Nothing follows a move: no mail, no figures, no report that has to be printed."""
    follows, consequences.MOVED[:] = list(consequences.MOVED), []
    try:
        yield
    finally:
        consequences.MOVED[:] = follows


def submit(assessment: models.Assessment, cast: Any, **said: Any) -> models.Event:
    """Anna submits it as it stands, and nothing follows."""
    assessment.refresh_from_db()
    with quietly():
        return workflow.perform(workflow.SUBMIT, assessment, by=cast.anna, seen=assessment.revision, **said)


def agreed(assessment: models.Assessment) -> str:
    """The tick that takes whatever is unusual."""
    return unusual.mark(unusual.unusual(scorecard.dossier(assessment)))


def approve(assessment: models.Assessment, cast: Any, *, by: Any = None, note: str = "Sound.") -> models.Event:
    """Marieke, or another reviewer, approves it as it stands, and nothing follows."""
    assessment.refresh_from_db()
    said = {"note": note, "agreed": agreed(assessment)}
    with quietly():
        return workflow.perform(workflow.APPROVE, assessment, by=by or cast.marieke, seen=assessment.revision, **said)


def submit_and_approve(assessment: models.Assessment, cast: Any) -> models.Event:
    """Anna submits, Marieke approves."""
    submit(assessment, cast)
    return approve(assessment, cast)


def shared(assessment: models.Assessment, organisation: Organisation, *, by: Any) -> models.Share:
    """Shared although no rating is marked for others: as it was before that was refused."""
    return models.Share.objects.create(assessment=assessment, organisation=organisation, by=by)
