"""Judging: the reading view, marks, flags, threads, the return with its list, and replies of partners."""

import pytest
from django.urls import reverse

from assessments import access, models, scorecard
from assessments.domain import comments, records, reviewing, workflow
from assessments.domain.editing import Stale
from assessments.queries import review
from assessments.reports import country
from ssr_portal.accounts.models import Membership
from tests import acting
from tests.conftest import client_of


@pytest.fixture
def submitted(complete, cast) -> models.Assessment:
    """`complete`, submitted by Anna."""
    workflow.perform(workflow.SUBMIT, complete, by=cast.anna, seen=complete.revision)
    complete.refresh_from_db()
    return complete


def review_url(assessment: models.Assessment, key: str = "governance", show: str = "") -> str:
    return reverse("review", args=[assessment.reference, key]) + (f"?show={show}" if show else "")


def remarks_url(assessment: models.Assessment) -> str:
    return reverse("remarks", args=[assessment.reference])


def first(assessment: models.Assessment) -> models.Rating:
    return assessment.ratings.get(criterion__code="I5.G1")


def page_of(cast, assessment: models.Assessment, person: str = "marieke", show: str = "") -> review.ReviewPage:
    who = getattr(cast, person)
    return review.page(access.seat(who, assessment.reference), "governance", show)


def reading(page: review.ReviewPage, rating: models.Rating) -> review.Reading:
    return next(r for _heading, readings in page.groups for r in readings if r.rating.pk == rating.pk)


def test_reading_view_shows_level_meaning_justification_and_evidence(as_marieke, submitted) -> None:
    page = as_marieke.get(review_url(submitted)).content.decode()
    assert page.count('<article class="panel reading"') == 36
    assert "2 Emerging:</b>" in page
    assert "No evidence is linked." in page
    assert "Judged, sound" in page


def test_reviewer_marks_and_a_later_save_takes_the_mark_away(as_marieke, submitted, cast) -> None:
    rating = first(submitted)
    data = {f"seen-{rating.pk}": str(rating.revision), "act": f"mark-{rating.pk}"}
    assert as_marieke.post(review_url(submitted), data)["Location"] == f"{review_url(submitted)}#r{rating.pk}"
    assert reading(page_of(cast, submitted), rating).mark.by == cast.marieke
    workflow.perform(workflow.RETURN, submitted, by=cast.marieke, seen=submitted.revision, note="Mend.")
    rating.refresh_from_db()
    acting.rate(rating, 1, by=cast.anna)
    found = reading(page_of(cast, submitted), rating)
    assert (found.mark, found.lost_mark.by) == (None, cast.marieke)
    assert "changed since Marieke Visser judged it" in as_marieke.get(review_url(submitted)).content.decode()


def test_mark_over_a_newer_save_is_refused(submitted, cast) -> None:
    with pytest.raises(Stale):
        reviewing.mark(first(submitted), seen=0, by=cast.marieke)
    assert not models.ReviewMark.objects.exists()


def test_mark_over_a_newer_save_is_told(as_marieke, submitted) -> None:
    rating = first(submitted)
    data = {f"seen-{rating.pk}": "0", "act": f"mark-{rating.pk}"}
    answer = as_marieke.post(review_url(submitted), data, follow=True)
    assert "Read it again, then judge it." in answer.content.decode()


def test_mark_is_taken_away_again(as_marieke, submitted, cast) -> None:
    rating = first(submitted)
    reviewing.mark(rating, seen=rating.revision, by=cast.marieke)
    as_marieke.post(review_url(submitted), {"act": f"unmark-{rating.pk}"})
    assert not models.ReviewMark.objects.exists()


def test_two_reviewers_share_the_work(submitted, cast, as_marieke) -> None:
    second = cast._member("Lotte Jansen", cast.nl, "reviewer")
    one, two = submitted.ratings.filter(criterion__part="governance").order_by("pk")[:2]
    reviewing.mark(one, seen=one.revision, by=cast.marieke)
    reviewing.mark(two, seen=two.revision, by=second)
    page = page_of(cast, submitted)
    assert [(step.key, judged, total) for step, judged, total in page.progress][0] == ("governance", 2, 36)
    assert "judged sound by Lotte Jansen" in as_marieke.get(review_url(submitted)).content.decode()
    assert page_of(cast, submitted, show="unjudged").counts["unjudged"] == 34


@pytest.mark.parametrize("person", ["anna", "joris"])
def test_assessor_marks_nothing(submitted, cast, person: str) -> None:
    rating = first(submitted)
    data = {f"seen-{rating.pk}": str(rating.revision), "act": f"mark-{rating.pk}"}
    assert client_of(getattr(cast, person)).post(review_url(submitted), data).status_code == 403
    assert not models.ReviewMark.objects.exists()


def test_reviewer_who_made_ratings_judges_none(submitted, cast) -> None:
    Membership.objects.create(person=cast.anna, organisation=cast.nl, role="reviewer")
    rating = first(submitted)
    data = {f"seen-{rating.pk}": str(rating.revision), "act": f"mark-{rating.pk}"}
    assert client_of(cast.anna).post(review_url(submitted), data).status_code == 403


def test_mark_of_whoever_wrote_later_counts_nowhere(submitted, cast, as_marieke) -> None:
    second = cast._member("Lotte Jansen", cast.nl, "reviewer")
    one, two, three = submitted.ratings.filter(criterion__part="governance").order_by("pk")[:3]
    for rating, person in ((one, second), (two, second), (three, cast.marieke)):
        reviewing.mark(rating, seen=rating.revision, by=person)
    assert judged_by_all(cast, submitted) == (3, 3, 33)
    workflow.perform(workflow.RETURN, submitted, by=cast.marieke, seen=submitted.revision, note="Mend.")
    Membership.objects.create(person=second, organisation=cast.nl, role="assessor")
    two.refresh_from_db()
    acting.rate(two, 1, by=second)
    submitted.refresh_from_db()
    workflow.perform(workflow.SUBMIT, submitted, by=cast.anna, seen=submitted.revision)
    assert judged_by_all(cast, submitted) == (1, 1, 35)
    found = [reading(page_of(cast, submitted), each) for each in (one, two)]
    assert [(each.mark, each.lost_mark, each.own_mark.by) for each in found] == [(None, None, second)] * 2
    page = as_marieke.get(review_url(submitted)).content.decode()
    assert page.count("Lotte Jansen judged it and wrote part of the assessment: to be judged by somebody else") == 2
    one.refresh_from_db()
    reviewing.mark(one, seen=one.revision, by=cast.marieke)
    assert judged_by_all(cast, submitted) == (2, 2, 34)


def judged_by_all(cast, assessment: models.Assessment) -> tuple[int, int, int]:
    """How many are judged, as approval, the review's list and its filter say."""
    page = page_of(cast, assessment)
    seat = access.seat(cast.marieke, assessment.reference)
    state = review.state(seat, scorecard.dossier(seat.assessment))
    return state.judged, page.progress[0][1], page.counts["unjudged"]


def test_every_text_on_the_page_is_kept_whichever_button_is_pressed(as_marieke, submitted, cast) -> None:
    one, two = submitted.ratings.filter(criterion__part="governance").order_by("pk")[:2]
    data = {
        f"text-{one.pk}": "Which report?",
        f"flag-{one.pk}": "evidence",
        f"text-{two.pk}": "Too high.",
        f"flag-{two.pk}": "level",
        "text-0": "A sound piece of work.",
        f"seen-{one.pk}": str(one.revision),
        "act": f"mark-{one.pk}",
    }
    as_marieke.post(review_url(submitted), data)
    found = list(models.Comment.objects.values_list("rating", "flag", "text"))
    assert found == [
        (None, "", "A sound piece of work."),
        (one.pk, "evidence", "Which report?"),
        (two.pk, "level", "Too high."),
    ]
    assert models.ReviewMark.objects.get().rating == one


def test_flag_without_words_is_told_and_the_rest_is_kept_on_the_page(as_marieke, submitted) -> None:
    one, two = submitted.ratings.filter(criterion__part="governance").order_by("pk")[:2]
    answer = as_marieke.post(review_url(submitted), {f"flag-{one.pk}": "level", f"text-{two.pk}": "Too high."})
    page = answer.content.decode()
    assert answer.status_code == 422
    assert "Say in a few words what the flag is about." in page
    assert "Too high." in page
    assert not models.Comment.objects.exists()


def test_thread_is_answered_settled_and_reopened(as_anna, as_marieke, submitted, cast) -> None:
    thread = comments.say(submitted, "Which report?", by=cast.marieke, rating=first(submitted), flag="evidence")

    def state() -> str:
        from assessments.threads import threads

        return threads(models.Comment.objects.all())[0].state

    assert state() == "open"
    as_anna.post(remarks_url(submitted), {f"reply-{thread.pk}": "The audit of 2013.", "act": "say"})
    assert state() == "answered"
    as_marieke.post(remarks_url(submitted), {"act": f"settle-{thread.pk}"})
    assert state() == "settled"
    assert "Nothing is left to settle." in as_anna.get(remarks_url(submitted)).content.decode()
    as_anna.post(remarks_url(submitted) + "?show=all", {"act": f"reopen-{thread.pk}"})
    assert state() == "answered"
    assert [each.act for each in models.Comment.objects.all()] == ["said", "said", "settled", "reopened"]


def test_assessor_settles_nothing(as_anna, submitted, cast) -> None:
    thread = comments.say(submitted, "Which report?", by=cast.marieke)
    assert as_anna.post(remarks_url(submitted), {"act": f"settle-{thread.pk}"}).status_code == 403


def test_threads_of_another_assessment_are_not_reached(as_marieke, submitted, cast) -> None:
    other = acting.opened(cast.nl, by=cast.anna, first=2020, last=2021)
    thread = comments.say(other, "x", by=cast.marieke)
    as_marieke.post(remarks_url(submitted), {f"reply-{thread.pk}": "y", "act": f"settle-{thread.pk}"})
    assert models.Comment.objects.count() == 1


def test_what_changed_since_the_return_is_shown_word_by_word(as_marieke, submitted, cast) -> None:
    rating = first(submitted)
    workflow.perform(workflow.RETURN, submitted, by=cast.marieke, seen=submitted.revision, note="Mend.")
    rating.refresh_from_db()
    acting.rate(rating, 1, by=cast.anna, justification="Seen twice.")
    submitted.refresh_from_db()
    workflow.perform(workflow.SUBMIT, submitted, by=cast.anna, seen=submitted.revision)
    page = page_of(cast, submitted, show="changed")
    assert [r.rating.pk for _h, readings in page.groups for r in readings] == [rating.pk]
    assert reading(page, rating).turns == [
        ("Rating", "2 Emerging", "1 Nascent"),
        ("Justification", "Seen.", "Seen twice."),
    ]
    shown = as_marieke.get(review_url(submitted, show="changed")).content.decode()
    assert "Returned by Marieke Visser" in shown
    assert "</span>Seen.</del>" in shown
    assert "</span>Seen twice.</ins>" in shown


def test_spread_of_levels_is_shown(submitted, cast) -> None:
    spread = page_of(cast, submitted).spreads[0]
    assert (spread.label, spread.levels[2], spread.risen) == ("Governance", ("Emerging", 36, None), 0)


def test_texts_of_somebody_who_lost_the_role_are_given_back(submitted, cast) -> None:
    client = client_of(cast.marieke)
    Membership.objects.filter(person=cast.marieke).update(role="viewer")
    for url in (review_url(submitted), remarks_url(submitted)):
        answer = client.post(url, {"text-0": "An hour of thought."})
        assert answer.status_code == 404
        assert "An hour of thought." in answer.content.decode()
    assert not models.Comment.objects.exists()


def test_remark_on_what_was_approved_meanwhile_is_given_back(as_anna, submitted, cast) -> None:
    acting.approve(submitted, cast)
    answer = as_anna.post(remarks_url(submitted), {"text-0": "One more thing."})
    assert answer.status_code == 403
    page = answer.content.decode()
    assert "This assessment takes no remarks now." in page
    assert "One more thing." in page


def test_review_page_takes_a_fixed_number_of_queries(as_marieke, submitted, cast, django_assert_num_queries) -> None:
    as_marieke.get(review_url(submitted))
    for number in (1, 3):
        for rating in submitted.ratings.order_by("pk")[:number]:
            comments.say(submitted, "x", by=cast.marieke, rating=rating)
            reviewing.mark(rating, seen=rating.revision, by=cast.marieke)
        # session, person, assessment, small tables, ratings, the one before, four eyes, remarks, last return, marks,
        # whether who marked contributed, open parts
        with django_assert_num_queries(12):
            as_marieke.get(review_url(submitted))
        # session, person, assessment, small tables, ratings, the one before, four eyes, remarks
        with django_assert_num_queries(6):
            as_marieke.get(remarks_url(submitted))


@pytest.fixture
def consulted(burundi, cast) -> models.Consultation:
    """An entry of the validation log."""
    log = models.Consultation(
        kind="Staff of the defence ministry", number=4, held_on="2014-06-01", parts="Governance", agreement="partly"
    )
    return records.add(log, burundi, by=cast.anna)


def reply_data(rating: models.Rating, consulted: models.Consultation, **said: str) -> dict[str, str]:
    return {
        "rating": str(rating.pk),
        "consultation": str(consulted.pk),
        "stance": "disagrees",
        "text": "The budget is debated in committee.",
        "audience": "shareable",
        "revision": "0",
    } | said


def test_partner_replies_and_it_stands_beside_the_rating(as_anna, burundi, rating, consulted) -> None:
    url = reverse("record-add", args=[burundi.reference, "reply"])
    page = as_anna.get(f"{url}?rating={rating.pk}").content.decode()
    assert f'value="{rating.pk}" selected' in page
    answer = as_anna.post(url, reply_data(rating, consulted))
    assert answer["Location"] == reverse("rating", args=[burundi.reference, rating.pk])
    shown = as_anna.get(answer["Location"]).content.decode()
    assert "Partner&#x27;s reply: Disagrees" in shown or "Partner's reply: Disagrees" in shown
    assert "Staff of the defence ministry (4)" in shown


@pytest.mark.parametrize(("audience", "printed"), [("shareable", True), ("internal", False)])
def test_reply_is_printed_where_it_is_shareable(
    as_anna, burundi, rating, consulted, audience: str, printed: bool
) -> None:
    as_anna.post(
        reverse("record-add", args=[burundi.reference, "reply"]), reply_data(rating, consulted, audience=audience)
    )
    assert ("The budget is debated in committee." in country.body(scorecard.dossier(burundi))) is printed


def test_partner_replies_once_to_a_rating(as_anna, burundi, rating, consulted) -> None:
    url = reverse("record-add", args=[burundi.reference, "reply"])
    as_anna.post(url, reply_data(rating, consulted))
    answer = as_anna.post(url, reply_data(rating, consulted, text="Again."))
    assert answer.status_code == 422
    assert models.Reply.objects.count() == 1


def test_remarks_do_not_change_what_is_printed(burundi, rating, cast) -> None:
    before = country.fingerprint(scorecard.dossier(burundi))
    comments.say(burundi, "x", by=cast.marieke, rating=rating)
    assert country.fingerprint(scorecard.dossier(burundi)) == before


def test_return_and_approval_tell_how_far_the_review_is(as_marieke, submitted, cast) -> None:
    rating = first(submitted)
    reviewing.mark(rating, seen=rating.revision, by=cast.marieke)
    comments.say(submitted, "Which report?", by=cast.marieke, rating=rating)
    for move in ("return", "approve"):
        page = as_marieke.get(reverse("move", args=[submitted.reference, move])).content.decode()
        assert f"1 of {submitted.ratings.count()} ratings are judged sound." in page
        assert "1 remark is not settled" in page
        assert "Which report?" in page
        assert ("Levels that the assessment would end with" in page) is (move == "approve")
