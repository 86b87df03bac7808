"""No string escapes the translators: every page, and every answer to a form, in the language of tests."""

import re
from collections.abc import Iterable
from pathlib import Path

import pytest
from django.conf import settings
from django.http import HttpResponse
from django.test import override_settings
from django.utils import translation

from assessments.frozen import GUARDS as ASSESSMENTS
from frameworks import queries
from frameworks.frozen import GUARDS as FRAMEWORKS
from ssr_portal.database import triggers
from tests.fuzz import world
from tests.fuzz.browser import Browser, Sent, Tally, encoded
from tests.fuzz.forms import Field
from tests.fuzz.tries import Map, walk
from tests.languages import content, escapes, pseudo

SCRIPTS = Path(settings.BASE_DIR) / "static" / "js"
# Pages of other packages' rows, whose names Django stores, and of a form whose help Django does not translate.
OTHERS = re.compile(rf"/{settings.ADMIN_PATH}(auth/|django_tasks_database/|accounts/person/\d+/password/)")
PAGES, FORMS = 80, 90  # kinds of each, at least
READERS = {"nobody", *(name.translate(content.GREEK) for name in ("Anna de Wit", "Marieke Visser", "Desk"))}


class Reader(Browser):
    """A browser for each person that reads every page for untranslated words."""

    def __init__(self) -> None:
        super().__init__(Tally())
        self.people = {who: client for who, client in self.people.items() if who in READERS}
        self.escaped: dict[str, str] = {}  # what escaped, and where it was seen first

    def send(self, sent: Sent, typed: Iterable[Field] = (), untouched: Iterable[Field] = ()) -> HttpResponse:
        """Send it, and read the page that answers."""
        answer = super().send(sent, typed, untouched)
        if "html" in answer.get("Content-Type", "") and not answer.streaming and not OTHERS.match(sent.address):
            for each in escapes.Page(answer.content.decode()).escaped:
                self.escaped.setdefault(each, f"{sent.who} {sent.method} {sent.address[:80]}")
        return answer

    def _answer(self, sent: Sent) -> HttpResponse:
        """With the page to which it leads, where messages are told."""
        client = self.people[sent.who]
        if sent.method == "GET":
            answer = client.get(sent.address, follow=True)
        else:
            answer = client.post(sent.address, sent.body, content_type=sent.kind, follow=True)
        client.cookies.clear()
        client.cookies.update(self._cookies[sent.who])
        return answer

    def post(self, found: Map) -> None:
        """Every form of the pages, as it stands and with nothing in it."""
        for forms in found.forms.values():
            who, form = forms[0]
            filled = [(each.name, each.value) for each in form.fields]
            for pairs in (filled, []):
                self.send(Sent(who, "POST", form.action, body=encoded(pairs).encode()))


@pytest.mark.same_on_any_database
@pytest.mark.faults_in_the_log
def test_no_string_escapes(db) -> None:
    with override_settings(TASKS=world.NO_TASKS):
        world.build()
        triggers.remove((*FRAMEWORKS, *ASSESSMENTS), "default")
        content.put_into_greek()
        queries.forget_published()
        found = walk(Reader())  # in English: whatever is remembered of that must not come back in the other language
        with pseudo.spoken():
            reader = Reader()
            for who, address in [each for pages in found.pages.values() for each in pages]:
                reader.send(Sent(who, "GET", address))
            reader.post(found)
            reader.close()
    assert (len(found.pages) >= PAGES, len(found.forms) >= FORMS) == (True, True)
    assert "\n".join(f"{where}: {what}" for what, where in sorted(reader.escaped.items())) == ""


@pytest.mark.parametrize(
    ("text", "escaped"),
    [("⟦Šààvèè⟧ Παρις 12", []), ("NL-BI-2014, I5.G1", []), ("⟦Šààvèè⟧ it", ["it"]), ("a@b.example r.pdf", [])],
)
def test_words_of_the_program_are_told_from_content_and_codes(text: str, escaped: list[str]) -> None:
    assert escapes.untranslated(text) == escaped


def test_language_of_tests_is_longer_and_keeps_parameters() -> None:
    with pseudo.spoken():
        shown = translation.gettext("Save %(count)s <b>changes</b> &amp; go on")
    assert shown == "⟦Šààṽèè %(count)s <b>ĉĥààñĝèèš</b> &amp; ĝòò òòñ⟧"


SENTENCE = re.compile(r"""["`'][A-Z]?[a-z]+(?: [a-z]+)+[.!?:]?["`']""")
SHOWN = re.compile(r"""(?:textContent|innerText|title|ariaLabel|placeholder) = (["`'])(.*?)\1""")


@pytest.mark.parametrize("script", sorted(SCRIPTS.glob("*.js")), ids=lambda path: path.name)
def test_scripts_take_their_words_from_the_page(script: Path) -> None:
    text = script.read_text(encoding="utf-8")
    said = [found[2] for found in SHOWN.finditer(text)]
    assert SENTENCE.findall(text) == []
    assert [words for words in said if escapes.untranslated(re.sub(r"\$\{[^}]*\}", "", words))] == []
