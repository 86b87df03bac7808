"""Background work: thin functions that fetch by id, call the domain, and log."""

import logging

from django.conf import settings
from django.core.mail import send_mail
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.translation import gettext as _
from django_tasks import task

from assessments import access, models, scorecard
from assessments.domain import digests, reporting
from assessments.reports import country, press
from ssr_portal.accounts.models import Membership, Person

logger = logging.getLogger(__name__)
Kind = models.Event.Kind
Role = Membership.Role
TOLD = {Kind.SUBMITTED: Role.REVIEWER, Kind.RETURNED: Role.ASSESSOR, Kind.APPROVED: Role.ASSESSOR}


def after_move(event: models.Event) -> None:
    """What follows a move: the people concerned are told, and an approved assessment gets its final report."""
    if event.kind in TOLD:
        tell.enqueue(event.pk)
    if event.kind == Kind.APPROVED:
        keep_figures.enqueue(event.assessment_id)
        ask_for_report(event.assessment, by=event.by)


def ask_for_report(assessment: models.Assessment, *, by: Person | None) -> models.Report:
    """The report of this state of the assessment, queued if it was not made yet."""
    if assessment.is_approved:
        final = models.Report.objects.filter(assessment=assessment, final=True).first()
        if final is not None:
            return final
    report, new = reporting.ask(assessment, country.fingerprint(scorecard.dossier(assessment)), by=by)
    if new:
        make_report.enqueue(report.pk)
    return report


@task()
def make_report(report_pk: int) -> None:
    """Print the report in a process of its own and keep it; a second worker on the same report does nothing."""
    report = reporting.begin(report_pk)
    if report is None:
        return
    try:
        assessment = models.Assessment.objects.select_related(
            "organisation", "framework", "context", "marking", "submitted_by", "approved_by"
        ).get(pk=report.assessment_id)
        pdf = press.print_apart(country.paper(scorecard.dossier(assessment)), identifier=report.fingerprint)
    except press.NotPrinted:
        logger.exception("Report %s was not made (try %s)", report.pk, report.tries)
        reporting.fail(report)
        if report.tries < reporting.MOST_TRIES:
            make_report.enqueue(report.pk)
        return
    reporting.store(report, pdf.content, pdf.pages)
    logger.info("Report %s: %s pages, %s bytes", report.pk, pdf.pages, len(pdf.content))


@task()
def keep_figures(assessment_pk: int) -> None:
    """Keep what an approved assessment adds to portfolios."""
    digests.keep_missing([assessment_pk])


@task()
def tell(event_pk: int) -> None:
    """E-mail to those whom a move concerns, except the one who made it."""
    event = models.Event.objects.select_related("assessment__organisation", "by").get(pk=event_pk)
    role = TOLD[event.kind]
    people = [person for person in access.people_to_tell(event.assessment, role) if person.pk != event.by_id]
    url = settings.SITE_URL + reverse("overview", args=[event.assessment.reference])
    subject = _("%(reference)s: %(what)s") % {
        "reference": event.assessment.reference,
        "what": event.get_kind_display().lower(),
    }
    for person in people:
        body = render_to_string("assessments/mail/moved.txt", {"event": event, "person": person, "url": url})
        send_mail(subject, body, None, [person.email])
