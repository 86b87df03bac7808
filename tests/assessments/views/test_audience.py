"""docs/domain.md §5: the audience is chosen once for an assessment and a part, with exceptions, in one table."""

from datetime import date

import pytest
from django.core.exceptions import PermissionDenied
from django.urls import reverse
from hypothesis import given, settings
from hypothesis import strategies as st

from assessments import models, scorecard
from assessments.domain import assessments, audiences, records, sharing
from assessments.domain.editing import NotOpen, Stale
from assessments.reports.fingerprints import fingerprint
from assessments.scorecard import audiences as seen_by
from tests import acting
from tests.conftest import client_of

PARTS = ("governance", "need", "contribution", "practice", "policy")


def mark(assessment) -> str:
    dossier = scorecard.dossier(assessment)
    return scorecard.mark(dossier.scorecard, dossier.records)


def choose(assessment, by, **more) -> None:
    audiences.change(assessment, **({"chosen": {}, "seen": mark(assessment), "by": by} | more))


def shown(assessment) -> set[int]:
    """The ratings that the shared edition has."""
    return {each.pk for each in scorecard.shared_edition(assessment).scorecard.ratings if not each.withheld}


def said(client, assessment, **more):
    page = client.get(reverse("audience", args=[assessment.reference])).context["form"]
    return (
        {"seen": page["seen"].value()}
        | {f"of-{stretch}": page[f"of-{stretch}"].value() for stretch, _name, _audience in page.page.chosen}
        | more
    )


def post(client, assessment, **more):
    return client.post(reverse("audience", args=[assessment.reference]), said(client, assessment, **more))


def test_one_choice_for_the_whole_assessment_shows_every_rating(complete, cast, as_anna) -> None:
    assert shown(complete) == set()
    assert post(as_anna, complete, **{"of-": "shareable"}).status_code == 302
    assert shown(complete) == set(complete.ratings.values_list("pk", flat=True))
    assert sharing.reach_of(complete).shown == complete.ratings.count()


def test_the_narrowest_choice_counts(complete, cast, programme) -> None:
    rating = complete.ratings.get(programme=None, criterion__code="I5.G1")
    choose(
        complete,
        cast.anna,
        chosen={
            "": "shareable",
            "governance": "internal",
            "practice": "internal",
            f"programme-{programme.pk}": "shareable",
        },
        ratings=[rating.pk],
        to="shareable",
    )
    governance = set(complete.ratings.filter(criterion__part="governance").values_list("pk", flat=True))
    assert shown(complete) == set(complete.ratings.values_list("pk", flat=True)) - governance | {rating.pk}


@settings(max_examples=25, deadline=None)
@given(data=st.data())
def test_effective_audience_is_the_first_that_is_chosen(data) -> None:
    audience = st.sampled_from(["", "internal", "shareable"])
    part, own = data.draw(st.sampled_from(PARTS)), data.draw(audience)
    programme = data.draw(st.sampled_from([None, 7]))
    chosen = {name: data.draw(audience) for name in ("", *PARTS, "programme-7", "programme-8")}
    rules = [
        models.AudienceRule(
            part="" if name.startswith("programme") else name,
            programme_id=int(name[-1]) if name.startswith("programme") else None,
            audience=value,
        )
        for name, value in chosen.items()
        if value
    ]
    row = models.Rating(programme_id=programme, audience=own)
    ladder = [chosen["programme-7"]] if programme else []
    expected = next((each for each in (*ladder, chosen[part], chosen[""]) if each), "internal")
    assert seen_by.default_of(row, part, rules) == expected


def test_a_group_or_rows_are_set_at_once_and_again_follow_their_part(complete, cast, as_anna) -> None:
    page = as_anna.get(reverse("audience", args=[complete.reference])).context["page"]
    group = next(each for each in page.groups if "I5" in each.title)
    other = next(each for each in page.groups if each.key.startswith("policy"))
    tick = [f"all-{group.key}", other.rows[0].key]
    assert post(as_anna, complete, tick=tick, to="shareable").status_code == 302
    expected = {int(row.key.partition("-")[2]) for row in (*group.rows, other.rows[0])}
    assert shown(complete) == expected
    assert set(models.Rating.objects.filter(pk__in=expected).values_list("audience", flat=True)) == {"shareable"}
    assert post(as_anna, complete, tick=tick, to="follow").status_code == 302
    assert (shown(complete), set(complete.ratings.values_list("audience", flat=True))) == (set(), {""})


def test_history_keeps_who_chose_what(complete, cast, as_anna) -> None:
    rating = complete.ratings.first()
    post(as_anna, complete, tick=[f"rating-{rating.pk}"], to="shareable", **{"of-need": "shareable"})
    row = rating.history.first()
    assert (row.audience, row.history_user) == ("shareable", cast.anna)
    post(as_anna, complete, **{"of-need": ""})
    kept = models.AudienceRule.history.order_by("history_id").values_list(
        "history_type", "part", "audience", "history_user"
    )
    assert list(kept) == [("+", "need", "shareable", cast.anna.pk), ("-", "need", "shareable", cast.anna.pk)]


@pytest.fixture
def recorded(burundi, cast) -> models.Assessment:
    """`burundi` with internal records of each kind, and a source for reviewers only."""
    add = lambda record: records.add(record, burundi, by=cast.anna)  # noqa: E731
    add(models.Evidence(title="Open", kind="document", origin="o", dated=date(2014, 1, 1)))
    add(models.Evidence(title="Cable", kind="document", origin="o", dated=date(2014, 1, 1), audience="reviewers"))
    add(models.Actor(kind="partner", name="Parliament", role="x"))
    add(models.Risk(what="x", likelihood=1, impact=5, mitigation="x", owner="x"))
    burundi.refresh_from_db()
    return burundi


def test_records_are_listed_with_counts_and_set(recorded, cast, as_anna) -> None:
    before = [(each.name, each.shown, each.total) for each in sharing.reach_of(recorded).records]
    assert before[:3] == [("Evidence", 0, 2), ("Actors", 0, 1), ("Risks", 0, 1)]
    answer = post(as_anna, recorded, tick=["all-evidence", "all-actor", "all-risk"], to="shareable")
    assert answer.status_code == 302
    after = [(each.name, each.shown, each.total) for each in sharing.reach_of(recorded).records]
    assert after[:3] == [("Evidence", 1, 2), ("Actors", 1, 1), ("Risks", 1, 1)]
    assert recorded.evidences.get(title="Cable").audience == "reviewers"
    assert recorded.actors.get().history.first().history_user == cast.anna


def test_evidence_for_reviewers_is_never_set_here(recorded, cast) -> None:
    cable = recorded.evidences.get(title="Cable")
    choose(recorded, cast.anna, records={models.Evidence: [cable.pk]}, to="shareable")
    cable.refresh_from_db()
    assert (cable.audience, cable.revision) == ("reviewers", 0)


@pytest.mark.parametrize(
    ("more", "field"),
    [
        ({"tick": ["all-governance.0"]}, "to"),
        ({"to": "shareable"}, "to"),
        ({"tick": ["all-actor"], "to": "follow"}, None),
        ({"tick": ["rating-999999"], "to": "shareable"}, "tick"),
        ({"tick": ["nonsense"], "to": "shareable"}, "tick"),
        ({"to": "everybody"}, "to"),
        ({"of-need": "everybody"}, "of-need"),
    ],
)
def test_what_makes_no_sense_is_refused_with_everything_still_there(recorded, as_anna, more, field) -> None:
    answer = post(as_anna, recorded, **({"of-policy": "shareable"} | more))
    assert answer.status_code == 422
    form = answer.context["form"]
    assert (field or "__all__") in form.errors
    assert form["of-policy"].value() == "shareable"
    assert not models.AudienceRule.objects.exists()


def test_a_choice_over_a_colleagues_is_a_conflict_and_takes_nothing_along(complete, cast, as_anna) -> None:
    rating = complete.ratings.first()
    mine = said(as_anna, complete, tick="all-governance.0", to="shareable")
    choose(complete, cast.joris, ratings=[rating.pk], to="internal")
    answer = as_anna.post(reverse("audience", args=[complete.reference]), mine)
    assert answer.status_code == 409
    rating.refresh_from_db()
    assert rating.audience == "internal"
    again = {"seen": answer.context["form"]["seen"].value(), "tick": "all-governance.0", "to": "shareable"}
    assert as_anna.post(reverse("audience", args=[complete.reference]), mine | again).status_code == 302


@pytest.mark.parametrize(
    ("person", "reads", "writes"),
    [("anna", 200, 302), ("joris", 200, 302), ("marieke", 200, 403), ("pieter", 404, 404), ("sofia", 404, 404)],
)
def test_assessors_choose_and_reviewers_look(complete, cast, as_anna, person: str, reads: int, writes: int) -> None:
    data = said(as_anna, complete)
    client, address = client_of(getattr(cast, person)), reverse("audience", args=[complete.reference])
    assert client.get(address).status_code == reads
    assert client.post(address, data | {"of-need": "shareable"}).status_code == writes
    assert complete.audiencerules.exists() == (writes == 302)


def test_the_domain_asks_who_may(complete, cast) -> None:
    seen = mark(complete)
    with pytest.raises(PermissionDenied):
        audiences.change(complete, {"": "shareable"}, seen=seen, by=cast.marieke)
    with pytest.raises(Stale):
        audiences.change(complete, {"": "shareable"}, seen="x", by=cast.anna)
    acting.submit(complete, cast)
    with pytest.raises(NotOpen):
        audiences.change(complete, {"": "shareable"}, seen=seen, by=cast.anna)


def test_new_period_takes_the_choice_and_its_new_ratings_follow_it(complete, cast, programme) -> None:
    choose(complete, cast.anna, chosen={"": "shareable", f"programme-{programme.pk}": "internal"})
    acting.submit_and_approve(complete, cast)
    complete.refresh_from_db()
    new = acting.opened(cast.nl, by=cast.joris, first=2015, last=2016, source=complete)
    theirs = new.programmes.get()
    assert {(rule.stretch, rule.audience) for rule in new.audiencerules.all()} == {
        ("", "shareable"),
        (f"programme-{theirs.pk}", "internal"),
    }
    acting.rate_all(new, by=cast.joris)
    assert shown(new) == set(new.ratings.filter(programme=None).values_list("pk", flat=True))


def test_corrected_revision_takes_choices_and_exceptions(complete, cast) -> None:
    rating = complete.ratings.get(programme=None, criterion__code="I5.G1")
    choose(complete, cast.anna, chosen={"need": "shareable"}, ratings=[rating.pk], to="shareable")
    acting.submit_and_approve(complete, cast)
    complete.refresh_from_db()
    revision = assessments.correct(complete, by=cast.anna)
    assert len(shown(revision)) == len(shown(complete)) == 10


def test_fingerprint_knows_the_effective_audience(complete, cast) -> None:
    marks = {fingerprint(scorecard.dossier(complete))}
    for chosen in ({"": "shareable"}, {"": "internal"}, {"need": "shareable"}):
        choose(complete, cast.anna, chosen=chosen)
        complete.refresh_from_db()
        marks.add(fingerprint(scorecard.dossier(complete)))
    choose(complete, cast.anna, ratings=[complete.ratings.first().pk], to="shareable")
    marks.add(fingerprint(scorecard.dossier(complete)))
    assert len(marks) == 4  # internal for all is what stood at the beginning


def test_form_of_a_rating_offers_the_parts_choice_and_the_exception(burundi, cast, rating, as_anna) -> None:
    choose(burundi, cast.anna, chosen={"governance": "shareable"})
    page = as_anna.get(reverse("score-part", args=[burundi.reference, "governance"])).content.decode()
    assert "As chosen for this part: Also organisations that it is shared with" in page
    assert "Exception: Your organisation only" in page


def test_page_takes_a_fixed_number_of_queries(complete, as_anna, django_assert_max_num_queries) -> None:
    with django_assert_max_num_queries(9):
        assert as_anna.get(reverse("audience", args=[complete.reference])).status_code == 200
