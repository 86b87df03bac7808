"""A file is known by its content: what is kept, what is refused, and under which name."""

from pathlib import Path

import pytest
from django.core.files.uploadedfile import TemporaryUploadedFile
from PIL import Image

from ssr_portal import uploads
from ssr_portal.uploads.kinds import MOST_BYTES
from ssr_portal.uploads.names import safe_name
from tests import uploaded


def sent(name: str, content: bytes) -> TemporaryUploadedFile:
    file = TemporaryUploadedFile(name, "application/octet-stream", len(content), None)
    file.write(content)
    file.seek(0)
    return file


@pytest.mark.parametrize(
    ("name", "content", "kind", "kept_as"),
    [
        ("Report 2013.pdf", uploaded.pdf(), "pdf", "Report 2013.pdf"),
        ("REPORT.PDF", uploaded.pdf(), "pdf", "REPORT.pdf"),
        ("report", uploaded.pdf(), "pdf", "report.pdf"),
        ("notes.docx", uploaded.office(), "docx", "notes.docx"),
        ("data.xlsx", uploaded.office("spreadsheetml.sheet.main"), "xlsx", "data.xlsx"),
        ("talk.pptx", uploaded.office("presentationml.presentation.main"), "pptx", "talk.pptx"),
        (
            "notes.odt",
            uploaded.archive({"mimetype": b"application/vnd.oasis.opendocument.text"}),
            "odt",
            "notes.odt",
        ),
        ("photo.jpeg", uploaded.photo(), "jpeg", "photo.jpeg"),
        ("minutes.txt", "Réunion à Bujumbura".encode(), "text", "minutes.txt"),
        ("survey.csv", b"province;yes;no\nGitega;3;4\n", "text", "survey.csv"),
        ("old.txt", "Café".encode("latin-1"), "text", "old.txt"),
    ],
)
def test_document_is_known_by_its_content(name: str, content: bytes, kind: str, kept_as: str) -> None:
    upload = uploads.check(sent(name, content))
    assert (upload.kind.code, upload.name) == (kind, kept_as)


@pytest.mark.parametrize(
    ("name", "content", "told"),
    [
        ("empty.pdf", b"", "This file is empty."),
        ("report.pdf", uploaded.EXECUTABLE, "This is a program"),
        ("script.txt", b"#!/bin/sh\nrm -rf /\n", "This is a program"),
        ("report.pdf", uploaded.pdf()[:200], "This file is damaged"),
        ("report.pdf", uploaded.locked_pdf(), "asks for a password"),
        ("report.docx", uploaded.pdf(), "The name ends in .docx, but the content is PDF."),
        ("report.pdf", uploaded.photo(), "The name ends in .pdf, but the content is JPG."),
        ("map.svg", uploaded.SVG, "HTML, XML and SVG can carry scripts."),
        ("map.txt", b"A map: " + uploaded.SVG, "HTML, XML and SVG can carry scripts."),
        ("page.txt", b"\xef\xbb\xbf <!DOCTYPE html><p>x", "HTML, XML and SVG can carry scripts."),
        ("bomb.docx", uploaded.bomb(), "unpacks to more than a document holds"),
        ("many.docx", uploaded.archive({f"m{n}": b"" for n in range(5_001)}), "unpacks to more than a document holds"),
        ("macros.docx", uploaded.office(**{"word/vbaProject.bin": b"x"}), "contains macros"),
        ("macros.docx", uploaded.office("macroEnabled.main"), "contains macros"),
        ("all.zip", uploaded.archive({"report.pdf": uploaded.pdf()}), "This is an archive."),
        ("cut.docx", uploaded.office()[:-30], "This file is damaged"),
        ("old.doc", b"\xd0\xcf\x11\xe0" + bytes(100), "Office of before 2007"),
        ("huge.png", uploaded.wide_png(), "more than 50 million pixels"),
        ("cut.jpg", uploaded.photo()[:300], "This file is damaged"),
        ("noise.bin", bytes(range(256)), "none of the kinds that are kept"),
    ],
)
def test_what_is_not_kept_is_told_why(name: str, content: bytes, told: str) -> None:
    with pytest.raises(uploads.Refused, match=told):
        uploads.check(sent(name, content))


def test_file_larger_than_the_limit_is_refused_by_what_was_sent() -> None:
    file = sent("report.pdf", b"%PDF-")
    file.size = 200 * 1024**2
    assert MOST_BYTES == 25 * 1024**2
    with pytest.raises(uploads.Refused, match="This file has 200 MB; at most 25 MB are kept."):
        uploads.check(file)


def test_photo_forgets_where_it_was_taken() -> None:
    content = uploaded.photo()
    assert b"Bujumbura" in content
    upload = uploads.check(sent("photo.jpg", content))
    assert b"Bujumbura" not in upload.path.read_bytes()
    with Image.open(upload.path) as image:
        assert image.size == (40, 20)
    upload.path.unlink()


@pytest.mark.parametrize(
    ("name", "safe"),
    [
        ("../../etc/passwd.pdf", "passwd.pdf"),
        (r"C:\Users\x\plan.pdf", "plan.pdf"),
        ("a" * 300 + ".pdf", "a" * 116 + ".pdf"),
        ("...pdf", "pdf.pdf"),
        (".pdf", "pdf.pdf"),
        ("  ", "file.pdf"),
        ("tab\tand\nline.pdf", "tab and line.pdf"),
        ("gnp\u202efdp.exe", "gnpfdp.exe.pdf"),
        ('who "is" <it>?.pdf', "who _is_ _it_.pdf"),
        ("rapport sécurité نهائي.pdf", "rapport sécurité نهائي.pdf"),
    ],
)
def test_name_is_made_safe(name: str, safe: str) -> None:
    assert safe_name(name, (".pdf",)) == safe
    assert "/" not in safe
    assert Path(safe).name == safe
