"""Reading a framework file that somebody else wrote: its shape is checked whole, and every fault is listed with its line.

Nothing in the file is trusted: aliases (which make bombs and cycles), tags, deep nesting and doubled keys are refused before
anything is built from it.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from decimal import Decimal, InvalidOperation
from typing import Any

import yaml
from django.core.exceptions import ValidationError
from django.db.models import Model
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from frameworks import models
from frameworks.domain.snapshot import FORMAT, ITEMS, JUDGED, Facts, Part, plain_weight
from ssr_portal.text.plain_text import clean, one_line

MOST_BYTES = 2 * 1024 * 1024  # the shipped framework takes a tenth of it
MOST_DEPTH = 8
MOST_PIECES = 100_000  # texts, lists and maps; two megabytes of commas would keep a thread for seconds
MOST_TEXT = 10_000
MOST_FAULTS = 100
LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
PLAIN = {f"tag:yaml.org,2002:{name}" for name in ("str", "int", "float", "bool", "null", "timestamp", "map", "seq")}
EACH = {"levels": gettext_lazy("level"), "questions": gettext_lazy("question"), "crs_codes": gettext_lazy("CRS code")}
OWNERS = {
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
            what = _("%(what)s %(number)d") % {"what": EACH.get(str(path[-2]), _("entry")), "number": name + 1}
        if not around:
            return what
        owner = {"what": what, "owner": OWNERS[str(around[0])], "code": self.codes[around]}
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
    if not isinstance(root, yaml.MappingNode) or not _is_ours(root):
        raise ValidationError(
            _("This is not a framework file: it begins with “format: %(format)s”.") % {"format": FORMAT}
        )
    found.facts = _read_root(root, (), found)
    return found


def _is_ours(root: yaml.MappingNode) -> bool:
    return any(key.value == "format" and value.value == FORMAT for key, value in root.value)


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


def _mapping(required: dict[str, Reader], optional: dict[str, Reader]) -> Reader:
    known = required | optional

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


ITEM = {"code": _text(12), "name": _text(200), "definition": _text(), "source": _text(400)}
MORE: dict[str, tuple[dict[str, Reader], dict[str, Reader]]] = {
    "institutions": ({"pillar": _text(12)}, {"bodies": _text()}),
    "fields": ({}, {"track": _text(12)}),
    "activities": ({"field": _text(12)}, {"indicators": _text(), "crs_codes": _list(_text(5))}),
}


def _items(section: str) -> Reader:
    required, optional = MORE.get(section, ({}, {}))
    return _list(_mapping(ITEM | required, optional))


def _criteria(part: str) -> Reader:
    subjects = {name: _text(12) for name in JUDGED[Part(part)]}
    texts = {"text": _text(), "source": _text(_most(models.Criterion, "source"))}
    lists = {"questions": _list(_text()), "levels": _list(_text())}
    required = {"code": _text(12), **subjects, "scale": _text(40), **texts, **lists}
    return _list(_mapping(required, {"weight": _weight, "look_for": _text(300)}))


_read_root = _mapping(
    {
        "format": _text(),
        "code": _text(40),
        "version": _number,
        "name": _text(160),
        "description": _text(),
        "scoring_rule": _text(),
        "source": _text(),
        "scales": _list(
            _mapping(
                {"code": _text(40), "name": _text(120), "levels": _list(_text(_most(models.ScaleLevel, "name")))}, {}
            )
        ),
        **{section: _items(section) for section in ITEMS},
        "criteria": _mapping({part: _criteria(part) for part in Part.values}, {}),
    },
    {},
)
