"""The shared edition: what another organisation reads of an assessment (docs/domain.md §5)."""

from dataclasses import replace

from django.utils.translation import gettext_lazy

from assessments import confidence, models, scoring
from assessments.ownership import OWNED, Shared
from assessments.scorecard import audiences, figures, memory, values
from assessments.scorecard.build import Dossier, records_of
from assessments.scorecard.card import Scorecard
from assessments.scorecard.ratings import ratings_of, replied_to
from assessments.scorecard.reading import Records
from assessments.scorecard.sources import citations, rests_on_others
from frameworks import queries as framework_queries

WITHHELD = gettext_lazy("Withheld")
SHARED = "shared"  # what the edition's scorecard is kept under


def shared_edition(assessment: models.Assessment, *, with_evidence: bool = True) -> Dossier:
    """What another organisation reads: whatever is marked internal is withheld, and nothing is compared.

    Withheld ratings count as unrated, so that no figure gives them away. With evidence, sources marked shareable stay in.
    What a rating's evidence amounts to and suggests is told where all of it stays in, and is withheld everywhere else.
    """
    state = memory.state_of(assessment)
    records = records_of(assessment, state)
    unseen = _leave_shared(records, with_evidence=with_evidence)
    card = memory.kept(state, (SHARED, with_evidence), lambda: _scorecard(assessment, records, unseen, with_evidence))
    return Dossier(assessment, records, card)


def _scorecard(assessment: models.Assessment, records: Records, unseen: set[int], with_evidence: bool) -> Scorecard:
    framework = framework_queries.framework_value(assessment.framework)
    rows = list(models.Rating.objects.filter(assessment=assessment, left_behind=False))
    cited = citations(assessment, records)
    read = replied_to(ratings_of(framework, rows, records, cited, None), records)
    ratings = [
        _without_sources(each, all_seen=with_evidence and each.pk not in unseen)
        if audiences.is_shown(each)
        else _withheld(each)
        for each in (replace(rating, handed_on=None) for rating in read)  # what was said before is not shared
    ]
    return figures.scorecard(assessment, framework, ratings, records, None)


def _leave_shared(records: Records, *, with_evidence: bool) -> set[int]:
    """Take out of the records what is not shared; the keys of ratings that rest on evidence which went."""
    for owned in (each for each in OWNED if each.model in records):
        rows = records[owned.model]
        if owned.shared is Shared.NEVER:
            records[owned.model] = []
        elif owned.shared is Shared.BY_AUDIENCE:
            records[owned.model] = [row for row in rows if audiences.is_shown(row)]
    if not with_evidence:
        records[models.Evidence] = []
    for row in records[models.OpenPart]:  # that a part is open is no secret; why is printed for the own organisation
        row.reason = str(WITHHELD)
    known = {row.pk: row for row in records[models.Evidence]}
    hanging = {row.pk for row in known.values() if rests_on_others(row, known)}
    files = {row.attachment_id for row in records[models.Evidence]}
    unseen = {link.rating_id for link in records[models.EvidenceLink] if link.evidence_id not in known.keys() - hanging}
    records[models.EvidenceLink] = [link for link in records[models.EvidenceLink] if link.evidence_id in known]
    records[models.Attachment] = [file for file in records[models.Attachment] if file.pk in files]
    return unseen


def _without_sources(rating: values.Rating, *, all_seen: bool) -> values.Rating:
    """The rating; where not all of its evidence is seen, without what that amounts to and suggests."""
    if all_seen:
        return rating
    judged = replace(rating.judged, evidence_withheld=True)
    return replace(rating, judged=judged, suggested="", higher_needs=(), support=confidence.Support())


def _withheld(rating: values.Rating) -> values.Rating:
    judged = scoring.Judged(scoring.UNRATED, None, rating.judged.levels, rating.judged.weight, withheld=True)
    return replace(
        rating,
        judged=judged,
        chosen=scoring.UNRATED,
        withheld=True,
        reason="",
        tried="",
        justification="",
        confidence="",
        confidence_reason="",
        answers={},
        level_reason="",
        harm="",
        harm_text="",
        without_harm=None,
        cited=(),
        replies=(),
    )
