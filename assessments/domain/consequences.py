"""What must follow a change, whoever made it: mail, figures, a report.

The work stands above the domain, so the app hands it in when it is ready (`assessments.apps`). It is queued within the
transaction of the change: both are stored, or neither.
"""

from collections.abc import Callable

from assessments.models import Assignment, Event, Share

MOVED: list[Callable[[Event], object]] = []  # an assessment from one state to another
ASSIGNED: list[Callable[[Assignment], object]] = []  # a part or programme to a colleague
SHARED: list[Callable[[Share], object]] = []  # an approved assessment with an organisation


def moved(event: Event) -> None:
    """An assessment was submitted, returned, approved: whatever the line in its timeline says."""
    for follow in MOVED:
        follow(event)


def assigned(assignment: Assignment) -> None:
    """Somebody got something to fill in."""
    for follow in ASSIGNED:
        follow(assignment)


def shared(share: Share) -> None:
    """An organisation may read what it could not read before."""
    for follow in SHARED:
        follow(share)
