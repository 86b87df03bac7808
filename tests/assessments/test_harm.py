"""Harm that a programme did: asked of contributions, kept, told beside every level, and counted (docs/domain.md §3 and §4)."""

from fractions import Fraction
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.urls import reverse

from assessments import models, scorecard
from assessments.domain import assessments, assignments, ratings
from assessments.domain.judgement import Judgement
from assessments.forms.conflict import as_fields
from assessments.queries import comparison
from assessments.reports import country, fingerprints
from assessments.reports.outline import Outline
from assessments.reports.scorecard_json import scorecard_json
from assessments.scorecard import words
from assessments.scoring import Said
from frameworks.queries import framework_value
from tests import acting
from tests.assessments.reports.test_country import fresh
from tests.assessments.test_interest import cite, source
from tests.assessments.views.test_scoring import fields, save_url

TEXT = "Detainees were beaten at the post in March 2014; the trainer was withdrawn."
BY_STRANDS, BY_DESCRIPTION = "harm; by strands 2", "harm; by description 2"


def contribution(assessment: Any, code: str = "F2b") -> Any:
    found = models.Rating.objects.select_related("criterion", "assessment")
    return found.get(assessment=assessment, criterion__part="contribution", criterion__code=code)


def judge(rating: Any, by: Any, step: int = 2, **said: str) -> Any:
    """A level of 2 by strands or description, with what is said of harm."""
    strands = rating.criterion.strands.values_list("code", flat=True)
    if strands:
        return acting.answer(rating, by=by, said=said, **dict.fromkeys(strands, str(step)))
    return acting.rate(rating, step, by=by, **said)


def shown(assessment: Any, rating: Any) -> Any:
    return next(each for each in scorecard.build(fresh(assessment)).ratings if each.pk == rating.pk)


@pytest.fixture(params=["burundi", "stepped"])
def case(request: pytest.FixtureRequest) -> Any:
    """An open assessment by descriptions, and one by strands."""
    return request.getfixturevalue(request.param)


def mark_in(assessment: Any) -> str:
    return BY_STRANDS if assessment.framework.version == 2 else BY_DESCRIPTION


def test_grave_harm_makes_the_contribution_0_in_every_figure_and_keeps_the_level_beside(case, cast) -> None:
    rating = contribution(case)
    judge(rating, cast.anna, harm="some", harm_text=TEXT)
    found = shown(case, rating)
    assert (found.level, found.judged.value, found.judged.harm, found.harm_mark) == (2, Fraction(2), True, "some harm")
    rating.refresh_from_db()
    judge(rating, cast.anna, harm="grave", harm_text=TEXT)
    found = shown(case, rating)
    assert (found.level, found.given_level, found.judged.value, found.is_beside) == (0, 2, Fraction(0), False)
    assert found.judged.bounds in (None, (0, 0))
    assert found.harm_mark == mark_in(case)
    card = scorecard.build(fresh(case))
    assert card.programmes[0].contribution_score.exact == 0
    activity = next(each for each in card.activities if each.subject.code == "F2b")
    assert (activity.given.word, activity.given.highest, activity.word) == ("harm", 0, "harm found")
    rating.refresh_from_db()
    assert rating.level == 2


@pytest.mark.parametrize(
    ("said", "missing"),
    [
        ({"asks_harm": True}, ("harm",)),
        ({}, ()),
        ({"asks_harm": True, "harm": "none"}, ()),
        ({"asks_harm": True, "harm": "unsought"}, ()),
        ({"harm": "some"}, ("harm_text",)),
        ({"asks_harm": True, "harm": "grave"}, ("harm_text",)),
        ({"harm": "grave", "harm_text": TEXT}, ()),
    ],
)
def test_what_is_missing_of_harm(said: dict[str, Any], missing: tuple[str, ...]) -> None:
    assert Said("level", "", "", "Seen.", "low", "", **said).missing("low") == missing


def test_saying_whether_harm_was_looked_for_is_part_of_being_ready_on_strands_alone(case, cast) -> None:
    rating = contribution(case)
    judge(rating, cast.anna, harm="")
    lacks = ("harm",) if case.framework.version == 2 else ()
    assert shown(case, rating).missing == lacks
    assert (rating.pk in {each.pk for each in assignments.lacking([case.pk])}) is bool(lacks)
    rating.refresh_from_db()
    judge(rating, cast.anna, harm="some")
    assert shown(case, rating).missing == ("harm_text",)
    assert rating.pk in {each.pk for each in assignments.lacking([case.pk])}


def test_confidence_is_at_most_medium_where_nobody_looked_for_harm(case, cast) -> None:
    rating = contribution(case)
    cite(rating, source(case, cast.anna, "Audit"), source(case, cast.anna, "Survey"))
    for harm, suggested in (("none", "high"), ("unsought", "medium"), ("grave", "high")):
        rating.refresh_from_db()
        judge(rating, cast.anna, harm=harm, harm_text=TEXT, confidence=suggested)
        found = shown(case, rating)
        assert (found.suggested, found.higher_needs) == (suggested, () if suggested == "high" else ("harm",))
        with ratings.holding(rating.pk, by=cast.anna) as held:
            assert held.shown.suggested == suggested
        assert "confidence_reason" not in found.missing


def test_harm_is_said_of_contributions_alone(as_anna, stepped, cast) -> None:
    for part in ("governance", "need", "practice", "policy"):
        rating = stepped.ratings.filter(criterion__part=part).first()
        with pytest.raises(ValidationError) as told:
            ratings.save_rating(rating, Judgement("unrated", harm="none"), seen=0, by=cast.anna)
        assert list(told.value.message_dict) == ["harm"]
        page = as_anna.get(reverse("rating-body", args=[stepped.reference, rating.pk])).content.decode()
        assert f'name="r{rating.pk}-harm"' not in page
    with pytest.raises(IntegrityError), transaction.atomic():
        stepped.ratings.update(harm="much")


def test_form_asks_saves_and_refuses(as_anna, case) -> None:
    rating = contribution(case)
    strands = [f"answer-{code}" for code in rating.criterion.strands.values_list("code", flat=True)]
    said = dict.fromkeys(strands, "2") | {"choice": "follows" if strands else "2", "justification": "Seen."}
    said |= {"confidence": "low"}
    body = as_anna.get(reverse("rating-body", args=[case.reference, rating.pk])).content.decode()
    values = ("", "none", "some", "grave", "unsought")
    assert [f'name="r{rating.pk}-harm" value="{value}"' in body for value in values] == [True] * 5
    answer = as_anna.post(save_url(rating), fields(rating, **said, harm="grave"))
    assert "Say what harm was done, to whom, when, and what was done about it." in answer.content.decode()
    assert mark_in(case) in answer.content.decode()
    rating.refresh_from_db()
    assert (rating.status, rating.level, rating.harm) == ("level", 2, "grave")
    answer = as_anna.post(save_url(rating), fields(rating, **said, harm="much", harm_text=TEXT))
    assert answer.status_code == 422
    rating.refresh_from_db()
    assert (rating.harm, rating.harm_text) == ("grave", TEXT)
    answer = as_anna.post(save_url(rating), fields(rating, **said, harm="unsought", harm_text=TEXT))
    rating.refresh_from_db()
    assert (answer.status_code, rating.harm) == (200, "unsought")


def test_untouched_block_with_grave_harm_is_not_saved_anew(as_anna, case, cast) -> None:
    """The form holds the level that was given, not the 0 that counts."""
    rating = contribution(case)
    judge(rating, cast.anna, harm="grave", harm_text=TEXT)
    found = shown(case, rating)
    stored = models.Rating.objects.get(pk=rating.pk)
    assert as_fields(found, found.criterion) == as_fields(stored, found.criterion)


def test_two_who_say_it_at_once_see_both(as_anna, case, cast) -> None:
    rating = contribution(case)
    judge(rating, cast.joris, harm="grave", harm_text=TEXT)
    answer = as_anna.post(save_url(rating), fields(rating, choice="na", reason="No.", harm="none"))
    assert answer.status_code == 409
    told = answer.content.decode()
    assert ("Grave harm" in told, "Looked for, none found" in told, TEXT in told) == (True, True, True)


def test_history_tells_and_restores_it(as_anna, case, cast) -> None:
    rating = contribution(case)
    judge(rating, cast.joris, harm="grave", harm_text=TEXT)
    rating.refresh_from_db()
    judge(rating, cast.anna, harm="none", harm_text="")
    page = as_anna.get(reverse("rating", args=[case.reference, rating.pk])).content.decode()
    assert "Harm done by the programme" in page
    assert "Looked for, none found" in page
    past = models.Rating.history.filter(id=rating.pk, harm="grave").get()
    rating.refresh_from_db()
    ratings.restore(rating, past.history_id, seen=rating.revision, by=cast.anna)
    rating.refresh_from_db()
    assert (rating.harm, rating.harm_text) == ("grave", TEXT)


def test_mark_stands_wherever_the_level_stands(as_anna, as_marieke, case, cast) -> None:
    rating = contribution(case)
    judge(rating, cast.anna, harm="grave", harm_text=TEXT)
    for need in case.ratings.filter(criterion__part="need", criterion__code="F2b"):
        acting.rate(need, 3, by=cast.anna)
    mark = mark_in(case)
    key = f"programme-{rating.programme_id}"
    for client, name, args in (
        (as_anna, "score-programme", [rating.programme_id]),
        (as_marieke, "score-programme", [rating.programme_id]),
        (as_anna, "rating", [rating.pk]),
        (as_marieke, "review", [key]),
        (as_anna, "section", ["programmes"]),
        (as_anna, "report", []),
    ):
        page = client.get(reverse(name, args=[case.reference, *args])).content.decode()
        assert f'<span class="harm">(<span aria-hidden="true">⚠</span> {mark})</span>' in page, name
    assert "harm in 1 contribution" in as_anna.get(reverse("overview", args=[case.reference])).content.decode()
    dossier = scorecard.dossier(fresh(case))
    for length in ("full", "short"):
        html = country.paper(country.of(dossier, Outline(length=length)))
        assert mark in html
        assert "highest contribution 0, harm found" in html
        assert (TEXT in html) is (length == "full")
    text = scorecard_json(country.of(dossier))
    assert ('"harm": "grave"' in text, '"without_harm": 2' in text) == (True, True)
    activity = next(each for each in dossier.scorecard.activities if each.subject.code == "F2b")
    assert words.of_contributions(activity.given) == "0 (⚠ harm found)"
    found = shown(case, rating)
    assert comparison._cells(found)[0].value == f"{found.level_name} ({mark})"


def test_fingerprint_counts_it_and_stays_where_nothing_is_said(case, cast) -> None:
    def mark() -> str:
        return fingerprints.fingerprint(scorecard.dossier(fresh(case)))

    rating = contribution(case)
    judge(rating, cast.anna, harm="")
    before = {each.pk: fingerprints._younger(each) for each in scorecard.build(fresh(case)).ratings}
    assert all("harm" not in str(said) for said in before.values())
    marks = [mark()]
    for said in ({"harm": "unsought"}, {"harm": "grave"}, {"harm_text": TEXT}, {"level": 1}):
        models.Rating.objects.filter(pk=rating.pk).update(**said)
        marks.append(mark())
    assert len(set(marks)) == 5


def test_shared_edition_withholds_it_with_its_rating(case, cast) -> None:
    rating = contribution(case)
    judge(rating, cast.anna, harm="grave", harm_text=TEXT)
    theirs = scorecard.shared_edition(fresh(case))
    found = next(each for each in theirs.scorecard.ratings if each.pk == rating.pk)
    assert (found.harm, found.harm_text, found.harm_mark, found.given_level, found.judged.harm) == (
        *("", "", "", None),
        False,
    )
    assert TEXT not in country.paper(country.of(theirs, Outline(edition="shareable")))


def test_revision_keeps_it_and_the_next_period_remembers_the_0(complete, cast) -> None:
    rating = contribution(complete)
    models.Rating.objects.filter(pk=rating.pk).update(harm="grave", harm_text=TEXT)
    acting.submit_and_approve(complete, cast)
    approved = models.Assessment.objects.get(pk=complete.pk)
    revision = assessments.correct(approved, by=cast.anna)
    assert contribution(revision).harm_text == TEXT
    later = models.Assessment(
        organisation=cast.nl,
        framework=approved.framework,
        country="BI",
        period_start="2015-01-01",
        period_end="2016-12-31",
        currency="EUR",
    )
    assessments.open_assessment(later, by=cast.anna, source=approved)
    copy = contribution(later)
    last = shown(models.Assessment.objects.get(pk=later.pk), copy).last
    assert (copy.harm, last.level, last.harm_mark) == ("", 0, BY_DESCRIPTION)


def test_grave_harm_leaves_nothing_open(stepped, cast) -> None:
    rating = stepped.ratings.filter(criterion__part="contribution").first()
    criterion = next(each for each in framework_value(stepped.framework).criteria if each.pk == rating.criterion_id)
    codes = [strand.code for strand in criterion.strands]
    rating.harm = "grave"
    for answer, level in (("1-3", 0), ("1-3", 1), ("?", None)):
        rating.answers, rating.level = dict.fromkeys(codes, answer), level
        assert rating.counted_on(criterion) == (None if level is None else 0, (0, 0))
