"""What people type, cleaned at one door in whatever form it comes; and how it is shown."""

from datetime import date

import pytest
from django import forms
from django.apps import apps
from django.core.exceptions import ValidationError
from django.db import models
from django.forms import modelform_factory
from hypothesis import given
from hypothesis import strategies as st

from assessments.domain import records
from assessments.models import Evidence
from frameworks.domain import file_reader
from ssr_portal.text.paragraphs import as_html
from ssr_portal.text.plain_text import clean, one_line
from ssr_portal.values.fields import Line, Narrative, Slug, WebAddress

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
    "SampleReport",
    "CombinedReport",
    "Bundle",
    "BundleItem",
    "Attachment",
    "StoredFigures",
    "Event",
    "SentForm",
    "EarlierReference",
}
OTHER_DOORS = {
    "Person.password",
    "Person.email",
    "Organisation.country",
    "Assessment.country",
    "Context.neighbours",
    "Programme.rate_base",
    "Programme.rate_quote",
}
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


KEPT_PLAIN = [field for field in TYPED if isinstance(field, Line | Narrative)]


@pytest.mark.parametrize("field", KEPT_PLAIN, ids=named)
def test_every_text_is_plain_however_it_is_stored(field: models.Field) -> None:
    """Also where no form stands before: what is checked, looked up or written is cleaned by its field."""
    said = " \x00e\u0301\r\nb\u202e "
    plain = "é b" if isinstance(field, Line) else "é\nb"
    assert (field.to_python(said), field.get_prep_value(said)) == (plain, plain)


def test_what_a_caller_without_a_form_stores_is_plain(burundi, cast) -> None:
    texts = {"title": "A\x00 law\u2028of 2014", "remarks": "First\r\nsecond\x1b"}
    records.add(Evidence(kind="document", origin="X", dated=date(2014, 1, 1), **texts), burundi, by=cast.anna)
    stored = Evidence.objects.get()
    assert (stored.title, stored.remarks) == ("A law of 2014", "First\nsecond")


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

    node = yaml.ScalarNode("tag:yaml.org,2002:str", text := text[:150])
    found = file_reader.Reading()
    assert file_reader._text(200)(node, ("name",), found) == one_line(text)
    assert file_reader._text()(node, ("definition",), found) == clean(text)


def test_paragraphs_and_lists_are_escaped() -> None:
    assert as_html("One <b>\n\n- first\n- second\nTwo") == (
        '<p dir="auto">One &lt;b&gt;</p><ul><li dir="auto">first</li><li dir="auto">second</li></ul><p dir="auto">Two</p>'
    )


def html(*lines: str) -> str:
    return as_html(clean("\n".join(lines))).replace(' dir="auto"', "")


BULLETS = ["-\t", "•\t", "•\u00a0", "·\u00a0\u00a0\u00a0 ", "▪ ", "\uf0b7\t", "\uf0a7 ", "o\t", "o\u00a0", "* ", "•  "]


@pytest.mark.parametrize("bullet", BULLETS)
def test_lists_pasted_from_a_word_processor_are_lists(bullet: str) -> None:
    assert html("Needs:", f"{bullet}Police", "", f"\t{bullet}Courts") == (
        "<p>Needs:</p><ul><li>Police</li><li>Courts</li></ul>"
    )


def test_numbers_stay_as_they_were_typed() -> None:
    item = '<li><span class="label">{}</span> %s</li>'
    numbers = '<ol class="labelled" start="{}">' + item % "One" + item % "Two" + "</ol>"
    for first, second, start in [
        ("1.", "2.", 1),
        ("1)", "2)", 1),
        ("a)", "b)", 1),
        ("c)", "d)", 3),
        ("9.", "10.", 9),
        ("(1)", "(2)", 1),
    ]:
        assert html(f"{first} One", f"{second} Two") == numbers.format(start, first, second)
        assert html(f"{first}\tOne", f"{second}\u00a0Two") == numbers.format(start, first, second)
    assert html("1.1\tOne", "1.2\tTwo") == numbers.format(1, "1.1", "1.2")


def test_dashes_are_lists_only_together_and_stay_dashes() -> None:
    assert html("– We are afraid, she said.") == "<p>– We are afraid, she said.</p>"
    assert html("— Kofi Annan") == "<p>— Kofi Annan</p>"
    assert html("– One", "– Two") == (
        '<ul class="labelled"><li><span class="label">–</span> One</li><li><span class="label">–</span> Two</li></ul>'
    )


@pytest.mark.parametrize(
    "line",
    ["1994. The war began.", "3. Oktober 1990 was the day.", "A. Smith said so.", "a. Smith said so.", "o governo",
     "12. Then it ended.", "3.5 million", "-5 degrees", "1.", "•", "ii. ignored", "2014) and so on", "5.", "1.2 billion"],
)  # fmt: skip
def test_a_line_that_only_looks_like_an_item_reads_as_it_did(line: str) -> None:
    assert html("Before", line, "after") == f"<p>Before</p><p>{line}</p><p>after</p>"


def test_kinds_of_lists_stand_apart() -> None:
    assert html("1. One", "• a", "• b", "2. Two", "1. Anew", "2. On") == (
        '<ol class="labelled" start="1"><li><span class="label">1.</span> One</li></ol><ul><li>a</li><li>b</li></ul><p>2. Two</p>'
        '<ol class="labelled" start="1"><li><span class="label">1.</span> Anew</li><li><span class="label">2.</span> On</li></ol>'
    )


@given(ODD, st.sampled_from([*BULLETS, "1. ", "a)\t", "– ", "1.1\t", "ii.\t", ""]))
def test_no_words_are_lost_in_a_list(text: str, mark: str) -> None:
    shown = str(as_html(f"{mark}<{text}>\n{mark}<{text}>"))
    assert shown.count("&lt;") >= 2
    assert "<\n" not in shown


@pytest.mark.parametrize(
    "text", ["\U0001d159", "\u0300", "\ufffc", "\u0300\u200b\ufffc", "\u0301\u20dd \U0001d159", "\u0903"]
)
def test_what_has_no_letter_to_stand_on_is_empty(text: str) -> None:
    assert clean(text) == ""
    assert one_line(text) == ""
    assert clean(f"a{text}") != ""
