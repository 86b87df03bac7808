"""Numbers as people write them: read, refused, or asked about; and no field that the mouse wheel changes."""

from contextlib import suppress
from decimal import Decimal

import pytest
from django import forms
from django.apps import apps
from django.core.exceptions import ValidationError
from django.db import models
from django.forms import modelform_factory
from hypothesis import given
from hypothesis import strategies as st

from ssr_portal.values.numbers import Ambiguous, NumberField, Unreadable, WholeNumberField, as_typed, read, said

BUDGET = NumberField(max_digits=16, decimal_places=2, min_value=0)
SHARE = NumberField(max_digits=5, decimal_places=2, min_value=0, max_value=100)
PEOPLE = WholeNumberField(min_value=1, max_value=100_000)

READ = {
    "1250000,50": "1250000.50",
    "1250000.50": "1250000.50",
    "1.250.000,50": "1250000.50",
    "1,250,000.50": "1250000.50",
    "1 250 000,50": "1250000.50",
    "1\u00a0250\u202f000.5": "1250000.5",
    "1\u2009250\t000": "1250000",
    "1'250'000.50": "1250000.50",
    "1’250’000": "1250000",
    "1,250,000": "1250000",
    "1.250.000": "1250000",
    "12,5": "12.5",
    "12.50": "12.5",
    "0,125": "0.125",
    "0.125": "0.125",
    "1 250,125": "1250.125",
    "1250,000": "1250",
    ",5": "0.5",
    "5.": "5",
    " +7 ": "7",
    "−3": "-3",
    "- 3,5": "-3.5",
    "١٢٥٠٠٠٠٫٥٠": "1250000.5",
    "١٬٢٥٠٬٠٠٠": "1250000",
    "۱۲۵۰": "1250",
    "१२": "12",
    "１２５０．５": "1250.5",
    "\u200e12\u200f": "12",
    "1 250": "1250",
    "1,250.000": "1250",
}


@pytest.mark.parametrize(("typed", "meant"), READ.items())
def test_numbers_are_read_as_they_are_written(typed: str, meant: str) -> None:
    assert read(typed) == Decimal(meant)


@pytest.mark.parametrize("typed", ["1.250", "1,250", "999.999", "12,345", "-1.250", "１．２５０", "١,٢٥٠"])
def test_what_can_be_two_numbers_is_asked_about(typed: str) -> None:
    with pytest.raises(Ambiguous) as asked:
        read(typed)
    assert asked.value.grouped == asked.value.broken * 1000
    with pytest.raises(ValidationError, match="can be read as"):
        NumberField(max_digits=16, decimal_places=2).clean(typed)


@pytest.mark.parametrize(
    "typed",
    ["1e5", "1E5", "inf", "-Infinity", "nan", "0x10", "1_000", "12 50", "1.25.000", "1,25,000", "1.250,000,5", "1,2.3,4",
     "--5", "5-", "1 250.000.000", "1'250 000", "", " ", ".", "-", "1/2", "²", "½", "९९x", "1" * 61, "(5)", "1.2.3", "1..5"],
)  # fmt: skip
def test_what_is_no_number_is_refused(typed: str) -> None:
    with pytest.raises(Unreadable):
        read(typed)


def test_the_question_names_both_readings_and_how_to_write_each() -> None:
    with pytest.raises(ValidationError) as refused:
        BUDGET.clean("1.250")
    assert refused.value.messages == [
        "“1.250” can be read as 1\u202f250 or as 1.25. Which do you mean? Write 1250 or 1.25."
    ]


def test_the_place_decides_where_the_field_leaves_no_doubt() -> None:
    assert (SHARE.clean("12.500"), SHARE.clean("33,333"[:5])) == (Decimal("12.5"), Decimal("33.33"))
    assert (PEOPLE.clean("1.250"), PEOPLE.clean("1,250")) == (1250, 1250)


@pytest.mark.parametrize(
    ("field", "typed"),
    [(BUDGET, "-1"), (BUDGET, "9" * 16), (BUDGET, "1,234567"), (SHARE, "101"), (SHARE, "-0,5"), (PEOPLE, "0"),
     (PEOPLE, "1,5"), (PEOPLE, "9" * 30), (PEOPLE, "-3")],
)  # fmt: skip
def test_what_the_field_cannot_hold_is_refused(field: forms.Field, typed: str) -> None:
    with pytest.raises(ValidationError):
        field.clean(typed)


@given(st.decimals(-(10**14), 10**14, places=3) | st.decimals(-(10**6), 10**6, places=8))
def test_what_is_stored_is_typed_again_as_the_same_number(value: Decimal) -> None:
    assert read(as_typed(value)) == value
    assert NumberField().prepare_value(value) == as_typed(value)


@given(st.integers(0, 10**12), st.integers(0, 99), st.sampled_from(" .,'’\u202f\u00a0"), st.sampled_from(".,"))
def test_every_way_of_setting_figures_apart_is_read(whole: int, part: int, apart: str, mark: str) -> None:
    if apart == mark:
        return
    assert read(f"{whole:,}".replace(",", apart) + f"{mark}{part:02}") == Decimal(f"{whole}.{part:02}")


@given(st.text())
def test_any_text_is_read_refused_or_asked_about(text: str) -> None:
    for field in (BUDGET, SHARE, PEOPLE):
        with suppress(ValidationError):
            assert field.clean(text) is not None


def test_an_amount_is_said_in_figures_and_words() -> None:
    assert said(Decimal("1250000.00"), "EUR") == "EUR 1\u202f250\u202f000 (1.25 million)"
    assert said(Decimal("1250000.50"), "EUR") == "EUR 1\u202f250\u202f000.50 (about 1.25 million)"
    assert said(Decimal("1250000.5"), "EUR") == "EUR 1\u202f250\u202f000.50 (about 1.25 million)"
    assert said(Decimal("0.1234")) == "0.1234"
    assert said(Decimal("125000050")) == "125\u202f000\u202f050 (about 125 million)"
    assert said(Decimal("2500000000"), "JPY") == "JPY 2\u202f500\u202f000\u202f000 (2.5 billion)"
    assert said(950) == "950"


def numbers() -> list[models.Field]:
    return [
        field
        for label in ("accounts", "frameworks", "assessments")
        for model in apps.get_app_config(label).get_models()
        if not model.__name__.startswith("Historical")
        for field in model._meta.concrete_fields
        if isinstance(field, models.DecimalField | models.IntegerField | models.FloatField)
        and field.editable
        and not field.choices
        and not field.primary_key
    ]


# Set by the product, in no form.
SET = {"Attachment.size", "Change.number", "Rating.level", "Event.judged_revision", "ReviewMark.rating_revision",
       "VersionMove.revision", "StoredFigures.form", "Report.pages", "Report.tries", "SampleReport.pages", "SampleReport.tries",
       "CombinedReport.pages", "CombinedReport.tries", "Bundle.tries"}  # fmt: skip


@pytest.mark.parametrize("field", numbers(), ids=lambda field: f"{field.model.__name__}.{field.name}")
def test_every_number_that_is_typed_is_read_here(field: models.Field) -> None:
    if f"{field.model.__name__}.{field.name}" in SET:
        return
    form_field = modelform_factory(field.model, fields=[field.name]).base_fields[field.name]
    assert isinstance(form_field, NumberField | WholeNumberField)
    assert form_field.widget.input_type == "text"
