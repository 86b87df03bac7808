"""What in a document acts by itself when somebody opens it: scripts, programs, and what is fetched from elsewhere.

Names of parts can be chosen freely, so parts are known by their content; links that people follow themselves are left alone.
Run in the child process of `inspection`; standard library and what is handed in only.
"""

import io
import re
import zipfile
from collections.abc import Iterator
from typing import Any
from xml.etree import ElementTree as ET

MOST_NESTED = 2  # a chart's table in a document, and no deeper
PROGRAMS = (b"MZ", b"\x7fELF", b"#!", b"\xca\xfe\xba\xbe", b"\xfe\xed\xfa", b"\xce\xfa\xed\xfe", b"\xcf\xfa\xed\xfe")
OLD_OFFICE = b"\xd0\xcf\x11\xe0"  # an OLE container, which macros and embedded programs are kept in
ARCHIVE = b"PK\x03\x04"
PARTS = re.compile(
    r"vbaproject|(^|/)(activex|macrosheets|dialogsheets|basic|scripts)/|\.(html?|mht(ml)?|js|vbs)$", re.IGNORECASE
)
# What a library of macros holds: LibreOffice writes it for empty ones too, which name no module, nor a library elsewhere.
INDEX = re.compile(r"^basic/([^/]+/)?(script|dialog)-l[bc]\.xml$", re.IGNORECASE)
LISTED = re.compile(rb"element|href", re.IGNORECASE)
TYPES = re.compile(rb"macroenabled|vbaproject|activex|macrosheet|oleobject|text/html", re.IGNORECASE)
# By people, or asked about first.
FOLLOWED = ("/hyperlink", "/externalLinkPath", "/externalLinkLongPath")
FOLLOWED_TAGS = {"a", "template", "form", "button", "table-source", "cell-range-source"}
# A file of whoever opens it, or beside it.
HERE = re.compile(r"(file:///)?[a-z]:[\\/]|file:///[^\\/%]|(?!file:|//)[^:\\/]*[^:\\]*$", re.IGNORECASE)
# Most parts have none.
HINTS = re.compile(rb"TargetMode|instrText|fldSimple|[:<]dde|oleLink|event-listener|[:<]script[\s/>]|href|formula")
DDE = re.compile(r"\bDDE(AUTO)?\b", re.IGNORECASE)
# A formula of a table that starts a program, such as =cmd|'/c calc'!A1; a sentence has blanks around the stroke, or no quotes.
CELL = re.compile(
    rb"(?:^|[,;\t\"'])[ \t]{0,9}[=+@-][^\n|]{0,300}(?:[\w.)] *\| *'[^\n]{1,1000}?'|\w\|[^\s!|']{1,300})![\w$']",
    re.MULTILINE,
)
OPEN_DOCUMENT = "urn:oasis:names:tc:opendocument:xmlns:"
SCRIPTS = f"{OPEN_DOCUMENT}script:1.0"
LINK = "{http://www.w3.org/1999/xlink}href"
ACTIONS = {
    "/JavaScript",
    "/Launch",
    "/SubmitForm",
    "/ImportData",
    "/GoToE",
    "/Rendition",
    "/RichMediaExecute",
}
AWAY = {"/URI", "/GoToR"}  # which links may lead to, and nothing that happens by itself
MOST_CHAINED = 9
SHOWN = {"/RichMedia", "/Screen", "/3D", "/Movie", "/Sound"}
KEYS = {"/JS", "/JavaScript", "/XFA"}
PAGE = re.compile(r"<\s*(script|html|svg)\b", re.IGNORECASE)


def in_office(archive: zipfile.ZipFile, depth: int = 1) -> bool:
    """Whether a document of Office or OpenDocument acts. Raises what zipfile and the XML parser raise for a damaged one."""
    return any(_part_acts(archive, name, depth) for name in archive.namelist() if not name.endswith("/"))


def _part_acts(archive: zipfile.ZipFile, name: str, depth: int) -> bool:
    content = archive.read(name)
    is_index = INDEX.search(name) is not None
    if (PARTS.search(name) and not is_index) or content.startswith((*PROGRAMS, OLD_OFFICE)):
        return True
    if is_index and LISTED.search(content.replace(b"\0", b"")):
        return True
    if content.startswith(ARCHIVE):
        return depth >= MOST_NESTED or _nested_acts(content, depth)
    if name == "[Content_Types].xml":
        return TYPES.search(content.replace(b"\0", b"")) is not None
    return name.casefold().endswith((".xml", ".rels")) and _words_act(content)


def _nested_acts(content: bytes, depth: int) -> bool:
    with zipfile.ZipFile(io.BytesIO(content)) as nested:
        known = {"[Content_Types].xml", "mimetype"} & set(nested.namelist())
        return not known or in_office(nested, depth + 1)


def _words_act(content: bytes) -> bool:
    """Whether XML of a document fetches something, starts a program by a field, or names a script."""
    if not HINTS.search(content.replace(b"\0", b"")):
        return False
    fields = []
    for _event, element in ET.iterparse(io.BytesIO(content)):  # noqa: S314 - bounded in memory and time, like all of the child
        space, _, tag = element.tag.rpartition("}")
        space = space.removeprefix("{")
        if space == SCRIPTS or tag.startswith("dde") or tag in {"oleLink", "script"}:
            return True
        if tag == "Relationship" and _fetches(element.attrib):
            return True
        if space.startswith(OPEN_DOCUMENT) and (_loads(tag, element.get(LINK, "")) or _starts(element.attrib)):
            return True
        if tag in {"instrText", "fldSimple"}:
            fields.append((element.text or "") + " ".join(element.attrib.values()))
        element.clear()
    return DDE.search("".join(fields)) is not None


def _fetches(relation: dict[str, str]) -> bool:
    """Whether what a part relates to is fetched from another machine without being asked for."""
    is_outside = relation.get("TargetMode", "").casefold() == "external"
    is_asked = relation.get("Type", "").endswith(FOLLOWED)
    return is_outside and not is_asked and not HERE.match(relation.get("Target", ""))


def _loads(tag: str, link: str) -> bool:
    """Whether an element of OpenDocument shows what lies on another machine."""
    return tag not in FOLLOWED_TAGS and not HERE.match(link)


def _starts(attributes: dict[str, str]) -> bool:
    """Whether a cell of OpenDocument asks another program by its formula."""
    formulas = (value for name, value in attributes.items() if name.endswith("}formula"))
    return any(DDE.search(formula) for formula in formulas)


def in_pdf(document: Any) -> bool:
    """Whether a PDF, opened by pikepdf, acts."""
    return any(_object_acts(each) for top in document.objects for each in _dictionaries(top))


def _dictionaries(top: Any) -> Iterator[Any]:
    """An object and all that lies directly in it; what it refers to comes by itself."""
    waiting = [top]
    while waiting:
        each = waiting.pop()
        kind = getattr(each, "_type_name", "")
        if kind == "array":
            waiting += [item for item in each if _is_held(item)]
        elif kind in {"dictionary", "stream"}:
            yield each
            waiting += [item for _key, item in each.items() if _is_held(item)]


def _is_held(item: Any) -> bool:
    return getattr(item, "_type_name", "") in {"array", "dictionary"} and not item.is_indirect


def _object_acts(found: Any) -> bool:
    said = {str(found.get("/S")), str(found.get("/Subtype"))}
    is_known = not KEYS.isdisjoint(found.keys()) or not (ACTIONS | SHOWN).isdisjoint(said)
    return is_known or any(map(_leads_away, _by_itself(found))) or _carries(found)


def _by_itself(found: Any) -> list[Any]:
    """What happens when the document, a page or a field is opened."""
    return [found.get("/OpenAction"), *(each for _occasion, each in found.get("/AA", {}).items())]


def _leads_away(action: Any, left: int = MOST_CHAINED) -> bool:
    """Whether an action, or one that follows it, opens an address or another file; so does what has no end."""
    if getattr(action, "_type_name", "") != "dictionary":
        return False
    following = action.get("/Next")
    chain = list(following) if getattr(following, "_type_name", "") == "array" else [following]
    return not left or str(action.get("/S")) in AWAY or any(_leads_away(each, left - 1) for each in chain)


def _carries(found: Any) -> bool:
    """Whether it is the name of an attached file that is anything but data in plain text, as an archive of ours carries."""
    files = found.get("/EF", {})
    return any(not _is_data(file.read_bytes()) for _key, file in files.items())


def _is_data(content: bytes) -> bool:
    try:
        text = content.decode("utf-8")
    except UnicodeDecodeError:
        return False
    return "\0" not in text and not PAGE.search(text) and not in_text(content)


def in_text(content: bytes) -> bool:
    """Whether plain text is a document of another kind in disguise, or a table whose formula starts a program."""
    return content.lstrip(b"\xef\xbb\xbf \r\n\t").startswith(b"{\\rtf") or CELL.search(content) is not None
