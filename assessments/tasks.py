"""Background work besides the making of files: mail, figures, and what is removed once a day."""

import logging

from django.conf import settings
from django.urls import reverse
from django_tasks import task

from assessments import access, models
from assessments.domain import assignments, purging, stored_figures
from assessments.generation import retention
from assessments.generation.tasks import ask_for_report
from ssr_portal.accounts import mails
from ssr_portal.accounts.models import Membership, Person
from ssr_portal.upkeep import expired, outgoing

logger = logging.getLogger(__name__)
Kind = models.Event.Kind
Role = Membership.Role
TOLD = {
    Kind.SUBMITTED: (Role.REVIEWER,),
    Kind.WITHDRAWN: (Role.REVIEWER,),
    Kind.RETURNED: (Role.ASSESSOR,),
    Kind.APPROVED: (Role.ASSESSOR,),
    Kind.GIVEN_UP: (Role.ASSESSOR, Role.REVIEWER),
    Kind.RESUMED: (Role.ASSESSOR, Role.REVIEWER),
}


def after_move(event: models.Event) -> None:
    """What follows a move: the people concerned are told, and an approved assessment gets its final report."""
    if event.kind in TOLD:
        tell.enqueue(event.pk)
    if event.kind == Kind.APPROVED:
        keep_figures.enqueue(event.assessment_id)
        ask_for_report(event.assessment, by=event.by)


def after_assigning(assignment: models.Assignment) -> None:
    """A colleague who got something to fill in is told."""
    tell_handed.enqueue(assignment.pk)


def after_sharing(share: models.Share) -> None:
    """Those who work for the organisation that may read it now are told."""
    tell_shared.enqueue(share.pk)


@task()
def keep_figures(assessment_pk: int) -> None:
    """Keep what an approved assessment adds to portfolios."""
    stored_figures.store_missing([assessment_pk])


def told_of(event: models.Event) -> list[Person]:
    """Those whom a move concerns, by name, except the one who made it."""
    found = access.people_to_tell(event.assessment.organisation, TOLD.get(models.Event.Kind(event.kind), ()))
    return list(found.exclude(pk=event.by_id or 0))


@task()
def purge() -> dict[str, int]:
    """Remove what has run out and what nobody needs any more; the worker does it once a day. How many of each."""
    removed = expired.remove() | retention.purge() | purging.purge()
    logger.info("Removed: %s", ", ".join(f"{count} {what}" for what, count in removed.items()))
    return removed


@outgoing.by_mail
def tell_shared(share_pk: int) -> None:
    """E-mail to those who work for the organisation that an assessment is shared with: whose, of what, and where; no content."""
    share = models.Share.objects.select_related("assessment__organisation", "organisation").filter(pk=share_pk).first()
    if share is None:
        return  # ended meanwhile
    url = settings.SITE_URL + reverse("shared", args=[share.assessment.reference])
    for person in access.people_to_tell(share.organisation, (Role.ASSESSOR, Role.REVIEWER)):
        mails.send("assessments/mail/shared", {"share": share, "person": person, "url": url}, person)


@outgoing.by_mail
def tell_handed(assignment_pk: int) -> None:
    """E-mail to a colleague to whom a part or programme was handed, unless they took it themselves."""
    handed = models.Assignment.objects.select_related("assessment", "programme", "person", "given_by")
    assignment = handed.filter(pk=assignment_pk, person__is_active=True).first()
    if assignment is None or assignment.person_id == assignment.given_by_id:
        return
    task_of = assignments.Task(assignment, 0)
    url = settings.SITE_URL + task_of.url
    mails.send("assessments/mail/handed", {"task": task_of, "url": url}, assignment.person)


@outgoing.by_mail
def tell(event_pk: int) -> None:
    """E-mail to those whom a move concerns, except the one who made it."""
    event = models.Event.objects.select_related("assessment__organisation", "by").get(pk=event_pk)
    url = settings.SITE_URL + reverse("overview", args=[event.assessment.reference])
    for person in told_of(event):
        mails.send("assessments/mail/moved", {"event": event, "person": person, "url": url}, person)
