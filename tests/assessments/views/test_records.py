"""Opening an assessment and keeping its records: happy path, bad input by its field, newer versions."""

import pytest
from django.urls import reverse

from assessments import models
from assessments.domain import records
from tests.conftest import client_of

NEW = {
    "country": "BI",
    "period_start": "2015-01-01",
    "period_end": "2016-12-31",
    "depth": "full",
    "currency": "EUR",
    "tlp": "AMBER",
}


@pytest.fixture
def new(cast, framework) -> dict[str, object]:
    return NEW | {"organisation": cast.nl.pk, "framework": framework.pk}


def errors(answer) -> dict[str, list[str]]:
    return answer.context["form"].errors


def test_assessment_is_opened(as_anna, new) -> None:
    answer = as_anna.post(reverse("assessment-new"), new)
    opened = models.Assessment.objects.get()
    assert answer["Location"] == reverse("overview", args=["NL-BI-2016"])
    assert (opened.reference, opened.state, opened.ratings.count()) == ("NL-BI-2016", "draft", 52)


@pytest.mark.parametrize(
    ("said", "field", "message"),
    [
        ({"country": "XX"}, "country", "not one of the available choices"),
        ({"period_end": "2014-12-31"}, "period_end", "The period ends before it starts."),
        ({"period_end": "soon"}, "period_end", "Enter a valid date."),
        ({"currency": "ABC"}, "currency", "not one of the available choices"),
    ],
)
def test_assessment_with_bad_facts_is_not_opened(as_anna, new, said: dict, field: str, message: str) -> None:
    answer = as_anna.post(reverse("assessment-new"), new | said)
    assert answer.status_code == 422
    assert message in errors(answer)[field][0]
    assert models.Assessment.objects.count() == 0


def test_second_assessment_of_one_country_and_period_is_refused(as_anna, new) -> None:
    as_anna.post(reverse("assessment-new"), new)
    answer = as_anna.post(reverse("assessment-new"), new)
    assert "already: NL-BI-2016" in errors(answer)["country"][0]


def test_assessment_for_another_organisation_is_refused(as_anna, new, cast) -> None:
    answer = as_anna.post(reverse("assessment-new"), new | {"organisation": cast.dda.pk})
    assert "organisation" in errors(answer)


def test_reviewer_cannot_open_an_assessment(as_marieke, new) -> None:
    assert as_marieke.post(reverse("assessment-new"), new).status_code == 403


def test_copy_of_another_country_is_refused(as_anna, approved, new) -> None:
    answer = as_anna.post(reverse("assessment-new"), new | {"source": approved.pk, "country": "RW"})
    assert "another country" in errors(answer)["source"][0]


def test_copy_takes_programmes_along(as_anna, approved, new) -> None:
    as_anna.post(reverse("assessment-new"), new | {"source": approved.pk})
    opened = models.Assessment.objects.get(reference="NL-BI-2016")
    assert (opened.copied_from, opened.programmes.get().title) == (approved, "Police strand")


def programme_data(framework, **said: str) -> dict[str, str]:
    activity = framework.activities.get(code="F3")
    return {"title": "Courts", "status": "running", f"works-{activity.pk}": "on"} | said


@pytest.mark.parametrize(
    ("said", "field", "message"),
    [
        ({"budget": "-1", "currency": "EUR"}, "budget", "0 or more"),
        ({"budget": "100"}, "currency", "A budget needs its currency."),
        ({"budget": "9" * 30, "currency": "EUR"}, "budget", "no more than"),
        ({"starts_on": "2015-01-01", "ends_on": "2014-01-01"}, "ends_on", "ends before it starts"),
        ({"rate": "0", "rate_date": "2014-01-01"}, "rate", "greater than 0"),
        ({"rate": "1.2"}, "rate_date", "Give the date of this rate."),
        ({"title": ""}, "title", "Fill in “Title”."),
        ({"title": "Police strand"}, "__all__", "a programme with this title already"),
    ],
)
def test_programme_with_bad_facts_is_not_stored(
    as_anna, burundi, framework, said: dict, field: str, message: str
) -> None:
    data = programme_data(framework, description="Typed with care.", **said)
    answer = as_anna.post(reverse("record-add", args=[burundi.reference, "programme"]), data)
    assert answer.status_code == 422
    assert message in str(errors(answer)[field])
    assert "Typed with care." in answer.content.decode()
    assert burundi.programmes.count() == 1


def test_programme_asks_for_its_ratings(as_anna, burundi, framework) -> None:
    as_anna.post(reverse("record-add", args=[burundi.reference, "programme"]), programme_data(framework))
    courts = burundi.programmes.get(title="Courts")
    assert sorted(courts.ratings.values_list("criterion__code", flat=True)) == [
        "C1",
        "C2",
        "C3",
        "C4",
        "C5",
        "C6",
        "C7",
        "F3",
    ]


def test_programme_without_an_activity_is_refused(as_anna, burundi) -> None:
    answer = as_anna.post(
        reverse("record-add", args=[burundi.reference, "programme"]), {"title": "x", "status": "running"}
    )
    assert "at least one activity" in str(errors(answer)["__all__"])


def test_shares_add_up_to_a_hundred(as_anna, burundi, framework) -> None:
    first, second = framework.activities.filter(code__in=["F1a", "F3"])
    data = programme_data(framework) | {
        f"works-{first.pk}": "on",
        f"share-{first.pk}": "60",
        f"share-{second.pk}": "30",
    }
    answer = as_anna.post(reverse("record-add", args=[burundi.reference, "programme"]), data)
    assert "add up to 90 %" in str(errors(answer)["__all__"])


def test_activity_with_a_rated_contribution_is_not_dropped(as_anna, burundi, programme, framework, cast) -> None:
    from tests import acting

    acting.rate(programme.ratings.get(criterion__code="F2b"), 3, by=cast.anna)
    keep = framework.activities.get(code="F1a")
    data = {"title": programme.title, "status": "running", f"works-{keep.pk}": "on", "revision": "0"}
    answer = as_anna.post(reverse("record-change", args=[burundi.reference, "programme", programme.pk]), data)
    assert answer.status_code == 422
    assert "has been rated" in answer.content.decode()
    assert programme.ratings.filter(criterion__code="F2b").exists()


def test_contribution_to_an_activity_the_programme_does_not_work_on_cannot_be_rated(as_anna, programme) -> None:
    page = as_anna.get(reverse("score-programme", args=[programme.assessment.reference, programme.pk])).content.decode()
    assert "Military assistance programmes" not in page
    assert programme.ratings.filter(criterion__part="contribution").count() == 2


def test_newer_version_of_a_record_is_shown_beside_what_was_typed(as_anna, burundi, cast) -> None:
    risk = records.add(
        models.Risk(what="First", likelihood=1, impact=1, mitigation="m", owner="o"), burundi, by=cast.anna
    )
    risk.what = "Joris was quicker"
    records.change(risk, ["what"], seen=0, by=cast.joris)
    data = {
        "what": "Anna typed this",
        "likelihood": "2",
        "impact": "1",
        "mitigation": "m",
        "owner": "o",
        "audience": "internal",
        "revision": "0",
    }
    url = reverse("record-change", args=[burundi.reference, "risk", risk.pk])
    answer = as_anna.post(url, data)
    page = answer.content.decode()
    assert answer.status_code == 409
    assert "Joris was quicker" in page
    assert "Anna typed this" in page
    assert models.Risk.objects.get().what == "Joris was quicker"
    assert as_anna.post(url, data | {"revision": "1"}).status_code == 302
    assert models.Risk.objects.get().what == "Anna typed this"


def test_context_over_a_newer_save_shows_both(as_anna, burundi, cast) -> None:
    context = models.Context.objects.get(assessment=burundi)
    context.background = "Joris wrote this."
    records.change(context, ["background"], seen=0, by=cast.joris)
    answer = as_anna.post(
        reverse("context-change", args=[burundi.reference]),
        {"background": "Anna wrote that.", "approach": "national", "revision": "0"},
    )
    assert answer.status_code == 409
    assert "Joris wrote this." in answer.content.decode()
    assert "Anna wrote that." in answer.content.decode()


def test_facts_are_changed_and_checked(as_anna, burundi) -> None:
    url = reverse("facts", args=[burundi.reference])
    data = {
        "period_start": "2012-01-01",
        "period_end": "2014-12-31",
        "depth": "rapid",
        "currency": "EUR",
        "tlp": "RED",
        "revision": "0",
    }
    assert as_anna.post(url, data | {"valid_until": "2013-01-01"}).status_code == 422
    assert as_anna.post(url, data).status_code == 302
    burundi.refresh_from_db()
    assert (burundi.depth, burundi.tlp, burundi.facts_revision) == ("rapid", "RED", 1)
    assert as_anna.post(url, data).status_code == 409


RECORDS = {
    "actor": {"kind": "donor", "name": "Belgium", "role": "Police", "audience": "internal"},
    "risk": {"what": "x", "likelihood": "1", "impact": "5", "mitigation": "x", "owner": "x", "audience": "internal"},
    "consultation": {"kind": "officers", "number": "3", "held_on": "2014-01-01", "parts": "all", "agreement": "agreed"},
    "evidence": {
        "title": "t",
        "kind": "document",
        "origin": "o",
        "dated": "2014-01-01",
        "reliability": "F",
        "credibility": "6",
        "audience": "internal",
    },
    "action": {"text": "x", "addressee": "x", "unit": "x"},
}


@pytest.mark.parametrize("noun", RECORDS)
def test_record_is_added_listed_and_removed(as_anna, burundi, noun: str) -> None:
    from assessments.views.records import NOUNS

    kind = NOUNS[noun]
    assert as_anna.post(reverse("record-add", args=[burundi.reference, noun]), RECORDS[noun]).status_code == 302
    record = kind.model.objects.get(assessment=burundi)
    assert as_anna.get(reverse("section", args=[burundi.reference, kind.section])).status_code == 200
    url = reverse("record-remove", args=[burundi.reference, noun, record.pk])
    as_anna.post(url, {"revision": "7"})
    assert kind.model.objects.filter(pk=record.pk).exists()
    as_anna.post(url, {"revision": "0"})
    assert not kind.model.objects.filter(pk=record.pk).exists()


def test_goal_with_indicator_and_priority(as_anna, burundi, framework) -> None:
    activity = framework.activities.get(code="F1a")
    as_anna.post(
        reverse("record-add", args=[burundi.reference, "goal"]), {"title": "Trust", "activities": [activity.pk]}
    )
    goal = burundi.goals.get()
    data = {"goal": goal.pk, "text": "Trust", "baseline": "12 %"}
    answer = as_anna.post(reverse("record-add", args=[burundi.reference, "indicator"]), data)
    assert "Give the date of this value." in errors(answer)["baseline_date"]
    as_anna.post(reverse("record-add", args=[burundi.reference, "indicator"]), data | {"baseline_date": "2012-01-01"})
    as_anna.post(
        reverse("record-add", args=[burundi.reference, "priority"]),
        {"activity": activity.pk, "horizon": "1", "rationale": "x"},
    )
    assert (goal.indicators.count(), list(goal.activities.all()), burundi.prioritys.count()) == (1, [activity], 1)


def test_evidence_that_ratings_rest_on_is_not_removed(as_anna, burundi, rating) -> None:
    row = models.Evidence.objects.create(assessment=burundi, title="t", kind="document", origin="o", dated="2014-01-01")
    models.EvidenceLink.objects.create(rating=rating, evidence=row)
    as_anna.post(reverse("record-remove", args=[burundi.reference, "evidence", row.pk]), {"revision": "0"})
    assert models.Evidence.objects.filter(pk=row.pk).exists()


def test_record_of_another_assessment_is_404(cast, burundi) -> None:
    row = models.Risk.objects.create(assessment=burundi, what="x", likelihood=1, impact=1, mitigation="x", owner="x")
    client = client_of(cast.anna)
    assert client.get(reverse("record-change", args=["NL-XX-2000", "risk", row.pk])).status_code == 404
    assert client.get(reverse("record-add", args=[burundi.reference, "nonsense"])).status_code == 404


def test_link_with_a_script_address_is_refused(as_anna, burundi) -> None:
    answer = as_anna.post(
        reverse("record-add", args=[burundi.reference, "evidence"]),
        RECORDS["evidence"] | {"link": "javascript:alert(1)"},
    )
    assert "link" in errors(answer)


def test_newer_version_of_a_programme_shows_its_activities(as_anna, burundi, programme, framework, cast) -> None:
    from assessments.domain import programmes

    programmes.change(
        programme, ["title"], {framework.activities.get(code="F3"): None, **worked(programme)}, seen=0, by=cast.joris
    )
    keep = framework.activities.get(code="F1a")
    data = {"title": programme.title, "status": "running", f"works-{keep.pk}": "on", "revision": "0"}
    answer = as_anna.post(reverse("record-change", args=[burundi.reference, "programme", programme.pk]), data)
    assert answer.status_code == 409
    label, theirs, yours = answer.context["form"].theirs[-1]
    assert (label, "F3 Strengthening" in theirs, "F3 Strengthening" in yours) == ("Activities it works on", True, False)


def worked(programme) -> dict:
    return {row.activity: row.share for row in programme.works_on.select_related("activity")}


def test_newer_version_of_a_goal_shows_its_activities(as_anna, burundi, framework, cast) -> None:
    from assessments.domain import goals

    first, second = framework.activities.filter(code__in=["F1a", "F3"])
    goal = goals.add(models.Goal(title="Trust"), burundi, [first], [], by=cast.anna)
    goals.change(goal, ["title"], [second], [], seen=0, by=cast.joris)
    data = {"title": "Trust", "activities": [first.pk], "revision": "0"}
    answer = as_anna.post(reverse("record-change", args=[burundi.reference, "goal", goal.pk]), data)
    assert answer.status_code == 409
    assert answer.context["form"].theirs == [("Activities", second.name, first.name)]
    assert list(goal.activities.all()) == [second]
