"""What was read of an assessment and derived from it, kept in each process for as long as the state that it rests on.

A state is named by the stamps of the assessment and of the one before it (`assessments.stamps`), by the facts of the cover as the
caller holds them, and by the language. Stamps are asked of the database every time, so that all processes agree on what still
holds. What one reader may see is part of what is kept under: nothing is kept by person, and nothing veiled is taken out again.
"""

from collections.abc import Callable, Hashable
from contextlib import suppress
from dataclasses import dataclass
from sys import getsizeof
from threading import Lock
from typing import Any, TypeVar

from cachetools import LRUCache
from django.db.models import Q
from django.utils.translation import get_language

from assessments.models import Assessment
from assessments.scorecard import earlier
from assessments.scorecard.card import Scorecard
from assessments.scorecard.reading import Records
from frameworks.models import Framework

T = TypeVar("T", Records, Scorecard)

MOST_BYTES = 48 * 1024 * 1024  # in each process: the rows of about a hundred assessments
A_RATING = 1500  # bytes of a rating among the values of a scorecard, which shares its texts with the rows
# What the scorecard takes from the cover: a caller may hold another than the database does.
COVER = (
    "framework_id",
    "organisation_id",
    "country",
    "period_end",
    "currency",
    "depth",
    "state",
    "approved_at",
    "copied_from_id",
)


@dataclass(frozen=True, slots=True)
class State:
    """One state of an assessment; `key` is None where nothing may be kept. With the assessment that it is compared with."""

    key: tuple[Hashable, ...] | None
    before: Assessment | None


def state_of(assessment: Assessment) -> State:
    """The state that the database has now. One query."""
    asked = Q(pk=assessment.pk) | Q(pk__in=earlier.candidates(assessment).values("pk")[:1])
    rows = Assessment.objects.filter(asked).select_related("framework", "stamp").only(*earlier.COVER, "stamp__value")
    found = {row.pk: row for row in rows.order_by()}
    own = found.pop(assessment.pk, None)
    before = next(iter(found.values()), None)
    stamps = [row.stamp.value if hasattr(row, "stamp") else None for row in (own, before) if row is not None]
    if own is None or None in stamps or assessment.framework.state == Framework.State.DRAFT:
        return State(None, before)
    cover = (str(getattr(assessment, name)) for name in COVER)
    return State((assessment.pk, *stamps, before and before.pk, *cover, get_language()), before)


def known(state: State, part: Hashable) -> Any | None:
    """What is kept of a state, if anything."""
    with _lock:
        return _kept.get((state.key, part)) if state.key else None


def kept(state: State, part: Hashable, make: Callable[[], T]) -> T:
    """A part of what there is to know of a state: as it is kept, or made now and kept."""
    found: T | None = known(state, part)
    if found is not None:
        return found
    made = make()
    if state.key:
        with _lock, suppress(ValueError):  # of what is larger than all that may be kept
            _kept[state.key, part] = made
    return made


def forget() -> None:
    """Empty the memory: for tests of what is read anew."""
    with _lock:
        _kept.clear()


def _size(value: Records | Scorecard) -> int:
    """Bytes, about."""
    if isinstance(value, Scorecard):
        return A_RATING * (len(value.everything) + 1)
    rows = (row for found in value.values() for row in found)
    return sum(getsizeof(each) for row in rows for each in row.__dict__.values()) + 1


_lock = Lock()
_kept: LRUCache[Hashable, Any] = LRUCache(MOST_BYTES, getsizeof=_size)
