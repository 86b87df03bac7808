"""docs/domain.md §5: who may move what, four eyes, and that approved is final."""

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import DatabaseError, IntegrityError, connection, transaction
from django.http import Http404

from assessments import models
from assessments.domain import actions, assessments, comments, records, reviewing, workflow
from assessments.domain.editing import NotOpen
from assessments.frozen import GUARDS
from tests import acting

ALL_PARTS = dict.fromkeys(("governance", "need", "contribution", "practice", "policy"), "Not in this round.")


def move(name: str, assessment, by, **kwargs) -> models.Event:
    assessment.refresh_from_db()
    said = {"seen": assessment.revision, "agreed": acting.agreed(assessment) if name == "approve" else ""}
    return workflow.perform(workflow.MOVES[name], assessment, by=by, **(said | kwargs))


def test_complete_assessment_is_submitted_and_approved(complete, cast) -> None:
    move("submit", complete, cast.anna)
    event = move("approve", complete, cast.marieke, note="Sound.")
    complete.refresh_from_db()
    assert (complete.state, complete.approved_by, complete.statement) == ("approved", cast.marieke, "Sound.")
    assert (event.kind, event.by, event.judged_revision) == ("approved", cast.marieke, complete.revision)


def test_incomplete_assessment_needs_a_reason_for_each_part(burundi, cast) -> None:
    with pytest.raises(ValidationError) as refusal:
        move("submit", burundi, cast.anna)
    assert sorted(refusal.value.message_dict) == sorted(ALL_PARTS)
    move("submit", burundi, cast.anna, left_open=ALL_PARTS)
    assert dict(burundi.open_parts.values_list("part", "reason")) == ALL_PARTS


def test_returned_assessment_can_be_changed_and_submitted_again(complete, cast) -> None:
    move("submit", complete, cast.anna)
    move("return", complete, cast.marieke, note="Parliament is too low.")
    acting.rate(complete.ratings.first(), 3, by=cast.anna)
    move("submit", complete, cast.anna)
    assert list(complete.events.values_list("kind", flat=True)) == ["opened", "submitted", "returned", "submitted"]


def test_return_needs_a_note(complete, cast) -> None:
    move("submit", complete, cast.anna)
    with pytest.raises(ValidationError):
        move("return", complete, cast.marieke)


def test_taken_up_assessment_is_a_draft(complete, cast) -> None:
    move("submit", complete, cast.anna)
    move("return", complete, cast.marieke, note="x")
    move("take-up", complete, cast.joris)
    complete.refresh_from_db()
    assert complete.state == "draft"


@pytest.mark.parametrize(
    ("name", "state", "may"),
    [
        ("submit", "draft", {"anna", "joris"}),
        ("return", "submitted", {"marieke"}),
        ("approve", "submitted", {"marieke"}),
        ("take-up", "returned", {"anna", "joris"}),
        ("withdraw", "submitted", {"anna"}),
        ("give-up", "draft", {"anna", "joris", "marieke"}),
        ("give-up", "returned", {"anna", "joris", "marieke"}),
        ("resume", "given_up", {"anna", "joris", "marieke"}),
    ],
)
def test_each_of_the_cast_may_exactly_what_the_table_says(complete, cast, name: str, state: str, may: set[str]) -> None:
    reach = {"draft": [], "submitted": ["submit"], "returned": ["submit", "return"], "given_up": ["give-up"]}[state]
    for step in reach:
        move(step, complete, cast.marieke if step == "return" else cast.anna, note="x")
    done = set()
    for person in ("anna", "joris", "marieke", "pieter", "sofia", "erik", "fatima"):
        sid = transaction.savepoint()
        try:
            move(name, complete, getattr(cast, person), note="x")
            done.add(person)
        except (PermissionDenied, Http404):
            pass
        transaction.savepoint_rollback(sid)
    assert done == may


def test_reviewer_who_filled_in_a_rating_cannot_approve(complete, cast) -> None:
    cast.marieke.memberships.create(organisation=cast.nl, role="assessor")
    acting.rate(complete.ratings.first(), 4, by=cast.marieke)
    move("submit", complete, cast.anna)
    with pytest.raises(PermissionDenied, match="wrote part"):
        move("approve", complete, cast.marieke, note="x")


def test_reviewer_who_submitted_cannot_approve(complete, cast) -> None:
    cast.marieke.memberships.create(organisation=cast.nl, role="assessor")
    move("submit", complete, cast.marieke)
    with pytest.raises(PermissionDenied, match="submitted"):
        move("approve", complete, cast.marieke, note="x")


def test_move_on_what_was_changed_meanwhile_is_a_conflict(complete, cast) -> None:
    move("submit", complete, cast.anna)
    with pytest.raises(workflow.Conflict):
        move("approve", complete, cast.marieke, note="x", seen=complete.revision - 1)


def test_second_approval_is_a_conflict(approved, cast) -> None:
    with pytest.raises(workflow.Conflict):
        move("approve", approved, cast.marieke, note="again")


def test_database_refuses_any_change_of_what_is_approved(approved, cast) -> None:
    """Each owned table that has rows is tried, by update and by delete."""
    tried = set()
    for guard in GUARDS:
        if guard.table == "assessments_report":
            continue
        column = "id"
        with connection.cursor() as cursor:
            cursor.execute(f"SELECT COUNT(*) FROM {guard.table}")  # noqa: S608
            if not cursor.fetchone()[0]:
                continue
        for statement in (f"UPDATE {guard.table} SET {column} = {column}", f"DELETE FROM {guard.table}"):  # noqa: S608
            with pytest.raises(DatabaseError, match="final"), transaction.atomic(), connection.cursor() as cursor:
                cursor.execute(statement)
            tried.add(guard.table)
    assert {"assessments_assessment", "assessments_rating", "assessments_programme", "assessments_context"} <= tried


def test_nothing_can_be_added_to_an_approved_assessment(approved, cast) -> None:
    with pytest.raises(DatabaseError, match="final"), transaction.atomic():
        models.Risk.objects.create(assessment=approved, what="x", likelihood=1, impact=1, mitigation="x", owner="x")


def test_nothing_moves_into_an_approved_assessment(approved, cast) -> None:
    other = acting.opened(cast.nl, by=cast.anna, first=2020, last=2021)
    risk = models.Risk.objects.create(assessment=other, what="x", likelihood=1, impact=1, mitigation="x", owner="x")
    with pytest.raises(DatabaseError, match="final"), transaction.atomic():
        models.Risk.objects.filter(pk=risk.pk).update(assessment=approved)


def test_submitter_takes_back_until_a_reviewer_has_begun(complete, cast) -> None:
    move("submit", complete, cast.anna)
    event = move("withdraw", complete, cast.anna, note="The annex is missing.")
    complete.refresh_from_db()
    assert (complete.state, event.kind, event.note) == ("draft", "withdrawn", "The annex is missing.")
    acting.rate(complete.ratings.first(), 3, by=cast.anna)
    move("submit", complete, cast.anna)
    complete.refresh_from_db()
    assert complete.state == "submitted"


def began_by_mark(assessment, cast) -> None:
    rating = assessment.ratings.first()
    reviewing.mark(rating, seen=rating.revision, by=cast.marieke)


def began_by_remark(assessment, cast) -> None:
    comments.say(assessment, "Why so high?", by=cast.marieke)


def began_by_flag(assessment, cast) -> None:
    comments.say(assessment, "Thin.", by=cast.marieke, rating=assessment.ratings.first(), flag="evidence")


@pytest.mark.parametrize("begin", [began_by_mark, began_by_remark, began_by_flag])
def test_nothing_is_taken_back_once_a_reviewer_has_begun(complete, cast, begin) -> None:
    move("submit", complete, cast.anna)
    begin(complete, cast)
    with pytest.raises(PermissionDenied, match="A reviewer has begun"):
        move("withdraw", complete, cast.anna)
    complete.refresh_from_db()
    assert complete.state == "submitted"


def test_what_reviewers_did_in_an_earlier_round_holds_nothing_up(complete, cast) -> None:
    move("submit", complete, cast.anna)
    began_by_mark(complete, cast)
    began_by_remark(complete, cast)
    move("return", complete, cast.marieke, note="Mend.")
    move("submit", complete, cast.anna)
    move("withdraw", complete, cast.anna)


def test_a_colleagues_remark_is_no_review(complete, cast) -> None:
    move("submit", complete, cast.anna)
    comments.say(complete, "I am at hand for questions.", by=cast.joris)
    move("withdraw", complete, cast.anna)


def test_a_mark_whose_reviewer_contributed_is_no_review(complete, cast) -> None:
    action = records.add(models.Action(text="A", addressee="M", unit="U"), complete, by=cast.anna)
    move("submit", complete, cast.anna)
    began_by_mark(complete, cast)
    action.progress.proof = "Half of it is built."
    actions.follow_up(action.progress, seen=action.progress.revision, by=cast.marieke)
    move("withdraw", complete, cast.anna)


def test_taking_back_over_a_changed_revision_is_a_conflict(complete, cast) -> None:
    move("submit", complete, cast.anna)
    with pytest.raises(workflow.Conflict):
        move("withdraw", complete, cast.anna, seen=complete.revision + 1)


def test_giving_up_frees_country_period_and_reference(complete, cast) -> None:
    with pytest.raises(ValidationError):
        move("give-up", complete, cast.anna)
    move("give-up", complete, cast.anna, note="Opened for the wrong years.")
    complete.refresh_from_db()
    assert (complete.state, complete.reference) == ("given_up", "NL-BI-2014-X1")
    new = acting.opened(cast.nl, by=cast.joris, first=2012, last=2014)
    assert new.reference == "NL-BI-2014"
    move("give-up", new, cast.joris, note="This one too.")
    new.refresh_from_db()
    assert new.reference == "NL-BI-2014-X2"
    assert acting.opened(cast.nl, by=cast.joris, first=2012, last=2014).reference == "NL-BI-2014"


def test_what_was_given_up_takes_no_change(complete, cast) -> None:
    move("give-up", complete, cast.anna, note="x")
    rating = complete.ratings.first()
    with pytest.raises(NotOpen):
        acting.rate(rating, 1, by=cast.anna)
    with pytest.raises(PermissionDenied):
        comments.say(complete, "x", by=cast.marieke)
    for name in ("submit", "return", "approve", "take-up", "withdraw", "give-up"):
        with pytest.raises(workflow.Conflict):
            move(name, complete, cast.anna, note="x")


def test_what_was_given_up_is_taken_up_again_with_all_that_was_in_it(complete, cast) -> None:
    before = list(complete.ratings.order_by("pk").values_list("pk", "level", "justification"))
    move("give-up", complete, cast.anna, note="x")
    move("resume", complete, cast.joris)
    complete.refresh_from_db()
    assert (complete.state, complete.reference) == ("draft", "NL-BI-2014")
    assert list(complete.ratings.order_by("pk").values_list("pk", "level", "justification")) == before


def test_what_was_given_up_stays_so_while_another_has_its_place(complete, cast) -> None:
    move("give-up", complete, cast.anna, note="x")
    acting.opened(cast.nl, by=cast.joris, first=2012, last=2014)
    with pytest.raises(workflow.Conflict, match="NL-BI-2014 stands in its place"):
        move("resume", complete, cast.anna)
    complete.refresh_from_db()
    assert (complete.state, complete.reference) == ("given_up", "NL-BI-2014-X1")


def test_the_database_holds_one_place_for_one_assessment(complete, cast) -> None:
    move("give-up", complete, cast.anna, note="x")
    acting.opened(cast.nl, by=cast.joris, first=2012, last=2014)
    with pytest.raises(IntegrityError), transaction.atomic():
        models.Assessment.objects.filter(pk=complete.pk).update(**{"state": "draft"})


def test_a_correction_that_was_given_up_leaves_room_for_another(approved, cast) -> None:
    first = assessments.correct(approved, by=cast.anna)
    move("give-up", first, cast.anna, note="There was nothing to correct.")
    second = assessments.correct(approved, by=cast.joris)
    assert (second.supersedes, second.revision_number) == (approved, 3)
    with pytest.raises(workflow.Conflict, match="stands in its place"):
        move("resume", first, cast.anna)
    move("give-up", second, cast.joris, note="x")
    move("resume", first, cast.anna)
    first.refresh_from_db()
    assert (first.state, first.reference, first.supersedes) == ("draft", "NL-BI-2014-R2", approved)


def test_approved_is_never_given_up(approved, cast) -> None:
    with pytest.raises(workflow.Conflict):
        move("give-up", approved, cast.anna, note="x")
