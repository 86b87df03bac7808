"""Country and framework are corrected while nothing is rated; nothing that anybody typed is lost by it (docs/domain.md §5)."""

from datetime import date
from decimal import Decimal

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.db.models import CharField, TextField
from django.http import Http404

from assessments import access, contributors, models, scorecard
from assessments.domain import assessments, correcting, goals, programmes, ratings, records, version_change, workflow
from assessments.domain.editing import NotOpen, Stale, StayedBehind
from assessments.domain.judgement import Judgement
from assessments.domain.removing import says_something
from frameworks.domain import file_writer
from frameworks.models import Criterion, Framework
from tests import acting, one_of_each
from tests.frameworks.conftest import RAPID

Part = Criterion.Part


@pytest.fixture
def rapid(db: None) -> Framework:
    """Another framework, which lacks half of what the shipped one has."""
    return file_writer.load(RAPID)[0]


@pytest.fixture
def full(burundi, framework, cast) -> models.Assessment:
    """Burundi with a record of each kind, unrated; some rest on what the other framework does not have."""
    one_of_each.fill(burundi, cast)
    lacking, there = framework.activities.get(code="F1b"), framework.activities.get(code="F2b")
    programme = burundi.programmes.get()
    shares = {lacking: Decimal("33.5"), there: Decimal("66.5")}
    programmes.change(programme, ["title"], shares, seen=programme.revision, by=cast.anna)
    goals.add(models.Goal(title="Order"), burundi, [lacking], [], by=cast.anna)
    records.add(models.Priority(activity=lacking, horizon=2, rationale="Second, since poor."), burundi, by=cast.anna)
    rating = burundi.ratings.get(criterion__code="I5.G3")
    report = models.Evidence.objects.get(assessment=burundi, title="Report")
    secret = models.Evidence(title="Secret annex", kind="document", origin="o", dated=date(2014, 1, 1))
    secret.audience = models.Evidence.Audience.RESTRICTED
    records.add(secret, burundi, by=cast.anna)
    for source, place in ((report, "page 77"), (secret, "page 88")):
        models.EvidenceLink.objects.create(rating=rating, evidence=source, place=place)
    said = {"consultation": burundi.consultations.get(), "stance": "disagrees", "text": "We see it otherwise."}
    records.add(models.Reply(rating=rating, **said), burundi, by=cast.anna)
    models.Comment.objects.create(assessment=burundi, rating=rating, by=cast.marieke, text="And this?")
    models.AudienceRule.objects.create(assessment=burundi, part="governance", audience="shareable", by=cast.anna)
    models.Assignment.objects.create(assessment=burundi, part="policy", person=cast.joris, given_by=cast.anna)
    burundi.refresh_from_db()
    return burundi


def corrected(assessment: models.Assessment, *, by, agreed: str | None = None, **facts) -> models.Assessment:
    """The cover saved with these facts, as a page would that was opened just now."""
    found = models.Assessment.objects.get(pk=assessment.pk)
    if agreed is None and "framework" in facts:
        agreed = correcting.behind(found, facts["framework"]).mark
    for name, value in facts.items():
        setattr(found, name, value)
    return assessments.change_facts(found, list(facts), seen=found.facts_revision, by=by, agreed=agreed or "")


def typed(assessment: models.Assessment) -> set[str]:
    """Every text that anybody wrote in any row of it."""
    return {
        value
        for row in one_of_each.rows(assessment)
        if not isinstance(row, (models.Assessment, models.Event, models.VersionMove))
        for column in row._meta.concrete_fields
        if isinstance(column, (CharField, TextField)) and not column.choices
        for value in [getattr(row, column.attname)]
        if value
    }


def asked(assessment: models.Assessment, **which) -> list[tuple[str, str]]:
    rows = models.Rating.objects.filter(assessment=assessment, left_behind=False, **which)
    return sorted(rows.values_list("criterion__part", "criterion__code"))


def test_country_is_corrected_with_reference_timeline_and_history(burundi, cast) -> None:
    corrected(burundi, country="RW", by=cast.joris)
    burundi.refresh_from_db()
    assert (burundi.country.code, burundi.reference) == ("RW", "NL-RW-2014")
    assert access.seat(cast.anna, "NL-BI-2014").assessment == burundi
    event = burundi.events.get(kind=models.Event.Kind.COUNTRY)
    assert (event.get_kind_display(), event.told, event.by) == ("Country corrected", "Burundi → Rwanda", cast.joris)
    assert burundi.history.first().history_user == cast.joris
    assert contributors.contributed(cast.joris, burundi)


def test_country_is_corrected_back_and_its_name_with_it(burundi, cast) -> None:
    corrected(burundi, country="RW", by=cast.anna)
    corrected(burundi, country="BI", by=cast.anna)
    burundi.refresh_from_db()
    assert burundi.reference == "NL-BI-2014"
    assert [each.reference for each in burundi.earlier_references.all()] == ["NL-RW-2014"]


def test_framework_asks_anew_of_country_and_programmes(full, rapid, cast) -> None:
    corrected(full, framework=rapid, by=cast.anna)
    full.refresh_from_db()
    programme = full.programmes.get()
    wanted = {part: sorted(rapid.criteria.filter(part=part).values_list("part", "code")) for part in Part.values}
    country = wanted["governance"] + wanted["need"] + wanted["policy"]
    assert asked(full, programme=None) == sorted(country)
    assert asked(full, programme=programme) == sorted([("contribution", "F2b"), *wanted["practice"]])
    here = models.Rating.objects.filter(assessment=full, left_behind=False)
    assert set(here.values_list("criterion__framework", flat=True)) == {rapid.pk}
    moved = full.events.get(kind=models.Event.Kind.MIGRATED)
    assert moved.told == f"{Framework.objects.get(code='oecd-ssr')} → {rapid}"


def test_nothing_typed_is_lost_with_the_framework(full, rapid, cast) -> None:
    before = typed(full)
    links = models.EvidenceLink.objects.filter(evidence__assessment=full).count()
    shown = {text for record in correcting.behind(full, rapid).records for text in record}
    corrected(full, framework=rapid, by=cast.anna)
    after = "\n".join(typed(full))
    assert {text for text in before if text not in after} == set()
    kept = {text for row in full.left_behind.exclude(version="v0") for text in (row.what, row.said)}
    assert kept == shown
    told = "\n".join(kept)
    for words in ("Police strand", "33.5", "Second, since poor.", "We see it otherwise.", "page 77"):
        assert words in told
    assert "Secret annex" not in told
    assert "page 88" not in told
    assert models.EvidenceLink.objects.filter(evidence__assessment=full).count() == links
    assert (full.audiencerules.count(), full.assignments.count(), full.comments.count()) == (1, 1, 2)
    empty = scorecard.build(models.Assessment.objects.get(pk=full.pk)).left_empty
    assert "We see it otherwise." in [reply.text for rating in empty for reply in rating.replies]


def test_framework_alone_can_be_undone_and_with_other_facts_not(full, rapid, framework, cast) -> None:
    before = typed(full)
    corrected(full, framework=rapid, by=cast.anna)
    full.refresh_from_db()
    page = full.facts_revision
    version_change.undo(full, by=cast.anna)
    full.refresh_from_db()
    assert (full.framework, typed(full)) == (framework, before)
    with pytest.raises(Stale):  # a page of the facts that was opened in between
        assessments.change_facts(full, ["depth"], seen=page, by=cast.anna)
    corrected(full, framework=rapid, depth="rapid", by=cast.anna)
    full.refresh_from_db()
    assert version_change.last_move(full) is None
    with pytest.raises(Stale):
        version_change.undo(full, by=cast.anna)


def test_there_and_back_again_every_rating_is_asked_once_more(full, rapid, framework, cast) -> None:
    before = asked(full)
    corrected(full, framework=rapid, by=cast.anna)
    corrected(full, framework=framework, by=cast.anna)
    dropped = {("contribution", "F1b")}  # the programme no longer works on it: that is kept as text
    assert {*before} - {*asked(full)} <= dropped
    assert len(asked(full)) == len({*asked(full, programme=None)}) + len({*asked(full, programme__isnull=False)})


def test_other_framework_is_refused_until_what_stays_behind_is_agreed_to(full, rapid, framework, cast) -> None:
    seen = correcting.behind(full, rapid)
    for agreed in ("", "on", "0" * 64):
        with pytest.raises(correcting.StaysBehind) as stays:
            corrected(full, framework=rapid, by=cast.anna, agreed=agreed)
        assert stays.value.behind == seen
    lacking = framework.activities.get(code="F1c")
    records.add(models.Priority(activity=lacking, horizon=3, rationale="Came meanwhile."), full, by=cast.joris)
    with pytest.raises(correcting.StaysBehind) as stays:
        corrected(full, framework=rapid, by=cast.anna, agreed=seen.mark)
    assert any("Came meanwhile." in record for record in stays.value.behind.records)
    full.refresh_from_db()
    assert full.framework == framework
    corrected(full, framework=rapid, by=cast.anna, agreed=stays.value.behind.mark)


WORDS = {"confidence": "low", "harm": "some"}
SAID = [
    Judgement("level", 2),
    Judgement("na"),
    Judgement("insufficient"),
    *(
        Judgement("unrated", **{name: WORDS.get(name, "x")})
        for name in Judgement.FIELDS
        if name not in ("status", "level", "answers", "audience")
    ),
]


@pytest.mark.parametrize("judgement", SAID, ids=repr)
@pytest.mark.parametrize("is_cleared", [False, True])
def test_whatever_was_ever_said_of_a_rating_fixes_both(burundi, rapid, cast, judgement, is_cleared: bool) -> None:
    rating = burundi.ratings.filter(criterion__part="contribution").first()
    ratings.save_rating(rating, judgement, seen=0, by=cast.joris)
    assert says_something(models.Rating.objects.get(pk=rating.pk))
    if is_cleared:
        ratings.save_rating(rating, Judgement("unrated"), seen=1, by=cast.joris)
    assert correcting.ever_rated(burundi)
    for facts in ({"country": "RW"}, {"framework": rapid}):
        with pytest.raises(correcting.Fixed, match="only while nothing has been rated"):
            corrected(burundi, by=cast.anna, **facts)
    corrected(burundi, tlp="RED", country="BI", by=cast.anna)  # what does not differ is no correction


def test_answer_to_a_strand_fixes_both_as_a_level_does(stepped, cast) -> None:
    rating = stepped.ratings.get(criterion__code="I5.G1")
    acting.answer(rating, by=cast.joris, said={"justification": "", "confidence": ""}, a="?")
    assert says_something(models.Rating.objects.get(pk=rating.pk))
    assert correcting.ever_rated(stepped)


def test_what_was_rated_and_removed_with_its_programme_fixes_too(programme, cast) -> None:
    acting.rate(programme.ratings.first(), 2, by=cast.anna)
    models.Programme.objects.get(pk=programme.pk).delete()
    with pytest.raises(correcting.Fixed):
        corrected(programme.assessment, country="RW", by=cast.anna)


def test_audience_alone_fixes_nothing(rating, cast) -> None:
    ratings.save_rating(rating, Judgement("unrated", audience="shareable"), seen=0, by=cast.joris)
    corrected(rating.assessment, country="RW", by=cast.anna)


def test_only_published_frameworks_of_any_name_and_version(burundi, framework, rapid, cast) -> None:
    from frameworks.domain import drafting

    draft = drafting.copy_to_draft(framework)
    with pytest.raises(correcting.Fixed, match="published"):
        corrected(burundi, framework=draft, by=cast.anna)
    assert set(correcting.published()) == {framework, rapid}


def test_who_may_not_and_what_is_not_open_is_refused_by_the_domain(burundi, cast) -> None:
    for person, refusal in ((cast.marieke, PermissionDenied), (cast.pieter, Http404), (cast.sofia, Http404)):
        with pytest.raises(refusal):
            corrected(burundi, country="RW", by=person)
    acting.submit(burundi, cast, left_open=dict.fromkeys(Part.values, "Not looked at."))
    with pytest.raises(NotOpen):
        corrected(burundi, country="RW", by=cast.anna)
    burundi.refresh_from_db()
    assert burundi.country == "BI"


def test_taken_country_and_period_are_told_in_words(burundi, cast) -> None:
    other = acting.opened(cast.nl, by=cast.anna, first=2010, last=2011)
    corrected(other, country="RW", by=cast.anna)
    with pytest.raises(ValidationError, match="already: NL-BI-2014"):
        corrected(other, period_start=date(2012, 1, 1), period_end=date(2014, 12, 31), country="BI", by=cast.anna)
    other.refresh_from_db()
    assert (other.country, other.reference) == ("RW", "NL-RW-2011")


def in_force(assessment: models.Assessment, cast) -> models.Assessment:
    """Approved with nothing rated."""
    acting.submit(assessment, cast, left_open=dict.fromkeys(Part.values, "Not looked at."))
    acting.approve(assessment, cast)
    assessment.refresh_from_db()
    return assessment


def test_revision_and_copy_keep_their_country_and_change_their_framework(burundi, rapid, cast) -> None:
    approved = in_force(burundi, cast)
    revision = assessments.correct(approved, by=cast.anna)
    copy = acting.opened(cast.nl, by=cast.anna, first=2015, last=2016, source=approved)
    for each, reason in ((revision, "A corrected revision keeps"), (copy, "It was copied from NL-BI-2014")):
        with pytest.raises(correcting.Fixed, match=reason):
            corrected(each, country="RW", by=cast.anna)
        corrected(each, framework=rapid, by=cast.anna)
        each.refresh_from_db()
        assert each.framework == rapid
    assert revision.reference == "NL-BI-2014-R2"


def test_reference_known_outside_stays_with_a_corrected_country(burundi, cast) -> None:
    acting.submit(burundi, cast, left_open=dict.fromkeys(Part.values, "Not looked at."))
    burundi.refresh_from_db()
    workflow.perform(workflow.WITHDRAW, burundi, by=cast.anna, seen=burundi.revision)
    corrected(burundi, country="RW", by=cast.anna)
    burundi.refresh_from_db()
    assert (burundi.country.code, burundi.reference) == ("RW", "NL-BI-2014")


def test_rating_page_opened_before_the_change_stores_nothing_on_the_wrong_criterion(full, rapid, cast) -> None:
    stays = full.ratings.get(criterion__code="I5.G1")
    gone = full.ratings.get(criterion__code="I5.G3")
    corrected(full, framework=rapid, by=cast.anna)
    with pytest.raises(Stale):
        ratings.save_rating(stays, Judgement("level", 2), seen=0, by=cast.joris)
    with pytest.raises(StayedBehind):
        ratings.save_rating(gone, Judgement("level", 2), seen=0, by=cast.joris)


def test_failure_in_the_middle_leaves_everything(full, rapid, framework, cast, monkeypatch) -> None:
    before = typed(full)
    monkeypatch.setattr(version_change, "_ask_for_new", lambda *_: 1 / 0)
    with pytest.raises(ZeroDivisionError):
        corrected(full, framework=rapid, country="RW", by=cast.anna)
    full.refresh_from_db()
    assert (full.framework, full.country.code, typed(full)) == (framework, "BI", before)
