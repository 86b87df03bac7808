"""Moving an open assessment from descriptions to strands, and between versions whose strands differ (docs/domain.md §6)."""

import pytest
from django.core.exceptions import ValidationError
from django.urls import reverse

from assessments import models, scorecard
from assessments.domain import assessments, ratings, version_change
from assessments.domain.judgement import Judgement
from frameworks.domain import drafting, file_writer, publishing
from frameworks.models import Framework
from tests import acting
from tests.assessments.views.test_scoring import fields, page_of, save_url
from tests.conftest import SECOND


@pytest.fixture
def moved(complete, cast) -> models.Assessment:
    """Burundi, rated by the descriptions of version 1, on version 2."""
    return to(complete, file_writer.load(SECOND)[0], cast)


def to(assessment: models.Assessment, version: Framework, cast) -> models.Assessment:
    assessment.refresh_from_db()
    version_change.move(assessment, version, seen=assessment.revision, by=cast.anna)
    assessment.refresh_from_db()
    return assessment


def rating_of(assessment: models.Assessment, code: str) -> models.Rating:
    return assessment.ratings.select_related("criterion", "assessment").get(
        criterion__code=code, criterion__part="governance"
    )


def shown(assessment: models.Assessment, code: str) -> scorecard.Rating:
    return next(each for each in scorecard.build(assessment).of_part("governance") if each.criterion.code == code)


def test_level_stands_by_description_until_its_strands_are_answered(moved, cast) -> None:
    there = shown(moved, "I5.G1")
    assert (there.status, there.level, there.is_by_description, there.judged.bounds) == ("level", 2, True, None)
    assert (there.follows, there.is_beside, there.missing) == (None, False, ("answers",))


def test_it_is_not_submitted_before(moved, cast) -> None:
    with pytest.raises(ValidationError):
        acting.submit(moved, cast)
    assert moved.state == models.Assessment.State.DRAFT


def test_half_answered_it_stands_and_all_answered_it_follows(moved, cast) -> None:
    rating = rating_of(moved, "I5.G1")
    acting.answer(rating, by=cast.anna, a="3")
    rating.refresh_from_db()
    assert (rating.status, rating.level, rating.answers, rating.to_confirm) == ("level", 2, {"a": "3"}, True)
    codes = rating.criterion.strands.values_list("code", flat=True)
    acting.answer(rating, by=cast.anna, **dict.fromkeys(codes, "3"))
    rating.refresh_from_db()
    assert (rating.status, rating.level, rating.to_confirm, rating.previous_criterion) == ("level", 3, False, None)
    assert shown(moved, "I5.G1").missing == ()


def test_saying_that_it_stands_does_not_answer_for_it(as_anna, moved) -> None:
    rating = rating_of(moved, "I5.G1")
    as_anna.post(
        page_of(rating), fields(rating, choice="follows", confirmed="yes", justification="Seen.", confidence="low")
    )
    rating.refresh_from_db()
    assert (rating.level, rating.to_confirm) == (2, True)


def test_page_opened_before_the_move_loses_nothing_and_is_told(as_anna, complete, cast) -> None:
    before = rating_of(complete, "I5.G1")
    old_page = fields(before, choice="3", justification="Typed on the old page.", confidence="low")
    moved = to(complete, file_writer.load(SECOND)[0], cast)
    answer = as_anna.post(save_url(before), old_page)
    told = answer.content.decode()
    assert answer.status_code == 409
    assert "Answer every strand first" in told
    rating = rating_of(moved, "I5.G1")
    assert (rating.level, rating.justification) == (2, "Seen.")


def test_undoing_brings_back_levels_and_answers(moved, cast) -> None:
    version_change.undo(moved, by=cast.anna)
    moved.refresh_from_db()
    rating = rating_of(moved, "I5.G1")
    assert (moved.framework.version, rating.level, rating.to_confirm, rating.answers) == (1, 2, False, {})


@pytest.fixture
def third(stepped) -> Framework:
    """Version 3: of one criterion a step reworded, of one a strand gone, of one a strand more; of one its strand renamed."""
    draft = drafting.copy_to_draft(stepped.framework)
    strands = {code: draft.criteria.get(part="governance", code=code).strands for code in ("I1.G1", "I1.G2", "I1.G3")}
    strands["I1.G1"].get(code="a").steps.filter(value=2).update(text="A figure is published in another way.")
    strands["I1.G2"].get(code="b").delete()
    added = strands["I1.G3"].create(code="z", position=9, name="A strand more")
    for value in range(1, 5):
        added.steps.create(value=value, text=f"Step {value} of what is new can be shown in the records.")
    draft.criteria.get(part="governance", code="I1.G4").strands.filter(code="a").update(name="Renamed")
    publishing.publish(draft)
    return draft


def test_answers_travel_by_the_code_of_their_strand(stepped, third, cast) -> None:
    given = {}
    for code in ("I1.G1", "I1.G2", "I1.G3", "I1.G4"):
        rating = rating_of(stepped, code)
        given[code] = dict.fromkeys(rating.criterion.strands.values_list("code", flat=True), "2")
        acting.answer(rating, by=cast.anna, **given[code])
    moved = to(stepped, third, cast)
    rows = {code: rating_of(moved, code) for code in given}
    without_b = {code: text for code, text in given["I1.G2"].items() if code != "b"}
    assert {code: row.answers for code, row in rows.items()} == given | {"I1.G2": without_b}
    assert {code: row.to_confirm for code, row in rows.items()} == {
        "I1.G1": True,
        "I1.G2": True,
        "I1.G3": True,
        "I1.G4": False,
    }
    assert {code: shown(moved, code).missing for code in given} == {
        "I1.G1": ("confirmation",),
        "I1.G2": ("confirmation",),
        "I1.G3": ("answers",),
        "I1.G4": (),
    }
    version_change.undo(moved, by=cast.anna)
    assert {code: rating_of(stepped, code).answers for code in given} == given


def test_answers_to_strands_of_the_version_before_are_refused(stepped, third, cast) -> None:
    rating = rating_of(to(stepped, third, cast), "I1.G2")
    with pytest.raises(ValidationError, match="I1.G2 has no strand “b”."):
        ratings.save_rating(
            rating, Judgement("unrated", answers={"a": "1", "b": "1"}), seen=rating.revision, by=cast.anna
        )


def test_restoring_what_stood_by_description_lets_it_wait_again(moved, cast) -> None:
    rating = rating_of(moved, "I5.G1")
    acting.answer(rating, by=cast.anna, a="3")
    rating.refresh_from_db()
    half = rating.history.latest().history_id
    codes = rating.criterion.strands.values_list("code", flat=True)
    acting.answer(rating, by=cast.anna, **dict.fromkeys(codes, "3"))
    rating.refresh_from_db()
    ratings.restore(rating, half, seen=rating.revision, by=cast.anna)
    rating.refresh_from_db()
    assert (rating.level, rating.answers, rating.to_confirm) == (2, {"a": "3"}, True)
    assert rating.previous_criterion is not None
    assert shown(moved, "I5.G1").missing == ("answers",)


def test_move_after_a_change_of_depth_puts_one_rating_in_each_place(cast) -> None:
    """What a rapid version did not ask stayed behind; asked again in full, it is there twice, and one of them stays behind."""
    second = file_writer.load(SECOND)[0]
    case = acting.opened(cast.nl, by=cast.anna, first=2012, last=2014, depth="rapid")
    to(case, second, cast)
    case.depth = "full"
    assessments.change_facts(case, ["depth"], seen=case.facts_revision, by=cast.anna)
    draft = drafting.copy_to_draft(second)
    publishing.publish(draft)
    to(case, draft, cast)
    places = case.ratings.filter(left_behind=False).values_list("criterion", "moment", "programme")
    assert len(places) == len(set(places))
    assert case.ratings.filter(left_behind=True).exists()
    version_change.undo(case, by=cast.anna)


def test_page_of_a_rating_that_stayed_behind_with_its_part_leads_back_to_the_overview(as_anna, cast) -> None:
    case = acting.opened(cast.nl, by=cast.anna, first=2012, last=2014, depth="rapid")
    policy = case.ratings.filter(criterion__part="policy").first()
    to(case, file_writer.load(SECOND)[0], cast)
    policy.refresh_from_db()
    for name in ("rating", "rating-body"):
        page = as_anna.get(reverse(name, args=[case.reference, policy.pk]))
        assert page.status_code == 200
