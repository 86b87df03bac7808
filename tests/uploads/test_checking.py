"""A file is known by its content: what is kept, what is refused, and under which name."""

from contextlib import closing
from pathlib import Path

import pikepdf
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
        ("macros.docx", uploaded.office(**{"word/vbaProject.bin": b"x"}), "do something by itself"),
        ("macros.docx", uploaded.office("macroEnabled.main"), "do something by itself"),
        ("all.zip", uploaded.archive({"report.pdf": uploaded.pdf()}), "This is an archive."),
        ("cut.docx", uploaded.office()[:-30], "This file is damaged"),
        ("old.doc", b"\xd0\xcf\x11\xe0" + bytes(100), "Office of before 2007"),
        ("huge.png", uploaded.wide_png(), "more than 50 million pixels"),
        ("cut.jpg", uploaded.photo()[:300], "This file is damaged"),
        ("noise.bin", bytes(range(256)), "none of the kinds that are kept"),
    ],
)
def test_what_is_not_kept_is_told_why(name: str, content: bytes, told: str) -> None:
    with closing(sent(name, content)) as file, pytest.raises(uploads.Refused, match=told):
        uploads.check(file)


LISTENER = (
    b'<o:x xmlns:o="urn:o" xmlns:s="urn:oasis:names:tc:opendocument:xmlns:script:1.0"><s:event-listener s:a="x"/></o:x>'
)
OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600)
LINK = pikepdf.Dictionary(Subtype=pikepdf.Name.Link, A=uploaded.action("/URI", Next=uploaded.action("/JavaScript")))
ACTING = {
    "template elsewhere": uploaded.related("attachedTemplate", "http://evil.example/x.dotm"),
    "picture on a share": uploaded.related("image", r"file:///\\evil\x.png"),
    "field": uploaded.field("DDEAUTO cmd"),
    "field in pieces": uploaded.field(" DD", "E cmd"),
    "program as a picture": uploaded.office(**{"word/media/image1.png": uploaded.EXECUTABLE}),
    "macros by another name": uploaded.office(**{"word/media/image1.png": OLE}),
    "ActiveX": uploaded.office(**{"word/activeX/activeX1.xml": b"<x/>"}),
    "page as a part": uploaded.office(**{"word/chunk.html": b"<p>"}),
    "macro sheet": uploaded.office("spreadsheetml.sheet.main", **{"xl/macrosheets/sheet1.xml": b"<x/>"}),
    "table that starts a program": uploaded.office(**{"xl/externalLinks/externalLink1.xml": b"<e><ddeLink/></e>"}),
    "archive in it": uploaded.office(**{"word/embeddings/x.bin": uploaded.archive({"x": b"y"})}),
    "macros of a document in it": uploaded.office(**{"word/embeddings/x.docx": uploaded.office(**{"vbaProject.bin": b"x"})}),
    "Basic": uploaded.open_document(**{"Basic/Standard/Module1.xml": b"<x/>"}),
    "Python": uploaded.open_document(**{"Scripts/python/x.py": b"x"}),
    "listener": uploaded.open_document(**{"content.xml": LISTENER}),
    "listener in UTF-16": uploaded.open_document(**{"styles.xml": LISTENER.decode().encode("utf-16")}),
    "opens with a script": uploaded.acting_pdf({"/OpenAction": uploaded.action("/JavaScript", JS="1")}),
    "page starts a program": uploaded.acting_pdf(AA=pikepdf.Dictionary(O=uploaded.action("/Launch"))),
    "second action of a link": uploaded.acting_pdf(Annots=pikepdf.Array([LINK])),
    "program in a PDF": uploaded.carrying_pdf(uploaded.EXECUTABLE),
    "page in a PDF": uploaded.carrying_pdf(b"<HTML><body onload='x()'>"),
    "form of another kind": uploaded.acting_pdf({"/AcroForm": pikepdf.Dictionary(XFA=pikepdf.Array())}),
    "RTF": b"\xef\xbb\xbf {\\rtf1{\\object\\objdata 0105}}",
    "formula": b"name,sum\nx,=cmd|'/c calc'!A1\n",
    "formula with a comma": b"=SUM(1,1)+cmd|' /C calc'!A0\n",
    "template on a share": uploaded.related("attachedTemplate", "//evil/share/x.dotm"),
    "picture elsewhere": uploaded.said_in_open_document('<d:image l:href="https://evil.example/x.png"/>'),
    "text on a share": uploaded.said_in_open_document('<d:section-source l:href="file://evil/x.odt"/>'),
    "other program": uploaded.said_in_open_document('<d:dde-source d:dde-application="cmd"/>'),
    "formula for a program": uploaded.said_in_open_document('<d:table-cell d:formula="of:=DDE(1;2;3)"/>'),
    "module of the shared library": uploaded.open_document(**{"Basic/script-lc.xml": b'<l:x l:link="true" x:href="y"/>'}),
    "library of modules": uploaded.open_document(**{"Basic/Standard/script-lb.xml": b'<l:element l:name="M"/>'}),
    "opens an address": uploaded.acting_pdf({"/OpenAction": uploaded.action("/URI")}),
    "page opens a file": uploaded.acting_pdf(AA=pikepdf.Dictionary(O=uploaded.action("/GoToR"))),
    "opens an address next": uploaded.acting_pdf(
        {"/OpenAction": uploaded.action("/GoTo", Next=pikepdf.Array([uploaded.action("/URI")]))}
    ),
}  # fmt: skip


@pytest.mark.parametrize("content", ACTING.values(), ids=ACTING.keys())
def test_document_that_acts_when_it_is_opened_is_refused(content: bytes) -> None:
    with closing(sent("document", content)) as file, pytest.raises(uploads.Refused, match="do something by itself"):
        uploads.check(file)


@pytest.mark.parametrize(
    "content",
    [
        uploaded.pdf() + uploaded.SVG,
        uploaded.pdf() + uploaded.archive({"x": b"y"}),
        uploaded.office() + uploaded.SVG,
    ],
)
def test_file_of_two_kinds_is_refused(content: bytes) -> None:
    with closing(sent("document", content)) as file, pytest.raises(uploads.Refused, match="of two kinds at once"):
        uploads.check(file)


def test_drawing_is_found_in_every_encoding() -> None:
    content = uploaded.SVG.decode().encode("utf-16")
    with closing(sent("map.txt", content)) as file, pytest.raises(uploads.Refused, match="HTML, XML and SVG"):
        uploads.check(file)


ORDINARY = {
    "link": uploaded.related("hyperlink", "https://un.org/"),
    "template of one's own": uploaded.related("attachedTemplate", r"file:///C:\Users\x\Normal.dotm"),
    "table elsewhere": uploaded.related("externalLinkPath", "https://x.example/budget.xlsx"),
    "table at a long address": uploaded.related("externalLinkLongPath", "https://x.example/budget.xlsx"),
    "chart": uploaded.office(**{"word/embeddings/x.xlsx": uploaded.office("spreadsheetml.sheet.main")}),
    "field": uploaded.field(" PAGE ", "TOC"),
    "no script": uploaded.open_document(**{"content.xml": b'<o:x xmlns:o="urn:o"><o:scripts/></o:x>'}),
    "links and pictures": uploaded.said_in_open_document(
        '<d:a l:href="https://un.org/"/><d:image l:href="Pictures/1.png"/><d:object l:href="./Object 1"/>'
        '<d:image l:href="file:///home/x/map.png"/><d:template l:href="https://x.example/letter.ott"/>'
    ),
    "no Basic": uploaded.open_document(
        **{"Basic/": b"", "Basic/script-lc.xml": b"<l:libraries/>", "Basic/Standard/script-lb.xml": b"<l:library/>"}
    ),
    "opens at a page": uploaded.acting_pdf({"/OpenAction": uploaded.action("/GoTo")}),
    "opens at a place": uploaded.acting_pdf({"/OpenAction": pikepdf.Array([pikepdf.Name.Fit])}),
    "link to another PDF": uploaded.acting_pdf(
        Annots=pikepdf.Array([pikepdf.Dictionary(A=uploaded.action("/GoToR", F="annex.pdf"))])
    ),
    "formulas": b"=A1+B1,=SUM(A1:A3)\n-5;+3\n",
    "strokes": b"-5|Good|Very\n- A | B\n- important !Very\n+31|Great!|x\n",
    "sentences in a PDF": uploaded.carrying_pdf(b'{"reason": "- a | b", "tried": "wow !important"}'),
    "link in a PDF": uploaded.acting_pdf(Annots=pikepdf.Array([pikepdf.Dictionary(A=uploaded.action("/URI"))])),
    "data in a PDF": uploaded.carrying_pdf(b'{"reference": "NL-BI-2014"}'),
    "text": b"if a | b then wow!\n- this | that!\n",
}  # fmt: skip


@pytest.mark.parametrize("content", ORDINARY.values(), ids=ORDINARY.keys())
def test_ordinary_document_is_kept(content: bytes) -> None:
    with closing(sent("document", content)) as file:
        assert uploads.check(file).path == Path(file.temporary_file_path())


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
