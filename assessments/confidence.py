"""From the evidence under a rating to the confidence that it suggests (docs/domain.md §3): no database, values in and out."""

from collections.abc import Iterable
from dataclasses import dataclass
from itertools import combinations


@dataclass(frozen=True, slots=True)
class Source:
    """What the suggested confidence needs to know of one linked piece of evidence; `months` is its age."""

    key: int
    origin: str
    reliability: str
    credibility: int
    months: int
    contradicts: bool = False
    has_interest: bool = True
    rests_on: tuple[tuple[int, str], ...] = ()  # key and origin of each text that it rests on, however far back
    is_unasked: bool = False  # of an assessment that was approved before sources were asked for their interest

    @property
    def is_strong(self) -> bool:
        """Whether it is graded A or B and 1 or 2."""
        return self.reliability in "AB" and self.credibility <= 2  # noqa: PLR2004

    @property
    def is_fair(self) -> bool:
        """Whether it is graded C3 or better."""
        return self.reliability in "ABC" and self.credibility <= 3  # noqa: PLR2004

    @property
    def texts(self) -> frozenset[int]:
        """Keys of itself and of what it rests on: those that share one say the same thing once."""
        return frozenset({self.key, *(key for key, _ in self.rests_on)})

    @property
    def origins(self) -> frozenset[str]:
        """Who is behind it, and behind what it rests on."""
        return frozenset(each.casefold() for each in (self.origin, *(origin for _, origin in self.rests_on)))

    def is_independent_of(self, other: "Source") -> bool:
        """Whether one confirms the other: of other origins, and neither rests on what the other does."""
        return not (self.origins & other.origins or self.texts & other.texts)


FRESH_MONTHS, OLD_MONTHS = 24, 36


@dataclass(frozen=True, slots=True)
class Suggestion:
    """The confidence that the evidence suggests, and what the next higher one would need and did not find.

    For high, of independent, fresh, disinterested, strands and harm; for medium, of agreement, recent and graded; in this order.
    """

    confidence: str
    higher_needs: tuple[str, ...] = ()


def suggested_confidence(
    sources: Iterable[Source], *, against_strands: bool = False, harm_unsought: bool = False
) -> Suggestion:
    """Low, medium or high from the evidence alone; an assessor may differ and says why (docs/domain.md §3).

    High: two independent sources, a strong one of them (A or B, and 1 or 2) under 24 months old itself, one without an
    interest in the result, none contradicting, a level that follows from its strands, and harm looked for. Medium: one
    strong source, or two graded C3 or better of which neither rests on the other. Low: anything else, or sources that
    disagree, or all older than 36 months.
    """
    found = list(sources)
    medium = {
        "agreement": not any(source.contradicts for source in found),
        "recent": not found or min(source.months for source in found) <= OLD_MONTHS,
        "graded": any(source.is_strong for source in found) or _says_it_twice(found),
    }
    high = {
        "independent": are_confirmed(found),
        "fresh": _has_fresh_strength(found),
        "disinterested": not all(source.has_interest for source in found),
        "strands": not against_strands,
        "harm": not harm_unsought,
    }
    for confidence, conditions in (("low", medium), ("medium", high)):
        failed = tuple(name for name, is_met in conditions.items() if not is_met)
        if failed:
            return Suggestion(confidence, failed)
    return Suggestion("high")


def are_confirmed(sources: Iterable[Source]) -> bool:
    """Whether two of them are independent of each other."""
    return any(one.is_independent_of(other) for one, other in combinations(sources, 2))


def _says_it_twice(sources: Iterable[Source]) -> bool:
    """Whether two graded C3 or better say it, each for itself."""
    fair = (source for source in sources if source.is_fair)
    return any(not one.texts & other.texts for one, other in combinations(fair, 2))


def _has_fresh_strength(sources: list[Source]) -> bool:
    """Whether a strong source is itself fresh; when sources were not asked for their interest, any fresh one was enough."""
    strong = [source for source in sources if source.is_strong]
    dated = sources if strong and all(source.is_unasked for source in sources) else strong
    return any(source.months < FRESH_MONTHS for source in dated)


@dataclass(frozen=True, slots=True)
class Support:
    """How well a rating is evidenced: sources, of how many origins, the best grade, and how many contradict it."""

    sources: int = 0
    origins: int = 0
    best: str = ""  # such as B2; empty without sources
    contradicting: int = 0
    is_old: bool = False  # the newest is more than 36 months older than the end of the period
    is_confirmed: bool = False  # two are independent of each other

    @property
    def repeats(self) -> bool:
        """Whether there are several, and none confirms another."""
        return self.sources > 1 and not self.is_confirmed


def support(sources: Iterable[Source]) -> Support:
    """What the linked evidence amounts to, beside the confidence that it suggests."""
    found = list(sources)
    return Support(
        sources=len(found),
        origins=len({source.origin.casefold() for source in found}),
        best=min((f"{source.reliability}{source.credibility}" for source in found), default=""),
        contradicting=sum(source.contradicts for source in found),
        is_old=bool(found) and min(source.months for source in found) > OLD_MONTHS,
        is_confirmed=are_confirmed(found),
    )
