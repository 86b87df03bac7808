"""Moving an open assessment to a newer framework version: what travels, what asks again, what stays, and the way back."""

from datetime import date
from decimal import Decimal

import pytest
from django.core.exceptions import ValidationError

from assessments import models, scorecard
from assessments.domain import assessments, goals, kept_text, records, version_change, workflow
from assessments.domain.editing import NotOpen, Stale, StayedBehind
from frameworks.domain import drafting, publishing
from frameworks.models import Framework
from tests import acting

Status = models.Rating.Status


@pytest.fixture
def newer(framework) -> Framework:
    """Version 2: a need reworded, an institution and an activity gone, a consideration more, a policy weighing twice."""
    draft = drafting.copy_to_draft(framework)
    draft.criteria.filter(part="need", code="F3").update(text="Worded anew.")
    draft.criteria.filter(part="policy", code="R1").update(weight=2)
    level = draft.criteria.get(part="contribution", code="F2b").descriptions.get(level__value=3)
    level.text = "Another level 3."
    level.save()
    draft.criteria.filter(institution__code="I3").delete()
    draft.institutions.filter(code="I3").delete()
    draft.criteria.filter(activity__code="F1a").delete()
    draft.activities.filter(code="F1a").delete()
    consideration = draft.considerations.create(
        code="C8", name="Heed the climate", definition="x", source="x", position=9
    )
    pattern = draft.criteria.get(part="practice", code="C1")
    questions = [row.text for row in pattern.questions.all()]
    levels = {row.level: row.text for row in pattern.descriptions.all()}
    new = draft.criteria.create(
        part="practice", code="C8", scale=pattern.scale, text="x", source="x", consideration=consideration, position=9
    )
    for number, text in enumerate(questions, start=1):
        new.questions.create(position=number, text=text)
    for level, text in levels.items():
        new.descriptions.create(level=level, text=f"New: {text}")
    publishing.publish(draft)
    return draft


@pytest.fixture
def case(complete, cast) -> models.Assessment:
    """Burundi, all rated, with records that rest on what version 2 does not have."""
    framework = complete.framework
    activity, institution = framework.activities.get(code="F1a"), framework.institutions.get(code="I3")
    goals.add(models.Goal(title="Order"), complete, [activity], [institution], by=cast.anna)
    records.add(models.Priority(activity=activity, horizon=1, rationale="First of all."), complete, by=cast.anna)
    actor = models.Actor(kind="partner", name="The service", role="x", institution=institution)
    records.add(actor, complete, by=cast.anna)
    evidence = records.add(
        models.Evidence(title="Report", kind="document", origin="o", dated=date(2014, 1, 1)), complete, by=cast.anna
    )
    rating = complete.ratings.get(criterion__code="I3.G1")
    models.EvidenceLink.objects.create(rating=rating, evidence=evidence)
    complete.refresh_from_db()
    return complete


def sizes(effect: version_change.Effect) -> dict[str, int]:
    return {
        name: len(getattr(effect, name)) for name in ("unchanged", "to_confirm", "behind", "unrated", "new", "records")
    }


def moved(case, newer, cast) -> models.VersionMove:
    made = version_change.move(case, newer, seen=case.revision, by=cast.anna)
    case.refresh_from_db()
    return made


def shown(case) -> dict:
    """Everything about the assessment's ratings and records that undoing has to bring back."""
    fields = (
        "criterion",
        "programme",
        "status",
        "level",
        "justification",
        "to_confirm",
        "previous_criterion",
        "left_behind",
    )
    return {
        "framework": case.framework_id,
        "ratings": sorted(case.ratings.values_list("pk", *fields), key=str),
        "works on": sorted(
            models.ProgrammeActivity.objects.filter(programme__assessment=case).values_list("pk", "activity", "share")
        ),
        "goals": sorted(models.GoalActivity.objects.filter(goal__assessment=case).values_list("pk", "activity")),
        "concerns": sorted(
            models.GoalInstitution.objects.filter(goal__assessment=case).values_list("pk", "institution")
        ),
        "priorities": sorted(case.prioritys.values_list("pk", "activity", "rationale")),
        "actors": sorted(case.actors.values_list("pk", "institution")),
        "behind": case.left_behind.count(),
    }


def test_effect_counts_every_rating_once_and_stores_nothing(case, newer) -> None:
    before = shown(case)
    effect = version_change.effect(case, newer)
    assert sizes(effect) == {"unchanged": 53, "to_confirm": 2, "behind": 6, "unrated": 0, "new": 1, "records": 5}
    assert case.ratings.count() == 53 + 2 + 6
    assert {(row.criterion.part, row.criterion.code) for row in effect.behind} == {
        *(("governance", f"I3.G{n}") for n in (1, 2, 3, 4)),
        ("need", "F1a"),
        ("contribution", "F1a"),
    }
    assert shown(case) == before


def test_move_carries_out_what_the_effect_said(case, newer, cast) -> None:
    said = {row.pk for row in version_change.effect(case, newer).to_confirm}
    moved(case, newer, cast)
    assert case.framework == newer
    assert set(case.ratings.filter(to_confirm=True).values_list("pk", flat=True)) == said
    assert case.ratings.filter(left_behind=True).count() == 6
    assert set(case.ratings.filter(left_behind=False).values_list("criterion__framework", flat=True)) == {newer.pk}
    new = case.ratings.get(criterion__code="C8")
    assert (new.status, new.programme) == (Status.UNRATED, case.programmes.get())
    event = case.events.last()
    assert (event.kind, event.by) == ("migrated", cast.anna)


def test_figures_leave_out_what_stayed_and_are_provisional_until_confirmed(case, newer, cast) -> None:
    moved(case, newer, cast)
    card = scorecard.build(case)
    assert len(card.ratings) == 56
    assert [rating.criterion.code for rating in card.left_behind] == ["F1a", "I3.G1", "I3.G2", "I3.G3", "I3.G4", "F1a"]
    assert card.left_behind[1].cited[0].title == "Report"
    need = next(rating for rating in card.of_part("need") if rating.criterion.code == "F3")
    assert (need.lacks, need.previous_criterion.text) == (
        "confirmation",
        case.ratings.get(pk=need.pk).previous_criterion.text,
    )
    assert card.parts["need"].provisional
    assert not card.parts["governance"].provisional


def test_records_that_cannot_come_along_are_kept_as_text(case, newer, cast) -> None:
    moved(case, newer, cast)
    assert [(row.what, row.said) for row in case.left_behind.all()] == [
        ("Programme “Police strand” works on", "F1a Civil-democratic institutional strengthening"),
        ("Goal “Order” is pursued through", "F1a Civil-democratic institutional strengthening"),
        ("Goal “Order” concerns", "I3 Intelligence services"),
        ("Priority, within 1 year: F1a Civil-democratic institutional strengthening", "First of all."),
        ("“The service” stands in", "I3 Intelligence services"),
    ]
    assert case.prioritys.count() == 0
    assert case.actors.get().institution is None
    assert models.ProgrammeActivity.objects.get(programme__assessment=case).activity.framework == newer


@pytest.mark.parametrize(("audience", "told"), [("reviewers", "Restricted source"), ("internal", "The survey, p. 7")])
def test_of_a_source_for_reviewers_no_word_is_kept(rating, cast, audience: str, told: str) -> None:
    source = models.Evidence.objects.create(
        assessment=rating.assessment,
        title="The survey",
        kind="document",
        origin="o",
        dated=date(2014, 1, 1),
        audience=audience,
    )
    link = models.EvidenceLink.objects.create(rating=rating, evidence=source, stance="supports", place="p. 7")
    assert kept_text.told(link)[1] == f"{told} (Supports the rating)"


def test_of_a_kind_without_a_sentence_every_item_and_text_is_kept(framework) -> None:
    risk = models.Risk(what="Attacks. " * 20, likelihood=1, impact=5, mitigation="Less travel.", owner="Desk")
    assert kept_text.facts_and_text(risk) == (
        {"record": "risk"},
        f"{risk.what}\n\nLess travel.\n\nDesk",
    )
    activity = framework.activities.get(code="F1a")
    priority = models.Priority(activity=activity, horizon=1, rationale="First. " * 20)
    assert [*kept_text.items_and_texts(priority)] == [str(activity), priority.rationale]


def test_saving_confirms_and_undoing_is_over_then(case, newer, cast) -> None:
    moved(case, newer, cast)
    assert version_change.last_move(case) is not None
    rating = case.ratings.get(criterion__code="F3", criterion__part="need")
    acting.rate(rating, 3, by=cast.anna)
    rating.refresh_from_db()
    case.refresh_from_db()
    assert (rating.to_confirm, rating.previous_criterion, rating.level) == (False, None, 3)
    assert version_change.last_move(case) is None
    with pytest.raises(Stale):
        version_change.undo(case, by=cast.anna)


def test_undo_brings_everything_back_and_the_move_can_be_made_again(case, newer, cast) -> None:
    before = shown(case)
    moved(case, newer, cast)
    assert shown(case) != before
    version_change.undo(case, by=cast.anna)
    case.refresh_from_db()
    assert shown(case) == before
    assert case.events.last().kind == "moved_back"
    moved(case, newer, cast)
    assert sizes(version_change.effect(case, newer))["behind"] == 6
    version_change.undo(case, by=cast.anna)
    case.refresh_from_db()
    assert shown(case) == before


def test_page_opened_before_the_move_is_out_of_date(case, newer, cast) -> None:
    before = case.ratings.get(criterion__code="F3", criterion__part="need")
    moved(case, newer, cast)
    with pytest.raises(Stale):
        acting.rate(before, 1, by=cast.anna)
    assert case.ratings.get(pk=before.pk).to_confirm


def test_what_stayed_behind_is_not_changed_any_more(case, newer, cast) -> None:
    moved(case, newer, cast)
    behind = case.ratings.filter(left_behind=True).first()
    with pytest.raises(StayedBehind, match="stayed with an older version"):
        acting.rate(behind, 1, by=cast.anna)


def test_what_stayed_comes_back_when_a_later_version_has_it_again(case, newer, framework, cast) -> None:
    moved(case, newer, cast)
    third = drafting.copy_to_draft(framework)
    third.criteria.filter(part="need", code="F2a").update(text="Third wording.")
    publishing.publish(third)
    made = version_change.move(case, third, seen=case.revision, by=cast.anna)
    case.refresh_from_db()
    assert case.ratings.filter(left_behind=True).count() == 1  # the consideration that only version 2 had, unrated
    assert scorecard.build(case).left_behind == ()
    assert case.ratings.get(criterion__code="I3.G1").to_confirm
    first = case.ratings.get(criterion__code="F3", criterion__part="need")
    assert first.previous_criterion.framework == framework
    version_change.undo(case, by=cast.anna)
    assert made.source == newer


@pytest.mark.parametrize(("level", "carried"), [(0, 0), (1, 0), (2, 1), (3, 1), (4, 2)])
def test_level_on_a_shorter_scale_claims_no_more_than_before(
    burundi, framework, cast, level: int, carried: int
) -> None:
    draft = drafting.copy_to_draft(framework)
    scale = draft.scales.get(code="policy")
    models_of = draft.criteria.filter(part="policy")
    for criterion in models_of:
        criterion.descriptions.filter(level__value__gt=2).delete()
    scale.levels.filter(value__gt=2).delete()
    publishing.publish(draft)
    rating = burundi.ratings.get(criterion__code="R1", criterion__part="policy")
    acting.rate(rating, level, by=cast.anna)
    burundi.refresh_from_db()
    version_change.move(burundi, draft, seen=burundi.revision, by=cast.anna)
    rating.refresh_from_db()
    assert (rating.level, rating.to_confirm) == (carried, True)


def test_approved_and_submitted_never_move(case, newer, cast) -> None:
    seen = case.revision
    workflow.perform(workflow.SUBMIT, case, by=cast.anna, seen=seen)
    with pytest.raises(NotOpen):
        version_change.move(case, newer, seen=seen, by=cast.anna)
    acting.approve(case, cast)
    case.refresh_from_db()
    with pytest.raises(NotOpen):
        version_change.move(case, newer, seen=case.revision, by=cast.anna)


def test_move_is_refused_when_somebody_saved_meanwhile(case, newer, cast) -> None:
    with pytest.raises(Stale):
        version_change.move(case, newer, seen=case.revision - 1, by=cast.anna)


def test_only_newer_published_versions_of_the_same_framework_are_open_to_it(case, newer, framework, cast) -> None:
    draft = drafting.copy_to_draft(newer)
    publishing_of = {"a draft": draft, "the same": framework}
    for target in publishing_of.values():
        with pytest.raises(ValidationError, match="newer published version"):
            version_change.move(case, target, seen=case.revision, by=cast.anna)
    publishing.retire(newer, by=cast.fatima)
    assert version_change.newer_versions(case) == []
    with pytest.raises(ValidationError, match="newer published version"):
        version_change.move(case, newer, seen=case.revision, by=cast.anna)


def test_failure_in_the_middle_leaves_nothing_half_moved(case, newer, cast, monkeypatch) -> None:
    before = shown(case)

    def fail(*_args: object, **_more: object) -> None:
        raise RuntimeError

    monkeypatch.setattr(version_change, "_ask_for_new", fail)
    with pytest.raises(RuntimeError):
        version_change.move(case, newer, seen=case.revision, by=cast.anna)
    case.refresh_from_db()
    assert shown(case) == before


def test_move_takes_queries_that_do_not_grow_with_the_ratings(case, newer, cast, django_assert_max_num_queries) -> None:
    with django_assert_max_num_queries(75):
        version_change.move(case, newer, seen=case.revision, by=cast.anna)


def test_correction_of_a_moved_assessment_takes_what_stayed_along(case, newer, cast) -> None:
    moved(case, newer, cast)
    for rating in case.ratings.filter(left_behind=False).exclude(to_confirm=False, status="level"):
        acting.rate(rating, 2, by=cast.anna)
    case.refresh_from_db()
    acting.submit_and_approve(case, cast)
    case.refresh_from_db()
    revision = assessments.correct(case, by=cast.anna)
    assert revision.ratings.filter(left_behind=True).count() == 6
    assert revision.left_behind.count() == 5
    assert len(scorecard.build(revision).left_behind) == 6


def test_next_period_compares_without_what_stayed(case, newer, cast) -> None:
    moved(case, newer, cast)
    for rating in case.ratings.filter(left_behind=False).exclude(to_confirm=False, status="level"):
        acting.rate(rating, 2, by=cast.anna)
    case.refresh_from_db()
    acting.submit_and_approve(case, cast)
    case.refresh_from_db()
    following = acting.opened(cast.nl, by=cast.anna, first=2015, last=2016, source=case)
    card = scorecard.build(following)
    assert card.earlier.reference == case.reference
    assert "governance-I3.G1" in card.earlier.only_here


def test_programme_share_is_restored_exactly(burundi, newer, cast) -> None:
    row = models.ProgrammeActivity.objects.get(programme__assessment=burundi, activity__code="F1a")
    models.ProgrammeActivity.objects.filter(pk=row.pk).update(share=Decimal("33.33"))
    version_change.move(burundi, newer, seen=burundi.revision, by=cast.anna)
    assert burundi.left_behind.get().text == "F1a Civil-democratic institutional strengthening (33.33 %)"
    burundi.refresh_from_db()
    version_change.undo(burundi, by=cast.anna)
    assert models.ProgrammeActivity.objects.get(pk=row.pk).share == Decimal("33.33")
