"""Names as people sort them, codes as numbers: accents and capitals make no difference, and F2 stands before F10.

Standard library only, so that scoring may use it too.
"""

import re
import unicodedata
from functools import lru_cache

RUNS = re.compile(r"[0-9]+|[^0-9]+")
# Letters that Unicode does not take apart into a letter and its mark.
LETTERS = str.maketrans(
    {"ø": "o", "đ": "d", "ð": "d", "ħ": "h", "ł": "l", "ŧ": "t", "ı": "i", "æ": "ae", "œ": "oe", "þ": "th"}
)
SortKey = tuple[tuple[tuple[int, int, str], ...], str]


@lru_cache(maxsize=4096)
def sort_key(text: str) -> SortKey:
    """The key by which names and codes are sorted, everywhere; texts that differ in accents alone keep one order."""
    return tuple(_run(run) for run in RUNS.findall(folded(text).strip())), text


def folded(text: str) -> str:
    """The text without what makes no difference when people sort or search: accents, capitals, and the script of figures."""
    taken_apart = unicodedata.normalize("NFKD", text.casefold())
    plain = "".join(str(unicodedata.decimal(each, each)) for each in taken_apart if not unicodedata.combining(each))
    return plain.translate(LETTERS)


def _run(run: str) -> tuple[int, int, str]:
    """Numbers before words; a number by its length and then its figures, since it may be longer than Python counts."""
    figures = run.lstrip("0")
    return (0, len(figures), figures) if run[0].isdigit() else (1, 0, run)
