"""A table as values: shown on a page, printed, and written as CSV or a workbook, with the same figures."""

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

from assessments import scoring
from ssr_portal.text.sorting import SortKey, sort_key

Value = str | int | Decimal | None


@dataclass(frozen=True, slots=True)
class Cell:
    """One figure or word. `shade` colours a level; `source` is the page that it comes from; `note` is read beside it."""

    value: Value
    source: str = ""
    shade: int | None = None
    is_need: bool = False  # high is urgent: it has colours of its own
    is_provisional: bool = False
    note: str = ""


@dataclass(frozen=True, slots=True)
class Head:
    """A column: its heading, what that stands for, and the key by which rows can be sorted."""

    title: str
    meaning: str = ""
    sort: str = ""


@dataclass(frozen=True, slots=True)
class Table:
    """A table with a caption; the first cell of a row is its heading."""

    name: str
    title: str
    caption: str
    heads: tuple[Head, ...]
    rows: tuple[tuple[Cell, ...], ...]
    order: str = ""  # the key it is sorted by, with a minus for descending


def level(value: Fraction | None, *, provisional: bool = False, source: str = "", need: bool = False) -> Cell:
    """A value from 0 to 4 with one decimal, in its colour."""
    if value is None:
        return Cell(None, source)
    return Cell(scoring.one_decimal(value), source, scoring.shade(value), is_need=need, is_provisional=provisional)


def ordered(rows: Iterable[tuple[Cell, ...]], heads: tuple[Head, ...], order: str) -> tuple[tuple[Cell, ...], ...]:
    """Rows sorted by a column; cells without a value come last both ways. An unknown key leaves the order as it is."""
    column = next((place for place, head in enumerate(heads) if head.sort and head.sort == order.lstrip("-")), None)
    kept = list(rows)
    if column is None:
        return tuple(kept)
    known = [row for row in kept if row[column].value is not None]
    known.sort(key=lambda row: _key(row[column].value), reverse=order.startswith("-"))
    return (*known, *(row for row in kept if row[column].value is None))


def _key(value: Value) -> tuple[bool, Decimal | SortKey]:
    return (True, sort_key(value)) if isinstance(value, str) else (False, Decimal(value or 0))
