"""Whose interest a source may carry and what it rests on: written, kept, copied, told and counted (docs/domain.md §3)."""

from datetime import date
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, connection, transaction
from django.db.models import ProtectedError
from django.http import Http404
from django.urls import reverse

from assessments import frozen, models, scorecard
from assessments.domain import assessments, assignments, evidence, ratings, records
from assessments.reports import country, fingerprints
from assessments.reports.outline import Outline
from assessments.reports.scorecard_json import scorecard_json
from ssr_portal.database import triggers
from tests import acting
from tests.assessments.reports.test_country import fresh
from tests.conftest import client_of

SAID = {
    "title": "Audit report",
    "kind": "document",
    "origin": "Court",
    "dated": "2013-05-01",
    "reliability": "B",
    "credibility": "2",
    "audience": "internal",
    "revision": "0",
}
WITHHELD = "ests on a source that is withheld"


def source(assessment: Any, by: Any, title: str, **more: Any) -> Any:
    facts = {"kind": "document", "dated": date(2014, 1, 1), "reliability": "B", "credibility": 2, "interest": "none"}
    return records.add(
        models.Evidence(title=title, origin=more.pop("origin", title), **(facts | more)), assessment, by=by
    )


def cite(rating: Any, *sources: Any) -> None:
    for each in sources:
        models.EvidenceLink.objects.create(rating=rating, evidence=each)


def change_url(row: Any) -> str:
    return reverse("record-change", args=[row.assessment.reference, "evidence", row.pk])


def change(client: Any, row: Any, **said: Any) -> Any:
    return client.post(change_url(row), SAID | {"title": row.title, "revision": str(row.revision)} | said)


def section(client: Any, assessment: Any) -> str:
    return client.get(reverse("section", args=[assessment.reference, "evidence"])).content.decode()


def test_form_asks_for_both_and_the_list_tells_them(as_anna, burundi, cast) -> None:
    base = source(burundi, cast.anna, "Survey")
    add = reverse("record-add", args=[burundi.reference, "evidence"])
    page = as_anna.get(add).content.decode()
    assert f'<option value="{base.pk}">1. Survey</option>' in page
    assert ('value="enacts"' in page, 'value="unasked"' in page) == (True, False)
    assert as_anna.post(add, SAID | {"interest": "donor", "rests_on": base.pk}).status_code == 302
    row = models.Evidence.objects.get(title="Audit report")
    assert (row.interest, row.rests_on) == ("donor", base)
    told = " ".join(section(as_anna, burundi).split())
    assert "Interest in the result: The donor&#x27;s · rests on source 1" in told
    assert "Interest in the result: Nobody&#x27;s who is concerned" in told
    uses = as_anna.get(reverse("evidence-uses", args=[burundi.reference, row.pk])).content.decode()
    assert "rests on source 1" in uses


def test_what_nobody_says_is_not_known(as_anna, burundi) -> None:
    as_anna.post(reverse("record-add", args=[burundi.reference, "evidence"]), SAID)
    row = models.Evidence.objects.get()
    assert (row.interest, row.rests_on, row.has_interest) == ("", None, True)
    assert "Interest in the result: Not known" in section(as_anna, burundi)


@pytest.mark.parametrize("interest", ["unasked", "nobody"])
def test_other_interests_are_refused_and_nothing_is_lost(as_anna, burundi, interest: str) -> None:
    answer = as_anna.post(reverse("record-add", args=[burundi.reference, "evidence"]), SAID | {"interest": interest})
    assert answer.status_code == 422
    assert "interest" in answer.context["form"].errors
    assert 'value="Audit report"' in answer.content.decode()
    assert not models.Evidence.objects.exists()


def test_database_knows_the_interests_and_no_source_rests_on_itself(burundi, cast) -> None:
    row = source(burundi, cast.anna, "A")
    for wrong in ({"interest": "mine"}, {"rests_on": row}):
        with pytest.raises(IntegrityError), transaction.atomic():
            models.Evidence.objects.filter(pk=row.pk).update(**wrong)


def test_no_source_rests_on_itself_in_a_circle_or_on_a_stranger(as_anna, burundi, cast) -> None:
    first = source(burundi, cast.anna, "First")
    second = source(burundi, cast.anna, "Second", rests_on=first)
    third = source(burundi, cast.anna, "Third", rests_on=second)
    for base in (first, third):
        first.rests_on = base
        with pytest.raises(ValidationError) as told:
            records.change(first, ["rests_on"], seen=0, by=cast.anna)
        assert list(told.value.message_dict) == ["rests_on"]
    answer = change(as_anna, models.Evidence.objects.get(pk=first.pk), rests_on=third.pk)
    assert "That source rests on this one." in answer.content.decode()
    theirs = source(acting.opened(cast.dda, by=cast.sofia, first=2010, last=2011), cast.sofia, "Theirs")
    third.rests_on = theirs
    with pytest.raises(ValidationError):
        records.change(third, ["rests_on"], seen=0, by=cast.anna)
    stored = models.Evidence.objects.filter(assessment=burundi).values_list("title", "rests_on__title")
    assert dict(stored) == {"First": None, "Second": "First", "Third": "Second"}


def test_source_that_others_rest_on_stays_until_they_do_not(as_anna, burundi, cast) -> None:
    base = source(burundi, cast.anna, "Survey")
    row = source(burundi, cast.anna, "Report", rests_on=base)
    with pytest.raises(ProtectedError):
        evidence.remove(base, seen=0, by=cast.anna)
    url = reverse("record-remove", args=[burundi.reference, "evidence", base.pk])
    answer = as_anna.post(url, {"revision": "0"}, follow=True)
    assert "or other sources rest on this. Unlink it from them first." in answer.content.decode()
    change(as_anna, row, rests_on="")
    as_anna.post(url, {"revision": "0"})
    assert list(models.Evidence.objects.values_list("title", flat=True)) == ["Report"]


def test_two_who_change_it_at_once_see_both_versions(as_anna, burundi, cast) -> None:
    base = source(burundi, cast.anna, "Survey")
    row = source(burundi, cast.anna, "Report")
    change(client_of(cast.joris), row, interest="partner", rests_on=base.pk)
    answer = change(as_anna, row, interest="donor")
    assert answer.status_code == 409
    theirs = {label: (there, typed) for label, there, typed in answer.context["form"].theirs}
    assert theirs["What it rests on"] == ("1. Survey", "")
    assert theirs["Whose interest it may carry"] == ("The partner country's", "The donor's")


def test_history_keeps_both(burundi, cast) -> None:
    base = source(burundi, cast.anna, "Survey")
    row = source(burundi, cast.anna, "Report")
    row.interest, row.rests_on = "donor", base
    records.change(row, ["interest", "rests_on"], seen=0, by=cast.anna)
    assert list(row.history.values_list("interest", "rests_on")) == [("donor", base.pk), ("none", None)]


def test_veiled_source_tells_nothing_of_it(as_anna, burundi, cast) -> None:
    base = source(burundi, cast.anna, "Cable", audience="reviewers", interest="partner")
    hidden = source(burundi, cast.anna, "Annex", audience="reviewers", interest="implementer", rests_on=base)
    row = source(burundi, cast.anna, "Report", interest="donor", rests_on=hidden)
    joris = client_of(cast.joris)
    own, other = section(as_anna, burundi), section(joris, burundi)
    assert [own.count(words) for words in ("Interest in the result", "rests on source")] == [3, 2]
    assert [other.count(words) for words in ("Interest in the result", "rests on source")] == [1, 1]
    assert "rests on source 2" in other
    report = joris.get(reverse("report", args=[burundi.reference])).content.decode()
    assert [report.count(words) for words in ("Interest in the result", "Rests on [2].", "Rests on")] == [1, 1, 1]
    form = joris.get(change_url(row)).content.decode()
    assert f'<option value="{hidden.pk}" selected>2. Restricted source</option>' in form
    assert ("Annex" in form, "Cable" in form, f'<option value="{base.pk}"' in form) == (False, False, False)


def test_who_does_not_see_a_source_lets_nothing_rest_on_it_and_keeps_what_does(as_anna, burundi, cast) -> None:
    hidden = source(burundi, cast.anna, "Cable", audience="reviewers")
    row = source(burundi, cast.anna, "Report", rests_on=hidden)
    free = source(burundi, cast.anna, "Book")
    joris = client_of(cast.joris)
    assert change(joris, row, rests_on=hidden.pk, title="Report 2").status_code == 302
    assert change(joris, free, rests_on=hidden.pk).status_code == 422
    free.rests_on = hidden
    with pytest.raises(ValidationError):
        records.change(free, ["rests_on"], seen=0, by=cast.joris)
    with pytest.raises(Http404):
        records.change(hidden, ["rests_on"], seen=0, by=cast.sofia)
    found = dict(models.Evidence.objects.values_list("title", "rests_on"))
    assert found == {"Cable": None, "Report 2": hidden.pk, "Book": None}


def test_revision_asks_anew_what_was_never_asked_and_rests_on_its_own_sources(complete, cast) -> None:
    """The base was added later than what rests on it."""
    first = source(complete, cast.anna, "Report", interest="donor")
    base = source(complete, cast.anna, "Survey")
    first.rests_on = base
    records.change(first, ["rests_on"], seen=0, by=cast.anna)
    acting.submit_and_approve(complete, cast)
    old = _as_if_approved_before(complete)
    assert set(old.values_list("interest", flat=True)) == {"unasked"}
    revision = assessments.correct(models.Assessment.objects.get(pk=complete.pk), by=cast.anna)
    copies = models.Evidence.objects.filter(assessment=revision)
    assert list(copies.values_list("title", "interest", "rests_on__title")) == [
        ("Report", "", "Survey"),
        ("Survey", "", None),
    ]
    assert copies.get(title="Report").rests_on.assessment_id == revision.pk


def test_revision_keeps_what_was_said(complete, cast) -> None:
    source(complete, cast.anna, "Report", interest="implementer")
    acting.submit_and_approve(complete, cast)
    revision = assessments.correct(models.Assessment.objects.get(pk=complete.pk), by=cast.anna)
    assert revision.evidences.get().interest == "implementer"


def _as_if_approved_before(assessment: Any) -> Any:
    """What the migration makes of the sources of what is approved."""
    triggers.remove(frozen.GUARDS, connection.alias)
    rows = models.Evidence.objects.filter(assessment=assessment)
    rows.update(interest="unasked")
    triggers.install(frozen.GUARDS, connection.alias)
    return rows


def mark(assessment: Any) -> str:
    return fingerprints.fingerprint(scorecard.dossier(fresh(assessment)))


def test_what_was_approved_before_suggests_and_prints_as_it_did(complete, cast) -> None:
    rating = complete.ratings.filter(criterion__part="governance").first()
    strong = source(complete, cast.anna, "Old audit", dated=date(2012, 6, 1), interest="")
    weak = source(
        complete, cast.anna, "Fresh talk", reliability="D", credibility=4, dated=date(2014, 6, 1), interest=""
    )
    cite(rating, strong, weak)
    models.Rating.objects.filter(pk=rating.pk).update(confidence="medium")
    assert shown(complete, rating).suggested == "medium"
    acting.submit_and_approve(complete, cast)
    _as_if_approved_before(complete)
    assert shown(complete, rating).suggested == "high"
    report = country.of(scorecard.dossier(fresh(complete)))
    assert "Interest in the result" not in country.paper(report)
    columns = fingerprints._columns(models.Evidence.objects.get(pk=strong.pk))
    assert columns.keys() & {"interest", "rests_on_id"} == set()
    assert fingerprints._row(models.Evidence.objects.get(pk=strong.pk)).keys() & {"interest", "rests_on"} == set()


def test_what_is_approved_from_now_on_counts_both_in_its_fingerprint(burundi, cast) -> None:
    base = source(burundi, cast.anna, "Survey")
    row = source(burundi, cast.anna, "Report", rests_on=base)
    marks = [mark(burundi)]
    for said in ({"interest": "donor"}, {"rests_on": None}):
        models.Evidence.objects.filter(pk=row.pk).update(**said)
        marks.append(mark(burundi))
    assert len(set(marks)) == 3


def shown(assessment: Any, rating: Any) -> Any:
    return next(each for each in scorecard.build(fresh(assessment)).ratings if each.pk == rating.pk)


def test_text_that_rests_on_another_counts_as_one_with_it_wherever_confidence_is_suggested(burundi, cast) -> None:
    """On pages, while a rating is saved, and for tasks: with the base linked or not."""
    rating = burundi.ratings.filter(criterion__part="governance").first()
    base = source(burundi, cast.anna, "Survey")
    middle = source(burundi, cast.anna, "Press", rests_on=base)
    first, second = (source(burundi, cast.anna, title, rests_on=middle) for title in ("Report", "Blog"))
    cite(rating, first, second)
    acting.rate(rating, 2, by=cast.anna, confidence="medium")
    with ratings.holding(rating.pk, by=cast.anna) as held:
        suggested = [held.shown.suggested, shown(burundi, rating).suggested, held.shown.higher_needs]
    assert suggested == ["medium", "medium", ("independent",)]
    assert rating.pk not in {each.pk for each in assignments.lacking([burundi.pk])}
    second.rests_on = None
    records.change(second, ["rests_on"], seen=0, by=cast.anna)
    with ratings.holding(rating.pk, by=cast.anna) as held:
        assert [held.shown.suggested, shown(burundi, rating).suggested] == ["high", "high"]
    assert rating.pk in {each.pk for each in assignments.lacking([burundi.pk])}


@pytest.mark.parametrize(
    ("more", "words"),
    [
        ({}, "Medium would need: a source graded A or B and 1 or 2, or two graded C3 or better"),
        ({"Audit": {"interest": "donor"}}, "High would need: two sources that are independent of each other; a source"),
        ({"Audit": {"interest": "donor"}, "Talk": {"interest": ""}}, "High would need: a source without an interest"),
        (
            {"Audit": {"dated": date(2012, 6, 1)}, "Talk": {"reliability": "C"}},
            "High would need: a source graded A or B and 1 or 2 that is under 24 months old at the end of the period.",
        ),
        ({"Audit": {}, "Talk": {}}, None),
    ],
)
def test_pages_say_what_the_next_higher_confidence_would_need(
    as_anna, as_marieke, burundi, cast, more: dict[str, dict[str, Any]], words: str | None
) -> None:
    rating = burundi.ratings.filter(criterion__part="governance").order_by("pk").first()
    acting.rate(rating, 2, by=cast.anna, confidence="low", confidence_reason="Unsure.")
    cite(rating, *(source(burundi, cast.anna, title, **facts) for title, facts in more.items()))
    for client, name, args in (
        (as_anna, "score-part", ["governance"]),
        (as_anna, "rating", [rating.pk]),
        (as_marieke, "review", ["governance"]),
    ):
        page = client.get(f"{reverse(name, args=[burundi.reference, *args])}?open={rating.pk}").content.decode()
        block = page if name == "rating" else page.split(f'id="r{rating.pk}"')[1].split('class="rating-code"')[1]
        told = " ".join(block.split())
        assert ("would need" in told) is (words is not None), name
        assert words is None or words in told, name


def test_shared_edition_tells_no_more_than_it_shows(burundi, cast) -> None:
    """A source that stands on what is not shared says so, and nothing is concluded from it."""
    rating = burundi.ratings.filter(criterion__part="governance").order_by("pk").first()
    base = source(burundi, cast.anna, "Survey")
    middle = source(burundi, cast.anna, "Press", rests_on=base, audience="shareable", interest="partner")
    first = source(burundi, cast.anna, "Report", rests_on=middle, audience="shareable")
    cite(rating, first)
    acting.rate(rating, 2, by=cast.anna, confidence="medium", audience="shareable")
    theirs = scorecard.shared_edition(fresh(burundi))
    found = next(each for each in theirs.scorecard.ratings if each.pk == rating.pk)
    assert (found.is_evidence_withheld, found.suggested, found.higher_needs) == (True, "", ())
    report = country.of(theirs, Outline(edition="shareable"))
    html = country.paper(report)
    assert (html.count("R" + WITHHELD), html.count("Rests on [1].")) == (1, 1)
    assert "Survey" not in html
    assert "Interest in the result: The partner country&#x27;s." in html
    models.Evidence.objects.filter(pk=base.pk).update(audience="shareable")
    found = scorecard.shared_edition(fresh(burundi)).scorecard.ratings
    assert next(each for each in found if each.pk == rating.pk).suggested == "medium"


def test_archive_lists_the_sources(burundi, cast) -> None:
    base = source(burundi, cast.anna, "Survey", interest="partner", origin="Bureau")
    source(burundi, cast.anna, "Annex", audience="reviewers", rests_on=base)
    text = scorecard_json(country.of(scorecard.dossier(fresh(burundi))))
    assert '"interest": "partner"' in text
    assert '"interest": null' in text
    assert "Annex" not in text
