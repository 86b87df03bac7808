"""Words for what the figures of an activity say of our programmes (docs/domain.md §4)."""

from decimal import Decimal

from django.utils.text import get_text_list
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from assessments import scoring
from assessments.remaining import Given, Word
from assessments.scorecard.comparability import Direction
from ssr_portal.values import figures


def of_programmes(given: Given) -> str:
    """What programmes give, in a few words."""
    words = _at_least(given.word) if given.is_at_least else _plainly(given.word)
    return f"{words}*" if given.provisional else words


def _plainly(word: Word) -> str:
    return {
        Word.NOBODY: _("none works on it"),
        Word.HARM: _("harm found"),
        Word.UNKNOWN: _("not known"),
        Word.WITHHELD: _("withheld"),
        Word.NO_CHANGE: _("no change shown"),
        Word.SOME: _("some change shown"),
        Word.STRONG: _("strong change shown"),
    }[word]


def _at_least(word: Word) -> str:
    return _("at least strong change shown") if word == Word.STRONG else _("at least some change shown")


def of_contributions(given: Given) -> str:
    """The highest contribution, the rest and harm, such as "3; the others 0 and 1"; empty where none is judged."""
    if given.highest is None:
        return ""
    told = "; ".join(filter(None, (figures.value(given.highest), of_others(given))))
    return f"{told} (⚠ {_('harm found')})" if given.word == Word.HARM else told


def of_harm(harm: str, without: int | None, *, is_stepped: bool) -> str:
    """Harm that a programme did, beside the level that counts; `without` is the one that grave harm made 0."""
    if harm == scoring.SOME_HARM:
        return _("some harm")
    if harm != scoring.GRAVE_HARM:
        return ""
    if without is None:
        return _("grave harm")
    said = _("harm; by strands %(level)d") if is_stepped else _("harm; by description %(level)d")
    return said % {"level": without}


def of_others(given: Given) -> str:
    """The contributions beside the highest: "the others 0 and 1"; empty where there is none."""
    rest = [figures.value(value) for value in given.others]
    if given.unjudged:
        rest.append(ngettext("not judged", "%(n)d not judged", given.unjudged) % {"n": given.unjudged})
    if not rest:
        return ""
    count = len(given.others) + given.unjudged
    return ngettext("the other %(rest)s", "the others %(rest)s", count) % {"rest": get_text_list(rest, _("and"))}


def of_insufficient(count: int, wider: tuple[Decimal, Decimal] | None) -> str:
    """How many ratings are insufficient in evidence, and what the answers leave open with them."""
    said = _("%(n)d insufficient") % {"n": count}
    if wider is None:
        return said
    told = ngettext("with it %(range)s", "with them %(range)s", count) % {"range": figures.between(*wider)}
    return f"{said}, {told}"


def unlevelled(stands: str) -> str:
    """Why something has no level."""
    return {
        "unrated": _("not judged"),
        "na": _("not applicable"),
        "insufficient": _("insufficient evidence"),
        "withheld": _("withheld"),
    }[stands]


def of_directions() -> dict[str, str]:
    """Which way a rating moved, or why that cannot be said, in the order in which it is counted."""
    return {
        Direction.BETTER.value: _("Better"),
        Direction.SAME.value: _("The same"),
        Direction.WORSE.value: _("Worse"),
        Direction.OPEN.value: _("Left open by the answers"),
        Direction.INCOMPARABLE.value: _("Not comparable"),
        Direction.LOST.value: _("Judged then, insufficient now"),
        Direction.UNJUDGED.value: _("No level in one of the two"),
    }


def of_turns() -> dict[str, str]:
    """Which way a need moved within one period."""
    return {
        Direction.BETTER.value: _("lower"),
        Direction.SAME.value: _("the same"),
        Direction.WORSE.value: _("higher"),
        Direction.LOST.value: _("judged at the start and insufficient at the end"),
        Direction.UNJUDGED.value: _("without a level at one of the two"),
    }
