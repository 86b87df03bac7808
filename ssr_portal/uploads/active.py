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
TYPES = re.compile(rb"macroenabled|vbaproject|activex|macrosheet|oleobject|text/html", re.IGNORECASE)
FOLLOWED = ("/hyperlink", "/externalLinkPath")  # by people, or asked about first
HERE = re.compile(
    r"(file:///)?[a-z]:[\\/]|(?!file:)[^:\\/]*[^:\\]*$", re.IGNORECASE
)  # a file of whoever opens it, or beside it
HINTS = re.compile(
    rb"TargetMode|instrText|fldSimple|ddeLink|oleLink|event-listener|[:<]script[\s/>]"
)  # most parts have none
DDE = re.compile(r"\bDDE(AUTO)?\b", re.IGNORECASE)
# A formula of a table that starts a program, such as =cmd|'/c calc'!A1
CELL = re.compile(rb"(^|[,;\t\"'])[ \t]*[=+@-][^,;\n|]*\|[^\n!]*![A-Za-z0-9_$']", re.MULTILINE)
SCRIPTS = "urn:oasis:names:tc:opendocument:xmlns:script:1.0"
ACTIONS = {
    "/JavaScript",
    "/Launch",
    "/SubmitForm",
    "/ImportData",
    "/GoToR",
    "/GoToE",
    "/Rendition",
    "/RichMediaExecute",
}
SHOWN = {"/RichMedia", "/Screen", "/3D", "/Movie", "/Sound"}
KEYS = {"/JS", "/JavaScript", "/XFA"}
PAGE = re.compile(r"<\s*(script|html|svg)\b", re.IGNORECASE)


def in_office(archive: zipfile.ZipFile, depth: int = 1) -> bool:
    """Whether a document of Office or OpenDocument acts. Raises what zipfile and the XML parser raise for a damaged one."""
    return any(_part_acts(archive, name, depth) for name in archive.namelist() if not name.endswith("/"))


def _part_acts(archive: zipfile.ZipFile, name: str, depth: int) -> bool:
    content = archive.read(name)
    if PARTS.search(name) or content.startswith((*PROGRAMS, OLD_OFFICE)):
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
        if space.removeprefix("{") == SCRIPTS or tag in {"ddeLink", "oleLink", "script"}:
            return True
        if tag == "Relationship" and _fetches(element.attrib):
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
    return not KEYS.isdisjoint(found.keys()) or not (ACTIONS | SHOWN).isdisjoint(said) or _carries(found)


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
