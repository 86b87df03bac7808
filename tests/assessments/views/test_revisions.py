"""docs/domain.md §5: a superseded assessment says so on every page that shows it, to each person as far as they may know."""

import pytest
from django.test import Client
from django.urls import reverse

from assessments import models
from assessments.domain import assessments, workflow
from assessments.queries import revisions
from frameworks.models import Criterion
from tests import acting
from tests.conftest import client_of

BY = "Superseded by"


def corrected(assessment: models.Assessment, cast, *, approved: bool = True) -> models.Assessment:
    """The next revision."""
    revision = assessments.correct(assessment, by=cast.anna)
    if approved:
        acting.submit_and_approve(revision, cast)
    revision.refresh_from_db()
    return revision


@pytest.fixture
def shareable(complete, cast) -> models.Assessment:
    """Approved, with everything marked for other organisations, and shared with the other donor."""
    complete.ratings.update(audience="shareable")
    acting.submit_and_approve(complete, cast)
    complete.refresh_from_db()
    acting.shared(complete, cast.dda, by=cast.marieke)
    return complete


@pytest.fixture
def as_pieter(cast) -> Client:
    """The viewer."""
    return client_of(cast.pieter)


def pages(assessment: models.Assessment) -> dict[str, str]:
    """Every page of its own organisation that shows an approved assessment, by name."""
    of_it = {
        name: reverse(name, args=[assessment.reference]) for name in ("overview", "report", "history", "as-shared")
    }
    others = {
        "section": reverse("section", args=[assessment.reference, "context"]),
        "dashboard": reverse("dashboard"),
        "country": reverse("country", args=["BI"]),
        "compare": reverse("compare"),
    }
    return of_it | others


def told(client, address: str) -> str:
    answer = client.get(address)
    assert answer.status_code == 200, address
    return answer.content.decode()


def test_every_page_names_the_revision_in_force(shareable, cast, as_anna) -> None:
    second = corrected(shareable, cast)
    third = corrected(second, cast)
    for each in (shareable, second):
        for name, address in pages(each).items():
            page = told(as_anna, address)
            assert f"uperseded by {third.reference}" in page or f">{third.reference}</a>" in page, name
    for name, address in pages(third).items():
        if name not in ("dashboard", "country", "compare"):
            assert BY not in told(as_anna, address), name


def test_only_the_last_can_be_corrected_and_the_others_say_which_is_open(shareable, cast, as_anna, as_pieter) -> None:
    offer = "Open a corrected revision"
    overview = reverse("overview", args=[shareable.reference])
    assert offer in told(as_anna, overview)
    second = corrected(shareable, cast, approved=False)
    page = told(as_anna, overview)
    assert offer not in page
    assert f'until that is approved: <a href="{reverse("overview", args=[second.reference])}"' in " ".join(page.split())
    assert second.reference not in told(as_pieter, overview)  # viewers know of no draft
    assert second.reference not in told(as_pieter, reverse("dashboard"))
    acting.submit_and_approve(second, cast)
    assert offer not in told(as_anna, overview)
    assert offer in told(as_anna, reverse("overview", args=[second.reference]))
    assert second.reference in told(as_pieter, overview)


def test_revision_given_up_supersedes_nothing(shareable, cast, as_anna) -> None:
    second = corrected(shareable, cast, approved=False)
    workflow.perform(workflow.GIVE_UP, second, by=cast.anna, seen=second.revision, note="Not needed.")
    assert revisions.newer_than(cast.anna, [shareable]) == {}
    assert "Open a corrected revision" in told(as_anna, reverse("overview", args=[shareable.reference]))


def test_others_learn_that_there_is_a_newer_one_and_nothing_of_it(shareable, cast, as_sofia) -> None:
    places = {
        "shared": reverse("shared", args=[shareable.reference]),
        "dashboard": reverse("dashboard"),
        "country": reverse("country", args=["BI"]),
        "compare": reverse("compare"),
    }
    second = corrected(shareable, cast, approved=False)
    for name, address in places.items():
        page = told(as_sofia, address)
        assert (second.reference in page, "newer revision" in page) == (False, False), name
    acting.submit_and_approve(second, cast)
    for name, address in places.items():
        page = told(as_sofia, address)
        assert (second.reference in page, "newer revision" in page) == (False, True), name
    acting.shared(second, cast.dda, by=cast.marieke)
    for name, address in places.items():
        assert second.reference in told(as_sofia, address), name
    assert reverse("shared", args=[second.reference]) in told(as_sofia, places["shared"])


def test_owner_is_told_who_reads_the_earlier_one_still(shareable, cast, as_marieke, as_pieter) -> None:
    said = "An earlier revision is shared with: Demonstration Donor."
    second = corrected(shareable, cast, approved=False)
    overview = reverse("overview", args=[second.reference])
    assert said in told(as_marieke, overview)
    acting.submit(second, cast)
    assert said in told(as_marieke, reverse("move", args=[second.reference, "approve"]))
    second.refresh_from_db()
    acting.approve(second, cast)
    assert said in told(as_marieke, overview)
    assert said not in told(as_pieter, overview)
    acting.shared(second, cast.dda, by=cast.marieke)
    assert said not in told(as_marieke, overview)


def test_comparison_warns_of_what_is_superseded(shareable, cast, as_anna) -> None:
    second = corrected(shareable, cast)
    page = told(as_anna, f"{reverse('compare')}?one={shareable.reference}&other={second.reference}")
    assert f"{shareable.reference} is superseded by a newer revision." in page
    assert f"{second.reference} is superseded" not in page


def test_few_queries_tell(shareable, cast, django_assert_num_queries) -> None:
    with django_assert_num_queries(1):
        revisions.newer_than(cast.anna, [shareable])
    second = corrected(shareable, cast)
    third = corrected(second, cast)
    with django_assert_num_queries(2):
        found = revisions.newer_than(cast.anna, [shareable, second, third])
    assert {pk: each.reference for pk, each in found.items()} == dict.fromkeys(
        (shareable.pk, second.pk), third.reference
    )
    with django_assert_num_queries(0):
        revisions.newer_than(cast.anna, [])


def reasons(client, assessment) -> dict[str, str]:
    form = client.get(reverse("move", args=[assessment.reference, "submit"])).context["form"]
    return {part: form[f"open-{part}"].value() for part in form.open_parts}


def test_correction_brings_the_reasons_for_parts_left_open(burundi, cast, as_anna, as_marieke) -> None:
    said = {part: f"Why {part}." for part in Criterion.Part.values}
    acting.submit(burundi, cast, left_open=said)
    burundi.refresh_from_db()
    acting.approve(burundi, cast)
    burundi.refresh_from_db()
    second = corrected(burundi, cast, approved=False)
    assert reasons(as_anna, second) == said
    mended = said | {"policy": "Another reason."}
    acting.submit(second, cast, left_open=mended)
    second.refresh_from_db()
    workflow.perform(workflow.RETURN, second, by=cast.marieke, seen=second.revision, note="Again.")
    assert reasons(as_anna, second) == mended  # its own, once it has some
