"""Scripts of the countries of SSR are printed with our own fonts; letters that none has are told before approval."""

import importlib.util
import io
import json
import logging
import unicodedata

import pytest
from django.conf import settings
from django.urls import reverse
from pypdf import PdfReader

from assessments import glyphs, models
from assessments.reports import fonts, pdf

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
    reader = PdfReader(io.BytesIO(pdf.render(pdf.Order(html, "x")).content))
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
