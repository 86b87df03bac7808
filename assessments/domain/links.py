"""Links between ratings and the evidence that they rest on, changed with their history."""

from collections.abc import Iterable

from assessments.domain import rules
from assessments.domain.judgement import Link
from assessments.models import EvidenceLink, Rating
from ssr_portal.accounts.models import Person


def relink(held: Rating, pairs: Iterable[tuple[EvidenceLink | None, Link | None]], *, by: Person) -> bool:
    """Make links of a held rating say what is wanted: each with what is there, None for none. Whether anything changed.

    All together are one revision of the rating. Raises ValidationError by field.
    """
    changed = [_write(held, there, wanted, by=by) for there, wanted in pairs]
    if any(changed):
        held.revision += 1
        held._history_user = by
        held.save(update_fields=["revision"])
    return any(changed)


def _write(held: Rating, there: EvidenceLink | None, wanted: Link | None, *, by: Person) -> bool:
    if wanted is None:
        return _remove(there, by=by)
    link = there or EvidenceLink(rating=held, evidence_id=wanted.evidence)
    strands = link.strands if wanted.strands is None else " ".join(wanted.strands)
    said = wanted.stance, wanted.place, strands
    if there is not None and (there.stance, there.place, there.strands) == said:
        return False
    link.stance, link.place, link.strands = said
    rules.require(link)
    link._history_user = by
    link.save()
    return True


def _remove(there: EvidenceLink | None, *, by: Person) -> bool:
    if there is None:
        return False
    there._history_user = by
    there.delete()
    return True
