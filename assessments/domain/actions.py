"""How actions stand and what management answers; this goes on after approval (docs/domain.md §3)."""

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from assessments.domain import rules
from assessments.domain.editing import Gone, Stale, holding
from assessments.models import ActionProgress
from ssr_portal.accounts.models import Person


def follow_up(progress: ActionProgress, *, seen: int, by: Person) -> ActionProgress:
    """Store status, evidence and response over revision `seen`. Only a reviewer closes an action, and with evidence.

    Raises Stale, Gone, PermissionDenied for who has no part in the assessment, or ValidationError by field.
    """
    with holding(progress.action.assessment, by=by, may=lambda rights: rights.in_dialogue) as seat:
        ours = ActionProgress.objects.select_for_update().filter(action__assessment=seat.assessment)
        held = ours.filter(pk=progress.pk, action=progress.action_id).first()
        if held is None:
            raise Gone
        if held.revision != seen:
            raise Stale(held)
        done = progress.status == ActionProgress.Status.DONE
        rules.require(progress)
        if done and not seat.reviewer and held.status != ActionProgress.Status.DONE:
            raise ValidationError({"status": _("A reviewer has to confirm that the action is done.")})
        progress.confirmed_by = (held.confirmed_by or by) if done else None
        progress.revision = seen + 1
        progress._history_user = by
        progress.save()
    return progress
