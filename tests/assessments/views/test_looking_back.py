"""Last time's level is shown after answering, or by a press that the reviewer sees (docs/domain.md §4)."""

import pytest
from django.urls import reverse

from assessments import models
from assessments.domain import assessments, ratings
from tests import acting
from tests.assessments.views.test_scoring import fields, page_of

SHOWN = "The assessor looked at last time's level before answering."


@pytest.fixture
def rating(approved, cast) -> models.Rating:
    """Unrated, in the assessment of the next period; last time it was 2."""
    following = acting.opened(cast.nl, by=cast.anna, first=2015, last=2016, source=approved)
    return models.Rating.objects.select_related("criterion", "assessment").get(
        assessment=following, criterion__code="I5.G1"
    )


def block(client, rating: models.Rating) -> str:
    page = client.get(f"{page_of(rating)}?open={rating.pk}").content.decode()
    return page.split(f'id="r{rating.pk}"')[1].split('<details class="rating"')[0]


def test_last_time_waits_for_an_answer_and_can_be_asked_for(as_anna, as_marieke, rating) -> None:
    there = block(as_anna, rating)
    assert f'value="last-{rating.pk}"' in there
    assert '<div class="if-given">' in there
    own = as_anna.get(reverse("rating", args=[rating.assessment.reference, rating.pk])).content.decode()
    assert "Last time (" not in own
    assert "Last time (" in block(as_marieke, rating)


def test_press_is_noted_once_keeps_what_was_typed_and_leads_back(as_anna, rating) -> None:
    data = fields(rating, justification="Half typed.") | {"then": f"last-{rating.pk}"}
    answer = as_anna.post(page_of(rating), data)
    rating.refresh_from_db()
    assert answer["Location"] == f"{page_of(rating)}?open={rating.pk}#r{rating.pk}"
    assert (rating.looked_back, rating.justification, rating.revision) == (True, "Half typed.", 1)
    assert f'value="last-{rating.pk}"' not in block(as_anna, rating)
    assert rating.history.latest().looked_back is True


def test_reviewer_is_told_of_the_press_and_of_no_other(as_anna, as_marieke, rating, cast) -> None:
    review = reverse("review", args=[rating.assessment.reference, "governance"])
    ratings.look_back(rating, by=cast.anna)
    page = as_marieke.get(review).content.decode()
    assert page.count(SHOWN) == 1


def test_who_answered_first_has_not_looked_back(rating, cast) -> None:
    acting.rate(rating, 2, by=cast.anna)
    assert ratings.look_back(rating, by=cast.anna) is False
    rating.refresh_from_db()
    assert rating.looked_back is False


def test_copy_begins_without_having_looked(rating, cast) -> None:
    ratings.look_back(rating, by=cast.anna)
    acting.rate_all(rating.assessment, by=cast.anna)
    acting.submit_and_approve(rating.assessment, cast)
    revision = assessments.correct(rating.assessment, by=cast.anna)
    assert set(revision.ratings.values_list("looked_back", flat=True)) == {False}


@pytest.mark.parametrize("pressed", ["last-", "last-0", "last-999999999", "last-x"])
def test_nonsense_that_is_pressed_notes_nothing(as_anna, rating, pressed: str) -> None:
    assert as_anna.post(page_of(rating), {"then": pressed}).status_code == 302
    assert not rating.assessment.ratings.filter(looked_back=True).exists()
