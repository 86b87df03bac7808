"""One source: what it is, and all ratings, with those that rest on it."""

from dataclasses import dataclass

from assessments import models, scorecard
from assessments.queries.overview import Frame, frame_of
from assessments.queries.scoring import groups_of
from assessments.scorecard.values import Rating
from assessments.seat import Seat


@dataclass(frozen=True, slots=True)
class Uses:
    """The source with its number, and the ratings of each stretch under their headings."""

    frame: Frame
    evidence: models.Evidence
    number: int
    stretches: tuple[tuple[str, tuple[tuple[str, tuple[Rating, ...]], ...]], ...]

    @property
    def ratings(self) -> list[Rating]:
        """Every rating."""
        return [each for _title, groups in self.stretches for _heading, ratings in groups for each in ratings]

    @property
    def used_by(self) -> list[Rating]:
        """Those that rest on the source."""
        return [each for each in self.ratings if any(cited.pk == self.evidence.pk for cited in each.cited)]


def uses(seat: Seat, evidence: models.Evidence) -> Uses:
    """The page of one source of this assessment."""
    assessment = seat.assessment
    dossier = scorecard.dossier(assessment, brief=True, sees=seat.sees)
    frame = frame_of(seat, dossier)
    numbers = {row.pk: number for number, row in enumerate(dossier.records[models.Evidence], start=1)}
    evidence.base_number = numbers.get(evidence.rests_on_id or 0)
    return Uses(
        frame=frame,
        evidence=evidence,
        number=numbers[evidence.pk],
        stretches=tuple(
            (step.title, tuple((b.heading, b.ratings) for b in groups_of(dossier.scorecard, step.key)))
            for step in frame.steps
        ),
    )
