"""What programmes give an activity, and which needs remain (docs/domain.md §4): no database, values in and values out.

Need and contribution are never subtracted: one is a country's, the other a programme's. A word says what programmes have shown to
give, and a need of 2 or more stays an unmet need whatever that word is.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum
from fractions import Fraction

from assessments.scoring import INSUFFICIENT, UNRATED, Judged
from ssr_portal.text.sorting import SortKey, sort_key

UNMET = 2  # the value from which on a need is one that somebody should meet
SOME, STRONG = 2, 3  # the values from which on a contribution shows some change, and strong change


class Word(StrEnum):
    """What programmes give an activity, in the order in which activities with the same need are listed."""

    NOBODY = "nobody"
    HARM = "harm"
    UNKNOWN = "unknown"
    WITHHELD = "withheld"
    NO_CHANGE = "no change"
    SOME = "some change"
    STRONG = "strong change"

    @property
    def place(self) -> int:
        """Its place in that order, from 0."""
        return list(Word).index(self)


@dataclass(frozen=True, slots=True)
class Given:
    """What the programmes of an activity give: the word, the highest contribution that is judged, and the rest."""

    word: Word
    highest: Fraction | None = None
    others: tuple[Fraction, ...] = ()  # the rest of those judged, the lowest first
    unjudged: int = 0  # without a level, or insufficient in evidence
    provisional: bool = False  # some ask to be confirmed

    @property
    def is_at_least(self) -> bool:
        """Whether what is not judged may still be more."""
        return self.unjudged > 0 and self.word in {Word.SOME, Word.STRONG}


def given(contributions: Iterable[Judged]) -> Given:
    """What the contributions of the programmes that work on one activity come to.

    What is not applicable is left out. With one that is not judged, the word holds as a least where change is shown, and is not
    known otherwise. Harm that is seen is told, whatever is withheld or not judged beside it.
    """
    group = list(contributions)
    if not group:
        return Given(Word.NOBODY)
    values = sorted(value for each in group if (value := each.value) is not None)
    unjudged = sum(each.status in {UNRATED, INSUFFICIENT} and not each.withheld for each in group)
    return Given(
        word=_word(group, values, unjudged),
        highest=values[-1] if values else None,
        others=tuple(values[:-1]),
        unjudged=unjudged,
        provisional=any(each.to_confirm for each in group),
    )


def _word(group: list[Judged], values: list[Fraction], unjudged: int) -> Word:
    if any(each.harm for each in group):
        return Word.HARM
    if any(each.withheld for each in group):
        return Word.WITHHELD
    highest = values[-1] if values else None
    if highest is None or (unjudged and highest < SOME):
        return Word.UNKNOWN
    if highest < SOME:
        return Word.NO_CHANGE
    return Word.STRONG if highest >= STRONG else Word.SOME


def stands(need: Judged) -> bool:
    """Whether a need is judged, or hidden: else the one at the start of the period stands for the one at its end."""
    return need.withheld or need.status not in {UNRATED, INSUFFICIENT}


def is_unmet(need: Fraction | None) -> bool:
    """Whether a need is one that somebody should meet; what is not judged is no finding."""
    return need is not None and need >= UNMET


def order(need: Fraction | None, word: Word, code: str) -> tuple[bool, Fraction, int, SortKey]:
    """The place of an activity among others: greater need first, then by the word, then by code; without a need last."""
    return need is None, -(need or Fraction(0)), word.place, sort_key(code)
