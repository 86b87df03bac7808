"""A file's name of any kind or length costs neither the form nor the file."""

from unicodedata import category

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assessments.models import Evidence
from ssr_portal.uploads.headers import shortened
from ssr_portal.uploads.names import MOST_CHARACTERS, safe_name
from tests import uploaded

FIELDS = {
    "title": "Law",
    "kind": "document",
    "origin": "Parliament",
    "dated": "2014-01-01",
    "reliability": "B",
    "credibility": "2",
    "audience": "internal",
    "remarks": "A long remark that nobody wants to type again.",
    "revision": "0",
}
NAMES = {
    b'filename="' + b"n" * 3000 + b'.pdf"': "n" * 116 + ".pdf",
    b'filename="' + b"n" * 200_000 + b'"': "n" * 116 + ".pdf",
    b'filename="a.' + b"x" * 3000 + b'"': "a." + "x" * 114 + ".pdf",
    ('filename="' + "章" * 140 + '.pdf"').encode(): "章" * 116 + ".pdf",
    ('filename="a.' + "章" * 110 + '"').encode(): "a." + "章" * 110 + ".pdf",
    b'filename="report"': "report.pdf",
    'filename="تقرير \u202efdp.exe.pdf"'.encode(): "تقرير fdp.exe.pdf",
    b'filename="\xff\xfe.pdf"': "\ufffd\ufffd.pdf",
    b'filename="a\x00b.pdf"': "ab.pdf",
    b'filename="../../etc/passwd.pdf"': "passwd.pdf",
    b'filename="C:\\\\Users\\\\me\\\\law.pdf"': "law.pdf",
    'filename="😀.pdf"'.encode(): "😀.pdf",
    b'filename="%2e%2e%2fx.pdf"': "%2e%2e%2fx.pdf",
    b"filename*=UTF-8''na%C3%AFve.pdf": "naïve.pdf",
    b"filename*=bogus''x%C3%A9.pdf": "xé.pdf",
    b"filename*=hex''x.pdf": "x.pdf",
    b"filename=\"plain.pdf\"; filename*=iso-8859-1'en'caf%E9.pdf": "café.pdf",
    b"filename=law.pdf": "law.pdf",
    '   filename="\u200b\u202e"'.encode(): "file.pdf",
    b'filename=".."': "file.pdf",
    b'filename="  .pdf"': "pdf.pdf",
    b'filename="line\x0bend.pdf"': "line end.pdf",
}


HEADS = [
    b"Content-Transfer-Encoding: base64",
    b"content-transfer-encoding:BASE64 ",
    b"Content-Transfer-Encoding: quoted-printable",
    b"Content-Transfer-Encoding: rot13",
    b"Content-Type: text/html; charset=bogus",
    b"Content-Type: application/pdf; name*=bogus''x%E9",
    b"Content-Type: \xff\xfe; charset=\x00",
    b"Content-Type: message/external-body; access-type=URL",
    b"Content-Length: -1",
    b"Content-Length: 99999999999999999999",
    b"Content-Disposition: form-data",
    b"X: " + b"x" * 5000,
    b": ; ;;=",
]


def body(disposition: bytes, content: bytes, more: bytes = b"Content-Type: application/pdf") -> bytes:
    parts = [f'Content-Disposition: form-data; name="{name}"\r\n\r\n{value}'.encode() for name, value in FIELDS.items()]
    parts.append(
        b'Content-Disposition: form-data; name="file"; ' + disposition + b"\r\n" + more + b"\r\n\r\n" + content
    )
    return b"".join(b"--edge\r\n" + part + b"\r\n" for part in parts) + b"--edge--\r\n"


@pytest.mark.parametrize(("disposition", "kept_as"), NAMES.items(), ids=lambda value: str(value)[:40])
def test_no_name_costs_the_form_or_the_file(as_anna, burundi, disposition, kept_as) -> None:
    answer = as_anna.generic(
        "POST",
        f"/assessments/{burundi.reference}/evidence/new/",
        body(disposition, uploaded.pdf()),
        "multipart/form-data; boundary=edge",
    )
    assert answer.status_code == 302
    kept = Evidence.objects.get()
    assert (kept.remarks, kept.attachment.name) == (FIELDS["remarks"], kept_as)
    sent = as_anna.get(f"/assessments/{burundi.reference}/evidence/{kept.pk}/file/")
    assert sent.status_code == 200
    assert sent["Content-Disposition"].startswith("attachment; filename")
    assert sent.getvalue() == uploaded.pdf()


@pytest.mark.parametrize("more", HEADS, ids=lambda value: str(value)[:40])
def test_nothing_in_the_head_costs_the_form_or_the_file(as_anna, burundi, more: bytes) -> None:
    answer = as_anna.generic(
        "POST",
        f"/assessments/{burundi.reference}/evidence/new/",
        body(b'filename="law.pdf"', uploaded.pdf(), more),
        "multipart/form-data; boundary=edge",
    )
    assert answer.status_code == 302
    kept = Evidence.objects.get()
    assert (kept.remarks, kept.attachment.name) == (FIELDS["remarks"], "law.pdf")
    assert as_anna.get(f"/assessments/{burundi.reference}/evidence/{kept.pk}/file/").getvalue() == uploaded.pdf()


def test_a_form_without_a_file_has_none(as_anna, burundi) -> None:
    answer = as_anna.generic(
        "POST",
        f"/assessments/{burundi.reference}/evidence/new/",
        body(b'filename=""', b""),
        "multipart/form-data; boundary=edge",
    )
    assert answer.status_code == 302
    assert Evidence.objects.get().attachment is None


@given(st.text())
def test_every_name_is_safe_and_short(name: str) -> None:
    for made in (shortened(name), safe_name(name, (".pdf",))):
        assert 0 < len(made) <= MOST_CHARACTERS
        assert [
            each for each in made if each.isspace() and each != " " or category(each) in {"Cc", "Cs", "Zl", "Zp"}
        ] == []
        assert not set(made) & set('/\\"')
