"""The earlier assessment of the same country that this one is compared with (docs/domain.md §4, change)."""

from collections import defaultdict
from dataclasses import dataclass

from django.db.models import QuerySet

from assessments import models, moments, scoring
from assessments.scorecard import values, words
from assessments.scorecard.comparability import Ground, comparability
from frameworks import queries as framework_queries
from frameworks import values as framework_values

COVER = ("reference", "period_start", "period_end", "depth", "approved_at", "framework")  # of the earlier one
SHOWN = ("criterion", "programme", "moment", "status", "level", "reason", "tried", "justification", "answers", "harm")


@dataclass(frozen=True)
class Past:
    """One rating of the earlier assessment."""

    row: models.Rating
    criterion: values.Criterion
    kinds: frozenset[str]


@dataclass(frozen=True)
class Before:
    """The earlier assessment's ratings by criterion key, moment and programme."""

    assessment: models.Assessment
    period: str
    present_depth: str
    ratings: dict[tuple[str, str, int | None], Past]
    not_asked: frozenset[str] = frozenset()  # keys of the criteria that it did not ask by its depth

    def last(
        self, criterion: values.Criterion, forerunner: int | None, programme: int | None, kinds: frozenset[str]
    ) -> values.LastTime | None:
        """What was said then on this criterion, by the country or by the programme's earlier record.

        Of what it asked at the start and at the end, what it said of the end. `kinds` are those of the evidence that the present
        rating rests on.
        """
        if programme is not None and forerunner is None:
            return None
        in_period = self.ratings.get((criterion.key, "", forerunner))
        past = self.ratings.get((criterion.key, moments.END, forerunner), in_period)
        if past is None:
            return None
        row = past.row
        level, bounds = row.counted_on(past.criterion)
        without = row.level if row.harm == scoring.GRAVE_HARM else None
        return values.LastTime(
            assessment=self.assessment.reference,
            period=self.period,
            status=scoring.counted(row.status, row.reason, row.tried),
            level=level,
            bounds=bounds,
            harm_mark=words.of_harm(row.harm, without, is_stepped=bool(past.criterion.strands)),
            level_name=past.criterion.level_name(level),
            justification=row.justification or row.reason or row.tried,
            comparability=comparability(
                Ground(criterion, self.present_depth, kinds), Ground(past.criterion, self.assessment.depth, past.kinds)
            ),
        )


def candidates(assessment: models.Assessment) -> QuerySet[models.Assessment]:
    """What it can be compared with, the best first: what it was copied from, else the latest of the same donor before it."""
    found = models.Assessment.objects.filter(
        organisation=assessment.organisation_id,
        country=assessment.country,
        state=models.Assessment.State.APPROVED,
        is_demonstration=assessment.is_demonstration,
    ).exclude(pk=assessment.pk)
    if assessment.copied_from_id:
        found = found.filter(pk=assessment.copied_from_id)
    else:
        found = found.filter(period_end__lt=assessment.period_end)
    if assessment.approved_at:  # what was approved later changes nothing of what was said then
        found = found.filter(approved_at__lte=assessment.approved_at)
    return found.order_by("-period_end", "-revision_number")


def read(
    assessment: models.Assessment, framework: framework_values.Framework, found: models.Assessment | None
) -> Before | None:
    """The ratings of `found`, the first of the `candidates`. Two queries, none without."""
    if found is None:
        return None
    theirs = framework if found.framework_id == framework.pk else framework_queries.framework_value(found.framework)
    criteria = {criterion.pk: criterion for criterion in theirs.criteria}
    kinds: dict[int, set[str]] = defaultdict(set)
    for rating, kind in models.EvidenceLink.objects.filter(rating__assessment=found).values_list(
        "rating", "evidence__kind"
    ):
        kinds[rating].add(kind)
    ratings = {
        (criteria[row.criterion_id].key, row.moment, row.programme_id): Past(
            row, criteria[row.criterion_id], frozenset(kinds[row.pk])
        )
        for row in models.Rating.objects.filter(assessment=found, left_behind=False).only(*SHOWN)
    }
    asked = theirs.asked(rapid=found.depth == models.Assessment.Depth.RAPID)
    not_asked = frozenset(criterion.key for criterion in set(theirs.criteria) - set(asked))
    return Before(found, found.period, assessment.depth, ratings, not_asked)
