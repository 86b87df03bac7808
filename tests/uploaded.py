"""Files as people upload them, good and bad, made in memory."""

import io
import struct
import zipfile
import zlib

import pikepdf
from PIL import Image

TYPES = '<Types><Override ContentType="application/vnd.openxmlformats-officedocument.{}+xml"/></Types>'
EXECUTABLE = b"MZ\x90\x00" + bytes(4000)
SVG = b'<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>'


def pdf() -> bytes:
    """A PDF of one empty page."""
    document, target = pikepdf.new(), io.BytesIO()
    document.add_blank_page()
    document.save(target, static_id=True)
    return target.getvalue()


def locked_pdf() -> bytes:
    """One that asks for a password."""
    document, target = pikepdf.new(), io.BytesIO()
    document.add_blank_page()
    document.save(target, encryption=pikepdf.Encryption(owner="x", user="secret"))
    return target.getvalue()


def archive(members: dict[str, bytes]) -> bytes:
    """A ZIP file."""
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as found:
        for name, content in members.items():
            found.writestr(name, content)
    return target.getvalue()


def office(kind: str = "wordprocessingml.document.main", **members: bytes) -> bytes:
    """A document of the newer Office."""
    return archive({"[Content_Types].xml": TYPES.format(kind).encode()} | members)


def related(kind: str, target: str) -> bytes:
    """A Word document that names something outside itself."""
    relation = f'<Relationship Id="r1" Type="http://x/relationships/{kind}" Target="{target}" TargetMode="External"/>'
    return office(**{"word/_rels/document.xml.rels": f"<Relationships>{relation}</Relationships>".encode()})


def field(*pieces: str) -> bytes:
    """A Word document with a field whose instruction is written in pieces."""
    runs = "".join(f"<w:r><w:instrText>{piece}</w:instrText></w:r>" for piece in pieces)
    return office(**{"word/document.xml": f'<w:p xmlns:w="urn:w">{runs}</w:p>'.encode()})


def open_document(**members: bytes) -> bytes:
    """A text of OpenDocument."""
    return archive({"mimetype": b"application/vnd.oasis.opendocument.text"} | members)


def said_in_open_document(elements: str) -> bytes:
    """A text with these elements: `d` and `l` stand for the namespaces of OpenDocument and of links."""
    spaces = 'xmlns:d="urn:oasis:names:tc:opendocument:xmlns:office:1.0" xmlns:l="http://www.w3.org/1999/xlink"'
    return open_document(**{"content.xml": f"<d:x {spaces}>{elements}</d:x>".encode()})


def acting_pdf(root: dict[str, object] | None = None, **page: object) -> bytes:
    """A PDF whose root or page says something more."""
    document, target = pikepdf.new(), io.BytesIO()
    document.add_blank_page()
    for name, value in page.items():
        document.pages[0].obj[f"/{name}"] = value
    for name, value in (root or {}).items():
        document.Root[name] = value
    document.save(target, static_id=True)
    return target.getvalue()


def carrying_pdf(content: bytes) -> bytes:
    """A PDF with another file attached, as archives have."""
    document, target = pikepdf.new(), io.BytesIO()
    document.add_blank_page()
    document.attachments["attached"] = pikepdf.AttachedFileSpec(document, content, filename="attached.json")
    document.save(target, static_id=True)
    return target.getvalue()


def action(kind: str, **more: object) -> pikepdf.Dictionary:
    """What a PDF does, such as /Launch."""
    return pikepdf.Dictionary(S=pikepdf.Name(kind), **more)


def bomb() -> bytes:
    """A document of a few hundred kilobytes that unpacks to 300 MB."""
    return office(**{"word/document.xml": bytes(300 * 1024**2)})


def photo() -> bytes:
    """A JPEG that says where it was taken."""
    image, target = Image.new("RGB", (40, 20), "navy"), io.BytesIO()
    exif = Image.Exif()
    exif[0x010E] = "Taken in Bujumbura by M. N."
    image.save(target, "JPEG", exif=exif)
    return target.getvalue()


def wide_png() -> bytes:
    """A PNG that claims 30,000 by 30,000 pixels."""

    def chunk(name: bytes, content: bytes) -> bytes:
        return struct.pack(">I", len(content)) + name + content + struct.pack(">I", zlib.crc32(name + content))

    head = struct.pack(">IIBBBBB", 30_000, 30_000, 1, 0, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", zlib.compress(bytes(100))) + chunk(b"IEND", b"")
