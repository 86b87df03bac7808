"""How actions stand and what management answers; this goes on after approval (docs/domain.md §3)."""

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from assessments import access
from assessments.domain.editing import Gone, Stale
from assessments.models import ActionProgress, Assessment
from ssr_portal.accounts.models import Person


def follow_up(progress: ActionProgress, *, seen: int, by: Person) -> ActionProgress:
    """Store status, evidence and response over revision `seen`. Only a reviewer closes an action, and with evidence.

    Raises Stale, PermissionDenied, or ValidationError by field.
    """
    with transaction.atomic():
        Assessment.objects.select_for_update().get(pk=progress.action.assessment_id)
        held = ActionProgress.objects.select_for_update().filter(pk=progress.pk).first()
        if held is None:
            raise Gone
        rights = access.rights(by, access.assessment_to_read(by, progress.action.assessment.reference))
        if not (rights.assessor or rights.reviewer):
            raise PermissionDenied
        if held.revision != seen:
            raise Stale(held)
        done = progress.status == ActionProgress.Status.DONE
        if done and not progress.proof:
            raise ValidationError({"proof": _("An action is closed only with evidence.")})
        if done and not rights.reviewer and held.status != ActionProgress.Status.DONE:
            raise ValidationError({"status": _("A reviewer has to confirm that the action is done.")})
        progress.confirmed_by = (held.confirmed_by or by) if done else None
        progress.revision = seen + 1
        progress._history_user = by
        progress.save()
    return progress
