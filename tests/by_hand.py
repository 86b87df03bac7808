"""What the demonstration's answers come to, worked out anew from two files: the demonstration's and the framework's.

No line of the product is used here, so that a mistake there is none here. The rule is the one that the framework's file states.
"""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path
from typing import Any

import yaml

FIXTURES = Path(__file__).parent.parent / "fixtures"
CASE: Mapping[str, Any] = yaml.safe_load((FIXTURES / "demo" / "burundi.yaml").read_text(encoding="utf-8"))
KEY: Mapping[str, Any] = yaml.safe_load((FIXTURES / "oecd-ssr-v2.yaml").read_text(encoding="utf-8"))
PROGRAMMES = {key: each["title"] for facts in CASE["assessments"] for key, each in facts.get("programmes", {}).items()}
TOP = 4


@dataclass(frozen=True)
class Worked:
    """One rating: what it is of, its level, and between which levels its answers leave it; both None where nothing follows."""

    part: str
    code: str
    moment: str
    programme: str | None
    status: str
    level: int | None
    bounds: tuple[int, int] | None

    @property
    def place(self) -> "Place":
        """What no other rating of the assessment is of."""
        return self.part, self.code, self.moment, self.programme


def facts_of(reference: str) -> Mapping[str, Any]:
    """What the file says of an assessment."""
    return next(each for each in CASE["assessments"] if each["reference"] == reference)


def worked(reference: str) -> list[Worked]:
    """Every rating of which the file says something."""
    return [
        _worked(part, code, moment, programme, said) for (part, code, moment, programme), said in sayings(reference)
    ]


Place = tuple[str, str, str, str | None]  # part, code, moment and programme


def sayings(reference: str) -> Iterator[tuple[Place, Mapping[str, Any]]]:
    """What the file says of each rating, with what it is of."""
    said = dict(facts_of(reference)["ratings"])
    for code, moments in said.pop("need").items():
        for moment, each in moments.items():
            yield ("need", code, moment, None), each
    for group, parts in said.items():
        programme = PROGRAMMES.get(group)
        for part, criteria in (parts if programme else {group: parts}).items():
            for code, each in criteria.items():
                yield (part, code, "", programme), each


def mean(ratings: Iterable[Worked]) -> Fraction | None:
    """The mean of the levels; None where there is none."""
    levels = [each.level for each in ratings if each.level is not None]
    return _mean(levels) if levels else None


def left_open(ratings: Iterable[Worked]) -> tuple[Fraction, Fraction] | None:
    """The means of the lowest and of the highest levels that the answers leave open."""
    bounds = [each.bounds for each in ratings if each.bounds is not None]
    return (_mean(low for low, _high in bounds), _mean(high for _low, high in bounds)) if bounds else None


def if_double(ratings: Iterable[Worked], institution: str) -> Fraction | None:
    """The mean, if this institution counted twice."""
    group = list(ratings)
    return mean([*group, *(each for each in group if each.code.startswith(f"{institution}."))])


def _mean(levels: Iterable[int]) -> Fraction:
    found = list(levels)
    return Fraction(sum(found), len(found))


def counts(ratings: Iterable[Worked]) -> dict[int, int]:
    """How many stand at each level."""
    return dict(sorted(Counter(each.level for each in ratings if each.level is not None).items()))


def _worked(part: str, code: str, moment: str, programme: str | None, said: Mapping[str, Any]) -> Worked:
    strands = _strands(part, code)
    of = (part, code, moment, programme)
    if not strands:
        level = said.get("level")
        return Worked(*of, "insufficient" if level is None else "level", level, None)
    answers = said["answers"]
    if set(answers) != set(strands):
        return Worked(*of, "unrated", None, None)
    follows = _follows(answers, strands)
    if follows is None:
        return Worked(*of, "insufficient", None, _reach(answers, strands))
    return Worked(*of, "level", said.get("level", follows), _reach(answers, strands))


def _strands(part: str, code: str) -> dict[str, int]:
    """The strands of a criterion, each with its highest step that looks at no case."""
    criterion = next(each for each in KEY["criteria"][part] if each["code"] == code)
    found = {}
    for strand in criterion.get("strands", []):
        on_cases = [number for number, text in enumerate(strand["steps"], start=1) if "(*)" in text]
        found[strand["code"]] = on_cases[0] - 1 if on_cases else TOP
    return found


def _ends(answer: str) -> tuple[int, int]:
    return (0, TOP) if answer == "?" else (int(answer[0]), int(answer[-1]))


def _counting(answers: Mapping[str, str], strands: Mapping[str, int]) -> list[str]:
    """The answers that can hold the level down; where no case arose on any strand, the step of each."""
    live = [answer for answer in answers.values() if answer != "-"]
    return live or [str(strands[code]) for code in answers]


def _follows(answers: Mapping[str, str], strands: Mapping[str, int]) -> int | None:
    """The weakest known strand, at most what any leaves open; at most 2 while one is not known, or 1 if a step is denied."""
    counting = _counting(answers, strands)
    unknown = [answer for answer in counting if answer == "?" or answer.startswith("0-")]
    known = [_ends(answer)[0] for answer in counting if answer not in unknown]
    known = known or [strands[code] for code, answer in answers.items() if answer == "-"]
    if not known:
        return None
    denied = [2 if _ends(answer)[1] == TOP else 1 for answer in unknown]
    return min(*known, *denied, *(_ends(answer)[1] for answer in counting))


def _reach(answers: Mapping[str, str], strands: Mapping[str, int]) -> tuple[int, int]:
    ends = [_ends(answer) for answer in _counting(answers, strands)]
    return min(low for low, _high in ends), min(high for _low, high in ends)
