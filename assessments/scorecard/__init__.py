"""The one place that derives figures from an assessment; see `build` and `values`."""

from assessments.scorecard.audiences import Reach, reach
from assessments.scorecard.build import (
    Dossier,
    build,
    dossier,
    is_for_everyone,
    needed,
    one,
    shared_edition,
    suggested,
    title_of,
    with_sources,
)
from assessments.scorecard.sample import sample

__all__ = [
    "Dossier",
    "Reach",
    "build",
    "dossier",
    "is_for_everyone",
    "needed",
    "one",
    "reach",
    "sample",
    "shared_edition",
    "suggested",
    "title_of",
    "with_sources",
]
