"""Charts, as SVG that pages and paper show alike: colours from the stylesheet's tokens, no style of its own.

Each reads in black and white by shape and digit, and has a title that says what it shows, figure by figure; the table with the
same figures stands beside it in the template.
"""

import json
import re
from collections.abc import Callable, Iterable
from fractions import Fraction
from functools import cache
from pathlib import Path

import segno
from django.conf import settings
from django.utils.html import escape, format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from assessments import scoring
from assessments.queries.tables import Cell
from assessments.remaining import Word
from assessments.scorecard.card import Activity
from assessments.scorecard.values import Rating
from ssr_portal.values import figures

HERE = Path(__file__).parent
TOP = scoring.TOP
WIDTH, ROW, LABEL, PAD = 640, 24, 64, 14
STEP = (WIDTH - LABEL - 3 * PAD) / TOP
DIAMOND = "M0 -10 10 0 0 10 -10 0Z"
DISC = "M-8.5 0a8.5 8.5 0 1 0 17 0a8.5 8.5 0 1 0 -17 0Z"
WHISKER = 4  # half as high as the bars at its ends
MARK = 21  # as wide as a mark with its distance to the next


@cache
def token(name: str) -> str:
    """A colour of the design, as `static/css/tokens.css` has it."""
    sheet = (settings.BASE_DIR / "static" / "css" / "tokens.css").read_text(encoding="utf-8")
    colours: dict[str, str] = dict(re.findall(r"--([\w-]+):\s*(#[0-9a-f]{6});", sheet))
    return colours[name]


def svg(width: int, height: int, title: str, said: str, body: SafeString, *, role: str = "img") -> SafeString:
    """The drawing; its title says what it says, since that is what the press makes the figure's alternative text of."""
    alternative = f"{title}. {said}" if said else title
    return format_html(
        '<svg class="chart" role="{}" aria-label="{}" viewBox="0 0 {} {}" width="{}" height="{}" '
        'xmlns="http://www.w3.org/2000/svg" font-family="Noto Sans, sans-serif"><title>{}</title>{}</svg>',
        role,
        alternative,
        width,
        height,
        width,
        height,
        alternative,
        body,
    )


def _x(value: Fraction | int) -> str:
    return f"{LABEL + 2 * PAD + float(value) * STEP:.1f}"


def _scale(rows: int, title: str, said: str, body: SafeString) -> SafeString:
    """Rows under one another on a scale from 0 to 4."""
    height = (rows + 1) * ROW + 6
    lines = format_html_join(
        "",
        '<line x1="{}" y1="8" x2="{}" y2="{}" stroke="{}" stroke-width="1"/>'
        '<text x="{}" y="{}" font-size="11" text-anchor="middle" fill="{}">{}</text>',
        ((_x(n), _x(n), height - ROW, token("line"), _x(n), height - 8, token("ink"), n) for n in range(TOP + 1)),
    )
    return svg(WIDTH, height, title, said, SafeString(lines + body))


def _label(row: int, text: str) -> SafeString:
    return format_html(
        '<text x="{}" y="{}" font-size="12" font-weight="700" text-anchor="end" fill="{}">{}</text>',
        LABEL,
        row * ROW + 25,
        token("ink"),
        text,
    )


def _number(value: Fraction | None, *, withheld: bool = False) -> str:
    if value is None:
        return _("withheld") if withheld else _("none")
    return figures.shown(value, 1)


def _level(value: Fraction | None, *, withheld: bool, ends: tuple[Fraction, Fraction] | None = None) -> str:
    """As `told`, of one level and not of a mean."""
    if value is None:
        return _number(None, withheld=withheld)
    if ends is None or ends[0] == ends[1]:
        return figures.value(value)
    return f"{figures.value(value)} ({figures.value(ends[0])}–{figures.value(ends[1])})"


def told(value: Fraction | None, ends: tuple[Fraction, Fraction] | None) -> str:
    """A figure with what the answers leave open, where they leave anything."""
    if value is None or ends is None or ends[0] == ends[1]:
        return _number(value)
    return f"{_number(value)} ({figures.between(*ends)})"


def joined(parts: Iterable[SafeString]) -> SafeString:
    """Pieces of a drawing as one."""
    return SafeString("".join(parts))


def _whisker(ends: tuple[Fraction, Fraction], y: float) -> SafeString:
    """A line with a bar at each end over what the answers leave open; none where that is one value."""
    if ends[0] == ends[1]:
        return SafeString("")
    left, right = _x(ends[0]), _x(ends[1])
    path = f"M{left} {y}H{right}M{left} {y - WHISKER}V{y + WHISKER}M{right} {y - WHISKER}V{y + WHISKER}"
    return format_html(  # a dark line with a light one below it, so that it is seen on every colour and without any
        '<path d="{0}" fill="none" stroke="{1}" stroke-width="4"/><path d="{0}" fill="none" stroke="{2}" stroke-width="1.5"/>',
        path,
        token("paper"),
        token("ink"),
    )


def three_marks(activities: Iterable[Activity]) -> SafeString:
    """Need at the start, highest contribution and need at the end of each activity on one line, in the order given.

    A whisker shows what the answers leave open of the highest contribution. A need that is judged in the period as a whole is
    one mark.
    """
    rows = list(activities)
    said = "; ".join(f"{each.subject.code}: {_marks_said(each)}" for each in rows)
    body = joined(_marks_row(place, each) for place, each in enumerate(rows))
    return _scale(len(rows), _("Need and highest contribution of each activity, from 0 to 4"), said, body)


def _marks_said(each: Activity) -> str:
    told = _level(each.given.highest, withheld=each.is_given_withheld, ends=each.given_ends)
    given = _("highest contribution %(given)s") % {"given": told}
    if each.given.word == Word.HARM:
        given = _("%(contribution)s, harm found") % {"contribution": given}
    needs = [
        words % {"need": _level(need.judged.value, withheld=need.withheld)}
        for words, need in ((_NEEDS[moment](), need) for moment, need in each.needs)
    ]
    return ", ".join((*needs[:1], given, *needs[1:]))


_NEEDS: dict[str, Callable[[], str]] = {
    "": lambda: _("need %(need)s"),
    "start": lambda: _("need at the start %(need)s"),
    "end": lambda: _("need at the end %(need)s"),
}


def _marks_row(row: int, each: Activity) -> SafeString:
    """The marks of one activity; those at one place stand side by side."""
    y = row * ROW + 21
    marks: list[tuple[Fraction, str]] = [
        (need.judged.value, moment or "end") for moment, need in each.needs if need.judged.value is not None
    ]
    if each.given.highest is not None:
        marks.insert(1, (each.given.highest, "given"))
    harm = " ⚠" if each.given.word == Word.HARM else ""
    parts = [_label(row, f"{each.subject.code}{harm}")]
    if not marks:
        unknown = '<text x="{}" y="{}" font-size="11" fill="{}">{}</text>'
        parts.append(format_html(unknown, _x(0), y + 4, token("ink-soft"), each.unlevelled))
    if each.given_ends is not None:
        parts.append(_whisker(each.given_ends, y))
    for place, (value, kind) in enumerate(marks):
        here = [other for other, (at, _kind) in enumerate(marks) if at == value]
        parts.append(_mark(_beside(value, here.index(place), len(here)), y, kind, figures.value(value)))
    return joined(parts)


def _beside(value: Fraction, place: int, count: int) -> str:
    """Where one of so many marks at the same value stands: side by side around it, and none beyond the edges."""
    half = (count - 1) * MARK / 2
    middle = min(max(float(_x(value)), LABEL + MARK + half), WIDTH - MARK / 2 - half)
    return f"{middle - half + place * MARK:.1f}"


def _mark(x: str, y: int, kind: str, digit: str) -> SafeString:
    """Hollow diamond: need at the start; full diamond: at the end, or in the period; disc: contribution."""
    shape, fill, ink = {
        "start": (DIAMOND, token("paper"), token("ink")),
        "end": (DIAMOND, token("need-3"), token("paper")),
        "given": (DISC, token("accent"), token("paper")),
    }[kind]
    line = token("accent" if kind == "given" else "need-3")
    return format_html(
        '<path d="{}" transform="translate({} {})" fill="{}" stroke="{}" stroke-width="2"/>'
        '<text x="{}" y="{}" font-size="10" font-weight="700" text-anchor="middle" fill="{}">{}</text>',
        *(shape, x, y, fill, line),
        *(x, y + 3.6, ink, digit),
    )


def profile(ratings: Iterable[Rating]) -> SafeString:
    """One programme's considerations as bars, each with a whisker over what its answers leave open.

    A hollow circle marks the last assessment's level.
    """
    rows = list(ratings)
    said = "; ".join(f"{each.criterion.code}: {_level_told(each)}" for each in rows)
    body = joined(_bar_row(place, each) for place, each in enumerate(rows))
    return _scale(len(rows), _("Practice on each consideration, from 0 to 4"), said, body)


def _level_told(rating: Rating) -> str:
    if rating.judged.value is None:
        return _number(None, withheld=rating.withheld)
    return told(rating.judged.value, rating.judged.ends)


def _bar_row(row: int, rating: Rating) -> SafeString:
    y = row * ROW + 21
    parts = [_label(row, rating.criterion.code)]
    value = rating.judged.value
    if value is None:
        parts.append(format_html('<text x="{}" y="{}" font-size="11" fill="{}">–</text>', _x(0), y + 4, token("ink")))
    else:
        width = f"{max(float(value) * STEP, 3):.1f}"
        bar = '<rect x="{}" y="{}" width="{}" height="12" rx="2" fill="{}"/>'
        parts.append(format_html(bar, _x(0), y - 6, width, token("accent")))
        parts.append(_whisker(rating.judged.ends, y))
    if rating.last is not None and rating.last.level is not None:
        past = Fraction(rating.last.level * TOP, max(len(rating.criterion.levels) - 1, 1))
        ring = '<circle cx="{}" cy="{}" r="5" fill="{}" stroke="{}" stroke-width="2"/>'
        parts.append(format_html(ring, _x(past), y, token("paper"), token("ink")))
    return joined(parts)


def _colour(shade: int, need: bool) -> str:
    return f"need-{shade}" if need else f"shade-{shade}"


def spread(score: scoring.Tally, *, need: bool = False) -> SafeString:
    """How a group's ratings are spread over its levels: one bar, a piece for each level with its digit and width by count."""
    width, height = 168, 22
    counted = score.counted
    said = ", ".join(_("%(count)s at %(level)s") % {"count": n, "level": level} for _shade, level, n in score.spread)
    parts, left = [], 0.0
    for shade, level, count in score.spread:
        wide = count * width / counted
        piece = '<rect x="{}" y="1" width="{}" height="20" fill="{}" stroke="{}" stroke-width=".6"/>'
        parts.append(
            format_html(piece, f"{left:.1f}", f"{wide:.1f}", token(_colour(shade, need)), token("line-strong"))
        )
        if wide > ROW / 2:
            ink = token("paper") if shade >= TOP - 1 else token("ink")
            digit = '<text x="{}" y="16" font-size="12" text-anchor="middle" fill="{}">{}</text>'
            parts.append(format_html(digit, f"{left + wide / 2:.1f}", ink, level))
        left += wide
    nothing = _("withheld") if score.is_withheld else _("no level yet")
    if not counted:
        empty = '<rect x=".5" y="1.5" width="{}" height="19" fill="none" stroke="{}" stroke-dasharray="3 3"/>'
        parts.append(format_html(empty, width - 1, token("line-strong")))
    return svg(
        width,
        height,
        _("Ratings at each level"),
        said or nothing,
        joined(parts),
    )


def seal(text: str) -> SafeString:
    """A text as a QR code; it stands in print beside it."""
    code = segno.make(text, error="m", micro=False)
    rows = list(code.matrix_iter(border=2))
    path = "".join(f"M{x} {y}h1v1h-1z" for y, row in enumerate(rows) for x, dark in enumerate(row) if dark)
    body = format_html('<path d="{}" fill="{}" shape-rendering="crispEdges"/>', path, token("ink"))
    return svg(len(rows), len(rows), _("QR code of the address at which this copy can be checked"), "", body)


@cache
def _shapes() -> dict[str, str]:
    found: dict[str, str] = json.loads((HERE / "world.json").read_text(encoding="utf-8"))
    return found


def is_drawn(code: str) -> bool:
    """Whether the map has a shape of a country: small islands have none."""
    return code in _shapes()


def world(cells: dict[str, tuple[str, Cell]], title: str) -> SafeString:
    """The map; `cells` gives the name and the figure of countries by code, and the figure's source becomes a link.

    Borders are drawn as Natural Earth draws them (`scripts/world-map.py`) and say nothing on the status of any territory.
    """
    land = "".join(shape for code, shape in _shapes().items() if code not in cells)
    plain = '<path d="{}" fill="{}" stroke="{}" stroke-width=".5" aria-hidden="true"/>'
    body = format_html(plain, SafeString(land), token("line"), token("paper"))
    body += joined(_country(_shapes()[code], *cells[code]) for code in sorted(cells) if is_drawn(code))
    return svg(960, 436, title, "", body, role="group")


def _country(shape: str, name: str, cell: Cell) -> SafeString:
    said = f"{name}: {_('no figure') if cell.value is None else cell.value}"
    fill = token("line" if cell.shade is None else _colour(cell.shade, cell.is_need))
    outline = '<path d="{}" fill="{}" stroke="{}" stroke-width=".7"><title>{}</title></path>'
    drawn = format_html(outline, SafeString(shape), fill, token("ink"), said)
    if not cell.source:
        return drawn
    return SafeString(f'<a href="{escape(cell.source)}" aria-label="{escape(said)}">{drawn}</a>')
