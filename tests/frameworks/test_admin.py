"""The administration: drafts are edited, published versions only read, faults are told by their field."""

import pytest
from django.urls import reverse

from frameworks import models
from frameworks.domain import drafting
from tests.conftest import client_of


@pytest.fixture
def draft(framework) -> models.Framework:
    return drafting.copy_to_draft(framework)


@pytest.fixture
def as_fatima(cast):
    return client_of(cast.fatima)


def criterion_data(criterion: models.Criterion, **said: object) -> dict[str, object]:
    data: dict[str, object] = {
        "framework": criterion.framework_id,
        "part": criterion.part,
        "code": criterion.code,
        "position": criterion.position,
        "scale": criterion.scale_id,
        "weight": criterion.weight,
        "text": criterion.text,
        "source": criterion.source,
        "activity": criterion.activity_id or "",
    }
    for prefix, rows in (("questions", criterion.questions.all()), ("descriptions", criterion.descriptions.all())):
        data |= {f"{prefix}-TOTAL_FORMS": len(rows), f"{prefix}-INITIAL_FORMS": len(rows)}
        for place, row in enumerate(rows):
            data |= {
                f"{prefix}-{place}-id": row.pk,
                f"{prefix}-{place}-criterion": criterion.pk,
                f"{prefix}-{place}-text": row.text,
            }
            data |= (
                {f"{prefix}-{place}-position": row.position}
                if prefix == "questions"
                else {f"{prefix}-{place}-level": row.level_id}
            )
    return data | said


MODELS = [
    "framework",
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


@pytest.mark.parametrize("name", MODELS)
def test_every_list_and_form_of_a_draft_opens(as_fatima, draft, name: str) -> None:
    assert as_fatima.get(reverse(f"admin:frameworks_{name}_changelist")).status_code == 200
    model = next(
        model for model in models.Framework._meta.apps.get_models() if model._meta.label_lower == f"frameworks.{name}"
    )
    row = draft if name == "framework" else model.objects.filter(framework=draft).first()
    page = as_fatima.get(reverse(f"admin:frameworks_{name}_change", args=[row.pk])).content.decode()
    assert 'name="_save"' in page


@pytest.mark.parametrize("name", MODELS)
def test_every_piece_of_a_published_version_is_read_only(as_fatima, framework, name: str) -> None:
    model = next(
        model for model in models.Framework._meta.apps.get_models() if model._meta.label_lower == f"frameworks.{name}"
    )
    row = framework if name == "framework" else model.objects.filter(framework=framework).first()
    url = reverse(f"admin:frameworks_{name}_change", args=[row.pk])
    page = as_fatima.get(url)
    assert page.status_code == 200
    assert 'name="_save"' not in page.content.decode()
    assert as_fatima.post(url, {"name": "Changed"}).status_code == 403
    assert as_fatima.post(reverse(f"admin:frameworks_{name}_delete", args=[row.pk]), {"post": "yes"}).status_code == 403


def test_criterion_of_a_draft_is_changed_with_its_questions_and_levels(as_fatima, draft) -> None:
    criterion = draft.criteria.get(part="need", code="F3")
    data = criterion_data(
        criterion, text="Reworded.", **{"questions-0-text": "Asked anew?", "descriptions-4-text": "Nothing works."}
    )
    answer = as_fatima.post(reverse("admin:frameworks_criterion_change", args=[criterion.pk]), data)
    assert answer.status_code == 302
    criterion.refresh_from_db()
    assert (criterion.text, criterion.questions.first().text) == ("Reworded.", "Asked anew?")
    assert criterion.descriptions.get(level__value=4).text == "Nothing works."


@pytest.mark.parametrize(
    ("said", "message"),
    [
        ({"weight": "0"}, "A weight is greater than 0."),
        ({"activity": ""}, "Name exactly what this part judges"),
        ({"text": ""}, "This field is required."),
        ({"code": "F1a"}, "This part has a criterion with this code already."),
    ],
)
def test_bad_criterion_is_told(as_fatima, draft, said: dict, message: str) -> None:
    criterion = draft.criteria.get(part="need", code="F3")
    answer = as_fatima.post(
        reverse("admin:frameworks_criterion_change", args=[criterion.pk]), criterion_data(criterion, **said)
    )
    assert answer.status_code == 200
    assert message in answer.content.decode()


def test_piece_of_another_draft_is_refused_by_its_field(as_fatima, draft, framework) -> None:
    other = drafting.copy_to_draft(framework)
    criterion = draft.criteria.get(part="need", code="F3")
    data = criterion_data(criterion, scale=other.scales.get(code="need").pk)
    answer = as_fatima.post(reverse("admin:frameworks_criterion_change", args=[criterion.pk]), data)
    assert "This belongs to another version" in str(answer.context["adminform"].form.errors["scale"])


def test_order_of_a_published_version_is_not_changed_from_the_list(as_fatima, framework) -> None:
    pillar = framework.pillars.get(code="P1")
    data = {"form-TOTAL_FORMS": 2, "form-INITIAL_FORMS": 2, "_save": "Save"}
    for place, row in enumerate(framework.pillars.order_by("-framework__version", "position", "code")):
        data |= {f"form-{place}-id": row.pk, f"form-{place}-position": 9}
    answer = as_fatima.post(reverse("admin:frameworks_pillar_changelist"), data)
    assert "published and does not change" in answer.content.decode()
    pillar.refresh_from_db()
    assert pillar.position == 0


def test_search_finds_a_criterion_by_its_levels(as_fatima, framework) -> None:
    page = as_fatima.get(
        reverse("admin:frameworks_criterion_changelist"), {"q": "Judges rule by telephone"}
    ).content.decode()
    assert "I8.G2" in page
    assert "I8.G1" not in page


def test_copy_and_publish_from_the_list(as_fatima, framework) -> None:
    url = reverse("admin:frameworks_framework_changelist")
    as_fatima.post(url, {"action": "copy_to_draft", "_selected_action": framework.pk})
    draft = models.Framework.objects.get(version=2)
    draft.criteria.get(part="policy", code="R1").questions.all().delete()
    page = as_fatima.post(url, {"action": "publish", "_selected_action": draft.pk}, follow=True).content.decode()
    assert "Policy R1 has 0 guiding questions" in page
    draft.refresh_from_db()
    assert draft.state == "draft"


@pytest.mark.parametrize(("name", "most"), [("criterion", 14), ("institution", 14), ("framework", 10)])
def test_lists_take_a_bounded_number_of_queries(
    as_fatima, draft, name: str, most: int, django_assert_max_num_queries
) -> None:
    with django_assert_max_num_queries(most):
        as_fatima.get(reverse(f"admin:frameworks_{name}_changelist"))


def test_readable_pages_show_published_versions_to_everyone_signed_in(cast, framework, draft) -> None:
    client = client_of(cast.pieter)
    assert framework.name in client.get(reverse("frameworks")).content.decode()
    page = client.get(reverse("framework", args=["oecd-ssr", 1])).content.decode()
    assert page.count('<details class="rating"') == 68
    assert "Judges rule by telephone" in page
    assert client.get(reverse("framework", args=["oecd-ssr", 2])).status_code == 404
