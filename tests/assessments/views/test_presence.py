"""Pages hear who else is in the same part, and which ratings others saved meanwhile."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from assessments import models
from tests import acting
from tests.conftest import client_of


def pulse(client, assessment: models.Assessment, stretch: str = "governance", **data: str) -> str:
    answer = client.post(reverse("pulse", args=[assessment.reference, stretch]), data)
    assert answer.status_code == 200
    return " ".join(answer.content.decode().split())


def test_each_sees_who_else_is_in_the_part_and_who_is_elsewhere(as_anna, burundi, cast) -> None:
    assert pulse(as_anna, burundi) == ""
    joris = client_of(cast.joris)
    assert "In this part with you: Anna de Wit" in pulse(joris, burundi)
    assert "In this part with you: Joris Bakker" in pulse(as_anna, burundi)
    pulse(joris, burundi, "need")
    assert "Elsewhere in this assessment: Joris Bakker" in pulse(as_anna, burundi)


def test_somebody_who_left_is_forgotten(as_anna, burundi, cast) -> None:
    pulse(client_of(cast.joris), burundi)
    models.Presence.objects.update(at=timezone.now() - timedelta(minutes=1))
    assert pulse(as_anna, burundi) == ""


def test_rating_saved_by_another_is_told_and_ones_own_is_not(as_anna, burundi, rating, cast) -> None:
    known = f"{rating.pk}:0"
    acting.rate(rating, 2, by=cast.joris)
    assert f'id="news-{rating.pk}"' in pulse(as_anna, burundi, known=known)
    assert "Joris Bakker saved this rating" in pulse(as_anna, burundi, known=known)
    assert "news-" not in pulse(client_of(cast.joris), burundi, known=known)
    assert "news-" not in pulse(as_anna, burundi, known=f"{rating.pk}:1")


@pytest.mark.parametrize("known", ["", "x", "1", ":", "1:x", "²:1", f"{'9' * 50}:1", "1:1 " * 5000])
def test_what_a_page_claims_to_know_may_be_nonsense(as_anna, burundi, known: str) -> None:
    assert "news-" not in pulse(as_anna, burundi, known=known)


def test_ratings_of_another_assessment_are_not_told(as_anna, burundi, rating, cast) -> None:
    other = acting.opened(cast.nl, by=cast.anna, first=2020, last=2021)
    acting.rate(rating, 2, by=cast.joris)
    assert "news-" not in pulse(as_anna, other, known=f"{rating.pk}:0")


def test_other_organisation_and_viewer_find_nothing(burundi, cast) -> None:
    for person in (cast.sofia, cast.pieter, cast.fatima):
        answer = client_of(person).post(reverse("pulse", args=[burundi.reference, "governance"]))
        assert answer.status_code == 404
    assert not models.Presence.objects.exists()


def test_pulse_takes_six_queries(as_anna, burundi, rating, cast, django_assert_num_queries) -> None:
    pulse(as_anna, burundi)
    known = " ".join(f"{pk}:0" for pk in burundi.ratings.values_list("pk", flat=True))
    # session, person, assessment with rights, presence, others, ratings
    with django_assert_num_queries(6):
        pulse(as_anna, burundi, known=known)


def test_only_assessors_are_noted_as_present(approved, cast) -> None:
    for person in (cast.pieter, cast.marieke):
        answer = client_of(person).post(reverse("pulse", args=[approved.reference, "governance"]))
        assert answer.status_code == 403
    assert not models.Presence.objects.exists()
