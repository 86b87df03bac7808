"""The posted forms of a page, read from its HTML: where they lead, what they hold, where people type."""

from dataclasses import dataclass, field
from html.parser import HTMLParser
from urllib.parse import urljoin

TYPED = {"text", "search"}


@dataclass
class Form:
    """One form: its address, and its fields as a browser would send them."""

    action: str
    fields: list[tuple[str, str]] = field(default_factory=list)
    typed: list[str] = field(default_factory=list)  # names of fields for words
    files: list[str] = field(default_factory=list)


class Forms(HTMLParser):
    """Collects the forms of a page, and where it leads."""

    def __init__(self, page: str, address: str) -> None:
        super().__init__()
        self.address, self.found, self.form = address, [], None
        self.links: list[str] = []
        self.area: str | None = None
        self.chosen: str | None = None
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        if tag == "a" and "href" in given:
            self.links.append(urljoin(self.address, given["href"]))
        elif tag == "form":
            self.form = Form(urljoin(self.address, given.get("action", ""))) if given.get("method") == "post" else None
            self.found += [self.form] if self.form else []
        elif self.form is not None and tag in {"input", "textarea", "select", "option", "button"}:
            getattr(self, f"_{tag}")(given)

    def handle_data(self, data: str) -> None:
        if self.area is not None:
            name, text = self.form.fields[-1]
            self.form.fields[-1] = (name, text + data)

    def handle_endtag(self, tag: str) -> None:
        if tag == "form":
            self.form = None
        elif tag == "textarea":
            self.area = None

    def _input(self, given: dict[str, str]) -> None:
        kind, name = given.get("type", "text"), given.get("name", "")
        if not name or (kind in {"checkbox", "radio"} and "checked" not in given):
            return
        if kind == "file":
            self.form.files.append(name)
            return
        self.form.fields.append((name, given.get("value", "on" if kind == "checkbox" else "")))
        if kind in TYPED and given.get("inputmode") not in {"decimal", "numeric"}:
            self.form.typed.append(name)

    def _textarea(self, given: dict[str, str]) -> None:
        self.area = given.get("name", "")
        self.form.fields.append((self.area, ""))
        self.form.typed.append(self.area)

    def _select(self, given: dict[str, str]) -> None:
        self.chosen = given.get("name", "")

    def _option(self, given: dict[str, str]) -> None:
        names = {name for name, _value in self.form.fields}
        if "selected" in given or self.chosen not in names:
            self.form.fields.append((self.chosen, given.get("value", "")))

    def _button(self, given: dict[str, str]) -> None:
        if given.get("name"):
            self.form.fields.append((given["name"], given.get("value", "")))
