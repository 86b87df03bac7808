"""Framework versions beside assessments: difference and effect, previews, moving and taking it back."""

import pytest
from django.contrib.auth.models import Group
from django.test import Client
from django.urls import reverse

from assessments import models
from assessments.generation import jobs, samples
from assessments.models.generated_file import Failure
from assessments.queries.versions import Touched
from assessments.reports import pdf
from frameworks import administrators
from frameworks.domain import drafting, publishing
from frameworks.models import Framework
from ssr_portal.accounts.models import Person
from tests import acting
from tests.conftest import client_of

PREVIEWS = [("version-preview", ["governance"]), ("version-preview-report", [])]


@pytest.fixture
def draft(framework) -> Framework:
    """Version 2 with one need reworded."""
    draft = drafting.copy_to_draft(framework)
    draft.criteria.filter(part="need", code="F3").update(text="Worded <b>anew</b> for version two.")
    return draft


@pytest.fixture
def published(draft) -> Framework:
    publishing.publish(draft)
    return draft


def difference(client: Client, version: int, **query: str) -> object:
    return client.get(reverse("version-difference", args=["oecd-ssr", version]), query)


def test_difference_of_a_draft_shows_words_and_the_effect_to_its_administrator(cast, complete, draft) -> None:
    page = difference(client_of(cast.fatima), 2).content.decode()
    assert "&lt;b&gt;anew&lt;/b&gt;" in page
    assert "ratings ask to be confirmed" in page
    row = page[page.index("All donors together") :]
    assert [part.split("</td>")[0] for part in row.split("<td>")[1:5]] == ["60", "1", "0", "0"]


def test_effect_is_sums_over_all_donors_and_names_no_assessment(cast, complete, draft) -> None:
    other = acting.opened(cast.dda, by=cast.sofia, first=2014, last=2014)
    models.Rating.objects.filter(assessment=complete).update(justification="A secret ground.")
    answer = difference(client_of(cast.fatima), 2)
    touched = answer.context["page"].touched
    assert touched == Touched(assessments=2, asked=1, unchanged=60, to_confirm=1, behind=0, unrated=52)
    page = answer.content.decode()
    secrets = ["A secret ground.", "Netherlands", "Demonstration Donor", "Burundi", "Anna de Wit"]
    assert [each for each in (complete.reference, other.reference, *secrets) if each in page] == []
    url = reverse("overview", args=[complete.reference])
    assert client_of(cast.fatima).get(url).status_code == 404


def test_everyone_compares_published_versions_without_the_effect(cast, complete, published) -> None:
    for who in ("anna", "pieter", "sofia"):
        answer = difference(client_of(getattr(cast, who)), 2)
        assert answer.context["page"].touched is None
        assert complete.reference not in answer.content.decode()


@pytest.mark.parametrize("who", ["anna", "marieke", "pieter", "sofia"])
def test_drafts_exist_for_framework_administrators_alone(cast, draft, who: str) -> None:
    client = client_of(getattr(cast, who))
    assert difference(client, 2).status_code == 404
    assert difference(client, 1, **{"with": "2"}).status_code == 404
    for name, more in PREVIEWS:
        assert client.get(reverse(name, args=["oecd-ssr", 2, *more])).status_code == 403


@pytest.mark.parametrize(("version", "asked"), [(1, ""), (9, ""), (2, "9"), (2, "x")])
def test_difference_with_nothing_is_not_found_and_rubbish_is_left_aside(cast, framework, version, asked) -> None:
    if version == 2:
        drafting.copy_to_draft(framework)
    status = difference(client_of(cast.fatima), version, **{"with": asked}).status_code
    assert status == (200 if asked == "x" else 404)


def test_difference_can_be_read_the_other_way_round(cast, draft) -> None:
    answer = difference(client_of(cast.fatima), 1, **{"with": "2"})
    assert (answer.context["page"].older, answer.context["page"].newer.version) == (draft, 1)


def test_difference_and_effect_take_at_most_fifteen_queries(cast, draft, django_assert_max_num_queries) -> None:
    for year in range(20):
        acting.opened(cast.nl, by=cast.anna, first=1950 + year, last=1950 + year)
    client = client_of(cast.fatima)
    with django_assert_max_num_queries(15):
        answer = difference(client, 2)
    assert answer.context["page"].touched.assessments == 20


@pytest.mark.parametrize("part", ["governance", "need", "programme-1", "policy"])
def test_preview_shows_the_real_form_and_stores_nothing(cast, draft, part: str) -> None:
    before = {model: model.objects.count() for model in (models.Assessment, models.Rating, models.Event)}
    answer = client_of(cast.fatima).get(reverse("version-preview", args=["oecd-ssr", 2, part]))
    page = answer.content.decode()
    asked = sum(len(bundle.ratings) for bundle in answer.context["page"].groups)
    assert (
        page.count('<details class="rating"')
        == asked
        == {"governance": 36, "need": 9, "programme-1": 16, "policy": 7}[part]
    )
    assert "Nothing typed here is stored." in page
    assert page.count('value="unrated" checked') == asked
    assert 'method="post" novalidate' not in page
    assert "data-save" not in page
    assert {model: model.objects.count() for model in before} == before


def test_preview_of_an_unknown_part_is_not_found(cast, draft) -> None:
    assert client_of(cast.fatima).get(reverse("version-preview", args=["oecd-ssr", 2, "nowhere"])).status_code == 404


def test_preview_shows_criteria_that_have_no_texts_yet(cast, draft) -> None:
    pillar = draft.pillars.get(code="P2")
    draft.institutions.create(pillar=pillar, code="I10", name="Ombudsman", definition="x", source="x", position=9)
    drafting.fill_matrix(draft, by=cast.fatima)
    client = client_of(cast.fatima)
    page = client.get(reverse("version-preview", args=["oecd-ssr", 2, "governance"])).content.decode()
    assert page.count('<details class="rating"') == 40
    report = client.get(reverse("version-preview-report", args=["oecd-ssr", 2])).content.decode()
    assert "Ombudsman" in report


def test_preview_asks_strands_and_its_report_answers_them_though_one_has_no_steps_yet(cast, stepped) -> None:
    version = drafting.copy_to_draft(stepped.framework)
    strand = version.criteria.get(part="governance", code="I1.G1").strands.get(code="a")
    strand.steps.all().delete()
    client = client_of(cast.fatima)
    form = client.get(reverse("version-preview", args=["oecd-ssr", 3, "governance"])).content.decode()
    assert form.count('class="strand-ask"') == strands_of(version)
    assert form.count("A level follows once every strand is answered.") == 36
    report = client.get(reverse("version-preview-report", args=["oecd-ssr", 3])).content.decode()
    assert '<span class="strand-marks">a ' in report


def strands_of(version) -> int:
    """How many strands the governance part asks."""
    return sum(each.strands.count() for each in version.criteria.filter(part="governance"))


def test_report_is_previewed_on_invented_figures_and_says_so(cast, draft) -> None:
    client = client_of(cast.fatima)
    page = client.get(reverse("version-preview-report", args=["oecd-ssr", 2])).content.decode()
    assert "Preview of a framework version: every figure is invented." in page
    assert "Worded &lt;b&gt;anew" not in page  # the report prints names and grounds, not the criteria's texts
    address = client.post(reverse("version-sample", args=["oecd-ssr", 2]))["Location"]
    assert "The figures are invented." in client.get(address).content.decode()
    printed = client.get(f"{address}download/")
    assert printed["Content-Disposition"] == 'attachment; filename="preview-oecd-ssr-v2.pdf"'
    assert b"".join(printed.streaming_content).startswith(b"%PDF-")
    assert models.Report.objects.count() == 0


def test_sample_report_is_for_the_administrator_who_asked_as_long_as_there_is_the_version(
    cast, framework, draft, as_anna, monkeypatch
) -> None:
    monkeypatch.setattr(pdf, "print_apart", lambda *_order: pdf.Pdf(b"%PDF-1.7", 1))
    sample = reverse("version-sample", args=["oecd-ssr", 2])
    assert as_anna.post(sample).status_code == 403
    fatima = client_of(cast.fatima)
    address = fatima.post(sample)["Location"]
    another = Person.objects.create_superuser("sam@portal.example", "secret", name="Sam")
    for client in (as_anna, client_of(another)):
        assert [client.get(address + verb).status_code for verb in ("", "download/")] == [404, 404]
    cast.fatima.groups.clear()
    assert client_of(cast.fatima).get(address).status_code == 404
    cast.fatima.groups.add(Group.objects.get(name=administrators.GROUP))
    assert fatima.get(address).status_code == 200
    drafting.delete_draft(draft, by=cast.fatima)
    assert fatima.get(address).status_code == 404


def test_sample_report_that_is_being_made_is_not_made_twice(cast, draft) -> None:
    first, new = samples.ask(draft, by=cast.fatima)
    again, second = samples.ask(draft, by=cast.fatima)
    assert (new, second, first) == (True, False, again)


def test_sample_of_a_draft_that_was_removed_while_it_waited_is_refused_at_once(cast, draft) -> None:
    sample, _new = samples.ask(draft, by=cast.fatima)
    drafting.delete_draft(draft, by=cast.fatima)
    mine = jobs.claim(models.SampleReport, sample.pk)
    assert jobs.attempt(mine, lambda: samples.make(mine)) is jobs.Outcome.FINISHED
    sample.refresh_from_db()
    assert (sample.state, sample.failure) == (models.SampleReport.State.FAILED, Failure.FORBIDDEN)


def move_url(assessment) -> str:
    return reverse("version-move", args=[assessment.reference])


def test_overview_offers_the_newer_version_to_its_assessor(as_anna, as_marieke, complete, published) -> None:
    overview = reverse("overview", args=[complete.reference])
    assert move_url(complete) in as_anna.get(overview).content.decode()
    assert move_url(complete) not in as_marieke.get(overview).content.decode()


def test_move_is_shown_then_made_then_confirmed(as_anna, complete, published) -> None:
    page = as_anna.get(move_url(complete))
    effect = page.context["page"].effect
    assert (len(effect.unchanged), len(effect.to_confirm), len(effect.behind)) == (60, 1, 0)
    assert "&lt;b&gt;anew&lt;/b&gt;" in page.content.decode()
    answer = as_anna.post(move_url(complete), {"revision": complete.revision, "version": "2"}, follow=True)
    assert "You can take it back until the next save." in answer.content.decode()
    rating = complete.ratings.get(criterion__code="F3", criterion__part="need")
    form = as_anna.get(reverse("score-part", args=[complete.reference, "need"])).content.decode()
    assert "this criterion changed when the assessment moved" in form
    assert f'name="r{rating.pk}-confirmed"' in form
    report = as_anna.get(reverse("report", args=[complete.reference])).content.decode()
    assert "to be confirmed" in report
    assert "1 rating was given on an older wording of its criterion" in report
    data = posted_form(as_anna, complete, rating)
    as_anna.post(reverse("score-part", args=[complete.reference, "need"]), data | {f"r{rating.pk}-confirmed": "yes"})
    rating.refresh_from_db()
    assert (rating.to_confirm, rating.level) == (False, 2)
    report = as_anna.get(reverse("report", args=[complete.reference])).content.decode()
    assert "older wording" not in report


def posted_form(client: Client, assessment, rating) -> dict[str, object]:
    """What the page of a part posts when nothing was typed."""
    page = client.get(reverse("rating-body", args=[assessment.reference, rating.pk])).content.decode()
    prefix = f"r{rating.pk}"
    untouched = page.split(f'name="{prefix}-untouched" value="')[1].split('"')[0]
    row = models.Rating.objects.get(pk=rating.pk)
    return {
        f"{prefix}-choice": str(row.level),
        f"{prefix}-justification": row.justification,
        f"{prefix}-confidence": row.confidence,
        f"{prefix}-audience": row.audience,
        f"{prefix}-revision": row.revision,
        f"{prefix}-untouched": untouched,
    }


def test_untouched_block_that_asks_to_be_confirmed_is_not_confirmed_by_chance(as_anna, complete, published) -> None:
    as_anna.post(move_url(complete), {"revision": complete.revision, "version": "2"})
    rating = complete.ratings.get(criterion__code="F3", criterion__part="need")
    as_anna.post(reverse("score-part", args=[complete.reference, "need"]), posted_form(as_anna, complete, rating))
    rating.refresh_from_db()
    assert rating.to_confirm


def test_page_from_before_the_move_meets_both_versions(as_anna, complete, published) -> None:
    rating = complete.ratings.get(criterion__code="F3", criterion__part="need")
    old = posted_form(as_anna, complete, rating) | {f"r{rating.pk}-justification": "Typed before the move."}
    as_anna.post(move_url(complete), {"revision": complete.revision, "version": "2"})
    answer = as_anna.post(reverse("score-part", args=[complete.reference, "need"]), old)
    assert answer.status_code == 409
    assert "Typed before the move." in answer.content.decode()
    rating.refresh_from_db()
    assert rating.to_confirm


def test_undo_takes_it_back_until_the_next_save(as_anna, complete, published, framework) -> None:
    undo = reverse("version-undo", args=[complete.reference])
    nothing = as_anna.post(undo, follow=True).content.decode()
    assert "can no longer be taken back" in nothing
    as_anna.post(move_url(complete), {"revision": complete.revision, "version": "2"})
    assert undo in as_anna.get(reverse("overview", args=[complete.reference])).content.decode()
    assert "everything is as it was before" in as_anna.post(undo, follow=True).content.decode()
    complete.refresh_from_db()
    assert complete.framework == framework


def test_stale_move_shows_the_effect_again(as_anna, complete, published, framework) -> None:
    answer = as_anna.post(move_url(complete), {"revision": "0", "version": "2"})
    assert answer.status_code == 409
    assert "The assessment changed meanwhile." in answer.content.decode()
    complete.refresh_from_db()
    assert complete.framework == framework


def test_submitted_assessment_is_not_moved(as_anna, complete, published, framework, cast) -> None:
    from assessments.domain import workflow

    workflow.perform(workflow.SUBMIT, complete, by=cast.anna, seen=complete.revision)
    answer = as_anna.post(move_url(complete), {"revision": complete.revision, "version": "2"}, follow=True)
    assert "cannot be changed now" in answer.content.decode()
    complete.refresh_from_db()
    assert complete.framework == framework


def test_what_stayed_is_read_on_its_page_and_in_the_annex(as_anna, complete, draft, cast) -> None:
    draft.criteria.filter(institution__code="I3").delete()
    draft.institutions.filter(code="I3").delete()
    publishing.publish(draft)
    rating = complete.ratings.get(criterion__code="I3.G2")
    as_anna.post(move_url(complete), {"revision": complete.revision, "version": "2"})
    url = reverse("rating", args=[complete.reference, rating.pk])
    page = as_anna.get(url).content.decode()
    assert "This rating stayed with an older version of the framework" in page
    assert url in as_anna.get(reverse("overview", args=[complete.reference])).content.decode()
    report = as_anna.get(reverse("report", args=[complete.reference])).content.decode()
    annex = report[report.index('id="left-behind"') :]
    assert annex.count('<div class="finding"') == 4
    assert "Intelligence services: Accountability" in annex
    save = as_anna.post(
        reverse("rating-save", args=[complete.reference, rating.pk]),
        {
            f"r{rating.pk}-choice": "4",
            f"r{rating.pk}-justification": "x",
            f"r{rating.pk}-revision": "2",
            f"r{rating.pk}-confidence": "low",
        },
    )
    assert (save.status_code, "stayed with an older version" in save.content.decode()) == (422, True)
    rating.refresh_from_db()
    assert rating.level == 2


def test_shared_edition_shows_nothing_that_stayed(as_anna, as_sofia, complete, draft, cast) -> None:
    draft.criteria.filter(institution__code="I3").delete()
    draft.institutions.filter(code="I3").delete()
    publishing.publish(draft)
    as_anna.post(move_url(complete), {"revision": complete.revision, "version": "2"})
    acting.rate(complete.ratings.get(criterion__code="F3", criterion__part="need"), 2, by=cast.anna)
    complete.refresh_from_db()
    acting.submit_and_approve(complete, cast)
    models.Share.objects.create(assessment=complete, organisation=cast.dda, by=cast.marieke)
    page = as_sofia.get(reverse("shared", args=[complete.reference]))
    assert page.status_code == 200
    assert "left-behind" not in page.content.decode()
