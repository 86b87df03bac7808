"""Building a dossier: an assessment as read, and the scorecard derived from it; a fixed number of queries, whatever its size.

Counted: its state 1, which is all while the state is kept in memory; else ratings 1, small tables 1, earlier assessment 2,
framework 2 the first time it is used.
"""

from collections.abc import Callable
from dataclasses import dataclass, field, replace

from assessments import models
from assessments.scorecard import earlier, figures, memory, reading, values
from assessments.scorecard.card import Scorecard
from assessments.scorecard.memory import State
from assessments.scorecard.ratings import left_behind, past_criteria, rating_of, ratings_of, replied_to, suggested
from assessments.scorecard.reading import Records, copied
from assessments.scorecard.sources import citations, is_for_everyone, linked, veil
from frameworks import queries as framework_queries
from frameworks import values as framework_values
from ssr_portal.accounts import languages

BRIEF, WHOLE = "brief", "whole"  # how much of the records is kept


@dataclass(frozen=True)
class Dossier:
    """An assessment with its records, as read, and the scorecard derived from them."""

    assessment: models.Assessment
    records: Records
    scorecard: Scorecard
    is_sample: bool = False  # invented, to show what a framework version looks like
    veiled: frozenset[int] = frozenset()  # keys of the evidence of which its reader sees no more than kind and grade
    language: str = field(default_factory=languages.active)  # of the portal's own words in it


def build(assessment: models.Assessment) -> Scorecard:
    """The scorecard alone."""
    return dossier(assessment, brief=True).scorecard


def dossier(
    assessment: models.Assessment,
    *,
    brief: bool = False,
    sees: Callable[[models.Evidence], bool] = is_for_everyone,
) -> Dossier:
    """The scorecard with the records it rests on: all of them, or for a `brief` one what scoring needs.

    Evidence that the reader does not see counts, with its number, kind and grade; nothing else of it is told.
    """
    state = memory.state_of(assessment)
    records = records_of(assessment, state, brief=brief)
    hidden = [row for row in records[models.Evidence] if not sees(row)]
    unseen = frozenset(row.pk for row in hidden)
    card = memory.kept(state, unseen, lambda: _scorecard(assessment, state, records, hidden))
    for row in hidden:  # only now: its figures rest on what it says
        veil(row)
    return Dossier(assessment, records, card, veiled=unseen)


def records_of(assessment: models.Assessment, state: State, *, brief: bool = False) -> Records:
    """The rows of a state for one reader; whoever asks for less takes what somebody asked more of."""
    whole = memory.known(state, WHOLE)
    if whole is not None:
        return copied(whole)
    part = BRIEF if brief else WHOLE
    return copied(memory.kept(state, part, lambda: reading.read(assessment, brief=brief)))


def _scorecard(
    assessment: models.Assessment, state: State, records: Records, hidden: list[models.Evidence]
) -> Scorecard:
    framework = framework_queries.framework_value(assessment.framework)
    rows = list(models.Rating.objects.filter(assessment=assessment))
    before = earlier.read(assessment, framework, state.before)
    past = past_criteria(rows)
    cited = citations(assessment, records, hidden)
    ratings = ratings_of(framework, [row for row in rows if not row.left_behind], records, cited, before, past)
    ratings = replied_to(ratings, records, hidden)
    card = figures.scorecard(assessment, framework, ratings, records, before)
    judged, empty = left_behind(rows, cited, past)
    return replace(card, left_behind=judged, left_empty=tuple(replied_to(empty, records, hidden)))


def one(row: models.Rating) -> values.Rating:
    """One rating alone, read with its `sources`, as its save needs it: without its past. Three queries, once for a framework."""
    criterion = _criterion_of(row)
    links = list(linked(row))
    return rating_of(row, criterion, tuple(cited for cited, _ in links), [source for _, source in links], None)


def _criterion_of(row: models.Rating) -> framework_values.Criterion:
    version = row.criterion.framework if row.left_behind else row.assessment.framework
    framework = framework_queries.framework_value(version)
    return next(each for each in framework.criteria if each.pk == row.criterion_id)


def missing(row: models.Rating) -> tuple[str, ...]:
    """What keeps a rating, read with its `sources`, from being ready to submit; no query once its framework was used."""
    said = row.said_on(_criterion_of(row))
    return said.missing(suggested(said, (source for _, source in linked(row))).confidence)
