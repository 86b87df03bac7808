"""The tables of a portfolio, each made of the figures of all its assessments (docs/domain.md §9).

Country and donor stay apart, nothing is summed over countries but counts and money of one currency, and there is no total score.
"""

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable
from decimal import Decimal
from fractions import Fraction

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from assessments import models, remaining, scoring
from assessments.queries import tables
from assessments.queries.portfolio import ASKED, Entry
from assessments.queries.tables import Cell, Head, Table, ordered, score_cell, with_ranges
from assessments.remaining import Given
from assessments.scorecard import words
from assessments.scorecard.stored_figures import WITHHELD, Figure, Need, Work
from frameworks.models import Criterion
from frameworks.values import Subject
from ssr_portal.text.sorting import sort_key

TOP = 4
PART_PAGES = {"governance": "#sector", "need": "#fields", "contribution": "#programmes", "practice": "#programmes"}


def countries(entries: Iterable[Entry], by: str = "institutions", order: str = "", field: str = "") -> Table:
    """The heat-map: countries by groups of criteria. `by` is institutions, characteristics, activities, fields or parts."""
    found = list(entries)
    subjects = columns(found, by, field)
    heads = (*_who(), *(Head(code, name, code) for code, name in subjects.items()))
    rows = [(*_named(each), *(_group_cell(each, by, code) for code in subjects)) for each in found]
    captions = {
        "activities": _("Need for reform by activity, from 0 to 4, at the end of the period or else at its start."),
        "fields": _(
            "Need for reform by field: how many activities stand at each level. The colour is that of the highest."
        ),
        "parts": _(
            "Mean of the levels in each part, from 0 to 4; of need, how many activities stand at each level, in the colour "
            "of the highest. The last three judge the donor."
        ),
    }
    caption = captions.get(by, _("Governance: mean of the levels, from 0 to 4; the lowest stands in each cell's note."))
    if by not in {"activities", "fields"}:
        caption = with_ranges(caption, rows)
    return Table("countries", _("Countries"), caption, heads, ordered(rows, heads, order), order)


def columns(entries: Iterable[Entry], by: str, field: str = "") -> dict[str, str]:
    """Codes and names of the groups that any of the frameworks in use has, those of the newest version first."""
    found: dict[str, str] = {}
    frameworks = {each.framework.pk: each.framework for each in entries}
    for framework in sorted(frameworks.values(), key=lambda each: (sort_key(each.code), -each.version)):
        subjects: Iterable[Subject] = () if by == "parts" else getattr(framework, by)
        for subject in subjects:
            if not field or by != "activities" or subject.group == field:
                found.setdefault(subject.code, subject.name)
    if by == "parts":
        return {part: str(Criterion.Part(part).label) for part in PART_PAGES} | {
            "policy": str(Criterion.Part.POLICY.label)
        }
    return found


def _group_cell(entry: Entry, by: str, code: str) -> Cell:
    if by == "activities":
        work = next((each for each in entry.figures.activities if each.code == code), None)
        return need_cell(work.need, f"{entry.page}#fields") if work else Cell(None)
    figure = entry.figures.groups[by].get(code)
    if figure is None:
        return Cell(None, entry.page)
    if by == "parts" and not entry.asks(code):
        return Cell(_("not asked"), entry.page)
    page = PART_PAGES.get(code, "#policy") if by == "parts" else "#fields" if by == "fields" else "#sector"
    if by == "fields" or code == "need":
        return _needs_cell(figure, source=f"{entry.page}{page}")
    return score_cell(figure, source=f"{entry.page}{page}")


def need_cell(need: Need | None, source: str) -> Cell:
    """A need in its colour, or in words why it has no level; empty where it was not asked."""
    if need is None:
        return Cell(None, source)
    if need.value is None:
        return Cell(words.unlevelled(need.stands), source)
    return tables.need(need.value, source=source)


def _needs_cell(figure: Figure, *, source: str) -> Cell:
    """How many needs stand at each level, the gravest first, in the colour of the gravest."""
    counts = [(number, count) for number, count in reversed(list(enumerate(figure.shades))) if count]
    if figure.worst is None or not counts:
        return Cell(None, source)
    told = ", ".join(_("%(count)d at %(level)d") % {"count": count, "level": number} for number, count in counts)
    shade = scoring.shade(figure.worst)
    return Cell(told, source, shade, is_need=True, is_provisional=figure.provisional)


def _who() -> tuple[Head, ...]:
    return (Head(_("Country"), sort="country"), Head(_("Donor"), sort="donor"), Head(_("Period"), sort="period"))


def _named(entry: Entry) -> tuple[Cell, ...]:
    assessment = entry.assessment
    kind = f"?demonstrations={ASKED}" if assessment.is_demonstration else ""
    return (
        Cell(assessment.marked(entry.country), reverse("country", args=[assessment.country.code]) + kind),
        Cell(assessment.donor_short_name, note=_("shared with you") if entry.is_shared else ""),
        Cell(entry.marked(period(assessment)), entry.page),
    )


def period(assessment: models.Assessment) -> str:
    """The period, and whether the day until which the assessment is valid is over."""
    if assessment.has_expired:
        return _("%(period)s (expired)") % {"period": assessment.period}
    return assessment.period


def unmet(entries: Iterable[Entry], order: str = "", field: str = "") -> Table:
    """Unmet needs: by activity, then need, then what the donor's programmes give, then country; ties are said."""
    heads = (
        Head(_("Activity"), sort="activity"),
        *_who(),
        Head(_("Need at the start")),
        Head(_("Highest contribution"), _("of any programme, with the others")),
        Head(_("Need at the end")),
        Head(_("The donor's programmes"), _("what they have shown")),
        Head(_("Tied with")),
        Head(_("Programmes"), sort="programmes"),
    )
    found = [(entry, work) for entry in entries for work in _works(entry, field) if work.is_unmet]
    ranks = Counter(_rank(work) for _entry, work in found)
    rows = []
    for entry, work in found:
        names = {subject.code: subject.name for subject in entry.framework.activities}
        others = ranks[_rank(work)] - 1
        row = (
            Cell(f"{work.code} {names.get(work.code, '')}".strip()),
            *_named(entry),
            *marks(entry, work),
            Cell(words.of_programmes(work.given), f"{entry.page}#fields"),
            Cell(_ties(others) if others else ""),
            Cell(len(work.programmes), f"{entry.page}#programmes", note=", ".join(work.programmes)),
        )
        place = (sort_key(work.code), remaining.order(work.need.value, work.given.word, ""), sort_key(entry.country))
        rows.append((*place, row))
    rows.sort(key=lambda row: row[:3])
    caption = _(
        "Needs of 2 or more, at the end of the period or else at its start: by activity, the highest first, then by what the "
        "donor's programmes have shown; countries by name. Need and contribution are never subtracted."
    )
    return Table("unmet", _("Unmet needs"), caption, heads, ordered((row[3] for row in rows), heads, order), order)


def _works(entry: Entry, field: str) -> Iterable[Work]:
    return (work for work in entry.figures.activities if not field or work.field == field)


def _rank(work: Work) -> tuple[str, Fraction | None, str]:
    return work.code, work.need.value, work.given.word


def _ties(others: int) -> str:
    return ngettext("%(n)d other", "%(n)d others", others) % {"n": others}


def marks(entry: Entry, work: Work) -> tuple[Cell, Cell, Cell]:
    """Three marks: need at the start, highest contribution with the rest, need at the end. A need in the period is both."""
    page = f"{entry.page}#fields"
    start, end = work.moments
    return need_cell(start, page), given_cell(work.given, page), need_cell(end, page)


def given_cell(given: Given, source: str) -> Cell:
    """The highest contribution in its colour with the rest in words; empty where none is judged."""
    if given.highest is None:
        return Cell(None, source)
    return Cell(words.of_contributions(given), source, scoring.shade(given.highest))


def unjudged(entries: Iterable[Entry], field: str = "") -> Table:
    """Activities whose need is not known, assessment by assessment: they are no finding, and in no list of unmet needs."""
    heads = (*_who(), Head(_("Not judged")), Head(_("Insufficient evidence")), Head(_("Withheld")))
    rows = []
    for entry in entries:
        codes: dict[str, list[str]] = defaultdict(list)
        for work in _works(entry, field):
            codes[work.need.stands].append(work.code)
        kinds = (scoring.UNRATED, scoring.INSUFFICIENT, WITHHELD)
        if any(codes[kind] for kind in kinds):
            rows.append(
                (*_named(entry), *(Cell(", ".join(codes[kind]) or None, f"{entry.page}#fields") for kind in kinds))
            )
    caption = _("Activities whose need is not known, neither at the end of the period nor at its start.")
    return Table("unjudged", _("Needs that are not known"), caption, heads, tuple(rows))


def needs(entries: Iterable[Entry], field: str = "") -> Table:
    """Over all countries, by activity: how many have a need of each level, and in how many nobody of the donor works."""
    found = list(entries)
    heads = (
        Head(_("Activity")),
        *(Head(_("Need %(level)s") % {"level": number}) for number in range(TOP, -1, -1)),
        Head(_("Not applicable")),
        Head(_("Not judged, or insufficient evidence")),
        Head(_("Withheld")),
        Head(_("Need of 2 or more and no programme")),
    )
    rows = []
    for code, name in columns(found, "activities", field).items():
        works = [work for each in found for work in each.figures.activities if work.code == code]
        shades = Counter(scoring.shade(work.need.value) for work in works if work.need.value is not None)
        stands = Counter(work.need.stands for work in works)
        counts = (
            *(shades[number] for number in range(TOP, -1, -1)),
            stands[scoring.NOT_APPLICABLE],
            stands[scoring.UNRATED] + stands[scoring.INSUFFICIENT],
            stands[WITHHELD],
            sum(work.is_unmet and not work.programmes for work in works),
        )
        rows.append((Cell(f"{code} {name}"), *(Cell(count) for count in counts)))
    caption = _("How many countries stand at each level of need. Counts, not a ranking.")
    return Table("needs", _("Needs over all countries"), caption, heads, tuple(rows))


def balance(entries: Iterable[Entry], order: str = "") -> Table:
    """The two tracks: governance of each pillar, and the share of the donor's money that goes there, per cent."""
    found = list(entries)
    pillars = columns(found, "pillars")
    heads = [*_who()]
    for code, name in pillars.items():
        heads += [
            Head(_("%(code)s governance") % {"code": code}, name, code),
            Head(_("%(code)s money, %%") % {"code": code}, name, f"{code}-money"),
        ]
    rows = []
    for entry in found:
        tracks = {field.code: field.group for field in entry.framework.fields}
        shares = entry.figures.track_shares(tracks)
        row = list(_named(entry))
        for code in pillars:
            figure = entry.figures.groups["pillars"].get(code)
            share = shares.get(code)
            row.append(score_cell(figure, source=f"{entry.page}#sector") if figure else Cell(None, entry.page))
            row.append(Cell(None if share is None else round(share), f"{entry.page}#fields"))
        rows.append(tuple(row))
    caption = _(
        "Governance of each pillar from 0 to 4, beside the share of the programmes' money that goes to its track. Shares of a "
        "budget that nobody stated are shared equally."
    )
    caption = with_ranges(caption, rows)
    return Table("balance", _("Two tracks"), caption, tuple(heads), ordered(rows, tuple(heads), order), order)


def quality(entries: Iterable[Entry], order: str = "") -> Table:
    """What the levels rest on: confidence and evidence, per cent of the ratings with a level."""
    heads = (
        *_who(),
        Head(_("Levels"), sort="levels"),
        Head(_("High confidence, %"), sort="high"),
        Head(_("Medium, %"), sort="medium"),
        Head(_("Low, %"), sort="low"),
        Head(_("With evidence, %"), sort="evidence"),
        Head(_("With a source of B2 or better, %"), sort="strong"),
    )
    rows = []
    for entry in entries:
        kept = entry.figures.quality
        low, medium, high = kept.confidences
        page = f"{entry.page}#evidence"
        shares = (_share(each, kept.levels, page) for each in (high, medium, low, kept.evidenced, kept.strong))
        rows.append((*_named(entry), Cell(kept.levels), *shares))
    caption = _("How sure the levels are.")
    return Table("quality", _("Confidence and evidence"), caption, heads, ordered(rows, heads, order), order)


def _share(part: int | None, whole: int, source: str) -> Cell:
    if part is None and whole:
        return Cell(_("withheld"), source)
    return Cell(part * 100 // whole if part is not None and whole else None, source)


def change(entries: Iterable[Entry], order: str = "") -> Table:
    """How many ratings moved since the assessment before, each kind of answer a number of its own."""
    kinds = words.of_directions()
    heads = (*_who(), *(Head(label) for label in kinds.values()))
    rows = []
    for entry in entries:
        page = f"{entry.page}#change"
        counts = {} if entry.is_shared else entry.figures.changes  # the shared edition compares nothing
        if any(counts.values()):
            rows.append((*_named(entry), *(Cell(counts[kind], page) for kind in kinds)))
    caption = _("Ratings since the assessment before, over those criteria that both have. For need, less is better.")
    return Table("change", _("Change"), caption, heads, ordered(rows, heads, order), order)


def money(entries: Iterable[Entry], order: str = "") -> Table:
    """The programmes' money by field, in the currency of each assessment; then the sums of each currency."""
    found = list(entries)
    fields = columns(found, "fields")
    heads = (
        *_who(),
        Head(_("Currency"), sort="currency"),
        *(Head(code, name, code) for code, name in fields.items()),
        Head(_("All"), sort="all"),
        Head(_("Programmes not counted"), _("without a budget, or without a rate for its currency"), "without"),
        Head(_("For lack of a rate")),
    )
    rows, sums = [], defaultdict(list)
    for entry in found:
        own = {code: _of_field(entry, code) for code in fields}
        currency, page = entry.assessment.currency, f"{entry.page}#fields"
        sums[currency].append(own)
        amounts = [_sum([own[code]], page) for code in fields]
        whole = _sum([_counted(entry, entry.figures.money)], page)
        rows.append((*_named(entry), Cell(currency), *amounts, whole, *_left_out(entry)))
    totals = [
        (Cell(_("All countries")), Cell(""), Cell(""), Cell(currency))
        + (*(_sum([own[code] for own in each]) for code in fields), _sum([v for own in each for v in own.values()]))
        + (Cell(None), Cell(""))
        for currency, each in sorted(sums.items())
    ]
    caption = _(
        "Budgets of the programmes by field. Shares of a budget that nobody stated are shared equally. Currencies are never "
        "added up."
    )
    return Table("money", _("Money by field"), caption, heads, (*ordered(rows, heads, order), *totals), order)


def _of_field(entry: Entry, code: str) -> Decimal | None:
    works = [each for each in entry.figures.activities if each.field == code]
    money = sum((each.money for each in works), Decimal(0))
    return _counted(entry, money) if any(each.programmes for each in works) else money


def _counted(entry: Entry, money: Decimal) -> Decimal | None:
    """The money of programmes; None where there are some and nothing of theirs can be counted."""
    return None if not money and entry.figures.left_out else money


def _sum(amounts: list[Decimal | None], source: str = "") -> Cell:
    """Amounts added up; said in words where nothing of them can be counted, which is another thing than no money."""
    money = sum((each for each in amounts if each is not None), Decimal(0))
    if not money and None in amounts:
        return Cell(_("not counted"), source)
    return Cell(_("under 1") if 0 < money < 1 else round(money), source)


def _left_out(entry: Entry) -> tuple[Cell, Cell]:
    """How many programmes add no money, and the names of those that wait for a rate."""
    page = f"{entry.page}#programmes"
    waiting = entry.figures.without_rate
    return Cell(entry.figures.left_out, page), Cell(", ".join(waiting), page if waiting else "")


def actions(entries: Iterable[Entry], order: str = "") -> Table:
    """Recommended actions past their date and not closed, of the person's own organisations."""
    own = {each.assessment.pk: each for each in entries if not each.is_shared}
    heads = (*_who(), Head(_("No.")), Head(_("Action")), Head(_("Unit"), sort="unit"), Head(_("Due"), sort="due"))
    rows = []
    for action in models.Action.objects.filter(assessment__in=own).overdue(timezone.localdate()):
        entry = own[action.assessment_id]
        page = reverse("progress", args=[entry.assessment.reference, action.pk])
        row = (Cell(action.number, page), Cell(action.text), Cell(action.unit), Cell(str(action.due_on)))
        rows.append((*_named(entry), *row))
    caption = _("Recommended actions past their date and not closed, the longest overdue first.")
    return Table("actions", _("Overdue actions"), caption, heads, ordered(rows, heads, order), order)


VIEWS: dict[str, Callable[..., Table]] = {
    "countries": countries,
    "unmet": unmet,
    "needs": needs,
    "unjudged": unjudged,
    "balance": balance,
    "quality": quality,
    "change": change,
    "money": money,
    "actions": actions,
}
