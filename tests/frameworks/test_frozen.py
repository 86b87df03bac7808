"""A published version never changes; the database refuses it by itself."""

from collections.abc import Callable
from decimal import Decimal

import pytest
from django.core.exceptions import ValidationError
from django.db import DatabaseError, connection, transaction
from django.db.models import F, Model, QuerySet

from frameworks import models
from frameworks.domain import drafting, file_writer, publishing
from frameworks.domain.snapshot import ITEMS

pytestmark = pytest.mark.django_db


def refused(statement) -> None:
    with pytest.raises(DatabaseError, match="published framework version"), transaction.atomic():
        statement()


def test_criterion_of_a_published_version_cannot_be_updated(framework: models.Framework) -> None:
    refused(lambda: framework.criteria.update(weight=Decimal(2)))


def test_criterion_of_a_published_version_cannot_be_deleted(framework: models.Framework) -> None:
    refused(lambda: models.GuidingQuestion.objects.filter(criterion__framework=framework).delete())


def test_nothing_can_be_added_to_a_published_version(framework: models.Framework) -> None:
    refused(lambda: models.Pillar.objects.create(framework=framework, code="P9", name="x", definition="x", source="x"))


def test_level_description_cannot_be_changed_by_sql(framework: models.Framework) -> None:
    def by_hand() -> None:
        with connection.cursor() as cursor:
            cursor.execute("UPDATE frameworks_leveldescription SET text = 'x'")

    refused(by_hand)


TABLES = (
    *ITEMS.values(),
    models.Scale,
    models.ScaleLevel,
    models.Criterion,
    models.GuidingQuestion,
    models.LevelDescription,
)


WITH_STRANDS = (models.Strand, models.Step, models.Sign)


def of(framework: models.Framework, model: type[Model]) -> QuerySet:
    """The rows of one table that make up a version."""
    names = {field.name for field in model._meta.fields}
    path = next(
        path
        for path in ("framework", "scale__framework", "criterion__framework", "strand__criterion__framework")
        if path.split("__")[0] in names
    )
    return model.objects.filter(**{path: framework})


def doubled(row: Model) -> Model:
    row.pk = None
    return row


def by_sql(statement: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute(statement)


ROADS: dict[str, Callable[[QuerySet, str], object]] = {
    "save": lambda rows, _table: rows.first().save(),
    "delete": lambda rows, _table: rows.filter(pk=rows.last().pk)._raw_delete("default"),
    "queryset update": lambda rows, _table: rows.update(
        **{rows.model._meta.fields[-1].name: F(rows.model._meta.fields[-1].name)}
    ),
    "bulk update": lambda rows, _table: rows.model.objects.bulk_update(
        [rows.first()], [rows.model._meta.fields[-1].name]
    ),
    "bulk create": lambda rows, _table: rows.model.objects.bulk_create([doubled(rows.first())]),
    "SQL update": lambda rows, table: by_sql(f"UPDATE {table} SET id = id WHERE id = {rows.first().pk}"),  # noqa: S608
    "SQL delete": lambda rows, table: by_sql(f"DELETE FROM {table} WHERE id = {rows.first().pk}"),  # noqa: S608
}


@pytest.mark.parametrize("road", ROADS)
@pytest.mark.parametrize("model", TABLES, ids=lambda model: model._meta.model_name)
def test_no_road_changes_a_published_version(framework: models.Framework, model: type[Model], road: str) -> None:
    before = file_writer.as_yaml(framework)
    refused(lambda: ROADS[road](of(framework, model), model._meta.db_table))
    assert file_writer.as_yaml(framework) == before


@pytest.mark.parametrize("road", ROADS)
@pytest.mark.parametrize("model", WITH_STRANDS, ids=lambda model: model._meta.model_name)
def test_no_road_changes_the_strands_of_a_published_version(strands_draft, model: type[Model], road: str) -> None:
    publishing.publish(strands_draft)
    test_no_road_changes_a_published_version(strands_draft, model, road)


def test_strands_move_neither_into_nor_out_of_a_published_version(strands_draft: models.Framework) -> None:
    draft = drafting.copy_to_draft(strands_draft)
    publishing.publish(strands_draft)
    strands = models.Strand.objects
    own, other = (strands.get(criterion__framework=each, code="a") for each in (draft, strands_draft))
    refused(lambda: strands.filter(pk=own.pk).update(criterion=other.criterion, code="z"))
    refused(lambda: strands.filter(pk=other.pk).update(criterion=own.criterion, code="z"))
    refused(lambda: own.steps.filter(value=4).update(strand=other, value=9))
    refused(lambda: other.steps.filter(value=4).update(strand=own, value=9))


def test_pieces_move_neither_into_nor_out_of_a_published_version(framework: models.Framework) -> None:
    draft = drafting.copy_to_draft(framework)
    refused(lambda: draft.pillars.filter(code="P1").update(framework=framework, code="P9"))
    refused(lambda: framework.pillars.filter(code="P1").update(framework=draft, code="P9"))
    criterion = framework.criteria.first()
    refused(lambda: draft.criteria.first().questions.update(criterion=criterion, position=9))


def test_file_under_the_number_of_a_published_version_is_refused(framework: models.Framework, tmp_path) -> None:
    before = file_writer.as_yaml(framework)
    mine = tmp_path / "mine.yaml"
    mine.write_text(before.replace("Transparency", "Openness"), encoding="utf-8")
    with pytest.raises(ValidationError, match="is there already, with another text"):
        file_writer.load(mine)
    with pytest.raises(ValidationError, match="is there already"):
        drafting.import_draft(mine.read_text(encoding="utf-8"))
    assert file_writer.as_yaml(framework) == before


def test_name_of_a_published_version_cannot_change_but_it_can_be_retired(framework: models.Framework) -> None:
    refused(lambda: models.Framework.objects.filter(pk=framework.pk).update(name="Other"))
    assert models.Framework.objects.filter(pk=framework.pk).update(state="retired") == 1


def test_published_version_does_not_become_a_draft_again(framework: models.Framework) -> None:
    refused(lambda: models.Framework.objects.filter(pk=framework.pk).update(state="draft", published_at=None))


def test_draft_can_be_changed_and_published_once(framework: models.Framework) -> None:
    draft = drafting.copy_to_draft(framework)
    draft.criteria.filter(code="C1").update(text="Another text.")
    publishing.publish(draft)
    assert (draft.version, draft.state, draft.predecessor) == (2, "published", framework)
    with pytest.raises(ValidationError, match="published already"):
        publishing.publish(draft)


def test_incomplete_draft_is_refused_with_every_fault(framework: models.Framework) -> None:
    draft = drafting.copy_to_draft(framework)
    draft.criteria.get(part="practice", code="C1").questions.all().delete()
    draft.criteria.get(part="need", code="F3").delete()
    models.LevelDescription.objects.filter(criterion__framework=draft, criterion__code="R1", level__value=4).delete()
    with pytest.raises(ValidationError) as refusal:
        publishing.publish(draft)
    assert sorted(refusal.value.messages) == [
        "F3 Strengthening the rule of law has no criterion in the part “Need”.",
        "Policy R1 describes 4 of the 5 levels of its scale.",
        "Practice C1 has 0 guiding questions; it needs two to five.",
    ]


@pytest.mark.parametrize(
    ("part", "subjects"),
    [
        ("governance", {"institution": "I1"}),
        ("need", {"consideration": "C1"}),
        ("practice", {}),
        ("policy", {"recommendation": "R1", "activity": "F3"}),
    ],
)
def test_criterion_judges_exactly_what_its_part_asks(framework, part: str, subjects: dict) -> None:
    draft = drafting.copy_to_draft(framework)
    named = {
        name: getattr(draft, {"institution": "institutions", "activity": "activities"}.get(name, f"{name}s")).get(
            code=code
        )
        for name, code in subjects.items()
    }
    with pytest.raises(DatabaseError, match="criterion_judges_what_its_part_asks"), transaction.atomic():
        models.Criterion.objects.create(
            framework=draft, part=part, code="X1", scale=draft.scales.first(), text="x", source="x", **named
        )
