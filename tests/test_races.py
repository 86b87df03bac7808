"""Two people, or one finger twice, in the same instant: one is done, the other is told in words, and nobody meets a 500.

The posts carry no token, so that nothing but the domain and the database stands between them.
"""

import threading
from collections.abc import Callable

import pytest
from django.db import connection
from django.urls import reverse

from assessments import models
from assessments.domain import records
from frameworks.models import Framework
from tests import acting
from tests.conftest import Cast, client_of


def together(*sends: Callable[[], int]) -> list[int]:
    """What each answered, when all began at once."""
    answers: dict[int, int] = {}
    start = threading.Barrier(len(sends))

    def run(number: int, send: Callable[[], int]) -> None:
        try:
            start.wait()
            answers[number] = send()
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=each) for each in enumerate(sends)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return [answers.get(number, 0) for number in range(len(sends))]


class Twice:
    """Posts by two colleagues at the same moment."""

    def __init__(self, cast: Cast, assessment: models.Assessment) -> None:
        self.cast, self.assessment = cast, assessment

    def post(self, name: str, args: list, data: dict, by: tuple[str, str] = ("anna", "joris")) -> list[int]:
        """The statuses of both."""
        address = reverse(name, args=args)
        clients = [client_of(getattr(self.cast, who)) for who in by]
        for client in clients:
            client.raise_request_exception = False
        return together(*(lambda client=client: client.post(address, data).status_code for client in clients))

    def add(self, noun: str, data: dict) -> list[int]:
        """Both add a record."""
        return self.post("record-add", [self.assessment.reference, noun], data | {"revision": "0"})


@pytest.fixture
def twice(committed) -> Twice:
    cast = Cast()
    return Twice(cast, acting.opened(cast.nl, by=cast.anna, first=2012, last=2014))


def test_what_is_there_once_is_added_once(twice) -> None:
    activity = twice.assessment.framework.activities.order_by("pk").first()
    rating = twice.assessment.ratings.first()
    consultation = models.Consultation.objects.create(
        assessment=twice.assessment, kind="Police", number=3, held_on="2014-02-01", parts="All", agreement="agreed"
    )
    once = {
        "programme": {"title": "Police", "status": "running", f"works-{activity.pk}": "on"},
        "priority": {"activity": activity.pk, "horizon": "1", "rationale": "x"},
        "task": {"stretch": "governance", "person": twice.cast.joris.pk},
        "reply": {
            "rating": rating.pk,
            "consultation": consultation.pk,
            "stance": "agrees",
            "text": "Yes.",
            "audience": "internal",
        },
    }
    for noun, data in once.items():
        assert sorted(twice.add(noun, data)) == [302, 422], noun
    assert twice.assessment.programmes.count() == twice.assessment.prioritys.count() == 1
    assert twice.assessment.assignments.count() == twice.assessment.replys.count() == 1


def test_opening_correcting_sharing_and_removing_twice(twice) -> None:
    cast, assessment = twice.cast, twice.assessment
    new = {
        "organisation": cast.nl.pk,
        "framework": assessment.framework_id,
        "country": "UG",
        "period_start": "2014-01-01",
        "period_end": "2014-12-31",
        "depth": "full",
        "currency": "EUR",
        "tlp": "AMBER",
    }
    assert sorted(twice.post("assessment-new", [], new)) == [302, 422]
    risk = records.add(
        models.Risk(what="x", likelihood=1, impact=1, mitigation="x", owner="x"), assessment, by=cast.anna
    )
    removed = twice.post("record-remove", [assessment.reference, "risk", risk.pk], {"revision": "0"})
    assert set(removed) <= {302, 404}
    assert models.Event.objects.filter(kind="removed").count() == 1
    acting.rate_all(assessment, by=cast.anna)
    assessment.refresh_from_db()
    acting.submit(assessment, cast, left_open={"contribution": "No programme.", "practice": "No programme."})
    acting.approve(assessment, cast)
    assert twice.post("correct", [assessment.reference], {}) == [302, 302]
    assert models.Assessment.objects.filter(supersedes=assessment).count() == 1
    share = {"organisation": cast.dda.pk, "with_evidence": "on"}
    assert set(twice.post("share", [assessment.reference], share, by=("marieke", "marieke"))) <= {302, 422}
    assert set(twice.post("report-ask", [assessment.reference], {}, by=("marieke", "anna"))) == {302}
    assert assessment.shares.count() <= 1
    assert assessment.reports.count() == 1


def test_removing_a_programme_while_it_is_rated_and_remarked_on_loses_nothing(twice) -> None:
    cast, assessment = twice.cast, twice.assessment
    activity = assessment.framework.activities.order_by("pk").first()
    for round_ in range(4):
        client = client_of(cast.anna)
        data = {"title": f"Police {round_}", "status": "running", f"works-{activity.pk}": "on", "revision": "0"}
        client.post(reverse("record-add", args=[assessment.reference, "programme"]), data)
        programme = models.Programme.objects.get(title=f"Police {round_}")
        rating = programme.ratings.first()
        prefix = f"r{rating.pk}-"
        judged = {
            "choice": "2",
            "justification": f"Seen {round_}.",
            "revision": "0",
            "untouched": "",
            "audience": "internal",
        }
        saves = reverse("rating-save", args=[assessment.reference, rating.pk])
        remarks = reverse("rating", args=[assessment.reference, rating.pk])
        removes = reverse("record-remove", args=[assessment.reference, "programme", programme.pk])
        joris, marieke = client_of(cast.joris), client_of(cast.marieke)
        statuses = together(
            lambda: joris.post(saves, {prefix + name: value for name, value in judged.items()}).status_code,  # noqa: B023
            lambda: client.post(removes, {"revision": "0"}).status_code,  # noqa: B023
            lambda: marieke.post(remarks, {f"text-{rating.pk}": f"Why {round_}?"}).status_code,  # noqa: B023
        )
        assert not {0, 500} & set(statuses), statuses
        if statuses[0] == 200:
            assert models.Rating.objects.filter(pk=rating.pk, justification=f"Seen {round_}.").exists()
        if statuses[2] == 302:
            assert models.Comment.objects.filter(text__endswith=f"Why {round_}?").exists()


def test_versions_copied_and_imported_twice_are_two_or_refused_in_words(twice) -> None:
    from django.core.files.uploadedfile import SimpleUploadedFile

    from frameworks.domain import file_writer

    version = Framework.objects.get(version=1)
    assert twice.post("admin:frameworks_framework_copy", [version.pk], {}, by=("fatima", "fatima")) == [302, 302]
    assert sorted(Framework.objects.values_list("version", flat=True)) == [1, 2, 3]
    text = file_writer.as_yaml(version).replace("version: 1\n", "version: 9\n", 1).encode()
    address = reverse("admin:frameworks_framework_import")
    clients = [client_of(twice.cast.fatima) for _number in range(2)]

    def imports(client) -> int:
        client.raise_request_exception = False
        return client.post(address, {"file": SimpleUploadedFile("v.yaml", text)}).status_code

    assert sorted(together(*(lambda client=client: imports(client) for client in clients))) == [302, 422]
    assert Framework.objects.filter(version=9).count() == 1
