"""Reading a framework file that somebody else wrote: its shape is checked whole, and every fault is listed with its line.

Nothing in the file is trusted: aliases (which make bombs and cycles), tags, deep nesting and doubled keys are refused before
anything is built from it.
"""

from collections.abc import Callable, Collection, Iterator
from dataclasses import dataclass, field
from decimal import Decimal, InvalidOperation
from typing import Any

import yaml
from django.core.exceptions import ValidationError
from django.db.models import Model
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from frameworks import models
from frameworks.domain.snapshot import (
    ITEMS,
    JUDGED,
    OF_SCALE,
    Facts,
    High,
    Kind,
    Part,
    meant_by,
    plain_weight,
    settled,
    settled_scale,
)
from ssr_portal.text.plain_text import clean, one_line

FORMAT_1, FORMAT_2 = "ssr-framework/1", "ssr-framework/2"  # the second knows strands, and what scales mean
MOST_BYTES = 2 * 1024 * 1024  # the shipped framework takes a tenth of it
MOST_DEPTH = 8
MOST_PIECES = 100_000  # texts, lists and maps; two megabytes of commas would keep a thread for seconds
MOST_TEXT = 10_000
MOST_FAULTS = 100
LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
PLAIN = {f"tag:yaml.org,2002:{name}" for name in ("str", "int", "float", "bool", "null", "timestamp", "map", "seq")}
EACH = {
    "levels": gettext_lazy("level"),
    "questions": gettext_lazy("question"),
    "crs_codes": gettext_lazy("CRS code"),
    "strands": models.Strand._meta.verbose_name,
    "steps": models.Step._meta.verbose_name,
    "signs": models.Sign._meta.verbose_name,
}
OWNERS = {
    "strands": models.Strand._meta.verbose_name,
    "scales": models.Scale._meta.verbose_name,
    "criteria": models.Criterion._meta.verbose_name,
    **{section: model._meta.verbose_name for section, model in ITEMS.items()},
}
Path = tuple[str | int, ...]


@dataclass(frozen=True)
class Fault:
    """What is wrong in a file, and in which line (from 1)."""

    line: int
    message: str

    def __str__(self) -> str:
        return _("Line %(line)d: %(message)s") % {"line": self.line, "message": self.message}


@dataclass
class Reading:
    """What was read: facts of the right shape, with something empty in place of what was faulty."""

    facts: Facts = field(default_factory=dict)
    lines: dict[Path, int] = field(default_factory=dict)
    faults: list[Fault] = field(default_factory=list)
    faulty: set[Path] = field(default_factory=set)
    codes: dict[Path, str] = field(default_factory=dict)

    def line_of(self, path: Path) -> int:
        """The line of the nearest thing around the path that stands in the file."""
        while path and path not in self.lines:
            path = path[:-1]
        return self.lines.get(path, 1)

    def called(self, path: Path) -> str:
        """What stands there, in words: “name”, or level 5 of the scale “impact” where its writer would have to count."""
        name, around = path[-1], path[:-1]
        while around and around not in self.codes:
            around = around[:-1]
        what = _("“%(name)s”") % {"name": name}
        if isinstance(name, int):
            number = name if path[-2] == "signs" else name + 1  # signs are named by their level
            what = _("%(what)s %(number)d") % {"what": EACH.get(str(path[-2]), _("entry")), "number": number}
        if not around:
            return what
        kind = OWNERS.get(str(around[-2])) or OWNERS[str(around[0])]
        owner = {"what": what, "owner": kind, "code": self.codes[around]}
        return _("%(what)s of the %(owner)s “%(code)s”") % owner

    def is_faulty(self, path: Path) -> bool:
        """Whether the shape is wrong there, or around it, so that no further complaint helps."""
        return any(path[: len(each)] == each for each in self.faulty)

    def tell(self, path: Path, message: str, node: yaml.Node | None = None) -> None:
        """Note a fault; `node` is where it stands, if it does."""
        if len(self.faults) < MOST_FAULTS:
            self.faults.append(Fault(node.start_mark.line + 1 if node else self.line_of(path), message))
        self.faulty.add(path)


def decoded(content: bytes) -> str:
    """A file's bytes as text; raises ValidationError when it is too large or not UTF-8."""
    if len(content) > MOST_BYTES:
        raise ValidationError(
            _("The file is larger than %(most)d MB: no framework is.") % {"most": MOST_BYTES // 1024 // 1024}
        )
    try:
        return content.decode("utf-8")
    except UnicodeDecodeError as error:
        raise ValidationError(_("The file is not text in UTF-8.")) from error


def read(text: str) -> Reading:
    """The facts in the text and what is wrong with their shape; raises ValidationError when it is no YAML of ours at all."""
    decoded(text.encode("utf-8", "replace"))
    try:
        _refuse_tricks(text)
        root = yaml.compose(text, Loader=LOADER)
    except yaml.MarkedYAMLError as error:
        line = error.problem_mark.line + 1 if error.problem_mark else 1
        raise ValidationError(str(Fault(line, _("This is not YAML: %(why)s.") % {"why": error.problem}))) from error
    except yaml.YAMLError as error:
        raise ValidationError(_("This is not YAML: %(why)s") % {"why": error}) from error
    found = Reading()
    read_root = ROOTS.get(_format(root))
    if read_root is None:
        raise ValidationError(
            _("This is not a framework file: it begins with “format: %(format)s”.") % {"format": FORMAT_2}
        )
    found.facts = read_root(root, (), found)
    del found.facts["format"]
    return found


def _format(root: yaml.Node | None) -> str:
    pairs = root.value if isinstance(root, yaml.MappingNode) else []
    return next((str(value.value) for key, value in pairs if key.value == "format"), "")


def _refuse_tricks(text: str) -> None:
    depth = 0
    for count, event in enumerate(yaml.parse(text, Loader=LOADER)):
        if count > MOST_PIECES:
            raise ValidationError(_("The file has more pieces than any framework has."))
        line = event.start_mark.line + 1 if event.start_mark else 1
        if isinstance(event, yaml.AliasEvent) or getattr(event, "anchor", None):
            raise ValidationError(str(Fault(line, _("References (& and *) are not taken: write the text out."))))
        if (tag := getattr(event, "tag", None)) and tag not in PLAIN:
            raise ValidationError(str(Fault(line, _("Tags (!) are not taken."))))
        depth += isinstance(event, yaml.CollectionStartEvent) - isinstance(event, yaml.CollectionEndEvent)
        if depth > MOST_DEPTH:
            raise ValidationError(str(Fault(line, _("This is nested more deeply than a framework file is."))))


Reader = Callable[[yaml.Node | None, Path, Reading], Any]


def _text(most: int = MOST_TEXT) -> Reader:
    """A text through the door of all text: paragraphs, or one line where it is bounded as a name or code is."""
    door = clean if most == MOST_TEXT else one_line

    def read_text(node: yaml.Node | None, path: Path, found: Reading) -> str:
        if not isinstance(node, yaml.ScalarNode):
            found.tell(path, _("%(what)s is a text.") % {"what": found.called(path)}, node)
            return ""
        text = door(node.value)
        if len(text) > most:
            message = _("%(what)s is longer than %(most)d characters: it has %(length)d.")
            found.tell(path, message % {"what": found.called(path), "most": most, "length": len(text)}, node)
        return text

    return read_text


def _number(node: yaml.Node | None, path: Path, found: Reading) -> int:
    value = node.value if isinstance(node, yaml.ScalarNode) else ""
    if value.isascii() and value.isdecimal() and 1 <= len(value) <= 5 and 1 <= int(value) <= 32767:  # noqa: PLR2004
        return int(value)
    found.tell(path, _("%(what)s is a whole number from 1.") % {"what": found.called(path)}, node)
    return 0


def _weight(node: yaml.Node | None, path: Path, found: Reading) -> str:
    text: str = _text(7)(node, path, found)
    try:
        return plain_weight(Decimal(text))
    except InvalidOperation:
        return text


def _flag(node: yaml.Node | None, path: Path, found: Reading) -> bool:
    value = node.value if isinstance(node, yaml.ScalarNode) else None
    if value not in ("true", "false"):
        found.tell(path, _("%(what)s is true or false.") % {"what": found.called(path)}, node)
    return value == "true"


def _one_of(*known: str) -> Reader:
    """One of these words; a space stands for an underscore, as in “best fit”."""

    def read_word(node: yaml.Node | None, path: Path, found: Reading) -> str:
        word = one_line(node.value).replace(" ", "_") if isinstance(node, yaml.ScalarNode) else ""
        if word in known:
            return word
        words = ", ".join(each.replace("_", " ") for each in known)
        found.tell(path, _("%(what)s is one of: %(words)s.") % {"what": found.called(path), "words": words}, node)
        return ""

    return read_word


def _by_level(node: yaml.Node | None, path: Path, found: Reading) -> dict[int, str]:
    """Texts by the number of their level."""
    if not isinstance(node, yaml.MappingNode):
        found.tell(path, _("%(what)s are texts by level, such as “0: …”.") % {"what": found.called(path)}, node)
        return {}
    texts: dict[int, str] = {}
    for key, value in node.value:
        name = key.value if isinstance(key, yaml.ScalarNode) else "?"
        if not (name.isascii() and name.isdecimal() and len(name) == 1):
            found.tell(path, _("“%(name)s” is no level.") % {"name": name}, key)
        elif int(name) in texts:
            found.tell(path, _("“%(name)s” is here twice.") % {"name": name}, key)
        else:
            found.lines[*path, int(name)] = key.start_mark.line + 1
            texts[int(name)] = _text()(value, (*path, int(name)), found)
    return {level: texts[level] for level in sorted(texts)}


def _list(each: Reader) -> Reader:
    def read_list(node: yaml.Node | None, path: Path, found: Reading) -> list[Any]:
        if not isinstance(node, yaml.SequenceNode):
            found.tell(path, _("%(what)s is a list.") % {"what": found.called(path)}, node)
            return []
        read = []
        for place, child in enumerate(node.value):
            found.lines[*path, place] = child.start_mark.line + 1
            read.append(each(child, (*path, place), found))
        return read

    return read_list


def _mapping(known: dict[str, Reader], optional: Collection[str] = ()) -> Reader:
    """Named values, read in the order of `known`; those that are `optional` may be left out."""
    required = {name: each for name, each in known.items() if name not in optional}

    def read_mapping(node: yaml.Node | None, path: Path, found: Reading) -> Facts:
        if not isinstance(node, yaml.MappingNode):
            found.tell(path, _("Named values belong here: %(names)s.") % {"names": ", ".join(known)}, node)
            return {name: each(None, (*path, name), Reading()) for name, each in required.items()}
        children: dict[str, yaml.Node | None] = dict(_pairs(node, path, known, found))
        code = children.get("code")
        if path and isinstance(code, yaml.ScalarNode):
            found.codes[path] = one_line(code.value)[:40]
        for name in required:
            if name not in children:
                found.tell((*path, name), _("%(what)s is missing.") % {"what": found.called((*path, name))}, node)
                children[name] = None
        return {
            name: each(children[name], (*path, name), found if children[name] is not None else Reading())
            for name, each in known.items()
            if name in children
        }

    return read_mapping


def _pairs(
    node: yaml.MappingNode, path: Path, known: dict[str, Reader], found: Reading
) -> Iterator[tuple[str, yaml.Node]]:
    seen = set()
    for key, value in node.value:
        name = key.value if isinstance(key, yaml.ScalarNode) else "?"
        if name in seen:
            found.tell((*path, name), _("“%(name)s” is here twice.") % {"name": name}, key)
        elif name not in known:
            found.tell((*path, name), _("“%(name)s” is not known here.") % {"name": name}, key)
        else:
            found.lines[*path, name] = key.start_mark.line + 1
            yield name, value
        seen.add(name)


def _most(model: type[Model], name: str) -> int:
    return getattr(model._meta.get_field(name), "max_length", None) or MOST_TEXT


ITEM: dict[str, Reader] = {"code": _text(12), "name": _text(200), "definition": _text(), "source": _text(400)}
MORE: dict[str, dict[str, Reader]] = {
    "institutions": {"pillar": _text(12), "bodies": _text()},
    "fields": {"track": _text(12)},
    "activities": {"field": _text(12), "indicators": _text(), "crs_codes": _list(_text(5))},
}
OPTIONAL = {"bodies", "track", "indicators", "crs_codes"}


def _items(section: str) -> Reader:
    return _list(_mapping(ITEM | MORE.get(section, {}), OPTIONAL))


SCALE: dict[str, Reader] = {
    "code": _text(40),
    "name": _text(120),
    "kind": _one_of(*Kind.values),
    "high": _one_of(*High.values),
    "twice": _flag,
    "rule": _text(),
    "levels": _list(_text(_most(models.ScaleLevel, "name"))),
}
STRAND: dict[str, Reader] = {
    "code": _text(_most(models.Strand, "code")),
    "name": _text(200),
    "question": _text(),
    "steps": _list(_text()),
}
# What only the second format knows, of a scale and of a criterion.
ON_SCALES = set(OF_SCALE)
MEANING = {"kind", "high", *OF_SCALE}
STRANDS = {"rapid", "note", "strands", "signs"}


def _scale_1(node: yaml.Node | None, path: Path, found: Reading) -> Facts:
    known = {name: each for name, each in SCALE.items() if name not in MEANING}
    scale: Facts = _mapping(known)(node, path, found)
    return {"code": scale["code"], "name": scale["name"], **meant_by(scale["code"]), "levels": scale["levels"]}


def _scale_2(node: yaml.Node | None, path: Path, found: Reading) -> Facts:
    return settled_scale(_mapping(SCALE, OF_SCALE)(node, path, found))


def _criterion(part: str) -> dict[str, Reader]:
    return {
        "code": _text(12),
        **{name: _text(12) for name in JUDGED[Part(part)]},
        "scale": _text(40),
        "weight": _weight,
        "rapid": _flag,
        "text": _text(),
        "look_for": _text(300),
        "source": _text(_most(models.Criterion, "source")),
        "questions": _list(_text()),
        "note": _text(),
        "strands": _list(_mapping(STRAND, {"question"})),
        "signs": _by_level,
        "levels": _list(_text()),
    }


def _criteria_1(part: str) -> Reader:
    known = {name: each for name, each in _criterion(part).items() if name not in STRANDS}
    return _list(_settling(_mapping(known, {"weight", "look_for"})))


def _criteria_2(part: str) -> Reader:
    return _list(_settling(_mapping(_criterion(part), {"weight", "look_for", "levels", *STRANDS})))


def _settling(read: Reader) -> Reader:
    return lambda node, path, found: settled(read(node, path, found))


def _root(scale: Reader, criteria: Callable[[str], Reader]) -> Reader:
    return _mapping(
        {
            "format": _text(),
            "code": _text(40),
            "version": _number,
            "name": _text(160),
            "description": _text(),
            "scoring_rule": _text(),
            "source": _text(),
            "scales": _list(scale),
            **{section: _items(section) for section in ITEMS},
            "criteria": _mapping({part: criteria(part) for part in Part.values}),
        }
    )


ROOTS = {FORMAT_1: _root(_scale_1, _criteria_1), FORMAT_2: _root(_scale_2, _criteria_2)}
