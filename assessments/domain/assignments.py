"""Handing parts and programmes to colleagues: what is theirs, how much of it is left, and who is to be reminded."""

from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta

from django.db.models import F, Q, QuerySet

from assessments.models import Assessment, Assignment, Rating
from frameworks.models import Criterion
from ssr_portal.accounts.models import Membership, Person

SOON = timedelta(days=3)
# What keeps a rating from being ready to submit; `scorecard.values.Rating.lacks` says the same of one that was read.
LACKING = (
    Q(status=Rating.Status.UNRATED)
    | Q(to_confirm=True)
    | Q(status=Rating.Status.LEVEL) & (Q(justification="") | Q(confidence=""))
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

    def is_late(self, today: date) -> bool:
        """Whether it was due before today."""
        return self.assignment.due_on is not None and self.assignment.due_on < today


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
    lacking = Rating.objects.filter(LACKING, left_behind=False, assessment__in={row.assessment_id for row in rows})
    counts = Counter(
        (assessment, f"programme-{programme}" if programme else part)
        for assessment, programme, part in lacking.values_list("assessment", "programme", "criterion__part")
    )
    return [Task(row, counts[row.assessment_id, row.stretch]) for row in rows]
