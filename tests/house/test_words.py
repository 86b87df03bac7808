"""Plain words: what a form asks for, what a message names, and words that nobody uses at work."""

import re

import pytest
from django import forms
from django.contrib.messages import get_messages
from django.urls import reverse

from assessments import models
from assessments.forms.records import ActorForm
from frameworks.admin import forms as desk
from ssr_portal.values.missing import STOCK, Asking, asked_for
from tests.house.test_glossary import TEMPLATES as WITH_MAILS
from tests.house.test_glossary import in_module, in_template
from tests.house.test_house import MODULES, ROOT, TEMPLATES

QUAINT = re.compile(  # beside the second words of docs/glossary.md
    r"[Nn]othing waits|[Nn]othing is here|is not yours to|[Aa]ll that you may read|was quicker|[Ll]ink that one|"
    r"\banew\b|\bheed(s)?\b|[Gg]o(es)? along\b|for want of|[Nn]ot told|good for one hour|gravest|double up|has no room"
)


def forms_of(base: type) -> list[type]:
    found = [each for child in base.__subclasses__() for each in (child, *forms_of(child))]
    return [each for each in dict.fromkeys(found) if each.__module__.startswith(("assessments.", "frameworks."))]


def test_every_form_of_the_product_asks_in_its_own_words() -> None:
    assert desk.PieceForm
    found = forms_of(forms.BaseForm)
    named = [each for each in found if not each.__name__.endswith("FormFormSet") and each.__qualname__ == each.__name__]
    assert len(named) > 20
    assert [each.__name__ for each in named if not issubclass(each, Asking)] == []


@pytest.mark.parametrize(
    ("field", "words"),
    [
        (forms.CharField(label="title"), "Fill in “Title”."),
        (forms.ChoiceField(label="country"), "Choose one for “Country”."),
        (forms.ChoiceField(label="depth", widget=forms.RadioSelect), "Choose one for “Depth”."),
        (forms.MultipleChoiceField(label="activities"), "Choose at least one for “Activities”."),
        (forms.BooleanField(label="I agree"), "Tick “I agree”."),
        (forms.FileField(label="file"), "Choose a file for “File”."),
        (forms.DateField(label="due"), "Enter a date for “Due”."),
        (forms.IntegerField(label="how many"), "Enter a number for “How many”."),
        (forms.CharField(), "Fill in “The note”."),
    ],
)
def test_what_is_missing_is_asked_for_by_name(field: forms.Field, words: str) -> None:
    assert str(asked_for(field, "the_note")) == words


class Sheet(Asking, forms.Form):
    """A form with a message of its own beside stock ones."""

    title = forms.CharField()
    parts = forms.CharField(error_messages={"required": "Choose at least one part."})


def test_own_words_stay_and_stock_ones_go() -> None:
    assert Sheet({}).errors == {"title": ["Fill in “Title”."], "parts": ["Choose at least one part."]}


@pytest.mark.parametrize("noun", ["actor", "risk", "consultation", "programme", "evidence", "goal", "task", "action"])
def test_empty_forms_of_records_name_their_fields(as_anna, burundi, noun: str) -> None:
    answer = as_anna.post(reverse("record-add", args=[burundi.reference, noun]), {})
    errors = [str(each) for found in answer.context["form"].errors.values() for each in found]
    assert errors
    assert str(STOCK) not in errors


def test_assigned_part_is_named_with_the_colleague(as_anna, burundi, cast) -> None:
    part = {"stretch": "governance", "person": cast.joris.pk}
    answer = as_anna.post(reverse("record-add", args=[burundi.reference, "task"]), part)
    assert answer.status_code == 302, answer.context["form"].errors
    assert [str(each) for each in get_messages(answer.wsgi_request)] == ["Governance is assigned to Joris Bakker."]


def test_colleague_whose_name_ends_in_a_stop_gets_no_second_one(as_anna, burundi, cast) -> None:
    cast.joris.name = "Joris Bakker Jr."
    cast.joris.save()
    answer = as_anna.post(
        reverse("record-add", args=[burundi.reference, "task"]), {"stretch": "need", "person": cast.joris.pk}
    )
    assert [str(each) for each in get_messages(answer.wsgi_request)] == ["Need is assigned to Joris Bakker Jr."]


def test_source_in_a_report_has_one_stop_after_its_title(as_anna, burundi) -> None:
    facts = {"assessment": burundi, "kind": "interview", "origin": "Dr. X", "dated": "2014-01-01"}
    for title in ("Who guards…?", "Minutes of the board.", "Police survey"):
        models.Evidence.objects.create(**facts, title=title)
    page = as_anna.get(reverse("report", args=[burundi.reference])).content.decode()
    assert re.findall(r"(\w+\W*?) Dr. X, 1 January 2014", page) == ["guards…?", "board.", "survey."]


@pytest.mark.parametrize("end", ["", ".", "!", "…"])
def test_message_ends_in_one_full_stop(burundi, end: str) -> None:
    form = ActorForm(assessment=burundi, instance=models.Actor(name="Militia in Kenema" + end))
    assert form.named() == "Saved: Militia in Kenema" + (end or ".")


def test_no_record_calls_itself_by_a_key(burundi, cast) -> None:
    task = models.Assignment(part="need", person=cast.joris, person_id=cast.joris.pk)
    assert str(task) == "Need: Joris Bakker"


def test_words_are_plain() -> None:
    told = {path: in_module(path) for path in MODULES} | {path: in_template(path) for path in WITH_MAILS}
    quaint = {
        str(path.relative_to(ROOT)): [words for words in said if QUAINT.search(words)] for path, said in told.items()
    }
    assert {path: words for path, words in quaint.items() if words} == {}


OF_AN_ASSESSMENT = re.compile(
    r"\b(assessment|each|readable|report\.assessment)\.(organisation|country|marking|approved_by|submitted_by)\.(short_)?name"
)


def test_pages_call_an_assessment_as_it_was_called_at_approval() -> None:
    """Names come from the words copied at approval (`assessments.models.words`), not from tables that are renamed later."""
    assert [path.name for path in TEMPLATES if OF_AN_ASSESSMENT.search(path.read_text(encoding="utf-8"))] == []


def test_every_form_says_what_is_wrong_with_it_as_a_whole() -> None:
    """Crispy's own list is empty (`templates/bootstrap5/errors.html`), so that nothing is said twice: a page says it itself."""
    drawn = [path for path in TEMPLATES if re.search(r"\|crispy|{% crispy", path.read_text(encoding="utf-8"))]
    assert len(drawn) > 5
    said = re.compile(r"components/(faults|whole_form)\.html|assessments/record_head\.html")  # which includes the first
    assert [path.name for path in drawn if not said.search(path.read_text(encoding="utf-8"))] == []
