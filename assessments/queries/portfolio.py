"""What a person may see of all countries: approved assessments of their own and those shared with them (docs/domain.md §9).

Own assessments come with all their figures, shared ones with those of the shared edition. Demonstrations are shown
when they are asked for, and never with real ones. A fixed number of queries for any number of countries, once figures are kept.
"""

from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass, replace
from datetime import datetime
from typing import NamedTuple, TypeVar

from django.db.models import Q, QuerySet
from django.http import QueryDict
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _

from assessments import access, models
from assessments.domain.stored_figures import store_missing
from assessments.scorecard.stored_figures import FORM, Figures, from_json
from frameworks import queries as framework_queries
from frameworks import values as framework_values
from frameworks.models import Framework
from ssr_portal.accounts.models import Organisation, Person
from ssr_portal.reference import regions
from ssr_portal.text.plain_text import whole_number
from ssr_portal.text.sorting import SortKey, sort_key

Edition = models.StoredFigures.Edition
State = models.Assessment.State
A = TypeVar("A", bound=models.Assessment)


GROUPS = ("institutions", "characteristics", "activities", "fields", "parts")  # of which a heat-map can be made
YEARS = range(1900, 2200)
ASKED = "1"  # how an address says yes
# What is approved never changes, so neither do its figures: each process keeps those it has read, about 10 KiB each.
MOST_REMEMBERED = 1000
_remembered: dict[tuple[int, str, datetime | None], Figures] = {}


@dataclass(frozen=True, slots=True)
class Entry:
    """One approved assessment with its kept figures.

    `page` is where they come from: the report that this person may read of it, whose chapters are anchors.
    """

    assessment: models.Assessment
    figures: Figures
    framework: framework_values.Framework
    is_shared: bool
    with_evidence: bool
    page: str
    country: str  # its name

    @property
    def asked(self) -> tuple[framework_values.Criterion, ...]:
        """The criteria that it asks at its depth."""
        return self.framework.asked(rapid=self.assessment.depth == models.Assessment.Depth.RAPID)

    @property
    def asks_less(self) -> bool:
        """Whether it asks less than a full assessment, so that its scores are of other criteria."""
        return len(self.asked) < len(self.framework.criteria)

    def marked(self, period: str) -> str:
        """Its period, or another name of it, with a word where it asks less."""
        return _("%(period)s, rapid") % {"period": period} if self.asks_less else period

    def asks(self, part: str) -> bool:
        """Whether it asks any criterion of the part."""
        return any(criterion.part == part for criterion in self.asked)


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which assessments to show; empty means all, and the latest of each country and donor where no year is given."""

    year: int | None = None
    region: str = ""
    country: str = ""
    donor: str = ""
    sure: int = 0  # least per cent of levels with medium or high confidence
    by: str = "institutions"  # the groups of the heat-map
    field: str = ""  # to which activities are narrowed
    demonstrations: bool = False  # those alone, or the real ones alone

    @property
    def written(self) -> str:
        """As an address carries it; `read_wanted` understands it."""
        return urlencode({name: value if value is not True else ASKED for name, value in asdict(self).items() if value})


def read_wanted(written: str) -> Wanted:
    """What `Wanted.written` wrote; of anything else, what is understood."""
    found = QueryDict(written)
    year, sure = whole_number(found.get("year", "")), whole_number(found.get("sure", ""))
    texts = {name: found[name] for name in ("region", "country", "donor", "field") if name in found}
    by = found.get("by", "")
    return Wanted(
        year=year if year in YEARS else None,
        sure=sure or 0,
        by=by if by in GROUPS else Wanted().by,
        demonstrations=asks_for_demonstrations(found),
        **texts,
    )


def asks_for_demonstrations(query: Mapping[str, str]) -> bool:
    """Whether an address asks for demonstrations, which then are all that is shown."""
    return query.get("demonstrations") == ASKED


def superseded(person: Person) -> tuple[QuerySet[models.Assessment], QuerySet[access.SharedWith]]:
    """Approved assessments that a newer approved revision has taken the place of: own, and those shared with the person."""
    own = access.assessments_of(person).filter(state=State.APPROVED)
    later = {"superseded_by__state": State.APPROVED}
    return own.filter(**later), access.shared_with(person).filter(**later)


def readable(person: Person) -> tuple[QuerySet[models.Assessment], QuerySet[access.SharedWith]]:
    """Approved assessments in force: the person's own, and those shared with them."""
    own = access.assessments_of(person).filter(state=State.APPROVED)
    return _in_force(own), _in_force(access.shared_with(person))


def _in_force(found: QuerySet[A]) -> QuerySet[A]:
    return found.exclude(superseded_by__state=State.APPROVED).select_related(None).select_related("organisation")


class Choices(NamedTuple):
    """Years, country codes and donors among what the person may see, and whether there is anything of the other kind."""

    years: list[int]
    countries: list[str]
    donors: list[Organisation]
    others: bool


def choices(person: Person, *, demonstrations: bool = False) -> Choices:
    """What can be chosen among the demonstrations, or among the real assessments."""
    names = ("is_demonstration", "period_end", "country", "organisation")
    every = [row for each in readable(person) for row in each.order_by().values_list(*names)]
    found = [row for kind, *row in every if kind == demonstrations]
    return Choices(
        years=sorted({day.year for day, _country, _donor in found}, reverse=True),
        countries=sorted({country for _day, country, _donor in found}),
        donors=sorted(
            Organisation.objects.filter(pk__in={donor for *_rest, donor in found}), key=lambda each: sort_key(each.name)
        ),
        others=len(found) < len(every),
    )


def entries(person: Person, wanted: Wanted) -> tuple[Entry, ...]:
    """The assessments asked for with their figures, by country."""
    own, shared = readable(person)
    chosen = _seen(_chosen(own, wanted), _chosen(shared, wanted))
    kept = _kept(chosen)
    frameworks = framework_values_of({each.assessment.framework_id for each in chosen})
    found = (
        _entry(each, kept[each.assessment.pk], frameworks[each.assessment.framework_id])
        for each in chosen
        if each.assessment.pk in kept
    )
    sure = (each for each in found if (each.figures.quality.sure or 0) >= wanted.sure)
    return tuple(sorted(sure, key=_place))


class Seen(NamedTuple):
    """An assessment as the person may see it: whole, or in its shared edition, with its evidence or without."""

    assessment: models.Assessment
    is_shared: bool
    with_evidence: bool


def _seen(own: Iterable[models.Assessment], shared: Iterable[access.SharedWith]) -> list[Seen]:
    return [
        *(Seen(each, is_shared=False, with_evidence=True) for each in own),
        *(Seen(each, is_shared=True, with_evidence=each.evidence_too) for each in shared),
    ]


def _entry(seen: Seen, figures: Figures, framework: framework_values.Framework) -> Entry:
    assessment, is_shared, with_evidence = seen
    page = reverse("shared" if is_shared else "report", args=[assessment.reference])
    if not with_evidence:  # what is shared without its evidence tells nothing of it here either
        figures = replace(figures, quality=replace(figures.quality, evidenced=None, strong=None))
    return Entry(assessment, figures, framework, is_shared, with_evidence, page, assessment.country_name)


def _place(entry: Entry) -> tuple[SortKey, SortKey, int]:
    donor = entry.assessment.donor_name
    return (sort_key(entry.country), sort_key(donor), -entry.assessment.period_end.toordinal())


class History(NamedTuple):
    """A country's assessments, the oldest first, and whether there are some of the other kind."""

    entries: tuple[Entry, ...]
    others: bool


def history(person: Person, country: str, *, demonstrations: bool = False) -> History:
    """Every approved assessment of a country in force, of all years: the demonstrations, or the real ones."""
    own, shared = readable(person)
    every = _seen(own.filter(country=country), shared.filter(country=country))
    chosen = [each for each in every if each.assessment.is_demonstration == demonstrations]
    kept = _kept(chosen)
    frameworks = framework_values_of({each.assessment.framework_id for each in chosen})
    found = [_entry(each, kept[each.assessment.pk], frameworks[each.assessment.framework_id]) for each in chosen]
    found.sort(key=lambda each: (each.assessment.period_end, sort_key(each.assessment.donor_name)))
    return History(tuple(found), others=len(chosen) < len(every))


def framework_values_of(keys: Iterable[int]) -> dict[int, framework_values.Framework]:
    """Framework versions by key."""
    return {each.pk: framework_queries.framework_value(each) for each in Framework.objects.filter(pk__in=keys)}


def _chosen(found: QuerySet[A], wanted: Wanted) -> list[A]:
    found = found.filter(is_demonstration=wanted.demonstrations)
    if wanted.year:
        found = found.filter(period_end__year=wanted.year)
    if wanted.country:
        found = found.filter(country=wanted.country)
    if wanted.region:
        found = found.filter(country__in=[code for code, region in regions.OF.items() if region == wanted.region])
    if wanted.donor:
        found = found.filter(organisation__short_name=wanted.donor)
    latest: dict[tuple[str, int], int] = {}
    rows = found.order_by("period_end", "pk").values_list("pk", "country", "organisation")
    for pk, country, donor in rows:  # the last one stays
        latest[country, donor] = pk
    return list(found.filter(pk__in=latest.values()))


def _kept(chosen: list[Seen]) -> dict[int, Figures]:
    """The kept figures by assessment: from memory, else from the database, else derived now."""
    editions = {each.assessment.pk: Edition.SHARED if each.is_shared else Edition.WHOLE for each in chosen}
    keys = {row.pk: (row.pk, editions[row.pk], row.approved_at) for row in (each.assessment for each in chosen)}
    found = {pk: _remembered[key] for pk, key in keys.items() if key in _remembered}
    missing = {pk: edition for pk, edition in editions.items() if pk not in found}
    if not missing:
        return found
    read = _read(missing)
    left = missing.keys() - read.keys()
    if left and store_missing(left):
        read |= _read({pk: missing[pk] for pk in left})
    if len(_remembered) + len(read) > MOST_REMEMBERED:
        _remembered.clear()
    _remembered.update((keys[pk], figures) for pk, figures in read.items())
    return found | read


def _read(editions: Mapping[int, str]) -> dict[int, Figures]:
    asked = Q()
    for wanted in Edition.values:
        asked |= Q(edition=wanted, assessment__in=[pk for pk, edition in editions.items() if edition == wanted])
    rows = models.StoredFigures.objects.filter(asked, form=FORM).values_list("assessment", "figures")
    return {pk: from_json(figures) for pk, figures in rows}


def fields() -> dict[str, str]:
    """Codes and names of the fields of published frameworks, the newest version's where they differ."""
    published = Framework.objects.published()
    found: dict[str, str] = {}
    for version in published:
        for field in framework_queries.framework_value(version).fields:
            found.setdefault(field.code, field.name)
    return found
