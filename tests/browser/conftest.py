"""A real Chromium against a live server with the demonstration loaded."""

import os
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path

import pytest
from django.core.cache import cache
from django.db import connection
from django.db.models import Model
from playwright.sync_api import Browser, Locator, Page, expect, sync_playwright

from assessments import models
from assessments.management.commands import demo
from tests import once
from tests.demonstration import load

# Playwright's loop runs in the test's thread; the database calls beside it are ours and wait for each other.
os.environ.setdefault("DJANGO_ALLOW_ASYNC_UNSAFE", "true")

SECONDS = 30  # to wait for anything: tasks run at once in tests, so approving waits for the PDF
expect.set_options(timeout=SECONDS * 1000)
CHROMIUM = "/usr/bin/chromium"
QUIET = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
AXE = (Path(__file__).parent / "vendor" / "axe-4.14.1.min.js").read_text(encoding="utf-8")


# Of what passes, of which there is most, nothing is worked out and nothing sent.
FINDINGS = """async () => {
    const runOnly = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'];
    const found = await axe.run(document, {runOnly, resultTypes: ['violations']});
    return found.violations.map((each) => `${each.id}: ${each.nodes[0].html.slice(0, 200)}`);
}"""


@pytest.fixture(scope="session")
def chromium() -> Iterator[Browser]:
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=QUIET)
        yield browser
        browser.close()


def from_kept(name: str, make: Callable[[], None]) -> None:
    """Fill the database as `make` does, from a copy once it was made: to make it takes longer than most journeys."""
    kept = once.made(name, lambda file: _keep(file, make))
    connection.ensure_connection()
    with closing(connection.Database.connect(kept)) as copy:
        copy.backup(connection.connection)
    cache.clear()


def _keep(file: Path, make: Callable[[], None]) -> None:
    make()
    connection.ensure_connection()
    with closing(connection.Database.connect(file)) as copy:
        connection.connection.backup(copy)


@pytest.fixture
def demonstration(committed: None) -> None:
    from_kept("demonstration.sqlite3", load)


@pytest.fixture
def rating(demonstration: None) -> models.Rating:
    """An unrated one of the governance part."""
    rows = models.Rating.objects.filter(assessment__reference="NL-BI-2014", criterion__part="governance")
    return rows.filter(status="unrated").first()


class Visitor:
    """One person at one browser window; every page they open is checked by axe-core and for console errors."""

    def __init__(self, browser: Browser, address: str, *, script: bool = True, width: int = 1280) -> None:
        self.address = address
        self.script = script
        self.context = browser.new_context(
            viewport={"width": width, "height": 900}, java_script_enabled=script, bypass_csp=script
        )
        self.page: Page = self.context.new_page()
        self.page.set_default_timeout(SECONDS * 1000)
        self.faults: list[str] = []
        self.checked: list[str] = []
        self.page.on("console", lambda message: self._heard(message.type, message.text))
        self.page.on("pageerror", lambda error: self.faults.append(str(error)))
        self.page.on("dialog", lambda dialog: dialog.accept())

    def _heard(self, kind: str, text: str) -> None:
        if kind == "error" and "status of 4" not in text and "Error Code 401" not in text:
            self.faults.append(text)

    def sign_in(self, email: str) -> None:
        self.page.goto(f"{self.address}/accounts/login/")
        self.page.fill("[name=login]", email)
        self.page.fill("[name=password]", demo.PASSWORD)
        self.go(self.page.locator("main button").first)

    def open(self, path: str) -> None:
        self.page.goto(self.address + path)
        self.check()

    def go(self, there: Locator) -> None:
        """Press a link or button that leads to a page, and check that page once it is there."""
        with self.page.expect_navigation():
            there.click()
        self.check()

    def stores(self, row: Model, **wanted: object) -> None:
        """The row comes to hold this: what the page tells of may be an earlier save."""
        for _ in range(SECONDS * 10):
            row.refresh_from_db()
            if all(getattr(row, name) == value for name, value in wanted.items()):
                return
            self.page.wait_for_timeout(100)
        assert {name: getattr(row, name) for name in wanted} == wanted

    def check(self) -> None:
        """No finding of axe-core on what is shown now, and nothing wider than the window."""
        if not self.script:
            return
        self.page.evaluate(AXE)
        self.faults += [f"{self.page.url}: {finding}" for finding in self.page.evaluate(FINDINGS)]
        self.measure()
        self.checked.append(self.page.url)

    def measure(self) -> None:
        """Nothing is wider than the window."""
        if self.page.evaluate("document.documentElement.scrollWidth > innerWidth"):
            self.faults.append(f"{self.page.url}: wider than the window")

    def leave(self) -> None:
        self.page.unroute_all(behavior="wait")
        self.context.close()
        assert self.faults == [], "\n".join(self.faults)
