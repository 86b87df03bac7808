"""The one function that reads an assessment; a fixed number of queries, whatever its size.

Counted: ratings 1, small tables 1, earlier assessment 3, framework 3 the first time it is used.
"""

from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from django.db.models import Model, QuerySet
from django.utils.translation import gettext_lazy

from assessments import models, scoring
from assessments.scorecard import audiences, earlier, figures, values
from frameworks import queries as framework_queries
from frameworks import values as framework_values
from frameworks.models import Criterion, Framework
from ssr_portal.database.bulk_read import gather, rows_of
from ssr_portal.text.sorting import sort_key

DAYS_IN_MONTH = 30.44
SOURCE_FACTS = ("pk", "title", "kind", "origin", "dated", "reliability", "credibility")
RESTRICTED = gettext_lazy("Restricted source")
WITHHELD = gettext_lazy("Withheld")
Citations = dict[int, tuple[list[values.Cited], list[scoring.Source]]]  # by rating


@dataclass(frozen=True)
class Dossier:
    """An assessment with its records, as read, and the scorecard derived from them."""

    assessment: models.Assessment
    records: dict[type[Model], list[Any]]
    scorecard: values.Scorecard
    is_sample: bool = False  # invented, to show what a framework version looks like


def needed(assessment: models.Assessment) -> list[QuerySet]:
    """The small tables that scoring needs, without their long texts."""
    programme, activity, evidence, link = _scored(assessment)
    return [
        programme.only("title", "budget", "currency", "rate", "rate_base", "rate_quote", "copied_from"),
        activity,
        evidence.only("title", "kind", "origin", "dated", "reliability", "credibility", "audience", "added_by"),
        link,
        models.Comment.objects.filter(assessment=assessment).only("rating", "thread", "act", "by", "at"),
        *_replied(assessment),
        models.AudienceRule.objects.filter(assessment=assessment),
    ]


def _replied(assessment: models.Assessment) -> list[QuerySet]:
    return [
        models.Reply.objects.filter(assessment=assessment),
        models.Consultation.objects.filter(assessment=assessment),
    ]


def _scored(assessment: models.Assessment) -> list[QuerySet]:
    return [
        models.Programme.objects.filter(assessment=assessment),
        models.ProgrammeActivity.objects.filter(programme__assessment=assessment),
        models.Evidence.objects.filter(assessment=assessment),
        models.EvidenceLink.objects.filter(rating__assessment=assessment),
    ]


def everything(assessment: models.Assessment) -> list[QuerySet]:
    """All small tables, for the report."""
    return [
        *_scored(assessment),
        models.Attachment.objects.filter(
            pk__in=models.Evidence.objects.filter(assessment=assessment).values("attachment")
        ),
        models.Assumption.objects.filter(assessment=assessment),
        models.Actor.objects.filter(assessment=assessment),
        models.Risk.objects.filter(assessment=assessment),
        *_replied(assessment),
        models.Goal.objects.filter(assessment=assessment),
        models.GoalActivity.objects.filter(goal__assessment=assessment),
        models.GoalInstitution.objects.filter(goal__assessment=assessment),
        models.Indicator.objects.filter(assessment=assessment),
        models.Priority.objects.filter(assessment=assessment),
        models.Action.objects.filter(assessment=assessment),
        models.ActionProgress.objects.filter(action__assessment=assessment),
        models.OpenPart.objects.filter(assessment=assessment),
        models.LeftBehind.objects.filter(assessment=assessment),
        models.Comment.objects.filter(assessment=assessment).only("rating", "thread", "act", "by", "at"),
        models.AudienceRule.objects.filter(assessment=assessment),
    ]


def is_for_everyone(row: models.Evidence) -> bool:
    """Whether a piece of evidence may be shown to whoever may read the assessment."""
    return row.audience != models.Evidence.Audience.RESTRICTED


def title_of(row: models.Evidence) -> str:
    """The title for a list that people with different rights read."""
    return row.title if is_for_everyone(row) else str(RESTRICTED)


def build(assessment: models.Assessment) -> values.Scorecard:
    """The scorecard alone."""
    return dossier(assessment, needed(assessment)).scorecard


def dossier(
    assessment: models.Assessment,
    tables: Sequence[QuerySet] | None = None,
    *,
    sees: Callable[[models.Evidence], bool] = is_for_everyone,
) -> Dossier:
    """The scorecard with the records it rests on; all of an assessment's tables unless stated.

    Evidence that the reader does not see counts, with its number, kind and grade; nothing else of it is told.
    """
    records = gather(everything(assessment) if tables is None else tables)
    if tables is None:
        _as_approved(assessment, records)
    hidden = [row for row in records[models.Evidence] if not sees(row)]
    framework = framework_queries.framework_value(assessment.framework)
    rows = list(models.Rating.objects.filter(assessment=assessment))
    before = earlier.read(assessment, framework)
    past = _past_criteria(rows)
    citations = _citations(assessment, records, hidden)
    ratings = _ratings(framework, [row for row in rows if not row.left_behind], records, citations, before, past)
    ratings = _replied_to(ratings, records, hidden)
    card = figures.scorecard(assessment, framework, ratings, records, before)
    for row in hidden:  # only now: its figures rest on what it says
        _veil(row)
    judged, empty = _left_behind(rows, citations, past)
    return Dossier(
        assessment, records, replace(card, left_behind=judged, left_empty=tuple(_replied_to(empty, records, hidden)))
    )


def _veil(row: models.Evidence) -> None:
    """Leave of a source its number, kind and grade."""
    row.title, row.origin, row.reference, row.link, row.remarks = str(RESTRICTED), "", "", "", ""
    row.attachment_id, row.is_veiled = None, True


def _past_criteria(rows: Iterable[models.Rating]) -> dict[int, values.Criterion]:
    """Criteria of older versions on which ratings were given. No query where there are none; one, and the versions', else."""
    wanted = {row.criterion_id for row in rows if row.left_behind} | {row.given_on_id for row in rows} - {None}
    if not wanted:
        return {}
    versions = Framework.objects.filter(pk__in=Criterion.objects.filter(pk__in=wanted).values("framework"))
    every = (criterion for each in versions for criterion in framework_queries.framework_value(each).criteria)
    return {criterion.pk: criterion for criterion in every if criterion.pk in wanted}


def _left_behind(
    rows: Iterable[models.Rating], citations: Citations, past: dict[int, values.Criterion]
) -> tuple[tuple[values.Rating, ...], tuple[values.Rating, ...]]:
    """What was judged on criteria that this version does not have, and what was asked there and never judged."""
    found = [
        _rating(row, past[row.criterion_id], tuple(cited), sources, None)
        for row in rows
        if row.left_behind
        for cited, sources in (citations[row.pk],)
    ]
    found.sort(key=lambda rating: (rating.criterion.part, sort_key(rating.criterion.code), rating.programme or 0))
    judged = tuple(rating for rating in found if rating.said.status != scoring.UNRATED or rating.justification)
    return judged, tuple(rating for rating in found if rating not in judged)


def shared_edition(assessment: models.Assessment, *, with_evidence: bool = True) -> Dossier:
    """What another organisation reads: whatever is marked internal is withheld, and nothing is compared.

    Withheld ratings count as unrated, so that no figure gives them away. With evidence, sources marked shareable stay in.
    What a rating's evidence amounts to and suggests is told where all of it stays in, and is withheld everywhere else.
    """
    records = gather(everything(assessment))
    _as_approved(assessment, records)
    for model in (*audiences.KINDS, models.Reply):
        records[model] = [row for row in records[model] if audiences.is_shown(row)]
    if not with_evidence:
        records[models.Evidence] = []
    records[models.LeftBehind] = []
    for row in records[models.OpenPart]:  # that a part is open is no secret; why is printed for the own organisation
        row.reason = str(WITHHELD)
    known = {row.pk for row in records[models.Evidence]}
    unseen = {link.rating_id for link in records[models.EvidenceLink] if link.evidence_id not in known}
    records[models.EvidenceLink] = [link for link in records[models.EvidenceLink] if link.evidence_id in known]
    framework = framework_queries.framework_value(assessment.framework)
    rows = list(models.Rating.objects.filter(assessment=assessment, left_behind=False))
    citations = _citations(assessment, records)
    ratings = [
        _without_sources(each, all_seen=with_evidence and each.pk not in unseen)
        if audiences.is_shown(each)
        else _withheld(each)
        for each in _replied_to(_ratings(framework, rows, records, citations, None), records)
    ]
    return Dossier(assessment, records, figures.scorecard(assessment, framework, ratings, records, None))


def _as_approved(assessment: models.Assessment, records: dict[type[Model], list[Any]]) -> None:
    """How actions stand goes on after approval; what was approved says how they stood then. One query where there are any."""
    rows = records[models.ActionProgress]
    if not (assessment.is_approved and rows):
        return
    then = models.ActionProgress.history.as_of(assessment.approved_at).filter(
        action__in=[row.action_id for row in rows]
    )
    stood = {row.action_id: row for row in then}
    records[models.ActionProgress] = [stood.get(row.action_id, row) for row in rows]


def _without_sources(rating: values.Rating, *, all_seen: bool) -> values.Rating:
    """The rating; where not all of its evidence is seen, without what that amounts to and suggests."""
    if all_seen:
        return rating
    judged = replace(rating.judged, evidence_withheld=True)
    return replace(rating, judged=judged, suggested="", support=scoring.Support())


def _withheld(rating: values.Rating) -> values.Rating:
    nothing = {
        "reason": "",
        "tried": "",
        "justification": "",
        "confidence": "",
        "confidence_reason": "",
        "cited": (),
        "replies": (),
    }
    judged = scoring.Judged(scoring.UNRATED, None, rating.judged.levels, rating.judged.weight, withheld=True)
    return replace(rating, judged=judged, chosen=scoring.UNRATED, withheld=True, **nothing)


def _ratings(
    framework: framework_values.Framework,
    rows: Iterable[models.Rating],
    records: dict[type[Model], list[Any]],
    citations: Citations,
    before: earlier.Before | None,
    past: dict[int, values.Criterion] | None = None,
) -> list[values.Rating]:
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
            _rating(row, criterion, tuple(cited), sources, last),
            default_audience=audiences.default_of(row, criterion.part, rules),
        )
        found.append(replace(rating, given_on=past.get(row.given_on_id)) if past and row.given_on_id else rating)
    found.sort(key=lambda rating: (criteria[rating.criterion.pk][0], rating.programme or 0))
    return found


def _replied_to(
    ratings: list[values.Rating], records: dict[type[Model], list[Any]], hidden: Collection[models.Evidence] = ()
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


def _rating(
    row: models.Rating,
    criterion: values.Criterion,
    cited: tuple[values.Cited, ...],
    sources: Sequence[scoring.Source],
    last: values.LastTime | None,
) -> values.Rating:
    status = scoring.counted(row.status, row.reason, row.tried)
    judged = scoring.Judged(
        status, row.level, len(criterion.levels), criterion.weight, row.confidence, bool(cited), row.to_confirm
    )
    return values.Rating(
        pk=row.pk,
        criterion=criterion,
        programme=row.programme_id,
        judged=judged,
        chosen=row.status,
        reason=row.reason,
        tried=row.tried,
        justification=row.justification,
        confidence=row.confidence,
        confidence_reason=row.confidence_reason,
        suggested=scoring.suggested_confidence(sources),
        own_audience=row.audience,
        revision=row.revision,
        cited=cited,
        support=scoring.support(sources),
        last=last,
    )


def with_sources(ratings: QuerySet[models.Rating]) -> QuerySet[models.Rating]:
    """Ratings that know what their evidence says of them, as `one` needs it; no query of its own."""
    fields = {name: f"evidence__{name}" for name in SOURCE_FACTS} | {"stance": "stance", "place": "place"}
    return ratings.annotate(sources=rows_of(models.EvidenceLink.objects.all(), "rating", **fields))


def one(row: models.Rating) -> values.Rating:
    """One rating of `with_sources` alone, as its save needs it: without its past. Three queries, once for a framework."""
    version = row.criterion.framework if row.left_behind else row.assessment.framework
    framework = framework_queries.framework_value(version)
    criterion = next(each for each in framework.criteria if each.pk == row.criterion_id)
    cited, sources = [], []
    for evidence, stance, place in _linked(row):
        cited.append(values.Cited(0, evidence.pk, evidence.title, evidence.kind, evidence.grade, stance, place))
        sources.append(source(evidence, stance, row.assessment))
    return _rating(row, criterion, tuple(cited), sources, None)


def suggested(row: models.Rating) -> str:
    """The confidence that the evidence of a rating of `with_sources` suggests; no query of its own."""
    return scoring.suggested_confidence(
        source(evidence, stance, row.assessment) for evidence, stance, _ in _linked(row)
    )


def _linked(row: models.Rating) -> Iterator[tuple[models.Evidence, str, str]]:
    for found in row.sources or ():
        facts = {name: found[name] for name in SOURCE_FACTS} | {"dated": date.fromisoformat(found["dated"])}
        yield models.Evidence(**facts), found["stance"], found["place"]


def _citations(
    assessment: models.Assessment,
    records: dict[type[Model], list[Any]],
    hidden: Collection[models.Evidence] = (),
) -> Citations:
    evidence = {row.pk: (number, row) for number, row in enumerate(records[models.Evidence], start=1)}
    veiled = {row.pk for row in hidden}
    found: Citations = defaultdict(lambda: ([], []))
    for link in records[models.EvidenceLink]:
        number, row = evidence[link.evidence_id]
        cited, sources = found[link.rating_id]
        title, place = (str(RESTRICTED), "") if row.pk in veiled else (row.title, link.place)
        cited.append(values.Cited(number, row.pk, title, row.kind, row.grade, link.stance, place))
        sources.append(source(row, link.stance, assessment))
    for cited, _ in found.values():
        cited.sort(key=lambda each: each.number)
    return found


def source(row: models.Evidence, stance: str, assessment: models.Assessment) -> scoring.Source:
    """A piece of evidence as the suggestion of confidence sees it; its age is counted to the end of the period."""
    months = round((assessment.period_end - row.dated).days / DAYS_IN_MONTH)
    contradicts = stance == models.EvidenceLink.Stance.CONTRADICTS
    return scoring.Source(row.origin, row.reliability, row.credibility, months, contradicts)
