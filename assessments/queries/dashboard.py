"""After sign-in: what waits for me, and my organisations' assessments with search and filters."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

import django_filters
from django import forms
from django.core.paginator import Page, Paginator
from django.db.models import Case, Count, F, IntegerField, Q, QuerySet, Value, When
from django.db.models.functions import StrIndex
from django.utils import timezone
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _
from django_countries import countries

from assessments import access, models
from assessments.domain import assignments
from assessments.domain.assignments import Task
from assessments.queries import revisions
from assessments.queries.revisions import Newer
from ssr_portal.accounts.models import Membership, Person
from ssr_portal.text.plain_text import LineField
from ssr_portal.text.sorting import folded, sort_key

PAGE = 25
MOST_WAITING = 6
MOST_SHARED = 50
MOST_OVERDUE = 10
State = models.Assessment.State
Role = Membership.Role


class Words(django_filters.CharFilter):  # type: ignore[misc]  # django-filter has no types
    """Words to search for, through the door of all text."""

    field_class = LineField


class AssessmentFilter(django_filters.FilterSet):  # type: ignore[misc]  # django-filter has no types
    """Search by words, country, year and state."""

    words = Words(method="search", label=gettext_lazy("Search"))
    country = django_filters.ChoiceFilter(label=gettext_lazy("Country"), empty_label=gettext_lazy("All countries"))
    year = django_filters.ChoiceFilter(
        field_name="period_end", lookup_expr="year", label=gettext_lazy("Year"), empty_label=gettext_lazy("All years")
    )
    state = django_filters.ChoiceFilter(
        choices=State.choices, label=gettext_lazy("State"), empty_label=gettext_lazy("All states")
    )

    class Meta:
        model = models.Assessment
        fields = ["words", "country", "year", "state"]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        present = set(self.queryset.order_by().values_list("country", "period_end__year").distinct())
        names = {code: _country_name(code, get_language()) for code in {code for code, _year in present}}
        self.filters["country"].extra["choices"] = sorted(names.items(), key=lambda pair: sort_key(pair[1]))
        years = sorted({year for _code, year in present}, reverse=True)
        self.filters["year"].extra["choices"] = [(str(year), str(year)) for year in years]

    def search(self, queryset: QuerySet[Any], _name: str, words: str) -> QuerySet[Any]:
        """Each word is part of the reference, or of the country's or organisation's name."""
        for word in words.split()[:5]:
            named = [code for code, name in countries if folded(word) in folded(name)]
            queryset = queryset.filter(
                Q(reference__icontains=word) | Q(country__in=named) | Q(organisation__name__icontains=word)
            )
        return queryset


@lru_cache(maxsize=2048)
def _country_name(code: str, _language: str) -> str:
    return countries.name(code)


@lru_cache(maxsize=16)
def _codes_by_name(language: str) -> str:
    """The codes of all countries in the order of their names, as people sort them."""
    return " ".join(
        sorted((code for code, _name in countries), key=lambda code: sort_key(_country_name(code, language)))
    )


@dataclass(frozen=True, slots=True)
class Row:
    """One assessment in a list; completeness in per cent, rounded down."""

    assessment: models.Assessment
    total: int
    done: int
    newer: Newer | None  # the revision that has taken its place, or is to


@dataclass(frozen=True, slots=True)
class Waiting:
    """Something that this person can do next."""

    assessment: models.Assessment
    what: str


@dataclass(frozen=True, slots=True)
class Dashboard:
    """The first page."""

    waiting: tuple[Waiting, ...]
    tasks: tuple[tuple[Task, bool], ...]  # handed to this person and not done; whether late
    overdue: tuple[models.Action, ...]  # actions of approved assessments, past their date and not closed
    rows: tuple[Row, ...]
    numbers: Page[models.Assessment]
    search: forms.Form
    may_open: bool
    works: bool  # assesses or reviews somewhere, and so may read what was given up
    given_up: bool  # whether the list is that of the given up
    shared: tuple[tuple[models.Assessment, Newer | None], ...]  # by other organisations, with ours


def page(person: Person, asked: Any) -> Dashboard:
    """The dashboard for this person; `asked` are the query's filters and page number."""
    every = access.assessments_of(person).order_by("-period_end", _by_name(), "pk")
    mine = every.standing()
    given_up = asked.get("state") == State.GIVEN_UP  # in a list of their own, and in no other
    found = AssessmentFilter(asked, queryset=every if given_up else mine)
    roles = set(Membership.objects.filter(person=person).values_list("role", flat=True))
    numbers = Paginator(found.qs, PAGE).get_page(asked.get("page"))
    listed, shared = list(numbers.object_list), _shared(person)
    newer = revisions.newer_than(person, [*listed, *shared])
    return Dashboard(
        waiting=_waiting(person, mine, roles),
        tasks=tuple((task, task.is_late(timezone.localdate())) for task in assignments.unfinished(person)),
        overdue=tuple(_overdue(mine)[:MOST_OVERDUE]),
        rows=_rows(listed, newer),
        numbers=numbers,
        search=found.form,
        may_open=Role.ASSESSOR in roles,
        works=bool(roles & {Role.ASSESSOR, Role.REVIEWER}),
        given_up=given_up,
        shared=tuple((each, newer.get(each.pk)) for each in shared),
    )


def _by_name() -> StrIndex:
    """The place of a country among all, by its name: one constant for the database, and no table of names."""
    return StrIndex(Value(_codes_by_name(get_language())), F("country"))


def _shared(person: Person) -> tuple[models.Assessment, ...]:
    """What others share: what the person has yet to open first, then by the country's name."""
    found = access.shared_with(person).order_by("-is_new", "country", "-period_end")[:MOST_SHARED]
    return tuple(sorted(found, key=lambda each: (not each.is_new, sort_key(each.country_name))))


def _overdue(mine: QuerySet[models.Assessment]) -> QuerySet[models.Action]:
    """Actions to follow up, for assessors and reviewers; the longest overdue first."""
    working = mine.filter(access.IN_DIALOGUE, state=State.APPROVED).exclude(superseded_by__state=State.APPROVED)
    actions = models.Action.objects.filter(assessment__in=working.values("pk"))
    return actions.overdue(timezone.localdate()).select_related("assessment")


def _rows(assessments: list[models.Assessment], newer: Mapping[int, Newer]) -> tuple[Row, ...]:
    counts = {
        row["assessment"]: row
        for row in models.Rating.objects.filter(assessment__in=[each.pk for each in assessments], left_behind=False)
        .order_by()
        .values("assessment")
        .annotate(total=Count("pk"), done=Count("pk", filter=~Q(status="unrated") & Q(to_confirm=False)))
    }
    empty = {"total": 0, "done": 0}
    return tuple(
        Row(each, counts.get(each.pk, empty)["total"], counts.get(each.pk, empty)["done"], newer.get(each.pk))
        for each in assessments
    )


def _waiting(person: Person, mine: QuerySet[models.Assessment], roles: set[str]) -> tuple[Waiting, ...]:
    wanted = access.ASSESSES & (Q(state=State.RETURNED) | Q(state=State.DRAFT, changed_by=person))
    if Role.REVIEWER in roles:  # so that nobody else pays for asking four eyes
        wanted |= access.may_judge(person)
    rank = Case(
        When(state=State.RETURNED, then=Value(0)),
        When(state=State.SUBMITTED, then=Value(1)),
        default=Value(2),
        output_field=IntegerField(),
    )
    found = mine.filter(wanted).annotate(rank=rank).order_by("rank", "-changed_at")[:MOST_WAITING]
    words = {
        0: _("Returned: correct it and submit it again"),
        1: _("Submitted: review it"),
        2: _("Continue filling in"),
    }
    return tuple(Waiting(each, words[each.rank]) for each in found)
