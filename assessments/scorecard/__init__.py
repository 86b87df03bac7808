"""The one place that derives figures from an assessment; see `build` and `values`."""

from assessments.scorecard.audiences import Reach, mark, reach
from assessments.scorecard.build import Dossier, build, dossier, missing, one
from assessments.scorecard.card import NO_BUDGET, NO_RATE
from assessments.scorecard.editions import shared_edition
from assessments.scorecard.figures import money_of, why_left_out
from assessments.scorecard.letters import unprinted
from assessments.scorecard.sample import sample
from assessments.scorecard.sources import bases_of, is_for_everyone, number_bases, source_rows, title_of
from assessments.scorecard.values import Rating

__all__ = [
    "NO_BUDGET",
    "NO_RATE",
    "Dossier",
    "Rating",
    "Reach",
    "bases_of",
    "build",
    "dossier",
    "is_for_everyone",
    "mark",
    "missing",
    "money_of",
    "number_bases",
    "one",
    "reach",
    "sample",
    "shared_edition",
    "source_rows",
    "title_of",
    "unprinted",
    "why_left_out",
]
