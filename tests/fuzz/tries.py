"""The kinds of inputs: fields of forms, queries, addresses, headers and cookies, files, and bodies of no form."""

import json
import random
from collections import defaultdict
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.urls import is_valid_path, resolve

from ssr_portal.accounts import once, unsent
from tests.fuzz import hostile, world
from tests.fuzz.browser import Browser, Inputs, Sent, Tally, encoded, quoted, read
from tests.fuzz.forms import NUMBER, OTHER, Field, Form, Page, opened

# What the desk's own pages read from a query, beside what links and forms of the pages ask.
ODD = "pk__in id__exact organisations__id__exact _popup _to_field _changelist_filters term app_label model_name field_name next"
OWN = "q p o e all by from to version with open order fingerprint"
# Forms whose words are a question and are stored nowhere: a copy to be checked, a search, a password.
ASKS = ("/check/", "/accounts/", "password")
TOKENS = {once.FIELD, unsent.FIELD, "csrfmiddlewaretoken"}
METHODS = ["POST", "POST", "PUT", "DELETE", "PATCH", "OPTIONS", "HEAD"]
MOST_IN_A_QUERY, MOST_IN_A_PART = 2000, 3000  # characters
MOST_FIELDS = 12
MOST_ASKED = 6  # names of a query
REACHING = 10  # tries at an address that was not reached
EACH_KIND = 5  # pages of each kind that are opened, by as many people


@dataclass
class Map:
    """What is where: the addresses of the resolver, and what following the links has found."""

    routes: dict[str, str] = field(default_factory=world.routes)
    pools: dict[str, list[str]] = field(default_factory=world.pools)
    pages: dict[str, list[tuple[str, str]]] = field(default_factory=lambda: defaultdict(list))  # by route: who, address
    named: dict[str, list[tuple[str, str]]] = field(
        default_factory=lambda: defaultdict(list)
    )  # where links and forms lead
    forms: dict[str, list[tuple[str, Form]]] = field(default_factory=lambda: defaultdict(list))  # by kind
    queries: dict[str, set[str]] = field(default_factory=lambda: defaultdict(set))  # names asked, by route

    def read(self, who: str, address: str, html: str) -> list[str]:
        """Take over what a page shows; where it leads."""
        page = Page(html, address)
        self.pages[route_of(address)].append((who, address))
        self.queries[route_of(address)] |= page.asked
        for form in page.forms:
            if "logout" not in form.action and is_valid_path(form.path):
                names = sorted(
                    {"".join(filter(str.isalpha, each.name)) for each in form.fields if each.name not in TOKENS}
                )
                self.forms[f"{route_of(form.action)} {' '.join(names)}"].append((who, form))
        for link in [*page.links, *page.scripted, *(form.action for form in page.forms)]:
            parts = urlsplit(link)
            if not parts.netloc and not parts.scheme and is_valid_path(parts.path):
                self.named[route_of(link)].append((who, link.partition("#")[0]))
        return page.links


def route_of(address: str) -> str:
    """The resolver's name for an address of ours."""
    return resolve(urlsplit(address).path).route


def walk(browser: Browser) -> Map:
    """Follow the links as everybody: each person to one page of a kind, until five have opened such a page."""
    found = Map()
    ways = [(who, start) for who in browser.people for start in ("/", f"/{settings.ADMIN_PATH}")]
    been: dict[Any, int] = defaultdict(int)
    while ways:
        who, link = ways.pop(0)
        parts = urlsplit(link)
        if parts.netloc or parts.scheme or not is_valid_path(parts.path):
            continue
        match, address = resolve(parts.path), parts._replace(fragment="").geturl()
        kind = (match.route, match.kwargs.get("noun"), match.kwargs.get("name"))
        if been[who, kind] or been[kind] >= EACH_KIND:
            continue
        been[who, kind] = 1
        answer = browser.send(Sent(who, "GET", address))
        if answer.status_code == 200 and "html" in answer.get("Content-Type", ""):  # noqa: PLR2004
            been[kind] += 1
            html = opened(answer.content.decode(), lambda body, who=who: _body(browser, who, body))
            ways += [(who, each) for each in found.read(who, address, html)]
    return found


def _body(browser: Browser, who: str, address: str) -> str:
    return browser.send(Sent(who, "GET", address)).content.decode()


class Tries:
    """Makes inputs of every kind; the same `seed` makes the same."""

    def __init__(self, seed: int, browser: Browser, found: Map) -> None:
        self.chance = random.Random(seed)  # noqa: S311
        self.browser, self.found = browser, found

    def each_once(self, tally: Tally) -> Iterator[None]:
        """Every form and every address once; then the addresses that were not reached, with other arguments."""
        tally.unsent = set(self.found.forms)
        for kind in sorted(self.found.forms):
            tally.unsent.discard(kind)
            yield self.post(kind)
        for route in self.found.routes:
            yield self.query(route)
        for route in sorted(self.found.routes):
            yield self.body(route)
        for turn in range(REACHING):
            for route in sorted(tally.unmet):
                yield self.path(route, hostility=turn / REACHING)

    def any(self) -> None:
        """One input of some kind."""
        kinds: list[tuple[Callable[[], Any], int]] = [
            (lambda: self.post(self._one_of(self.found.forms)), 50),
            (lambda: self.query(self._one_of(self.found.routes)), 18),
            (lambda: self.path(self._one_of(self.found.routes), hostility=0.6), 14),
            (self.header, 8),
            (lambda: self.body(self._one_of(self.found.routes)), 6),
            (self.file, 4),
        ]
        (chosen,) = self.chance.choices([kind for kind, _weight in kinds], [weight for _kind, weight in kinds])
        chosen()

    def _one_of(self, many: Any) -> Any:
        return self.chance.choice(list(many))

    def post(self, kind: str) -> None:
        """A form as its page showed it, with one field changed or with several."""
        who, form = self.chance.choice(self.found.forms[kind])
        fields, changed = self._changed(form.fields)
        self._send_form(who, form, fields, changed)

    def _changed(self, shown: list[Field]) -> tuple[list[Field], list[Field]]:
        """The fields to be sent, and the hostile ones among them."""
        free = [number for number, each in enumerate(shown) if each.name not in TOKENS]
        typed = [number for number in free if shown[number].kind != OTHER]
        several = self.chance.random() < 0.7  # noqa: PLR2004
        pool = free if several and self.chance.random() < 0.5 else typed or free  # noqa: PLR2004
        many = self.chance.randrange(2, MOST_FIELDS + 1) if several else 1
        places = set(self.chance.sample(pool, min(many, len(pool))))
        fields = [self._spoilt(each) if number in places else each for number, each in enumerate(shown)]
        if not free:  # a button alone
            places, fields = {len(fields)}, [*fields, self._spoilt(Field("then", ""))]
        return fields, [fields[number] for number in sorted(places)]

    def _spoilt(self, shown: Field) -> Field:
        worded = shown.kind not in {OTHER, NUMBER} and self.chance.random() < 0.5  # noqa: PLR2004
        value = hostile.words(self.chance) if worded else hostile.value(self.chance, shown.kind)
        return Field(shown.name, value, shown.kind)

    def _send_form(self, who: str, form: Form, fields: list[Field], changed: list[Field]) -> None:
        pairs = [(each.name, each.value) for each in fields]
        headers = {"HX-Request": "true"} if form.scripted else {}
        inputs = tuple((each.name, each.value) for each in changed)
        sent = Sent(who, "POST", form.action, route_of(form.action), inputs, encoded(pairs).encode(), headers=headers)
        self.browser.send(sent, *self._to_judge(form, fields, changed))

    @staticmethod
    def _to_judge(form: Form, fields: list[Field], changed: list[Field]) -> tuple[list[Field], list[Field]]:
        """The fields whose words have to be somewhere afterwards, as the server reads them: the changed, and the others."""
        if any(ask in form.action for ask in ASKS):
            return [], []
        last = {each.name: each for each in changed}
        typed = [Field(each.name, read(each.value), each.kind) for each in last.values() if each.kind != OTHER]
        return typed, [each for each in fields if each.name not in last and each.kind != OTHER and each.value]

    def query(self, route: str) -> None:
        """A page that somebody has opened, asked with hostile values."""
        who, address = self._page(route)
        names = [*self.found.queries[route], *ODD.split(), *OWN.split()]
        own = sorted(self.found.queries[route])
        chosen = [
            self.chance.choice(own if own and self.chance.random() < 0.6 else names)
            for _n in range(self.chance.randrange(2, MOST_ASKED + 1))
        ]  # noqa: PLR2004
        inputs = tuple((name, hostile.value(self.chance)[:MOST_IN_A_QUERY]) for name in dict.fromkeys(chosen))
        self.browser.send(Sent(who, "GET", f"{address.partition('?')[0]}?{encoded(inputs)}", route, inputs))

    def path(self, route: str, hostility: float) -> None:
        """An address with some of its arguments hostile."""
        address, inputs = self._filled(route, hostility)
        asked = ((self._one_of(OWN.split()), hostile.value(self.chance)[:MOST_IN_A_QUERY]),)
        who = self._one_of(self.browser.people)
        self.browser.send(Sent(who, "GET", f"{address}?{encoded(asked)}", route, (*inputs, *asked)))

    def header(self) -> None:
        """A page or a form with hostile headers and cookies; forms with the CSRF check that they have outside of tests."""
        route = self._one_of(self.found.pages)
        who, address = self.chance.choice(self.found.pages[route])
        names = self.chance.sample(hostile.HEADERS, 5)
        headers = {name: hostile.in_a_header(self.chance) for name in names}
        inputs = [*headers.items()]
        if self.chance.random() < 0.4:  # noqa: PLR2004
            cookie = self.chance.choice(hostile.COOKIES)
            value = hostile.in_a_header(self.chance)
            inputs.append((f"Cookie {cookie}", value))
            own = "; ".join(f"{name}={morsel.value}" for name, morsel in self.browser.people[who].cookies.items())
            headers["Cookie"] = f"{own}; {cookie}={value}"
        method = self.chance.choice(["GET", "GET", "POST"])
        self.browser.send(Sent(who, method, address, route, tuple(inputs), headers=headers, checks_csrf=True))

    def body(self, route: str) -> None:
        """Fields of any forms, to any address, in any kind of body."""
        who, address = self._page(route)
        forms = [
            form
            for kind in self.chance.sample(sorted(self.found.forms), 3)
            for _who, form in self.found.forms[kind][:1]
        ]
        names = sorted({each.name for form in forms for each in form.fields} - TOKENS)
        chosen = self.chance.sample(names, min(len(names), self.chance.randrange(2, MOST_FIELDS)))
        inputs = tuple((name, hostile.value(self.chance)[:MOST_IN_A_PART]) for name in chosen)
        if self.chance.random() < 0.6:  # noqa: PLR2004
            method = self.chance.choice(METHODS)
            self.browser.send(Sent(who, method, address, route, inputs, encoded(inputs).encode()))
            return
        kind = self.chance.choice(hostile.KINDS_OF_BODY)
        body = json.dumps(dict(inputs)) if "json" in kind else encoded(inputs)
        named = (*inputs, ("Content-Type", kind))
        self.browser.send(Sent(who, "POST", address, route, named, body.encode(), kind))

    def file(self) -> None:
        """A form with files under hostile names, in hostile charsets; its words are judged like those of any other."""
        with_files = [pair for forms in self.found.forms.values() for pair in forms if pair[1].files]
        who, form = self.chance.choice(with_files)
        fields, changed = self._changed(form.fields)
        name, head = self.chance.choice(hostile.FILE_NAMES), self.chance.choice(hostile.HEADS_OF_A_FILE)
        if self.chance.random() < 0.5:  # noqa: PLR2004
            name = f'filename="{hostile.value(self.chance, "line")[:MOST_IN_A_PART]}"'.replace("\r", "").replace(
                "\n", ""
            )
        field_name = self.chance.choice(form.files)
        parts = [(f'name="{each.name}"', each.value.encode("utf-8", "surrogatepass")) for each in fields]
        parts.append((f'name="{field_name}"; {name}{head}', self.chance.choice(hostile.CONTENTS)))
        lines = [
            b"--fuzz\r\nContent-Disposition: form-data; " + top.encode("utf-8", "surrogatepass") + b"\r\n\r\n" + content
            for top, content in parts
        ]
        inputs = (*((each.name, each.value) for each in changed), (field_name, name + head))
        body = b"\r\n".join([*lines, b"--fuzz--\r\n"])
        kind = "multipart/form-data; boundary=fuzz"
        sent = Sent(who, "POST", form.action, route_of(form.action), inputs, body, kind)
        self.browser.send(sent, *self._to_judge(form, fields, changed))

    def _page(self, route: str) -> tuple[str, str]:
        """Somebody, with an address of this route: one that they opened or were shown, where there is any."""
        opened = self.found.pages.get(route) or self.found.named.get(route)
        if opened and self.chance.random() < 0.9:  # noqa: PLR2004
            return self.chance.choice(opened)
        return self._one_of(self.browser.people), self._filled(route, hostility=0)[0]

    def _filled(self, route: str, hostility: float) -> tuple[str, Inputs]:
        """The route with its arguments filled in, and which of them are hostile."""
        inputs: list[tuple[str, str]] = []

        def given(match: Any) -> str:
            if self.chance.random() >= hostility:
                return self.chance.choice(self.found.pools[match[1]] or ["1"])
            odd = self.chance.choice([*hostile.PATHS, quoted(hostile.value(self.chance))[:MOST_IN_A_PART]])
            inputs.append((match[1], odd))
            return odd

        return "/" + world.ARGUMENT.sub(given, self.found.routes[route]), tuple(inputs)
