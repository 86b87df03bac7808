"""Write which letters the vendored fonts have, as ranges, into assessments/coverage.json. Run after fonts change."""

import json
from pathlib import Path

from fontTools.ttLib import TTFont

ROOT = Path(__file__).resolve().parents[1]
FONTS = ROOT / "static" / "fonts"
COVERAGE = ROOT / "assessments" / "coverage.json"


def ranges() -> list[list[int]]:
    """First and last letter of each run that some regular font has."""
    found: set[int] = set()
    for path in FONTS.glob("*-400-normal.woff2"):
        found |= set(TTFont(path).getBestCmap())
    runs: list[list[int]] = []
    for letter in sorted(found):
        if runs and runs[-1][1] == letter - 1:
            runs[-1][1] = letter
        else:
            runs.append([letter, letter])
    return runs


if __name__ == "__main__":
    COVERAGE.write_text(json.dumps(ranges(), separators=(",", ":")) + "\n", encoding="utf-8")
