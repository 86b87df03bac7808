"""Tables of figures as HTML for pages and paper, as CSV, and as a workbook."""

import csv
import io
from collections.abc import Iterable
from dataclasses import replace
from decimal import Decimal
from functools import lru_cache
from html import escape  # Django's asks of every text whether it is lazy, and pages have thousands of cells
from typing import Any, NamedTuple

import xlsxwriter
from django.template.loader import render_to_string
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from assessments.queries.tables import Cell, Head, Table, Value
from ssr_portal.values import figures

FORMULA = ("=", "+", "-", "@", "\t", "\r")
ON_PAPER = ("–", "*")
LONGEST = 60  # characters of a column in a workbook


class Way(NamedTuple):
    """How cells are written: in which language, with which dash and which mark of what is provisional, with links or plainly."""

    language: str
    dash: str
    provisional: str
    links: bool


def html(table: Table, *, links: bool = True, sort: str = "") -> SafeString:
    """The table with its caption; headings sort where `sort` is the address, ending before the key."""
    columns = tuple(zip(*table.rows, strict=True)) or ((),) * len(table.heads)
    heads = "".join(
        _head(head, table.order, sort, over_figures=_are_figures(column))
        for head, column in zip(table.heads, columns, strict=True)
    )
    language = get_language()
    way = Way(language, *(_words(language) if links else ON_PAPER), links=links)
    rows = "".join(_row(row, way) for row in table.rows)
    return format_html(
        '<table class="figures figures-{}"><caption>{}</caption><thead><tr>{}</tr></thead><tbody>{}</tbody></table>{}',
        table.name,
        table.caption,
        SafeString(heads),
        SafeString(rows),
        _legend(table),
    )


def _legend(table: Table) -> SafeString:
    """How the colours that occur are read."""
    kinds = sorted({cell.is_need for row in table.rows for cell in row if cell.shade is not None})
    return SafeString("".join(render_to_string("components/legend.html", {"need": need}) for need in kinds))


def _are_figures(column: tuple[Cell, ...]) -> bool:
    """Whether a column is of figures alone, which stand at the end of their cells: so does its heading."""
    stand = [cell for cell in column if cell.value is not None]
    return bool(stand) and not any(isinstance(cell.value, str) or cell.shade is not None for cell in stand)


def _head(head: Head, order: str, sort: str, *, over_figures: bool = False) -> str:
    over = ' class="over-figures"' if over_figures else ""
    title = format_html('<abbr title="{}">{}</abbr>', head.meaning, head.title) if head.meaning else escape(head.title)
    if not (sort and head.sort):
        return f'<th scope="col"{over}>{title}</th>'
    ascends = order == head.sort
    stands = "ascending" if ascends else "descending" if order == f"-{head.sort}" else ""
    address = escape(f"{sort}{'-' if ascends else ''}{head.sort}")
    mark = {"ascending": " ▲", "descending": " ▼"}.get(stands, "")
    said = f' aria-sort="{stands}"' if stands else ""
    return f'<th scope="col"{over}{said}><a href="{address}">{title}{mark}</a></th>'


def _row(row: tuple[Cell, ...], way: Way) -> str:
    first, *rest = row
    return f'<tr><th scope="row" dir="auto">{_cell(first, way)}</th>{"".join(_data(each, way) for each in rest)}</tr>'


def _data(cell: Cell, way: Way) -> str:
    shown = _cell(cell, way)
    if cell.shade is not None:
        need = " shade-need" if cell.is_need else ""
        return f'<td class="shade-{cell.shade}{need} level-cell">{shown}</td>'
    return f'<td dir="auto">{shown}</td>' if isinstance(cell.value, str) else f'<td class="number">{shown}</td>'


def _cell(cell: Cell, way: Way) -> str:
    """What a cell shows: on pages with its note and a link to its source, on paper as plain as can be."""
    text = _text(cell, way)
    if cell.range:
        text += _left_open(*cell.range, way.language)
    if not way.links:
        return text
    said = escape(cell.note)
    note = f'<span class="visually-hidden">, {said}</span>' if said else ""
    if not cell.source or cell.value is None:
        return text + note
    title = f' title="{said}"' if said else ""
    return f'<a href="{escape(cell.source)}"{title}>{text}{note}</a>'


def _text(cell: Cell, way: Way) -> str:
    if cell.value is None:
        return way.dash
    mark = way.provisional if cell.is_provisional else ""
    return f"{escape(cell.value) if isinstance(cell.value, str) else figures.shown(cell.value)}{mark}"


@lru_cache(maxsize=1024)
def _left_open(lowest: Decimal, highest: Decimal, _language: str) -> str:
    return f' <span class="left-open">({figures.between(lowest, highest)})</span>'


@lru_cache
def _words(_language: str) -> tuple[str, str]:
    """The dash of a cell without a figure, and the mark of a provisional one."""
    return (
        f'–<span class="visually-hidden">{escape(_("no figure"))}</span>',
        f'<abbr title="{escape(_("provisional"))}">*</abbr>',
    )


def spelled_out(table: Table) -> Table:
    """The table for files: what stands beside a score has columns of its own, in those columns that have any."""
    has_range = [any(row[place].range for row in table.rows) for place in range(len(table.heads))]
    heads = [heads for head, ranged in zip(table.heads, has_range, strict=True) for heads in _heads(head, ranged)]
    rows = [
        tuple(cell for own, ranged in zip(row, has_range, strict=True) for cell in _cells(own, ranged))
        for row in table.rows
    ]
    return replace(table, heads=tuple(heads), rows=tuple(rows))


def _heads(head: Head, ranged: bool) -> Iterable[Head]:
    yield head
    if ranged:
        yield Head(_("%(head)s: lowest left open") % {"head": head.title})
        yield Head(_("%(head)s: highest left open") % {"head": head.title})
        yield Head(_("%(head)s: read with") % {"head": head.title})


def _cells(cell: Cell, ranged: bool) -> Iterable[Cell]:
    yield cell
    if ranged:
        yield from (Cell(end) for end in cell.range or (None, None))
        yield Cell(cell.note)


def written(table: Table) -> str:
    """The table as CSV; text that a spreadsheet would run as a formula is made plain."""
    table = spelled_out(table)
    out = io.StringIO()
    writer = csv.writer(out)
    writer.writerow(_plain(_heading(head)) for head in table.heads)
    writer.writerows([_plain(cell.value) for cell in row] for row in table.rows)
    return out.getvalue()


def _heading(head: Head) -> str:
    return f"{head.title} {head.meaning}".strip()


def _plain(value: Value) -> str:
    text = "" if value is None else str(value)
    return f"'{text}" if isinstance(value, str) and text.startswith(FORMULA) else text


def workbook(tables: Iterable[Table]) -> bytes:
    """A workbook with a sheet for each table; numbers stay numbers, and no text becomes a formula or a link."""
    out = io.BytesIO()
    options = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    with xlsxwriter.Workbook(out, options) as book:
        bold = book.add_format({"bold": True, "bottom": 1})
        for table in map(spelled_out, tables):
            _sheet(book.add_worksheet(table.title[:31]), table, bold)
    return out.getvalue()


def _sheet(sheet: Any, table: Table, bold: Any) -> None:
    for column, head in enumerate(table.heads):
        sheet.write_string(0, column, _heading(head), bold)
    for number, row in enumerate(table.rows, start=1):
        for column, cell in enumerate(row):
            if isinstance(cell.value, str):
                sheet.write_string(number, column, cell.value)
            elif cell.value is not None:
                sheet.write_number(number, column, float(cell.value) if isinstance(cell.value, Decimal) else cell.value)
    sheet.freeze_panes(1, 1)
    sheet.autofit(LONGEST * 7)
