"""Four eyes: whoever contributed in any way, ever, neither approves nor marks (docs/domain.md §5)."""

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from django.apps import apps
from django.core.exceptions import PermissionDenied
from django.db import transaction
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from assessments import access, contributors, models
from assessments.domain import (
    actions,
    assessments,
    comments,
    evidence,
    goals,
    programmes,
    ratings,
    records,
    reviewing,
    workflow,
)
from assessments.domain.judgement import Link
from assessments.queries import dashboard
from frameworks.models import Activity, Criterion
from ssr_portal.accounts.models import Membership, Person
from tests import acting

# Without a history that could name a writer: saved with the row that they belong to, or in a move that names its maker.
WITH_THEIR_OWNER = {
    "EarlierReference",
    "EvidenceLink",
    "ProgrammeActivity",
    "GoalActivity",
    "GoalInstitution",
    "Attachment",
    "OpenPart",
} | {
    "LeftBehind",
    "VersionMove",
}
# What reviewers do, and what says nothing of the country or its programmes.
NOT_WRITTEN = {"Assignment", "Comment", "ReviewMark", "Event", "Share", "ShareSeen", "Presence"} | {
    "Report",
    "SampleReport",
    "CombinedReport",
    "CombinedReportItem",
    "Bundle",
    "BundleItem",
    "StoredFigures",
    "Stamp",
}
BY_WHAT_CHANGED = {"Assessment", "ActionProgress"}


def test_every_table_is_asked_or_left_on_purpose() -> None:
    known = {model.__name__ for model in contributors.WRITTEN} | BY_WHAT_CHANGED | WITH_THEIR_OWNER | NOT_WRITTEN
    ours = {each.__name__ for each in apps.get_app_config("assessments").get_models()}
    assert {name for name in ours if not name.startswith("Historical")} == known
    with_history = {name for name in ours if f"Historical{name}" in ours}
    assert with_history - {model.__name__ for model in contributors.WRITTEN} == BY_WHAT_CHANGED | {
        "Assignment",
        "EvidenceLink",  # every change of one saves its rating too
    }


@pytest.fixture
def both(cast) -> Person:
    """Joris, who assesses and reviews."""
    Membership.objects.create(person=cast.joris, organisation=cast.nl, role="reviewer")
    return cast.joris


def walked(person: Person, assessment: models.Assessment) -> bool:
    """The same question, answered by reading every row in Python."""
    submitted = models.Event.objects.filter(assessment=assessment, kind="submitted", by=person).exists()
    opened = person.pk in {assessment.opened_by_id, assessment.submitted_by_id}
    return (
        opened
        or submitted
        or _wrote(person, assessment)
        or _rated_unnamed(person, assessment)
        or _moved(person, assessment)
    )


def _wrote(person: Person, assessment: models.Assessment) -> bool:
    rows = (row for model in contributors.WRITTEN for row in model.history.all())
    return any(row.assessment_id == assessment.pk and row.history_user_id == person.pk for row in rows)


def _rated_unnamed(person: Person, assessment: models.Assessment) -> bool:
    rows = models.Rating.history.filter(history_user=None, assessment=assessment.pk)
    return any(row.rated_by_id == person.pk and row.rated_at >= assessment.opened_at for row in rows)


def _moved(person: Person, assessment: models.Assessment) -> bool:
    numbered = set(models.Action.history.filter(assessment=assessment.pk).values_list("id", flat=True))
    progress = {row.id for row in models.ActionProgress.history.all() if row.action_id in numbered}
    return any(_differs(row, contributors.COVER) for row in _rows(models.Assessment, person, {assessment.pk})) or any(
        _differs(row, ["proof"]) or (_differs(row, ["status"]) and row.confirmed_by_id != person.pk)
        for row in _rows(models.ActionProgress, person, progress)
    )


def _rows(model: Any, person: Person, keys: set[int]) -> list[Any]:
    return [row for row in model.history.all() if row.id in keys and row.history_user_id == person.pk]


def _differs(row: Any, names: Any) -> bool:
    before = row.prev_record
    if before is None:
        return row.history_type == "+"
    return any(getattr(row, name) != getattr(before, name) for name in names)


def ready(assessment: models.Assessment, cast: Any) -> models.Assessment:
    """Everything rated and submitted by Anna."""
    assessment.refresh_from_db()
    for rating in assessment.ratings.filter(status="unrated"):
        acting.rate(rating, 2, by=cast.anna)
    assessment.refresh_from_db()
    workflow.perform(workflow.SUBMIT, assessment, by=cast.anna, seen=assessment.revision)
    assessment.refresh_from_db()
    return assessment


def is_refused(person: Person, assessment: models.Assessment) -> bool:
    """Whether approval, marks and the list of what waits all refuse the person; they have to agree, with the walk too."""
    seat = access.seat(person, assessment.reference)
    held, rights = seat.assessment, seat.rights
    assert rights.can_approve == rights.can_review == (not rights.why_not_approve)
    waits = {each.assessment.pk for each in dashboard.page(person, {}).waiting if each.assessment.state == "submitted"}
    assert rights.can_approve == (assessment.pk in waits)
    assert walked(person, held) == (not rights.can_approve)
    if rights.can_approve:
        return False
    with pytest.raises(PermissionDenied):
        workflow.perform(workflow.APPROVE, held, by=person, seen=held.revision, note="Sound.")
    with pytest.raises(PermissionDenied):
        reviewing.mark(held.ratings.first(), seen=held.ratings.first().revision, by=person)
    return True


def _added(make: Callable[[models.Assessment], Any]) -> Callable:
    return lambda assessment, by: records.add(make(assessment), assessment, by=by)


def _some(assessment: models.Assessment) -> Activity:
    return assessment.framework.activities.get(code="F2b")


def _rated(assessment: models.Assessment, by: Person) -> None:
    acting.rate(assessment.ratings.order_by("pk").first(), 1, by=by)


def _overwritten(assessment: models.Assessment, by: Person) -> None:
    """Rated by the person, then by Anna over it: the columns name Anna alone."""
    _rated(assessment, by)
    rating = assessment.ratings.order_by("pk").first()
    acting.rate(rating, 3, by=assessment.opened_by)


def _linked(assessment: models.Assessment, by: Person) -> None:
    source = records.add(
        models.Evidence(title="S", kind="interview", origin="O", dated=date(2014, 1, 1)),
        assessment,
        by=assessment.opened_by,
    )
    rating = assessment.ratings.order_by("pk").first()
    ratings.link_evidence(rating, [Link(source.pk, "supports")], seen=rating.revision, by=by)


def _linked_to_many(assessment: models.Assessment, by: Person) -> None:
    source = records.add(
        models.Evidence(title="S", kind="interview", origin="O", dated=date(2014, 1, 1)),
        assessment,
        by=assessment.opened_by,
    )
    evidence.link_ratings(source, {}, {assessment.ratings.order_by("pk").first().pk: "supports"}, by=by)


def _goal(assessment: models.Assessment, by: Person) -> models.Goal:
    return goals.add(models.Goal(title="G"), assessment, [_some(assessment)], [], by=by)


def _tied_otherwise(assessment: models.Assessment, by: Person) -> None:
    goal = _goal(assessment, assessment.opened_by)
    goals.change(goal, ["title"], [_some(assessment)], [], seen=goal.revision, by=by)


def _progress_noted(assessment: models.Assessment, by: Person) -> None:
    action = records.add(models.Action(text="A", addressee="M", unit="U"), assessment, by=assessment.opened_by)
    action.progress.proof = "Half of it is built."
    actions.follow_up(action.progress, seen=action.progress.revision, by=by)


def _begun(assessment: models.Assessment, by: Person) -> None:
    action = records.add(models.Action(text="A", addressee="M", unit="U"), assessment, by=assessment.opened_by)
    action.progress.status = "running"
    actions.follow_up(action.progress, seen=action.progress.revision, by=by)


def _cover(assessment: models.Assessment, by: Person) -> None:
    assessment.depth = "rapid"
    assessments.change_facts(assessment, ["depth"], seen=assessment.facts_revision, by=by)


def _context(assessment: models.Assessment, by: Person) -> None:
    context = models.Context.objects.get(assessment=assessment)
    context.background = "So it was."
    records.change(context, ["background"], seen=context.revision, by=by)


def _added_and_removed(assessment: models.Assessment, by: Person) -> None:
    risk = records.add(models.Risk(what="R", likelihood=1, impact=1, mitigation="M", owner="O"), assessment, by=by)
    records.remove(risk, seen=risk.revision, by=by)


def _removed(assessment: models.Assessment, by: Person) -> None:
    risk = records.add(
        models.Risk(what="R", likelihood=1, impact=1, mitigation="M", owner="O"), assessment, by=assessment.opened_by
    )
    records.remove(risk, seen=risk.revision, by=by)


def _reply(assessment: models.Assessment) -> models.Reply:
    met = records.add(
        models.Consultation(kind="elders", number=3, held_on=date(2014, 1, 1), parts="all", agreement="agreed"),
        assessment,
        by=assessment.opened_by,
    )
    return models.Reply(rating=assessment.ratings.first(), consultation=met, stance="agrees", text="So it is.")


def _indicator(assessment: models.Assessment) -> models.Indicator:
    return models.Indicator(goal=_goal(assessment, assessment.opened_by), text="I")


def _submitted_before(assessment: models.Assessment, by: Person) -> None:
    for rating in assessment.ratings.filter(status="unrated"):
        acting.rate(rating, 2, by=assessment.opened_by)
    assessment.refresh_from_db()
    workflow.perform(workflow.SUBMIT, assessment, by=by, seen=assessment.revision)
    marieke = Person.objects.get(name="Marieke Visser")
    workflow.perform(workflow.RETURN, assessment, by=marieke, seen=assessment.revision, note="More.")


CONTRIBUTIONS = {
    "rating": _rated,
    "rating that a colleague overwrote": _overwritten,
    "link from a rating": _linked,
    "links from a source": _linked_to_many,
    "cover": _cover,
    "context": _context,
    "programme": lambda assessment, by: programmes.add(
        models.Programme(title="P", currency="EUR"), assessment, {_some(assessment): None}, by=by
    ),
    "assumption": _added(lambda one: models.Assumption(programme=one.programmes.first(), text="T", standing="holds")),
    "source": lambda assessment, by: records.add(
        models.Evidence(title="S", kind="interview", origin="O", dated=date(2014, 1, 1)), assessment, by=by
    ),
    "goal": _goal,
    "what a goal is tied to": _tied_otherwise,
    "indicator": _added(_indicator),
    "priority": _added(lambda one: models.Priority(activity=_some(one), horizon=1, rationale="R")),
    "action": _added(lambda _one: models.Action(text="A", addressee="M", unit="U")),
    "progress of an action": _progress_noted,
    "an action that is begun": _begun,
    "actor": _added(lambda _one: models.Actor(kind="donor", name="A", role="R")),
    "risk": _added(lambda _one: models.Risk(what="R", likelihood=1, impact=1, mitigation="M", owner="O")),
    "risk added and removed": _added_and_removed,
    "a colleague's risk removed": _removed,
    "consultation": _added(
        lambda _one: models.Consultation(
            kind="elders", number=3, held_on=date(2014, 1, 1), parts="all", agreement="agreed"
        )
    ),
    "partner's reply": _added(_reply),
    "an earlier submission": _submitted_before,
}


@pytest.mark.parametrize("what", CONTRIBUTIONS)
def test_whoever_contributed_neither_approves_nor_marks(what: str, burundi, cast, both) -> None:
    CONTRIBUTIONS[what](burundi, both)
    assert is_refused(both, ready(burundi, cast))


WRITERS = ("anna", "joris", "marieke")
CHEAP = sorted(CONTRIBUTIONS.keys() - {"an earlier submission"})  # that one rates everything
OPEN = {"left_open": dict.fromkeys(Criterion.Part.values, "No time.")}
ROLES = st.sets(st.sampled_from(["assessor", "reviewer", "viewer"]))


def _go_on(assessment: models.Assessment, way: tuple[workflow.Move, ...], by: Person, reviewer: Person) -> None:
    for move in way:
        assessment.refresh_from_db()
        who = by if move is workflow.SUBMIT else reviewer
        said = OPEN if move is workflow.SUBMIT else {"note": "So.", "agreed": acting.agreed(assessment)}
        with acting.quietly():
            workflow.perform(move, assessment, by=who, seen=assessment.revision, **said)


@settings(
    max_examples=25,
    phases=(Phase.generate,),  # each example writes histories: shrinking one takes minutes
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(
    # Each once: a second programme of the same title is refused for that.
    acts=st.lists(
        st.tuples(st.sampled_from(CHEAP), st.sampled_from(WRITERS)), max_size=3, unique_by=lambda act: act[0]
    ),
    submitter=st.sampled_from(WRITERS),
    way=st.sampled_from(
        [
            (workflow.SUBMIT,),
            (workflow.SUBMIT,),
            (workflow.SUBMIT, workflow.RETURN),
            (workflow.SUBMIT, workflow.RETURN, workflow.SUBMIT),
            (workflow.SUBMIT, workflow.APPROVE),
            (),
        ]
    ),
    roles=st.tuples(ROLES, ROLES, ROLES),
)
def test_value_and_list_agree_on_who_may_judge(burundi, cast, acts, submitter, way, roles) -> None:
    """Whatever was written by whom, wherever it stands, and whatever roles they have by then."""
    people = {name: getattr(cast, name) for name in WRITERS}
    with transaction.atomic():
        for person in people.values():
            Membership.objects.get_or_create(person=person, organisation=cast.nl, role="assessor")
        ines = Person.objects.create_user("ines@nl.example", "secret", name="Ines Vos")
        Membership.objects.create(person=ines, organisation=cast.nl, role="reviewer")
        for what, who in acts:
            burundi.refresh_from_db()
            CONTRIBUTIONS[what](burundi, people[who])
        _go_on(burundi, way, people[submitter], ines)
        Membership.objects.filter(person__in=people.values()).delete()
        for person, theirs in zip(people.values(), roles, strict=True):
            for role in sorted(theirs):
                Membership.objects.create(person=person, organisation=cast.nl, role=role)
        for person in (*people.values(), ines, cast.erik):
            mine = access.assessments_of(person)
            values = {each.pk for each in mine if access.seat(person, each.reference).may_judge}
            assert values == set(mine.filter(access.may_judge(person)).values_list("pk", flat=True))
        transaction.set_rollback(True)


def test_whoever_wrote_nothing_approves(burundi, cast, both) -> None:
    for contribute in CONTRIBUTIONS.values():
        burundi.refresh_from_db()
        contribute(burundi, cast.anna)
    ready(burundi, cast)
    assert not is_refused(both, burundi)
    assert not is_refused(cast.marieke, burundi)
    assert walked(cast.anna, burundi)
    assert contributors.contributed(cast.anna, burundi)


def test_what_reviewers_do_is_no_contribution(burundi, cast) -> None:
    action = records.add(models.Action(text="A", addressee="M", unit="U"), burundi, by=cast.anna)
    ready(burundi, cast)
    rating = burundi.ratings.first()
    comments.say(burundi, "Why?", by=cast.marieke, rating=rating)
    reviewing.mark(rating, seen=rating.revision, by=cast.marieke)
    workflow.perform(workflow.RETURN, burundi, by=cast.marieke, seen=burundi.revision, note="Answer it.")
    progress = models.ActionProgress.objects.get(action=action)
    progress.response, progress.proof = "accepted", ""
    actions.follow_up(progress, seen=progress.revision, by=cast.marieke)
    progress.proof = "It is built."
    actions.follow_up(progress, seen=progress.revision, by=cast.anna)
    progress.status = "done"
    actions.follow_up(progress, seen=progress.revision, by=cast.marieke)
    assert not is_refused(cast.marieke, ready(burundi, cast))


def test_writer_of_an_earlier_assessment_did_not_contribute_to_its_copy(approved, cast, both) -> None:
    """A correction brings along what Anna wrote; Joris, who opened it, contributed by that."""
    Membership.objects.create(person=cast.anna, organisation=cast.nl, role="reviewer")
    revision = assessments.correct(approved, by=both)
    revision.refresh_from_db()
    workflow.perform(workflow.SUBMIT, revision, by=both, seen=revision.revision)
    assert is_refused(both, revision)
    assert not is_refused(cast.anna, revision)


def test_rating_whose_history_names_nobody_names_its_writer_itself(burundi, cast, both) -> None:
    _rated(burundi, both)
    models.Rating.history.filter(history_user=both).update(history_user=None)
    assert is_refused(both, ready(burundi, cast))


def test_another_assessment_does_not_count(burundi, cast, both, framework) -> None:
    other = acting.opened(cast.nl, by=both, first=2015, last=2015)
    _context(other, both)
    assert not is_refused(both, ready(burundi, cast))
