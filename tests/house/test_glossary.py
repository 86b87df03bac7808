"""One word for one thing: what docs/glossary.md says, on pages, in messages and in the names of modules."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.house.test_house import MODULES, ROOT

ROW = re.compile(r"^\| ([^|]+) \| ([^|]+) \| ([^|]+) \|$", re.M)
ROWS = [row for row in ROW.findall((ROOT / "docs" / "glossary.md").read_text("utf-8")) if row[0] not in ("term", "---")]
TERMS = [term for term, _, _ in ROWS]
SECOND = {word: term for term, _, words in ROWS for word in words.split(", ")}
ANY_SECOND = re.compile(rf"\b({'|'.join(map(re.escape, sorted(SECOND, key=len, reverse=True)))})s?\b", re.I)
TEMPLATES = [path for path in (ROOT / "templates").rglob("*.*") if path.suffix in {".html", ".txt"}]
TRANSLATED = {"_", "gettext", "gettext_lazy", "ngettext", "ngettext_lazy", "pgettext", "pgettext_lazy"}
SHOWN = re.compile(r"{% translate ([\"'])(.*?)\1|{% blocktranslate[^%]*%}(.*?){% endblocktranslate %}", re.S)
ARGUMENT = re.compile(r"""_\((["'])(.*?)\1\)""")
NAMES = re.compile(r"%\(\w+\)[sd]|{{.*?}}|{%.*?%}|<[^>]*>", re.S)  # what stands in for something else


def in_template(path: Path) -> Iterator[str]:
    text = path.read_text("utf-8")
    for _, short, long in SHOWN.findall(text):
        yield short or long
    for _, argument in ARGUMENT.findall(text):
        yield argument


def in_module(path: Path) -> Iterator[str]:
    yield path.stem.replace("_", " ")
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in TRANSLATED:
            for argument in node.args:
                if isinstance(argument, ast.Constant) and isinstance(argument.value, str):
                    yield argument.value


def second_words(texts: Iterator[str]) -> list[str]:
    found = []
    for text in texts:
        plain = " ".join(NAMES.sub(" ", text).split())
        words = {said.lower() for said in ANY_SECOND.findall(plain)}
        found += [f"“{word}” in “{plain}”: say “{SECOND[word]}”" for word in sorted(words)]
    return found


def says(text: str, word: str) -> bool:
    """Whether the word or its plural is in the text, capitals or not."""
    return re.search(rf"\b{re.escape(word)}s?\b", text, re.I) is not None


def test_every_term_stands_once_and_is_nobody_elses_second_word() -> None:
    assert len(ROWS) > 40
    assert sorted(set(TERMS)) == sorted(TERMS)
    assert [term for term in TERMS if term in SECOND] == []
    assert len(SECOND) == sum(len(words.split(", ")) for _, _, words in ROWS)


def test_terms_are_those_of_the_product() -> None:
    said = " ".join(text for path in TEMPLATES for text in in_template(path))
    said += " ".join(text for path in MODULES for text in in_module(path))
    assert [term for term in TERMS if not says(said, term)] == []


def test_templates_say_no_second_word() -> None:
    told = {str(path.relative_to(ROOT)): second_words(in_template(path)) for path in TEMPLATES}
    assert {path: words for path, words in told.items() if words} == {}


def test_messages_and_modules_say_no_second_word() -> None:
    told = {str(path.relative_to(ROOT)): second_words(in_module(path)) for path in MODULES}
    assert {path: words for path, words in told.items() if words} == {}


@pytest.mark.parametrize(
    ("text", "word"),
    [
        ("Projects of the donor", "project"),
        ("Log in again", "log in"),
        ("The file IS BEING made now.", "is being made"),
    ],
)
def test_second_words_are_found_in_any_form(text: str, word: str) -> None:
    assert [found.split("”")[0] for found in second_words(iter([text]))] == [f"“{word}"]


def test_what_stands_in_for_something_else_is_no_word() -> None:
    assert second_words(iter(["%(project)s {{ login }} <b class='email'>"])) == []
