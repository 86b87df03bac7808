"""The administration's lists and forms: drafts are edited, published versions only read, faults are told by their field."""

import pytest
from django.urls import reverse

from frameworks import models
from frameworks.domain import drafting
from tests.conftest import client_of
from tests.frameworks.conftest import now

NAMES = [
    "scale",
    "pillar",
    "institution",
    "characteristic",
    "field",
    "activity",
    "consideration",
    "recommendation",
    "criterion",
]


def model_of(name: str):
    return models.Framework._meta.apps.get_model("frameworks", name)


def first_of(name: str, framework: models.Framework):
    return model_of(name).objects.filter(framework=framework).first()


def list_url(name: str, framework: models.Framework, **more: str) -> str:
    query = "&".join(f"{key}={value}" for key, value in ({"framework": framework.pk} | more).items())
    return f"{reverse(f'admin:frameworks_{name}_changelist')}?{query}"


def form_url(row) -> str:
    return reverse(f"admin:frameworks_{row._meta.model_name}_change", args=[row.pk])


def typed(client, url: str, **said: str) -> dict[str, str]:
    """What the form would post: everything it shows, and what the person types instead."""
    page = client.get(url)
    form = page.context["adminform"].form
    data = {name: form[name].value() for name in form.fields}
    data = {name: "" if value is None else getattr(value, "pk", value) for name, value in data.items()}
    return data | {"seen": page.context["seen"]} | said


@pytest.mark.parametrize("name", NAMES)
def test_every_list_and_form_of_a_draft_opens(as_fatima, draft, name: str) -> None:
    page = as_fatima.get(list_url(name, draft))
    rows = model_of(name).objects.filter(framework=draft)
    assert page.content.decode().count("<tr data-key=") == rows.count()
    assert 'name="_save"' in as_fatima.get(form_url(rows[0])).content.decode()
    adding = reverse(f"admin:frameworks_{name}_add") + f"?framework={draft.pk}&part=need"
    assert 'name="_save"' in as_fatima.get(adding).content.decode()


@pytest.mark.parametrize("name", NAMES)
def test_list_without_a_version_leads_to_the_versions(as_fatima, framework, name: str) -> None:
    answer = as_fatima.get(reverse(f"admin:frameworks_{name}_changelist"))
    assert answer["Location"] == reverse("admin:frameworks_framework_changelist")
    assert as_fatima.get(list_url(name, framework).replace(str(framework.pk), "99999")).status_code == 404


@pytest.mark.parametrize("name", [*NAMES, "framework"])
def test_every_piece_of_a_published_version_is_read_only(as_fatima, framework, name: str) -> None:
    row = framework if name == "framework" else first_of(name, framework)
    url, before = form_url(row), now(framework)
    page = as_fatima.get(url)
    assert page.status_code == 200
    assert 'name="_save"' not in page.content.decode()
    assert as_fatima.post(url, {"name": "Changed", "code": "X1"}).status_code == 403
    assert as_fatima.post(reverse(f"admin:frameworks_{name}_delete", args=[row.pk]), {"post": "yes"}).status_code == 403
    if name != "framework":
        assert as_fatima.post(list_url(name, framework), {"up": row.pk, "seen": "x"}).status_code == 403
        adding = reverse(f"admin:frameworks_{name}_add") + f"?framework={framework.pk}&part=need"
        assert as_fatima.post(adding, {"code": "X9", "name": "x"}).status_code == 403
    assert now(framework) == before


@pytest.mark.parametrize("who", ["anna", "marieke", "pieter"])
def test_donors_staff_do_not_enter(cast, draft, who: str) -> None:
    client = client_of(getattr(cast, who))
    for name in NAMES:
        assert client.get(list_url(name, draft)).status_code == 302
    assert client.post(form_url(first_of("pillar", draft)), {"name": "x"}).status_code == 302
    assert now(draft) == now(draft.predecessor) | {"version": 2}


def test_criterion_is_changed_with_its_questions_and_levels(as_fatima, cast, draft) -> None:
    criterion = draft.criteria.get(part="need", code="F3")
    data = typed(
        as_fatima,
        form_url(criterion),
        text="Reworded.",
        question_1="Asked anew?",
        question_4="",
        level_4="Nothing works.",
    )
    answer = as_fatima.post(form_url(criterion), data)
    assert answer["Location"] == list_url("criterion", draft, part="need")
    criterion.refresh_from_db()
    assert (criterion.text, criterion.questions.first().text) == ("Reworded.", "Asked anew?")
    assert criterion.descriptions.get(level__value=4).text == "Nothing works."
    found = {change.what: (change.old, change.new, change.by, change.item) for change in draft.changes.all()}
    old = draft.predecessor.criteria.get(part="need", code="F3")
    piece = "Need: F3 Strengthening the rule of law"
    assert found["text"] == (old.text, "Reworded.", cast.fatima, piece)
    assert draft.changes.get(what="level-4").text == "Level 4"
    assert found["level-4"] == (old.descriptions.get(level__value=4).text, "Nothing works.", cast.fatima, piece)


@pytest.mark.parametrize(
    ("said", "field", "message"),
    [
        ({"weight": "0"}, "weight", "A weight is greater than 0 and at most 99.99."),
        ({"activity": ""}, "activity", "Choose one for “Activity”."),
        ({"text": ""}, "text", "Fill in “Text”."),
        ({"code": "F1a"}, "code", "This version has an item with this code already."),
        ({"code": "F 3"}, "code", "Use letters and digits, with dots or hyphens between."),
        ({"scale": "99999"}, "scale", "Select a valid choice. That choice is not one of the available choices."),
    ],
)
def test_bad_criterion_is_told_by_its_field_and_keeps_what_was_typed(as_fatima, draft, said, field, message) -> None:
    criterion = draft.criteria.get(part="need", code="F3")
    data = typed(as_fatima, form_url(criterion), look_for="Typed for an hour.", **said)
    answer = as_fatima.post(form_url(criterion), data)
    assert answer.context["adminform"].form.errors[field] == [message]
    assert "Typed for an hour." in answer.content.decode()
    criterion.refresh_from_db()
    assert criterion.look_for != "Typed for an hour."
    assert draft.changes.filter(kind="reworded").count() == 0


def test_piece_of_another_draft_cannot_be_chosen(as_fatima, draft, framework) -> None:
    other = drafting.copy_to_draft(framework)
    criterion = draft.criteria.get(part="need", code="F3")
    data = typed(as_fatima, form_url(criterion), scale=other.scales.get(code="need").pk)
    answer = as_fatima.post(form_url(criterion), data)
    assert "Select a valid choice" in str(answer.context["adminform"].form.errors["scale"])


def test_criterion_that_judges_what_another_does_is_refused(as_fatima, draft) -> None:
    adding = reverse("admin:frameworks_criterion_add") + f"?framework={draft.pk}&part=need"
    data = typed(as_fatima, adding, code="F3x", text="x", source="x", activity=draft.activities.get(code="F3").pk)
    answer = as_fatima.post(adding, data | {"scale": draft.scales.get(code="need").pk})
    assert answer.context["adminform"].form.errors["activity"] == ["Another criterion of this part judges the same."]


def test_new_criterion_is_added_last_and_then_given_its_levels(as_fatima, draft) -> None:
    draft.criteria.get(part="need", code="F3").delete()
    adding = reverse("admin:frameworks_criterion_add") + f"?framework={draft.pk}&part=need"
    data = typed(as_fatima, adding, code="F3", text="x", source="x", activity=draft.activities.get(code="F3").pk)
    answer = as_fatima.post(adding, data | {"scale": draft.scales.get(code="need").pk, "question_1": "Why?"})
    criterion = draft.criteria.get(part="need", code="F3")
    assert answer["Location"] == form_url(criterion)
    assert (criterion.position, criterion.questions.get().text) == (8, "Why?")
    page = as_fatima.get(form_url(criterion)).content.decode()
    assert page.count('name="level_') == 5


@pytest.mark.parametrize("part", ["", "nonsense"])
def test_criterion_is_added_to_a_part_only(as_fatima, draft, part: str) -> None:
    adding = reverse("admin:frameworks_criterion_add") + f"?framework={draft.pk}&part={part}"
    assert as_fatima.get(adding).status_code == 404


def test_institution_is_added_and_removed_again(as_fatima, draft) -> None:
    adding = reverse("admin:frameworks_institution_add") + f"?framework={draft.pk}"
    pillar = draft.pillars.get(code="P2")
    said = {"code": "I10", "name": "Ombudsman", "definition": "x", "source": "x", "pillar": pillar.pk, "bodies": ""}
    assert as_fatima.post(adding, said)["Location"] == list_url("institution", draft)
    institution = draft.institutions.get(code="I10")
    assert institution.position == 9
    delete = reverse("admin:frameworks_institution_delete", args=[institution.pk])
    answer = as_fatima.post(delete, {"post": "yes"}, follow=True)
    assert "I10 Ombudsman is removed." in answer.content.decode()
    assert list(draft.changes.filter(section="institutions").values_list("kind", flat=True)) == ["removed", "added"]


def test_what_criteria_use_is_not_removed_and_they_are_named(as_fatima, draft) -> None:
    institution = draft.institutions.get(code="I5")
    delete = reverse("admin:frameworks_institution_delete", args=[institution.pk])
    page = as_fatima.post(delete, {"post": "yes"}).content.decode()
    assert "is in use, so it cannot be removed yet" in page
    assert all(f"Governance I5.G{number}" in page for number in (1, 2, 3, 4))
    assert draft.institutions.filter(code="I5").exists()


def test_activity_takes_known_crs_codes_only(as_fatima, draft) -> None:
    activity = draft.activities.get(code="F1a")
    answer = as_fatima.post(form_url(activity), typed(as_fatima, form_url(activity), crs_codes="15210, 99999"))
    assert answer.context["adminform"].form.errors["crs_codes"] == ["Not a CRS purpose code: 99999."]
    as_fatima.post(form_url(activity), typed(as_fatima, form_url(activity), crs_codes="15210, 15152 15210"))
    activity.refresh_from_db()
    assert activity.crs_codes == "15210 15152"


@pytest.mark.parametrize(
    ("levels", "message"),
    [
        ("Only", "A scale has two to ten levels."),
        ("\n".join(str(n) for n in range(11)), "A scale has two to ten levels."),
        ("a\nb\na", "Each level needs a name of its own."),
        ("a\n" + "b" * 81, f"A level's name is at most 80 characters long; “{'b' * 81}” has 81."),
        ("a\nb\nc", "Criteria describe the levels you drop: Policy R1, Policy R2"),
    ],
)
def test_bad_levels_are_told(as_fatima, draft, levels: str, message: str) -> None:
    scale = draft.scales.get(code="policy")
    answer = as_fatima.post(form_url(scale), typed(as_fatima, form_url(scale), levels=levels))
    assert message in str(answer.context["adminform"].form.errors["levels"][0])
    assert list(scale.levels.values_list("name", flat=True))[0] == "Not begun"


def test_levels_change_places_and_grow(as_fatima, draft) -> None:
    scale = draft.scales.get(code="policy")
    levels = "Planned\nNot begun\nStarted\nAdvanced\nEmbedded\nTop"
    as_fatima.post(form_url(scale), typed(as_fatima, form_url(scale), levels=levels))
    assert list(scale.levels.values_list("value", "name")) == list(enumerate(levels.split("\n")))


def test_criteria_take_a_shorter_scale(as_fatima, draft) -> None:
    adding = reverse("admin:frameworks_scale_add") + f"?framework={draft.pk}"
    said = {"code": "short", "name": "Short", "kind": "stepped", "high": "good", "rule": "", "levels": "No\nHalf\nYes"}
    as_fatima.post(adding, said)
    scale, criterion = draft.scales.get(code="short"), draft.criteria.get(part="policy", code="R1")
    as_fatima.post(form_url(criterion), typed(as_fatima, form_url(criterion), scale=scale.pk))
    criterion.refresh_from_db()
    assert criterion.scale == scale
    assert list(criterion.descriptions.values_list("level__name", flat=True)) == ["No", "Half", "Yes"]


def test_second_administrator_is_told_and_shown_both_versions(as_fatima, cast, draft) -> None:
    criterion = draft.criteria.get(part="need", code="F3")
    first = typed(as_fatima, form_url(criterion), text="The first administrator's.")
    second = typed(as_fatima, form_url(criterion), text="The second administrator's.")
    assert as_fatima.post(form_url(criterion), first).status_code == 302
    answer = as_fatima.post(form_url(criterion), second)
    page = answer.content.decode()
    assert "Somebody changed this since you opened it." in page
    assert "The first administrator&#x27;s." in page
    assert "The second administrator&#x27;s." in page
    criterion.refresh_from_db()
    assert criterion.text == "The first administrator's."
    again = second | {"seen": answer.context["seen"]}
    assert as_fatima.post(form_url(criterion), again).status_code == 302
    criterion.refresh_from_db()
    assert criterion.text == "The second administrator's."
    assert draft.changes.filter(old="The first administrator's.", new="The second administrator's.").count() == 1


def test_both_versions_are_shown_in_words_where_something_is_chosen(as_fatima, draft) -> None:
    scale = draft.scales.get(code="need")
    police, army = (draft.institutions.get(code=code) for code in ("I2", "I1"))
    criterion = draft.criteria.get(part="governance", code="I2.G1")
    of_scale = typed(as_fatima, form_url(scale), kind="stepped", high="good")
    of_criterion = typed(as_fatima, form_url(criterion), institution=army.pk, rapid="on")
    for row in (scale, criterion):
        row.name = row.text = "Changed."
        row.save()
    shown = as_fatima.post(form_url(scale), of_scale).context["differences"]
    assert set(shown) >= {("Kind", "best fit", "stepped"), ("A high level is", "grave", "good")}
    shown = as_fatima.post(form_url(criterion), of_criterion).context["differences"]
    assert set(shown) >= {("Institution", str(police), str(army)), ("Asked in a rapid assessment", "no", "yes")}


def test_form_of_a_draft_that_was_published_meanwhile_is_refused(as_fatima, draft) -> None:
    criterion = draft.criteria.get(part="need", code="F3")
    data = typed(as_fatima, form_url(criterion), text="Too late.")
    as_fatima.post(
        reverse("admin:frameworks_framework_publish", args=[draft.pk]), {"seen": publish_mark(as_fatima, draft)}
    )
    assert as_fatima.post(form_url(criterion), data).status_code == 403
    criterion.refresh_from_db()
    assert criterion.text != "Too late."


def publish_mark(client, draft: models.Framework) -> str:
    return client.get(reverse("admin:frameworks_framework_publish", args=[draft.pk])).context["seen"]


def codes(framework: models.Framework, name: str = "institution") -> list[str]:
    return [row.code for row in drafting.pieces(framework, model_of(name))]


def test_order_is_changed_by_buttons_and_by_dragging(as_fatima, draft) -> None:
    url = list_url("institution", draft)
    rows = drafting.pieces(draft, models.Institution)
    seen = as_fatima.get(url).context["seen"]
    assert as_fatima.post(url, {"down": rows[0].pk, "seen": seen}).status_code == 302
    assert codes(draft)[:3] == ["I2", "I1", "I3"]
    seen = as_fatima.get(url).context["seen"]
    order = ",".join(str(row.pk) for row in reversed(rows))
    answer = as_fatima.post(url, {"order": order, "seen": seen}, headers={"X-Requested-With": "fetch"})
    assert answer.json()["message"] == "The order is saved."
    assert codes(draft) == [f"I{n}" for n in range(9, 0, -1)]
    assert draft.changes.filter(kind="moved", section="institutions").count() > 1


@pytest.mark.parametrize("order", ["1,2,3", "", "x", "{all},{all}"])
def test_odd_order_changes_nothing(as_fatima, draft, order: str) -> None:
    url, before = list_url("institution", draft), codes(draft)
    every = ",".join(str(row.pk) for row in drafting.pieces(draft, models.Institution))
    data = {"order": order.replace("{all}", every), "seen": as_fatima.get(url).context["seen"]}
    assert as_fatima.post(url, data, headers={"X-Requested-With": "fetch"}).status_code == 409
    assert codes(draft) == before


def test_order_that_somebody_changed_meanwhile_is_not_overwritten(as_fatima, draft) -> None:
    url = list_url("institution", draft)
    seen = as_fatima.get(url).context["seen"]
    first = drafting.pieces(draft, models.Institution)[0]
    as_fatima.post(url, {"down": first.pk, "seen": seen})
    page = as_fatima.post(url, {"down": first.pk, "seen": seen}, follow=True).content.decode()
    assert "Somebody changed this meanwhile." in page
    assert codes(draft)[:3] == ["I2", "I1", "I3"]


def test_weights_are_changed_on_one_page(as_fatima, draft) -> None:
    url = reverse("admin:frameworks_criterion_weights") + f"?framework={draft.pk}&part=need"
    rows = list(draft.criteria.filter(part="need").order_by("position"))
    data = {f"weight-{row.pk}": "1" for row in rows} | {f"seen-{row.pk}": row.weight for row in rows}
    answer = as_fatima.post(url, data | {f"weight-{rows[0].pk}": "2,5"}, follow=True)
    assert "1 weight is changed." in answer.content.decode()
    rows[0].refresh_from_db()
    assert str(rows[0].weight) == "2.50"
    assert draft.changes.get(kind="reweighted").old == "1"
    stale = as_fatima.post(url, data | {f"weight-{rows[0].pk}": "3"})
    assert stale.status_code == 409
    assert "Somebody changed this meanwhile." in stale.content.decode()


@pytest.mark.parametrize("weight", ["0", "-1", "100", "NaN", "1e9", "many", "", "1.234"])
def test_bad_weight_is_told_and_kept(as_fatima, draft, weight: str) -> None:
    url = reverse("admin:frameworks_criterion_weights") + f"?framework={draft.pk}&part=need"
    rows = list(draft.criteria.filter(part="need"))
    data = {f"weight-{row.pk}": "2" for row in rows} | {f"seen-{row.pk}": row.weight for row in rows}
    answer = as_fatima.post(url, data | {f"weight-{rows[0].pk}": weight})
    assert answer.status_code == 422
    assert f'value="{weight}"' in answer.content.decode()
    assert "A weight is greater than 0 and at most 99.99, with two decimals." in answer.content.decode()
    assert set(draft.criteria.values_list("weight", flat=True)) == {1}


def test_weights_of_a_published_version_are_refused(as_fatima, framework) -> None:
    url = reverse("admin:frameworks_criterion_weights") + f"?framework={framework.pk}"
    assert as_fatima.get(url).status_code == 403
    assert as_fatima.post(url, {}).status_code == 403


def test_search_finds_a_criterion_by_its_levels(as_fatima, framework) -> None:
    page = as_fatima.get(list_url("criterion", framework, q="Judges rule by telephone")).content.decode()
    assert "I8.G2" in page
    assert "I8.G1" not in page


@pytest.mark.parametrize(("name", "most"), [("criterion", 8), ("institution", 8)])
def test_lists_take_a_bounded_number_of_queries(
    as_fatima, draft, name: str, most: int, django_assert_max_num_queries
) -> None:
    with django_assert_max_num_queries(most):
        as_fatima.get(list_url(name, draft))


def test_readable_pages_show_published_versions_to_everyone_signed_in(cast, framework, draft) -> None:
    client = client_of(cast.pieter)
    assert framework.name in client.get(reverse("frameworks")).content.decode()
    page = client.get(reverse("framework", args=["oecd-ssr", 1])).content.decode()
    assert page.count('<details class="rating"') == 68
    assert "Judges rule by telephone" in page
    assert client.get(reverse("framework", args=["oecd-ssr", 2])).status_code == 404
