"""Deciding whether an upload is kept, and as what."""

import hashlib
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path, PurePosixPath

from django.core.files.uploadedfile import TemporaryUploadedFile, UploadedFile
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from ssr_portal.uploads.inspection import MOST_SECONDS
from ssr_portal.uploads.kinds import KINDS, MOST_BYTES, Kind
from ssr_portal.uploads.names import safe_name

ROOT = Path(__file__).resolve().parents[2]
MEGABYTE = 1024**2
FAULTS: dict[str, Promise] = {
    "program": gettext_lazy("This is a program and not a document."),
    "old-office": gettext_lazy(
        "This is of the Office of before 2007, which can hide programs. Save it as .docx, .xlsx, .pptx or PDF."
    ),
    "locked": gettext_lazy("This PDF asks for a password, so that no reviewer could read it. Save it without one."),
    "broken": gettext_lazy("This file is damaged: it cannot be opened."),
    "pixels": gettext_lazy("This image has more than 50 million pixels. Save it smaller."),
    "bomb": gettext_lazy("This file unpacks to more than a document holds."),
    "active": gettext_lazy(
        "This file can do something by itself when it is opened: it holds macros, scripts, other files, or loads from elsewhere."
        " Save it without these, or print it to a new PDF."
    ),
    "twofold": gettext_lazy("This file is of two kinds at once. Save it again with the program that made it."),
    "archive": gettext_lazy("This is an archive. Upload the documents in it one by one."),
    "markup": gettext_lazy("HTML, XML and SVG can carry scripts. Save it as PDF or as plain text."),
    "unknown": gettext_lazy("This is none of the kinds that are kept: PDF, Office, OpenDocument, PNG, JPEG, text."),
    "slow": gettext_lazy("Checking this file took too long. Save it in a simpler form, such as PDF."),
}


class Refused(Exception):
    """The file is not kept; the message says why and what to do."""


@dataclass(frozen=True, slots=True)
class Upload:
    """A file that may be kept; `original` is the SHA-256 of what was sent, before an image was written anew."""

    name: str
    kind: Kind
    path: Path
    original: str


def check(file: "UploadedFile[bytes]") -> Upload:
    """Look at the file's size, content and name; raises Refused."""
    if not isinstance(file, TemporaryUploadedFile):  # every file is put on disk where there is room
        raise Refused(
            _("The server has no space left for this file. Nothing of it was stored; tell your administrator.")
        )
    if not file.size:
        raise Refused(_("This file is empty."))
    if file.size > MOST_BYTES:
        raise Refused(
            _("This file has %(size)d MB; at most %(most)d MB are kept.")
            % {"size": round(file.size / MEGABYTE), "most": MOST_BYTES // MEGABYTE}
        )
    path = Path(file.temporary_file_path())
    anew = path.with_suffix(".anew")
    kind = KINDS[_kind_of(path, anew)]
    name = file.name or ""
    _agree(name, kind)
    original = _digest(path)
    return Upload(safe_name(name, kind.endings), kind, anew if anew.exists() else path, original)


def _kind_of(path: Path, anew: Path) -> str:
    command = [sys.executable, "-m", "ssr_portal.uploads.inspection", str(path), str(anew)]
    try:
        done = subprocess.run(command, capture_output=True, timeout=MOST_SECONDS + 5, cwd=ROOT, check=True)  # noqa: S603
    except subprocess.TimeoutExpired as error:
        raise Refused(FAULTS["slow"]) from error
    except subprocess.CalledProcessError as error:  # out of the memory or time that it may have
        raise Refused(FAULTS["broken"]) from error
    answer = done.stdout.decode()
    if answer.startswith("refused"):
        raise Refused(FAULTS[answer.split()[1]])
    return answer


def _agree(name: str, kind: Kind) -> None:
    """A name that claims another kind deceives whoever opens it."""
    ending = PurePosixPath(name).suffix.casefold()
    claimed = next((other for other in KINDS.values() if ending in other.endings), None)
    if claimed is not None and claimed is not kind:
        raise Refused(
            _("The name ends in %(ending)s, but the content is %(kind)s.")
            % {"ending": ending, "kind": kind.endings[0].removeprefix(".").upper()}
        )


def _digest(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
