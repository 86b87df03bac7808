"""A table as values: shown on a page, printed, and written as CSV or a workbook, with the same figures."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from decimal import Decimal
from fractions import Fraction
from functools import lru_cache

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from assessments import scoring
from assessments.scorecard import words
from assessments.scorecard.stored_figures import Figure
from assessments.scoring import Range
from ssr_portal.text.sorting import SortKey, sort_key
from ssr_portal.values import figures

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
    range: tuple[Decimal, Decimal] | None = None  # of a score: between which figures the answers leave it


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


def score_cell(figure: Figure, *, source: str) -> Cell:
    """A score with what the answers leave open; the note says what it is read with."""
    worst = None if figure.worst is None else scoring.one_decimal(figure.worst)
    wider = _rounded(figure.with_insufficient)
    note = _read_with(worst, figure.judged, figure.total, figure.insufficient, wider, get_language())
    if figure.mean is None:
        return Cell(None, source, note=note if figure.insufficient else "")
    return Cell(
        scoring.one_decimal(figure.mean),
        source,
        scoring.shade(figure.mean),
        is_provisional=figure.provisional,
        note=note,
        range=_rounded(figure.range),
    )


def _rounded(found: Range | None) -> tuple[Decimal, Decimal] | None:
    return None if found is None else (scoring.one_decimal(found.lowest), scoring.one_decimal(found.highest))


@lru_cache(maxsize=4096)  # thousands of cells say the same few things
def _read_with(
    worst: Decimal | None,
    judged: int,
    total: int,
    insufficient: int,
    wider: tuple[Decimal, Decimal] | None,
    _language: str,
) -> str:
    said = [] if worst is None else [_("lowest %(level)s") % {"level": figures.shown(worst.normalize())}]
    said.append(_("%(judged)s of %(total)s judged") % {"judged": judged, "total": total})
    if insufficient:
        said.append(words.of_insufficient(insufficient, wider))
    return "; ".join(said)


def with_ranges(caption: str, rows: Iterable[tuple[Cell, ...]]) -> str:
    """The caption of a table of scores, with what stands beside them: what the answers leave open, or that nothing tells it."""
    scores = [cell for row in rows for cell in row if isinstance(cell.value, Decimal) and not cell.is_need]
    said = [caption]
    if any(cell.range for cell in scores):
        said.append(
            _("In brackets: what the answers leave open, from the mean of the lowest levels to that of the highest.")
        )
    if not all(cell.range for cell in scores):
        said.append(_("Scores without brackets have no range: judged by descriptions."))
    return " ".join(said)


def need(value: Fraction | None, *, source: str = "") -> Cell:
    """One need from 0 to 4 in its colour, as levels are written: whole where it is."""
    found = level(value, source=source, need=True)
    return replace(found, value=int(value)) if value is not None and value.denominator == 1 else found


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
