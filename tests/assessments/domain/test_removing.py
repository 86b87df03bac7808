"""Removing with open eyes: all that goes along is shown, counted and guarded; what people said and rated stays readable."""

import re

import pytest
from django.apps import apps
from django.db.models import CASCADE
from django.urls import reverse
from django.utils.functional import Promise

from assessments import models
from assessments.domain import comments, goals, programmes, records, removing
from assessments.domain.editing import Gone
from assessments.models.assessment import Record
from tests import acting
from tests.conftest import client_of

RECORDS = [model for model in apps.get_app_config("assessments").get_models() if issubclass(model, Record)]
UNCOUNTED = {models.EvidenceLink, models.ReviewMark}  # without a revision: marked with all that they say


def removal(client, record: Record, noun: str, **changed: str):
    """What pressing the button of the remove page sends, and its address."""
    address = reverse("record-remove", args=[record.assessment.reference, noun, record.pk])
    page = client.get(address)
    return address, hidden_in(page) | changed, page.content.decode()


def hidden_in(page) -> dict[str, str]:
    """What a remove page, asked for or answered with, knows of what it shows."""
    hidden = dict(re.findall(r'type="hidden" name="(\w+)" value="([^"]*)"', page.content.decode()))
    return {key: hidden[key] for key in ("revision", "along")}


@pytest.fixture
def rated(programme, cast) -> models.Rating:
    """A rating of the programme, by Joris."""
    rating = programme.ratings.select_related("criterion", "assessment").order_by("pk").first()
    return acting.rate(rating, 3, by=cast.joris, justification="Officers were trained.")


def test_page_names_what_goes_along_and_asks_for_a_tick(as_anna, programme, rated, cast) -> None:
    records.add(
        models.Assumption(programme=programme, text="Salaries are paid", standing="holds"),
        programme.assessment,
        by=cast.anna,
    )
    address, form, page = removal(as_anna, programme, "programme")
    assert "1 rating</b>" in page
    assert f"{rated.criterion.code}: level 3, Joris Bakker" in page
    assert "1 assumption</b>" in page
    assert "Salaries are paid" in page
    answer = as_anna.post(address, form)
    assert (answer.status_code, "Tick that you mean to remove them too." in answer.content.decode()) == (409, True)
    assert as_anna.post(address, form | {"agreed": "on"}).status_code == 302
    assert not models.Programme.objects.exists()


def test_rating_saved_meanwhile_stops_the_removal_and_is_shown(as_anna, programme, cast) -> None:
    address, form, _page = removal(as_anna, programme, "programme", agreed="on")
    rating = programme.ratings.select_related("criterion", "assessment").first()
    acting.rate(rating, 2, by=cast.joris)
    answer = as_anna.post(address, form)
    assert answer.status_code == 409
    assert f"{rating.criterion.code}: level 2, Joris Bakker" in answer.content.decode()
    assert models.Rating.objects.filter(pk=rating.pk, level=2).exists()
    assert as_anna.post(address, hidden_in(answer) | {"agreed": "on"}).status_code == 302
    assert not models.Programme.objects.exists()


def test_nothing_goes_with_a_fresh_programme(as_anna, programme) -> None:
    address, form, page = removal(as_anna, programme, "programme")
    assert (form["along"], "Nothing that anybody wrote is removed with it." in page, "agreed" in page) == (
        "",
        True,
        False,
    )
    assert as_anna.post(address, form).status_code == 302
    assert not models.Programme.objects.exists()


@pytest.mark.parametrize("model", RECORDS, ids=lambda model: model.__name__)
def test_every_cascade_of_a_record_is_guarded_and_has_words(model: type[Record]) -> None:
    """The database's own cascades, walked by introspection: none is unseen, each has a name in words."""
    seen, waiting = set(), [model]
    while waiting:
        for relation in waiting.pop()._meta.related_objects:
            hanging = relation.related_model
            if relation.on_delete is CASCADE and hanging not in seen:
                seen.add(hanging)
                waiting.append(hanging)
    for hanging in seen - set(removing.PIECES) - set(removing.STAYS) - UNCOUNTED:
        assert isinstance(hanging._meta.verbose_name_plural, Promise), f"what are rows of {hanging} called?"
        assert hanging._meta.get_field("revision"), f"what marks that a row of {hanging} changed?"


@pytest.mark.parametrize(
    "model", [models.Assumption, models.Assignment, models.Comment, models.ReviewMark], ids=lambda model: model.__name__
)
def test_whatever_comes_meanwhile_stops_the_removal(programme, rated, cast, model) -> None:
    before = removing.going_with(programme)
    if model is models.Comment:
        comments.say(rated.assessment, "Why?", by=cast.anna, rating=rated)
    elif model is models.ReviewMark:
        models.ReviewMark.objects.create(rating=rated, rating_revision=1, by=cast.marieke)
    else:
        own = {"text": "Paid", "standing": "holds"} if model is models.Assumption else {"person": cast.joris}
        given = {} if model is models.Assumption else {"given_by": cast.anna}
        model.objects.create(assessment=rated.assessment, programme=programme, **own, **given)
    with pytest.raises(removing.TakesMore):
        removing.remove(programme, seen=0, by=cast.anna, along=before.mark, agreed=True)
    assert models.Programme.objects.filter(pk=programme.pk).exists()


def test_goal_shows_and_guards_its_indicators(as_anna, burundi, cast, framework) -> None:
    activity = framework.activities.get(code="F2b")
    goal = goals.add(models.Goal(title="Trust"), burundi, [activity], [], by=cast.anna)
    address, form, _page = removal(as_anna, goal, "goal")
    records.add(models.Indicator(goal=goal, text="Complaints heard"), burundi, by=cast.joris)
    answer = as_anna.post(address, form)
    assert (answer.status_code, "Complaints heard" in answer.content.decode()) == (409, True)
    assert models.Goal.objects.filter(pk=goal.pk).exists()


def test_remarks_on_what_was_removed_stay_among_those_on_the_whole(as_anna, programme, rated, cast) -> None:
    thread = comments.say(rated.assessment, "Is this so?", by=cast.anna, rating=rated)
    comments.answer(thread, "It is.", by=cast.joris)
    address, form, page = removal(as_anna, programme, "programme", agreed="on")
    assert "1 remark on it is kept" in page
    assert as_anna.post(address, form).status_code == 302
    said = models.Comment.objects.order_by("pk").values_list("rating", "text")
    assert list(said) == [(None, f"[{rated.criterion} · Police strand]\nIs this so?"), (None, "It is.")]


def test_history_shows_ratings_of_a_removed_programme_and_the_removal(as_anna, programme, rated) -> None:
    address, form, _page = removal(as_anna, programme, "programme", agreed="on")
    as_anna.post(address, form)
    page = as_anna.get(reverse("history", args=[rated.assessment.reference])).content.decode()
    assert "Officers were trained." in re.sub("<[^>]+>", "", page)
    assert 'Police strand</span> <span class="kind">removed</span>' in page
    assert "Programme: Police strand (1 rating)" in page


def test_restricted_source_is_not_named_in_the_timeline(burundi, cast) -> None:
    facts = {"kind": "document", "origin": "o", "dated": "2014-01-01", "audience": "reviewers"}
    source = models.Evidence.objects.create(assessment=burundi, title="Secret cable", added_by=cast.anna, **facts)
    removing.remove(source, seen=0, by=cast.anna)
    assert models.Event.objects.get(kind="removed").told == "Evidence"


def test_activity_whose_contribution_was_only_remarked_on_can_go_and_the_remark_stays(
    programme, framework, cast
) -> None:
    rating = programme.ratings.select_related("assessment").get(criterion__activity__code="F1a")
    comments.say(rating.assessment, "Does it?", by=cast.anna, rating=rating)
    keep = framework.activities.get(code="F2b")
    programmes.change(programme, ["title"], {keep: None}, seen=0, by=cast.anna)
    assert "Does it?" in models.Comment.objects.get().text
    assert not models.Rating.objects.filter(pk=rating.pk).exists()


def test_second_of_two_removals_says_so(as_anna, burundi, cast, monkeypatch) -> None:
    risk = models.Risk.objects.create(assessment=burundi, what="x", likelihood=1, impact=1, mitigation="x", owner="x")
    stored = models.Risk.objects.get(pk=risk.pk)
    removing.remove(risk, seen=0, by=cast.joris)
    with pytest.raises(Gone):
        removing.remove(stored, seen=0, by=cast.anna)
    monkeypatch.setattr("assessments.access.record_to_edit", lambda *_args: stored)
    address = reverse("record-remove", args=[burundi.reference, "risk", stored.pk])
    answer = client_of(cast.anna).post(address, {"revision": "0"}, follow=True)
    assert (answer.status_code, "Somebody removed this meanwhile." in answer.content.decode()) == (200, True)
