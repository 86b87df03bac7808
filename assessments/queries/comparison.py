"""Any two assessments side by side, level against level by code (docs/domain.md §9)."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from fractions import Fraction
from typing import NamedTuple

from django.http import Http404
from django.urls import reverse
from django.utils.translation import gettext as _
from django_countries.fields import Country

from assessments import access, models, moments, scorecard, scoring
from assessments.queries import revisions
from assessments.queries.portfolio_tables import period
from assessments.queries.revisions import Newer
from assessments.queries.tables import Cell, Head, Table
from assessments.scorecard.card import Moves, Scorecard
from assessments.scorecard.comparability import Comparability, Direction, Ground, comparability, differ, direction
from assessments.scorecard.values import Rating
from frameworks.models import Criterion
from ssr_portal.accounts.models import Person
from ssr_portal.text.sorting import sort_key
from ssr_portal.values import figures

Part = Criterion.Part
COUNTRY = (Part.GOVERNANCE, Part.NEED)
SCORED = (Part.GOVERNANCE, Part.POLICY)  # of which each row is one rating
START = models.Rating.Moment.START


@dataclass(frozen=True, slots=True)
class Side:
    """One of the two: its scorecard as this person may read it, and the page where its figures stand."""

    assessment: models.Assessment
    card: Scorecard
    is_shared: bool
    with_evidence: bool
    newer: Newer | None  # the revision that has taken its place, or is to

    @property
    def page(self) -> str:
        """The report that this person may read."""
        return reverse("shared" if self.is_shared else "report", args=[self.assessment.reference])

    @property
    def name(self) -> str:
        """Donor, country and period, and whether it has expired."""
        each = self.assessment
        return each.marked(f"{each.donor_short_name} {each.country_name} {period(each)}")


@dataclass(frozen=True, slots=True)
class Row:
    """One criterion on both sides. For programmes: the highest contribution, or the lowest practice, of any."""

    part: str
    code: str
    title: str
    left: Rating | None
    right: Rating | None
    comparability: Comparability
    direction: Direction  # right against left, better being higher
    steps: Fraction | None  # right less left, from -4 to 4; None where not both have a level or they are not comparable

    @property
    def differs(self) -> bool:
        """Whether the two say something else."""
        if self.left is None or self.right is None:
            return False
        return differ(self.left, self.right)

    @property
    def shown_steps(self) -> str:
        """The difference with its sign, as words where there is none."""
        if self.steps is None:
            return "–"
        if self.steps == 0:
            return "="
        return figures.signed(self.steps)


@dataclass(frozen=True, slots=True)
class Group:
    """The rows of one part; `about` says whether it judges the country or the donor."""

    title: str
    about: str
    note: str
    rows: tuple[Row, ...]
    moves: Moves

    @property
    def is_need(self) -> bool:
        """Whether its levels have the colours of need."""
        return all(row.part == Part.NEED for row in self.rows)

    @property
    def counts(self) -> tuple[tuple[str, int], ...]:
        """How many are higher on the right, the same, lower; and of the others, why they are none of these."""
        labels = {
            Direction.BETTER: _("higher"),
            Direction.SAME: _("the same"),
            Direction.WORSE: _("lower"),
            Direction.OPEN: _("left open by the answers"),
            Direction.INCOMPARABLE: _("not comparable"),
            Direction.LOST: _("judged on the left and insufficient in evidence on the right"),
            Direction.UNJUDGED: _("without a level on one side"),
        }
        told = (Direction.BETTER, Direction.SAME, Direction.WORSE)
        return tuple((labels[kind], count) for kind, count in self.moves.counts if count or kind in told)


@dataclass(frozen=True, slots=True)
class Comparison:
    """Two assessments side by side; of the same country the earlier one stands left."""

    left: Side
    right: Side
    groups: tuple[Group, ...]
    only_left: tuple[str, ...]
    only_right: tuple[str, ...]
    cautions: tuple[str, ...] = field(default=())


def compare(person: Person, one: str, other: str) -> Comparison:
    """The comparison of two assessments that the person may read; 404 for any other, and for a demonstration beside a real one.

    A fixed number of queries.
    """
    sides = sorted(
        (_side(person, one), _side(person, other)),
        key=lambda side: (side.assessment.period_end, side.assessment.revision_number),
    )
    left, right = sides
    if left.assessment.is_demonstration != right.assessment.is_demonstration:
        raise Http404
    if left.assessment.country != right.assessment.country:  # then the order that was asked for
        left, right = sorted(sides, key=lambda side: side.assessment.reference != one)
    groups = tuple(group for part in Part if (group := _group(part, left, right)).rows)
    return Comparison(left, right, groups, *_only(left, right), cautions=_cautions(left, right))


def _side(person: Person, reference: str) -> Side:
    seat = access.own_or_guest_seat(person, reference)
    assessment = seat.assessment
    if seat.guest:
        card = scorecard.shared_edition(assessment, with_evidence=seat.with_evidence).scorecard
    else:
        card = scorecard.build(assessment)
    return Side(
        assessment, card, seat.guest, seat.with_evidence, revisions.newer_than(person, [assessment]).get(assessment.pk)
    )


def _group(part: Part, left: Side, right: Side) -> Group:
    here, there = _by_code(left.card, part), _by_code(right.card, part)
    rows = tuple(_row(part, here[code], there[code], left, right) for code in here if code in there)
    notes = {
        Part.CONTRIBUTION: _("The highest contribution of any programme to each activity."),
        Part.PRACTICE: _("The lowest level of any programme on each consideration: what follows it least."),
        Part.NEED: _("Less need is the better state."),
    }
    about = _("The country") if part in COUNTRY else _("The donor")
    return Group(str(part.label), about, notes.get(part, ""), rows, _moves(part, rows, left, right))


def _moves(part: Part, rows: tuple[Row, ...], left: Side, right: Side) -> Moves:
    """What differs; with the scores over what both have for those parts whose rows are all their ratings, in one country."""
    counts = Counter(row.direction for row in rows)
    pairs = [(row.left.judged, row.right.judged) for row in rows if row.left and row.right and row.steps is not None]
    has_scores = part in SCORED and left.assessment.country == right.assessment.country
    return Moves(
        counts=tuple((kind, counts[kind]) for kind in Direction),
        common=len(pairs),
        total=len(rows),
        then=scoring.score(each for each, _other in pairs) if has_scores else None,
        now=scoring.score(each for _other, each in pairs) if has_scores else None,
    )


def _by_code(card: Scorecard, part: str) -> dict[str, Rating]:
    """One rating for each code: of a country's parts the rating, at the end of the period where there are two; of programmes
    the one that stands for all."""
    found: dict[str, Rating] = {}
    for rating in (each for each in card.of_part(part) if each.moment != START):
        kept = found.get(rating.criterion.code)
        if kept is None or _stands_for(part, rating, kept):
            found[rating.criterion.code] = rating
    return found


def _stands_for(part: str, rating: Rating, kept: Rating) -> bool:
    value, known = rating.judged.value, kept.judged.value
    if value is None:
        return False
    return known is None or (value < known if part == Part.PRACTICE else value > known)


def _row(part: str, here: Rating, there: Rating, left: Side, right: Side) -> Row:
    comparable = comparability(_ground(here, left), _ground(there, right))
    left_value, right_value = here.judged.value, there.judged.value
    steps = None
    if not comparable.is_none and left_value is not None and right_value is not None:
        steps = right_value - left_value
    return Row(
        part=part,
        code=there.criterion.code,
        title=moments.named(there.criterion.title, here.moment or there.moment),
        left=here,
        right=there,
        comparability=comparable,
        direction=direction(comparable, here, there, grave=False),
        steps=steps,
    )


def _ground(rating: Rating, side: Side) -> Ground:
    kinds = None if rating.is_evidence_withheld else {each.kind for each in rating.cited}
    return Ground(rating.criterion, side.assessment.depth, kinds)


def _only(left: Side, right: Side) -> tuple[tuple[str, ...], tuple[str, ...]]:
    here, there = (
        {rating.criterion.key: f"{rating.criterion.code} {rating.criterion.title}" for rating in side.card.ratings}
        for side in (left, right)
    )
    asked_once = _asked_once(left, right)
    return (
        tuple(title for key, title in here.items() if key not in there and key not in asked_once),
        tuple(title for key, title in there.items() if key not in here and key not in asked_once),
    )


def _asked_once(left: Side, right: Side) -> set[str]:
    """Keys of the criteria that one of the two asked and the other, being rapid, did not."""
    asked = {rating.criterion.key for side in (left, right) for rating in side.card.ratings}
    return asked & {criterion.key for side in (left, right) for criterion in side.card.not_asked}


def _cautions(left: Side, right: Side) -> tuple[str, ...]:
    found = []
    one, other = left.assessment, right.assessment
    if one.country != other.country:
        found.append(_("Two countries are compared: a difference says nothing about which is better governed."))
    elif one.organisation_id != other.organisation_id:
        found.append(
            _("Two donors judged this country: a difference can lie in the judges as well as in what they saw.")
        )
    if one.framework_id != other.framework_id:
        found.append(_("They stand on different framework versions; criteria are matched by their codes."))
    if one.depth != other.depth:
        found.append(_("One is rapid and the other full, so that levels compare only partly."))
    if asked_once := _asked_once(left, right):
        common = len({r.criterion.key for r in left.card.ratings} & {r.criterion.key for r in right.card.ratings})
        found.append(
            _("They stand side by side over %(common)d common criteria; %(n)d are asked in one of the two only.")
            % {"common": common, "n": len(asked_once)}
        )
    if not (one.is_approved and other.is_approved):
        found.append(_("Not both are approved: figures may still change."))
    # Without its reference: a stored comparison is also opened by people who may not know of that revision.
    superseded = (side.assessment.reference for side in (left, right) if side.newer and side.newer.is_approved)
    found += [_("%(reference)s is superseded by a newer revision.") % {"reference": each} for each in superseded]
    if left.is_shared or right.is_shared:
        found.append(_("Of what another donor shares, ratings that they keep internal are withheld."))
    return tuple(found)


def table(found: Comparison) -> Table:
    """The comparison as one table, for CSV."""
    heads = [_("Part"), _("Code"), _("Criterion")]
    for side in (found.left, found.right):
        heads += [side.name, _("%(side)s, level") % {"side": side.name}, _("%(side)s, reasons") % {"side": side.name}]
    heads += [_("Difference"), _("Comparability")]
    rows = [
        (Cell(group.title), Cell(row.code), Cell(row.title))
        + (*_cells(row.left), *_cells(row.right), Cell(_steps(row)), Cell(row.comparability))
        for group in found.groups
        for row in group.rows
    ]
    return Table("comparison", _("Comparison"), "", tuple(Head(head) for head in heads), tuple(rows))


def _steps(row: Row) -> Decimal | None:
    return None if row.steps is None else scoring.one_decimal(row.steps)


def _cells(rating: Rating | None) -> tuple[Cell, ...]:
    if rating is None:
        return Cell(None), Cell(None), Cell(None)
    said = rating.level_name or (_("Withheld") if rating.withheld else str(models.Rating.Status(rating.status).label))
    if rating.harm_mark:
        said = f"{said} ({rating.harm_mark})"
    return Cell(said), Cell(rating.level), Cell(rating.justification or rating.reason or rating.tried)


class Choice(NamedTuple):
    """An assessment that can be compared, as a list offers it."""

    reference: str
    name: str
    country: str
    code: str
    period_end: date
    is_demonstration: bool


def choices(person: Person) -> list[Choice]:
    """All that the person may compare, by country: their own, in whatever state, and what is shared with them."""
    facts = ("reference", "country", "period_start", "period_end", "valid_until", "state", "words", "is_demonstration")
    shown = (*facts, "organisation__short_name")
    sets = (access.assessments_of(person).standing(), access.shared_with(person))
    found = [row for each in sets for row in each.select_related(None).select_related("organisation").only(*shown)]
    countries = {code: Country(code).name for code in {each.country.code for each in found}}
    states = {value: str(label).lower() for value, label in models.Assessment.State.choices}
    newer = revisions.newer_than(person, found)
    found.sort(
        key=lambda each: (
            sort_key(countries[each.country.code]),
            sort_key(each.donor_short_name),
            each.period_end,
        )
    )
    return [
        Choice(
            each.reference,
            each.marked(
                f"{_country_name(each, countries)} {period(each)}, {each.donor_short_name} ({_stands(each, states, newer)})"
            ),
            countries[each.country.code],
            each.country.code,
            each.period_end,
            each.is_demonstration,
        )
        for each in found
    ]


def _country_name(each: models.Assessment, now: Mapping[str, str]) -> str:
    """As `Assessment.country_name`, of a thousand in one go: today's names of countries are looked up once each."""
    then: str | None = each.words.get("country") if each.words and each.has_labels else None
    return now[each.country.code] if then is None else then


def _stands(each: models.Assessment, states: Mapping[str, str], newer: Mapping[int, Newer]) -> str:
    return f"{states[each.state]}; {newer[each.pk].words}" if each.pk in newer else states[each.state]
