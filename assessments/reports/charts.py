"""Charts as SVG with presentation attributes only: they need no style, and read in black and white by shape and digit."""

from collections.abc import Iterable
from fractions import Fraction

from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from assessments.scorecard.values import Activity, Rating

INK, FAINT, FILL = "#1b2733", "#c9d2da", "#1f5f8b"
TOP = 4
WIDTH, ROW, LABEL, PAD = 640, 26, 64, 14
STEP = (WIDTH - LABEL - 3 * PAD) / TOP


def _x(value: Fraction | int) -> str:
    return f"{LABEL + 2 * PAD + float(value) * STEP:.1f}"


def _frame(rows: int, label: str, body: SafeString) -> SafeString:
    height = (rows + 1) * ROW + 6
    lines = format_html_join(
        "",
        '<line x1="{}" y1="8" x2="{}" y2="{}" stroke="{}" stroke-width="1"/>'
        '<text x="{}" y="{}" font-size="11" text-anchor="middle" fill="{}">{}</text>',
        ((_x(n), _x(n), height - ROW, FAINT, _x(n), height - 8, INK, n) for n in range(TOP + 1)),
    )
    return format_html(
        '<svg class="chart" role="img" aria-label="{}" viewBox="0 0 {} {}" width="{}" height="{}" '
        'xmlns="http://www.w3.org/2000/svg" font-family="Noto Sans, sans-serif"><title>{}</title>{}{}</svg>',
        label,
        WIDTH,
        height,
        WIDTH,
        height,
        label,
        lines,
        body,
    )


def _label(row: int, text: str) -> SafeString:
    return format_html(
        '<text x="{}" y="{}" font-size="12" font-weight="700" text-anchor="end" fill="{}">{}</text>',
        LABEL,
        row * ROW + 26,
        INK,
        text,
    )


def need_against_contribution(activities: Iterable[Activity]) -> SafeString:
    """Need (diamond) and highest contribution (disc) of each activity on one line, in the order given."""
    rows = list(activities)
    body = format_html_join("", "{}", ((_gap_row(place, each),) for place, each in enumerate(rows)))
    return _frame(len(rows), _("Need (diamond) and highest contribution (disc) of each activity, from 0 to 4"), body)


def _gap_row(row: int, activity: Activity) -> SafeString:
    y = row * ROW + 22
    need, given = activity.gap.need, activity.gap.contribution
    parts = [_label(row, activity.subject.code)]
    if need is not None and given is not None:
        parts.append(
            format_html(
                '<line x1="{}" y1="{}" x2="{}" y2="{}" stroke="{}" stroke-width="4"/>', _x(given), y, _x(need), y, FAINT
            )
        )
    if given is not None:
        parts.append(format_html('<circle cx="{}" cy="{}" r="6" fill="{}"/>', _x(given), y, FILL))
    if need is not None:
        parts.append(
            format_html(
                '<rect x="{}" y="{}" width="11" height="11" transform="rotate(45 {} {})" '
                'fill="#ffffff" stroke="{}" stroke-width="2.5"/>',
                f"{float(_x(need)) - 5.5:.1f}",
                y - 5.5,
                _x(need),
                y,
                INK,
            )
        )
    return format_html_join("", "{}", ((part,) for part in parts))


def profile(ratings: Iterable[Rating]) -> SafeString:
    """One programme's considerations as bars with their digits; a hollow circle marks the last assessment's level."""
    rows = list(ratings)
    body = format_html_join("", "{}", ((_bar_row(place, each),) for place, each in enumerate(rows)))
    return _frame(
        len(rows), _("Practice on each consideration, from 0 to 4; a hollow circle marks the last assessment"), body
    )


def _bar_row(row: int, rating: Rating) -> SafeString:
    y = row * ROW + 22
    parts = [_label(row, rating.criterion.code)]
    value = rating.judged.value
    if value is None:
        parts.append(format_html('<text x="{}" y="{}" font-size="11" fill="{}">–</text>', _x(0), y + 4, INK))
    else:
        width = f"{max(float(value) * STEP, 3):.1f}"
        parts.append(format_html('<rect x="{}" y="{}" width="{}" height="13" fill="{}"/>', _x(0), y - 7, width, FILL))
    if rating.last is not None and rating.last.level is not None:
        past = Fraction(rating.last.level * TOP, max(len(rating.criterion.levels) - 1, 1))
        parts.append(
            format_html('<circle cx="{}" cy="{}" r="5" fill="#ffffff" stroke="{}" stroke-width="2"/>', _x(past), y, INK)
        )
    return format_html_join("", "{}", ((part,) for part in parts))
