"""One country over all its years and donors: its trend, and who works on what (docs/domain.md §9, R7)."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from fractions import Fraction

from django.urls import reverse
from django.utils.translation import gettext as _

from assessments import models, scoring
from assessments.queries import portfolio, revisions, tables
from assessments.queries.portfolio import Entry
from assessments.queries.portfolio_tables import marks, period
from assessments.queries.revisions import Newer
from assessments.queries.tables import Cell, Head, Table, level, score_cell, with_ranges
from assessments.scorecard import words
from assessments.scorecard.stored_figures import Figure, Work
from assessments.scoring import Range
from ssr_portal.accounts.models import Person
from ssr_portal.text.sorting import sort_key


@dataclass(frozen=True, slots=True)
class Series:
    """One donor's line of a trend: a value for each of their assessments."""

    name: str
    values: tuple[Fraction | None, ...]
    ranges: tuple[Range | None, ...]  # what the answers leave open of each


@dataclass(frozen=True, slots=True)
class Trend:
    """One donor's assessments of the country, the oldest first, and lines through them."""

    donor: str
    periods: tuple[str, ...]
    pillars: tuple[Series, ...]


@dataclass(frozen=True, slots=True)
class CountryPage:
    """Everything on one country that the person may see."""

    code: str
    name: str
    entries: tuple[Entry, ...]
    trends: tuple[Trend, ...]  # of donors with more than one assessment
    tables: tuple[Table, ...]
    coordination: tuple[Table, ...]
    alone: tuple[str, ...]  # activities with an unmet need on which nobody works
    crowded: tuple[str, ...]  # activities on which several donors work
    superseded: tuple[tuple[models.Assessment, str, Newer], ...]  # with the page of each; they count in nothing here
    hides: bool  # whether needs are withheld or not judged, so that nothing can be said of all
    are_demonstrations: bool  # all that is shown, or nothing of it
    others: bool  # whether the person may see some of the other kind

    @property
    def query(self) -> str:
        """What the addresses of its files carry to show the same kind."""
        return f"?demonstrations={portfolio.ASKED}" if self.are_demonstrations else ""

    @property
    def first(self) -> str:
        """The reference of the earliest assessment, where there is a later one."""
        return self.entries[0].assessment.reference if len(self.entries) > 1 else ""

    @property
    def last(self) -> str:
        """The reference of the latest assessment."""
        return self.entries[-1].assessment.reference if self.entries else ""


def page(person: Person, code: str, name: str, *, demonstrations: bool = False) -> CountryPage:
    """The country's page, of its demonstrations or of all else; empty where the person may see nothing of that.

    A fixed number of queries once figures are kept.
    """
    entries, others = portfolio.history(person, code, demonstrations=demonstrations)
    latest = _latest(entries)
    works = {code: _works(latest, code) for code in _subjects(latest, "activities")}
    names = _subjects(latest, "activities")
    return CountryPage(
        code=code,
        name=name,
        entries=entries,
        trends=tuple(_trends(entries)),
        tables=(_levels(entries, "institutions", _("Governance of institutions")), _needs(entries)) if entries else (),
        coordination=(_who_works(latest), _considerations(latest)) if latest else (),
        alone=tuple(f"{c} {names[c]}" for c, each in works.items() if _is_alone(each)),
        crowded=tuple(
            f"{c} {names[c]}" for c, each in works.items() if sum(bool(w.programmes) for w in each.values()) > 1
        ),
        superseded=_superseded(person, code, demonstrations),
        hides=any(work.is_unjudged for each in works.values() for work in each.values()),
        are_demonstrations=demonstrations,
        others=others,
    )


def _superseded(person: Person, code: str, demonstrations: bool) -> tuple[tuple[models.Assessment, str, Newer], ...]:
    """What the person may still read of the country though a newer revision has taken its place, the oldest first."""
    asked = {"country": code, "is_demonstration": demonstrations}
    own, shared = (list(each.filter(**asked)) for each in portfolio.superseded(person))
    newer = revisions.newer_than(person, [*own, *shared])
    found = [(each, name, newer[each.pk]) for name, rows in (("report", own), ("shared", shared)) for each in rows]
    found.sort(key=lambda row: (row[0].period_end, sort_key(row[0].donor_name), row[0].revision_number))
    return tuple((each, reverse(name, args=[each.reference]), later) for each, name, later in found)


def _latest(entries: Iterable[Entry]) -> tuple[Entry, ...]:
    """The latest assessment of each donor; the entries come by time."""
    return tuple({each.assessment.organisation_id: each for each in entries}.values())


def _subjects(entries: Iterable[Entry], kind: str) -> dict[str, str]:
    found: dict[str, str] = {}
    for each in sorted({entry.framework.pk: entry.framework for entry in entries}.values(), key=lambda f: -f.version):
        for subject in getattr(each, kind):
            found.setdefault(subject.code, subject.name)
    return found


def heading(entry: Entry) -> str:
    """An assessment in a column's heading: donor and period, and whether it has expired."""
    return entry.assessment.marked(f"{entry.assessment.donor_short_name} {entry.marked(period(entry.assessment))}")


def _donor(entry: Entry) -> str:
    """A donor by their latest assessment, with its period where that has expired."""
    return heading(entry) if entry.assessment.has_expired else entry.assessment.donor_short_name


def _trends(entries: Iterable[Entry]) -> Iterable[Trend]:
    """A line joins what asks the same: scores of a rapid assessment that asks less are of other criteria."""
    by_donor: dict[tuple[str, bool], list[Entry]] = defaultdict(list)
    for entry in entries:
        by_donor[entry.assessment.organisation.name, entry.asks_less].append(entry)
    for (donor, _asks_less), found in by_donor.items():
        if len(found) > 1:
            yield Trend(
                donor=donor,
                periods=tuple(each.assessment.marked(each.marked(each.assessment.period)) for each in found),
                pillars=tuple(_series(found, "pillars")),
            )


def _series(entries: list[Entry], kind: str) -> Iterable[Series]:
    for code in _subjects(entries, kind):
        figures = [entry.figures.groups[kind].get(code) for entry in entries]
        yield Series(
            code,
            tuple(figure.mean if figure else None for figure in figures),
            tuple(figure.range if figure else None for figure in figures),
        )


def _levels(entries: tuple[Entry, ...], kind: str, title: str) -> Table:
    """Each institution's governance in every assessment."""
    heads = (Head(_("Institution")), *(Head(heading(each)) for each in entries))
    rows = [
        (
            Cell(f"{code} {name}"),
            *(_score(each.figures.groups[kind].get(code), f"{each.page}#sector") for each in entries),
        )
        for code, name in _subjects(entries, kind).items()
    ]
    caption = with_ranges(_("Mean of the levels from 0 to 4, assessment by assessment."), rows)
    return Table("governance", title, caption, heads, tuple(rows))


def _score(figure: Figure | None, source: str) -> Cell:
    return Cell(None) if figure is None else score_cell(figure, source=source)


def _needs(entries: tuple[Entry, ...]) -> Table:
    """Three marks of each activity in every assessment: need at the start, highest contribution, need at the end."""
    heads = (
        Head(_("Activity")),
        Head(_("Assessment")),
        Head(_("Need at the start")),
        Head(_("Highest contribution"), _("of any programme, with the others")),
        Head(_("Need at the end")),
        Head(_("The donor's programmes"), _("what they have shown")),
    )
    rows = []
    for code, name in _subjects(entries, "activities").items():
        for entry in entries:
            work = _work(entry, code)
            if work is not None:
                page = f"{entry.page}#fields"
                row = (Cell(f"{code} {name}"), Cell(heading(entry), entry.page), *marks(entry, work))
                rows.append((*row, Cell(words.of_programmes(work.given), page)))
    caption = _(
        "Need from 0 to 4 and that donor's highest contribution, assessment by assessment. A need that was judged in the "
        "period as a whole stands at its start and at its end."
    )
    return Table("needs", _("Needs and programmes"), caption, heads, tuple(rows))


def _work(entry: Entry, code: str) -> Work | None:
    return next((each for each in entry.figures.activities if each.code == code), None)


def _works(latest: Iterable[Entry], code: str) -> dict[str, Work]:
    """What each donor says of an activity, by short name."""
    found = ((entry.assessment.donor_short_name, _work(entry, code)) for entry in latest)
    return {donor: work for donor, work in found if work is not None}


def _is_alone(works: dict[str, Work]) -> bool:
    """Whether some donor sees a need that somebody should meet, and no programme of any works on it."""
    return any(work.is_unmet for work in works.values()) and not any(work.programmes for work in works.values())


def _who_works(latest: tuple[Entry, ...]) -> Table:
    """Activities by donors: their programmes and what these have shown, the need they see, and where nobody or several work."""
    heads = (
        Head(_("Activity")),
        Head(_("Need"), _("the highest that a donor sees, at the end of the period or else at its start")),
        *(Head(_donor(each)) for each in latest),
        Head(_("Donors at work")),
    )
    rows = []
    for code, name in _subjects(latest, "activities").items():
        works = _works(latest, code)
        need = max((work.need.value for work in works.values() if work.need.value is not None), default=None)
        at_work = sum(bool(work.programmes) for work in works.values())
        cells = (_donor_cell(each, _work(each, code)) for each in latest)
        rows.append((Cell(f"{code} {name}"), tables.need(need), *cells, Cell(at_work)))
    caption = _(
        "From each donor's latest assessment: programmes on each activity, with their highest contribution, the others, and what "
        "they have shown."
    )
    return Table("who-works", _("Who works on what"), caption, heads, tuple(rows))


def _donor_cell(entry: Entry, work: Work | None) -> Cell:
    if work is None:
        return Cell(None)
    if not work.programmes:
        return Cell(_("nobody"), f"{entry.page}#fields")
    told = [words.of_contributions(work.given), words.of_programmes(work.given)]
    return Cell(f"{'; '.join(work.programmes)} ({': '.join(filter(None, told))})", f"{entry.page}#programmes")


def _considerations(latest: tuple[Entry, ...]) -> Table:
    """Considerations by donors, those on which donors differ most first."""
    heads = (
        Head(_("Consideration")),
        *(Head(_donor(each)) for each in latest),
        Head(_("Apart"), _("distance between the donors' means")),
    )
    rows = []
    for code, name in _subjects(latest, "considerations").items():
        means, cells = [], []
        for entry in latest:
            values = [row.values[code] for row in entry.figures.practice if code in row.values]
            mean = sum(values, Fraction(0)) / len(values) if values else None
            means += [] if mean is None else [mean]
            cells.append(_practice(entry, mean, values))
        apart = max(means) - min(means) if len(means) > 1 else None
        row = (Cell(f"{code} {name}"), *cells, Cell(None if apart is None else scoring.one_decimal(apart)))
        rows.append((-(apart if apart is not None else Fraction(-1)), sort_key(code), row))
    rows.sort(key=lambda row: row[:2])
    caption = _(
        "How well each donor's programmes follow the considerations: mean of their levels, lowest and highest beside it."
    )
    return Table("considerations", _("Where donors differ"), caption, heads, tuple(row[2] for row in rows))


def _practice(entry: Entry, mean: Fraction | None, values: list[Fraction]) -> Cell:
    cell = level(mean, source=f"{entry.page}#programmes")
    if mean is None:
        return cell if entry.asks("practice") else Cell(_("not asked"), cell.source)
    note = _("%(count)d programmes, from %(low)s to %(high)s") % {
        "count": len(values),
        "low": scoring.one_decimal(min(values)),
        "high": scoring.one_decimal(max(values)),
    }
    return Cell(cell.value, cell.source, cell.shade, note=note)
