"""The page of a generated file, whatever its kind: how far it is, and what one may do with it."""

from dataclasses import dataclass

from django.urls import reverse

from assessments.generation.description import Description
from assessments.generation.kinds import Kind, stored_kinds
from assessments.models.generated_file import GeneratedFile


@dataclass(frozen=True, slots=True)
class Waiting:
    """How far something queued is: whether a worker is at it, and how many others come first."""

    is_begun: bool
    before: int


@dataclass(frozen=True, slots=True)
class FilePage:
    """What the page shows; the fragment of it that is asked for anew shows the same."""

    file: GeneratedFile
    described: Description
    waiting: Waiting | None
    address: str
    may_cancel: bool


def page_of(name: str, kind: Kind, file: GeneratedFile) -> FilePage:
    """The page of a file of this kind. One query beside those of its description."""
    described = kind.describe(file)
    return FilePage(
        file=file,
        described=described,
        waiting=_waiting(kind, file, begun=described.done > 0) if file.is_awaited else None,
        address=reverse("file", args=[name, file.uuid]),
        may_cancel=kind.may_cancel,
    )


def _waiting(kind: Kind, file: GeneratedFile, *, begun: bool) -> Waiting:
    first, *others = (
        each.model._default_manager.filter(state=GeneratedFile.State.QUEUED, queued_at__lt=file.queued_at)
        .order_by()
        .values("uuid")
        for _name, each in stored_kinds()
        if each.priority >= kind.priority
    )
    return Waiting(is_begun=begun or file.heartbeat_at is not None, before=first.union(*others, all=True).count())
