"""Papers on several assessments: the portfolio, a country over the years, and comparisons. Each is a sheet of sections."""

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass, replace

from django.http import QueryDict
from django.template.loader import render_to_string
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django_countries import countries

from assessments import access, models
from assessments.queries import comparison, country, portfolio, portfolio_tables
from assessments.queries.comparison import Comparison, Side
from assessments.queries.country import CountryPage, Series
from assessments.queries.portfolio import Entry
from assessments.queries.tables import Table
from assessments.reports import fonts, pdf, portfolio_map, tables, trend
from assessments.reports.pieces import in_pieces
from ssr_portal.accounts.models import Person

Kind = models.CombinedReport.Kind
MOST_ROWS = 250  # 200 countries and their sums; a list of all unmet needs would be thousands
PRINTED = ("countries", "unmet", "needs", "unjudged", "balance", "quality", "change", "money", "actions")


@dataclass(frozen=True, slots=True)
class Section:
    """A heading with a text, charts and a table below it."""

    title: str
    text: str = ""
    charts: tuple[SafeString, ...] = ()
    table: str = ""


@dataclass(frozen=True, slots=True)
class Sheet:
    """What the paper says. `tlp` is the strictest label of what went into it."""

    title: str
    lead: str
    facts: tuple[tuple[str, str], ...]
    sections: tuple[Section, ...]
    tlp: str
    contents: tuple[access.Content, ...] = ()
    comparison: Comparison | None = None
    is_demonstration: bool = False  # all that it shows, or nothing of it


def sheet_of(paper: models.CombinedReport) -> Sheet:
    """What the person who asked may see now of what was asked for."""
    if paper.asked_by is None:
        raise LookupError("somebody asked for every combined report")
    return SHEETS[Kind(paper.kind)](paper.asked_by, QueryDict(paper.asked))


def print_job_of(sheet: Sheet) -> pdf.PrintJob:
    """What the press needs to print the sheet; its identifier is the digest of what it shows."""
    html = render_to_string("reports/several.html", {"sheet": sheet})
    page = {"sheet": sheet, "body": html, "scripts": fonts.needed(html)}
    whole = in_pieces(render_to_string("reports/several_paper.html", page))
    return pdf.PrintJob(html=whole, identifier=hashlib.sha256(whole.encode(errors="surrogatepass")).hexdigest())


def strictest(assessments: Iterable[models.Assessment]) -> str:
    """The label that a paper must bear that shows these: the strictest of them; empty without any."""
    ranks = models.Assessment.Tlp.values  # from RED to CLEAR
    found = sorted({each.tlp for each in assessments}, key=ranks.index)
    return models.Assessment.Tlp(found[0]).label if found else ""


def _contents(sources: Iterable[Entry | Side]) -> tuple[access.Content, ...]:
    """What has to be readable for whoever reads the sheet; an assessment beside itself is one."""
    found = (
        access.content_of(each.assessment, is_shared=each.is_shared, with_evidence=each.with_evidence)
        for each in sources
    )
    return tuple(dict.fromkeys(found))


def portfolio_sheet(person: Person, asked: QueryDict) -> Sheet:
    """Every table of the portfolio, with the map."""
    wanted = portfolio.read_wanted(asked.urlencode())
    entries = portfolio.entries(person, wanted)
    found = [_portfolio_table(name, entries, wanted) for name in PRINTED]
    return Sheet(
        title=_("Portfolio"),
        lead=_(
            "Approved assessments, one of each country and donor. No country is ranked and nothing is added up to one figure."
        ),
        facts=_asked_facts(wanted, entries),
        sections=(
            *_map_of(entries, found[0]),
            *(_section(each) for each in found if each.rows),
        ),
        tlp=strictest(each.assessment for each in entries),
        contents=_contents(entries),
        is_demonstration=wanted.demonstrations,
    )


def _section(table: Table) -> Section:
    """A table on paper; of a very long one the first rows, and the page has the rest."""
    left_out = len(table.rows) - MOST_ROWS
    if left_out <= 0:
        return Section(table.title, "", (), tables.html(table, links=False))
    told = _("The first %(shown)d of %(all)d rows; the page of the portfolio and its CSV have all.")
    words = told % {"shown": MOST_ROWS, "all": len(table.rows)}
    return Section(table.title, words, (), tables.html(replace(table, rows=table.rows[:MOST_ROWS]), links=False))


def _map_of(entries: tuple[Entry, ...], table: Table) -> Iterable[Section]:
    found = portfolio_map.of(entries, table)
    if found is not None:
        borders = _("Borders are those of Natural Earth and say nothing on the status of any territory.")
        yield Section(_("Map"), f"{found.column}. {found.meaning} {borders} {found.left_out}".strip(), (found.svg,))


def _portfolio_table(name: str, entries: tuple[Entry, ...], wanted: portfolio.Wanted) -> Table:
    more = {
        "countries": {"by": wanted.by, "field": wanted.field},
        "unmet": {"field": wanted.field},
        "needs": {"field": wanted.field},
        "unjudged": {"field": wanted.field},
    }
    return portfolio_tables.VIEWS[name](entries, **more.get(name, {}))


def _asked_facts(wanted: portfolio.Wanted, entries: tuple[Entry, ...]) -> tuple[tuple[str, str], ...]:
    filters = [str(each) for each in (wanted.region, wanted.donor, wanted.field) if each]
    return (
        (_("Assessments"), str(len(entries))),
        (_("Countries"), str(len({each.assessment.country.code for each in entries}))),
        (_("Year"), str(wanted.year or _("the latest of each country and donor"))),
        (_("Filters"), ", ".join(filters) or _("none")),
    )


def country_sheet(person: Person, asked: QueryDict) -> Sheet:
    """A country's trend and the co-ordination of its donors."""
    code = asked.get("code", "")
    asked_for = portfolio.asks_for_demonstrations(asked)
    page = country.page(person, code, countries.name(code), demonstrations=asked_for)
    trends = [Section(_("Trend: %(donor)s") % {"donor": each.donor}, "", trend_charts(each)) for each in page.trends]
    rest = [Section(each.title, "", (), tables.html(each, links=False)) for each in (*page.coordination, *page.tables)]
    return Sheet(
        title=page.name,
        lead=_("All approved assessments of the country that can be seen: over the years, and across donors."),
        facts=tuple((_("Assessment"), country.heading(each)) for each in page.entries),
        sections=(*_donors_of(page), *trends, *rest),
        tlp=strictest(each.assessment for each in page.entries),
        contents=_contents(page.entries),
        is_demonstration=page.are_demonstrations,
    )


def _donors_of(page: CountryPage) -> Iterable[Section]:
    if page.alone:
        yield Section(_("Needed, and nobody works on it"), "; ".join(page.alone))
    if page.crowded:
        yield Section(_("Several donors work on it"), "; ".join(page.crowded))


def trend_charts(found: country.Trend) -> tuple[SafeString, ...]:
    """Governance of the pillars over a donor's assessments."""
    lines = [_line(each) for each in found.pillars]
    return (trend.trend(found.periods, lines, _("Governance by pillar, mean of the levels")),)


def _line(series: Series) -> trend.Line:
    return trend.Line(series.name, series.values, series.ranges)


def comparison_sheet(person: Person, asked: QueryDict) -> Sheet:
    """Two assessments side by side."""
    found = comparison.compare(person, asked.get("one", ""), asked.get("other", ""))
    return Sheet(
        title=_("Comparison"),
        lead=f"{found.left.name} – {found.right.name}",
        facts=tuple((side.assessment.reference, side.name) for side in (found.left, found.right)),
        sections=(),
        tlp=strictest(side.assessment for side in (found.left, found.right)),
        contents=_contents((found.left, found.right)),
        comparison=found,
        is_demonstration=found.left.assessment.is_demonstration,
    )


SHEETS = {Kind.PORTFOLIO: portfolio_sheet, Kind.COUNTRY: country_sheet, Kind.COMPARISON: comparison_sheet}
