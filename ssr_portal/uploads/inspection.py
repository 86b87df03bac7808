"""What a file is, found out by reading it: run in a process of its own, bounded in memory and time.

The child prints the code of the kind, or `refused` and why. Images are written anew, which drops what a camera notes about
place, time and owner. Standard library, Pillow and pikepdf only: the child knows neither Django nor the database.
"""

import re
import resource
import sys
import zipfile
from pathlib import Path
from xml.etree.ElementTree import ParseError

from ssr_portal.uploads import active
from ssr_portal.uploads.active import OLD_OFFICE, PROGRAMS

MOST_MEMORY = 1024**3  # bytes of address space
MOST_SECONDS = 20
MOST_PIXELS = 50_000_000
MOST_MEMBERS = 5_000
MOST_UNPACKED = 200 * 1024**2
HEAD = 4096
END = 22  # bytes of a ZIP file's last record, where nothing follows it
MARKUP = re.compile(rb"^\s*<(!doctype|\?xml|html|svg|script|head|body)", re.IGNORECASE)
SCRIPT = re.compile(rb"<\s*(script|svg|iframe|object|embed)\b", re.IGNORECASE)
NOT_TEXT = re.compile(rb"[\x00-\x08\x0b\x0e-\x1f]")
OFFICE = {
    b"wordprocessingml.document.main+xml": "docx",
    b"spreadsheetml.sheet.main+xml": "xlsx",
    b"presentationml.presentation.main+xml": "pptx",
}
OPEN_DOCUMENT = {b"text": "odt", b"spreadsheet": "ods", b"presentation": "odp"}


class Fault(Exception):
    """Why the file is not kept: one word."""


def inspect(source: Path, target: Path) -> str:
    """The code of the file's kind; an image is written anew to `target`. Raises Fault."""
    with source.open("rb") as file:
        head = file.read(HEAD)
    if head.startswith(PROGRAMS):
        raise Fault("program")
    if head.startswith(OLD_OFFICE):
        raise Fault("old-office")
    if head.lstrip(b"\xef\xbb\xbf \r\n\t").startswith(b"%PDF-"):
        return _pdf(source)
    if head.startswith((b"\x89PNG\r\n\x1a\n", b"\xff\xd8\xff")):
        return _image(source, target)
    if head.startswith(b"PK"):
        return _office(source)
    return _text(source)


def _pdf(source: Path) -> str:
    import pikepdf  # noqa: PLC0415 - only where there is one

    if zipfile.is_zipfile(source) or SCRIPT.search(source.read_bytes().rpartition(b"%%EOF")[2]):
        raise Fault("twofold")
    try:
        with pikepdf.open(source) as document:
            if not len(document.pages):
                raise Fault("broken")
            if active.in_pdf(document):
                raise Fault("active")
    except pikepdf.PasswordError as error:
        raise Fault("locked") from error
    except pikepdf.PdfError as error:
        raise Fault("broken") from error
    return "pdf"


def _image(source: Path, target: Path) -> str:
    from PIL import Image, ImageOps  # noqa: PLC0415 - only where there is one

    Image.MAX_IMAGE_PIXELS = None  # counted here, before a pixel is read
    try:
        with Image.open(source, formats=("PNG", "JPEG")) as image:
            if image.width * image.height > MOST_PIXELS:
                raise Fault("pixels")
            kind = str(image.format).lower()
            ImageOps.exif_transpose(image, in_place=True)
            image.info.clear()
            image.save(target, format=image.format or kind, **({"quality": 92} if kind == "jpeg" else {}))
    except (OSError, SyntaxError, ValueError, MemoryError) as error:
        raise Fault("broken") from error
    return kind


def _office(source: Path) -> str:
    try:
        with zipfile.ZipFile(source) as archive:
            members = archive.infolist()
            if len(members) > MOST_MEMBERS or sum(each.file_size for each in members) > MOST_UNPACKED:
                raise Fault("bomb")
            if archive.testzip() is not None:
                raise Fault("broken")
            kind = _office_kind(archive)
            if active.in_office(archive):
                raise Fault("active")
            if archive.comment or not source.read_bytes()[-END:].startswith(b"PK\x05\x06"):
                raise Fault("twofold")
            return kind
    except (zipfile.BadZipFile, NotImplementedError, RuntimeError, OSError, EOFError, ValueError, ParseError) as error:
        raise Fault("broken") from error


def _office_kind(archive: zipfile.ZipFile) -> str:
    names = set(archive.namelist())
    if "[Content_Types].xml" in names:
        types = archive.read("[Content_Types].xml").replace(b"\0", b"")
        if active.TYPES.search(types):
            raise Fault("active")
        for mark, code in OFFICE.items():
            if mark in types:
                return code
    if "mimetype" in names:
        mark = archive.read("mimetype").removeprefix(b"application/vnd.oasis.opendocument.").strip()
        if mark in OPEN_DOCUMENT:
            return OPEN_DOCUMENT[mark]
    raise Fault("archive")


def _text(source: Path) -> str:
    content = source.read_bytes()
    if content.startswith((b"\xff\xfe", b"\xfe\xff")):
        content = content.decode("utf-16", "replace").encode()
    if MARKUP.search(content.removeprefix(b"\xef\xbb\xbf")) or SCRIPT.search(content):
        raise Fault("markup")
    if active.in_text(content):
        raise Fault("active")
    if NOT_TEXT.search(content):
        raise Fault("unknown")
    return "text"


def main() -> None:
    """The child's work: bounds first."""
    resource.setrlimit(resource.RLIMIT_AS, (MOST_MEMORY, MOST_MEMORY))
    resource.setrlimit(resource.RLIMIT_CPU, (MOST_SECONDS, MOST_SECONDS))
    try:
        answer = inspect(Path(sys.argv[1]), Path(sys.argv[2]))
    except Fault as fault:
        answer = f"refused {fault}"
    sys.stdout.write(answer)


if __name__ == "__main__":
    main()
