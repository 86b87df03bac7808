"""With whom an assessment is shared, and what they see of it."""

from dataclasses import dataclass

from assessments import models, scorecard
from assessments.queries.overview import Frame, frame_of
from assessments.seat import Seat


@dataclass(frozen=True, slots=True)
class SharePage:
    """The page from which an approved assessment is shared."""

    frame: Frame
    reach: scorecard.Reach
    shares: tuple[models.Share, ...]


def page(seat: Seat) -> SharePage:
    """Whoever reads it now, and how much they would see."""
    assessment = seat.assessment
    dossier = scorecard.dossier(assessment)
    return SharePage(
        frame=frame_of(seat, dossier),
        reach=scorecard.reach(dossier.scorecard, dossier.records),
        shares=tuple(assessment.shares.select_related("organisation", "by")),
    )
