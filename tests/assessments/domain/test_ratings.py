"""Saving a rating: over the revision seen, once per mutation, with history, only while open."""

from dataclasses import replace
from uuid import uuid4

import pytest
from django.core.exceptions import ValidationError
from django.db import DatabaseError, IntegrityError, transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from assessments import models, scorecard, scoring
from assessments.domain import assignments, ratings
from assessments.domain.editing import NotOpen, Stale
from assessments.domain.judgement import Judgement, Link
from ssr_portal.accounts.models import Membership
from tests import acting


def save(rating: models.Rating, cast, judgement: Judgement, **kwargs) -> models.Rating:
    return ratings.save_rating(rating, judgement, **({"seen": 0, "by": cast.anna} | kwargs))


def test_rating_is_stored_with_who_and_when(rating, cast) -> None:
    saved = save(rating, cast, Judgement("level", 3, justification="Reports appear.", confidence="low"))
    rating.refresh_from_db()
    assert (rating.level, rating.justification, rating.revision, rating.rated_by) == (
        3,
        "Reports appear.",
        1,
        cast.anna,
    )
    assert saved.rated_at is not None


def test_rating_writes_its_history(rating, cast) -> None:
    before = rating.history.count()
    save(rating, cast, Judgement("level", 1, justification="x"))
    assert rating.history.count() == before + 1
    assert rating.history.first().history_user == cast.anna


def test_rating_over_a_newer_save_is_stale_and_changes_nothing(rating, cast) -> None:
    save(rating, cast, Judgement("level", 1, justification="First."))
    with pytest.raises(Stale) as stale:
        save(rating, cast, Judgement("level", 4, justification="Second."), by=cast.joris)
    assert stale.value.current.justification == "First."
    rating.refresh_from_db()
    assert (rating.level, rating.revision) == (1, 1)


def test_rating_repeated_with_the_same_mutation_is_answered(rating, cast) -> None:
    mutation = uuid4()
    save(rating, cast, Judgement("level", 1, justification="x"), mutation=mutation)
    again = save(rating, cast, Judgement("level", 1, justification="x"), mutation=mutation)
    assert (again.revision, again.history.count()) == (1, 2)


def test_other_words_under_the_same_mutation_are_never_taken_for_a_repetition(rating, cast) -> None:
    mutation = uuid4()
    save(rating, cast, Judgement("level", 1, justification="First."), mutation=mutation)
    with pytest.raises(Stale):
        save(rating, cast, Judgement("level", 1, justification="Gone back, and more."), mutation=mutation)


@pytest.mark.parametrize("judgement", [Judgement("level", 5), Judgement("level", None), Judgement("level", -1)])
def test_level_outside_the_scale_is_refused(rating, cast, judgement: Judgement) -> None:
    with pytest.raises(ValidationError) as refusal:
        save(rating, cast, judgement)
    assert list(refusal.value.message_dict) == ["choice"]


@pytest.mark.parametrize(
    ("judgement", "missing"),
    [
        (Judgement("na", justification="Typed."), ("reason",)),
        (Judgement("insufficient", justification="Typed."), ("tried",)),
        (Judgement("level", 2, confidence="high", justification="Typed."), ("confidence_reason",)),
        (Judgement("level", 2), ("justification", "confidence")),
        (Judgement("unrated", justification="Typed."), ("rating",)),
    ],
)
def test_rating_that_lacks_something_is_stored_with_all_the_rest(rating, cast, judgement: Judgement, missing) -> None:
    save(rating, cast, judgement)
    rating.refresh_from_db()
    assert Judgement.of(rating) == judgement
    (read,) = (each for each in scorecard.build(rating.assessment).ratings if each.pk == rating.pk)
    assert (read.missing, read.lacks) == (missing, missing[0])


def test_what_is_said_again_is_stored_once(rating, cast) -> None:
    said = Judgement("level", 1, justification="x")
    first = save(rating, cast, said, mutation=uuid4())
    again = save(rating, cast, said, mutation=uuid4(), seen=0, by=cast.joris)
    assert (again.revision, again.rated_by, again.history.count()) == (first.revision, cast.anna, 2)


def test_saying_it_again_confirms_what_asks_to_be_confirmed(rating, cast) -> None:
    said = Judgement("level", 1, justification="x")
    save(rating, cast, said)
    models.Rating.objects.filter(pk=rating.pk).update(to_confirm=True)
    assert (save(rating, cast, said, seen=1).revision, rating.history.first().to_confirm) == (2, False)


TEXT = st.sampled_from(["", "Said."])
SAID = st.builds(
    Judgement,
    status=st.sampled_from(["unrated", "level", "na", "insufficient"]),
    reason=TEXT,
    tried=TEXT,
    justification=TEXT,
    confidence=st.sampled_from(["", "low", "medium", "high"]),
    confidence_reason=TEXT,
)


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(said=SAID, is_cited=st.booleans(), to_confirm=st.booleans())
def test_tasks_and_pages_agree_on_what_is_lacking(
    rating, cast, said: Judgement, is_cited: bool, to_confirm: bool
) -> None:
    """One rule: the tasks' query, the scorecard, the completeness and the submission say the same."""
    with transaction.atomic():
        case = rating.assessment
        if is_cited:  # which suggests "medium"
            source = models.Evidence.objects.create(
                assessment=case,
                title="t",
                kind="document",
                origin="o",
                dated="2014-01-01",
                reliability="A",
                credibility=1,
            )
            rating.links.create(evidence=source)
        judgement = replace(said, level=2 if said.status == "level" else None)
        saved = save(models.Rating.objects.get(pk=rating.pk), cast, judgement)
        models.Rating.objects.filter(pk=saved.pk).update(to_confirm=to_confirm)
        (read,) = (each for each in scorecard.build(case).ratings if each.pk == rating.pk)
        assert bool(read.missing) == (rating.pk in {each.pk for each in assignments.lacking([case.pk])})
        unsaid = {"rating", "reason", "tried"} & set(read.missing)
        assert read.judged.is_done == (not unsaid and not to_confirm)
        counts = scoring.score([read.judged])
        assert (counts.done, counts.not_applicable, counts.insufficient) == (
            int(read.judged.is_done),
            int(said.status == "na" and bool(said.reason)),
            int(said.status == "insufficient" and bool(said.tried)),
        )
        transaction.set_rollback(True)


def test_rating_save_refused_when_submitted(complete, cast) -> None:
    rating = complete.ratings.first()
    models.Assessment.objects.filter(pk=complete.pk).update(
        state="submitted", submitted_at=complete.opened_at, submitted_by=cast.anna
    )
    with pytest.raises(NotOpen):
        acting.rate(rating, 4, by=cast.anna)


def test_evidence_of_another_assessment_is_not_linked(rating, cast, burundi) -> None:
    ratings.link_evidence(rating, [Link(999_999, "supports")], seen=0, by=cast.anna)
    assert rating.links.count() == 0


def source_of(case: models.Assessment, **facts) -> models.Evidence:
    return models.Evidence.objects.create(
        **{"assessment": case, "title": "t", "kind": "document", "origin": "o", "dated": "2013-01-01"} | facts
    )


def test_evidence_links_are_replaced_and_remembered(rating, cast, burundi) -> None:
    own = source_of(burundi)
    ratings.link_evidence(rating, [Link(own.pk, "supports", "p. 3")], seen=0, by=cast.anna)
    ratings.link_evidence(rating, [Link(own.pk, "contradicts")], seen=1, by=cast.joris)
    ratings.link_evidence(rating, [Link(own.pk, "")], seen=2, by=cast.anna)
    assert list(rating.links.values_list("stance", "place")) == []
    said = models.EvidenceLink.history.order_by("history_id")
    assert list(said.values_list("history_type", "stance", "place", "history_user")) == [
        ("+", "supports", "p. 3", cast.anna.pk),
        ("~", "contradicts", "", cast.joris.pk),
        ("-", "contradicts", "", cast.anna.pk),
    ]


def test_links_saved_as_they_are_make_no_new_revision(rating, cast, burundi) -> None:
    own = source_of(burundi)
    ratings.link_evidence(rating, [Link(own.pk, "supports", "p. 3")], seen=0, by=cast.anna)
    again = ratings.link_evidence(rating, [Link(own.pk, "supports", "p. 3")], seen=1, by=cast.joris)
    assert (again.revision, models.EvidenceLink.history.count()) == (1, 1)


HIDDEN = {"audience": "reviewers"}


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    posted=st.lists(
        st.tuples(st.integers(0, 3), st.sampled_from(["supports", "contradicts"]), st.sampled_from(["", "p. 9"]))
    ),
    linked=st.sets(st.integers(0, 3)),
)
def test_links_that_are_hidden_from_the_saver_are_never_changed(rating, cast, posted, linked) -> None:
    """Whatever is posted: what Anna may not see stays as it was, and what she added herself is hers to link."""
    with transaction.atomic():
        case = rating.assessment
        rows = [
            source_of(case, **HIDDEN, added_by=cast.marieke),
            source_of(case, **HIDDEN),
            source_of(case, **HIDDEN, added_by=cast.anna),
            source_of(case),
        ]
        for number in linked:
            rating.links.create(evidence=rows[number], stance="supports", place="p. 17, secret annex")
        before = set(rating.links.filter(evidence__in=rows[:2]).values_list("pk", "stance", "place"))
        links = {row.pk: Link(row.pk, "") for row in rows}
        links |= {rows[number].pk: Link(rows[number].pk, stance, place) for number, stance, place in posted}
        ratings.link_evidence(rating, links.values(), seen=0, by=cast.anna)
        assert set(rating.links.filter(evidence__in=rows[:2]).values_list("pk", "stance", "place")) == before
        seen = set(rating.links.filter(evidence__in=rows[2:]).values_list("evidence", "stance", "place"))
        hers = {row.pk for row in rows[2:]}
        stand = [link for link in links.values() if link.evidence in hers and link.stance]
        assert seen == {(link.evidence, link.stance, link.place) for link in stand}
        transaction.set_rollback(True)


def test_assessor_who_reviews_too_changes_links_to_what_is_hidden_from_others(rating, cast, burundi) -> None:
    Membership.objects.create(person=cast.marieke, organisation=cast.nl, role=Membership.Role.ASSESSOR)
    secret = source_of(burundi, **HIDDEN)
    ratings.link_evidence(rating, [Link(secret.pk, "supports", "p. 17")], seen=0, by=cast.marieke)
    assert list(rating.links.values_list("place", flat=True)) == ["p. 17"]


@pytest.mark.parametrize(
    "values",
    [
        {"status": "level", "level": None},
        {"status": "unrated", "level": 2},
        {"status": "level", "level": 10},
        {"status": "good"},
    ],
)
def test_database_refuses_an_impossible_rating(rating, values: dict) -> None:
    with pytest.raises((IntegrityError, DatabaseError)), transaction.atomic():
        models.Rating.objects.filter(pk=rating.pk).update(**values)


def test_country_rates_a_criterion_once(rating) -> None:
    with pytest.raises(IntegrityError), transaction.atomic():
        models.Rating.objects.create(assessment=rating.assessment, criterion=rating.criterion)


def test_programme_rates_a_criterion_once(programme) -> None:
    first = programme.ratings.first()
    with pytest.raises(IntegrityError), transaction.atomic():
        models.Rating.objects.create(assessment=programme.assessment, programme=programme, criterion=first.criterion)
