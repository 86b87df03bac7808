"""What people type, cleaned at one door in whatever form it comes; and how it is shown."""

import pytest
from django import forms
from django.apps import apps
from django.core.exceptions import ValidationError
from django.db import models
from django.forms import modelform_factory
from hypothesis import given
from hypothesis import strategies as st

from frameworks.domain import reading
from ssr_portal.fields import Line, Narrative, Slug, WebAddress
from ssr_portal.paragraphs import as_html
from ssr_portal.plain_text import clean, one_line

SEPARATORS = "\x0b\x0c\x1c\x1d\x1e\x1f\x85\u2028\u2029"
ODD = (
    st.text(st.sampled_from("ab \t\r\n\x00\x1b\ufeff\u200b\u0301e\u202e\ud800\ufdd0\U0001fffe" + SEPARATORS))
    | st.text()
)


def typed_texts() -> list[models.Field]:
    """Every text of the portal that somebody types; choices are chosen."""
    return [
        field
        for label in ("accounts", "frameworks", "assessments")
        for model in apps.get_app_config(label).get_models()
        if not model.__name__.startswith("Historical")
        for field in model._meta.concrete_fields
        if isinstance(field, models.CharField | models.TextField)
        and field.editable
        and not field.choices
        and form_of(field) is not None
    ]


def form_of(field: models.Field) -> forms.Field | None:
    return modelform_factory(field.model, fields=[field.name]).base_fields.get(field.name)


# Written by the product itself, or taken apart and checked by a field of its own.
NOT_TYPED = {
    "Change",
    "LeftBehind",
    "Presence",
    "Report",
    "Paper",
    "Bundle",
    "BundleItem",
    "Attachment",
    "Digest",
    "Event",
}
OTHER_DOORS = {"Person.password", "Person.email", "Organisation.country", "Assessment.country", "Context.neighbours"}
TYPED = [
    field
    for field in typed_texts()
    if field.model.__name__ not in NOT_TYPED and f"{field.model.__name__}.{field.name}" not in OTHER_DOORS
]


def named(field: models.Field) -> str:
    return f"{field.model.__name__}.{field.name}"


def test_clean_drops_what_later_parts_choke_on() -> None:
    assert clean("a\x00b\x1b\x9f\ud800\ufffe\U0010ffff\u202ec") == "abc"


def test_clean_keeps_lines_tabs_and_other_scripts() -> None:
    assert clean("a\r\nb\rc\td العربية 治安 می\u200cخواهم \ue000") == "a\nb\nc\td العربية 治安 می\u200cخواهم \ue000"


@pytest.mark.parametrize("separator", SEPARATORS)
def test_what_separates_words_goes_on_separating_them(separator: str) -> None:
    assert clean(f"first{separator}second") == "first\nsecond"
    assert one_line(f"first{separator}second") == "first second"
    assert one_line(f"first \t{separator} second") == "first second"
    assert as_html(clean(f"a{separator}b")) == '<p dir="auto">a</p><p dir="auto">b</p>'


@pytest.mark.parametrize(
    "letter",
    "\u200b\u2060\ufeff\u00ad\u115f\u1160\u3164\uffa0\u2800\u034f\u200e\u200f\u061c\ufe0f\u180e\u3000\U000e0020",
)
def test_what_shows_nothing_is_empty(letter: str) -> None:
    assert (clean(letter * 3), one_line(f" {letter}\n")) == ("", "")


def test_the_invisible_goes_from_the_ends_only() -> None:
    assert clean("\ufeff\u200b a\u00adb \u2060\u3164") == "a\u00adb"
    assert clean("\u200fשלום\u200f") == "\u200fשלום\u200f"
    assert clean("❤\ufe0f") == "❤\ufe0f"


@given(ODD)
def test_clean_twice_is_clean_once(text: str) -> None:
    for door in (clean, one_line):
        once = door(text)
        assert door(once) == once
        assert clean(once) == once
        once.encode("utf-8")


@given(ODD)
def test_no_two_words_are_glued_together(text: str) -> None:
    assert clean(f"a{text}b").split() == one_line(f"a{text}b").split()
    assert "\n" not in one_line(text)
    assert len(clean(f"a{text}\x0bb").split("\n")[-1]) == 1


def test_there_are_texts_to_walk_over() -> None:
    assert len(TYPED) > 50


@pytest.mark.parametrize("field", TYPED, ids=named)
def test_every_text_passes_the_door(field: models.Field) -> None:
    form_field = form_of(field)
    assert isinstance(field, Line | Narrative | Slug | WebAddress)
    hard = "\ufeffA\x00b\u2028c\x0b\u202ed \u200b"
    if isinstance(field, Line | Narrative):
        expected = (clean if isinstance(field, Narrative) else one_line)(hard)
        assert form_field.to_python(hard) == expected
    else:
        assert "\x00" not in form_field.to_python(hard)
    assert form_field.to_python("\u200b\u3164\u2800") == ""


@pytest.mark.parametrize("field", TYPED, ids=named)
def test_no_field_cuts_what_is_pasted(field: models.Field) -> None:
    form_field = form_of(field)
    assert "maxlength" not in form_field.widget.attrs
    if isinstance(field, Line):
        with pytest.raises(ValidationError, match=f"At most {field.max_length} characters?; this is 7 too long"):
            form_field.run_validators("x" * (field.max_length + 7))
        form_field.run_validators("x" * field.max_length)


@given(ODD)
def test_texts_of_a_framework_file_pass_the_door(text: str) -> None:
    import yaml

    node = yaml.ScalarNode("tag:yaml.org,2002:str", text)
    found = reading.Reading()
    assert reading._text(200)(node, ("name",), found) == one_line(text)
    assert reading._text()(node, ("definition",), found) == clean(text)


def test_paragraphs_and_lists_are_escaped() -> None:
    assert as_html("One <b>\n\n- first\n- second\nTwo") == (
        '<p dir="auto">One &lt;b&gt;</p><ul><li dir="auto">first</li><li dir="auto">second</li></ul><p dir="auto">Two</p>'
    )
