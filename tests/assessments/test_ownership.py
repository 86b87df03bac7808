"""What an assessment owns stands once, and the list agrees with the models."""

from django.apps import apps
from django.db.models import Model

from assessments import models
from assessments.models import Assessment
from assessments.ownership import NOT_OWNED, OWNED, Copied, Read, Shared


def ours() -> set[type[Model]]:
    """The tables of the app, without the histories that mirror them."""
    every = apps.get_app_config("assessments").get_models()
    return {model for model in every if "historical" not in model._meta.model_name}


def test_every_table_of_the_app_is_owned_or_left_on_purpose() -> None:
    listed = [*(each.model for each in OWNED), *NOT_OWNED]
    assert len(listed) == len(set(listed))
    assert {*listed} == ours() - {Assessment}


def test_every_path_leads_to_the_assessment() -> None:
    for owned in OWNED:
        model = owned.model
        for name in owned.path.split("__"):
            model = model._meta.get_field(name).related_model
        assert model is Assessment, owned.path


def test_what_hangs_on_another_row_has_no_assessment_of_its_own() -> None:
    """So that no row can belong to two assessments."""
    for owned in OWNED:
        names = {field.name for field in owned.model._meta.concrete_fields}
        assert ("assessment" in names) is not bool(owned.through), owned.model


def test_what_a_row_points_at_is_copied_before_it_and_with_it() -> None:
    place = {owned.model: number for number, owned in enumerate(OWNED)}
    depth = {Copied.ALWAYS: 2, Copied.REVISION: 1, Copied.NEVER: 0}
    copied = {owned.model: depth[owned.copied] for owned in OWNED}
    for owned in OWNED:
        for field in owned.model._meta.concrete_fields:
            target = field.related_model
            if not copied[owned.model] or target is owned.model or target not in place:
                continue
            assert place[target] < place[owned.model], f"{owned.model.__name__}.{field.name} is copied too early"
            assert copied[target] >= copied[owned.model], (
                f"{owned.model.__name__}.{field.name} would point at the source"
            )


def test_what_has_an_audience_is_shared_by_it_and_nothing_else_is() -> None:
    by_audience = {owned.model for owned in OWNED if owned.shared is Shared.BY_AUDIENCE}
    assert by_audience == {
        owned.model for owned in OWNED if any(field.name == "audience" for field in owned.model._meta.fields)
    } - {models.AudienceRule}  # which says what others follow


def test_what_is_never_read_is_never_shared() -> None:
    assert [owned.model for owned in OWNED if owned.read is Read.NEVER and owned.shared is not Shared.NEVER] == []


def test_pieces_are_guarded_by_the_row_that_they_hang_on() -> None:
    for owned in OWNED:
        if owned.piece:
            host = owned.model._meta.get_field(owned.through).related_model
            assert host._meta.get_field("revision"), owned.model
            assert not hasattr(owned.model, "history"), owned.model
