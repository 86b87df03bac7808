"""The domain trusts no caller: what every record and every verb has to refuse, found by walking models and modules."""

from datetime import date
from typing import Any

import pytest
from django.apps import apps
from django.core.exceptions import ValidationError
from django.db.models import Field, Model

from assessments import models
from assessments.domain import belonging, comments, evidence, goals, programmes, records
from assessments.models import Assessment
from frameworks.domain import drafting
from frameworks.models import Framework
from tests import acting, one_of_each

# What is named and belongs to no one assessment, and to no version of a framework.
FREE = {"Attachment", "Bundle", "Framework", "Marking", "Organisation", "Paper", "Person"}
DAY = date(2014, 1, 1)


def keys() -> list[Field]:
    """Every foreign key of every table of the assessments."""
    tables = [each for each in apps.get_app_config("assessments").get_models() if not hasattr(each, "history_id")]
    return [key for table in tables for key in table._meta.concrete_fields if key.is_relation]


OWNED = [key for key in keys() if belonging.is_owned(key.related_model) and key.model is not Assessment]


def test_all_else_belongs_to_nobody() -> None:
    assert {key.related_model.__name__ for key in keys() if not belonging.is_owned(key.related_model)} == FREE


@pytest.mark.parametrize("key", OWNED, ids=str)
def test_a_key_that_leads_away_is_found(key: Field) -> None:
    here = Assessment(pk=1, framework_id=1, copied_from_id=3)
    assert belonging.strangers(key.model(**{key.name: row_of(key, here)}), here) == []
    assert belonging.strangers(key.model(**{key.name: row_of(key, Assessment(pk=2, framework_id=2))}), here) == [
        key.name
    ]


def row_of(key: Field, assessment: Assessment) -> Model:
    """What the key can name, of this assessment or its version."""
    if key.related_model is Assessment:
        return assessment
    if any(field.name == "framework" for field in key.related_model._meta.concrete_fields):
        return key.related_model(pk=9, framework_id=assessment.framework_id)
    origin = assessment.copied_from_id if key.name == "copied_from" else None
    return key.related_model(pk=9, assessment_id=origin or assessment.pk)


@pytest.fixture
def theirs(cast, framework) -> Assessment:
    """The other donor's assessment, with a row of everything, on a version of its own."""
    made = acting.opened(cast.dda, by=cast.sofia, first=2012, last=2014)
    programmes.add(models.Programme(title="Theirs"), made, {activity(framework): None}, by=cast.sofia)
    one_of_each.fill(made, cast, by=cast.sofia)
    return made


@pytest.fixture
def other(framework) -> Framework:
    """Another version, with pieces of the same codes."""
    return drafting.copy_to_draft(framework)


def activity(version: Framework) -> Model:
    return version.activities.get(code="F2b")


def institution(version: Framework) -> Model:
    return version.institutions.get(code="I5")


NAMED = {
    "actor": lambda _their, other: models.Actor(kind="partner", name="W", role="R", institution=institution(other)),
    "assumption": lambda their, _: models.Assumption(programme=their.programmes.get(), text="A", standing="holds"),
    "indicator": lambda their, _: models.Indicator(goal=their.goals.get(), text="I"),
    "priority": lambda _their, other: models.Priority(activity=activity(other), horizon=1, rationale="R"),
    "reply": lambda their, _: models.Reply(
        rating=their.ratings.first(), consultation=their.consultations.get(), stance="agrees", text="T"
    ),
    "task": lambda their, _: models.Assignment(programme=their.programmes.get(), person=their.opened_by),
}


@pytest.mark.parametrize("name", NAMED)
def test_a_record_that_names_a_stranger_is_neither_added_nor_changed(burundi, cast, theirs, other, name: str) -> None:
    stranger = NAMED[name](theirs, other)
    stranger.given_by = cast.anna
    kind = type(stranger)
    mine = kind.objects.filter(assessment=burundi)
    with pytest.raises(ValidationError):
        records.add(stranger, burundi, by=cast.anna)
    assert not mine.exists()
    one_of_each.fill(burundi, cast)
    records.add(models.Assignment(part="need", person=cast.joris, given_by=cast.anna), burundi, by=cast.anna)
    assert mine.exists()
    for own in mine:
        before = kind.objects.filter(pk=own.pk).values().get()
        names = [key.name for key in OWNED if key.model is kind and getattr(stranger, key.attname) is not None]
        for each in names:
            setattr(own, each, getattr(stranger, each))
        with pytest.raises(ValidationError):
            records.change(own, names, seen=0, by=cast.anna)
        assert kind.objects.filter(pk=own.pk).values().get() == before


def test_pieces_of_another_version_are_refused(burundi, cast, programme, framework, other) -> None:
    goal = goals.add(models.Goal(title="G"), burundi, [activity(framework)], [], by=cast.anna)
    for tied in ([activity(other)], []), ([activity(framework)], [institution(other)]):
        with pytest.raises(ValidationError):
            goals.add(models.Goal(title="Another"), burundi, *tied, by=cast.anna)
        with pytest.raises(ValidationError):
            goals.change(goal, ["title"], *tied, seen=0, by=cast.anna)
    shares: dict[Any, None] = {activity(other): None}
    with pytest.raises(ValidationError):
        programmes.add(models.Programme(title="Another"), burundi, shares, by=cast.anna)
    with pytest.raises(ValidationError):
        programmes.change(programme, ["title"], shares, seen=0, by=cast.anna)
    assert [each.activities.get() for each in burundi.goals.all()] == [activity(framework)]
    assert {row.activity.framework for each in burundi.programmes.all() for row in each.works_on.all()} == {framework}


def test_a_programme_goes_back_to_what_the_assessment_was_copied_from_alone(burundi, cast, theirs, framework) -> None:
    copied = models.Programme(title="Copied", copied_from=theirs.programmes.get())
    with pytest.raises(ValidationError):
        programmes.add(copied, burundi, {activity(framework): None}, by=cast.anna)


def test_a_remark_is_made_on_a_rating_and_in_a_thread_of_the_same_assessment(complete, cast, theirs) -> None:
    with pytest.raises(ValidationError):
        comments.say(complete, "Why?", by=cast.anna, rating=theirs.ratings.first())
    assert not complete.comments.exists()


def test_a_file_is_used_by_whoever_sent_it_and_once(burundi, cast, theirs) -> None:
    def source(file: models.Attachment) -> models.Evidence:
        return models.Evidence(title="T", kind="document", origin="O", dated=DAY, attachment=file)

    def sent(by: Any) -> models.Attachment:
        return models.Attachment.objects.create(file="f", name="n", kind="pdf", size=1, by=by)

    evidence.add(source(sent(cast.sofia)), theirs, by=cast.sofia)
    for file in (sent(cast.sofia), theirs.evidences.last().attachment):
        with pytest.raises(ValidationError):
            evidence.add(source(file), burundi, by=cast.anna)
    own = evidence.add(source(sent(cast.anna)), burundi, by=cast.anna)
    with pytest.raises(ValidationError):
        evidence.add(source(own.attachment), burundi, by=cast.anna)
    own.attachment = theirs.evidences.last().attachment
    with pytest.raises(ValidationError):
        evidence.change(own, ["title"], seen=0, by=cast.anna)
    assert models.Evidence.objects.get(pk=own.pk).attachment.by == cast.anna
