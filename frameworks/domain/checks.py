"""What must hold before a version is published or imported (docs/domain.md §6).

The rules read facts, so that a draft and a file are judged by the same sentences. Each fault names the place it concerns: a
path into the facts, such as ("criteria", "need", 3, "levels"), which becomes a link for a draft and a line for a file.
"""

import re
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from frameworks.domain.snapshot import HEADER, ITEMS, JUDGED, SECTION_OF, Facts, Kind, Part
from ssr_portal.reference import crs

LEAST_QUESTIONS, MOST_QUESTIONS = 2, 5
MOST_STRANDS = 6
LEAST_LEVELS, MOST_LEVELS = 2, 10
MOST_WEIGHT = Decimal("99.99")
CODE = re.compile(r"[A-Za-z0-9](?:[A-Za-z0-9.-]*[A-Za-z0-9])?")
STRAND = re.compile(r"[a-z][a-z0-9]?")
SLUG = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*")
OWNED_BY = {"institutions": ("pillar", "pillars"), "fields": ("track", "pillars"), "activities": ("field", "fields")}
# The sections of whose every item a part has a criterion, with these parts; the matrix of two is checked by itself.
JUDGED_IN = {
    SECTION_OF[subject]: tuple(part for part, subjects in JUDGED.items() if subjects == (subject,))
    for subjects in JUDGED.values()
    if len(subjects) == 1
    for subject in subjects
}
Path = tuple[str | int, ...]


@dataclass(frozen=True, slots=True)
class Fault:
    """What is wrong, and where in the facts."""

    path: Path
    message: str


def faults(facts: Facts, predecessor: Facts | None = None) -> list[Fault]:
    """Everything that keeps the version from being published; `predecessor` are the facts of the version before it."""
    found = [*_header(facts), *_scales(facts), *_items(facts), *_owners(facts), *_criteria(facts), *_coverage(facts)]
    return found + list(_stability(facts, predecessor)) if predecessor else found


def _header(facts: Facts) -> Iterator[Fault]:
    for name in HEADER:
        if name != "version" and not str(facts[name]).strip():
            yield Fault((name,), _("“%(name)s” is empty.") % {"name": name})
    if facts["code"] and not SLUG.fullmatch(facts["code"]):
        yield Fault(("code",), _("A framework's code is small letters and digits with hyphens, such as oecd-ssr."))


def _scales(facts: Facts) -> Iterator[Fault]:
    yield from _codes("scales", facts["scales"], SLUG)
    for place, scale in enumerate(facts["scales"]):
        levels, path = scale["levels"], ("scales", place, "levels")
        if not LEAST_LEVELS <= len(levels) <= MOST_LEVELS:
            message = _("The scale “%(code)s” has %(count)d levels; it needs two to ten.")
            yield Fault(path, message % {"code": scale["code"], "count": len(levels)})
        if len(set(levels)) < len(levels) or not all(level.strip() for level in levels):
            yield Fault(path, _("The levels of the scale “%(code)s” need different names.") % {"code": scale["code"]})
        if scale.get("twice"):
            yield from _twice(facts, scale, ("scales", place, "twice"))


def _twice(facts: Facts, scale: Facts, path: Path) -> Iterator[Fault]:
    """Start and end of the period are asked of need alone, whose descriptions say how things are at one time."""
    if scale["kind"] != Kind.BEST_FIT:
        message = _(
            "The scale “%(code)s” is asked at the start and at the end of the period: it has to be of best fit."
        )
        yield Fault(path, message % {"code": scale["code"]})
    others = [
        part for part in Part if part != Part.NEED for row in facts["criteria"][part] if row["scale"] == scale["code"]
    ]
    if others:
        message = _(
            "Only need is asked at the start and at the end of the period; the scale “%(code)s” is also of “%(part)s”."
        )
        yield Fault(path, message % {"code": scale["code"], "part": others[0].label})


def _codes(section: str, rows: Iterable[Facts], pattern: re.Pattern[str] = CODE, *around: str) -> Iterator[Fault]:
    seen: Counter[str] = Counter()
    for place, row in enumerate(rows):
        code = row["code"]
        seen[code] += 1
        path: tuple[str | int, ...] = (section, *around, place, "code")
        if seen[code] > 1:
            yield Fault(path, _("The code “%(code)s” is here twice.") % {"code": code})
        elif not pattern.fullmatch(code):
            message = _("“%(code)s” is no code: use letters and digits, with dots or hyphens between.")
            yield Fault(path, message % {"code": code})


def _items(facts: Facts) -> Iterator[Fault]:
    for section in ITEMS:
        yield from _codes(section, facts[section])
        for place, row in enumerate(facts[section]):
            for name in ("name", "definition", "source"):
                if not row[name].strip():
                    message = _("%(code)s has no %(what)s.") % {"code": row["code"], "what": name}
                    yield Fault((section, place, name), message)
    for place, row in enumerate(facts["activities"]):
        for code in crs.unknown(row.get("crs_codes", [])):
            message = _("%(activity)s: “%(code)s” is not a CRS purpose code.")
            yield Fault(("activities", place, "crs_codes"), message % {"activity": row["code"], "code": code})


def _owners(facts: Facts) -> Iterator[Fault]:
    for section, (name, owners) in OWNED_BY.items():
        known = {row["code"] for row in facts[owners]}
        for place, row in enumerate(facts[section]):
            if name in row and row[name] not in known:
                message = _("%(code)s names the %(what)s “%(other)s”, which is not in this version.")
                values = {"code": row["code"], "what": name, "other": row[name]}
                yield Fault((section, place, name), message % values)
    for owners, section, name in (("pillars", "institutions", "pillar"), ("fields", "activities", "field")):
        used = {row[name] for row in facts[section]}
        for place, row in enumerate(facts[owners]):
            if row["code"] not in used:
                message = _("%(code)s %(name)s is empty: nothing belongs to it.")
                yield Fault((owners, place, "code"), message % {"code": row["code"], "name": row["name"]})


def _criteria(facts: Facts) -> Iterator[Fault]:
    scales = {scale["code"]: scale for scale in facts["scales"]}
    for part in Part:
        rows = facts["criteria"][part.value]
        if not rows:
            message = _("The part “%(part)s” has no criterion.") % {"part": part.label}
            yield Fault(("criteria", part.value), message)
        yield from _codes("criteria", rows, CODE, part.value)
        for place, row in enumerate(rows):
            path, name = ("criteria", part.value, place), f"{part.label} {row['code']}"
            yield from _texts(row, path, name)
            yield from _answered(row, path, name, scales)
            yield from _weight(row, path, name)
            yield from _subjects(row, path, name, facts, part)


def _texts(row: Facts, path: Path, name: str) -> Iterator[Fault]:
    for field, told in (("text", _("%(criterion)s has no text.")), ("source", _("%(criterion)s has no source."))):
        if not row[field].strip():
            yield Fault((*path, field), told % {"criterion": name})
    yield from _questions(row, path, name)


def _questions(row: Facts, path: Path, name: str) -> Iterator[Fault]:
    """Two to five; beside those of its strands, a criterion needs one for the whole."""
    asked = sum(bool(question.strip()) for question in row["questions"])
    least = 1 if row.get("strands") else LEAST_QUESTIONS
    if least <= asked <= MOST_QUESTIONS and asked == len(row["questions"]):
        return
    if least == 1:
        message = ngettext(
            "%(criterion)s has %(count)d guiding question; it needs one to five beside those of its strands.",
            "%(criterion)s has %(count)d guiding questions; it needs one to five beside those of its strands.",
            asked,
        )
    else:
        message = ngettext(
            "%(criterion)s has %(count)d guiding question; it needs two to five.",
            "%(criterion)s has %(count)d guiding questions; it needs two to five.",
            asked,
        )
    yield Fault((*path, "questions"), message % {"criterion": name, "count": asked})


def _answered(row: Facts, path: Path, name: str, known: dict[str, Facts]) -> Iterator[Fault]:
    """By what a level is chosen: a description of each, or strands; and that no sign stands beside the scale."""
    if row["scale"] not in known:
        message = _("%(criterion)s names the scale “%(scale)s”, which is not in this version.")
        yield Fault((*path, "scale"), message % {"criterion": name, "scale": row["scale"]})
        return
    scale = known[row["scale"]]
    count = len(scale["levels"])
    if row.get("strands"):
        yield from _strands(row, path, name, scale)
    else:
        yield from _levels(row, path, name, count)
    for level, text in row.get("signs", {}).items():
        if level >= count:
            message = _("%(criterion)s has a sign of level %(level)d, which its scale does not have.")
            yield Fault((*path, "signs", level), message % {"criterion": name, "level": level})
        elif not text.strip():
            message = _("%(criterion)s: the sign of level %(level)d has no text.")
            yield Fault((*path, "signs", level), message % {"criterion": name, "level": level})


def _levels(row: Facts, path: Path, name: str, wanted: int) -> Iterator[Fault]:
    levels = row.get("levels", [])
    described = sum(bool(text.strip()) for text in levels)
    if described != wanted or len(levels) != wanted:
        message = _("%(criterion)s describes %(described)d of the %(levels)d levels of its scale.")
        values = {"criterion": name, "described": described, "levels": wanted}
        yield Fault((*path, "levels"), message % values)


def _strands(row: Facts, path: Path, name: str, scale: Facts) -> Iterator[Fault]:
    strands, place = row["strands"], (*path, "strands")
    if any(text.strip() for text in row.get("levels", [])):
        message = _("%(criterion)s has both strands and descriptions of levels: keep one of them.")
        yield Fault((*path, "levels"), message % {"criterion": name})
    if scale.get("kind") == Kind.BEST_FIT:
        message = _("%(criterion)s has strands, but its scale “%(scale)s” is of best fit: describe the levels instead.")
        yield Fault(place, message % {"criterion": name, "scale": scale["code"]})
    if len(strands) > MOST_STRANDS:
        message = _("%(criterion)s has %(count)d strands; it may have up to %(most)d.")
        yield Fault(place, message % {"criterion": name, "count": len(strands), "most": MOST_STRANDS})
    seen: Counter[str] = Counter()
    for number, strand in enumerate(strands):
        seen[strand["code"]] += 1
        yield from _strand(strand, (*place, number), name, len(scale["levels"]) - 1, twice=seen[strand["code"]] > 1)


def _strand(strand: Facts, path: Path, name: str, wanted: int, *, twice: bool) -> Iterator[Fault]:
    values: dict[str, Any] = {"criterion": name, "code": strand["code"], "wanted": wanted}
    if not STRAND.fullmatch(strand["code"]):
        message = _("%(criterion)s: “%(code)s” is no code of a strand: use a small letter, such as a, b or c.")
        yield Fault((*path, "code"), message % values)
    elif twice:
        yield Fault((*path, "code"), _("%(criterion)s has two strands “%(code)s”.") % values)
    if not strand["name"].strip():
        yield Fault((*path, "name"), _("%(criterion)s: the strand “%(code)s” has no name.") % values)
    said = sum(bool(text.strip()) for text in strand["steps"])
    if said != wanted or len(strand["steps"]) != wanted:
        message = ngettext(
            "%(criterion)s: the strand “%(code)s” has %(count)d step; it needs %(wanted)d, one for each level above 0.",
            "%(criterion)s: the strand “%(code)s” has %(count)d steps; it needs %(wanted)d, one for each level above 0.",
            said,
        )
        yield Fault((*path, "steps"), message % (values | {"count": said}))


def _weight(row: Facts, path: Path, name: str) -> Iterator[Fault]:
    try:
        weight = Decimal(row.get("weight", "1"))
        sound = weight.is_finite() and 0 < weight <= MOST_WEIGHT and weight == round(weight, 2)
    except InvalidOperation:
        sound = False
    if not sound:
        message = _("%(criterion)s: a weight is greater than 0 and at most 99.99, with two decimals.")
        yield Fault((*path, "weight"), message % {"criterion": name})


def _subjects(row: Facts, path: Path, name: str, facts: Facts, part: Part) -> Iterator[Fault]:
    for subject in JUDGED[part]:
        known = {item["code"] for item in facts[SECTION_OF[subject]]}
        if row[subject] not in known:
            message = _("%(criterion)s judges “%(code)s”, which is not in this version.")
            yield Fault((*path, subject), message % {"criterion": name, "code": row[subject]})


def _coverage(facts: Facts) -> Iterator[Fault]:
    """That everything is judged, and judged once."""
    judged: Counter[tuple[Any, ...]] = Counter()
    for part, subjects in JUDGED.items():
        for place, row in enumerate(facts["criteria"][part.value]):
            key = (part, *(row[subject] for subject in subjects))
            judged[key] += 1
            if judged[key] > 1:
                message = _("%(part)s: %(codes)s is judged twice.")
                values = {"part": part.label, "codes": " × ".join(key[1:])}
                yield Fault(("criteria", part.value, place, subjects[0]), message % values)
    for section, parts in JUDGED_IN.items():
        for place, row in enumerate(facts[section]):
            for part in parts:
                if (part, row["code"]) not in judged:
                    message = _("%(piece)s has no criterion in the part “%(part)s”.")
                    values = {"piece": f"{row['code']} {row['name']}", "part": part.label}
                    yield Fault((section, place, "code"), message % values)
    yield from _matrix(facts, judged)


def _matrix(facts: Facts, judged: Counter[tuple[Any, ...]]) -> Iterator[Fault]:
    for place, row in enumerate(facts["institutions"]):
        for other in facts["characteristics"]:
            if (Part.GOVERNANCE, row["code"], other["code"]) not in judged:
                message = _(
                    "%(institution)s is not judged on %(characteristic)s. “Fill the matrix” adds the criterion."
                )
                values = {
                    "institution": f"{row['code']} {row['name']}",
                    "characteristic": f"{other['code']} {other['name']}",
                }
                yield Fault(("institutions", place, "code"), message % values)


def _stability(facts: Facts, predecessor: Facts) -> Iterator[Fault]:
    """That codes still mean what they meant: ratings travel and years compare by them."""
    version = predecessor["version"]
    for section in ITEMS:
        then = {row["name"].casefold(): row["code"] for row in predecessor[section]}
        there = {row["code"] for row in predecessor[section]}
        for place, row in enumerate(facts[section]):
            code = then.get(row["name"].casefold())
            if code is not None and code != row["code"] and row["code"] not in there:
                message = _(
                    "“%(name)s” had the code %(code)s in version %(version)d: codes stay, since ratings are matched by them."
                )
                values = {"name": row["name"], "code": code, "version": version}
                yield Fault((section, place, "code"), message % values)
    for part, subjects in JUDGED.items():
        then = {tuple(row[s] for s in subjects): row["code"] for row in predecessor["criteria"][part.value]}
        for place, row in enumerate(facts["criteria"][part.value]):
            code = then.get(tuple(row[s] for s in subjects))
            if code is not None and code != row["code"]:
                message = _(
                    "%(criterion)s had the code %(code)s in version %(version)d: codes stay, since ratings are matched by them."
                )
                values = {"criterion": f"{part.label} {row['code']}", "code": code, "version": version}
                yield Fault(("criteria", part.value, place, "code"), message % values)
