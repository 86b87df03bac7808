"""Lines over time, as SVG: drawn as `assessments/reports/charts.py` draws its charts."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from fractions import Fraction

from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

from assessments.reports.charts import ROW, TOP, WHISKER, joined, svg, token, told
from assessments.scoring import Range

LETTER = 6  # as wide as most letters of the size 11
MARKS = (  # one for each line of a trend: told apart without colour
    "M-4 0a4 4 0 1 0 8 0a4 4 0 1 0 -8 0Z",
    "M-4 -4h8v8h-8Z",
    "M0 -5 5 4 -5 4Z",
    "M0 -5.5 5.5 0 0 5.5 -5.5 0Z",
    "M-5 -1.5h3.5v-3.5h3v3.5h3.5v3h-3.5v3.5h-3v-3.5h-3.5Z",
)


@dataclass(frozen=True, slots=True)
class Line:
    """One line of a trend: its name, and a value from 0 to 4 for each point in time, None where there is none.

    `ranges` are what the answers leave open of each.
    """

    name: str
    values: tuple[Fraction | None, ...]
    ranges: tuple[Range | None, ...]


Place = Callable[[int, Fraction, int], tuple[float, float]]  # of a point in time and a value, for the line of a number


def trend(times: Sequence[str], lines: Sequence[Line], title: str) -> SafeString:
    """Lines over time from 0 to 4, each with a mark of its own, whiskers over its ranges, and its name at its last value.

    Lines with ranges stand a little apart, so that no whisker hides another.
    """
    width, height, left, right, top, low = 640, 230, 34, 170, 14, 196
    apart = 3 * WHISKER if any(each for line in lines for each in line.ranges) else 0
    spread = apart * max(len(lines) - 1, 0)
    across = (width - left - right - spread) / max(len(times) - 1, 1)
    up = (low - top) / TOP

    def place(point: int, value: Fraction, number: int) -> tuple[float, float]:
        return left + point * across + number * apart, low - float(value) * up

    grid = format_html_join(
        "",
        '<line x1="{}" y1="{}" x2="{}" y2="{}" stroke="{}"/>'
        '<text x="{}" y="{}" font-size="11" text-anchor="end" fill="{}">{}</text>',
        (
            (left, f"{low - n * up:.1f}", width - right, f"{low - n * up:.1f}", token("line"))
            + (left - 8, f"{low - n * up + 4:.1f}", token("ink"), n)
            for n in range(TOP + 1)
        ),
    )
    years = format_html_join(  # the first is moved in, where half of it would stand beyond the edge
        "",
        '<text x="{}" y="{}" font-size="11" text-anchor="middle" fill="{}">{}</text>',
        (
            (f"{max(left + n * across + spread / 2, len(time) * LETTER / 2):.1f}", low + 20, token("ink"), time)
            for n, time in enumerate(times)
        ),
    )
    names: list[float] = []
    whiskers = joined(_whiskers(number, line, place) for number, line in enumerate(lines))
    drawn = joined(_line(number, line, place, names, 10 + spread - number * apart) for number, line in enumerate(lines))
    return svg(width, height, title, _said(times, lines), joined((grid, years, whiskers, drawn)))


def _said(times: Sequence[str], lines: Sequence[Line]) -> str:
    return "; ".join(
        f"{line.name}: "
        + ", ".join(
            f"{time} {told(mean, left_open)}"
            for time, mean, left_open in zip(times, line.values, line.ranges, strict=True)
        )
        for line in lines
    )


def _line(number: int, line: Line, place: Place, names: list[float], beside: float) -> SafeString:
    """A line with its marks, and its name so far beside its last point."""
    points = [place(n, value, number) for n, value in enumerate(line.values) if value is not None]
    if not points:
        return joined(())
    colour = token(("accent", "warn", "good", "ink", "bad")[number % len(MARKS)])
    path = "M" + " ".join(f"{x:.1f} {y:.1f}" for x, y in points)
    marks = format_html_join(
        "",
        '<path d="{}" transform="translate({} {})" fill="{}"/>',
        ((MARKS[number % len(MARKS)], f"{x:.1f}", f"{y:.1f}", colour) for x, y in points),
    )
    y = points[-1][1] + 4
    while any(abs(y - taken) < ROW / 2 for taken in names):  # names never cover each other
        y += ROW / 2
    names.append(y)
    return format_html(
        '<path d="{}" fill="none" stroke="{}" stroke-width="2"/>{}<text x="{}" y="{}" font-size="11" fill="{}">{}</text>',
        path,
        colour,
        marks,
        f"{points[-1][0] + beside:.1f}",
        f"{y:.1f}",
        colour,
        line.name,
    )


def _whiskers(number: int, line: Line, place: Place) -> SafeString:
    """An upright line with a bar at each end for every point of which the answers leave something open."""
    path = '<path d="M{0} {1}V{2}M{3} {1}h{4}M{3} {2}h{4}" fill="none" stroke="{5}" stroke-width="1.5"/>'
    ends = [(n, each) for n, each in enumerate(line.ranges) if each is not None and each.lowest != each.highest]
    drawn = []
    for point, each in ends:
        (x, low), (_x, high) = place(point, each.lowest, number), place(point, each.highest, number)
        bar = f"{x - WHISKER:.1f}"
        drawn.append(format_html(path, f"{x:.1f}", f"{low:.1f}", f"{high:.1f}", bar, 2 * WHISKER, token("ink")))
    return joined(drawn)
