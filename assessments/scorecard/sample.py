"""An invented dossier on any framework version, drafts included: what a preview shows. Nothing of it is stored."""

from dataclasses import replace
from datetime import date
from decimal import Decimal

from django.utils import timezone
from django.utils.translation import gettext as _

from assessments import answers, models, moments, scoring
from assessments.scorecard import figures, values
from assessments.scorecard.build import Dossier
from assessments.scorecard.reading import Records, everything
from frameworks import models as framework_models
from frameworks import queries as framework_queries
from ssr_portal.accounts.models import Organisation

COUNTRY = "AQ"  # no country with a security sector, so that nobody takes the figures for a judgement
REFERENCE = "PREVIEW"
BOTH = (moments.START, moments.END)
OF_A_PROGRAMME = {"contribution", "practice"}
NOT_RATED = {5: scoring.INSUFFICIENT, 8: scoring.NOT_APPLICABLE}  # every tenth of each, so that both are seen


def sample(framework: framework_models.Framework, *, rated: bool) -> Dossier:
    """One programme that works on everything; `rated` with invented levels, else as an assessor finds it."""
    value = framework_queries.framework_value(framework)
    assessment = _assessment(framework)
    records: Records = {queryset.model: [] for queryset in everything(assessment)}
    records[models.Programme] = [
        models.Programme(
            pk=1, assessment=assessment, title=_("Example programme"), budget=Decimal(1_000_000), currency="EUR"
        )
    ]
    asked = [
        (criterion, moment) for criterion in value.criteria for moment in (BOTH if criterion.scale.twice else [""])
    ]
    ratings = [
        replace(_rating(place, criterion, 1 if criterion.part in OF_A_PROGRAMME else None, rated=rated), moment=moment)
        for place, (criterion, moment) in enumerate(asked)
    ]
    card = figures.scorecard(assessment, value, ratings, records, None)
    return Dossier(assessment, records, card, is_sample=True)


def _assessment(framework: framework_models.Framework) -> models.Assessment:
    year = timezone.localdate().year
    assessment = models.Assessment(
        pk=0,  # no row has it
        reference=REFERENCE,
        organisation=Organisation(name=_("Example organisation"), short_name="EX"),
        framework=framework,
        country=COUNTRY,
        period_start=date(year - 1, 1, 1),
        period_end=date(year - 1, 12, 31),
        currency="EUR",
        tlp=models.Assessment.Tlp.CLEAR,
    )
    models.Context(assessment=assessment, background=_("Invented, to show the report's form."))
    return assessment


def _rating(place: int, criterion: values.Criterion, programme: int | None, *, rated: bool) -> values.Rating:
    status = NOT_RATED.get(place % 10, scoring.LEVEL) if rated and criterion.levels else scoring.UNRATED
    length = max(len(criterion.levels), 2)
    level = (place + place // length) % length if status == scoring.LEVEL else None
    given = _answers(criterion, level)
    judged = scoring.Judged(
        status,
        level,
        length,
        criterion.weight,
        "medium" if rated else "",
        grave=criterion.is_grave,
        bounds=answers.bounds(given, criterion, level),
    )
    said = {scoring.LEVEL: "justification", scoring.NOT_APPLICABLE: "reason", scoring.INSUFFICIENT: "tried"}
    told = {
        "justification": _("Here it says why the assessor chose this level."),
        "reason": _("Here it says why it cannot exist."),
        "tried": _("Here it says what was tried, and the next step."),
    }
    words = {name: text if said.get(status) == name else "" for name, text in told.items()}
    return values.Rating(
        pk=place + 1,
        criterion=criterion,
        programme=programme,
        judged=judged,
        chosen=status,
        justification=words["justification"],
        reason=words["reason"],
        tried=words["tried"],
        confidence=judged.confidence,
        confidence_reason="",
        suggested="low",
        own_audience="",
        revision=0,
        cited=(),
        answers=given,
    )


def _answers(criterion: values.Criterion, level: int | None) -> dict[str, str]:
    """Such that the level follows: the first strand stands at it, and the others a step higher where there is one."""
    if level is None or answers.faults(found := _steps(criterion, level), criterion):
        return {}  # a draft may have strands with other steps than its scale has levels
    return found


def _steps(criterion: values.Criterion, level: int) -> dict[str, str]:
    top = len(criterion.levels) - 1
    return {strand.code: str(min(level + 1, top) if place else level) for place, strand in enumerate(criterion.strands)}
