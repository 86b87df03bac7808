"""How assessments are called (docs/domain.md §5): the only place that makes a reference, and none takes one apart.

A reference is donor, country and year, such as NL-BI-2014; a number where one year has several periods, and R2 for a revision.
"""

from collections.abc import Iterable
from itertools import chain, count

from assessments.models import Assessment, EarlierReference, Event


def of_new(assessment: Assessment) -> str:
    """The reference for an assessment of its country and period: the first that nobody has or had."""
    stem = _stem(assessment)
    return _first_free(assessment, chain([stem], (f"{stem}-{number}" for number in count(2))))


def of_revision(assessment: Assessment) -> str:
    """The reference for a revision: that of the assessment which its chain began with, and the number of the revision."""
    first = assessment
    while first.supersedes is not None:
        first = first.supersedes
    numbers = count(assessment.revision_number)
    return _first_free(assessment, (f"{first.reference}-R{number}" for number in numbers))


def let_go(assessment: Assessment) -> None:
    """Put X1 behind the reference of an assessment that is given up, before it is saved: the reference is free for another.

    Until another has it, it goes on leading here.
    """
    before = assessment.reference
    assessment.reference = _first_free(assessment, (f"{before}-X{number}" for number in count(1)))
    EarlierReference.objects.create(assessment=assessment, reference=before)


def take_again(assessment: Assessment) -> None:
    """Put on an assessment that is taken up after it was given up, before it is saved, the first reference that is free."""
    before = assessment.reference
    assessment.reference = of_revision(assessment) if assessment.supersedes_id else of_new(assessment)
    EarlierReference.objects.create(assessment=assessment, reference=before)


def follow(assessment: Assessment) -> None:
    """Put on an assessment, before it is saved, the reference of its country and period as they are now.

    Only until it is first submitted: then the reference is known outside. A revision keeps that of its chain. The earlier
    reference goes on leading to the assessment, and is given to no other.
    """
    stood = Assessment.objects.select_related("organisation").get(pk=assessment.pk)
    if stood.supersedes_id or _stem(stood) == _stem(assessment) or _was_submitted(stood):
        return
    assessment.reference = of_new(assessment)
    EarlierReference.objects.create(assessment=assessment, reference=stood.reference)


def _was_submitted(assessment: Assessment) -> bool:
    return Event.objects.filter(assessment=assessment, kind=Event.Kind.SUBMITTED).exists()


def _stem(assessment: Assessment) -> str:
    return f"{assessment.organisation.short_name.upper()}-{assessment.country}-{assessment.period_end.year}"


def _first_free(assessment: Assessment, names: Iterable[str]) -> str:
    found = next(name for name in names if not _is_anothers(name, assessment))
    EarlierReference.objects.filter(reference=found).delete()  # it leads to whoever bears it now
    return found


def _is_anothers(name: str, assessment: Assessment) -> bool:
    """Whether another bears the name, or had it and was not given up."""
    others = Assessment.objects.exclude(pk=assessment.pk) if assessment.pk else Assessment.objects.all()
    return others.filter(reference=name).exists() or others.standing().named(name).exists()
