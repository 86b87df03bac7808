"""A rapid assessment asks what its framework marks for it; what is not asked is a state of its own (docs/domain.md §3)."""

import json
from datetime import date
from pathlib import Path

import pytest
from django.conf import settings
from django.core.exceptions import ValidationError
from django.urls import reverse

from assessments import models, scorecard
from assessments.domain import assessments, programmes, version_change, workflow
from assessments.queries import comparison, overview, portfolio, portfolio_tables
from assessments.queries import country as country_page
from assessments.reports import country
from assessments.reports.outline import Outline
from assessments.reports.scorecard_json import scorecard_json
from frameworks.domain import file_writer
from frameworks.models import Criterion, Framework
from tests import acting

Part = Criterion.Part
SECOND = Path(settings.BASE_DIR) / "fixtures" / "oecd-ssr-v2.yaml"


@pytest.fixture
def second(framework) -> Framework:
    """Version 2, which marks 18 criteria of governance, all of need and all of contribution."""
    return file_writer.load(SECOND)[0]


def opened(cast, framework: Framework, depth: str = "rapid", year: int = 2014, **facts) -> models.Assessment:
    assessment = models.Assessment(
        organisation=cast.nl,
        framework=framework,
        country="BI",
        period_start=date(year, 1, 1),
        period_end=date(year, 12, 31),
        currency="EUR",
        depth=depth,
    )
    return assessments.open_assessment(assessment, by=cast.anna, **facts)


def with_programme(assessment: models.Assessment, cast) -> models.Programme:
    shares = {assessment.framework.activities.get(code=code): None for code in ("F2b", "F1a")}
    found = models.Programme(title="Police strand", budget=100, currency="EUR")
    programmes.add(found, assessment, shares, by=cast.anna)
    assessment.refresh_from_db()
    return found


@pytest.fixture
def rapid(second, cast) -> models.Assessment:
    """A rapid assessment on version 2 with one programme."""
    assessment = opened(cast, second)
    with_programme(assessment, cast)
    return assessment


def counts(assessment: models.Assessment) -> dict[str, int]:
    """Criteria that have a rating, by part."""
    rows = models.Rating.objects.filter(assessment=assessment, left_behind=False)
    keys = set(rows.values_list("criterion__part", "criterion__code", "programme"))
    return {part: sum(each == part for each, *_rest in keys) for part in Part.values}


def change(assessment: models.Assessment, cast, **facts) -> None:
    assessment.refresh_from_db()
    for name, value in facts.items():
        setattr(assessment, name, value)
    assessments.change_facts(assessment, list(facts), seen=assessment.facts_revision, by=cast.anna)
    assessment.refresh_from_db()


ALL = {"governance": 36, "need": 9, "contribution": 2, "practice": 7, "policy": 7}
RAPID = {"governance": 18, "need": 9, "contribution": 2, "practice": 0, "policy": 0}


def test_it_asks_what_is_marked(rapid) -> None:
    assert counts(rapid) == RAPID
    marked = rapid.framework.criteria.filter(part=Part.GOVERNANCE, rapid=True)
    asked = rapid.ratings.filter(criterion__part=Part.GOVERNANCE)
    assert set(asked.values_list("criterion", flat=True)) == set(marked.values_list("pk", flat=True))


def test_full_depth_asks_all(second, cast) -> None:
    assessment = opened(cast, second, "full")
    with_programme(assessment, cast)
    assert counts(assessment) == ALL


def test_version_without_marks_asks_all(framework, cast) -> None:
    assessment = opened(cast, framework)
    with_programme(assessment, cast)
    assert (counts(assessment), scorecard.build(assessment).not_asked) == (ALL, ())


def test_what_is_not_asked_is_in_no_figure(rapid) -> None:
    card = scorecard.build(rapid)
    assert card.whole.total == rapid.ratings.count()
    assert [group.score.total for group in card.institutions] == [2] * 9
    assert all(len(group.cells) == 4 for group in card.institutions)
    assert [sum(cell.status == "not-asked" for cell in group.cells) for group in card.institutions] == [2] * 9
    assert card.parts_not_asked == ("practice", "policy")
    assert {criterion.part for criterion in card.not_asked} == {"governance", "practice", "policy"}
    assert len(card.not_asked) == 18 + 7 + 7


def test_pages_say_not_asked(rapid, as_anna, cast) -> None:
    line = "Not asked in a rapid assessment: Practice, Policy."
    page = as_anna.get(reverse("overview", args=[rapid.reference])).content.decode()
    assert page.count(line) == 2  # menu and overview
    assert [step.key for step in overview.frame(cast.anna, rapid.reference).steps][:2] == ["governance", "need"]
    matrix = as_anna.get(reverse("score-part", args=[rapid.reference, "governance"])).content.decode()
    assert matrix.count("cell-not-asked") == 18
    assert matrix.count('<details class="rating"') == 18
    part = as_anna.get(reverse("score-part", args=[rapid.reference, "policy"]))
    assert (part.status_code, "A rapid assessment does not ask this part." in part.content.decode()) == (200, True)
    programme = rapid.programmes.get()
    stretch = as_anna.get(reverse("score-programme", args=[rapid.reference, programme.pk])).content.decode()
    assert "Not asked in a rapid assessment." in stretch
    assert as_anna.get(reverse("score-part", args=[rapid.reference, "nothing"])).status_code == 404


def test_full_assessment_says_nothing_of_it(burundi, as_anna) -> None:
    for name, args in (("overview", []), ("score-part", ["governance"]), ("report", [])):
        page = as_anna.get(reverse(name, args=[burundi.reference, *args])).content.decode().lower()
        assert "not asked" not in page


@pytest.mark.parametrize("outline", [Outline(), Outline(length="short")])
def test_papers_say_not_asked(rapid, outline) -> None:
    assessment = models.Assessment.objects.with_cover().get(pk=rapid.pk)
    dossier = scorecard.dossier(assessment)
    html = " ".join(country.body(dossier, outline).split())
    assert html.count("cell-not-asked") == 18
    assert "Ruled: not asked in a rapid assessment." in html
    policy = html[html.index('<section id="policy"') :]
    assert "Not asked in a rapid assessment." in policy[: policy.index("</section>")]
    said = json.loads(scorecard_json(country.of(dossier, outline)))
    assert len(said["not_asked"]) == 18 + 7 + 7
    assert {"part": "policy", "code": "R1"} in said["not_asked"]
    assert said["assessment"]["depth"] == "rapid"


def test_it_is_submitted_without_reasons_for_what_is_not_asked(rapid, cast) -> None:
    for rating in rapid.ratings.all():
        models.Rating.objects.filter(pk=rating.pk).update(status="na", reason="Not there.")
    rapid.refresh_from_db()
    with acting.quietly():
        workflow.perform(workflow.SUBMIT, rapid, by=cast.anna, seen=rapid.revision)
    assert not models.OpenPart.objects.filter(assessment=rapid).exists()


def test_to_full_asks_the_rest_and_keeps_what_was_said(rapid, cast) -> None:
    rating = rapid.ratings.filter(criterion__part=Part.NEED).first()
    acting.rate(rating, 3, by=cast.anna)
    change(rapid, cast, depth="full")
    assert (counts(rapid), rapid.depth) == (ALL, "full")
    rating.refresh_from_db()
    assert rating.level == 3
    assert scorecard.build(rapid).not_asked == ()


def test_to_rapid_takes_what_nobody_touched(second, cast) -> None:
    assessment = opened(cast, second, "full")
    with_programme(assessment, cast)
    kept = set(assessment.ratings.filter(criterion__rapid=True).values_list("pk", flat=True))
    change(assessment, cast, depth="rapid")
    assert (counts(assessment), assessment.depth) == (RAPID, "rapid")
    assert set(assessment.ratings.values_list("pk", flat=True)) == kept
    gone = models.Rating.history.filter(assessment=assessment.pk, history_type="-")
    assert set(gone.values_list("history_user", flat=True)) == {cast.anna.pk}


@pytest.mark.parametrize("touch", ["rated", "remarked", "linked"])
def test_to_rapid_is_refused_where_something_was_said(second, cast, as_anna, touch) -> None:
    assessment = opened(cast, second, "full")
    rating = assessment.ratings.get(criterion__code="R1")
    if touch == "rated":
        models.Rating.objects.filter(pk=rating.pk).update(status="insufficient", tried="Asked.")
    elif touch == "remarked":
        models.Comment.objects.create(assessment=assessment, rating=rating, by=cast.anna, text="Is it so?")
    else:
        source = models.Evidence.objects.create(
            assessment=assessment, title="Law", kind="document", origin="X", dated=date(2014, 1, 1)
        )
        models.EvidenceLink.objects.create(rating=rating, evidence=source)
    before = assessment.ratings.count()
    with pytest.raises(ValidationError) as refused:
        change(assessment, cast, depth="rapid")
    assert list(refused.value.message_dict) == ["depth"]
    assert "said on them: R1. Clear" in str(refused.value)
    assessment.refresh_from_db()
    assert (assessment.depth, assessment.ratings.count()) == ("full", before)
    facts = {"country": "BI", "framework": second.pk, "depth": "rapid", "period_start": "2014-01-01"}
    facts |= {
        "period_end": "2014-12-31",
        "currency": "EUR",
        "tlp": "AMBER",
        "facts_revision": assessment.facts_revision,
    }
    page = as_anna.get(reverse("facts", args=[assessment.reference])).context["form"]
    typed = {page.add_prefix(name): value for name, value in facts.items()} | {"revision": assessment.facts_revision}
    answer = as_anna.post(reverse("facts", args=[assessment.reference]), typed)
    assert (answer.status_code, "said on them: R1." in answer.content.decode()) == (422, True)


def test_copy_asks_by_its_own_depth(rapid, second, cast) -> None:
    models.Rating.objects.filter(assessment=rapid).update(status="na", reason="Not there.")
    acting.submit(rapid, cast)
    acting.approve(rapid, cast)
    full, again = opened(cast, second, "full", 2015, source=rapid), opened(cast, second, "rapid", 2016, source=rapid)
    assert (counts(full), counts(again)) == (ALL, RAPID)
    card = scorecard.build(full)
    assert (card.earlier.asked_once, card.earlier.only_here, card.earlier.only_there) == (18 + 7 + 7, (), ())
    html = " ".join(country.body(scorecard.dossier(models.Assessment.objects.with_cover().get(pk=full.pk))).split())
    assert f"compared over {card.earlier.common} common criteria; 32 were asked" in html


def test_revision_asks_what_was_asked(rapid, cast) -> None:
    models.Rating.objects.filter(assessment=rapid).update(status="na", reason="Not there.")
    acting.submit(rapid, cast)
    acting.approve(rapid, cast)
    assert counts(assessments.correct(rapid, by=cast.anna)) == RAPID


def test_move_to_a_version_with_marks_keeps_what_was_said_and_asks_no_more(framework, second, cast) -> None:
    assessment = opened(cast, framework)
    with_programme(assessment, cast)
    acting.rate(assessment.ratings.get(criterion__code="R1"), 2, by=cast.anna)
    assessment.refresh_from_db()
    version_change.move(assessment, second, seen=assessment.revision, by=cast.anna)
    assert counts(assessment) == RAPID | {"policy": 1}
    assessment.refresh_from_db()
    card = scorecard.build(assessment)
    assert (card.asks("policy"), card.parts_not_asked, card.left_behind) == (True, ("practice",), ())
    version_change.undo(assessment, by=cast.anna)
    assert counts(assessment) == ALL


def test_move_and_then_full_depth_asks_all(framework, second, cast) -> None:
    assessment = opened(cast, framework)
    with_programme(assessment, cast)
    version_change.move(assessment, second, seen=assessment.revision, by=cast.anna)
    change(assessment, cast, depth="full")
    assert counts(assessment) == ALL


def test_two_depths_stand_side_by_side_over_what_both_ask(rapid, second, cast) -> None:
    full = opened(cast, second, "full", 2016)
    found = comparison.compare(cast.anna, rapid.reference, full.reference)
    rows = {group.title: len(group.rows) for group in found.groups}
    assert rows == {"Governance": 18, "Need": 9}
    assert found.only_right == ()
    common = len({f"{row.part}-{row.code}" for group in found.groups for row in group.rows})
    assert f"over {common} common criteria; 25 are asked in one" in " ".join(found.cautions)


def test_part_that_is_not_asked_is_handed_to_nobody(rapid, as_anna) -> None:
    form = as_anna.get(reverse("record-add", args=[rapid.reference, "task"])).context["form"]
    assert [key for key, _label in form.fields["stretch"].choices][:2] == ["governance", "need"]
    assert len(form.fields["stretch"].choices) == 3


def test_scores_of_two_depths_are_joined_by_no_line_and_named_in_headings(rapid, second, cast) -> None:
    for assessment in (rapid, opened(cast, second, "full", 2015)):
        models.Rating.objects.filter(assessment=assessment).update(status="na", reason="Not there.")
        acting.submit(assessment, cast, left_open=dict.fromkeys(Part.values, "No programme."))
        acting.approve(assessment, cast)
    page = country_page.page(cast.anna, "BI", "Burundi")
    assert [head.title for head in page.tables[0].heads] == ["Institution", "NL 2014, rapid", "NL 2015"]
    assert page.trends == ()
    entries = portfolio.history(cast.anna, "BI").entries
    cells = [portfolio_tables._group_cell(entry, "parts", "policy").value for entry in entries]
    assert cells == ["not asked", None]
