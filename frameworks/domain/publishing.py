"""Making a draft final, taking a version out of use, and bringing it back (docs/domain.md §6)."""

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from frameworks import models
from frameworks.domain import checks
from frameworks.domain.editing import note
from frameworks.domain.snapshot import facts_of, mark
from ssr_portal.accounts.models import Person

State = models.Framework.State
Kind = models.Change.Kind


def faults(framework: models.Framework) -> list[checks.Fault]:
    """What a draft lacks to be published; empty when it is complete. At most one query and that of its predecessor."""
    if framework.predecessor is None:
        return checks.faults(facts_of(framework)[0])
    return checks.faults(*facts_of(framework, framework.predecessor))


def publish(framework: models.Framework, *, by: Person | None = None, seen: str | None = None) -> None:
    """Publish a draft; raises ValidationError with every fault when it is not complete, or not a draft.

    `seen` is the mark of the facts that the person looked at: when the draft changed since, nothing is published.
    """
    with transaction.atomic():
        held = models.Framework.objects.select_for_update().get(pk=framework.pk)
        if held.state != State.DRAFT:
            raise ValidationError(_("This version has been published already."))
        if seen is not None and mark(facts_of(held)[0]) != seen:
            raise ValidationError(_("Somebody changed this draft meanwhile. Look at it again before you publish it."))
        found = faults(held)
        if found:
            raise ValidationError([fault.message for fault in found])
        held.state, held.published_at = State.PUBLISHED, timezone.now()
        held.save(update_fields=["state", "published_at"])
        note(held, Kind.PUBLISHED, by=by)
    framework.refresh_from_db()


def retire(framework: models.Framework, *, by: Person) -> None:
    """Take a published version out of use: no assessment is opened on it or moved to it, those on it go on."""
    _change_state(framework, State.PUBLISHED, State.RETIRED, Kind.RETIRED, by)


def restore(framework: models.Framework, *, by: Person) -> None:
    """Bring a retired version back into use."""
    _change_state(framework, State.RETIRED, State.PUBLISHED, Kind.RESTORED, by)


def _change_state(framework: models.Framework, source: str, target: str, kind: str, by: Person) -> None:
    """Raises ValidationError when the version is not in the state `source`."""
    with transaction.atomic():
        if not models.Framework.objects.filter(pk=framework.pk, state=source).update(state=target):
            raise ValidationError(_("Somebody else changed the version meanwhile: look at its state again."))
        note(framework, kind, by=by)
    framework.refresh_from_db()
