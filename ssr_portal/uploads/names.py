"""Names of uploaded files, made safe to show, to store beside a record and to offer for downloading."""

import re
from pathlib import PurePosixPath

from ssr_portal.text.plain_text import one_line

MOST_CHARACTERS = 120
UNSAFE = re.compile(r'[\\/:*?"<>|\n\t]+')


def plain_blanks(name: str) -> str:
    """The name with one plain blank for any run of blanks: systems mind the others, and nobody sees a difference."""
    return " ".join(name.split())


def safe_name(name: str, endings: tuple[str, ...]) -> str:
    """The last part of the name without characters that some system minds, with one of the endings, shortened in the middle."""
    last = plain_blanks(one_line(name)).replace("\\", "/").rsplit("/", 1)[-1]
    plain = UNSAFE.sub("_", last).strip(". ")
    ending = PurePosixPath(plain).suffix.casefold()
    if ending not in endings:
        ending = endings[0]
        stem = plain
    else:
        stem = plain[: -len(ending)]
    return f"{stem[: MOST_CHARACTERS - len(ending)].strip('. ') or 'file'}{ending}"
