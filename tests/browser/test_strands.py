"""Strands: typed by keyboard on the desk, then read by everybody; every page passes axe and fits its window."""

import pytest
from playwright.sync_api import expect

from frameworks.domain import drafting, publishing
from frameworks.models import Framework
from tests.browser.conftest import Visitor
from tests.frameworks.test_second_version import SECOND


@pytest.fixture
def draft(demonstration: None) -> Framework:
    """The second version as a draft, after the draft of the demonstration."""
    return drafting.import_draft(SECOND.read_text(encoding="utf-8").replace("\nversion: 2\n", "\nversion: 3\n", 1))


@pytest.mark.parametrize("width", [1280, 390])
def test_strand_is_added_by_keyboard_and_read_by_everybody(draft, live_server, chromium, width: int) -> None:
    criterion = draft.criteria.get(part="governance", code="I2.G1")
    desk = f"/administration/frameworks/criterion/{criterion.pk}/change/"
    fatima = Visitor(chromium, live_server.url, width=width)
    fatima.sign_in("fatima@portal.example")
    fatima.open(desk)
    number = criterion.strands.count() + 1
    fatima.page.locator(f"#id_strand_{number}_name").focus()
    for text in ("Leaflet at stations", "Which leaflet hangs there?", "First.", "Second.", "Third.", "Fourth."):
        fatima.page.keyboard.type(text)
        fatima.page.keyboard.press("Tab")
    fatima.page.locator("summary", has_text="What each level looks like").press("Enter")
    expect(fatima.page.locator("#id_level_0")).to_be_visible()
    fatima.page.locator("[name=_save]").focus()
    with fatima.page.expect_navigation():
        fatima.page.keyboard.press("Enter")
    fatima.check()
    fatima.open(f"/versions/oecd-ssr/{draft.version}/difference/")
    fatima.open(f"/administration/frameworks/framework/{draft.pk}/history/")
    fatima.leave()

    publishing.publish(draft)
    anna = Visitor(chromium, live_server.url, width=width)
    anna.sign_in("anna@nl.example")
    anna.open(f"/frameworks/oecd-ssr/{draft.version}/")
    shown = anna.page.locator("#governance-I2\\.G1")
    shown.locator("> summary").press("Enter")
    shown.locator(".signs > summary").press("Enter")
    expect(shown.locator(".strand").last).to_contain_text("Leaflet at stations")
    expect(shown.locator(".strand").last.locator("td")).to_have_text(["First.", "Second.", "Third.", "Fourth."])
    anna.check()
    anna.leave()
