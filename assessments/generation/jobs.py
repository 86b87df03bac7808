"""How a file that was asked for gets made: claimed by one worker, tried three times, queued again when a worker died."""

import logging
from collections.abc import Callable
from datetime import timedelta
from enum import Enum, auto
from typing import TypeVar

from django.core.files import File
from django.db import transaction
from django.db.models import F, Q, QuerySet
from django.http import Http404
from django.utils import timezone, translation

from assessments.models.generated_file import Failure, GeneratedFile
from assessments.reports import pdf
from ssr_portal.accounts.models import Person

logger = logging.getLogger(__name__)
# A worker says at least this often that it goes on: while it prints, every half minute (reports.pdf).
STUCK = timedelta(minutes=3)
MOST_TRIES = 3

G = TypeVar("G", bound=GeneratedFile)
State = GeneratedFile.State


class NotMade(Exception):
    """It cannot be made as it stands, which is no fault of the portal. `is_final` when another try would end the same."""

    def __init__(self, failure: Failure, *, is_final: bool = False) -> None:
        super().__init__(failure)
        self.failure = failure
        self.is_final = is_final


# What a try may end in; anything else is a fault of the portal.
Expected = NotMade | pdf.NotPrinted | OSError | Http404


class Wait(Exception):
    """It can go on once another worker has finished what it needs."""


class Outcome(Enum):
    """What a try came to: nothing is left to do, there is more to do at once, or in a while."""

    FINISHED = auto()
    AGAIN = auto()
    LATER = auto()


def claim(model: type[G], pk: int) -> G | None:
    """Take it for making; None when it is ready or cancelled, or another worker is at it."""
    now = timezone.now()
    free = Q(heartbeat_at__isnull=True) | Q(heartbeat_at__lt=now - STUCK)
    claimed = model._default_manager.filter(free, pk=pk, state=State.QUEUED).update(
        heartbeat_at=now, tries=F("tries") + 1
    )
    return model._default_manager.get(pk=pk) if claimed else None


def asker(file: GeneratedFile) -> Person:
    """Whoever asked for the file, as they stand now; raises Http404 where nobody did."""
    if file.asked_by is None:
        raise Http404
    file.asked_by.refresh_from_db(fields=["is_active"])
    return file.asked_by


def heartbeat(file: GeneratedFile) -> bool:
    """Say that the work goes on; False when it was cancelled meanwhile."""
    return _queued(file).update(heartbeat_at=timezone.now()) == 1


def attempt(file: GeneratedFile, make: Callable[[], bool]) -> Outcome:
    """Make something that was claimed, in its language. `make` is False where it did one step and more are to come."""
    try:
        with translation.override(file.language):
            done = make()
    except Wait:
        put_back(file)
        return Outcome.LATER
    except (NotMade, pdf.NotPrinted, OSError, Http404) as error:
        return _failed(file, error)
    if not done:
        put_back(file)
        return Outcome.AGAIN
    logger.info("%s %s: %s", type(file).__name__, file.pk, file.file.name or file.state)
    return Outcome.FINISHED


def _failed(file: GeneratedFile, error: Expected) -> Outcome:
    name, cause = type(file).__name__, getattr(error, "cause", "")
    if cause == pdf.CANCELLED:
        logger.info("%s %s was cancelled", name, file.pk)
        return Outcome.FINISHED
    if cause == pdf.BUSY:
        logger.warning("%s %s waits: the machine is too busy", name, file.pk)
        put_back(file)
        return Outcome.LATER
    refused = isinstance(error, NotMade | Http404)  # no fault: the right or the state is gone
    log = logger.info if refused else logger.exception
    log("%s %s was not made (try %s): %s", name, file.pk, file.tries, type(error).__name__)
    is_final = isinstance(error, Http404) or getattr(error, "is_final", False)
    return Outcome.AGAIN if fail(file, *_reason(error), is_final=is_final) else Outcome.FINISHED


def _reason(error: Expected) -> tuple[Failure, dict[str, int]]:
    """The code of a failure, with what its words name."""
    if isinstance(error, NotMade):
        return error.failure, {}
    if isinstance(error, Http404):
        return Failure.FORBIDDEN, {}
    if isinstance(error, OSError):
        return Failure.DISK, {}
    if error.cause == pdf.TIME:
        return Failure.TIME, {"seconds": pdf.MOST_SECONDS}
    return Failure.MEMORY if error.cause == pdf.MEMORY else Failure.FAULT, {}


def finish(file: GeneratedFile, name: str, content: "File[bytes]", also: Callable[[], None] = lambda: None) -> bool:
    """Store the content under this name and mark the file ready, as `mark_ready` does; else nothing stays stored."""
    file.made_at = timezone.now()
    file.file.save(name, content, save=False)
    stored = False
    try:
        stored = mark_ready(file, also)
    finally:
        if not stored:
            file.file.delete(save=False)
    return stored


def mark_ready(file: GeneratedFile, also: Callable[[], None] = lambda: None) -> bool:
    """Save a file that names its content; `also` saves what belongs to it in the same transaction.

    False, with nothing saved, when it was cancelled meanwhile.
    """
    file.state, file.failure, file.failure_params = State.READY, "", {}
    with transaction.atomic():
        if _queued(file).select_for_update().first() is None:
            return False
        file.save()
        also()
    return True


def put_back(file: GeneratedFile) -> None:
    """Leave it for later without a fault: this counts as no try."""
    mine = _queued(file).filter(tries__gt=0)
    mine.update(heartbeat_at=None, queued_at=timezone.now(), tries=F("tries") - 1)


def fail(file: GeneratedFile, failure: Failure, params: dict[str, int], *, is_final: bool = False) -> bool:
    """Note why it was not made; True when it is to be tried again, which `is_final` rules out."""
    given_up = is_final or file.tries >= MOST_TRIES
    state = State.FAILED if given_up else State.QUEUED
    _queued(file).update(heartbeat_at=None, state=state, failure=failure, failure_params=params)
    return not given_up


def requeue_lost(file: GeneratedFile) -> bool:
    """Whether a worker died over it, or its task was lost, so that it is to be queued again now."""
    if file.state != State.QUEUED:
        return False
    since = file.heartbeat_at or file.queued_at
    if timezone.now() - since < STUCK:
        return False
    mine = _queued(file).filter(heartbeat_at=file.heartbeat_at)
    if file.tries >= MOST_TRIES:
        mine.filter(failure="").update(failure=Failure.LOST)
        mine.update(state=State.FAILED)
        return False
    return mine.update(heartbeat_at=None, queued_at=timezone.now()) == 1


def lost(model: type[G]) -> list[G]:
    """What a dead worker left, or whose task was lost."""
    long_ago = timezone.now() - STUCK
    waiting = model._default_manager.filter(state=State.QUEUED)
    return list(waiting.filter(Q(heartbeat_at__lt=long_ago) | Q(heartbeat_at__isnull=True, queued_at__lt=long_ago)))


def retry(file: GeneratedFile) -> bool:
    """Start over with what was given up; whether there was anything to start over."""
    again = type(file)._default_manager.filter(pk=file.pk, state=State.FAILED)
    anew = {"state": State.QUEUED, "tries": 0, "heartbeat_at": None, "queued_at": timezone.now()}
    return again.update(**anew, failure="", failure_params={}) == 1


def cancel(file: GeneratedFile) -> bool:
    """Cancel what is not ready; a worker at it stops before its next step."""
    return _queued(file).update(state=State.CANCELLED) == 1


def _queued(file: G) -> QuerySet[G]:
    """The row of this file, while it is wanted."""
    return type(file)._default_manager.filter(pk=file.pk, state=State.QUEUED)
