"""Rating as an assessor does it: on the page, alone, against somebody quicker, and with bad input."""

import gzip
from uuid import uuid4

import pytest
from django.urls import reverse

from assessments import models
from assessments.domain import comments, ratings
from assessments.domain.judgement import Link
from tests import acting
from tests.conftest import client_of


def fields(rating: models.Rating, **said: str) -> dict[str, str]:
    """A block's fields as its form posts them."""
    base = {"choice": "unrated", "revision": str(rating.revision), "untouched": "", "audience": ""}
    return {f"r{rating.pk}-{name}": value for name, value in (base | said).items()}


def page_of(rating: models.Rating) -> str:
    return reverse("score-part", args=[rating.assessment.reference, rating.criterion.part])


def body_of(client, rating: models.Rating) -> str:
    """The block's body, as the script fetches it when the block is opened."""
    return client.get(reverse("rating-body", args=[rating.assessment.reference, rating.pk])).content.decode()


def save_url(rating: models.Rating) -> str:
    return reverse("rating-save", args=[rating.assessment.reference, rating.pk])


def test_page_shows_questions_levels_and_rule(as_anna, rating) -> None:
    page = as_anna.get(page_of(rating)).content.decode()
    for shown in (as_anna.get(f"{page_of(rating)}?open={rating.pk}").content.decode(), body_of(as_anna, rating)):
        assert "Records and votes are online within days" in shown
        assert "Which security laws and treaties were open for comment before the vote?" in shown
    assert "Judge the period, not the plan" in page
    assert page.count('<details class="rating"') == 36


def test_who_only_reads_gets_a_page_without_a_form_or_its_scripts(as_anna, as_marieke, rating) -> None:
    pages = [client.get(page_of(rating)).content.decode() for client in (as_anna, as_marieke)]
    asked = ("data-autosave", "autosave.js", "Save all", "You can read these ratings")
    assert [[words in page for words in asked] for page in pages] == [
        [True, True, True, False],
        [False, False, False, True],
    ]
    assert 'name="kept_for"' not in pages[1]


def test_one_rating_is_saved_and_leads_to_the_next(as_anna, rating) -> None:
    data = fields(rating, choice="3", justification="Seen.", confidence="low") | {"then": str(rating.pk)}
    answer = as_anna.post(page_of(rating), data)
    rating.refresh_from_db()
    assert (rating.status, rating.level, rating.justification) == ("level", 3, "Seen.")
    following = models.Rating.objects.get(assessment=rating.assessment, criterion__code="I5.G2")
    assert (answer.status_code, answer["Location"]) == (302, f"{page_of(rating)}?open={following.pk}#r{following.pk}")


def test_every_touched_block_is_saved_and_no_other(as_anna, rating, burundi) -> None:
    other = models.Rating.objects.get(assessment=burundi, criterion__code="I1.G1")
    as_anna.post(page_of(rating), fields(rating, choice="1") | fields(other, choice="na", reason="No army."))
    touched = models.Rating.objects.filter(assessment=burundi, revision__gt=0)
    assert set(touched.values_list("criterion__code", "status")) == {("I5.G1", "level"), ("I1.G1", "na")}


def test_block_that_comes_back_as_shown_is_not_saved(as_anna, rating) -> None:
    acting.rate(rating, 2, by=rating.assessment.opened_by)
    mark = body_of(as_anna, rating).split(f'name="r{rating.pk}-untouched" value="')[1].split('"')[0]
    data = fields(rating, choice="2", justification="Seen.", confidence="low", revision="1", untouched=mark)
    data |= {f"r{rating.pk}-{name}": "" for name in ("reason", "tried", "confidence_reason")}
    as_anna.post(page_of(rating), data)
    rating.refresh_from_db()
    assert rating.revision == 1


@pytest.mark.parametrize(
    ("said", "message"),
    [
        ({"choice": "7"}, "Choose a level of this scale."),
        ({"choice": "-1"}, "Choose a level of this scale."),
        ({"confidence": "sure"}, "Select a valid choice."),
        ({"audience": "all"}, "Select a valid choice."),
        ({"reason": "x" * 100_000}, "At most 10000 characters"),
        ({"reason": "line\n" * 301}, "At most 300 lines"),
    ],
)
def test_only_what_is_wrong_is_refused(as_anna, rating, said: dict, message: str) -> None:
    """The field is told and keeps what was typed; everything else is stored, alone and in the whole form alike."""
    typed = {"choice": "2", "justification": "Typed with care.", "confidence": "low"} | said
    for address in (save_url(rating), page_of(rating)):
        rating.refresh_from_db()
        answer = as_anna.post(address, fields(rating, **typed | {"revision": str(rating.revision)}))
        page = answer.content.decode()
        assert answer.status_code == 422
        assert message in page
        stored = models.Rating.objects.get(pk=rating.pk)
        assert (stored.justification, stored.revision) == ("Typed with care.", 1)
        assert f'name="r{rating.pk}-revision" value="1"' in page
        assert (stored.level, stored.confidence) == (
            None if "choice" in said else 2,
            "" if "confidence" in said else "low",
        )


@pytest.mark.parametrize(
    ("said", "field", "fault"),
    [
        ({"choice": "na"}, "reason", "Say why this cannot exist here."),
        ({"choice": "insufficient"}, "tried", "Say what was tried, and what the next step is."),
        ({"choice": "2", "confidence": "high"}, "confidence_reason", "The evidence suggests another confidence."),
    ],
)
def test_what_is_missing_is_stored_and_told_as_a_fault_only_after_save(as_anna, rating, said, field, fault) -> None:
    data = fields(rating, justification="Typed with care.", **said)
    note = f'id="r{rating.pk}-{field}-fault" hx-swap-oob="true">'
    quiet = as_anna.post(save_url(rating), data | {"auto": "1"})
    plain = "Needed" if field == "tried" else "Reason needed"
    assert f'<p class="needed" {note}{plain}</p>' in quiet.content.decode()
    asked = as_anna.post(save_url(rating), data)
    assert f'<p class="invalid" {note}{fault}' in asked.content.decode()
    assert (quiet.status_code, asked.status_code) == (200, 200)
    rating.refresh_from_db()
    assert (rating.justification, rating.revision) == ("Typed with care.", 1)


def test_posted_form_that_lacks_something_stays_open_and_says_so(as_anna, rating) -> None:
    answer = as_anna.post(page_of(rating), fields(rating, choice="na") | {"then": str(rating.pk)}, follow=True)
    assert answer.redirect_chain == [(f"{page_of(rating)}?open={rating.pk}#r{rating.pk}", 302)]
    page = answer.content.decode()
    assert "Saved, but incomplete" in page
    assert "1 not applicable without a reason" in page


def test_good_blocks_are_saved_beside_a_bad_one(as_anna, rating, burundi) -> None:
    good = models.Rating.objects.get(assessment=burundi, criterion__code="I1.G1")
    answer = as_anna.post(page_of(rating), fields(rating, choice="9") | fields(good, choice="1"))
    good.refresh_from_db()
    assert (answer.status_code, good.level) == (422, 1)
    assert "1 rating saved." in answer.content.decode()


def test_stale_block_shows_both_versions_and_loses_neither(as_anna, rating, cast) -> None:
    acting.rate(rating, 4, by=cast.joris, justification="Joris was quicker.")
    answer = as_anna.post(page_of(rating), fields(rating, choice="1", justification="Anna typed this.", revision="0"))
    page = answer.content.decode()
    assert answer.status_code == 409
    assert "Joris was quicker." in page
    assert "Anna typed this." in page
    assert f'name="r{rating.pk}-revision" value="1"' in page
    rating.refresh_from_db()
    assert (rating.level, rating.justification) == (4, "Joris was quicker.")


def test_newer_version_is_replaced_knowingly(as_anna, rating, cast) -> None:
    acting.rate(rating, 4, by=cast.joris, justification="Joris was quicker.")
    as_anna.post(page_of(rating), fields(rating, choice="1", justification="Both agree.", revision="1"))
    rating.refresh_from_db()
    assert (rating.level, rating.justification, rating.revision) == (1, "Both agree.", 2)


def test_saving_alone_answers_with_the_standing(as_anna, rating) -> None:
    answer = as_anna.post(save_url(rating), fields(rating, choice="2", justification="Seen.", confidence="low"))
    page = " ".join(answer.content.decode().split())
    assert answer.status_code == 200
    assert f'<p class="save-state saved" id="state-{rating.pk}" hx-swap-oob="true" role="status">Saved <time' in page
    assert f'name="r{rating.pk}-revision" value="1"' in page


def test_saving_by_itself_is_shown_and_not_said_aloud(as_anna, rating) -> None:
    saved = as_anna.post(save_url(rating), fields(rating, choice="2", justification="Seen.") | {"auto": "1"})
    assert f'id="state-{rating.pk}" hx-swap-oob="true">Saved' in " ".join(saved.content.decode().split())
    refused = as_anna.post(save_url(rating), fields(rating, choice="9", revision="1") | {"auto": "1"})
    assert 'role="status">Saved, except for what is marked.' in refused.content.decode()


def test_saving_alone_twice_with_one_mutation_is_answered(as_anna, rating) -> None:
    data = fields(rating, choice="2", justification="Seen.", mutation=str(uuid4()))
    assert [as_anna.post(save_url(rating), data).status_code for _ in range(2)] == [200, 200]
    rating.refresh_from_db()
    assert rating.revision == 1


def test_save_follows_its_own_save_whose_answer_was_lost(as_anna, rating) -> None:
    lost, after = uuid4(), uuid4()
    as_anna.post(save_url(rating), fields(rating, choice="2", justification="First.", mutation=str(lost)))
    said = {"choice": "2", "justification": "First, and more.", "mutation": str(after), "unanswered": lost.hex}
    assert as_anna.post(save_url(rating), fields(rating, **said)).status_code == 200
    rating.refresh_from_db()
    assert (rating.justification, rating.revision) == ("First, and more.", 2)


def test_late_save_does_not_replace_the_one_that_followed_it(as_anna, rating) -> None:
    first = fields(rating, choice="1", justification="First.", mutation=str(uuid4()))
    as_anna.post(save_url(rating), fields(rating, choice="2", justification="First, and more.", mutation=str(uuid4())))
    assert as_anna.post(save_url(rating), first).status_code == 409
    rating.refresh_from_db()
    assert rating.justification == "First, and more."


def test_colleagues_save_after_a_lost_answer_is_not_followed_unseen(as_anna, rating, cast) -> None:
    lost = uuid4()
    as_anna.post(save_url(rating), fields(rating, choice="2", justification="First.", mutation=str(lost)))
    rating.refresh_from_db()
    acting.rate(rating, 4, by=cast.joris, justification="Joris was quicker.")
    said = {"choice": "2", "justification": "More.", "mutation": str(uuid4()), "unanswered": lost.hex, "revision": "0"}
    answer = as_anna.post(save_url(rating), fields(rating, **said))
    assert answer.status_code == 409
    assert "Saved by Joris Bakker meanwhile" in answer.content.decode()


@pytest.mark.parametrize("odd", ["x", "1 2", "0" * 5000])
def test_odd_ids_are_refused_with_a_message(as_anna, rating, odd: str) -> None:
    answer = as_anna.post(save_url(rating), fields(rating, choice="2", unanswered=odd))
    assert answer.status_code == 422
    rating.refresh_from_db()
    assert rating.revision == 0


def test_clash_is_shown_field_by_field_with_its_words(as_anna, rating, cast) -> None:
    acting.rate(rating, 4, by=cast.joris, justification="The law is public and is kept.")
    said = {"choice": "1", "justification": "The law is public and is not kept.", "confidence": "low"}
    page = as_anna.post(save_url(rating), fields(rating, **said, revision="0")).content.decode()
    assert "<del>4 Consolidated</del> <ins>1 Nascent</ins>" in page
    assert '<ins><span class="visually-hidden">came: </span>not</ins>' in page
    assert f'data-field="r{rating.pk}-justification" data-theirs="The law is public and is kept."' in page
    assert f'data-field="r{rating.pk}-confidence"' not in page  # both say low


def test_saving_alone_over_a_newer_save_answers_409(as_anna, rating, cast) -> None:
    acting.rate(rating, 4, by=cast.joris, justification="Joris was quicker.")
    answer = as_anna.post(save_url(rating), fields(rating, choice="1", revision="0"))
    assert answer.status_code == 409
    assert "Joris was quicker." in answer.content.decode()


def test_saving_when_submitted_is_refused(as_anna, rating, complete, cast) -> None:
    from assessments.domain import workflow

    workflow.perform(workflow.SUBMIT, complete, by=cast.anna, seen=complete.revision)
    rating.refresh_from_db()
    answer = as_anna.post(save_url(rating), fields(rating, choice="0", revision="1"))
    assert answer.status_code == 422
    assert "submitted and cannot be changed now" in answer.content.decode()


def test_saving_takes_at_most_eight_queries(as_anna, rating, django_assert_num_queries) -> None:
    as_anna.get(page_of(rating))  # the framework is in memory, as on a running server
    # session, person, savepoint, rating locked with assessment, rights and evidence, update, history, touch, release
    with django_assert_num_queries(8):
        as_anna.post(save_url(rating), fields(rating, choice="2", justification="Seen.", confidence="low"))


def test_markup_and_other_scripts_are_shown_as_typed(as_anna, rating) -> None:
    typed = "<script>alert(1)</script> & <b>bold</b> العربية 治安 שלום"
    as_anna.post(save_url(rating), fields(rating, choice="2", justification=typed))
    page = body_of(as_anna, rating)
    assert "&lt;script&gt;alert(1)&lt;/script&gt; &amp; &lt;b&gt;bold&lt;/b&gt; العربية 治安 שלום" in page
    assert "<script>alert" not in page


def test_control_characters_are_dropped(as_anna, rating) -> None:
    as_anna.post(save_url(rating), fields(rating, choice="2", justification="a\x00b\x0b\u202ec\ufffed"))
    rating.refresh_from_db()
    assert rating.justification == "ab\ncd"


def test_unknown_stretch_is_404(as_anna, burundi) -> None:
    assert as_anna.get(reverse("score-part", args=[burundi.reference, "practice"])).status_code == 404
    assert as_anna.get(reverse("score-programme", args=[burundi.reference, 999_999])).status_code == 404


def test_evidence_is_linked_and_changes_the_suggestion(as_anna, rating, burundi) -> None:
    for origin in ("one", "two"):
        models.Evidence.objects.create(
            assessment=burundi,
            title=origin,
            kind="document",
            origin=origin,
            dated="2014-01-01",
            reliability="A",
            credibility=1,
            interest="none",
        )
    url = reverse("rating", args=[burundi.reference, rating.pk])
    data = {"links-revision": "0"}
    data |= {f"links-stance-{row.pk}": "supports" for row in burundi.evidences.all()}
    assert as_anna.post(url, data).status_code == 302
    assert rating.links.count() == 2
    assert "2 sources, the best graded A1. This suggests: high." in " ".join(body_of(as_anna, rating).split())


def test_remark_of_the_reviewer_is_shown_to_the_assessor(as_marieke, as_anna, rating) -> None:
    url = reverse("rating", args=[rating.assessment.reference, rating.pk])
    as_marieke.post(url, {f"text-{rating.pk}": "Which report is meant?"})
    assert "Which report is meant?" in as_anna.get(url).content.decode()
    assert (
        "Which report is meant?"
        in as_anna.get(reverse("overview", args=[rating.assessment.reference])).content.decode()
    )


def test_thread_is_answered_settled_and_reopened_on_the_rating_itself(as_marieke, as_anna, rating, cast) -> None:
    url = reverse("rating", args=[rating.assessment.reference, rating.pk])
    thread = comments.say(rating.assessment, "Which report?", by=cast.marieke, rating=rating)
    answered = as_anna.post(url, {f"reply-{thread.pk}": "Page 12.", "act": f"answer-{thread.pk}"})
    assert answered.status_code == 302
    assert as_anna.get(url).content.decode().count("Page 12.") == 1
    for act, stands in (("settle", "Settled"), ("reopen", "Open")):
        as_marieke.post(url, {"act": f"{act}-{thread.pk}"})
        assert f'">{stands}</span>' in as_marieke.get(url).content.decode()


def test_flag_without_words_and_remark_that_comes_too_late_keep_what_was_typed(as_marieke, rating, cast) -> None:
    url = reverse("rating", args=[rating.assessment.reference, rating.pk])
    flagged = as_marieke.post(url, {f"flag-{rating.pk}": "evidence"})
    assert flagged.status_code == 422
    assert 'value="evidence" selected' in flagged.content.decode()
    acting.rate_all(rating.assessment, by=cast.anna)
    rating.assessment.refresh_from_db()
    acting.submit_and_approve(rating.assessment, cast)
    late = as_marieke.post(url, {f"text-{rating.pk}": "Typed for long."})
    assert late.status_code == 403
    assert "This assessment takes no remarks now." in late.content.decode()
    assert "Typed for long." in late.content.decode()
    assert rating.comments.count() == 0


def test_largest_real_form_is_taken_whole(cast, burundi) -> None:
    client = client_of(cast.anna)
    data: dict[str, str] = {}
    for row in burundi.ratings.filter(criterion__part="governance"):
        data |= fields(row, choice="2", justification="x" * 9_000, confidence="low")
    answer = client.post(reverse("score-part", args=[burundi.reference, "governance"]), data)
    assert answer.status_code == 302
    assert burundi.ratings.filter(level=2).count() == 36


@pytest.mark.parametrize("rubbish", ["²", "٣", "9" * 5000, "-1", "1e9", "<b>"])
def test_rubbish_where_a_number_belongs_is_no_fault_of_ours(
    as_anna, rating, approved, as_marieke, rubbish: str
) -> None:
    reference = rating.assessment.reference
    assert as_anna.get(page_of(rating), {"open": rubbish}).status_code == 200
    assert as_anna.get("/", {"page": rubbish, "year": rubbish, "country": rubbish}).status_code == 200
    assert as_marieke.post(reverse("share", args=[reference]), {"end": rubbish}).status_code in {302, 422}
    answer = as_anna.post(save_url(rating), fields(rating, choice=rubbish, revision=rubbish))
    assert answer.status_code == 422


@pytest.mark.parametrize("rubbish", ["²", "9" * 5000, "evidence-²", "evidence-" + "9" * 5000])
def test_rubbish_for_the_button_pressed_leads_back_to_the_page(as_anna, rating, rubbish: str) -> None:
    answer = as_anna.post(page_of(rating), {"then": rubbish})
    assert (answer.status_code, answer["Location"]) == (302, page_of(rating))


def test_rubbish_revision_removes_nothing(as_anna, burundi) -> None:
    risk = models.Risk.objects.create(assessment=burundi, what="x", likelihood=1, impact=1, mitigation="x", owner="x")
    url = reverse("record-remove", args=[burundi.reference, "risk", risk.pk])
    for rubbish in ("²", "9" * 5000, ""):
        assert as_anna.post(url, {"revision": rubbish}).status_code == 302
    assert models.Risk.objects.filter(pk=risk.pk).exists()


@pytest.mark.parametrize(
    ("show", "codes"),
    [
        ("unrated", ["R1", "R4", "R5", "R6", "R7"]),
        ("incomplete", ["R1", "R3", "R4", "R5", "R6", "R7"]),
        ("low", ["R2"]),
        ("bare", ["R2", "R3"]),
        ("remarked", ["R4"]),
        ("changed", []),
        ("rubbish", ["R1", "R2", "R3", "R4", "R5", "R6", "R7"]),
    ],
)
def test_filter_shows_ratings_of_one_kind(as_anna, burundi, cast, show: str, codes: list[str]) -> None:
    policy = {row.criterion.code: row for row in burundi.ratings.filter(criterion__part="policy")}
    acting.rate(policy["R2"], 2, by=cast.anna)
    acting.rate(policy["R3"], 2, by=cast.anna, confidence="", justification="")
    models.Comment.objects.create(assessment=burundi, rating=policy["R4"], by=cast.marieke, text="Why?")
    page = as_anna.get(reverse("score-part", args=[burundi.reference, "policy"]), {"show": show}).content.decode()
    assert [code for code, row in policy.items() if f'id="r{row.pk}"' in page] == codes


def test_filter_hides_nothing_that_was_posted(as_anna, rating) -> None:
    acting.rate(rating, 2, by=rating.assessment.opened_by)
    data = fields(rating, choice="9", revision="1")  # rated now, so not among the unrated that the page shows
    answer = as_anna.post(f"{page_of(rating)}?show=unrated", data)
    assert answer.status_code == 422
    assert f'id="r{rating.pk}" open' in answer.content.decode()


def test_filter_shows_what_changed_since_last_time(as_anna, approved, cast) -> None:
    new = acting.opened(cast.nl, by=cast.anna, first=2015, last=2015, source=approved)
    same, risen = new.ratings.filter(criterion__part="policy").order_by("pk")[:2]
    acting.rate(same, 2, by=cast.anna)
    acting.rate(risen, 3, by=cast.anna)
    page = as_anna.get(reverse("score-part", args=[new.reference, "policy"]), {"show": "changed"}).content.decode()
    assert page.count('<details class="rating"') == 1
    assert f'id="r{risen.pk}"' in page


def test_links_to_what_is_hidden_are_shown_and_stay_and_old_places_are_found(
    as_anna, as_marieke, rating, burundi, cast
) -> None:
    facts = {"assessment": burundi, "kind": "document", "origin": "o", "dated": "2014-01-01"}
    secret = models.Evidence.objects.create(**facts, title="Secret annex", audience="reviewers", added_by=cast.joris)
    open_one = models.Evidence.objects.create(**facts, title="Open report")
    ratings.link_evidence(rating, [Link(secret.pk, "supports", "p. 17")], seen=0, by=cast.joris)
    url = reverse("rating", args=[burundi.reference, rating.pk])
    page = as_anna.get(url).content.decode()
    assert "its link stays as it is" in page
    assert f"links-stance-{secret.pk}" not in page
    assert "p. 17" not in page
    data = {"links-revision": "1", f"links-stance-{open_one.pk}": "supports"}
    as_anna.post(url, data | {f"links-place-{open_one.pk}": "p. 3", f"links-stance-{secret.pk}": "", "links-place": ""})
    as_anna.post(url, {"links-revision": "2", f"links-stance-{open_one.pk}": "contradicts"})
    assert list(rating.links.order_by("evidence").values_list("stance", "place")) == [
        ("supports", "p. 17"),
        ("contradicts", ""),
    ]
    for client, sees in ((as_anna, False), (as_marieke, True)):
        page = client.get(url).content.decode()
        assert "p. 3" in page  # the old place, in the history
        assert ("p. 17" in page, "Secret annex" in page) == (sees, sees)


def test_link_to_a_source_that_was_hidden_when_the_page_was_opened_stays(as_anna, rating, burundi, cast) -> None:
    facts = {"assessment": burundi, "kind": "document", "origin": "o", "dated": "2014-01-01"}
    secret = models.Evidence.objects.create(**facts, title="Secret annex", audience="reviewers", added_by=cast.joris)
    open_one = models.Evidence.objects.create(**facts, title="Open report")
    ratings.link_evidence(rating, [Link(secret.pk, "supports", "p. 17")], seen=0, by=cast.joris)
    url = reverse("rating", args=[burundi.reference, rating.pk])
    offered = as_anna.get(url).context["links"]
    secret.audience = "internal"
    secret.save()
    as_anna.post(
        url, {"links-revision": "1"} | {offered.add_prefix(name): "" for name in offered.fields if name != "revision"}
    )
    assert list(rating.links.values_list("evidence", "stance", "place")) == [(secret.pk, "supports", "p. 17")]
    everything = {f"links-stance-{secret.pk}": "", f"links-stance-{open_one.pk}": "supports"}
    as_anna.post(url, {"links-revision": "1"} | everything)
    assert list(rating.links.values_list("evidence", flat=True)) == [open_one.pk]


def test_reply_keeps_a_source_that_was_restricted_after_it_named_it(as_anna, rating, burundi) -> None:
    facts = {"assessment": burundi, "kind": "document", "origin": "o", "dated": "2014-01-01"}
    source = models.Evidence.objects.create(**facts, title="Partner's own report", audience="reviewers")
    who = models.Consultation.objects.create(assessment=burundi, kind="officials", number=3, held_on="2014-01-01")
    reply = models.Reply.objects.create(
        assessment=burundi, rating=rating, consultation=who, stance="disagrees", text="No.", evidence=source
    )
    url = reverse("record-change", args=[burundi.reference, "reply", reply.pk])
    page = as_anna.get(url).content.decode()
    assert f'<option value="{source.pk}" selected>Restricted source</option>' in page
    assert source.title.replace("'", "&#x27;") not in page


def test_place_typed_for_a_source_that_is_not_linked_is_asked_about_and_not_dropped(
    as_anna, rating, burundi, cast
) -> None:
    facts = {"assessment": burundi, "kind": "document", "origin": "o", "dated": "2014-01-01"}
    report = models.Evidence.objects.create(**facts, title="Report")
    url = reverse("rating", args=[burundi.reference, rating.pk])
    typed = {"links-revision": "0", f"links-stance-{report.pk}": "", f"links-place-{report.pk}": "p. 3"}
    refused = as_anna.post(url, typed)
    assert refused.status_code == 422
    assert "is not linked. Choose how it bears on the rating." in refused.content.decode()
    assert 'value="p. 3"' in refused.content.decode()
    assert as_anna.post(url, typed | {f"links-stance-{report.pk}": "supports"}).status_code == 302
    unlinked = as_anna.post(url, typed | {"links-revision": "1"})  # the place is as the page showed it
    assert unlinked.status_code == 302
    assert not rating.links.exists()


def test_words_of_a_rating_s_page_are_kept_whatever_else_is_sent(as_anna, rating, burundi) -> None:
    url = reverse("rating", args=[burundi.reference, rating.pk])
    assert as_anna.post(url, {"form": "other", f"text-{rating.pk}": "Is this so?"}).status_code == 302
    assert list(models.Comment.objects.values_list("text", flat=True)) == ["Is this so?"]


def test_page_sends_the_body_of_what_is_open_alone_and_the_others_when_they_are_opened(as_anna, rating) -> None:
    page = as_anna.get(f"{page_of(rating)}?open={rating.pk}").content.decode()
    assert page.count("<textarea") == body_of(as_anna, rating).count("<textarea")
    assert page.count("data-body=") == 35
    assert f'data-body="{reverse("rating-body", args=[rating.assessment.reference, rating.pk])}"' not in page
    assert len(gzip.compress(page.encode())) < 20_000


def test_body_is_for_whoever_reads_the_rating_and_has_fields_for_who_may_edit(
    as_anna, as_marieke, as_sofia, cast, rating
) -> None:
    url = reverse("rating-body", args=[rating.assessment.reference, rating.pk])
    told = [client.get(url) for client in (as_anna, as_marieke, client_of(cast.pieter), as_sofia)]
    assert [answer.status_code for answer in told] == [200, 200, 404, 404]
    assert ["<textarea" in answer.content.decode() for answer in told[:2]] == [True, False]
    assert as_anna.post(url).status_code == 405


def test_what_is_refused_comes_back_in_its_block_and_what_was_stored_is_closed(as_anna, rating, burundi) -> None:
    other = models.Rating.objects.get(assessment=burundi, criterion__code="I1.G1")
    wrong = fields(rating, choice="9", justification="Faulty.") | fields(other, choice="1", justification="Right.")
    page = as_anna.post(page_of(rating), wrong).content.decode()
    assert "Faulty." in page
    other.refresh_from_db()
    assert (other.level, other.justification) == (1, "Right.")
    assert page.count("data-body=") == 35


def test_block_of_a_rating_that_is_gone_is_given_back(as_anna, rating) -> None:
    data = fields(rating, choice="2", justification="Typed for an hour.") | {"r999999-revision": "0"}
    data |= {"r999999-justification": "Of what is not asked any more."}
    answer = as_anna.post(page_of(rating), data)
    assert answer.status_code == 404
    told = answer.content.decode()
    assert "Typed for an hour." in told
    assert "Of what is not asked any more." in told
    rating.refresh_from_db()
    assert rating.status == "unrated"


def test_stale_post_of_a_level_that_the_scale_has_not_is_told(as_anna, cast, rating) -> None:
    acting.rate(rating, 2, by=cast.joris)
    answer = as_anna.post(
        save_url(rating), fields(rating, choice="9", justification="Mine.") | {f"r{rating.pk}-revision": "0"}
    )
    assert answer.status_code in {409, 422}
