"""Scripts of the countries of SSR are printed with our own fonts; letters that none has are told before approval."""

import importlib.util
import io
import json
import logging
import re
import unicodedata
from collections.abc import Iterator
from contextlib import suppress
from html import unescape

import pytest
from django.apps import apps
from django.conf import settings
from django.db import IntegrityError, transaction
from django.db.models import CharField, Model, TextField
from django.urls import reverse
from django.utils.html import strip_tags
from pypdf import PdfReader

from assessments import frozen, glyphs, models, scorecard
from assessments.reports import country, fonts, pdf
from assessments.reports.outline import Outline
from frameworks import frozen as framework_frozen
from frameworks import queries as framework_queries
from ssr_portal.accounts.models import Marking, Organisation, Person
from ssr_portal.database import triggers
from tests import acting, one_of_each
from tests.assessments.reports.test_country import fresh

pytestmark = pytest.mark.laid_out

WORDS = {
    "armenian": "Հայաստան",
    "georgian": "საქართველო",
    "ethiopic": "ኢትዮጵያ ትግራይ",
    "tifinagh": "ⵜⴰⵎⴰⵣⵉⵖⵜ",
    "nko": "ߒߞߏ",
    "adlam": "𞤀𞤣𞤤𞤢𞤥",
    "thaana": "ދިވެހި",
    "devanagari": "नेपाली हिन्दी",
    "bengali": "বাংলা",
    "gurmukhi": "ਪੰਜਾਬੀ",
    "gujarati": "ગુજરાતી",
    "tamil": "தமிழ்",
    "telugu": "తెలుగు",
    "kannada": "ಕನ್ನಡ",
    "malayalam": "മലയാളം",
    "sinhala": "සිංහල",
    "thai": "ภาษาไทย",
    "lao": "ພາສາລາວ",
    "tibetan": "བོད་སྐད",
    "myanmar": "မြန်မာ ကရင်",
    "khmer": "ភាសាខ្មែរ",
    "mongolian": "ᠮᠣᠩᠭᠣᠯ",
    "hebrew": "עברית",
    "arabic": "العربية دری پښتو",
    "cyrillic": "Українська",
    "greek": "Ελλάδα",
    "signs": "→ ≤ ≥",
}


@pytest.mark.parametrize("script", WORDS)
def test_each_script_has_a_font_of_ours(script: str) -> None:
    assert fonts.needed(WORDS[script]) == [script]
    assert glyphs.without_glyph(WORDS[script]) == []
    assert (settings.BASE_DIR / "static" / "css" / "scripts" / f"{script}.css").exists()


def test_every_script_is_printed_with_embedded_fonts_of_ours(caplog) -> None:
    text = " ".join(WORDS.values())
    links = "".join(f'<link rel="stylesheet" href="css/scripts/{script}.css">' for script in fonts.needed(text))
    html = f'<html lang="en"><title>x</title><link rel="stylesheet" href="css/paper.css">{links}<p>{text}</p></html>'
    reader = PdfReader(io.BytesIO(pdf.render(pdf.PrintJob(html, "x")).content))
    used = [font.get_object()["/BaseFont"] for page in reader.pages for font in page["/Resources"]["/Font"].values()]
    assert len({str(each).split("+")[-1] for each in used}) >= len(WORDS) - 2
    assert [each for each in used if "Noto" not in str(each)] == []
    assert [record for record in caplog.records if record.levelno >= logging.WARNING] == []


def test_coverage_is_that_of_the_vendored_fonts() -> None:
    spec = importlib.util.spec_from_file_location(
        "coverage_of_fonts", settings.BASE_DIR / "scripts" / "font-coverage.py"
    )
    script = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(script)
    assert json.loads(glyphs.COVERAGE.read_text(encoding="utf-8")) == script.ranges()


def test_letters_that_no_font_has_are_named_with_their_field_before_approval(complete, as_anna, as_marieke) -> None:
    models.Context.objects.filter(assessment=complete).update(background="A \ue000 sign and \u16a0")
    assert unicodedata.category("\ue000") == "Co"
    for address in (reverse("report", args=[complete.reference]), reverse("move", args=[complete.reference, "submit"])):
        page = as_anna.get(address).content.decode()
        assert "context: background" in page
        assert "(U+E000)" in page
        assert "(U+16A0)" in page


def test_nothing_is_told_where_every_letter_is_printed(complete, as_anna) -> None:
    models.Context.objects.filter(assessment=complete).update(background=" ".join(WORDS.values()))
    assert "empty boxes" not in as_anna.get(reverse("report", args=[complete.reference])).content.decode()


def test_bullets_of_word_processors_are_drawn_and_no_letters(complete, as_anna) -> None:
    context = models.Context.objects.filter(assessment=complete)
    page = reverse("report", args=[complete.reference])
    context.update(background="Before\n\uf0b7\tone\n  \uf0a7\u00a0two")
    models.Rating.objects.filter(assessment=complete, status="level").update(justification="\uf0d8\tthree")
    assert "empty boxes" not in as_anna.get(page).content.decode()
    context.update(background="Before \uf0b7\tone")
    assert "(U+F0B7)" in as_anna.get(page).content.decode()
    context.update(background="Before")
    models.Risk.objects.create(
        assessment=complete, what="Set", mitigation="Set", owner="\uf0b7 Embassy", likelihood=1, impact=1
    )
    assert "(U+F0B7)" in as_anna.get(page).content.decode()


def marked(row: Model, letters: Iterator[str]) -> None:
    """Each text of the row ends with a letter of its own that no font has."""
    for field in row._meta.concrete_fields:
        if isinstance(field, CharField | TextField) and not field.choices and field.editable:
            with suppress(IntegrityError), transaction.atomic():
                written = f"{getattr(row, field.attname) or ''}{next(letters)}"
                type(row).objects.filter(pk=row.pk).update(**{field.attname: written})


def test_what_stayed_behind_is_asked_though_it_is_kept_as_facts(burundi) -> None:
    facts = {"record": "programmeactivity", "programme": "A strand \ue000"}
    models.LeftBehind.objects.create(assessment=burundi, version="1", facts=facts, text="x")
    assert "".join(each.letters for each in scorecard.unprinted(scorecard.dossier(burundi))) == "\ue000 (U+E000)"


def test_every_text_that_the_report_prints_is_asked(complete, cast) -> None:
    """A walk: every text of the assessment, its people, organisation and framework, and what of these is on paper."""
    one_of_each.fill(complete, cast)
    models.Assessment.objects.filter(pk=complete.pk).update(marking=Marking.objects.get())
    acting.submit(complete, cast)
    triggers.remove((*frozen.GUARDS, *framework_frozen.GUARDS), "default")
    letters = map(chr, range(0xE000, 0xF8FF))
    of_the_framework = [
        row for model in apps.get_app_config("frameworks").get_models() for row in model.objects.all()[:3]
    ]
    named = [*Person.objects.all(), *Organisation.objects.all(), *Marking.objects.all()]
    for row in (*one_of_each.rows(complete)[:400], *named, *of_the_framework):
        marked(row, letters)
    framework_queries.forget_published()
    dossier = scorecard.dossier(fresh(complete))
    html = unescape(strip_tags(country.body(dossier, Outline())))
    printed = set(re.findall(r"[\ue000-\uf8ff]", html))
    told = set(re.findall(r"[\ue000-\uf8ff]", "".join(each.letters for each in scorecard.unprinted(dossier))))
    framework_queries.forget_published()
    assert len(printed) > 40
    assert [html[at - 60 : at + 1] for at, letter in enumerate(html) if letter in printed - told] == []
