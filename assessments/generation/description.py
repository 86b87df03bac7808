"""What the page of a generated file says of it, besides how far it is."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Fact:
    """Something to know of a file that is ready; `is_hash` for what is read character by character."""

    label: str
    value: str
    is_hash: bool = False


@dataclass(frozen=True, slots=True)
class Part:
    """One of several things that go into a file; `failure` says why it could not be made."""

    name: str
    reference: str
    is_made: bool
    failure: str = ""

    @property
    def is_done(self) -> bool:
        """Whether nothing more becomes of it."""
        return self.is_made or bool(self.failure)


@dataclass(frozen=True, slots=True)
class Description:
    """The words on the page: a heading, a sentence, where to go from there, and the button's."""

    title: str
    lead: str
    back_url: str
    back_label: str
    download_label: str
    facts: tuple[Fact, ...] = ()
    parts: tuple[Part, ...] = ()

    @property
    def done(self) -> int:
        """How many parts are made, or given up."""
        return sum(part.is_done for part in self.parts)
