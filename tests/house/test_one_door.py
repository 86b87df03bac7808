"""The domain trusts no caller: what every record and every verb has to refuse, found by walking models and modules."""

import importlib
import inspect
import pkgutil
from collections.abc import Callable
from datetime import date
from functools import partial
from typing import Any

import pytest
from django.apps import apps
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.db.models import Field, Model
from django.http import Http404
from django.utils import timezone

import assessments.domain
from assessments import access, models, ownership, scorecard
from assessments.domain import (
    actions,
    audiences,
    belonging,
    comments,
    correcting,
    evidence,
    goals,
    presence,
    programmes,
    ratings,
    records,
    removing,
    reviewing,
    sharing,
    version_change,
    workflow,
)
from assessments.domain import assessments as assessments_
from assessments.domain.judgement import Judgement
from assessments.generation import bundles, reports
from assessments.models import Assessment
from assessments.seat import Seat
from assessments.views.records import NOUNS
from frameworks.domain import drafting
from frameworks.models import Criterion, Framework
from ssr_portal.accounts.models import Marking
from tests import acting, one_of_each

# What is named and belongs to no one assessment, and to no version of a framework.
FREE = {"Attachment", "Bundle", "Framework", "Marking", "Organisation", "CombinedReport", "Person"}
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
    records.add(models.Assignment(programme=made.programmes.get(), person=cast.sofia), made, by=cast.sofia)
    return made


@pytest.fixture
def other(framework) -> Framework:
    """Another version, with pieces of the same codes."""
    return drafting.copy_to_draft(framework)


def activity(version: Framework) -> Model:
    return version.activities.get(code="F2b")


def institution(version: Framework) -> Model:
    return version.institutions.get(code="I5")


# What a record of each kind names of an assessment or of a version of its framework; programmes go back to a copy's origin.
NAMED = {
    kind: [key.name for key in OWNED if key.model is kind and key.name not in {"assessment", "copied_from"}]
    for kind in (noun.model for noun in NOUNS.values())
}
NAMED = {kind: names for kind, names in NAMED.items() if names}


def stranger_of(kind: type[Model], their: Assessment, other: Framework) -> Any:
    """A new record that names rows of the other donor's assessment, and items of another version."""
    row = kind._default_manager.filter(assessment=their).exclude(**dict.fromkeys(NAMED[kind])).first()
    for each in ownership.of(kind).rests_on:
        item = getattr(row, each.name)
        setattr(row, each.name, type(item)._default_manager.get(framework=other, code=item.code))
    row.pk, row._state.adding, row.revision = None, True, 0
    return row


@pytest.mark.parametrize("kind", NAMED, ids=lambda kind: kind._meta.model_name)
def test_a_record_that_names_a_stranger_is_neither_added_nor_changed(burundi, cast, theirs, other, kind) -> None:
    stranger = stranger_of(kind, theirs, other)
    mine = kind._default_manager.filter(assessment=burundi)
    with pytest.raises(ValidationError):
        records.add(stranger, burundi, by=cast.anna)
    assert not mine.exists()
    one_of_each.fill(burundi, cast)
    records.add(models.Assignment(part="need", person=cast.joris), burundi, by=cast.anna)
    assert mine.exists()
    for stored in mine.values():
        for each in NAMED[kind]:
            own = kind._default_manager.get(pk=stored["id"])
            setattr(own, each, getattr(stranger, each))
            with pytest.raises(ValidationError):
                records.change(own, [each], seen=0, by=cast.anna)
        assert mine.filter(pk=stored["id"]).values().get() == stored


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

    records.add(source(sent(cast.sofia)), theirs, by=cast.sofia)
    for file in (sent(cast.sofia), theirs.evidences.last().attachment):
        with pytest.raises(ValidationError):
            records.add(source(file), burundi, by=cast.anna)
    own = records.add(source(sent(cast.anna)), burundi, by=cast.anna)
    with pytest.raises(ValidationError):
        records.add(source(own.attachment), burundi, by=cast.anna)
    own.attachment = theirs.evidences.last().attachment
    with pytest.raises(ValidationError):
        records.change(own, ["title", "attachment"], seen=0, by=cast.anna)
    assert models.Evidence.objects.get(pk=own.pk).attachment.by == cast.anna


def verbs() -> set[str]:
    """Every public function of the domain that is done by somebody: it takes `by`, or a seat."""
    found = set()
    for info in pkgutil.iter_modules(assessments.domain.__path__):
        module = importlib.import_module(f"assessments.domain.{info.name}")
        for name, verb in inspect.getmembers(module, inspect.isfunction):
            asked = inspect.signature(verb).parameters.keys() & {"by", "seat"}
            if asked and verb.__module__ == module.__name__ and not name.startswith("_"):
                found.add(f"{info.name}.{name}")
    return found


# How the door is made: who calls these has come through it.
FRAME = {"editing", "editing_record", "holding", "holding_rating", "require_open", "touch"}
INNER = {*(f"editing.{name}" for name in FRAME), "evidence.require_base", "links.relink", "ratings.holding"}
INNER |= {"depth.change", "records.insert", "records.update"}
# Of one's own, and of no assessment: a file that waits, what one has seen.
OWN = {"attachments.keep", "attachments.require_own", "attachments.waiting", "sharing.seen"}
# What the worker makes is asked for in a room of its own.
MADE = {"bundles.ask", "reports.ask_by_fingerprint"}


class World:
    """An open, a submitted and an approved assessment of the Netherlands, with a row of everything in the open one."""

    def __init__(self, burundi: Assessment, cast: Any, newer: Framework) -> None:
        self.cast, self.newer = cast, newer
        self.open, self.activity = burundi, burundi.framework.activities.get(code="F2b")
        one_of_each.fill(burundi, cast)
        rapid = {"depth": "rapid"}
        self.submitted = acting.opened(cast.nl, by=cast.anna, first=2015, last=2015, **rapid)
        self.approved = acting.opened(cast.nl, by=cast.anna, first=2016, last=2016, **rapid)
        records.add(models.Action(text="A", addressee="M", unit="U"), self.approved, by=cast.anna)
        acting.rate(self.approved.ratings.first(), 2, by=cast.anna, audience="shareable")
        for each in (self.submitted, self.approved):
            acting.submit(each, cast, left_open=dict.fromkeys(Criterion.Part.values, "No time."))
        acting.approve(self.approved, cast)
        models.Share.objects.create(assessment=self.approved, organisation=cast.dda, by=cast.marieke)
        for each in (self.open, self.submitted, self.approved):
            each.refresh_from_db()

    @property
    def rating(self) -> models.Rating:
        return self.open.ratings.get(criterion__code="I5.G1")

    def a(self, kind: type[Model]) -> Any:
        """The first of this kind in the open assessment."""
        return kind.objects.filter(assessment=self.open).first()

    def risk(self) -> models.Risk:
        return models.Risk(what="W", likelihood=1, impact=1, mitigation="M", owner="O")

    def source(self) -> models.Evidence:
        return models.Evidence(title="T", kind="document", origin="O", dated=DAY)

    def new(self) -> Assessment:
        facts = {"country": "RW", "period_start": DAY, "period_end": DAY, "currency": "EUR"}
        return Assessment(organisation=self.cast.nl, framework=self.open.framework, **facts)


def _seat(at: World, by: Any) -> Seat:
    return access.held(by, at.open.pk)


# Each verb, done as it may be done by the one who is named.
VERBS: dict[str, tuple[str, Callable[[World, Any], Any]]] = {
    "actions.follow_up": (
        "anna",
        lambda at, by: actions.follow_up(at.approved.actions.get().progress, seen=0, by=by),
    ),
    "assessments.change_facts": (
        "anna",
        lambda at, by: assessments_.change_facts(at.open, ["depth"], seen=at.open.facts_revision, by=by),
    ),
    "assessments.correct": ("anna", lambda at, by: assessments_.correct(at.approved, by=by)),
    "assessments.open_assessment": ("anna", lambda at, by: assessments_.open_assessment(at.new(), by=by)),
    "audiences.change": (
        "anna",
        lambda at, by: audiences.change(at.open, {"": "shareable"}, seen=_mark(at.open), by=by),
    ),
    "bundles.ask": ("anna", lambda at, by: bundles.ask([at.open, at.approved], by=by)),
    "comments.answer": ("marieke", lambda at, by: comments.answer(at.open.comments.first(), "Yes.", by=by)),
    "comments.say": ("marieke", lambda at, by: comments.say(at.open, "Why?", by=by)),
    "correcting.correct": ("anna", lambda at, by: correcting.correct(_seat(at, by), {}, agreed="")),
    "evidence.link_ratings": ("anna", lambda at, by: evidence.link_ratings(at.a(models.Evidence), {}, {}, by=by)),
    "evidence.remove": (
        "anna",
        lambda at, by: evidence.remove(records.add(at.source(), at.open, by=at.cast.anna), seen=0, by=by),
    ),
    "goals.add": ("anna", lambda at, by: goals.add(models.Goal(title="G"), at.open, [at.activity], [], by=by)),
    "goals.change": (
        "anna",
        lambda at, by: goals.change(at.a(models.Goal), ["title"], [at.activity], [], seen=0, by=by),
    ),
    "presence.report": ("anna", lambda at, by: presence.report(_seat(at, by), "need")),
    "programmes.add": (
        "anna",
        lambda at, by: programmes.add(models.Programme(title="P"), at.open, {at.activity: None}, by=by),
    ),
    "programmes.change": (
        "anna",
        lambda at, by: programmes.change(at.a(models.Programme), ["title"], {at.activity: None}, seen=0, by=by),
    ),
    "ratings.link_evidence": ("anna", lambda at, by: ratings.link_evidence(at.rating, [], seen=0, by=by)),
    "ratings.look_back": ("anna", lambda at, by: ratings.look_back(at.rating, by=by)),
    "ratings.restore": (
        "anna",
        lambda at, by: ratings.restore(at.rating, at.rating.history.first().history_id, seen=0, by=by),
    ),
    "ratings.save_rating": (
        "anna",
        lambda at, by: ratings.save_rating(at.rating, Judgement("level", 2), seen=0, by=by),
    ),
    "records.add": ("anna", lambda at, by: records.add(at.risk(), at.open, by=by)),
    "records.change": ("anna", lambda at, by: records.change(at.a(models.Risk), ["what"], seen=0, by=by)),
    "records.remove": ("anna", lambda at, by: records.remove(at.a(models.Risk), seen=0, by=by)),
    "removing.remove": ("anna", lambda at, by: removing.remove(at.a(models.Risk), seen=0, by=by)),
    "reports.ask_by_fingerprint": (
        "anna",
        lambda at, by: reports.ask_by_fingerprint(at.approved, "f" * 64, by=by, outline="dialogue"),
    ),
    "reviewing.mark": ("marieke", lambda at, by: reviewing.mark(at.submitted.ratings.first(), seen=0, by=by)),
    "reviewing.unmark": ("marieke", lambda at, by: reviewing.unmark(at.submitted.ratings.first(), by=by)),
    "sharing.end": ("marieke", lambda at, by: sharing.end(at.approved, at.cast.dda, by=by)),
    "sharing.share": ("marieke", lambda at, by: sharing.share(at.approved, at.cast.dda, by=by, with_evidence=False)),
    "version_change.carry": ("anna", lambda at, by: version_change.carry(_seat(at, by), at.newer)),
    "version_change.move": (
        "anna",
        lambda at, by: version_change.move(at.open, at.newer, seen=at.open.revision, by=by),
    ),
    "version_change.undo": ("anna", lambda at, by: _undo(at, by)),
    **{
        f"workflow.perform {move.name}": (
            "marieke" if move in (workflow.RETURN, workflow.APPROVE) else "anna",
            partial(lambda move, at, by: _move(move, at, by), move),
        )
        for move in workflow.MOVES.values()
    },
}


def _mark(assessment: Assessment) -> str:
    dossier = scorecard.dossier(assessment)
    return scorecard.mark(dossier.scorecard, dossier.records)


def _undo(at: World, by: Any) -> None:
    version_change.move(at.open, at.newer, seen=at.open.revision, by=at.cast.anna)
    version_change.undo(at.open, by=by)


def _move(move: workflow.Move, at: World, by: Any) -> None:
    """Make the move on an assessment from which it starts."""
    before = {workflow.TAKE_UP: workflow.RETURN, workflow.RESUME: workflow.GIVE_UP}.get(move)
    on = at.submitted if workflow.State.SUBMITTED in move.sources or before is workflow.RETURN else at.open
    if before is not None:
        workflow.perform(before, on, by=at.cast.marieke, seen=on.revision, note="So.")
    said = {"left_open": dict.fromkeys(Criterion.Part.values, "No time."), "agreed": acting.agreed(on)}
    workflow.perform(move, on, by=by, seen=on.revision, note="So.", **said)


DONE_BY_REVIEWERS_TOO = {
    "actions.follow_up",
    "bundles.ask",
    "reports.ask_by_fingerprint",
    "workflow.perform give-up",
    "workflow.perform resume",
}


def test_every_verb_is_tried() -> None:
    assert {name.split()[0] for name in VERBS} - MADE == verbs() - INNER - OWN


def test_verbs_refuse_the_viewer_the_other_donors_reviewer_and_the_framework_administrator(
    burundi, cast, other
) -> None:
    other.state = Framework.State.PUBLISHED
    Framework.objects.filter(pk=other.pk).update(state=other.state, published_at=timezone.now())
    at = World(burundi, cast, other)
    assert {name: outcome(at, verb, getattr(cast, who)) for name, (who, verb) in VERBS.items()} == dict.fromkeys(VERBS)
    of_assessors = {name for name, (who, _verb) in VERBS.items() if who == "anna"} - DONE_BY_REVIEWERS_TOO
    told = {name: outcome(at, VERBS[name][1], cast.marieke) for name in of_assessors}
    assert [name for name, refusal in told.items() if refusal is not PermissionDenied] == []
    for stranger in (cast.pieter, cast.erik, cast.fatima):
        told = {name: outcome(at, verb, stranger) for name, (_who, verb) in VERBS.items()}
        assert [name for name, refusal in told.items() if refusal is None] == []


def outcome(at: World, verb: Callable[[World, Any], Any], by: Any) -> type[Exception] | None:
    """How the verb was refused, if it was; whatever it did is taken back."""
    try:
        with transaction.atomic():
            verb(at, by)
            transaction.set_rollback(True)
    except (Http404, PermissionDenied) as refusal:
        return type(refusal)
    return None


def test_rules_of_records_hold_whoever_calls(burundi, cast, framework, theirs) -> None:
    def refused(what: Callable[[], Any]) -> list[str]:
        with pytest.raises(ValidationError) as told:
            what()
        return sorted(told.value.message_dict) if hasattr(told.value, "error_dict") else []

    def add(record: Any) -> Callable[[], Any]:
        return lambda: records.add(record, burundi, by=cast.anna)

    context = models.Context.objects.get(assessment=burundi)
    context.approach = models.Context.Approach.REGIONAL
    assert refused(lambda: records.change(context, ["approach"], seen=0, by=cast.anna)) == ["neighbours"]
    movement = models.Actor(kind="movement", name="W", role="R", institution=institution(framework))
    assert refused(add(movement)) == ["institution"]
    goal = goals.add(models.Goal(title="G"), burundi, [activity(framework)], [], by=cast.anna)
    assert refused(add(models.Indicator(goal=goal, text="I", target="3", latest="2"))) == ["latest_date", "target_date"]
    assert refused(lambda: goals.add(models.Goal(title="H"), burundi, [], [], by=cast.anna)) == ["activities"]
    assert refused(add(models.Assignment(part="need", person=cast.marieke))) == ["person"]
    shares = {activity(framework): None}
    for odd, fields in (
        (models.Programme(title="P", budget=3), ["currency"]),
        (models.Programme(title="P", budget=-3, currency="EUR"), ["budget"]),
        (models.Programme(title="P", rate_date=DAY), ["rate"]),
        (models.Programme(title="P", starts_on=date(2015, 1, 1), ends_on=DAY), ["ends_on"]),
    ):
        assert refused(partial(programmes.add, odd, burundi, shares, by=cast.anna)) == fields
    assert refused(lambda: programmes.add(models.Programme(title="P"), burundi, {}, by=cast.anna)) == []
    coded = programmes.add(models.Programme(title="P", crs_codes="15210;15130"), burundi, shares, by=cast.anna)
    assert coded.crs_codes == "15210, 15130"
    burundi.valid_until = DAY
    assert refused(lambda: assessments_.change_facts(burundi, ["valid_until"], seen=0, by=cast.anna)) == ["valid_until"]
    assert models.Goal.objects.filter(assessment=burundi).count() == 1


def test_a_reply_names_no_source_for_reviewers_only(burundi, cast) -> None:
    one_of_each.fill(burundi, cast)
    reply = burundi.replys.get()
    hidden = models.Evidence(title="T", kind="document", origin="O", dated=DAY, audience="reviewers")
    reply.evidence = records.add(hidden, burundi, by=cast.anna)
    with pytest.raises(ValidationError):
        records.change(reply, ["evidence"], seen=0, by=cast.anna)
    reply.refresh_from_db()
    models.Evidence.objects.filter(pk=reply.evidence_id).update(audience=models.Evidence.Audience.RESTRICTED)
    reply.refresh_from_db()
    records.change(reply, ["evidence", "text"], seen=0, by=cast.anna)


def test_an_assessment_is_opened_by_the_rules_whoever_calls(burundi, approved, cast, other, framework) -> None:
    def new(**facts: Any) -> Assessment:
        said = {"country": "BI", "period_start": DAY, "period_end": DAY, "currency": "EUR"} | facts
        return Assessment(organisation=cast.nl, **{"framework": framework} | said)

    markings = Marking.objects.create(organisation=cast.dda, name="Theirs", rank=1)
    for wrong, source in (
        (new(framework=other), None),
        (new(currency="BEF"), None),
        (new(valid_until=date(2013, 1, 1)), None),
        (new(marking=markings), None),
        (new(country="RW"), approved),
    ):
        with pytest.raises(ValidationError):
            assessments_.open_assessment(wrong, by=cast.anna, source=source)
    draft = assessments_.open_assessment(new(), by=cast.anna, source=approved)
    with pytest.raises(PermissionDenied):
        assessments_.open_assessment(new(period_end=date(2015, 1, 1)), by=cast.anna, source=draft)


def test_a_report_is_made_for_whoever_may_read_it(burundi, approved, cast) -> None:
    def asked(by: Any, outline: str) -> type[Exception] | None:
        return outcome(None, lambda _at, by: reports.ask_by_fingerprint(approved, "f" * 64, by=by, outline=outline), by)

    share = models.Share.objects.create(
        assessment=approved, organisation=cast.dda, by=cast.marieke, with_evidence=False
    )
    assert [asked(cast.pieter, words) for words in ("", "short", "dialogue")] == [None, None, PermissionDenied]
    guest = {words: asked(cast.sofia, words) for words in ("", "shareable", "shareable -evidence")}
    assert guest == {"": PermissionDenied, "shareable": PermissionDenied, "shareable -evidence": None}
    share.with_evidence = True
    share.save()
    assert asked(cast.sofia, "shareable") is None
