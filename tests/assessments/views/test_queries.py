"""Pages cost a fixed number of queries, whatever there is to show. The counts are of a server that has just started."""

from datetime import date

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from assessments import models
from assessments.domain import programmes, records
from assessments.queries import sections
from assessments.scorecard import memory
from frameworks import queries
from tests import acting, one_of_each


@pytest.fixture(params=[1, 3, 15])
def sized(burundi, cast, framework, request) -> models.Assessment:
    """`burundi` with 1, 3 or 15 programmes, as much evidence, and links between."""
    activities = list(framework.activities.all())
    for number in range(request.param - 1):
        shares = {activities[number % 9]: None, activities[(number + 4) % 9]: None}
        programmes.add(models.Programme(title=f"Strand {number}"), burundi, shares, by=cast.anna)
        evidence = records.add(
            models.Evidence(title="t", kind="document", origin=f"o{number}", dated=date(2014, 1, 1)),
            burundi,
            by=cast.anna,
        )
        models.EvidenceLink.objects.create(rating=burundi.ratings.all()[number], evidence=evidence)
        models.Comment.objects.create(
            assessment=burundi, rating=burundi.ratings.all()[number], by=cast.marieke, text="x"
        )
    acting.rate_all(burundi, by=cast.anna)
    return burundi


# session, person; assessment with rights; small tables; ratings; earlier assessment; framework 2
FRAME = 2 + 1 + 1 + 1 + 1 + 2


@pytest.mark.parametrize(
    ("page", "more"),
    [
        ("score", 0),
        ("governance", 0),
        ("overview", 3),  # events, remarks, newer framework versions
        ("report", 1),  # what was printed already
        ("programmes", 0),
    ],
)
def test_page_takes_a_fixed_number_of_queries(as_anna, sized, page: str, more: int, django_assert_num_queries) -> None:
    url = {
        "score": reverse("score-programme", args=[sized.reference, sized.programmes.first().pk]),
        "governance": reverse("score-part", args=[sized.reference, "governance"]),
        "overview": reverse("overview", args=[sized.reference]),
        "report": reverse("report", args=[sized.reference]),
        "programmes": reverse("section", args=[sized.reference, "programmes"]),
    }[page]
    queries.forget_published()
    with django_assert_num_queries(FRAME + more):
        assert as_anna.get(url).status_code == 200


def test_report_compared_with_an_earlier_one_takes_at_most_twelve(
    as_anna, approved, cast, framework, django_assert_max_num_queries
) -> None:
    new = acting.opened(cast.nl, by=cast.anna, first=2015, last=2015, source=approved)
    for url in (
        reverse("report", args=[new.reference]),
        reverse("score-part", args=[new.reference, "governance"]),
        reverse("score-programme", args=[new.reference, new.programmes.get().pk]),
    ):
        queries.forget_published()
        with django_assert_max_num_queries(12):
            as_anna.get(url)
    as_anna.get(url)
    with django_assert_max_num_queries(12):  # two more tables, and the framework in memory
        as_anna.get(reverse("overview", args=[new.reference]))


@pytest.mark.parametrize("name", [*sections.SECTIONS, "report"])
def test_a_row_of_each_kind_costs_no_query_of_its_own(as_anna, burundi, programme, cast, name: str) -> None:
    """So that no page follows a foreign key of its rows, whatever kinds of record there will be."""
    section = reverse("section", args=[burundi.reference, name])
    url = reverse("report", args=[burundi.reference]) if name == "report" else section
    asked = []
    for is_filled in (False, True):
        if is_filled:
            one_of_each.fill(burundi, cast)
        as_anna.get(url)
        memory.forget()
        with CaptureQueriesContext(connection) as captured:
            assert as_anna.get(url).status_code == 200
        asked.append([query["sql"][:120] for query in captured])
    assert len(asked[0]) == len(asked[1]), asked[1]


@pytest.mark.parametrize("number", [2, 60])
def test_dashboard_takes_a_fixed_number_of_queries(
    as_anna, cast, framework, number: int, django_assert_num_queries
) -> None:
    for year in range(number):
        acting.opened(cast.nl, by=cast.anna, first=1950 + year, last=1950 + year)
    # session, person, countries and years, number, page, completeness, waiting, tasks, overdue, may open, shared
    with django_assert_num_queries(11):
        page = as_anna.get(reverse("dashboard"))
    assert len(page.context["page"].rows) == min(number, 25)


def test_a_get_opens_no_transaction(as_anna, burundi, django_assert_num_queries) -> None:
    with CaptureQueriesContext(
        connection,
    ) as captured:
        as_anna.get(reverse("overview", args=[burundi.reference]))
    assert [q["sql"] for q in captured if q["sql"].startswith(("SAVEPOINT", "BEGIN"))] == []
