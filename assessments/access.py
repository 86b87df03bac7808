"""The only way by which views, tasks and downloads get an assessment, as a person's seat in it (docs/domain.md §5).

What belongs to another organisation does not exist for a person: 404, never 403.
"""

from collections.abc import Callable, Collection, Iterable
from dataclasses import dataclass
from typing import TypeAlias, TypedDict, TypeVar
from uuid import UUID

from django.core.exceptions import PermissionDenied
from django.db.models import Exists, OuterRef, Q, QuerySet
from django.http import Http404
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _
from django_stubs_ext import WithAnnotations

from assessments import contributors, models, scorecard
from assessments.models.assessment import AssessmentQuerySet
from assessments.seat import Seat
from frameworks.models import Framework
from ssr_portal.accounts.models import Membership, Organisation, Person

Role = Membership.Role
State = models.Assessment.State
R = TypeVar("R", bound=models.assessment.Record)
Editable = models.assessment.Record | models.Context
# Of `assessments_of` a person: what they are there, as a `Seat` says it of one assessment.
ASSESSES, REVIEWS = Q(i_assess=True), Q(i_review=True)
IN_DIALOGUE = ASSESSES | REVIEWS
SEEN_BY = ("audience", "added_by")  # of evidence: what decides who sees it
# Words of an outline (reports.outline): what prints the remarks, what leaves out all that is internal, and the sources.
DIALOGUE, SHAREABLE, WITHOUT_EVIDENCE = "dialogue", "shareable", "-evidence"


@dataclass(frozen=True, slots=True)
class Content:
    """One assessment in something made of several: all of it, or its shared edition, with or without its evidence."""

    assessment: int
    is_shared: bool
    with_evidence: bool
    is_draft: bool = False  # as it stood before its approval: for assessors and reviewers alone


class Roles(TypedDict):
    """What a person is in the organisation of an assessment."""

    i_assess: bool
    i_review: bool


class Sharing(TypedDict):
    """How a shared assessment stands towards a person of another organisation."""

    evidence_too: bool
    is_new: bool


WithRoles: TypeAlias = "WithAnnotations[models.Assessment, Roles]"
RatingWithRoles: TypeAlias = "WithAnnotations[models.Rating, Roles]"
SharedWith: TypeAlias = "WithAnnotations[models.Assessment, Sharing]"


def assessments_of(person: Person) -> AssessmentQuerySet[WithRoles]:
    """Those the person may read, each knowing the person's roles in its organisation; none for who may not sign in."""
    assesses, reviews = _has_role(person, Role.ASSESSOR), _has_role(person, Role.REVIEWER)
    visible = models.Assessment.objects.visible_to(person)
    found = visible.annotate(i_assess=assesses, i_review=reviews).with_cover()
    return found if person.is_active else found.none()


def _has_role(person: Person, role: Role, path: str = "") -> Exists:
    """Whether the person has the role in the organisation of the row, or of the assessment to which `path` leads from it."""
    here = Membership.objects.filter(person=person, role=role, organisation=OuterRef(f"{path}organisation"))
    return Exists(here)


def _seated(person: Person, read: WithRoles) -> Seat:
    """The seat in an assessment, by the roles that were read with it."""
    return Seat(read, person, assessor=read.i_assess, reviewer=read.i_review)


def _seated_by(person: Person, rating: RatingWithRoles) -> Seat:
    """The seat in a rating's assessment, by the roles that were read with the rating."""
    return Seat(rating.assessment, person, assessor=rating.i_assess, reviewer=rating.i_review)


def may_judge(person: Person) -> Q:
    """`Seat.may_judge` as a condition on `assessments_of` the person. Four eyes ask all histories, which is dear."""
    return Q(state=State.SUBMITTED) & REVIEWS & ~contributors.contributed_by(person)


def seat(person: Person, reference: str) -> Seat:
    """The person's seat in the assessment; 404 when they may not know of it."""
    return _seated(person, get_object_or_404(assessments_of(person).named(reference)))


def held(person: Person, assessment: int) -> Seat:
    """The person's seat in an assessment that stays locked until the transaction ends; 404 for whom it does not exist.

    One query: the right is asked of what is locked.
    """
    return _seated(person, get_object_or_404(assessments_of(person).select_for_update(of=("self",)), pk=assessment))


def held_with(person: Person, row: Editable) -> tuple[Seat, Editable] | None:
    """The seat in the row's assessment, and the row as it is stored, both locked; None where it was removed. One query.

    404 for whom the assessment, or this source, does not exist.
    """
    every = type(row)._default_manager.filter(pk=row.pk)
    mine = every.filter(assessment__in=assessments_of(person).order_by().values("pk")).annotate(
        i_assess=_has_role(person, Role.ASSESSOR, "assessment__"),
        i_review=_has_role(person, Role.REVIEWER, "assessment__"),
    )
    found = mine.select_for_update(of=("assessment", "self")).select_related("assessment__framework").first()
    if found is None and every.exists():
        raise Http404
    if found is None:
        return None
    seat = Seat(found.assessment, person, assessor=found.i_assess, reviewer=found.i_review)
    if isinstance(found, models.Evidence) and not seat.sees(found):
        raise Http404
    return seat, found


def seat_to_edit(person: Person, reference: str) -> Seat:
    """The seat of a person who may fill the assessment in: 404 when they may not know of it, 403 when they only read."""
    found = seat(person, reference)
    require_assessor(found)
    return found


def require_assessor(seat: Seat) -> None:
    """Refuse someone who reads but does not fill in."""
    if not seat.assessor:
        raise PermissionDenied(_("Only an assessor of this organisation can change the assessment."))


def rating_to_read(person: Person, reference: str, pk: int) -> tuple[Seat, models.Rating]:
    """One rating and the person's seat in its assessment, by the same rule."""
    rating = get_object_or_404(_ratings_of(person, reference), pk=pk)
    return _seated_by(person, rating), rating


def rating_held(person: Person, pk: int, reference: str = "") -> tuple[Seat, models.Rating] | None:
    """The seat in a rating's assessment, and the rating with the evidence that suggests its confidence, both locked.

    None where the rating was removed; 404 for whom it does not exist, or where the assessment has another `reference`. One query,
    since ratings are saved with every pause in the typing.
    """
    locked = _ratings_of(person, reference).select_for_update(of=("assessment", "self"))
    row = locked.annotate(**scorecard.source_rows()).filter(pk=pk).first()
    if row is not None:
        return _seated_by(person, row), row
    if reference or models.Rating.objects.filter(pk=pk).exists():
        raise Http404
    return None


def _ratings_of(person: Person, reference: str) -> QuerySet[RatingWithRoles]:
    within = assessments_of(person).order_by()
    within = within.named(reference) if reference else within
    rows = models.Rating.objects.filter(assessment__in=within.values("pk")).annotate(
        i_assess=_has_role(person, Role.ASSESSOR, "assessment__"),
        i_review=_has_role(person, Role.REVIEWER, "assessment__"),
    )
    return rows.select_related(
        "assessment__organisation", "assessment__framework", "assessment__context", "assessment__marking", "rated_by"
    )


def shared_with(person: Person) -> AssessmentQuerySet[SharedWith]:
    """Approved assessments of other organisations whose shared edition this person's organisations may read.

    They are not among `assessments_of`: nothing but the shared edition opens for them. Each knows whether its evidence goes
    along, as `evidence_too`, and whether the person has yet to open it, as `is_new`.
    """
    own = Membership.objects.filter(person=person).values("organisation")
    shared = models.Share.objects.filter(organisation__in=own)
    sources = shared.filter(assessment=OuterRef("pk"), with_evidence=True)
    unseen = shared.filter(assessment=OuterRef("pk")).exclude(seen__person=person)
    found = (
        models.Assessment.objects.filter(pk__in=shared.values("assessment"), state=State.APPROVED)
        .exclude(organisation__in=own)
        .annotate(
            evidence_too=Exists(sources),
            is_new=Exists(unseen),
        )
        .with_cover()
        .order_by("country", "-period_end")
    )
    return found if person.is_active else found.none()


def guest_seat(person: Person, reference: str) -> Seat:
    """The person's seat in an assessment of which they may read the shared edition; 404 for any other."""
    return _guest(person, get_object_or_404(shared_with(person).named(reference)))


def _guest(person: Person, shared: SharedWith) -> Seat:
    """The seat in a row of `shared_with`."""
    return Seat(shared, person, guest=True, with_evidence=shared.evidence_too)


def own_or_guest_seat(person: Person, reference: str) -> Seat:
    """The person's seat in an assessment that they read, or of which they read the shared edition; 404 for any other."""
    own = assessments_of(person).standing().named(reference).first()
    return _seated(person, own) if own is not None else guest_seat(person, reference)


def open_on(framework: Framework) -> QuerySet[models.Assessment]:
    """Open assessments of every organisation on a version: for figures about a new version, never for their content.

    Demonstrations are in no figure with them.
    """
    return models.Assessment.objects.filter(framework=framework, state__in=State.open_states(), is_demonstration=False)


def organisations_to_assess_for(person: Person) -> QuerySet[Organisation]:
    """Those in whose name the person may open an assessment."""
    found = Organisation.objects.filter(memberships__person=person, memberships__role=Role.ASSESSOR)
    return found if person.is_active else found.none()


def sources_to_copy(person: Person) -> QuerySet[models.Assessment]:
    """Approved assessments that the person may copy from: those of organisations they assess for."""
    return assessments_of(person).filter(
        state=State.APPROVED, organisation__in=organisations_to_assess_for(person).values("pk")
    )


def record_to_edit(seat: Seat, model: type[R], pk: int) -> R:
    """A record of this assessment that the person sees; 404 for any other."""
    record = get_object_or_404(model, pk=pk, assessment=seat.assessment)
    if isinstance(record, models.Evidence) and not seat.sees(record):
        raise Http404
    return record


def thread_to_answer(seat: Seat, pk: int) -> models.Comment:
    """The remark that began a thread of this assessment; 404 for any other."""
    return get_object_or_404(models.Comment, pk=pk, assessment=seat.assessment, thread=None)


def evidence_seen(seat: Seat) -> set[int]:
    """The keys of the assessment's evidence that the person sees in full, by the same rule. One query."""
    rows = models.Evidence.objects.filter(assessment=seat.assessment).only(*SEEN_BY)
    return {row.pk for row in rows if seat.sees(row)}


def attachment_to_read(person: Person, reference: str, pk: int) -> models.Attachment:
    """The file of the evidence with this key; 404 where there is none that the person may see."""
    evidence = record_to_edit(seat(person, reference), models.Evidence, pk)
    if evidence.attachment is None:
        raise Http404
    return evidence.attachment


def reports_to_read(seat: Seat) -> QuerySet[models.Report]:
    """Stored reports of an assessment that the person reads: viewers get final ones, and none with the remarks in it."""
    found = models.Report.objects.filter(assessment=seat.assessment)
    if seat.in_dialogue:
        return found
    return found.filter(final=True).exclude(outline__contains=DIALOGUE)


def report_to_read(person: Person, uuid: UUID) -> models.Report:
    """A stored report of an assessment that the person reads; 404 for any other. Two queries."""
    found = _seated(person, get_object_or_404(assessments_of(person), reports__uuid=uuid))
    report = get_object_or_404(reports_to_read(found), uuid=uuid)
    report.assessment = found.assessment
    return report


def shared_report_to_read(person: Person, uuid: UUID, outline_of: Callable[[Seat], str]) -> models.Report:
    """The stored report of what is shared with the person: of the outline that is theirs to read, and no other."""
    guest = _guest(person, get_object_or_404(shared_with(person), reports__uuid=uuid))
    report = get_object_or_404(models.Report, uuid=uuid, final=True, outline=outline_of(guest))
    report.assessment = guest.assessment
    return report


def require_report(person: Person, assessment: models.Assessment, outline: str) -> None:
    """Refuse to make a report that the person may not read: 404 for whom the assessment does not exist, 403 for the rest.

    `outline` is as `reports.outline` writes it. The remarks are for those in the dialogue; a guest gets the shared edition,
    and its evidence where that is shared.
    """
    words = outline.split()
    own = assessments_of(person).filter(pk=assessment.pk).first()
    if own is not None:
        if DIALOGUE in words and not _seated(person, own).in_dialogue:
            raise PermissionDenied(_("Assessors and reviewers of the organisation read this."))
        return
    guest = _guest(person, get_object_or_404(shared_with(person), pk=assessment.pk))
    if SHAREABLE not in words or not (guest.with_evidence or WITHOUT_EVIDENCE in words):
        raise PermissionDenied


def content_of(assessment: models.Assessment, *, is_shared: bool, with_evidence: bool) -> Content:
    """An assessment that somebody reads, or whose shared edition they read, as part of something made."""
    return Content(assessment.pk, is_shared, with_evidence, is_draft=not assessment.is_approved)


def reads(person: Person, contents: Iterable[Content]) -> bool:
    """Whether the person may read all of it now. Two queries, or one where nothing is of others.

    What was printed before the approval is for assessors and reviewers, as in `reports_to_read`.
    """
    wanted = list(contents)
    found = assessments_of(person).filter(pk__in=[each.assessment for each in wanted])
    own = {pk: assesses or reviews for pk, assesses, reviews in found.values_list("pk", "i_assess", "i_review")}
    if any(each.is_draft and not own.get(each.assessment, False) for each in wanted):
        return False
    others = [each for each in wanted if each.assessment not in own]
    if any(not each.is_shared for each in others):
        return False
    shared = shared_with(person).filter(pk__in=[each.assessment for each in others]) if others else ()
    sources = {each.pk: each.evidence_too for each in shared}
    return all(each.assessment in sources and (sources[each.assessment] or not each.with_evidence) for each in others)


def combined_report_to_read(person: Person, uuid: UUID) -> models.CombinedReport:
    """A combined report that the person asked for, while they may read everything in it; 404 for any other."""
    report = get_object_or_404(models.CombinedReport, asked_by=person, uuid=uuid)
    items = (
        Content(each.assessment_id, each.is_shared, each.with_evidence, each.is_draft) for each in report.items.all()
    )
    if not reads(person, items):
        raise Http404
    return report


def bundles_to_read(person: Person) -> QuerySet[models.Bundle]:
    """Bundles that the person asked for, while they may read every report in it.

    What was printed before the approval is for assessors and reviewers, as in `reports_to_read`.
    """
    readable = assessments_of(person)
    working = readable.filter(IN_DIALOGUE)
    hidden = models.BundleItem.objects.filter(bundle=OuterRef("pk")).exclude(
        Q(assessment__in=working.values("pk"))
        | Q(assessment__in=readable.values("pk")) & (Q(report=None) | Q(report__final=True))
    )
    return models.Bundle.objects.filter(~Exists(hidden), asked_by=person)


def bundle_to_read(person: Person, uuid: UUID) -> models.Bundle:
    """One of `bundles_to_read`; 404 for any other."""
    return get_object_or_404(bundles_to_read(person), uuid=uuid)


def may_preview(person: Person) -> bool:
    """Whether the person sees framework versions that are not published."""
    return person.is_staff and person.has_perm("frameworks.view_framework")


def sample_report_to_read(person: Person, uuid: UUID) -> models.SampleReport:
    """A sample report that the person asked for, while they may see drafts; 404 for any other."""
    if not may_preview(person):
        raise Http404
    mine = models.SampleReport.objects.filter(asked_by=person).exclude(framework=None)
    return get_object_or_404(mine.select_related("framework"), uuid=uuid)


def people_to_tell(organisation: Organisation, roles: Collection[str]) -> QuerySet[Person]:
    """Active people with one of these roles in the organisation, by name."""
    there = Membership.objects.filter(organisation=organisation, role__in=roles)
    return Person.objects.filter(is_active=True, pk__in=there.values("person")).order_by("name")
