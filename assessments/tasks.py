"""Background work: thin functions that fetch by id, call the domain, and log."""

import logging
import time
from collections.abc import Callable
from functools import partial
from typing import TypeVar

from django.conf import settings
from django.core.mail import send_mail
from django.http import Http404
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.translation import gettext as _
from django_tasks import task

from assessments import access, models
from assessments.domain import assignments, bundles, digests, making, papers, purging, reporting
from assessments.models.assessment import COVER
from assessments.models.generated_file import GeneratedFile
from assessments.reports import combined, outline, pdf, printing
from assessments.reports.fingerprints import fingerprint
from assessments.reports.outline import Outline
from ssr_portal.accounts.models import Membership, Person
from ssr_portal.upkeep import expired

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
M = TypeVar("M", bound=GeneratedFile)


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


def ask_for_report(assessment: models.Assessment, *, by: Person | None, chosen: Outline | None = None) -> models.Report:
    """The report of this state of the assessment, queued if it was not made yet; the standard outline unless one is chosen."""
    wanted = chosen or Outline()
    report, new = _report_of(assessment, wanted, by=by)
    if new:
        make_report.enqueue(report.pk)
    return report


def _report_of(assessment: models.Assessment, wanted: Outline, *, by: Person | None) -> tuple[models.Report, bool]:
    if assessment.is_approved:  # its reports are known by their outline: nothing has to be read
        final = models.Report.objects.filter(assessment=assessment, final=True, outline=wanted.written).first()
        if final is not None:
            return final, False
    mark = fingerprint(printing.dossier_of(assessment, wanted), wanted)
    return reporting.ask(assessment, mark, by=by, outline=wanted.written)


def queue(made: GeneratedFile) -> None:
    """Put something asked for, or taken up again, into the queue."""
    {models.Report: make_report, models.CombinedReport: make_paper, models.Bundle: make_bundle}[type(made)].enqueue(
        made.pk
    )


def look_after(made: M) -> M:
    """What a page shows of it; what a dead worker left is queued again on the way."""
    if making.take_up_again(made):
        queue(made)
    made.refresh_from_db()
    return made


def take_up_all() -> int:
    """Queue again everything that dead workers left; how much there was."""
    left = [made for model in (models.Report, models.CombinedReport, models.Bundle) for made in making.stuck(model)]
    again = [made for made in left if making.take_up_again(made)]
    for made in again:
        queue(made)
    return len(again)


def why_not(error: Exception) -> str:
    """Why something was not made, in words for whoever asked."""
    if isinstance(error, Http404 | papers.Withdrawn):
        return _("You may no longer read what this was to show.")
    if isinstance(error, OSError):
        return _("The server has no space left for the file, or could not write it. Tell your administrator.")
    if isinstance(error, reporting.Overtaken):
        return _(
            "The assessment was changed while this waited, and the newer state has a PDF of its own. Ask for it again."
        )
    return {
        "time": _(
            "Preparing it took more than %(seconds)d seconds of computing. Leave chapters out, or take the short form."
        )
        % {"seconds": pdf.MOST_SECONDS},
        "memory": _(
            "Preparing it took more memory than a report may have. Leave chapters out, or take the short form."
        ),
    }.get(getattr(error, "cause", ""), _("Preparing the file failed. The operator's log says why."))


def _made(made: GeneratedFile, work: Callable[[], None]) -> bool:
    """Do the work on something begun; False when it failed and is to be tried again."""
    try:
        work()
    except (pdf.NotPrinted, OSError, Http404, reporting.Overtaken, papers.Withdrawn) as error:
        if getattr(error, "cause", "") == "busy":
            logger.warning("%s %s waits: the machine is too busy", type(made).__name__, made.pk)
            making.put_back(made)
            return False
        hopeless = isinstance(error, Http404 | reporting.Overtaken)
        refused = hopeless or isinstance(error, papers.Withdrawn)  # no fault: the right or the state is gone
        told = logger.info if refused else logger.exception
        told("%s %s was not made (try %s): %s", type(made).__name__, made.pk, made.tries, type(error).__name__)
        return not making.fail(made, why_not(error), for_good=hopeless)
    logger.info("%s %s: %s", type(made).__name__, made.pk, made.file.name or made.state)
    return True


@task()
def make_report(report_pk: int) -> None:
    """Print the report in a process of its own and keep it; a second worker on the same report does nothing."""
    report = making.begin(models.Report, report_pk)
    if report is not None and not _made(report, partial(_print_report, report)):
        make_report.enqueue(report_pk)


def _print_report(report: models.Report, bundle: models.Bundle | None = None) -> None:
    assessment = models.Assessment.objects.with_cover().get(pk=report.assessment_id)
    order = printing.order_of(assessment, outline.read(report.outline))
    reporting.follow(report, order.identifier)
    printed = pdf.print_apart(order, partial(_is_wanted, report, bundle))
    reporting.store(report, printed.content, printed.pages)


def _is_wanted(report: models.Report, bundle: models.Bundle | None) -> bool:
    """Whether to go on printing; says that the worker is at it, for the bundle too for which it is printed."""
    if bundle is not None:
        making.still_at_it(bundle)
    return making.still_at_it(report)


@task()
def make_paper(paper_pk: int) -> None:
    """Print a paper on several assessments, of what the person who asked may see now."""
    paper = making.begin(models.CombinedReport, paper_pk)
    if paper is not None and not _made(paper, partial(_print_paper, paper)):
        make_paper.enqueue(paper_pk)


def _print_paper(paper: models.CombinedReport) -> None:
    sheet = combined.sheet_of(paper)
    order = combined.order_of(sheet)
    before = papers.made_before(paper, order.identifier)
    if before is not None:
        papers.point_at(paper, before, contents=sheet.contents)
        return
    printed = pdf.print_apart(order, partial(making.still_at_it, paper))
    papers.store(paper, order.identifier, printed.content, printed.pages, contents=sheet.contents)


@task()
def make_bundle(bundle_pk: int) -> None:
    """Make the reports that are missing one by one, then zip them; what a worker made before it died is not made again."""
    bundle = making.begin(models.Bundle, bundle_pk)
    if bundle is None:
        return
    for item in bundle.items.filter(report=None, fault="").select_related(*(f"assessment__{name}" for name in COVER)):
        if not making.still_at_it(bundle):
            return  # called off
        if not _is_theirs(bundle):
            break
        _add_to_bundle(bundle, item)
    if not _made(bundle, partial(_zip, bundle)):
        make_bundle.enqueue(bundle_pk)


def _is_theirs(bundle: models.Bundle) -> bool:
    """Whether whoever asked may still read everything in it."""
    bundle.asked_by.refresh_from_db(fields=["is_active"])
    return access.bundles_to_read(bundle.asked_by).filter(pk=bundle.pk).exists()


def _zip(bundle: models.Bundle) -> None:
    if not _is_theirs(bundle):
        raise Http404
    bundles.store(bundle)


def _add_to_bundle(bundle: models.Bundle, item: models.BundleItem) -> None:
    report, _new = _report_of(item.assessment, outline.read(bundle.outline), by=bundle.asked_by)
    if making.try_again(report):  # one that was given up before gets another chance
        report.refresh_from_db()
    report = _finished(report, bundle)
    bundles.note(item, report=report if report.is_ready else None, fault="" if report.is_ready else report.why or "–")


def _finished(report: models.Report, bundle: models.Bundle) -> models.Report:
    """The report once it is ready or given up: printed here, unless another worker is at it, which is waited for."""
    until = time.monotonic() + pdf.MOST_WAIT
    while report.is_awaited and time.monotonic() < until:
        mine = making.begin(models.Report, report.pk)
        if mine is None:
            time.sleep(1)
            making.still_at_it(bundle)
        else:
            _made(mine, partial(_print_report, mine, bundle))
        report.refresh_from_db()
    return report


@task()
def keep_figures(assessment_pk: int) -> None:
    """Keep what an approved assessment adds to portfolios."""
    digests.keep_missing([assessment_pk])


def told_of(event: models.Event) -> list[Person]:
    """Those whom a move concerns, by name, except the one who made it."""
    found = access.people_to_tell(event.assessment.organisation, TOLD.get(event.kind, ()))
    return list(found.exclude(pk=event.by_id))


@task()
def purge() -> dict[str, int]:
    """Remove what has run out and what nobody needs any more; the worker does it once a day. How many of each."""
    removed = expired.remove() | purging.purge()
    logger.info("Removed: %s", ", ".join(f"{count} {what}" for what, count in removed.items()))
    return removed


@task()
def tell_shared(share_pk: int) -> None:
    """E-mail to those who work for the organisation that an assessment is shared with: whose, of what, and where; no content."""
    share = models.Share.objects.select_related("assessment__organisation", "organisation").filter(pk=share_pk).first()
    if share is None:
        return  # ended meanwhile
    url = settings.SITE_URL + reverse("shared", args=[share.assessment.reference])
    subject = _("%(donor)s shares an assessment with you") % {"donor": share.assessment.donor_name}
    for person in access.people_to_tell(share.organisation, (Role.ASSESSOR, Role.REVIEWER)):
        body = render_to_string("assessments/mail/shared.txt", {"share": share, "person": person, "url": url})
        send_mail(subject, body, None, [person.email])


@task()
def tell_handed(assignment_pk: int) -> None:
    """E-mail to a colleague to whom a part or programme was handed, unless they took it themselves."""
    handed = models.Assignment.objects.select_related("assessment", "programme", "person", "given_by")
    assignment = handed.filter(pk=assignment_pk, person__is_active=True).first()
    if assignment is None or assignment.person_id == assignment.given_by_id:
        return
    task_of = assignments.Task(assignment, 0)
    url = settings.SITE_URL + task_of.url
    subject = _("%(reference)s: assigned to you") % {"reference": assignment.assessment.reference}
    body = render_to_string("assessments/mail/handed.txt", {"task": task_of, "url": url})
    send_mail(subject, body, None, [assignment.person.email])


@task()
def tell(event_pk: int) -> None:
    """E-mail to those whom a move concerns, except the one who made it."""
    event = models.Event.objects.select_related("assessment__organisation", "by").get(pk=event_pk)
    url = settings.SITE_URL + reverse("overview", args=[event.assessment.reference])
    subject = _("%(reference)s: %(what)s") % {
        "reference": event.assessment.reference,
        "what": event.get_kind_display().lower(),
    }
    for person in told_of(event):
        body = render_to_string("assessments/mail/moved.txt", {"event": event, "person": person, "url": url})
        send_mail(subject, body, None, [person.email])
