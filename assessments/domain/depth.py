"""What an assessment asks by its depth, and changing that (docs/domain.md §3).

A rapid assessment asks the criteria that its framework version marks for it, where any is marked. What is not asked has no
rating at all.
"""

from django.core.exceptions import ValidationError
from django.db.models import QuerySet
from django.utils.translation import gettext as _

from assessments.domain import ratings, removing
from assessments.models import Assessment, Rating
from frameworks.models import Criterion, Framework
from frameworks.queries import framework_value
from ssr_portal.accounts.models import Person

Part = Criterion.Part
MOST_NAMED = 12


def asked(framework: Framework, depth: str, *parts: str) -> QuerySet[Criterion]:
    """The criteria of these parts, or of all, that an assessment of this depth asks on the version."""
    wanted = framework_value(framework).asked(rapid=depth == Assessment.Depth.RAPID)
    keys = [criterion.pk for criterion in wanted if not parts or criterion.part in parts]
    return Criterion.objects.filter(pk__in=keys)


def ask_the_rest(assessment: Assessment) -> None:
    """Make an unrated rating for all that the assessment asks and has none of: of the country, then of each programme."""
    rows = Rating.objects.filter(assessment=assessment).only("programme", "criterion", "moment")
    there = {(row.programme_id, row.criterion_id, str(row.moment)) for row in rows}
    of_country = asked(assessment.framework, assessment.depth, *ratings.OF_THE_COUNTRY).select_related("scale")
    ratings.ask(
        Rating(assessment=assessment, criterion=row, moment=moment)
        for row in of_country
        for moment in ratings.moments_of(row)
        if (None, row.pk, str(moment)) not in there
    )
    of_programmes = list(asked(assessment.framework, assessment.depth, Part.CONTRIBUTION, Part.PRACTICE))
    for programme in assessment.programmes.prefetch_related("works_on"):
        works_on = {row.activity_id for row in programme.works_on.all()}
        wanted = [row for row in of_programmes if row.part == Part.PRACTICE or row.activity_id in works_on]
        ratings.ask_of_programme(programme, [row for row in wanted if (programme.pk, row.pk, "") not in there])


def change(held: Assessment, depth: str, *, by: Person) -> None:
    """Let an assessment that is held for a change ask by another depth; the caller stores the depth itself.

    Raises ValidationError where something was rated, linked or said on what would no longer be asked.
    """
    kept = asked(held.framework, depth)
    leaving = list(
        Rating.objects.filter(assessment=held, left_behind=False)
        .exclude(criterion__in=kept)
        .select_related("criterion", "programme")
    )
    _require_untouched(leaving)
    for row in leaving:
        row._history_user = by
        row.delete()
    held.depth = depth
    ask_the_rest(held)


def _require_untouched(leaving: list[Rating]) -> None:
    touched: set[int | None] = {row.pk for row in leaving if removing.says_something(row)}
    touched |= {getattr(row, "rating_id", None) for row in (removing.cascade(*leaving) if leaving else [])}
    names = [_name(row) for row in leaving if row.pk in touched]
    if not names:
        return
    shown = ", ".join(names[:MOST_NAMED]) + (", …" if len(names) > MOST_NAMED else "")
    raise ValidationError(
        {
            "depth": _(
                "A rapid assessment does not ask these, and something was rated, linked or said on them: %(criteria)s. "
                "Clear that first, or keep the depth."
            )
            % {"criteria": shown}
        }
    )


def _name(row: Rating) -> str:
    return f"{row.criterion.code} ({row.programme.title})" if row.programme else row.criterion.code
