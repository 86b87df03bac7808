"""The head of each part of a form that brings files, made such that Django takes it: no name of a file costs the form.

Django reads at most 1,024 bytes of a head and refuses the whole request beyond; it drops a part, and says nothing, where the
name is in a charset that nobody knows, is not UTF-8, or holds nothing that can be shown. Here the name is shortened and read as
well as can be, before Django looks at it. Nothing else is left of the head: its content tells what a file is, and no part is
decoded from base64, which no browser sends (RFC 7578, 4.7) and for which Django refuses the whole form where it fails.
"""

import re
from typing import Any
from urllib.parse import unquote_to_bytes

from django.http import multipartparser
from django.http.multipartparser import LazyStream, MultiPartParser

from ssr_portal.text.charsets import charset_of_text
from ssr_portal.text.plain_text import one_line
from ssr_portal.uploads.names import plain_blanks

MOST_BYTES = 1024 * 1024  # of a head; more is refused as a whole
MOST_CHARACTERS, MOST_ENDING = 120, 16
NAMELESS = "file"
END = b"\r\n\r\n"
DISPOSITION = re.compile(rb"^content-disposition:[^\r\n]*", re.IGNORECASE | re.MULTILINE)
NAME = re.compile(rb';\s*filename\s*=\s*(?:"((?:[^"\\]|\\.)*)"|([^;]*))', re.IGNORECASE)
ENCODED_NAME = re.compile(rb";\s*filename\*[0-9]*\*?\s*=\s*(?:\"([^\"]*)\"|([^;]*))", re.IGNORECASE)
_as_django = multipartparser.parse_boundary_stream  # type: ignore[attr-defined]  # Django's own, not for others


def read_part(stream: LazyStream, max_header_size: int) -> Any:
    """What Django reads of a part, after its head was made fit."""
    read = b""
    while END not in read and len(read) < MOST_BYTES:
        more = stream.read(4096)
        read += more
        if not more:
            break
    head, end, rest = read.partition(END)
    found = DISPOSITION.search(head) if end else None
    if found is not None:
        head = _fit(found[0])
    stream.unget(head + end + rest)
    return _as_django(stream, max_header_size)


def _fit(line: bytes) -> bytes:
    plain, encoded = NAME.search(line), ENCODED_NAME.search(line)
    if encoded is not None:
        name = _decoded(encoded[1] or encoded[2] or b"")
    elif plain is not None:
        name = re.sub(rb"\\(.)", rb"\1", plain[1] or plain[2] or b"").decode("utf-8", "replace")
    else:
        return line.decode("utf-8", "replace").encode()
    kept = ENCODED_NAME.sub(b"", NAME.sub(b"", line)).decode("utf-8", "replace").encode()
    return kept + b'; filename="' + (shortened(name) if name else "").encode() + b'"'


def _decoded(value: bytes) -> str:
    """A name after RFC 5987, such as UTF-8''na%C3%AFve.pdf; in an unknown charset read as UTF-8."""
    charset, mark, rest = value.strip().partition(b"'")
    if not mark:
        return unquote_to_bytes(value.strip()).decode("utf-8", "replace")
    raw = unquote_to_bytes(rest.partition(b"'")[2])
    return raw.decode(charset_of_text(charset.decode("ascii", "replace")), "replace")


def shortened(name: str) -> str:
    """The name's last part, at most 120 characters with its ending; “file” where nothing of it can be shown."""
    last = re.split(r"[/\\]", plain_blanks(one_line(name)).replace('"', "'"))[-1].strip(" .") or NAMELESS
    stem, dot, ending = last.rpartition(".")
    if not stem or len(ending) > MOST_ENDING:
        stem, dot, ending = last, "", ""
    short = f"{stem[: MOST_CHARACTERS - len(dot + ending)]}{dot}{ending}"
    sanitized = MultiPartParser.sanitize_file_name(None, short)  # type: ignore[arg-type]  # a method that uses no `self`
    return short if sanitized else NAMELESS


multipartparser.parse_boundary_stream = read_part  # type: ignore[attr-defined]  # see docs/decisions/heads-of-uploads.md
