"""The evidence under ratings: what cites what, what that amounts to, and what is veiled from whom."""

from collections import defaultdict
from collections.abc import Collection, Iterator
from datetime import date
from typing import Any

from django.db.models import Subquery
from django.utils.translation import gettext_lazy

from assessments import models, scoring
from assessments.scorecard import values
from assessments.scorecard.reading import Records
from ssr_portal.database.bulk_read import rows_of

DAYS_IN_MONTH = 30.44
SOURCE_FACTS = ("pk", "title", "kind", "origin", "dated", "reliability", "credibility")
RESTRICTED = gettext_lazy("Restricted source")
Citations = dict[int, tuple[list[values.Cited], list[scoring.Source]]]  # by rating


def is_for_everyone(row: models.Evidence) -> bool:
    """Whether a piece of evidence may be shown to whoever may read the assessment."""
    return row.audience != models.Evidence.Audience.RESTRICTED


def title_of(row: models.Evidence) -> str:
    """The title for a list that people with different rights read."""
    return row.title if is_for_everyone(row) else str(RESTRICTED)


def veil(row: models.Evidence) -> None:
    """Leave of a source its number, kind and grade."""
    row.title, row.origin, row.reference, row.link, row.remarks = str(RESTRICTED), "", "", "", ""
    row.attachment_id = None


def citations(
    assessment: models.Assessment,
    records: Records,
    hidden: Collection[models.Evidence] = (),
) -> Citations:
    """What each rating cites, with what the suggestion of confidence sees of it; `hidden` evidence counts and is not named."""
    evidence = {row.pk: (number, row) for number, row in enumerate(records[models.Evidence], start=1)}
    veiled = {row.pk for row in hidden}
    found: Citations = defaultdict(lambda: ([], []))
    for link in records[models.EvidenceLink]:
        number, row = evidence[link.evidence_id]
        cited, sources = found[link.rating_id]
        title, place = (str(RESTRICTED), "") if row.pk in veiled else (row.title, link.place)
        strands = tuple(link.strands.split())
        cited.append(values.Cited(number, row.pk, title, row.kind, row.grade, link.stance, place, strands))
        sources.append(source(row, link.stance, assessment))
    for cited, _ in found.values():
        cited.sort(key=lambda each: each.number)
    return found


def source(row: models.Evidence, stance: str, assessment: models.Assessment) -> scoring.Source:
    """A piece of evidence as the suggestion of confidence sees it; its age is counted to the end of the period."""
    months = round((assessment.period_end - row.dated).days / DAYS_IN_MONTH)
    contradicts = stance == models.EvidenceLink.Stance.CONTRADICTS
    return scoring.Source(row.origin, row.reliability, row.credibility, months, contradicts)


def source_rows() -> Subquery:
    """The annotation `sources`: what a rating's evidence says of it, as `one` needs it; no query of its own."""
    fields = {name: f"evidence__{name}" for name in SOURCE_FACTS} | {
        "stance": "stance",
        "place": "place",
        "strands": "strands",
    }
    return rows_of(models.EvidenceLink.objects.all(), "rating", **fields)


def linked(row: Any) -> Iterator[tuple[models.Evidence, models.EvidenceLink]]:
    """Evidence and link, not stored ones, of each source of a rating that was read with its `sources`."""
    for found in row.sources or ():
        facts = {name: found[name] for name in SOURCE_FACTS} | {"dated": date.fromisoformat(found["dated"])}
        said = {name: found[name] for name in ("stance", "place", "strands")}
        yield models.Evidence(**facts), models.EvidenceLink(**said)
