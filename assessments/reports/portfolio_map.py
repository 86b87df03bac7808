"""The map of a portfolio: the latest figure of each country, from one column of the table of countries."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from assessments.queries.portfolio import Entry
from assessments.queries.tables import Cell, Table
from assessments.reports import charts
from ssr_portal.text.sorting import sort_key

FIRST_FIGURE = 3  # after country, donor and period


@dataclass(frozen=True, slots=True)
class Mapped:
    """The map, what it shows, and how its colours are read."""

    svg: SafeString
    column: str
    is_need: bool
    not_drawn: tuple[tuple[str, Cell], ...]  # countries too small for the map, with donor and figure

    @property
    def left_out(self) -> str:
        """The countries that the map has no shape of, in words for paper; empty without any."""
        if not self.not_drawn:
            return ""
        each = "; ".join(f"{name}: {cell.value if cell.value is not None else '–'}" for name, cell in self.not_drawn)
        return _("Not drawn on this map: %(countries)s.") % {"countries": each}

    @property
    def meaning(self) -> str:
        """How light and dark are read."""
        return _("Dark means a great need.") if self.is_need else _("Dark means a high level.")


def of(entries: Iterable[Entry], table: Table) -> Mapped | None:
    """The column that the table is sorted by, or its first figure; None without a figure."""
    column = _column(table)
    rows = {row[2].source: row for row in table.rows}
    latest: dict[str, tuple[str, Cell]] = {}
    for entry in sorted(entries, key=lambda each: each.assessment.period_end):
        row = rows[entry.page]
        cell = row[column] if column else None
        if cell is not None:
            latest[entry.assessment.country.code] = (f"{row[0].value}, {row[1].value}", cell)
    if not latest:
        return None
    head = table.heads[column]
    is_need = any(cell.is_need for _name, cell in latest.values())
    title = _("Map: %(what)s") % {"what": head.meaning or head.title}
    not_drawn = sorted(
        (each for code, each in latest.items() if not charts.is_drawn(code)), key=lambda each: sort_key(each[0])
    )
    column_name = f"{head.title} {head.meaning}".strip()
    return Mapped(charts.world(latest, title), column_name, is_need, tuple(not_drawn))


def _column(table: Table) -> int:
    places = {head.sort: place for place, head in enumerate(table.heads) if place >= FIRST_FIGURE}
    return places.get(table.order.lstrip("-"), FIRST_FIGURE if places else 0)
