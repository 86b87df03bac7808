"""The evidence under ratings: what cites what, what that amounts to, and what is veiled from whom."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping
from datetime import date
from typing import Any

from django.db.models import Exists, OuterRef, Subquery
from django.utils.translation import gettext_lazy

from assessments import confidence, models
from assessments.scorecard import values
from assessments.scorecard.reading import Records
from ssr_portal.database.bulk_read import rows_of

DAYS_IN_MONTH = 30.44
SOURCE_FACTS = ("pk", "title", "kind", "origin", "dated", "reliability", "credibility", "interest", "rests_on_id")
LINK_FACTS = ("stance", "place", "strands")
BASE_FACTS = ("pk", "origin", "interest", "rests_on_id")
RESTRICTED = gettext_lazy("Restricted source")
Citations = dict[int, tuple[list[values.Cited], list[confidence.Source]]]  # by rating


def is_for_everyone(row: models.Evidence) -> bool:
    """Whether a piece of evidence may be shown to whoever may read the assessment."""
    return row.audience != models.Evidence.Audience.RESTRICTED


def title_of(row: models.Evidence) -> str:
    """The title for a list that people with different rights read."""
    return row.title if is_for_everyone(row) else str(RESTRICTED)


def veil(row: models.Evidence) -> None:
    """Leave of a source its number, kind and grade."""
    row.title, row.origin, row.reference, row.link, row.remarks = str(RESTRICTED), "", "", "", ""
    row.attachment_id = row.rests_on_id = None
    row.interest = models.Evidence.Interest.UNASKED  # of which nothing is told


def bases_of(row: models.Evidence, evidence: Mapping[int, models.Evidence]) -> Iterator[models.Evidence]:
    """What a source rests on, the nearest first, as far as it is among the `evidence`."""
    met = {row.pk}
    while (base := evidence.get(row.rests_on_id or 0)) is not None and base.pk not in met:
        yield base
        met.add(base.pk)
        row = base


def number_bases(rows: Iterable[models.Evidence]) -> None:
    """Give each its `base_number`: the number in the list of what it rests on; None where that is not there."""
    listed = list(rows)
    numbers = {row.pk: number for number, row in enumerate(listed, start=1)}
    for row in listed:
        row.base_number = numbers.get(row.rests_on_id or 0)


def rests_on_others(row: models.Evidence, evidence: Mapping[int, models.Evidence]) -> bool:
    """Whether it rests, however far back, on something that is not among the `evidence`."""
    *_, last = row, *bases_of(row, evidence)
    return last.rests_on_id is not None and last.rests_on_id not in evidence


def citations(
    assessment: models.Assessment,
    records: Records,
    hidden: Collection[models.Evidence] = (),
) -> Citations:
    """What each rating cites, with what the suggestion of confidence sees of it; `hidden` evidence counts and is not named."""
    evidence = {row.pk: row for row in records[models.Evidence]}
    numbers = {pk: number for number, pk in enumerate(evidence, start=1)}
    veiled = {row.pk for row in hidden}
    found: Citations = defaultdict(lambda: ([], []))
    for link in records[models.EvidenceLink]:
        row = evidence[link.evidence_id]
        cited, sources = found[link.rating_id]
        title, place = (str(RESTRICTED), "") if row.pk in veiled else (row.title, link.place)
        strands = tuple(link.strands.split())
        cited.append(values.Cited(numbers[row.pk], row.pk, title, row.kind, row.grade, link.stance, place, strands))
        sources.append(source(row, link.stance, assessment, evidence))
    for cited, _ in found.values():
        cited.sort(key=lambda each: each.number)
    return found


def source(
    row: models.Evidence, stance: str, assessment: models.Assessment, evidence: Mapping[int, models.Evidence]
) -> confidence.Source:
    """A piece of evidence as the suggestion of confidence sees it; its age is counted to the end of the period."""
    bases = list(bases_of(row, evidence))
    return confidence.Source(
        key=row.pk,
        origin=row.origin,
        reliability=row.reliability,
        credibility=row.credibility,
        months=round((assessment.period_end - row.dated).days / DAYS_IN_MONTH),
        contradicts=stance == models.EvidenceLink.Stance.CONTRADICTS,
        has_interest=row.has_interest or any(base.has_interest for base in bases),
        rests_on=tuple((base.pk, base.origin) for base in bases),
        is_unasked=not row.says_interest,
    )


def source_rows() -> dict[str, Subquery]:
    """Annotations of ratings: their `sources`, and the `bases` on which sources of the assessment rest; no query of their own."""
    fields = {name: f"evidence__{name}" for name in SOURCE_FACTS} | {name: name for name in LINK_FACTS}
    resting = models.Evidence.objects.filter(rests_on=OuterRef("pk"))
    bases = models.Evidence.objects.filter(Exists(resting))
    return {
        "sources": rows_of(models.EvidenceLink.objects.all(), "rating", "pk", **fields),
        "bases": rows_of(bases, "assessment", "assessment", **{name: name for name in BASE_FACTS}),
    }


def linked(row: Any) -> Iterator[tuple[values.Cited, confidence.Source]]:
    """Each link of a rating that was read with `source_rows`, without the source's place in the list."""
    bases = {found["pk"]: models.Evidence(**found) for found in row.bases or ()}
    for found in row.sources or ():
        facts = {name: found[name] for name in SOURCE_FACTS} | {"dated": date.fromisoformat(found["dated"])}
        evidence, stance = models.Evidence(**facts), found["stance"]
        named = evidence.pk, evidence.title, evidence.kind, evidence.grade
        cited = values.Cited(0, *named, stance, found["place"], tuple(found["strands"].split()))
        yield cited, source(evidence, stance, row.assessment, bases)
