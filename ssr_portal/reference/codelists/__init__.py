"""Code lists that others publish, as data with their source, licence and date; `scripts/code-lists.py` makes them."""

import json
from functools import cache
from pathlib import Path
from typing import Any

HERE = Path(__file__).parent


@cache
def items(name: str) -> dict[str, list[Any]]:
    """The items of one list by code; what stands in each is told where the list is made."""
    found: dict[str, list[Any]] = json.loads((HERE / f"{name}.json").read_text(encoding="utf-8"))["items"]
    return found
