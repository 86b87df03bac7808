"""Need at the start and at the end of the period: asked, named, handed on, moved, and compared (docs/domain.md §3 and §5)."""

import json
import re
from datetime import date
from typing import Any

import pytest
from django.db import IntegrityError, transaction
from django.test import Client
from django.urls import reverse
from django.utils.html import escape, strip_tags

from assessments import models, scorecard
from assessments.domain import assessments, records, version_change
from assessments.queries import comparison, history, review
from assessments.reports import country, fingerprints, scorecard_json
from assessments.scorecard.values import Rating
from frameworks.domain import drafting, publishing
from frameworks.models import Framework
from tests import acting
from tests.conftest import client_of

F1A = "F1a Civil-democratic institutional strengthening"
BOTH = ["start", "end"]


def version(framework: Framework, *, twice: bool = True, key: str = "") -> Framework:
    """The next version, whose need is asked twice; with another `key`, every level is described otherwise."""
    draft = drafting.copy_to_draft(framework)
    draft.scales.filter(code="need").update(twice=twice, **({"kind": "best_fit"} if twice else {}))
    for criterion in draft.criteria.filter(part="need") if key else ():
        for row in criterion.descriptions.all():
            row.text = f"{key}: {row.text}"
            row.save()
    publishing.publish(draft)
    return draft


@pytest.fixture
def twice(framework: Framework) -> Framework:
    """Version 2, whose need is asked twice and described alike."""
    return version(framework)


def opened(cast: Any, framework: Framework, first: int, last: int, source: Any = None) -> models.Assessment:
    return acting.opened(cast.nl, by=cast.anna, first=first, last=last, framework=framework, source=source)


def need(assessment: models.Assessment, moment: str, code: str = "F1a") -> models.Rating:
    return models.Rating.objects.select_related("criterion", "assessment").get(
        assessment=assessment, criterion__part="need", criterion__code=code, moment=moment
    )


def value(assessment: models.Assessment, moment: str, code: str = "F1a") -> Rating:
    found = scorecard.build(assessment).of_part("need")
    return next(each for each in found if (each.criterion.code, each.moment) == (code, moment))


def approved(assessment: models.Assessment, cast: Any) -> models.Assessment:
    """With the parts that are open left open."""
    acting.submit(assessment, cast, left_open=dict.fromkeys(PARTS, "-"))
    acting.approve(assessment, cast)
    assessment.refresh_from_db()
    return assessment


PARTS = ("governance", "need", "contribution", "practice", "policy")


@pytest.fixture
def before(cast: Any, twice: Framework) -> models.Assessment:
    """2009 to 2011, approved: F1a high and then low, F1b high at the end, F2a not judged."""
    made = opened(cast, twice, 2009, 2011)
    acting.rate(need(made, "start"), 3, by=cast.anna)
    acting.rate(need(made, "end"), 1, by=cast.anna, justification="Parliament asks.", audience="internal")
    acting.rate(need(made, "end", "F1b"), 3, by=cast.anna)
    return approved(made, cast)


def test_need_is_asked_at_the_start_and_at_the_end_and_everything_else_once(cast, twice) -> None:
    made = opened(cast, twice, 2012, 2014)
    asked = {
        part: list(made.ratings.filter(criterion__part=part, programme=None).values_list("moment", flat=True))
        for part in PARTS
    }
    needs = twice.criteria.filter(part="need").count()
    assert asked == {
        "governance": [""] * 36,
        "need": BOTH * needs,
        "contribution": [],
        "practice": [],
        "policy": [""] * 7,
    }


def test_need_of_a_version_that_asks_once_is_of_the_period(burundi) -> None:
    assert set(burundi.ratings.values_list("moment", flat=True)) == {""}
    assert set(models.Rating.history.values_list("moment", flat=True)) == {""}


def test_criterion_has_one_rating_for_each_moment_and_programmes_have_none(burundi, programme) -> None:
    rating = burundi.ratings.filter(criterion__part="need").first()
    models.Rating.objects.create(assessment=burundi, criterion=rating.criterion, moment="end")
    for again in (
        {"moment": "end"},
        {"moment": "noon"},
        {"moment": "end", "programme": programme},
    ):
        with pytest.raises(IntegrityError), transaction.atomic():
            models.Rating.objects.create(assessment=burundi, criterion=rating.criterion, **again)


def test_activity_has_its_need_at_start_and_end(cast, twice) -> None:
    made = opened(cast, twice, 2012, 2014)
    acting.rate(need(made, "start"), 3, by=cast.anna)
    found = scorecard.build(made).activities[0]
    assert [(each.code, each.level) for each in found.asked] == [("F1a, at the start", 3), ("F1a, at the end", None)]
    assert (found.start, found.end) == found.asked
    assert found.need is found.start
    acting.rate(need(made, "end"), 2, by=cast.anna)
    found = scorecard.build(made).activities[0]
    assert found.need is found.end


def test_need_of_the_period_is_that_of_start_and_end(complete) -> None:
    found = scorecard.build(complete).activities[0]
    assert found.start is found.end is found.need
    assert found.asked == (found.need,)
    assert (found.need.code, found.need.title, found.need.name) == ("F1a", F1A.removeprefix("F1a "), F1A)


def test_withheld_end_is_not_told_by_its_start(cast, before) -> None:
    found = scorecard.shared_edition(before).scorecard.activities[0]
    assert (found.end.withheld, found.need.withheld) == (True, True)


def test_rating_is_named_with_its_moment(cast, twice) -> None:
    made = opened(cast, twice, 2012, 2014)
    found = value(made, "start")
    assert (found.code, found.title, found.name) == (
        "F1a, at the start",
        f"{F1A.removeprefix('F1a ')}, at the start",
        f"{F1A}, at the start",
    )
    acting.rate(need(made, "end"), 2, by=cast.anna)
    assert [each.code for each in history.of_rating(value(made, "end"))] == ["F1a, at the end"]


def test_json_says_the_moment_of_those_that_have_one(cast, twice) -> None:
    made = opened(cast, twice, 2012, 2014)
    said = json.loads(scorecard_json.scorecard_json(country.of(scorecard.dossier(made))))["ratings"]
    assert [each.get("moment") for each in said if each["part"] == "need"][:2] == BOTH
    assert {each["moment"] for each in said if each["part"] != "need"} == {None}


def test_end_left_open_needs_the_reason_of_its_part(cast, before) -> None:
    assert [row.reason for row in before.open_parts.filter(part="need")] == ["-"]
    assert value(before, "end", "F2a").status == "unrated"


def test_end_is_handed_on_as_the_start_of_the_period_that_follows(cast, twice, before) -> None:
    new = opened(cast, twice, 2012, 2013, source=before)
    row = need(new, "start")
    assert (row.status, row.level, row.justification, row.confidence, row.audience) == (
        "level",
        1,
        "Parliament asks.",
        "low",
        "internal",
    )
    assert (row.revision, row.rated_by) == (0, None)
    assert [need(new, "start", code).level for code in ("F1b", "F2a")] == [3, None]
    assert set(new.ratings.filter(moment="end").values_list("status", flat=True)) == {"unrated"}
    assert (value(new, "start").is_carried, value(new, "start").is_judged_anew) == (True, False)


def test_what_is_judged_anew_needs_a_reason_whoever_asks(cast, twice, before) -> None:
    new = opened(cast, twice, 2012, 2013, source=before)
    assert value(new, "start").missing == ()
    row = acting.rate(need(new, "start"), 2, by=cast.anna)
    assert value(new, "start").missing == scorecard.missing(row) == ("level_reason",)
    acting.rate(row, 2, by=cast.anna, level_reason="The ministry refused.")
    assert value(new, "start").missing == ()


def test_another_level_than_was_handed_on_is_judged_anew(cast, twice, before) -> None:
    new = opened(cast, twice, 2012, 2013, source=before)
    acting.rate(need(new, "start"), 2, by=cast.anna)
    acting.rate(need(new, "start", "F2a"), 2, by=cast.anna)
    acting.rate(need(new, "end"), 2, by=cast.anna)
    stands = {
        (code, moment): (value(new, moment, code).is_carried, value(new, moment, code).is_judged_anew)
        for code, moment in (("F1a", "start"), ("F1b", "start"), ("F2a", "start"), ("F1a", "end"))
    }
    assert stands == {
        ("F1a", "start"): (False, True),
        ("F1b", "start"): (True, False),
        ("F2a", "start"): (False, False),  # nothing was handed on
        ("F1a", "end"): (False, False),
    }


@pytest.mark.parametrize(("first", "last"), [(2013, 2014), (2011, 2013)])
def test_nothing_is_handed_on_where_periods_overlap_or_lie_apart(cast, twice, before, first: int, last: int) -> None:
    new = opened(cast, twice, first, last, source=before)
    assert set(new.ratings.values_list("status", flat=True)) == {"unrated"}
    acting.rate(need(new, "start"), 2, by=cast.anna)
    assert (value(new, "start").is_carried, value(new, "start").is_judged_anew) == (False, False)


def test_nothing_is_handed_on_without_a_copy_or_by_another_key(cast, twice, before) -> None:
    reworded = version(twice, key="New")
    for new in (opened(cast, twice, 2012, 2012), opened(cast, reworded, 2012, 2013, source=before)):
        assert set(new.ratings.values_list("status", flat=True)) == {"unrated"}
        assert not value(new, "start").is_carried


def test_need_of_a_period_is_not_handed_on(cast, twice, approved) -> None:
    new = opened(cast, twice, 2015, 2016, source=approved)
    assert set(new.ratings.values_list("status", flat=True)) == {"unrated"}
    assert (value(new, "start").last.level, value(new, "start").handed_on) == (2, None)


def test_report_says_when_start_and_end_were_and_how_many_starts_were_judged_anew(cast, twice, before) -> None:
    new = opened(cast, twice, 2012, 2013, source=before)
    told = " ".join(strip_tags(country.body(scorecard.dossier(new))).split())
    assert "At the start: 2012. At the end: 2013." in told
    assert "judged again" not in told
    assert "Taken over from the end of the period before: 1 Low." in told
    acting.rate(need(new, "start"), 2, by=cast.anna, level_reason="It was worse.")
    told = " ".join(strip_tags(country.body(scorecard.dossier(new))).split())
    assert "1 need at the start was judged again, and not as at the end of the period before: F1a (1 → 2)." in told
    assert "Judged again: at the end of the period before, it was 1 Low. It was worse." in told


def test_what_was_handed_on_is_said_to_nobody_else_and_belongs_to_the_fingerprint(cast, twice, before) -> None:
    new = opened(cast, twice, 2012, 2013, source=before)
    assert {each.handed_on for each in scorecard.build(new).of_part("need")} == {None, 1, 3}
    assert {each.handed_on for each in scorecard.shared_edition(new).scorecard.ratings} == {None}
    marks = set()
    for level in (1, 0):
        new.ratings.filter(moment="start", handed_on__lt=3).update(handed_on=level)
        marks.add(fingerprints.fingerprint(scorecard.dossier(new)))
    assert len(marks) == 2


def test_change_is_from_end_to_end(cast, twice, before) -> None:
    new = opened(cast, twice, 2012, 2013, source=before)
    acting.rate(need(new, "end"), 2, by=cast.anna)
    told = [(each.rating.code, each.last.level, each.direction) for each in scorecard.build(new).changes]
    assert ("F1a, at the end", 1, "worse") in told
    assert not any("at the start" in code for code, _level, _direction in told)


def test_need_of_the_period_is_not_comparable_with_that_at_the_end(cast, twice, approved) -> None:
    new = opened(cast, twice, 2015, 2016, source=approved)
    acting.rate(need(new, "end"), 4, by=cast.anna)
    change = next(each for each in scorecard.build(new).changes if each.rating.code == "F1a, at the end")
    assert (change.last.level, change.last.comparability, change.direction) == (2, "key", "incomparable")


def test_comparison_sets_end_beside_end_and_a_period_beside_the_end(cast, complete, twice, before) -> None:
    rows = {}
    for other in (before, complete):
        new = opened(cast, twice, 2015, 2015 + len(rows))
        acting.rate(need(new, "start"), 4, by=cast.anna)
        acting.rate(need(new, "end"), 3, by=cast.anna)
        found = comparison.compare(cast.anna, other.reference, new.reference)
        row = next(each for each in found.groups if each.is_need).rows[0]
        rows[other] = (row.code, row.title, row.left.level, row.right.level, row.steps)
    title = f"{F1A.removeprefix('F1a ')}, at the end"
    assert rows == {before: ("F1a", title, 1, 3, 2), complete: ("F1a", title, 2, 3, None)}


def test_levels_of_start_and_end_are_spread_apart(cast, before) -> None:
    spreads = {each.label: dict(each[:2] for each in each.levels) for each in review.spreads(scorecard.build(before))}
    assert spreads["Need, at the start"] | {"None": 0} == {"None": 0, "Low": 0, "Moderate": 0, "High": 1, "Critical": 0}
    assert (spreads["Need, at the end"]["Low"], spreads["Need, at the end"]["High"]) == (1, 1)
    assert "Need" not in spreads


def test_revision_takes_both(cast, before) -> None:
    revision = assessments.correct(before, by=cast.anna)
    assert [need(revision, moment).level for moment in BOTH] == [3, 1]
    assert revision.ratings.count() == before.ratings.count()


def rows(assessment: models.Assessment) -> list[tuple[Any, ...]]:
    """All that a move may change of ratings, and that taking it back restores."""
    columns = ("pk", "criterion", "moment", "status", "level", "justification", "to_confirm", "previous_criterion")
    return list(assessment.ratings.order_by("pk").values_list(*columns, "left_behind"))


def moved(assessment: models.Assessment, target: Framework, cast: Any) -> None:
    assessment.refresh_from_db()
    version_change.move(assessment, target, seen=assessment.revision, by=cast.anna)
    assessment.refresh_from_db()


def undone(assessment: models.Assessment, cast: Any) -> None:
    version_change.undo(assessment, by=cast.anna)
    assessment.refresh_from_db()


def test_need_of_a_period_moves_to_the_end_and_the_start_is_asked_anew(complete, twice, cast) -> None:
    there, needs = rows(complete), complete.ratings.filter(criterion__part="need")
    before = dict(needs.values_list("criterion__code", "pk"))
    effect = version_change.effect(complete, twice)
    assert {(row.criterion.part, row.moment) for row in effect.new} == {("need", "start")}
    assert {row.pk for row in effect.to_confirm} == set(before.values())
    moved(complete, twice, cast)
    ends = needs.filter(moment="end")
    assert dict(ends.values_list("criterion__code", "pk")) == before
    assert set(ends.values_list("status", "level", "to_confirm")) == {("level", 2, True)}
    starts = needs.filter(moment="start")
    assert set(starts.values_list("status", "to_confirm")) == {("unrated", False)}
    assert (starts.count(), needs.count()) == (len(before), 2 * len(before))
    undone(complete, cast)
    assert rows(complete) == there


def test_both_moments_move_on_and_come_back(twice, cast) -> None:
    made = opened(cast, twice, 2012, 2014)
    for level, moment in enumerate(BOTH, start=1):
        acting.rate(need(made, moment), level, by=cast.anna)
    there = rows(made)
    moved(made, version(twice), cast)
    assert [(need(made, each).level, need(made, each).to_confirm) for each in BOTH] == [(1, False), (2, False)]
    assert len(rows(made)) == len(there)
    undone(made, cast)
    assert rows(made) == there


def test_start_stays_behind_where_need_is_asked_once_again_and_comes_back_later(twice, cast) -> None:
    made = opened(cast, twice, 2012, 2014)
    for level, moment in enumerate(BOTH, start=1):
        acting.rate(need(made, moment), level, by=cast.anna)
    there = rows(made)
    once = version(twice, twice=False)
    moved(made, once, cast)
    assert (need(made, "").level, need(made, "").to_confirm) == (2, True)
    assert [each.code for each in scorecard.build(made).left_behind] == ["F1a, at the start"]
    undone(made, cast)
    assert rows(made) == there
    moved(made, once, cast)
    moved(made, version(once), cast)
    assert [(need(made, each).level, need(made, each).left_behind) for each in BOTH] == [(1, False), (2, False)]


def test_move_that_was_stored_before_there_were_moments_is_taken_back(complete, twice, cast) -> None:
    there = rows(complete)
    newer = version(complete.framework, twice=False)
    moved(complete, newer, cast)
    made = models.VersionMove.objects.get()
    made.before["ratings"] = {pk: kept[:7] for pk, kept in made.before["ratings"].items()}
    made.save()
    undone(complete, cast)
    assert rows(complete) == there


def page_of(client: Client, assessment: models.Assessment) -> str:
    answer = client.get(reverse("score-part", args=[assessment.reference, "need"]))
    return answer.content.decode()


def heads(page: str) -> list[str]:
    """The words of each heading of a criterion, and of each block below it."""
    found = re.findall(r'<h3 id="both-\d+">(.*?)</h3>|<span class="rating-title">(.*?)</span>', page, re.DOTALL)
    return [(heading or title).strip() for heading, title in found]


def test_need_page_shows_both_under_one_heading_with_their_dates(cast, twice, as_anna) -> None:
    page = page_of(as_anna, opened(cast, twice, 2012, 2017))
    assert heads(page)[:4] == [F1A, "At the start: 2012–2013", "At the end: 2016–2017", heads(page)[3]]
    needs = twice.criteria.filter(part="need")
    assert [page.count(escape(each.text)) for each in needs] == [1] * needs.count()
    assert [page.count(escape(each.questions.first().text)) for each in needs] == [1] * needs.count()


def test_need_page_of_a_version_that_asks_once_is_as_it_was(burundi, as_anna) -> None:
    page = page_of(as_anna, burundi)
    assert "rating-both" not in page
    assert heads(page)[0] == F1A.removeprefix("F1a ")


def test_each_moment_is_saved_by_itself(cast, twice, as_anna) -> None:
    made = opened(cast, twice, 2012, 2014)
    start, end = need(made, "start"), need(made, "end")
    data = {
        f"r{end.pk}-{name}": text for name, text in {"choice": "3", "justification": "Seen.", "revision": 0}.items()
    }
    answer = as_anna.post(reverse("rating-save", args=[made.reference, end.pk]), data)
    assert answer.status_code == 200
    assert [(need(made, each).status, need(made, each).level) for each in BOTH] == [("unrated", None), ("level", 3)]
    assert start.pk != end.pk


def test_form_asks_for_the_reason_of_a_start_that_was_handed_on_and_of_no_other(cast, twice, before, as_anna) -> None:
    new = opened(cast, twice, 2012, 2013, source=before)
    asks = {}
    for moment, code in (("start", "F1a"), ("end", "F1a"), ("start", "F2a")):
        row = need(new, moment, code)
        body = as_anna.get(reverse("rating-body", args=[new.reference, row.pk])).content.decode()
        asks[moment, code] = (
            "Why another level than at the end of the period before" in body,
            "Taken over from" in body,
        )
    assert asks == {("start", "F1a"): (True, True), ("end", "F1a"): (False, False), ("start", "F2a"): (False, False)}
    row = need(new, "start")
    kept = {"choice": "2", "level_reason": "It was worse.", "justification": "Parliament asks.", "confidence": "low"}
    data = {f"r{row.pk}-{name}": text for name, text in (kept | {"audience": "internal", "revision": 0}).items()}
    answer = as_anna.post(reverse("rating-save", args=[new.reference, row.pk]), data)
    assert answer.status_code == 200
    assert (need(new, "start").level, need(new, "start").level_reason) == (2, "It was worse.")
    told = as_anna.get(reverse("rating", args=[new.reference, row.pk])).content.decode()
    assert "Judged again: at the end of the period before, it was 1 Low." in " ".join(told.split())
    assert "At the start: 2012" in told


@pytest.mark.parametrize("address", ["review", "history", "evidence-uses", "audience", "report"])
def test_pages_name_the_moment(address: str, cast, twice, as_anna) -> None:
    made = opened(cast, twice, 2012, 2014)
    acting.rate(need(made, "start"), 3, by=cast.anna)
    source = records.add(
        models.Evidence(title="Report", kind="document", origin="o", dated=date(2014, 1, 1)), made, by=cast.anna
    )
    further = {"review": ["need"], "evidence-uses": [source.pk]}
    page = as_anna.get(reverse(address, args=[made.reference, *further.get(address, [])])).content.decode()
    assert "at the start" in page


def test_preview_asks_need_twice(cast, twice) -> None:
    client = client_of(cast.fatima)
    page = client.get(reverse("version-preview", args=[twice.code, twice.version, "need"])).content.decode()
    assert heads(page)[:3] == [F1A, "At the start", "At the end"]
    assert client.get(reverse("version-preview-report", args=[twice.code, twice.version])).status_code == 200
