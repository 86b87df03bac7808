"""What was printed of an assessment, and what a person asked for."""

from assessments import access, models
from ssr_portal.accounts.models import Person

MOST = 8  # printed reports on the page


def printed(person: Person, assessment: models.Assessment) -> list[models.Report]:
    """The reports that this person may have, the newest first."""
    return list(access.reports_to_read(person, assessment).filter(state=models.Report.State.READY)[:MOST])


def bundles_of(person: Person) -> list[models.Bundle]:
    """The bundles that the person asked for and may read, the newest first."""
    return list(access.bundles_to_read(person)[:MOST])
