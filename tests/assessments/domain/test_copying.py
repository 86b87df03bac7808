"""Copies: a new period takes programmes, goals and context; a revision takes everything; nothing is forgotten."""

from datetime import date

import pytest

from assessments import models, scorecard
from assessments.domain import actions, assessments, copying, goals, records, workflow
from assessments.domain.editing import NotOpen
from tests import acting


def filled(burundi, cast) -> None:
    """One record of every kind."""
    add = lambda record: records.add(record, burundi, by=cast.anna)  # noqa: E731
    framework = burundi.framework
    add(models.Actor(kind="partner", name="Parliament", role="x", institution=framework.institutions.get(code="I5")))
    add(models.Risk(what="x", likelihood=1, impact=5, mitigation="x", owner="x"))
    add(models.Consultation(kind="officers", number=3, held_on=date(2014, 1, 1), parts="all", agreement="agreed"))
    add(models.Assumption(programme=burundi.programmes.get(), text="x", standing="holds"))
    activity, institution = framework.activities.get(code="F2b"), framework.institutions.get(code="I2")
    goal = goals.add(models.Goal(title="Trust"), burundi, [activity], [institution], by=cast.anna)
    add(models.Indicator(goal=goal, text="Trust in police", baseline="12 %", baseline_date=date(2012, 1, 1)))
    evidence = add(models.Evidence(title="Report", kind="document", origin="o", dated=date(2014, 1, 1)))
    add(models.Priority(activity=framework.activities.get(code="F1a"), horizon=1, rationale="x"))
    action = add(models.Action(text="Publish", addressee="Ministry", unit="Desk"))
    assert action.progress.status == "open"
    acting.rate_all(burundi, by=cast.anna)
    models.EvidenceLink.objects.create(rating=burundi.ratings.first(), evidence=evidence)


def counts(assessment) -> dict[str, int]:
    return {owned.model._meta.model_name: owned.rows_of(assessment).count() for owned in copying.REVISION}


@pytest.fixture
def past(burundi, cast) -> models.Assessment:
    filled(burundi, cast)
    burundi.refresh_from_db()
    acting.submit_and_approve(burundi, cast)
    burundi.refresh_from_db()
    return burundi


def test_new_period_takes_programmes_goals_and_context_but_no_answer(past, cast) -> None:
    new = acting.opened(cast.nl, by=cast.joris, first=2015, last=2016, source=past)
    copied, before = counts(new), counts(past)
    kept = {owned.model._meta.model_name for owned in copying.NEW_PERIOD}
    assert {name: copied[name] for name in kept} == {name: before[name] for name in kept}
    assert copied["evidence"] == copied["priority"] == copied["action"] == copied["evidencelink"] == 0
    assert set(new.ratings.values_list("status", flat=True)) == {"unrated"}
    assert new.ratings.count() == past.ratings.count()
    assert new.programmes.get().copied_from == past.programmes.get()


def test_new_period_shows_the_ratings_as_last_time(past, cast) -> None:
    new = acting.opened(cast.nl, by=cast.joris, first=2015, last=2016, source=past)
    card = scorecard.build(new)
    assert {rating.last.level for rating in card.ratings} == {2}
    assert card.parts["governance"].exact is None
    assert {change.direction for change in card.changes} == {"unjudged"}


def test_revision_takes_everything_and_supersedes(past, cast) -> None:
    revision = assessments.correct(past, by=cast.anna)
    assert counts(revision) == counts(past)
    assert (revision.reference, revision.supersedes, revision.state) == (f"{past.reference}-R2", past, "draft")
    link = models.EvidenceLink.objects.get(rating__assessment=revision)
    assert (link.evidence.assessment, link.rating.assessment) == (revision, revision)
    assert revision.ratings.filter(level=2).count() == past.ratings.count()


def test_revision_is_opened_once(past, cast) -> None:
    assessments.correct(past, by=cast.anna)
    with pytest.raises(NotOpen):
        assessments.correct(past, by=cast.anna)


def test_draft_is_not_corrected_by_a_revision(burundi, cast) -> None:
    with pytest.raises(NotOpen):
        assessments.correct(burundi, by=cast.anna)


def test_action_is_followed_up_after_approval_and_closed_by_a_reviewer(past, cast) -> None:
    progress = past.actions.get().progress
    progress.status, progress.proof = "done", "Published on 1 March."
    with pytest.raises(Exception, match="reviewer"):
        actions.follow_up(progress, seen=0, by=cast.anna)
    actions.follow_up(progress, seen=0, by=cast.marieke)
    progress.refresh_from_db()
    assert (progress.status, progress.confirmed_by, progress.revision) == ("done", cast.marieke, 1)


def test_numbers_of_actions_are_given_for_good(burundi, cast) -> None:
    first = records.add(models.Action(text="a", addressee="a", unit="u"), burundi, by=cast.anna)
    second = records.add(models.Action(text="b", addressee="a", unit="u"), burundi, by=cast.anna)
    records.remove(second, seen=0, by=cast.anna)
    third = records.add(models.Action(text="c", addressee="a", unit="u"), burundi, by=cast.anna)
    assert (first.number, third.number) == (1, 3)


def test_opening_submitting_and_approving_is_in_the_timeline(past) -> None:
    assert list(past.events.values_list("kind", flat=True)) == ["opened", "submitted", "approved"]
    assert workflow.MOVES["approve"].note_required
