"""Handing parts and programmes to colleagues: what is theirs, how much of it is left, and who is to be reminded."""

from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from django.core.exceptions import ValidationError
from django.db.models import F, Q, QuerySet
from django.urls import reverse
from django.utils.translation import gettext as _

from assessments import scorecard
from assessments.models import Assessment, Assignment, Rating
from assessments.scoring import HARMED
from frameworks.models import Criterion
from ssr_portal.accounts.models import Membership, Person

SOON = timedelta(days=3)
SAID = (
    *("status", "level", "answers", "level_reason", "reason", "tried", "justification"),
    *("left_behind", "handed_on", "confidence", "confidence_reason", "harm", "harm_text", "to_confirm", "programme"),
)
# Only ratings of which one of these is true can lack anything; whether they do is said by `scoring.Said.missing`.
MAY_LACK = (
    Q(status=Rating.Status.UNRATED)
    | Q(to_confirm=True)
    | Q(status=Rating.Status.NOT_APPLICABLE, reason="")
    | Q(status=Rating.Status.INSUFFICIENT, tried="")
    | Q(harm__in=HARMED, harm_text="")
    | Q(status=Rating.Status.LEVEL, criterion__part=Criterion.Part.CONTRIBUTION, harm="")
    | Q(status=Rating.Status.LEVEL)
    & (Q(justification="") | Q(confidence="") | Q(confidence_reason="") | Q(level_reason=""))
)


@dataclass(frozen=True, slots=True)
class Task:
    """A stretch that was handed to somebody, and how many of its ratings are not ready."""

    assignment: Assignment
    left: int

    @property
    def title(self) -> str:
        """The part's or programme's name."""
        assignment = self.assignment
        return assignment.programme.title if assignment.programme else str(Criterion.Part(assignment.part).label)

    @property
    def url(self) -> str:
        """Where its ratings are made."""
        assignment = self.assignment
        if assignment.programme_id:
            return reverse("score-programme", args=[assignment.assessment.reference, assignment.programme_id])
        return reverse("score-part", args=[assignment.assessment.reference, assignment.part])

    def is_late(self, today: date) -> bool:
        """Whether it was due before today."""
        return self.assignment.is_overdue(today)


def colleagues(organisation: int) -> QuerySet[Person]:
    """Those to whom parts and programmes of the organisation's assessments can be assigned."""
    roles = Membership.objects.filter(organisation=organisation, role=Membership.Role.ASSESSOR)
    return Person.objects.filter(pk__in=roles.values("person"), is_active=True)


def require_colleague(person: int, assessment: Assessment) -> None:
    """Refuse whoever does not assess for the organisation; raises ValidationError by field."""
    if not colleagues(assessment.organisation_id).filter(pk=person).exists():
        raise ValidationError({"person": _("Only an assessor of this organisation can fill this in.")})


def unfinished(person: Person) -> tuple[Task, ...]:
    """What was handed to this person in open assessments and is not done, the most pressing first. Two queries."""
    return tuple(task for task in _tasks(_open().filter(person=person)) if task.left)


def to_remind(today: date) -> dict[Person, list[Task]]:
    """Whom to remind today of what: due within three days or late, not done, and not said today already."""
    due = _open().filter(due_on__lte=today + SOON).filter(Q(reminded_on__isnull=True) | Q(reminded_on__lt=today))
    found: dict[Person, list[Task]] = defaultdict(list)
    for task in _tasks(due):
        if task.left:
            found[task.assignment.person].append(task)
    return dict(found)


def reminded(tasks: Iterable[Task], today: date) -> None:
    """Note that the person was told today."""
    Assignment.objects.filter(pk__in=[task.assignment.pk for task in tasks]).update(reminded_on=today)


def _open() -> QuerySet[Assignment]:
    """Those in open assessments, whose person still assesses for the organisation."""
    able = Membership.objects.filter(role=Membership.Role.ASSESSOR, person__is_active=True)
    return (
        Assignment.objects.filter(
            assessment__state__in=Assessment.State.open_states(),
            person__memberships__in=able,
            person__memberships__organisation=F("assessment__organisation"),
        )
        .select_related("assessment", "programme", "person", "given_by")
        .order_by(F("due_on").asc(nulls_last=True), "pk")
    )


def _tasks(assignments: Iterable[Assignment]) -> list[Task]:
    rows = list(assignments)
    counts = Counter(_stretch(rating) for rating in lacking({row.assessment_id for row in rows}))
    return [Task(row, counts[row.assessment_id, row.stretch]) for row in rows]


def lacking(assessments: Collection[int]) -> Iterator[Rating]:
    """The ratings of these assessments that are not ready to submit. One query."""
    found = Rating.objects.filter(MAY_LACK, left_behind=False, assessment__in=assessments)
    read = found.select_related("assessment__framework", "criterion")
    only = read.only(*SAID, "assessment__period_end", "assessment__framework", "criterion__part")
    for rating in only.annotate(**scorecard.source_rows()):
        if scorecard.missing(rating):
            yield rating


def _stretch(rating: Rating) -> tuple[int, str]:
    return rating.assessment_id, f"programme-{rating.programme_id}" if rating.programme_id else rating.criterion.part
