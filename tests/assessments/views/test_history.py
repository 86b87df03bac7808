"""Who changed what, from what to what, and bringing an earlier state back."""

from datetime import timedelta

import pytest
from django.urls import reverse

from assessments import models, scorecard
from assessments.domain import workflow
from assessments.queries import history
from tests import acting


def changes(rating: models.Rating) -> tuple[history.Change, ...]:
    card = scorecard.build(rating.assessment)
    return history.of_rating(next(each for each in card.ratings if each.pk == rating.pk))


@pytest.fixture
def written(rating, cast) -> models.Rating:
    """Anna rated it in two saves of one go, Joris changed it."""
    acting.rate(rating, 1, by=cast.anna, justification="One")
    rating.refresh_from_db()
    acting.rate(rating, 2, by=cast.anna, justification="One report.")
    rating.refresh_from_db()
    acting.rate(rating, 3, by=cast.joris, justification="Two reports.")
    rating.refresh_from_db()
    return rating


def restore(client, rating: models.Rating, key: object, revision: object):
    url = reverse("rating-restore", args=[rating.assessment.reference, rating.pk])
    return client.post(url, {"key": str(key), "revision": str(revision)})


def test_change_tells_who_and_from_what_to_what(written) -> None:
    joris, anna = changes(written)
    assert (joris.by, joris.is_current, anna.by, anna.is_current) == ("Joris Bakker", True, "Anna de Wit", False)
    assert joris.turns == (
        ("Rating", "2 Emerging", "3 Established"),
        ("Justification", "One report.", "Two reports."),
    )
    assert ("Rating", "Unrated", "2 Emerging") in anna.turns


def test_saves_far_apart_are_two_changes(written, cast) -> None:
    rows = models.Rating.history.filter(id=written.pk).order_by("history_id")
    first = rows[1]
    models.Rating.history.filter(history_id=first.history_id).update(
        history_date=first.history_date - timedelta(hours=2)
    )
    assert len(changes(written)) == 3


def test_earlier_state_is_restored_and_the_later_stays_in_the_history(as_anna, written, cast) -> None:
    anna = changes(written)[1]
    restore(as_anna, written, anna.key, written.revision)
    written.refresh_from_db()
    assert (written.level, written.justification, written.revision, written.rated_by) == (
        2,
        "One report.",
        4,
        cast.anna,
    )
    assert [each.by for each in changes(written)] == ["Anna de Wit", "Joris Bakker", "Anna de Wit"]


def test_restoring_over_a_newer_save_is_refused(as_anna, written) -> None:
    answer = restore(as_anna, written, changes(written)[1].key, 1)
    assert answer.status_code == 302
    written.refresh_from_db()
    assert written.justification == "Two reports."


@pytest.mark.parametrize("key", ["", "x", "0", "999999999", "9" * 30])
def test_state_that_is_none_of_the_ratings_is_not_restored(as_anna, written, key: str) -> None:
    assert restore(as_anna, written, key, written.revision).status_code == 404


def test_state_of_another_rating_is_not_restored(as_anna, written, cast) -> None:
    other = written.assessment.ratings.exclude(pk=written.pk).first()
    key = models.Rating.history.filter(id=other.pk).first().history_id
    assert restore(as_anna, written, key, written.revision).status_code == 404


def test_reviewer_restores_nothing(as_marieke, written) -> None:
    assert restore(as_marieke, written, changes(written)[1].key, written.revision).status_code == 403


def test_what_is_submitted_is_not_restored(as_anna, complete, cast) -> None:
    rating = complete.ratings.first()
    key = models.Rating.history.filter(id=rating.pk).last().history_id
    workflow.perform(workflow.SUBMIT, complete, by=cast.anna, seen=complete.revision)
    assert restore(as_anna, rating, key, rating.revision)["Location"] == reverse("overview", args=[complete.reference])
    rating.refresh_from_db()
    assert rating.level == 2


def test_history_of_the_whole_tells_moves_and_changes(as_anna, written, complete, cast) -> None:
    workflow.perform(workflow.SUBMIT, complete, by=cast.anna, seen=complete.revision)
    workflow.perform(workflow.RETURN, complete, by=cast.marieke, seen=complete.revision, note="Mend parliament.")
    page = as_anna.get(reverse("history", args=[complete.reference])).content.decode()
    assert "Mend parliament." in page
    assert "Two reports." in page
    assert "1 / 2" in page


@pytest.mark.parametrize("number", ["2", "x", "0", "²", "9" * 30])
def test_page_of_the_history_may_be_nonsense(as_anna, complete, number: str) -> None:
    answer = as_anna.get(reverse("history", args=[complete.reference]), {"page": number})
    assert answer.status_code == 200


def test_history_takes_a_fixed_number_of_queries(as_anna, written, complete, django_assert_num_queries) -> None:
    url = reverse("history", args=[complete.reference])
    as_anna.get(url)
    # session, person, assessment, small tables, ratings, the one before, history, events
    with django_assert_num_queries(6):
        as_anna.get(url)
