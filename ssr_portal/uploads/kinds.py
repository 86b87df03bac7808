"""The closed list of kinds of file that are kept. Standard library only: the child process reads it too."""

from dataclasses import dataclass

MOST_BYTES = 25 * 1024 * 1024


@dataclass(frozen=True, slots=True)
class Kind:
    """What a file is: the endings that its name may have, the first being the usual one, and how it is sent."""

    code: str
    endings: tuple[str, ...]
    media_type: str


KINDS = {
    kind.code: kind
    for kind in (
        Kind("pdf", (".pdf",), "application/pdf"),
        Kind("docx", (".docx",), "application/vnd.openxmlformats-officedocument.wordprocessingml.document"),
        Kind("xlsx", (".xlsx",), "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"),
        Kind("pptx", (".pptx",), "application/vnd.openxmlformats-officedocument.presentationml.presentation"),
        Kind("odt", (".odt",), "application/vnd.oasis.opendocument.text"),
        Kind("ods", (".ods",), "application/vnd.oasis.opendocument.spreadsheet"),
        Kind("odp", (".odp",), "application/vnd.oasis.opendocument.presentation"),
        Kind("png", (".png",), "image/png"),
        Kind("jpeg", (".jpg", ".jpeg"), "image/jpeg"),
        Kind("text", (".txt", ".csv", ".md"), "text/plain; charset=utf-8"),
    )
}
