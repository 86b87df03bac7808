"""A map of the world in which countries have the colour of a figure; shapes of Natural Earth (`scripts/world-map.py`).

Borders are drawn as that source draws them and say nothing on the status of any territory.
"""

import json
from functools import cache
from pathlib import Path

from django.utils.html import escape, format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from assessments.queries.tables import Cell

WIDTH, HEIGHT = 960, 436
LAND, BORDER = "#e3e8ec", "#ffffff"
SHADES = ("#eef4f9", "#c9dfee", "#8fbbd9", "#2f77a8", "#123f62")


@cache
def _shapes() -> dict[str, str]:
    return json.loads((Path(__file__).parent / "world.json").read_text(encoding="utf-8"))


def shaded(cells: dict[str, tuple[str, Cell]], label: str) -> SafeString:
    """The map; `cells` gives the name and the figure of countries by code, and the figure's source becomes a link."""
    land = "".join(shape for code, shape in _shapes().items() if code not in cells)
    countries = "".join(_country(_shapes().get(code, ""), *cells[code]) for code in sorted(cells))
    return format_html(
        '<svg class="chart world" role="group" aria-label="{}" viewBox="0 0 {} {}" xmlns="http://www.w3.org/2000/svg">'
        '<path d="{}" fill="{}" stroke="{}" stroke-width=".5" aria-hidden="true"/>{}</svg>',
        label,
        WIDTH,
        HEIGHT,
        SafeString(land),
        LAND,
        BORDER,
        SafeString(countries),
    )


def _country(shape: str, name: str, cell: Cell) -> str:
    said = f"{name}: {_('no figure') if cell.value is None else cell.value}"
    place = 0 if cell.shade is None else 4 - cell.shade if cell.is_need else cell.shade
    fill = LAND if cell.shade is None else SHADES[place]
    path = f'<path d="{shape}" fill="{fill}" stroke="#1b2733" stroke-width=".7"><title>{escape(said)}</title></path>'
    return f'<a href="{escape(cell.source)}" aria-label="{escape(said)}">{path}</a>' if shape else ""
