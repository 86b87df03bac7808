"""The draft that a post of the desk holds while Django's own views work on it: locked, its history written at the end."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from weakref import WeakKeyDictionary

from django.http import HttpRequest

from frameworks.domain.editing import editing
from frameworks.domain.snapshot import Facts
from frameworks.models import Framework
from ssr_portal.http.requests import signed_in


@dataclass(slots=True)
class Held:
    """A draft, and its facts when it was locked; `part` is that of the criterion which is being removed."""

    framework: Framework
    facts: Facts
    part: str = ""


_held: WeakKeyDictionary[HttpRequest, Held] = WeakKeyDictionary()


@contextmanager
def holding(request: HttpRequest, framework: Framework) -> Iterator[None]:
    """Hold the draft for this post; raises NotDraft."""
    with editing(framework, by=signed_in(request)) as (held, facts):
        _held[request] = Held(held, facts)
        yield


def by(request: HttpRequest) -> Held | None:
    """What this post holds; None on a page that is only shown."""
    return _held.get(request)


def facts(request: HttpRequest) -> Facts | None:
    """The facts of what this post holds, as they were when it was locked."""
    held = by(request)
    return held.facts if held is not None else None
