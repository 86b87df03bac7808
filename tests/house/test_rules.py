"""What a field does not take, no verb of the domain stores: a walk over every field of every table that people write."""

from collections.abc import Callable, Iterator
from datetime import date
from decimal import Decimal
from typing import Any

from django.core.exceptions import ValidationError
from django.core.validators import MaxLengthValidator
from django.db import IntegrityError, models, transaction
from django_countries.fields import CountryField

from assessments import access, scorecard
from assessments.domain import (
    actions,
    assessments,
    audiences,
    comments,
    evidence,
    goals,
    presence,
    programmes,
    ratings,
    records,
    workflow,
)
from assessments.domain.judgement import Judgement, Link
from assessments.models import (
    ActionProgress,
    Assessment,
    Assignment,
    AudienceRule,
    Comment,
    Context,
    Event,
    Evidence,
    EvidenceLink,
    Goal,
    OpenPart,
    Presence,
    Programme,
    ProgrammeActivity,
    Rating,
)
from assessments.ownership import OWNED
from assessments.views.records import NOUNS
from frameworks.models import Criterion
from ssr_portal.values.fields import MOST_LINES, Narrative, WebAddress
from tests import acting, one_of_each


class NotTaken(Exception):
    """The verb cannot be given this field."""


# Rows of these say what the portal itself makes of rows and people: nothing of them is typed.
MADE = {"GoalActivity", "GoalInstitution", "LeftBehind", "ReviewMark", "VersionMove", "EarlierReference"} | {
    "StoredFigures",
    "Report",
    "Share",
    "ShareSeen",
    "Stamp",
}


# Where nothing said takes the row away.
NOTHING_ENDS = {"EvidenceLink.stance", "AudienceRule.audience"}
# Fields of these types take no words and no numbers.
MADE_BY_ITSELF = (models.DateTimeField, models.UUIDField, models.JSONField, models.BooleanField)
# What a verb names itself: a move its line in the timeline, a submission the part, `answer` what is done with a thread.
CHOSEN_BY_THE_VERB = {
    "Event.kind",
    "Event.judged_revision",
    "OpenPart.part",
    "EvidenceLink.place",
    "EvidenceLink.strands",
}


# By type of field; the first that fits.
WRONG = (
    (CountryField, lambda _field: "QQ"),
    (WebAddress, lambda _field: "javascript:alert(1)"),
    (Narrative, lambda _field: "line\n" * MOST_LINES + "line"),
    (models.DecimalField, lambda field: Decimal(10) ** field.max_digits),
    (models.DateField, lambda _field: date(1066, 10, 14)),
    (models.IntegerField, lambda _field: -1),
)


def wrong_values(field: models.Field) -> Iterator[Any]:
    """A value of each kind that the field refuses: no choice of its list, of the wrong form, too long, nothing at all."""
    if field.choices and not isinstance(field, CountryField):
        yield 99 if isinstance(field, models.IntegerField) else "?"
    else:
        yield from [wrong(field) for kind, wrong in WRONG if isinstance(field, kind)][:1]
        yield from ["x" * (each.limit_value + 1) for each in field.validators if isinstance(each, MaxLengthValidator)]
    if not field.blank and isinstance(field, models.CharField | models.TextField):
        yield ""


def wrong(model: type[models.Model]) -> Iterator[tuple[str, Any]]:
    """Every field of the table that somebody may fill in, with what it refuses."""
    for field in model._meta.concrete_fields:
        if field.editable and not field.is_relation and not field.primary_key and not isinstance(field, MADE_BY_ITSELF):
            yield from (
                (field.name, value)
                for value in wrong_values(field)
                if value != "" or f"{model.__name__}.{field.name}" not in NOTHING_ENDS
            )


class World:
    """An assessment with a row of each kind, and what its verbs are given."""

    def __init__(self, assessment: Assessment, cast: Any) -> None:
        one_of_each.fill(assessment, cast)
        self.open, self.cast, self.anna = assessment, cast, cast.anna
        self.activity = assessment.framework.activities.get(code="F2b")
        task = Assignment(part="need", person=cast.joris)
        records.add(task, assessment, by=cast.anna)

    def row(self, model: type[models.Model]) -> Any:
        """One row of it, as stored."""
        (owned,) = (each for each in OWNED if each.model is model)
        return owned.rows_of(self.open).first()

    def new(self, model: type[models.Model]) -> Any:
        """A row like the stored one, that is not stored yet."""
        row = self.row(model)
        row.pk, row._state.adding, row.revision = None, True, 0
        return row


Verb = Callable[[World, str, Any], Any]


def _put(row: Any, name: str, value: Any) -> Any:
    setattr(row, name, value)
    return row


def _added(model: type[models.Model]) -> Verb:
    def verb(at: World, name: str, value: Any) -> Any:
        row = _put(at.new(model), name, value)
        match row:
            case Goal():
                return goals.add(row, at.open, [at.activity], [], by=at.anna)
            case Programme():
                return programmes.add(row, at.open, {at.activity: None}, by=at.anna)
        return records.add(row, at.open, by=at.anna)

    return verb


def _changed(model: type[models.Model]) -> Verb:
    def verb(at: World, name: str, value: Any) -> Any:
        row = _put(at.row(model), name, value)
        match row:
            case Goal():
                return goals.change(row, [name], [at.activity], [], seen=row.revision, by=at.anna)
            case Programme():
                shares = {each.activity: None for each in row.works_on.all()}
                return programmes.change(row, [name], shares, seen=row.revision, by=at.anna)
        return records.change(row, [name], seen=row.revision, by=at.anna)

    return verb


def _opened(at: World, name: str, value: Any) -> Any:
    facts = {"country": "RW", "period_start": one_of_each.DAY, "period_end": one_of_each.DAY, "currency": "EUR"}
    new = Assessment(organisation=at.cast.nl, framework=at.open.framework, **facts)
    return assessments.open_assessment(_put(new, name, value), by=at.anna)


def _cover(at: World, name: str, value: Any) -> Any:
    row = _put(Assessment.objects.get(pk=at.open.pk), name, value)
    return assessments.change_facts(row, [name], seen=row.facts_revision, by=at.anna)


def _rated(at: World, name: str, value: Any) -> Any:
    rating = at.row(Rating)
    said = {"status": "level", "level": 2} | {name: value}
    return ratings.save_rating(rating, Judgement(**said), seen=rating.revision, by=at.anna)


def _linked(at: World, name: str, value: Any) -> Any:
    rating, source = at.row(Rating), at.row(Evidence)
    said = {"stance": "supports", "place": "page 4"} | {name: value}
    return ratings.link_evidence(rating, [Link(source.pk, **said)], seen=rating.revision, by=at.anna)


def _linked_to_many(at: World, name: str, value: Any) -> Any:
    if name != "stance":
        raise NotTaken
    return evidence.link_ratings(at.row(Evidence), {}, {at.open.ratings.last().pk: value}, by=at.anna)


def _shared_out(at: World, _name: str, value: Any) -> Any:
    row = at.row(Programme)
    return programmes.change(row, ["title"], {at.activity: value}, seen=row.revision, by=at.anna)


def _remarked(at: World, name: str, value: Any) -> Any:
    if name == "act":
        return comments.answer(at.row(Comment), "So.", by=at.cast.marieke, act=value)
    said = {"text": "So.", "flag": ""} | {name: value}
    return comments.say(at.open, said.pop("text"), by=at.cast.marieke, **said)


def _followed_up(at: World, name: str, value: Any) -> Any:
    progress = at.row(ActionProgress)
    return actions.follow_up(_put(progress, name, value), seen=progress.revision, by=at.cast.marieke)


def _moved(at: World, name: str, value: Any) -> Any:
    if name not in {"note", "reason"}:
        raise NotTaken
    left = dict.fromkeys(Criterion.Part.values, value if name == "reason" else "No time.")
    note = value if name == "note" else ""
    at.open.refresh_from_db()
    with acting.quietly():
        return workflow.perform(workflow.SUBMIT, at.open, by=at.anna, seen=at.open.revision, note=note, left_open=left)


def _chosen(at: World, name: str, value: Any) -> Any:
    chosen = {value: "shareable"} if name == "part" else {"need": value}
    dossier = scorecard.dossier(at.open)
    seen = scorecard.mark(dossier.scorecard, dossier.records)
    return audiences.change(at.open, chosen, seen=seen, by=at.anna)


def _present(at: World, _name: str, value: Any) -> Any:
    return presence.report(access.seat(at.anna, at.open.reference), value)


RECORDS = [noun.model for noun in NOUNS.values()]
VERBS: dict[type[models.Model], list[Verb]] = {model: [_added(model), _changed(model)] for model in RECORDS} | {
    Assessment: [_opened, _cover],
    Context: [_changed(Context)],
    Rating: [_rated],
    EvidenceLink: [_linked, _linked_to_many],
    ProgrammeActivity: [_shared_out],
    Comment: [_remarked],
    ActionProgress: [_followed_up],
    Event: [_moved],
    OpenPart: [_moved],
    AudienceRule: [_chosen],
    Presence: [_present],
}


def outcome(at: World, verb: Verb, name: str, value: Any) -> str:
    """How the verb was refused, if it was; whatever it did is taken back."""
    try:
        with transaction.atomic():
            verb(at, name, value)
            transaction.set_rollback(True)
    except ValidationError:
        return "refused"
    except NotTaken:
        return "not taken"
    except IntegrityError:
        return "there already"
    return "stored"


def test_every_table_that_people_write_is_tried() -> None:
    assert {each.model.__name__ for each in OWNED} | {"Assessment"} == {model.__name__ for model in VERBS} | MADE


def test_what_a_field_does_not_take_is_stored_by_no_verb(burundi, cast) -> None:
    at, told = World(burundi, cast), {}
    for model, verbs in VERBS.items():
        for name, value in wrong(model):
            for verb in verbs:
                told[f"{model.__name__}.{name}", repr(value)[:40], verb] = outcome(at, verb, name, value)
    assert [key[:2] for key, said in told.items() if said not in {"refused", "not taken"}] == []
    assert {key[0] for key, said in told.items() if said == "not taken"} == CHOSEN_BY_THE_VERB
    assert len(told) > 200


def test_what_a_field_takes_is_stored_by_every_verb(burundi, cast) -> None:
    """The same rows with what they hold: so that what is refused above is refused for its value."""
    at = World(burundi, cast)
    for model, verbs in VERBS.items():
        stored = burundi if model is Assessment else at.row(model)
        names = {name for name, _value in wrong(model)}
        for verb in verbs:
            for name in names:
                value = SOUND[model, name] if (model, name) in SOUND else getattr(stored, name)
                assert outcome(at, verb, name, value) != "refused", (model.__name__, name)


SOUND = {(Event, "note"): "", (OpenPart, "reason"): "No time."} | {(AudienceRule, "part"): "need"}
SOUND |= {(Rating, "level"): 2, (AudienceRule, "audience"): "shareable", (Presence, "stretch"): "need"}
