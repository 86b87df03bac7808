"""Rows of ratings as the scorecard's values: with criterion, evidence, replies, audience and what was said last time."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence
from dataclasses import replace

from assessments import answers, confidence, models, scoring
from assessments.scorecard import audiences, earlier, values
from assessments.scorecard.reading import Records
from assessments.scorecard.sources import RESTRICTED, Citations
from frameworks import queries as framework_queries
from frameworks import values as framework_values
from frameworks.models import Criterion, Framework
from ssr_portal.text.sorting import sort_key

MOMENTS = tuple(models.Rating.Moment.values)  # in their order


def rating_of(
    row: models.Rating,
    criterion: values.Criterion,
    cited: tuple[values.Cited, ...],
    sources: Sequence[confidence.Source],
    last: values.LastTime | None,
) -> values.Rating:
    """One row with its criterion and the evidence that it rests on."""
    judged = _judged(row, criterion, is_evidenced=bool(cited))
    suggestion = suggested(row.said_on(criterion), sources)
    return values.Rating(
        pk=row.pk,
        criterion=criterion,
        programme=row.programme_id,
        judged=judged,
        chosen=row.status,
        answers=answers.in_order(row.answers, criterion),
        level_reason=row.level_reason,
        harm=row.harm,
        harm_text=row.harm_text,
        without_harm=row.level if row.harm == scoring.GRAVE_HARM else None,
        looked_back=row.looked_back,
        reason=row.reason,
        tried=row.tried,
        justification=row.justification,
        confidence=row.confidence,
        confidence_reason=row.confidence_reason,
        suggested=suggestion.confidence,
        higher_needs=suggestion.higher_needs,
        own_audience=row.audience,
        revision=row.revision,
        cited=cited,
        support=confidence.support(sources),
        last=last,
        moment=row.moment,
        handed_on=row.handed_on,
    )


def _judged(row: models.Rating, criterion: values.Criterion, *, is_evidenced: bool) -> scoring.Judged:
    level, bounds = row.counted_on(criterion)
    return scoring.Judged(
        scoring.counted(row.status, row.reason, row.tried),
        level,
        len(criterion.levels),
        criterion.weight,
        row.confidence,
        is_evidenced,
        row.to_confirm,
        grave=criterion.is_grave,
        bounds=bounds,
        beside=answers.is_beside(row.status, row.level, answers.outcome(row.answers, criterion)),
        harm=row.harm in scoring.HARMED,
    )


def suggested(said: scoring.Said, sources: Iterable[confidence.Source]) -> confidence.Suggestion:
    """The confidence that suits what was said and its evidence."""
    unsought = said.harm == scoring.HARM_UNSOUGHT
    return confidence.suggested_confidence(sources, against_strands=said.beside, harm_unsought=unsought)


def ratings_of(
    framework: framework_values.Framework,
    rows: Iterable[models.Rating],
    records: Records,
    citations: Citations,
    before: earlier.Before | None,
    past: dict[int, values.Criterion] | None = None,
) -> list[values.Rating]:
    """The rows in the framework's order, each with its audience and with what was said `before`."""
    criteria = {criterion.pk: (place, criterion) for place, criterion in enumerate(framework.criteria)}
    forerunner = {programme.pk: programme.copied_from_id for programme in records[models.Programme]}
    rules = records[models.AudienceRule]
    found = []
    for row in rows:
        _, criterion = criteria[row.criterion_id]
        cited, sources = citations[row.pk]
        last = (
            before.last(
                criterion,
                forerunner.get(row.programme_id),
                row.programme_id,
                frozenset(each.kind for each in cited),
            )
            if before
            else None
        )
        rating = replace(
            rating_of(row, criterion, tuple(cited), sources, last),
            default_audience=audiences.default_of(row, criterion.part, rules),
        )
        found.append(
            replace(rating, previous_criterion=past.get(row.previous_criterion_id))
            if past and row.previous_criterion_id
            else rating
        )
    found.sort(
        key=lambda rating: (criteria[rating.criterion.pk][0], MOMENTS.index(rating.moment), rating.programme or 0)
    )
    return found


def replied_to(
    ratings: Iterable[values.Rating], records: Records, hidden: Collection[models.Evidence] = ()
) -> list[values.Rating]:
    """The ratings with what partners answered to them."""
    who = {row.pk: row for row in records[models.Consultation]}
    titles = {row.pk: row.title for row in records[models.Evidence]} | {row.pk: str(RESTRICTED) for row in hidden}
    found: dict[int, list[values.Reply]] = defaultdict(list)
    for row in records[models.Reply]:
        reply = values.Reply(
            pk=row.pk,
            stance=row.get_stance_display(),
            text=row.text,
            who=str(who[row.consultation_id]),
            evidence=titles.get(row.evidence_id, ""),
            is_shareable=audiences.is_shown(row),
        )
        found[row.rating_id].append(reply)
    return [replace(each, replies=tuple(found[each.pk])) if each.pk in found else each for each in ratings]


def past_criteria(rows: Iterable[models.Rating]) -> dict[int, values.Criterion]:
    """Criteria of older versions on which ratings were given. No query where there are none; one, and the versions', else."""
    wanted = {row.criterion_id for row in rows if row.left_behind} | {
        row.previous_criterion_id for row in rows if row.previous_criterion_id
    }
    if not wanted:
        return {}
    versions = Framework.objects.filter(pk__in=Criterion.objects.filter(pk__in=wanted).values("framework"))
    every = (criterion for each in versions for criterion in framework_queries.framework_value(each).criteria)
    return {criterion.pk: criterion for criterion in every if criterion.pk in wanted}


def left_behind(
    rows: Iterable[models.Rating], citations: Citations, past: dict[int, values.Criterion]
) -> tuple[tuple[values.Rating, ...], tuple[values.Rating, ...]]:
    """What was judged on criteria that this version does not have, and what was asked there and never judged."""
    found = [
        rating_of(row, past[row.criterion_id], tuple(cited), sources, None)
        for row in rows
        if row.left_behind
        for cited, sources in (citations[row.pk],)
    ]
    found.sort(
        key=lambda rating: (
            rating.criterion.part,
            sort_key(rating.criterion.code),
            MOMENTS.index(rating.moment),
            rating.programme or 0,
        )
    )
    judged = tuple(rating for rating in found if rating.said.status != scoring.UNRATED or rating.justification)
    return judged, tuple(rating for rating in found if rating not in judged)
