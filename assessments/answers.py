"""From what a rating answers on each strand to the level that follows, and to what the answers leave open (docs/domain.md §3).

No database: values in and values out. An answer is a short text, the same in forms, files and the database: `2`, a step that is
shown; `1-3`, steps between which it lies; `?`, not known; `-`, no case arose.
"""

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from django.utils.translation import gettext as _

from assessments.scoring import LEVEL
from frameworks.values import Criterion, Strand

NOT_KNOWN, NO_CASE = "?", "-"
MOST_BESIDE = 1  # levels that an assessor may go beside the level that follows
_FORM = re.compile(r"([0-9])(?:-([0-9]))?")

Answers = Mapping[str, str]  # by the code of the strand


class Unreadable(ValueError):
    """An answer that its strand cannot have; says in words why."""


@dataclass(frozen=True, slots=True)
class Answer:
    """Steps from 0 between which a strand lies.

    A span from 0 shows no step: like "not known" it gives no level (`is_known`), and what it excludes it caps all the same.
    Where no case arose, the strand stands at a step and holds no level down (`counts`).
    """

    lowest: int
    highest: int
    is_known: bool = True
    counts: bool = True


@dataclass(frozen=True, slots=True)
class Outcome:
    """What follows from all answers: a level or, of which no strand is known, none; and between which levels it lies."""

    level: int | None
    lowest: int
    highest: int


def top_of(strand: Strand) -> int:
    """The highest step; 0 in a draft whose strand has none yet."""
    return max((step.value for step in strand.steps), default=0)


def without_case(strand: Strand) -> int:
    """The step at which a strand stands where no case arose: the highest below the first that looks at cases."""
    return next((step.value - 1 for step in strand.steps if step.on_cases), top_of(strand))


def looks_at_cases(strand: Strand) -> bool:
    """Whether a step looks at cases, so that it can be said that none arose."""
    return any(step.on_cases for step in strand.steps)


def spans(top: int) -> tuple[str, ...]:
    """Every span that says something: all but the one over all steps, which is "not known"."""
    pairs = ((low, high) for low in range(top) for high in range(low + 1, top + 1))
    return tuple(f"{low}-{high}" for low, high in pairs if (low, high) != (0, top))


def read(text: str, strand: Strand) -> Answer:
    """An answer on this strand.

    Raises Unreadable for a step that it does not have, a span upside down, or "no case" where no step looks at cases.
    """
    top = top_of(strand)
    if text == NOT_KNOWN:
        return Answer(0, top, is_known=False)
    if text == NO_CASE:
        if not looks_at_cases(strand):
            raise Unreadable(_("No step of %(strand)s looks at cases.") % {"strand": strand.name})
        return Answer(without_case(strand), without_case(strand), counts=False)
    found = _FORM.fullmatch(text)
    if found is None:
        raise Unreadable(_("“%(text)s” is no answer: give a step, two steps, or “?”.") % {"text": text[:20]})
    low, high = int(found[1]), int(found[2] or found[1])
    if max(low, high) > top:
        words = _("%(strand)s has steps up to %(top)d.")
        raise Unreadable(words % {"strand": strand.name, "top": top})
    if found[2] and low >= high:
        raise Unreadable(_("“%(text)s” is upside down: the lower step comes first.") % {"text": text})
    return Answer(low, high, is_known=low > 0 or high == low)


def faults(answers: Answers, criterion: Criterion) -> dict[str, str]:
    """What is wrong with the answers, by strand; an unknown strand stands under its own code."""
    strands = {strand.code: strand for strand in criterion.strands}
    found = {}
    for code, text in answers.items():
        try:
            if code not in strands:
                raise Unreadable(
                    _("%(criterion)s has no strand “%(code)s”.") % {"criterion": criterion.code, "code": code}
                )
            read(text, strands[code])
        except Unreadable as fault:
            found[code] = str(fault)
    return found


def readable(answers: Answers, criterion: Criterion) -> dict[str, str]:
    """Those of the answers that the strands of this criterion can have: what of them travels to it by strand code."""
    wrong = faults(answers, criterion)
    return {code: text for code, text in answers.items() if code not in wrong}


def unanswered(answers: Answers, criterion: Criterion) -> tuple[str, ...]:
    """The codes of the strands that wait for an answer, in order."""
    return tuple(strand.code for strand in criterion.strands if strand.code not in answers)


def outcome(answers: Answers, criterion: Criterion) -> Outcome | None:
    """What follows from the answers to all strands; None while one is unanswered, and for a criterion without strands."""
    if not criterion.strands or unanswered(answers, criterion):
        return None
    top = len(criterion.levels) - 1
    return derive((read(answers[strand.code], strand) for strand in criterion.strands), top=top)


def is_beside(status: str, level: int | None, found: Outcome | None) -> bool:
    """Whether a level was chosen beside the one that follows."""
    return status == LEVEL and found is not None and level != found.level


def bounds(answers: Answers, criterion: Criterion, level: int | None) -> tuple[int, int] | None:
    """The lowest and the highest level that the answers leave open, a chosen level included; None where nothing follows yet.

    Answers that its strands no longer have, of a rating that was given on an older version, leave nothing to say either.
    """
    if faults(answers, criterion):
        return None
    found = outcome(answers, criterion)
    if found is None:
        return None
    reached = [found.lowest, found.highest] + ([] if level is None else [level])
    return min(reached), max(reached)


def derive(answers: Iterable[Answer], *, top: int) -> Outcome:
    """The level of the weakest known strand, capped by what any strand excludes (docs/domain.md §3). `top` is the highest level.

    While a strand is not known the level is at most the middle of the scale, and one below it where a step of that strand is
    denied. Strands of which no case arose lower no level; if all are so, the level is that of the lowest of them.
    """
    given = list(answers)
    counting = [each for each in given if each.counts] or given
    known = [each.lowest for each in counting if each.is_known] or [each.lowest for each in given if not each.counts]
    lowest, highest = min(each.lowest for each in counting), min(each.highest for each in counting)
    if not known:
        return Outcome(None, lowest, highest)
    caps = [top // 2 - (each.highest < top) for each in counting if not each.is_known]
    return Outcome(max(min(min(known), highest, *caps), 0), lowest, highest)


def stops(answers: Answers, criterion: Criterion) -> Strand | None:
    """The strand that stops the level: the first known one that stands at it, else the first that is not known.

    None where nothing follows, or the highest level does.
    """
    found = outcome(answers, criterion)
    if found is None or found.level in (None, len(criterion.levels) - 1):
        return None
    steps = [(strand, read(answers[strand.code], strand)) for strand in criterion.strands]
    counting = [(strand, step) for strand, step in steps if step.counts] or steps
    standing = (strand for strand, step in counting if step.is_known and step.lowest == found.level)
    unknown = (strand for strand, step in counting if not step.is_known)
    return next(standing, None) or next(unknown, None)


def in_order(answers: Answers, criterion: Criterion) -> dict[str, str]:
    """The answers in the order of the strands; what was answered on no strand of this criterion comes last."""
    codes = [strand.code for strand in criterion.strands]
    known = {code: answers[code] for code in codes if code in answers}
    return known | {code: text for code, text in answers.items() if code not in known}


def turns(before: Answers, after: Answers, criterion: Criterion) -> Iterator[tuple[str, str, str]]:
    """Strand, answer before and answer after, in words; of what was answered on strands that are no longer there too."""
    names = {strand.code: f"{strand.code} {strand.name}" for strand in criterion.strands}
    for code in names | dict.fromkeys([*before, *after]):
        yield names.get(code, code), in_words(before.get(code, "")), in_words(after.get(code, ""))


def on_one_line(answers: Answers, criterion: Criterion) -> str:
    """Each strand that is answered with its answer: "a 3 · b 1–2"."""
    given = in_order(
        {strand.code: text for strand in criterion.strands if (text := answers.get(strand.code))}, criterion
    )
    return " · ".join(f"{code} {text.replace('-', '–') if len(text) > 1 else text}" for code, text in given.items())


def reach(text: str, strand: Strand) -> tuple[int, int]:
    """The steps from and to which an answer reaches; 0 and 0 without one."""
    if not text:
        return 0, 0
    answer = read(text, strand)
    return answer.lowest, answer.highest


def in_words(text: str) -> str:
    """An answer as people read it; a span with a dash between figures, empty where there is none."""
    if text == NOT_KNOWN:
        return _("not known")
    if text == NO_CASE:
        return _("no case")
    return text.replace("-", "–")
