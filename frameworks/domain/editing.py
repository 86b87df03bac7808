"""The one door for every change of a draft: locked, still a draft, and written into its history with the old text.

What changed is found by comparing the draft before and after, so that no road of the administration can forget its history:
forms, ordering, weights, filling the matrix, and what a removal takes along.
"""

from collections.abc import Iterable, Iterator
from contextlib import contextmanager

from django.db import transaction
from django.utils.translation import gettext as _

from frameworks.domain.difference import Piece, difference
from frameworks.domain.snapshot import Facts, facts_of
from frameworks.models import Change, Framework
from ssr_portal.accounts.models import Person


class NotDraft(Exception):
    """The version was published meanwhile, and does not change."""

    def __init__(self, framework: Framework) -> None:
        self.framework = framework
        super().__init__(_("%(version)s is not a draft and does not change.") % {"version": framework})


class Stale(Exception):
    """Somebody changed it since it was shown."""

    def __init__(self) -> None:
        super().__init__(
            _("Somebody changed this meanwhile. What is there now is shown; look at it, then do it again.")
        )


@contextmanager
def editing(framework: Framework, *, by: Person | None) -> Iterator[tuple[Framework, Facts]]:
    """Hold a draft for one change; gives it with its facts as they are now. Raises NotDraft."""
    with transaction.atomic():
        held = hold(framework)
        before = facts_of(held)[0]
        yield held, before
        held.refresh_from_db()
        _record(held, difference(before, facts_of(held)[0]), by=by)


def hold(framework: Framework) -> Framework:
    """The draft, locked for the transaction that runs; raises NotDraft."""
    held: Framework = Framework.objects.select_for_update().get(pk=framework.pk)
    if held.state != Framework.State.DRAFT:
        raise NotDraft(held)
    return held


def note(framework: Framework, kind: str, *, by: Person | None, old: str = "", new: str = "") -> None:
    """Write one line about the version as a whole."""
    Change.objects.create(framework=framework, **_named(framework), by=by, kind=kind, old=old, new=new)


def _named(framework: Framework) -> dict[str, str | int]:
    """What tells the version apart when it is gone."""
    return {"name": framework.name, "number": framework.version}


def _record(framework: Framework, pieces: Iterable[Piece], *, by: Person | None) -> None:
    Change.objects.bulk_create(
        Change(
            framework=framework,
            **_named(framework),
            by=by,
            kind=turn.kind.value,
            section=piece.section,
            piece=f"{piece.code} {piece.name}"[:420],
            what=turn.text,
            old=turn.old,
            new=turn.new,
        )
        for piece in pieces
        for turn in piece.turns
    )
