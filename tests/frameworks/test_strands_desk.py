"""Strands on the desk, in the history and on the page to read: typed, mended, taken out, refused, and shown."""

import pytest
from django.urls import reverse

from frameworks import models
from frameworks.domain import publishing
from tests.conftest import client_of
from tests.frameworks.conftest import now
from tests.frameworks.test_admin import form_url, list_url, typed

SLOT = ("code", "name", "question", "step_1", "step_2", "step_3", "step_4")


@pytest.fixture
def criterion(strands_draft: models.Framework) -> models.Criterion:
    """One with the strands a and b."""
    return strands_draft.criteria.get(part="governance", code="I1.G1")


def said(number: int, *values: str) -> dict[str, str]:
    """What is typed into the fields of one strand."""
    return {f"strand_{number}_{name}": value for name, value in zip(SLOT, values, strict=True)}


def strands(criterion: models.Criterion) -> list[tuple[str, str, str, list[str]]]:
    return [
        (each.code, each.name, each.question, [step.text for step in each.steps.all()])
        for each in criterion.strands.all()
    ]


def test_form_shows_each_strand_and_one_empty_place(as_fatima, criterion) -> None:
    page = as_fatima.get(form_url(criterion))
    form = page.context["adminform"].form
    assert [form[f"strand_{number}_code"].value() for number in (1, 2, 3)] == ["a", "b", "c"]
    assert form["strand_2_step_3"].value() == "Serious case of step 3. (*)"
    assert "strand_4_code" not in form.fields
    names = [str(fieldset.name) for fieldset in page.context["adminform"]]
    assert names[-5:] == ["Strand a", "Strand b", "A further strand", "What each level looks like", "Signs"]


def test_criterion_of_best_fit_has_no_place_for_strands(as_fatima, strands_draft) -> None:
    need = strands_draft.criteria.get(part="need", code="F3")
    page = as_fatima.get(form_url(need))
    assert [name for name in page.context["adminform"].form.fields if name.startswith("strand_")] == []


def test_strand_is_added_reworded_and_taken_out_and_all_stands_in_the_history(
    as_fatima, cast, strands_draft, criterion
) -> None:
    changes = {
        "strand_1_step_2": "Another second step.",
        **said(2, "b", "", "", "", "", "", ""),
        **said(3, "c", "Law", "Which law?", "One.", "Two.", "Three.", "Four."),
        "sign_1": "Seen.",
        "note": "Say more.",
        "rapid": "",
    }
    answer = as_fatima.post(form_url(criterion), typed(as_fatima, form_url(criterion), **changes))
    assert answer["Location"] == list_url("criterion", strands_draft, part="governance")
    assert strands(criterion) == [
        (
            "a",
            "Spending figure",
            "Which spending figure is there?",
            [
                "Spending figure of step 1.",
                "Another second step.",
                "Spending figure of step 3.",
                "Spending figure of step 4.",
            ],
        ),
        ("c", "Law", "Which law?", ["One.", "Two.", "Three.", "Four."]),
    ]
    criterion.refresh_from_db()
    assert (criterion.note, criterion.rapid) == ("Say more.", False)
    found = [(each.what, each.kind, each.text, each.by) for each in strands_draft.changes.filter(section="governance")]
    assert sorted(found) == [
        ("note", "reworded", "Note", cast.fatima),
        ("rapid", "reworded", "Asked in a rapid assessment", cast.fatima),
        ("sign-1", "reworded", "Sign of level 1", cast.fatima),
        ("strand-a-step-2", "reworded", "Strand a, step 2", cast.fatima),
        ("strand-b", "removed", "Strand b", cast.fatima),
        ("strand-c", "added", "Strand c", cast.fatima),
    ]
    page = as_fatima.get(reverse("admin:frameworks_framework_history", args=[strands_draft.pk])).content.decode()
    assert "(strand a, step 2)" in page
    assert "(asked in a rapid assessment)" in page


@pytest.mark.parametrize(
    ("changes", "field", "message"),
    [
        ({"strand_2_code": "a"}, "strand_2_code", "Another strand of this criterion has this code."),
        ({"strand_2_code": "2"}, "strand_2_code", "Use a small letter, such as a, b or c."),
        ({"strand_2_code": ""}, "strand_2_code", "Use a small letter, such as a, b or c."),
        ({"strand_1_name": ""}, "strand_1_name", "Name the strand: one noun that can be looked at."),
        ({"strand_3_step_1": "Only a step."}, "strand_3_name", "Name the strand: one noun that can be looked at."),
    ],
)
def test_bad_strand_is_told_by_its_field_and_keeps_what_was_typed(
    as_fatima, strands_draft, criterion, changes, field, message
) -> None:
    before = now(strands_draft)
    data = typed(as_fatima, form_url(criterion), strand_2_step_4="Typed for an hour.", **changes)
    answer = as_fatima.post(form_url(criterion), data)
    assert answer.context["adminform"].form.errors[field] == [message]
    assert "Typed for an hour." in answer.content.decode()
    assert now(strands_draft) == before


def test_strand_that_lacks_a_step_is_stored_and_told_with_a_link_to_its_field(
    as_fatima, strands_draft, criterion
) -> None:
    as_fatima.post(form_url(criterion), typed(as_fatima, form_url(criterion), strand_2_step_3=""))
    page = as_fatima.get(reverse("admin:frameworks_framework_change", args=[strands_draft.pk]))
    assert [(fault.message, fault.url) for fault in page.context["faults"]] == [
        (
            "Governance I1.G1: the strand “b” has 3 steps; it needs 4, one for each level above 0.",
            f"{form_url(criterion)}#id_strand_2_step_1",
        )
    ]


def test_second_administrator_keeps_the_strand_that_has_no_place_any_more(as_fatima, strands_draft, criterion) -> None:
    mine = typed(
        as_fatima, form_url(criterion), **said(3, "c", "Law", "Which?", "One.", "Two.", "Three.", "Mine alone.")
    )
    theirs = typed(as_fatima, form_url(criterion), **said(2, "b", "", "", "", "", "", ""))
    assert as_fatima.post(form_url(criterion), theirs).status_code == 302
    before = now(strands_draft)
    page = as_fatima.post(form_url(criterion), mine)
    assert "Somebody changed this since you opened it." in page.content.decode()
    assert "Mine alone." in page.content.decode()
    assert now(strands_draft) == before


def test_strands_of_a_published_version_are_read_only(as_fatima, strands_draft, criterion) -> None:
    data = typed(as_fatima, form_url(criterion), strand_1_step_2="Too late.")
    publishing.publish(strands_draft)
    before = now(strands_draft)
    assert as_fatima.post(form_url(criterion), data).status_code == 403
    page = as_fatima.get(form_url(criterion)).content.decode()
    assert "Spending figure of step 4." in page
    assert "Single contracts stay closed." in page
    assert 'name="strand_' not in page
    assert now(strands_draft) == before


def test_donors_staff_do_not_enter(cast, strands_draft, criterion) -> None:
    before = now(strands_draft)
    for who in (cast.anna, cast.marieke, cast.pieter):
        assert client_of(who).post(form_url(criterion), {"strand_1_name": "x"}).status_code == 302
    assert now(strands_draft) == before


def test_mark_of_a_step_is_found(as_fatima, strands_draft) -> None:
    page = as_fatima.get(list_url("criterion", strands_draft, q="(*)"))
    assert [row.code for row in page.context["rows"]] == ["I1.G1"]


def test_scale_is_given_its_rule_kind_and_meaning(as_fatima, strands_draft) -> None:
    scale = strands_draft.scales.get(code="policy")
    data = typed(as_fatima, form_url(scale), rule="Only what is decided.", kind="best_fit", high="grave", twice="on")
    assert as_fatima.post(form_url(scale), data).status_code == 302
    scale.refresh_from_db()
    assert (scale.rule, scale.kind, scale.high, scale.twice) == ("Only what is decided.", "best_fit", "grave", True)
    told = strands_draft.changes.filter(section="scales").values_list("what", flat=True)
    assert sorted(told) == ["high", "kind", "rule", "twice"]


def test_levels_that_steps_and_signs_stand_for_are_not_dropped(as_fatima, strands_draft) -> None:
    scale = strands_draft.scales.get(code="governance")
    models.LevelDescription.objects.filter(level__scale=scale).delete()
    for levels in ("Absent\nNascent\nEmerging\nEstablished", "Absent\nNascent\nEmerging"):
        answer = as_fatima.post(form_url(scale), typed(as_fatima, form_url(scale), levels=levels))
        assert "Criteria describe the levels you drop: Governance I1.G1." in str(
            answer.context["adminform"].form.errors["levels"]
        )


@pytest.fixture
def page(cast, strands_draft) -> str:
    """The published version as everybody reads it."""
    publishing.publish(strands_draft)
    return client_of(cast.anna).get(reverse("framework", args=["oecd-ssr", 2])).content.decode()


def test_everybody_reads_strands_steps_signs_note_and_rules(page: str) -> None:
    for words in (
        "The end of the period counts.",
        "Scale “Need”: the description that fits best gives the level.",
        "A high level is grave.",
        "<b>a Spending figure</b>",
        "Which spending figure is there?",
        "<td>Serious case of step 4. (*)</td>",
        "<b>3 Established</b> Single contracts stay closed.",
        "Say how requests were answered.",
        "Asked in a rapid assessment.",
    ):
        assert page.count(words) == 1 or words == "A high level is grave.", words
    assert page.count('<table class="strand">') == 2


def test_levels_have_one_colour_wherever_they_are_read(strands_draft, as_fatima) -> None:
    """What is grave when high is brown wherever it is read (docs/domain.md §8), whichever part it is of."""
    strands_draft.scales.filter(code="policy").update(high="grave")
    form = as_fatima.get(reverse("version-preview", args=["oecd-ssr", 2, "policy"])).content.decode()
    publishing.publish(strands_draft)
    page = as_fatima.get(reverse("framework", args=["oecd-ssr", 2])).content.decode()
    policy = page[page.index('id="policy"') :]
    assert [('class="level-digit shade-4"' in part, "shade-need" in part) for part in (form, policy)] == [
        (False, True)
    ] * 2


def test_pages_with_strands_take_a_fixed_number_of_queries(
    cast, as_fatima, strands_draft, criterion, django_assert_max_num_queries
) -> None:
    with django_assert_max_num_queries(11):
        as_fatima.get(reverse("admin:frameworks_framework_change", args=[strands_draft.pk]))
    with django_assert_max_num_queries(30):
        as_fatima.get(form_url(criterion))
    publishing.publish(strands_draft)
    client = client_of(cast.anna)
    with django_assert_max_num_queries(8):
        client.get(reverse("framework", args=["oecd-ssr", 2]))
