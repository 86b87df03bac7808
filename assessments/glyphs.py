"""Which letters the press has a font for: the domain asks it before approval, and knows nothing of fonts otherwise."""

import json
import re
import unicodedata
from functools import cache
from pathlib import Path

COVERAGE = Path(__file__).parent / "coverage.json"  # by scripts/font-coverage.py; a test compares it with the fonts
UNSEEN = {"Cc", "Cf", "Zs", "Zl", "Zp", "Mn"}  # blanks, controls, and marks that vary a letter (emoji's among them)


@cache
def _printable() -> re.Pattern[str]:
    ranges = json.loads(COVERAGE.read_text(encoding="utf-8"))
    return re.compile("[" + "".join(rf"\U{first:08x}-\U{last:08x}" for first, last in ranges) + "]+")


def without_glyph(text: str) -> list[str]:
    """Letters of the text that no font of ours has: they would be printed as empty boxes. In order of first occurrence."""
    left = dict.fromkeys(_printable().sub("", text))
    return [letter for letter in left if unicodedata.category(letter) not in UNSEEN]
