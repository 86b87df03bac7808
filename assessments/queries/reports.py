"""What was printed of an assessment, and what a person asked for."""

from assessments import access, models
from assessments.seat import Seat
from ssr_portal.accounts.models import Person

MOST = 8  # printed reports on the page


def printed(seat: Seat) -> list[models.Report]:
    """The reports that this person may have, the newest first."""
    return list(access.reports_to_read(seat).filter(state=models.Report.State.READY)[:MOST])


def bundles_of(person: Person) -> list[models.Bundle]:
    """The bundles that the person asked for and may read, the newest first."""
    return list(access.bundles_to_read(person)[:MOST])
