"""Rating by strands as an assessor does it: on the page, alone, beside what follows, and with bad input."""

import html
from datetime import date

import pytest
from django.core.exceptions import ValidationError
from django.urls import reverse

from assessments import models, scorecard
from assessments.domain import evidence, ratings, records
from assessments.domain.judgement import Judgement, Link
from tests import acting
from tests.assessments.views.test_scoring import fields, page_of, save_url

TRIED = "Asked the audit office; next: its library."


@pytest.fixture
def rating(stepped) -> models.Rating:
    """The unrated rating of the police's accountability, which has a strand on cases."""
    return models.Rating.objects.select_related("criterion", "assessment").get(
        assessment=stepped, criterion__code="I2.G2"
    )


def codes(rating: models.Rating) -> list[str]:
    return list(rating.criterion.strands.values_list("code", flat=True))


def post(client, rating: models.Rating, **said: str):
    """Save the block alone, as its script does; a strand's answer is named `answer_a`."""
    named = {name.replace("answer_", "answer-"): value for name, value in said.items()}
    answer = client.post(save_url(rating), fields(rating, **({"choice": "follows"} | named)))
    rating.refresh_from_db()
    return answer


def stored(rating: models.Rating) -> tuple[str, int | None, dict[str, str]]:
    return rating.status, rating.level, rating.answers


def test_page_asks_each_strand_with_its_steps_and_no_level(as_anna, rating) -> None:
    page = as_anna.get(f"{page_of(rating)}?open={rating.pk}").content.decode()
    block = html.unescape(page.split(f'id="r{rating.pk}"')[1])
    for strand in rating.criterion.strands.all():
        steps = [f'name="r{rating.pk}-answer-{strand.code}" value="{value}"' for value in "01234?"]
        assert [step in block for step in steps] == [True] * 6
        assert all(step.text in block for step in strand.steps.all())
    assert 'value="insufficient"' not in block


def test_level_follows_from_the_answers_and_is_told(as_anna, rating) -> None:
    said = {f"answer_{code}": "3" for code in codes(rating)} | {"answer_a": "1-2"}
    answer = post(as_anna, rating, **said, justification="Not 2, because nobody outside looked.", confidence="low")
    assert answer.status_code == 200
    given = dict.fromkeys(codes(rating), "3") | {"a": "1-2"}
    assert stored(rating) == ("level", 1, given)
    told = " ".join(answer.content.decode().split())
    assert "<b>1 Nascent</b> follows (a 1–2 · b 3" in told
    assert "The answers leave 1 to 2 open." in told
    assert "Begin the justification with “Not 2, because …”." in told


def test_half_answered_rating_is_stored_and_unrated(as_anna, rating) -> None:
    answer = post(as_anna, rating, answer_a="3", justification="Begun.")
    assert (answer.status_code, stored(rating)) == (200, ("unrated", None, {"a": "3"}))
    assert "a strand is not answered" in answer.content.decode()
    page = as_anna.get(page_of(rating)).content.decode()
    assert "35 unrated" in page
    assert "1 with a strand not answered" in page


def test_rating_of_which_no_strand_is_known_is_insufficient_and_asks_what_was_tried(as_anna, rating) -> None:
    said = {f"answer_{code}": "?" for code in codes(rating)}
    answer = post(as_anna, rating, **said)
    assert stored(rating)[:2] == ("insufficient", None)
    assert "needs to say what was tried" in answer.content.decode()
    post(as_anna, rating, **said, tried=TRIED, revision=str(rating.revision))
    card = next(each for each in scorecard.build(rating.assessment).ratings if each.pk == rating.pk)
    assert (card.status, card.missing, card.judged.bounds) == ("insufficient", (), (0, 4))


def test_level_beside_what_follows_needs_a_reason_and_keeps_its_answers(as_anna, rating) -> None:
    said = {f"answer_{code}": "2" for code in codes(rating)} | {"justification": "Seen.", "confidence": "low"}
    answer = post(as_anna, rating, **said, choice="3")
    assert (answer.status_code, stored(rating)[:2]) == (200, ("level", 3))
    assert "needs to say why another level was chosen" in answer.content.decode()
    post(as_anna, rating, **said, choice="3", level_reason="The text leaves no room.", revision=str(rating.revision))
    card = next(each for each in scorecard.build(rating.assessment).ratings if each.pk == rating.pk)
    assert (card.level, card.follows, card.is_beside, card.missing) == (3, 2, True, ())
    assert card.judged.bounds == (2, 3)


def test_level_two_away_is_refused_alone_and_all_else_is_stored(as_anna, rating) -> None:
    said = {f"answer_{code}": "1" for code in codes(rating)}
    answer = post(as_anna, rating, **said, choice="3", justification="Kept.", confidence="low")
    assert (answer.status_code, stored(rating)[:2], rating.justification) == (422, ("level", 1), "Kept.")
    assert "1 follows from the answers. Another level lies at most one away from it." in answer.content.decode()


def test_level_is_not_chosen_before_every_strand_is_answered(as_anna, rating) -> None:
    answer = post(as_anna, rating, answer_a="1", choice="1")
    assert (answer.status_code, stored(rating)) == (422, ("unrated", None, {"a": "1"}))
    assert "Answer every strand first" in answer.content.decode()


def test_level_is_not_chosen_of_which_no_strand_is_known(as_anna, rating) -> None:
    answer = post(as_anna, rating, **{f"answer_{code}": "?" for code in codes(rating)}, choice="1")
    assert (answer.status_code, stored(rating)[0]) == (422, "insufficient")
    assert "there is no level to choose" in answer.content.decode()


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("5", "has steps up to 4."),
        ("3-1", "is upside down: the lower step comes first."),
        ("xx", "is no answer: give a step, two steps, or “?”."),
    ],
)
def test_wrong_answer_is_refused_alone_and_all_else_is_stored(as_anna, rating, text: str, words: str) -> None:
    answer = post(as_anna, rating, answer_a=text, answer_b="2", justification="Kept.")
    assert (answer.status_code, stored(rating), rating.justification) == (422, ("unrated", None, {"b": "2"}), "Kept.")
    assert words in answer.content.decode()


def test_strand_of_another_criterion_is_refused_by_the_domain(cast, rating) -> None:
    with pytest.raises(ValidationError) as refusal:
        acting.answer(rating, by=cast.anna, a="1", z="2")
    assert refusal.value.message_dict == {"answer-z": ["I2.G2 has no strand “z”."]}
    rating.refresh_from_db()
    assert stored(rating) == ("unrated", None, {})


def test_not_applicable_keeps_what_was_answered(as_anna, rating) -> None:
    post(as_anna, rating, answer_a="2", choice="na", reason="There is none.")
    assert stored(rating) == ("na", None, {"a": "2"})


def test_clash_shows_both_answers_to_a_strand(as_anna, cast, rating) -> None:
    acting.answer(rating, by=cast.joris, a="1-2", b="?")
    rating.revision = 0
    answer = post(as_anna, rating, answer_a="3", answer_b="?")
    strand = rating.criterion.strands.get(code="a")
    told = " ".join(answer.content.decode().split())
    assert answer.status_code == 409
    assert f"<dt>a {strand.name}</dt> <dd> <del>1–2</del> <ins>3</ins>" in told
    assert f'data-field="r{rating.pk}-answer-a" data-theirs="1-2"' in told


def test_history_and_page_of_the_rating_tell_each_answer(as_anna, cast, rating) -> None:
    acting.answer(rating, by=cast.anna, a="2", b="1")
    rating.refresh_from_db()
    acting.answer(rating, by=cast.joris, a="2", b="2-3")
    page = as_anna.get(reverse("rating", args=[rating.assessment.reference, rating.pk])).content.decode()
    assert rating.criterion.strands.get(code="b").name in page.split('class="timeline"')[1]
    past = rating.history.order_by("history_id")[1]
    ratings.restore(rating, past.history_id, seen=2, by=cast.anna)
    rating.refresh_from_db()
    assert rating.answers == {"a": "2", "b": "1"}


def test_the_domain_derives_the_level_whoever_calls(cast, rating) -> None:
    given = dict.fromkeys(codes(rating), "2")
    said = Judgement(models.Rating.Status.INSUFFICIENT, answers=given, justification="Seen.", confidence="low")
    ratings.save_rating(rating, said, seen=0, by=cast.anna)
    rating.refresh_from_db()
    assert stored(rating) == ("level", 2, given)


def source(cast, assessment: models.Assessment, **facts) -> models.Evidence:
    facts = {"title": "Audit report", "origin": "Audit office", "dated": date(2014, 1, 1), "kind": "document"} | facts
    return records.add(models.Evidence(reliability="B", credibility=2, **facts), assessment, by=cast.anna)


def test_evidence_is_linked_to_the_strands_that_it_bears_on(as_anna, cast, rating) -> None:
    report = source(cast, rating.assessment)
    acting.answer(rating, by=cast.anna, **dict.fromkeys(codes(rating), "3"))
    page = reverse("rating", args=[rating.assessment.reference, rating.pk])
    told = " ".join(as_anna.get(page).content.decode().split())
    assert f"each strand names its evidence. Without so far: {', '.join(codes(rating))}." in told
    said = {f"links-stance-{report.pk}": "supports", f"links-strands-{report.pk}": ["b"], "links-revision": "1"}
    assert as_anna.post(page, said | {f"links-place-{report.pk}": "p. 3"}).status_code == 302
    assert list(rating.links.values_list("place", "strands")) == [("p. 3", "b")]
    told = " ".join(as_anna.get(page).content.decode().split())
    assert "Without so far: a" in told
    assert "Supports the rating, strands b, p. 3" in told


def test_link_to_a_strand_that_is_not_there_is_refused(as_anna, cast, rating) -> None:
    report = source(cast, rating.assessment)
    with pytest.raises(ValidationError) as refusal:
        ratings.link_evidence(rating, [Link(report.pk, "supports", "", ("z",))], seen=0, by=cast.anna)
    assert refusal.value.message_dict == {"strands": ["I2.G2 has no strand “z”."]}
    page = reverse("rating", args=[rating.assessment.reference, rating.pk])
    said = {f"links-stance-{report.pk}": "supports", f"links-strands-{report.pk}": ["z"], "links-revision": "0"}
    assert as_anna.post(page, said).status_code == 422
    assert not rating.links.exists()


def test_linking_from_the_page_of_a_source_leaves_the_strands_as_they_are(cast, rating) -> None:
    report = source(cast, rating.assessment)
    ratings.link_evidence(rating, [Link(report.pk, "supports", "", ("a",))], seen=0, by=cast.anna)
    evidence.link_ratings(report, {rating.pk: "supports"}, {rating.pk: "contradicts"}, by=cast.anna)
    assert list(rating.links.values_list("stance", "strands")) == [("contradicts", "a")]
