"""Reads a page as its readers do, and finds the words in it that nobody translates."""

import re
from html.parser import HTMLParser

from ssr_portal.reference import codelists

# What is shown of a tag itself, or by scripts of its data.
SHOWN = {"title", "aria-label", "aria-description", "placeholder", "alt", "label", "summary"}
BUTTONS = {"submit", "button", "reset"}
# No words of a language: addresses, names of files and fields, digests, codes and abbreviations in capitals.
NO_WORDS = re.compile(
    r"https?://\S+|\S+@\S+|[\w.-]+\.(?:pdf|csv|xlsx|zip|json|yaml|txt)\b|\w+-[A-Z_]{4,}|\b[0-9a-f]{64}\b|\bmd5\b|\S+\*{4,}"
    r"|\b[A-Z0-9][A-Z0-9_.:+-]*s?\b|&\w+;"
)
WORD = re.compile(r"[A-Za-z]{2,}")
# Lists that others publish in English alone, and words that packages show without asking for a translation.
OTHERS = {"Tasks Database Backend", "historical", "Search", "True", "False"}
PUBLISHED = {item[0] for name in ("purposes", "currencies") for item in codelists.items(name).values()}
LISTED = re.compile("|".join(re.escape(each) for each in sorted(PUBLISHED | OTHERS, key=len, reverse=True)))
VOID = {"area", "br", "col", "embed", "hr", "img", "input", "link", "meta", "source", "track", "wbr"}
UNSEEN = {"script", "style"}


def untranslated(text: str) -> list[str]:
    """The words of a text that are neither of the language of tests nor of what people wrote."""
    found = WORD.findall(NO_WORDS.sub(" ", text))
    return found and WORD.findall(NO_WORDS.sub(" ", LISTED.sub(" ", text)))


class Page(HTMLParser):
    """`escaped` lists each text and attribute with an untranslated word; parts marked `translate="no"` stay out."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.escaped: list[str] = []
        self._open: list[tuple[str, bool]] = []
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        kept = given.get("translate") == "no" or tag in UNSEEN or self._is_kept()
        if tag not in VOID:
            self._open.append((tag, kept))
        if not kept:
            for name, value in given.items():
                self._look(f"{tag} {name}", value if _is_shown(name, value, given) else "")

    def handle_endtag(self, tag: str) -> None:
        while any(name == tag for name, _kept in self._open):
            if self._open.pop()[0] == tag:
                break

    def handle_data(self, data: str) -> None:
        if not self._is_kept():
            self._look(f"<{self._open[-1][0] if self._open else ''}>", data)

    def _is_kept(self) -> bool:
        return bool(self._open) and self._open[-1][1]

    def _look(self, where: str, text: str) -> None:
        if untranslated(text):
            self.escaped.append(f"{where}: {' '.join(text.split())[:160]}")


def _is_shown(name: str, value: str, given: dict[str, str]) -> bool:
    told_by_script = name.startswith("data-") and " " in value.strip() and not value.startswith(("{", "["))
    return name in SHOWN or told_by_script or (name == "value" and given.get("type") in BUTTONS)
