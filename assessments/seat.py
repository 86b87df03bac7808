"""A person's seat in an assessment: the roles they have in its organisation, and what follows from them (docs/domain.md §5)."""

from dataclasses import dataclass
from functools import cached_property

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from assessments import contributors, models, scorecard
from ssr_portal.accounts.models import Membership, Person

Role = Membership.Role
State = models.Assessment.State
TOO_LATE = gettext_lazy("A reviewer has begun, so you can no longer take the assessment back. Ask them to return it.")


@dataclass(frozen=True, slots=True)
class Rights:
    """What one person may do with one assessment now; `why_not_…` says in words what forbids it."""

    assessor: bool
    reviewer: bool
    in_dialogue: bool
    can_edit: bool
    can_comment: bool
    can_submit: bool
    can_take_up: bool
    can_return: bool
    can_approve: bool
    can_share: bool
    can_review: bool
    why_not_approve: str
    can_withdraw: bool
    why_not_withdraw: str
    can_give_up: bool
    can_resume: bool


@dataclass(frozen=True)
class Seat:
    """One person in one assessment that they may read, as it stood when it was read; what it derives is asked once.

    A guest reads no more than the shared edition, of an organisation that is not theirs, with its evidence or without.
    """

    assessment: models.Assessment
    person: Person
    assessor: bool = False
    reviewer: bool = False
    guest: bool = False
    with_evidence: bool = True

    @property
    def in_dialogue(self) -> bool:
        """Whether the person reads remarks, notes that go with a move, and tasks: what assessors and reviewers say."""
        return self.assessor or self.reviewer

    def sees(self, evidence: models.Evidence) -> bool:
        """Whether the person sees a source in full: one for reviewers only is seen by them and by whoever added it."""
        return scorecard.is_for_everyone(evidence) or self.reviewer or evidence.added_by_id == self.person.pk

    @cached_property
    def contributed(self) -> bool:
        """Whether the person submitted it or wrote part of it, whoever saved last. At most one query."""
        return self.submitted_it or contributors.contributed(self.person, self.assessment)

    @property
    def submitted_it(self) -> bool:
        """Whether the person was the last to submit it."""
        return self.assessment.submitted_by_id == self.person.pk

    @property
    def reviews_now(self) -> bool:
        """Whether it is the person's turn as a reviewer, whatever four eyes say."""
        return self.reviewer and self.assessment.state == State.SUBMITTED

    @property
    def may_judge(self) -> bool:
        """Whether the person may judge ratings and approve; `access.may_judge` is the same for lists."""
        return self.reviews_now and not self.contributed

    @property
    def why_not_judge(self) -> str:
        """Why four eyes forbid that to a reviewer whose turn it is; empty when they do not."""
        if not self.reviews_now or self.may_judge:
            return ""
        if self.submitted_it:
            return _("You submitted this assessment, so another reviewer has to approve it.")
        return _("You wrote part of this assessment, so another reviewer has to approve it.")

    @cached_property
    def review_has_begun(self) -> bool:
        """Whether a reviewer has judged a rating or said something since the submission.

        Marks of whoever contributed count here as little as anywhere (`contributors.counted`); what they say as a reviewer is
        said, since they may return the assessment.
        """
        assessment, since = self.assessment, self.assessment.submitted_at
        marks = models.ReviewMark.objects.filter(rating__assessment=assessment, at__gte=since)
        judges = set(Person.objects.filter(pk__in=marks.values("by")))
        reviewers = Membership.objects.filter(organisation=assessment.organisation_id, role=Role.REVIEWER)
        said = models.Comment.objects.filter(assessment=assessment, at__gte=since, by__in=reviewers.values("person"))
        judged = len(judges) > len(contributors.among(judges, assessment))
        return judged or said.exclude(by=assessment.submitted_by_id).exists()

    @cached_property
    def rights(self) -> Rights:
        """What the person may do now."""
        assessment, assessor, reviewer = self.assessment, self.assessor, self.reviewer
        submitted = assessment.state == State.SUBMITTED
        mine = assessor and submitted and self.submitted_it
        too_late = mine and self.review_has_begun
        return Rights(
            assessor=assessor,
            reviewer=reviewer,
            in_dialogue=self.in_dialogue,
            can_edit=assessor and assessment.is_open,
            can_comment=self.in_dialogue and not (assessment.is_approved or assessment.is_given_up),
            can_submit=assessor and assessment.is_open,
            can_take_up=assessor and assessment.state == State.RETURNED,
            can_return=self.reviews_now,
            can_approve=self.may_judge,
            can_share=reviewer and assessment.is_approved,
            can_review=self.may_judge,
            why_not_approve=self.why_not_judge,
            can_withdraw=mine and not too_late,
            why_not_withdraw=str(TOO_LATE) if too_late else "",
            can_give_up=self.in_dialogue and assessment.is_open,
            can_resume=self.in_dialogue and assessment.is_given_up,
        )
