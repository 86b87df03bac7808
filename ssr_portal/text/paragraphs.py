"""Plain text with paragraphs and lists as HTML: everything escaped, each block in its own direction of writing.

Lists come typed or pasted from a word processor, which writes its bullets as signs of a font of its own, followed by a tab or by
blanks that do not break. Numbers stay as they were typed, so that a line that only looks like an item reads as it did.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

# Of the private signs, the bullets of Symbol and Wingdings.
SIGNS = "-*•·▪▫■□●○◦‣⁃∙►➢➤✓✔\uf02d\uf06e\uf076\uf0a7\uf0a8\uf0b7\uf0d8\uf0e8\uf0fc"
BULLET = re.compile(f"(?:[{SIGNS}]\\s|o[\t\u00a0])\\s*(?=\\S)")
DASH = re.compile(r"–\s+(?=\S)")
# A tab or a firm blank after it makes any number an item; after a blank it may be an ordinal or the end of a sentence.
NUMBER = re.compile(
    r"(?P<label>\(?(?:(?P<number>[0-9]{1,3})|(?P<letter>[a-z]))[.)])(?P<gap>\s+)(?=\S)"
    r"|(?P<deep>[0-9]{1,3}(?:\.[0-9]{1,3})+[.)]?|[ivx]{2,5}[.)])(?:\t|\u00a0)\s*(?=\S)"
)


@dataclass(frozen=True, slots=True)
class _Line:
    """A line as `kind` of block: a paragraph, a bullet, a dash, or a numbered item with its label and its number."""

    kind: str
    text: str
    label: str = ""
    number: int = 0
    is_sure: bool = True


def as_html(text: str) -> SafeString:
    """Lines become paragraphs, lines that begin with a bullet or that count become items of lists."""
    lines = [_read(line.strip()) for line in text.split("\n") if line.strip()]
    return format_html_join("", "{}", ((_block(run),) for run in _runs(lines)))


def without_bullets(text: str) -> str:
    """The text without the signs of its bullets, which pages and papers draw themselves."""
    lines = (line.strip() for line in text.split("\n"))
    return "\n".join(line[found.end() :] if (found := BULLET.match(line)) else line for line in lines)


def _read(line: str) -> _Line:
    if found := BULLET.match(line):
        return _Line("bullet", line[found.end() :])
    if found := DASH.match(line):
        return _Line("dash", line[found.end() :], "–", is_sure="\t" in found[0] or "\u00a0" in found[0])
    if found := NUMBER.match(line):
        return _numbered(found, line[found.end() :])
    return _Line("text", line)


def _numbered(found: re.Match[str], text: str) -> _Line:
    label = found["label"] or found["deep"]
    if found["deep"]:
        return _Line("number", text, label)
    is_firm = found["gap"][0] in "\t\u00a0"
    if found["letter"] and not is_firm and label.endswith("."):  # an initial
        return _Line("text", f"{label}{found['gap']}{text}")
    number = int(found["number"]) if found["number"] else ord(found["letter"]) - ord("a") + 1
    return _Line("number", text, label, number, is_sure=is_firm or number == 1)


def _runs(lines: list[_Line]) -> Iterator[list[_Line]]:
    """Neighbours that belong to one list; every paragraph is alone."""
    run: list[_Line] = []
    for line in lines:
        if run and not _goes_on(run[-1], line):
            yield run
            run = []
        run.append(line)
    if run:
        yield run


def _goes_on(last: _Line, line: _Line) -> bool:
    if line.kind != last.kind or line.kind == "text":
        return False
    return line.kind != "number" or (line.is_sure and line.number != 1) or line.number == last.number + 1


def _block(run: list[_Line]) -> SafeString:
    first = run[0]
    if first.kind == "bullet":
        return format_html("<ul>{}</ul>", _items(run, '<li dir="auto">{text}</li>'))
    if first.kind != "text" and (first.is_sure or len(run) > 1):
        items = _items(run, '<li dir="auto"><span class="label">{label}</span> {text}</li>')
        if first.kind == "dash":
            return format_html('<ul class="labelled">{}</ul>', items)
        return format_html('<ol class="labelled" start="{}">{}</ol>', first.number or 1, items)
    return _items(run, '<p dir="auto">{label} {text}</p>' if first.label else '<p dir="auto">{text}</p>')


def _items(run: list[_Line], form: str) -> SafeString:
    return format_html_join("", form, ({"text": line.text, "label": line.label} for line in run))
