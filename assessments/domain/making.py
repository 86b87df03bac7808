"""How something asked for gets made: claimed by one worker, given up after three tries, taken up again when a worker died."""

from datetime import timedelta
from typing import TypeVar

from django.core.files.base import ContentFile
from django.db.models import F, Q
from django.utils import timezone

from assessments.models.generated_file import GeneratedFile

# A worker says at least this often that it is still at it: while it prints, every half minute (reports.press).
STUCK = timedelta(minutes=3)
MOST_TRIES = 3

M = TypeVar("M", bound=GeneratedFile)
State = GeneratedFile.State


def begin(model: type[M], pk: int) -> M | None:
    """Claim it for making; None when it is ready or called off, or another worker is at it."""
    now = timezone.now()
    free = Q(heartbeat_at__isnull=True) | Q(heartbeat_at__lt=now - STUCK)
    claimed = model.objects.filter(free, pk=pk, state=State.QUEUED).update(heartbeat_at=now, tries=F("tries") + 1)
    return model.objects.get(pk=pk) if claimed else None


def still_at_it(made: GeneratedFile) -> bool:
    """Say that the work goes on; False when it was called off meanwhile."""
    return type(made).objects.filter(pk=made.pk, state=State.QUEUED).update(heartbeat_at=timezone.now()) == 1


def keep_file(made: GeneratedFile, name: str, content: bytes) -> None:
    """Store the file and mark it ready; the row is saved by the caller, so that what belongs to it goes along."""
    made.state, made.made_at, made.why = State.READY, timezone.now(), ""
    made.file.save(name, ContentFile(content), save=False)


def put_back(made: GeneratedFile) -> None:
    """Leave it for later: the machine was too busy, which is no fault of it and counts as no try."""
    mine = type(made).objects.filter(pk=made.pk, state=State.QUEUED, tries__gt=0)
    mine.update(heartbeat_at=None, queued_at=timezone.now(), tries=F("tries") - 1)


def fail(made: GeneratedFile, why: str, *, for_good: bool = False) -> bool:
    """Note why it was not made; True when it is to be tried again, which `for_good` rules out."""
    given_up = for_good or made.tries >= MOST_TRIES
    state = State.FAILED if given_up else State.QUEUED
    type(made).objects.filter(pk=made.pk, state=State.QUEUED).update(heartbeat_at=None, state=state, why=why[:200])
    return not given_up


def take_up_again(made: GeneratedFile) -> bool:
    """Whether a worker died over it, or its task was lost, so that it is to be queued again now."""
    if made.state != State.QUEUED:
        return False
    since = made.heartbeat_at or made.queued_at
    if timezone.now() - since < STUCK:
        return False
    mine = type(made).objects.filter(pk=made.pk, state=State.QUEUED, heartbeat_at=made.heartbeat_at)
    if made.tries >= MOST_TRIES:
        mine.update(state=State.FAILED)
        return False
    return mine.update(heartbeat_at=None, queued_at=timezone.now()) == 1


def stuck(model: type[M]) -> list[M]:
    """What a dead worker left, or whose task was lost."""
    long_ago = timezone.now() - STUCK
    waiting = model.objects.filter(state=State.QUEUED)
    return list(waiting.filter(Q(heartbeat_at__lt=long_ago) | Q(heartbeat_at__isnull=True, queued_at__lt=long_ago)))


def try_again(made: GeneratedFile) -> bool:
    """Start over with what was given up; whether there was anything to start over."""
    again = type(made).objects.filter(pk=made.pk, state=State.FAILED)
    return again.update(state=State.QUEUED, tries=0, heartbeat_at=None, queued_at=timezone.now(), why="") == 1


def call_off(made: GeneratedFile) -> bool:
    """Call off what is not ready; a worker at it stops before its next step."""
    return type(made).objects.filter(pk=made.pk, state=State.QUEUED).update(state=State.CANCELLED) == 1
