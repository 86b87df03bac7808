"""What differs between two versions, item by item and word by word (docs/domain.md §6)."""

from collections.abc import Iterator
from dataclasses import dataclass
from difflib import SequenceMatcher
from itertools import zip_longest
from typing import Any

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy

from frameworks import labels, values
from frameworks.domain.snapshot import HEADER, ITEMS, JUDGED, SECTION_OF, SUBJECTS, Facts, Part

TEXTS = ("name", "description", "scoring_rule", "definition", "rule", "bodies", "indicators", "source")
PLACES = ("pillar", "track", "field", *SUBJECTS)


class Kind(TextChoices):
    """What can happen to an item from one version to the next."""

    ADDED = "added", gettext_lazy("added")
    REMOVED = "removed", gettext_lazy("removed")
    REWORDED = "reworded", gettext_lazy("reworded")
    REWEIGHTED = "reweighted", gettext_lazy("re-weighted")
    RESCALED = "rescaled", gettext_lazy("rescaled")
    MOVED = "moved", gettext_lazy("moved")


@dataclass(frozen=True, slots=True)
class Turn:
    """One thing about an item that differs: `text` is the code of which (`frameworks.labels`), empty for the whole item.

    `asks_again` when a rating given before has to be confirmed.
    """

    kind: Kind
    text: str
    old: str
    new: str
    asks_again: bool = False

    @property
    def label(self) -> str:
        """Which of its texts, in words."""
        return labels.of_text(self.text)

    @property
    def before(self) -> str:
        """What it said, in words."""
        return labels.of_value(self.text, self.old)

    @property
    def after(self) -> str:
        """What it says, in words."""
        return labels.of_value(self.text, self.new)


@dataclass(frozen=True, slots=True)
class Piece:
    """An item that differs."""

    section: str
    code: str
    name: str
    turns: tuple[Turn, ...]

    @property
    def kinds(self) -> tuple[Kind, ...]:
        """What happened to it, without repetition."""
        return tuple(dict.fromkeys(turn.kind for turn in self.turns))

    @property
    def key(self) -> str:
        """Unique in a difference; of a criterion, the key by which ratings travel."""
        return f"{self.section}-{self.code}"

    @property
    def asks_again(self) -> bool:
        """Whether a rating on it has to be confirmed."""
        return any(turn.asks_again for turn in self.turns)


def difference(older: Facts, newer: Facts) -> tuple[Piece, ...]:
    """Every item that differs, in the order of the newer version; removed ones come last in their section."""
    header = tuple(_texts(older, newer, HEADER))
    found = [Piece("framework", "", newer["name"], header)] if header else []
    found += _section("scales", older["scales"], newer["scales"], _scale_turns)
    for section in ITEMS:
        found += _section(section, older[section], newer[section], _item_turns)
    scales = _scales(older), _scales(newer)
    for part in Part:
        pair = _named(older, part), _named(newer, part)
        found += _section(part.value, *pair, lambda old, new: _criterion_turns(old, new, scales))
    return tuple(found)


def _scales(facts: Facts) -> dict[str, Facts]:
    """The scales by their code."""
    return {scale["code"]: scale for scale in facts["scales"]}


def _named(facts: Facts, part: Part) -> list[Facts]:
    """The criteria of a part, each with the name of what it judges."""
    names = {subject: {row["code"]: row["name"] for row in facts[section]} for subject, section in SECTION_OF.items()}
    return [
        row | {"name": ": ".join(names[subject].get(row[subject], row[subject]) for subject in JUDGED[part])}
        for row in facts["criteria"][part.value]
    ]


def _section(section: str, older: list[Facts], newer: list[Facts], turns_of: Any) -> list[Piece]:
    before = {row["code"]: row for row in older}
    after = {row["code"]: row for row in newer}
    moved = _moved(list(before), list(after))
    found = []
    for code, row in after.items():
        if code not in before:
            turns = [Turn(Kind.ADDED, "", "", _whole(row))]
        else:
            turns = list(turns_of(before[code], row))
            if code in moved:
                turns.append(Turn(Kind.MOVED, "order", *moved[code]))
        if turns:
            found.append(Piece(section, code, row["name"], tuple(turns)))
    gone = [row for code, row in before.items() if code not in after]
    return found + [
        Piece(section, row["code"], row["name"], (Turn(Kind.REMOVED, "", _whole(row), ""),)) for row in gone
    ]


def _whole(row: Facts) -> str:
    """An item as one text: what a reader of the difference sees of what came or went."""
    lines = [row[name] for name in ("definition", "text", "note") if name in row]
    lines += [str(line) for name in ("questions", "levels") for line in row.get(name, [])]
    lines += [_strand_whole(strand) for strand in row.get("strands", [])]
    return "\n".join(line for line in lines if line) or row["name"]


def _strand_whole(strand: Facts) -> str:
    return "\n".join(line for line in (strand["name"], strand.get("question", ""), *strand["steps"]) if line)


def _moved(before: list[str], after: list[str]) -> dict[str, tuple[str, str]]:
    """The codes that stand elsewhere among those that both versions know, with their places from 1."""
    old = [code for code in before if code in set(after)]
    new = [code for code in after if code in set(before)]
    kept: set[str] = set()
    for start, _there, size in SequenceMatcher(None, old, new, autojunk=False).get_matching_blocks():
        kept.update(old[start : start + size])
    return {code: (str(before.index(code) + 1), str(after.index(code) + 1)) for code in new if code not in kept}


def _texts(old: Facts, new: Facts, names: tuple[str, ...] = TEXTS) -> Iterator[Turn]:
    for name in names:
        if name in labels.TEXTS and old.get(name, "") != new.get(name, ""):
            again = name == "text"
            yield Turn(Kind.REWORDED, name, old.get(name, ""), new.get(name, ""), again)


def _places(old: Facts, new: Facts, *, asks_again: bool) -> Iterator[Turn]:
    for name in PLACES:
        if old.get(name, "") != new.get(name, ""):
            yield Turn(Kind.MOVED, name, old.get(name, ""), new.get(name, ""), asks_again)


def _scale_turns(old: Facts, new: Facts) -> Iterator[Turn]:
    yield from _texts(old, new)
    for name in ("kind", "high"):
        if old[name] != new[name]:
            yield Turn(Kind.REWORDED, name, old[name], new[name])
    yield from _twice(old, new)
    if old["levels"] != new["levels"]:
        same = len(old["levels"]) == len(new["levels"])
        yield Turn(
            Kind.REWORDED if same else Kind.RESCALED, "levels", " · ".join(old["levels"]), " · ".join(new["levels"])
        )


def _twice(old: Facts, new: Facts, *, asks_again: bool = False) -> Iterator[Turn]:
    """That a scale is asked at the start and at the end of the period, or is no more."""
    if old.get("twice") != new.get("twice"):
        yield Turn(Kind.REWORDED, "twice", _yes(old.get("twice")), _yes(new.get("twice")), asks_again)


def _item_turns(old: Facts, new: Facts) -> Iterator[Turn]:
    yield from _texts(old, new)
    before, after = (" ".join(row.get("crs_codes", [])) for row in (old, new))
    if before != after:
        yield Turn(Kind.REWORDED, "crs_codes", before, after)
    yield from _places(old, new, asks_again=False)


def _criterion_turns(old: Facts, new: Facts, scales: tuple[dict[str, Facts], dict[str, Facts]]) -> Iterator[Turn]:
    yield from _texts(old, new, ("text", "look_for", "note", "source"))
    if old.get("rapid") != new.get("rapid"):
        yield Turn(Kind.REWORDED, "rapid", _yes(old.get("rapid")), _yes(new.get("rapid")))
    yield from _questions(old["questions"], new["questions"])
    was, is_now = scales[0].get(old["scale"], {}), scales[1].get(new["scale"], {})
    before, after = was.get("levels", []), is_now.get("levels", [])
    if before != after:
        yield Turn(Kind.RESCALED, "scale", " · ".join(before), " · ".join(after), True)
    yield from _twice(was, is_now, asks_again=True)
    described = zip_longest(old.get("levels", []), new.get("levels", []), fillvalue="")
    for value, (then, now) in enumerate(described):
        if then != now:
            yield Turn(Kind.REWORDED, f"level-{value}", then, now, True)
    yield from _strands(old.get("strands", []), new.get("strands", []))
    signs = old.get("signs", {}), new.get("signs", {})
    for value in sorted(signs[0] | signs[1]):
        then, now = (each.get(value, "") for each in signs)
        if then != now:
            yield Turn(Kind.REWORDED, f"sign-{value}", then, now)
    if old.get("weight", "1") != new.get("weight", "1"):
        yield Turn(Kind.REWEIGHTED, "weight", old.get("weight", "1"), new.get("weight", "1"))
    yield from _places(old, new, asks_again=True)


def _yes(flag: bool | None) -> str:  # noqa: FBT001 - it is the value told
    return "yes" if flag else "no"


def _strands(older: list[Facts], newer: list[Facts]) -> Iterator[Turn]:
    """Strands are told by their codes; those that came, went or ask for other steps make a rating ask to be confirmed."""
    before, after = ({strand["code"]: strand for strand in strands} for strands in (older, newer))
    moved = _moved(list(before), list(after))
    for code, strand in after.items():
        if code in before:
            yield from _strand_turns(before[code], strand)
        else:
            yield Turn(Kind.ADDED, f"strand-{code}", "", _strand_whole(strand), True)
        if code in moved:
            yield Turn(Kind.MOVED, f"strand-{code}-order", *moved[code])
    gone = (strand for code, strand in before.items() if code not in after)
    yield from (Turn(Kind.REMOVED, f"strand-{strand['code']}", _strand_whole(strand), "", True) for strand in gone)


def _strand_turns(old: Facts, new: Facts) -> Iterator[Turn]:
    for name in ("name", "question"):
        then, now = old.get(name, ""), new.get(name, "")
        if then != now:
            yield Turn(Kind.REWORDED, f"strand-{new['code']}-{name}", then, now)
    for value, (then, now) in enumerate(zip_longest(old["steps"], new["steps"], fillvalue=""), start=1):
        if then != now:
            yield Turn(Kind.REWORDED, f"strand-{new['code']}-step-{value}", then, now, True)


@dataclass(frozen=True, slots=True)
class Strands:
    """The codes of strands that two versions of a criterion share: by steps that are all the same, and by others."""

    same: tuple[str, ...]
    reworded: tuple[str, ...]


def strands_between(old: values.Criterion, new: values.Criterion) -> Strands:
    """What of the answers to the one holds for the other, in the order of the newer; what only one has is in neither.

    Names, questions, places in the order and the number of the row do not count: an answer says which step can be shown.
    """
    steps = {strand.code: strand.steps for strand in old.strands}
    shared = [strand for strand in new.strands if strand.code in steps]
    same = tuple(strand.code for strand in shared if strand.steps == steps[strand.code])
    return Strands(same, tuple(strand.code for strand in shared if strand.code not in same))


def between(old: values.Criterion, new: values.Criterion) -> tuple[Turn, ...]:
    """What makes a rating given on the one ask to be confirmed on the other."""
    scales = {"": _measured(old)}, {"": _measured(new)}
    return tuple(turn for turn in _criterion_turns(_judged(old), _judged(new), scales) if turn.asks_again)


def _measured(criterion: values.Criterion) -> Facts:
    """What of its scale can ask for a rating to be confirmed."""
    twice = {"twice": True} if criterion.scale.twice else {}
    return {"levels": [level.name for level in criterion.levels]} | twice


def _judged(criterion: values.Criterion) -> Facts:
    """What of a criterion can ask for a rating to be confirmed."""
    subjects = {name: subject.code for name in PLACES if (subject := getattr(criterion, name, None))}
    levels = [level.description for level in criterion.levels]
    strands = [
        {"code": strand.code, "name": strand.name, "steps": [step.text for step in strand.steps]}
        for strand in criterion.strands
    ]
    return {"text": criterion.text, "scale": "", "questions": [], "levels": levels, "strands": strands} | subjects


def _questions(old: list[str], new: list[str]) -> Iterator[Turn]:
    for kind, a, b, c, d in SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        if kind == "equal":
            continue
        for offset, (then, now) in enumerate(zip_longest(old[a:b], new[c:d], fillvalue="")):
            number = (c if now else a) + offset + 1
            yield Turn(Kind.REWORDED, f"question-{number}", then, now)
