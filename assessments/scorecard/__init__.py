"""The one place that derives figures from an assessment; see `build` and `values`."""

from assessments.scorecard.build import (
    Dossier,
    build,
    dossier,
    is_for_everyone,
    needed,
    one,
    shared_edition,
    with_sources,
)
from assessments.scorecard.sample import sample

__all__ = [
    "Dossier",
    "build",
    "dossier",
    "is_for_everyone",
    "needed",
    "one",
    "sample",
    "shared_edition",
    "with_sources",
]
