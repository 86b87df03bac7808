"""The posted forms of a page, read from its HTML: where they lead, what they hold, where people type."""

import re
from collections.abc import Callable
from dataclasses import dataclass, field
from html.parser import HTMLParser
from urllib.parse import parse_qsl, urljoin, urlsplit

# What a field takes, by its HTML: a line, a text of lines, a number, a day; whatever is chosen or carried along is "other".
LINE, TEXT, NUMBER, DAY, OTHER = "line", "text", "number", "day", "other"
KINDS = {"text": LINE, "search": LINE, "date": DAY}
BLOCKS_OF_A_PAGE = 2  # of the many that a page saves by script, so many are tried
CLOSED = re.compile(
    r'(<details class="rating" id="r\d+" )data-body="([^"]+)"([^>]*>.*?<div class="rating-body">).*?(</div>\s*</details>)',
    re.S,
)


def opened(page: str, get: Callable[[str], str]) -> str:
    """The page with the first of its closed criteria opened, as its script does it: `get` answers with a body."""
    return CLOSED.sub(lambda found: f"{found[1]}{found[3]}{get(found[2])}{found[4]}", page, count=BLOCKS_OF_A_PAGE)


@dataclass(frozen=True, slots=True)
class Field:
    """A field as a browser would send it."""

    name: str
    value: str
    kind: str = OTHER


@dataclass
class Form:
    """One form: its address and fields; `scripted` where the page's script posts it."""

    action: str
    fields: list[Field] = field(default_factory=list)
    files: list[str] = field(default_factory=list)
    scripted: bool = False
    buttons: list[Field] = field(default_factory=list)  # of its fields, those that are sent by pressing
    offered: dict[str, set[str]] = field(default_factory=dict)  # what can be chosen or pressed, by the field's name

    def offer(self, name: str, value: str) -> None:
        """Note a choice."""
        self.offered.setdefault(name, set()).add(value)

    @property
    def path(self) -> str:
        """The address without its query."""
        return urlsplit(self.action).path


class Page(HTMLParser):
    """Collects the forms of a page, where it leads, and the names that its queries have."""

    def __init__(self, page: str, address: str) -> None:
        super().__init__()
        self.address = address
        self.forms: list[Form] = []
        self.links: list[str] = []
        self.scripted: list[str] = []  # addresses that scripts ask
        self.asked: set[str] = set()
        self._form: Form | None = None
        self._asks = False
        self._area = ""
        self._chosen = ""
        self._blocks: list[tuple[str, str]] = []
        self.feed(page)
        self.forms += [self._block(address, prefix) for address, prefix in self._blocks[:BLOCKS_OF_A_PAGE]]

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        if address := given.get("hx-post") or given.get("hx-get"):
            self.scripted.append(urljoin(self.address, address))
        if tag == "a" and "href" in given:
            link = urljoin(self.address, given["href"])
            self.links.append(link)
            self.asked |= {name for name, _value in parse_qsl(urlsplit(link).query, keep_blank_values=True)}
        elif tag == "form":
            self._begin(given)
        elif self._asks and given.get("name"):
            self.asked.add(given["name"])
        elif self._form is not None and tag in {"input", "textarea", "select", "option", "button"}:
            getattr(self, f"_{tag}")(given)

    def handle_data(self, data: str) -> None:
        if self._area:
            last = self._form.fields[-1]
            self._form.fields[-1] = Field(last.name, last.value + data, last.kind)

    def handle_endtag(self, tag: str) -> None:
        if tag == "form":
            self._form, self._asks = None, False
        elif tag == "textarea" and self._area:
            self._area = ""
            last = self._form.fields[-1]
            self._form.fields[-1] = Field(last.name, last.value.removeprefix("\n"), last.kind)

    def _begin(self, given: dict[str, str]) -> None:
        self._asks = given.get("method", "get").lower() != "post"
        if not self._asks:
            self._form = Form(urljoin(self.address, given.get("action", "")))
            self.forms.append(self._form)

    def _input(self, given: dict[str, str]) -> None:
        kind, name = given.get("type", "text"), given.get("name", "")
        if kind in {"checkbox", "radio"}:
            self._form.offer(name, given.get("value", "on"))
        if not name or (kind in {"checkbox", "radio"} and "checked" not in given):
            return
        if kind == "file":
            self._form.files.append(name)
            return
        value = given.get("value", "on" if kind == "checkbox" else "")
        taken = NUMBER if given.get("inputmode") in {"decimal", "numeric"} else KINDS.get(kind, OTHER)
        self._form.fields.append(Field(name, value, taken))

    def _textarea(self, given: dict[str, str]) -> None:
        self._area = given.get("name", "")
        if self._area:
            self._form.fields.append(Field(self._area, "", TEXT))

    def _select(self, given: dict[str, str]) -> None:
        self._chosen = given.get("name", "")

    def _option(self, given: dict[str, str]) -> None:
        """The chosen ones; where none is, browsers send the first."""
        if not self._chosen:
            return
        self._form.offer(self._chosen, given.get("value", ""))
        first = all(each.name != self._chosen for each in self._form.fields)
        if "selected" in given or first:
            self._form.fields.append(Field(self._chosen, given.get("value", "")))

    def _button(self, given: dict[str, str]) -> None:
        if "hx-post" in given and "data-save" in given:
            self._blocks.append((urljoin(self.address, given["hx-post"]), f"r{given['data-save']}-"))
        elif given.get("name"):
            pressed = Field(given["name"], given.get("value", ""))
            self._form.fields.append(pressed)
            self._form.buttons.append(pressed)
            self._form.offer(pressed.name, pressed.value)

    def _block(self, address: str, prefix: str) -> Form:
        """One block of a page, as its script posts it."""
        fields = [each for form in self.forms for each in form.fields if each.name.startswith((prefix, "kept_for"))]
        return Form(address, fields, scripted=True)
