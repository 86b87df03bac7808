"""A version's own page and what may be done to it: copy, check, fill, publish, retire, export, import, give up."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from frameworks import models
from frameworks.domain import drafting, file_writer
from tests.conftest import FIXTURE, client_of
from tests.frameworks.conftest import now

VERSIONS = "admin:frameworks_framework_changelist"


def verb(name: str, framework: models.Framework) -> str:
    return reverse(f"admin:frameworks_framework_{name}", args=[framework.pk])


def desk(framework: models.Framework) -> str:
    return verb("change", framework)


def sent(content: bytes, name: str = "mine.yaml") -> dict:
    return {"file": SimpleUploadedFile(name, content)}


def test_index_and_versions_lead_to_the_desk(as_fatima, framework, draft) -> None:
    assert reverse(VERSIONS) in as_fatima.get(reverse("admin:index")).content.decode()
    page = as_fatima.get(reverse(VERSIONS)).content.decode()
    assert desk(framework) in page
    assert desk(draft) in page


def test_copy_begins_a_draft_with_everything_in_it(as_fatima, cast, framework) -> None:
    answer = as_fatima.post(verb("copy", framework))
    draft = models.Framework.objects.get(version=2)
    assert answer["Location"] == desk(draft)
    assert now(draft) == now(framework) | {"version": 2}
    assert (draft.changes.get().kind, draft.changes.get().by) == ("copied", cast.fatima)


def test_desk_tells_pieces_and_faults_with_links_to_the_field(as_fatima, draft) -> None:
    criterion = draft.criteria.get(part="need", code="F3")
    criterion.descriptions.get(level__value=4).delete()
    page = as_fatima.get(desk(draft))
    form = reverse("admin:frameworks_criterion_change", args=[criterion.pk])
    assert [(fault.message, fault.url) for fault in page.context["faults"]] == [
        ("Need F3 describes 4 of the 5 levels of its scale.", f"{form}#id_level_0")
    ]
    assert [count for *_rest, count in page.context["pieces"]] == [5, 2, 9, 4, 4, 9, 7, 7, 36, 9, 9, 7, 7]


def test_desk_takes_a_fixed_number_of_queries(as_fatima, draft, django_assert_max_num_queries) -> None:
    with django_assert_max_num_queries(11):
        as_fatima.get(desk(draft))


def test_texts_of_the_version_are_changed_and_a_second_save_is_told(as_fatima, draft) -> None:
    seen = as_fatima.get(desk(draft)).context["seen"]
    said = {"name": "New name", "description": "d", "scoring_rule": "r", "source": "s", "seen": seen}
    assert as_fatima.post(desk(draft), said).status_code == 302
    draft.refresh_from_db()
    assert draft.name == "New name"
    answer = as_fatima.post(desk(draft), said | {"name": "Other"})
    page = answer.content.decode()
    assert "Somebody changed these texts since you opened them." in page
    assert "New name" in page
    draft.refresh_from_db()
    assert draft.name == "New name"


def test_fill_adds_what_a_new_institution_needs(as_fatima, draft) -> None:
    models.Institution.objects.create(
        framework=draft,
        pillar=draft.pillars.get(code="P2"),
        code="I10",
        name="Ombudsman",
        definition="x",
        source="x",
        position=9,
    )
    page = as_fatima.post(verb("fill", draft), follow=True)
    assert "4 criteria were added: Governance I10.G1, Governance I10.G2" in page.content.decode()
    made = draft.criteria.filter(institution__code="I10").order_by("position")
    assert [(row.code, row.scale.code, row.position) for row in made] == [
        (f"I10.G{n}", "governance", 35 + n) for n in (1, 2, 3, 4)
    ]
    told = [fault.message for fault in page.context["faults"]]
    assert "Governance I10.G1 has no text." in told
    assert "Governance I10.G4 describes 0 of the 5 levels of its scale." in told
    assert "Nothing was missing." in as_fatima.post(verb("fill", draft), follow=True).content.decode()


def test_fill_adds_what_every_other_new_piece_needs(as_fatima, draft) -> None:
    field = draft.fields.get(code="F4")
    common = {"framework": draft, "name": "New", "definition": "x", "source": "x", "position": 20}
    models.Activity.objects.create(field=field, code="F4d", **common)
    models.Consideration.objects.create(code="C8", **common)
    models.Recommendation.objects.create(code="R8", **common)
    models.Characteristic.objects.create(code="G5", **common)
    as_fatima.post(verb("fill", draft))
    added = draft.criteria.filter(text="").order_by("part", "position").values_list("part", "code")
    assert sorted(added) == sorted(
        [("need", "F4d"), ("contribution", "F4d"), ("practice", "C8"), ("policy", "R8")]
        + [("governance", f"I{n}.G5") for n in range(1, 10)]
    )
    governance = drafting.pieces(draft, models.Criterion, "governance")
    assert [row.code for row in governance][:6] == ["I1.G1", "I1.G2", "I1.G3", "I1.G4", "I1.G5", "I2.G1"]


def publish(client, draft: models.Framework, **said: str):
    seen = client.get(verb("publish", draft)).context["seen"]
    return client.post(verb("publish", draft), {"seen": seen} | said)


def test_publish_asks_once_more_and_then_it_is_final(as_fatima, cast, draft) -> None:
    assert publish(as_fatima, draft)["Location"] == desk(draft)
    draft.refresh_from_db()
    assert draft.state == "published"
    assert (draft.changes.first().kind, draft.changes.first().by) == ("published", cast.fatima)
    again = as_fatima.post(verb("publish", draft), {"seen": "x"})
    assert again.status_code == 409
    assert "This version has been published already." in again.content.decode()
    assert draft.changes.filter(kind="published").count() == 1


def test_draft_with_faults_is_not_published_and_they_are_listed(as_fatima, draft) -> None:
    draft.criteria.get(part="policy", code="R1").questions.all().delete()
    answer = publish(as_fatima, draft)
    assert answer.status_code == 409
    assert "Policy R1 has 0 guiding questions; it needs two to five." in answer.content.decode()
    draft.refresh_from_db()
    assert draft.state == "draft"


def test_draft_that_changed_since_it_was_looked_at_is_not_published(as_fatima, draft) -> None:
    seen = as_fatima.get(verb("publish", draft)).context["seen"]
    draft.criteria.filter(part="policy", code="R1").update(text="Changed by another.")
    answer = as_fatima.post(verb("publish", draft), {"seen": seen})
    assert "Somebody changed this draft meanwhile." in answer.content.decode()
    draft.refresh_from_db()
    assert draft.state == "draft"


def test_publishing_and_copying_take_constant_queries(framework, cast, django_assert_max_num_queries) -> None:
    with django_assert_max_num_queries(25):
        draft = drafting.copy_to_draft(framework, by=cast.fatima)
    from frameworks.domain import publishing

    with django_assert_max_num_queries(9):
        publishing.publish(draft, by=cast.fatima)


def test_retire_and_restore(as_fatima, framework) -> None:
    assert "is retired." in as_fatima.post(verb("retire", framework), follow=True).content.decode()
    framework.refresh_from_db()
    assert framework.state == "retired"
    twice = as_fatima.post(verb("retire", framework), follow=True).content.decode()
    assert "Somebody else changed the version meanwhile" in twice
    as_fatima.post(verb("restore", framework))
    framework.refresh_from_db()
    assert framework.state == "published"
    assert list(framework.changes.values_list("kind", flat=True))[:2] == ["restored", "retired"]


def test_export_is_the_file(as_fatima, framework) -> None:
    answer = as_fatima.get(verb("export", framework))
    assert answer.content.decode() == FIXTURE.read_text(encoding="utf-8")
    assert answer["Content-Disposition"] == 'attachment; filename="oecd-ssr-v1.yaml"'


def test_import_begins_a_draft(as_fatima, framework) -> None:
    content = FIXTURE.read_bytes().replace(b"\nversion: 1\n", b"\nversion: 5\n")
    answer = as_fatima.post(reverse("admin:frameworks_framework_import"), sent(content))
    draft = models.Framework.objects.get(version=5)
    assert answer["Location"] == desk(draft)
    assert file_writer.as_yaml(draft).encode() == content


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (b"format: [", "This is not YAML"),
        (b"\xff\xfe", "not text in UTF-8"),
        (b"x" * (3 * 1024 * 1024), "larger than 2 MB"),
        (FIXTURE.read_bytes(), "Version 1 is there already."),
        (FIXTURE.read_bytes().replace(b"- code: P1", b"- code: P1\n  colour: red"), "“colour” is not known here."),
    ],
    ids=["broken", "binary", "large", "there", "unknown"],
)
def test_bad_import_is_told_and_stores_nothing(as_fatima, framework, content: bytes, message: str) -> None:
    answer = as_fatima.post(reverse("admin:frameworks_framework_import"), sent(content))
    assert answer.status_code == 422
    assert message in answer.content.decode()
    assert models.Framework.objects.count() == 1


def test_import_without_a_file_is_told(as_fatima, framework) -> None:
    answer = as_fatima.post(reverse("admin:frameworks_framework_import"), {})
    assert (answer.status_code, "Choose a file." in answer.content.decode()) == (422, True)


def test_deleted_draft_stays_in_the_history_word_for_word(as_fatima, draft) -> None:
    text = file_writer.as_yaml(draft)
    as_fatima.post(verb("delete", draft), {"post": "yes"})
    assert not models.Framework.objects.filter(version=2).exists()
    change = models.Change.objects.get(kind="deleted")
    assert (change.framework, change.version, change.old) == (None, "OECD security sector framework, version 2", text)
    assert "draft deleted" in as_fatima.get(reverse("admin:frameworks_history")).content.decode()


def test_history_shows_old_and_new_word_by_word(as_fatima, cast, draft) -> None:
    from frameworks.domain.editing import editing

    with editing(draft, by=cast.fatima):
        draft.institutions.filter(code="I2").update(name="Police service")
    page = as_fatima.get(verb("history", draft)).content.decode()
    assert "Institutions: I2 Police service" in page
    assert "<ins>" in page
    assert "Fatima Idrissi" in page


VERBS = ["copy", "publish", "retire", "restore", "fill", "export", "history"]


@pytest.mark.parametrize("name", VERBS)
@pytest.mark.parametrize("who", ["anna", "marieke", "pieter", "sofia"])
def test_donors_staff_may_do_none_of_it(cast, framework, who: str, name: str) -> None:
    client, before = client_of(getattr(cast, who)), models.Framework.objects.count()
    for answer in (client.get(verb(name, framework)), client.post(verb(name, framework))):
        assert answer.status_code == 302
        assert answer["Location"].startswith(reverse("admin:login"))
    framework.refresh_from_db()
    assert (models.Framework.objects.count(), framework.state) == (before, "published")


@pytest.mark.parametrize("name", ["copy", "retire", "restore", "fill"])
def test_what_changes_something_takes_a_post(as_fatima, framework, name: str) -> None:
    assert as_fatima.get(verb(name, framework)).status_code == 405


def test_fill_and_publish_refuse_a_published_version(as_fatima, framework) -> None:
    assert as_fatima.post(verb("fill", framework)).status_code == 403
    assert as_fatima.post(verb("publish", framework), {"seen": "x"}).status_code == 409


def test_staff_who_only_read_change_nothing(cast, framework, draft) -> None:
    from django.contrib.auth.models import Permission

    cast.fatima.groups.clear()
    cast.fatima.user_permissions.set(Permission.objects.filter(codename__startswith="view_"))
    client = client_of(cast.fatima)
    assert client.get(desk(draft)).status_code == 200
    for name in ("copy", "publish", "retire", "restore", "fill"):
        assert client.post(verb(name, draft)).status_code == 403
    assert client.post(reverse("admin:frameworks_framework_import"), sent(b"x")).status_code == 403
    assert models.Framework.objects.count() == 2
