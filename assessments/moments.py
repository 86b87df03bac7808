"""The start and the end of a period, at which need is judged: how long each lasts, and the words for it (docs/domain.md §3)."""

from calendar import monthrange
from datetime import date, timedelta

from django.utils.formats import date_format
from django.utils.translation import gettext as _

START, END = "start", "end"
EACH = 24  # months: the first and last two years, where the period has as many
MOST_BETWEEN = 6  # months between two periods, of which the end of one is the start of the next
A_DAY = timedelta(days=1)


def stretches(first: date, last: date) -> dict[str, tuple[date, date]]:
    """The first and last day of the start and of the end of a period: two years each, or its halves where it is under four years.

    Halves are whole months, of which the middle one of an odd number belongs to the end; of a period under two months they are
    days, and a single day is both.
    """
    after = last + A_DAY
    each = min(EACH, _months(first, after) // 2)
    if each == EACH:
        return {START: (first, _later(first, EACH) - A_DAY), END: (_later(after, -EACH), last)}
    middle = _later(first, each) - A_DAY if each else first + (last - first) // 2
    return {START: (first, middle), END: (min(middle + A_DAY, last), last)}


def follows(first: date, last_before: date) -> bool:
    """Whether a period that begins with `first` comes so soon after another that the end of that one is its start."""
    return last_before < first <= _later(last_before + A_DAY, MOST_BETWEEN)


def in_words(first: date, last: date) -> str:
    """The years; months where it is whole months, and days otherwise."""
    if (first.month, first.day, last.month, last.day) == (1, 1, 12, 31):
        return str(last.year) if first.year == last.year else f"{first.year}–{last.year}"
    whole_months = first.day == 1 and last.day == monthrange(last.year, last.month)[1]
    form = "M Y" if whole_months else "j M Y"
    return f"{date_format(first, form)} – {date_format(last, form)}"


def named(name: str, moment: str) -> str:
    """The name of what is judged, with the moment that a rating is of: “F1a, at the start”."""
    if moment == START:
        return _("%(name)s, at the start") % {"name": name}
    return _("%(name)s, at the end") % {"name": name} if moment == END else name


def dated(moment: str, first: date, last: date) -> str:
    """The moment with its dates in a period: “At the start: 2012–2013”."""
    period = in_words(*stretches(first, last)[moment])
    return (_("At the start: %(period)s") if moment == START else _("At the end: %(period)s")) % {"period": period}


def _later(day: date, months: int) -> date:
    """The same day of another month, or its last day where that is shorter."""
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))


def _months(first: date, after: date) -> int:
    """The whole months from one day to another."""
    months = (after.year - first.year) * 12 + after.month - first.month
    return months if _later(first, months) <= after else months - 1
