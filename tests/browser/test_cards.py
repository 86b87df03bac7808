"""The audience and the rating cards on a telephone, with the keyboard alone; axe-core and the width on every page."""

import pytest
from playwright.sync_api import expect

from assessments import models
from tests.browser.conftest import Visitor

CASE = "/assessments/NL-BI-2014/"
MOST_STEPS = 200
IN_SIGHT = """(field) => {
    const { left, top, width, height } = field.getBoundingClientRect();
    const there = document.elementFromPoint(left + width / 2, top + Math.min(height, 20) / 2);
    return field.contains(there) || [...field.labels ?? []].some((label) => label.contains(there));
}"""


@pytest.fixture
def anna(demonstration, live_server, chromium):
    visitor = Visitor(chromium, live_server.url, width=390)
    visitor.sign_in("anna@nl.example")
    yield visitor
    visitor.leave()


def walk_to(visitor: Visitor, selector: str) -> None:
    """Press Tab until the element has the focus; whatever has it on the way is in sight and not under the bar."""
    for _ in range(MOST_STEPS):
        visitor.page.keyboard.press("Tab")
        focused = visitor.page.locator(":focus")
        assert focused.evaluate(IN_SIGHT), focused.evaluate("(field) => field.outerHTML.slice(0, 200)")
        if focused.evaluate("(field, selector) => field.matches(selector)", selector):
            return
    raise AssertionError(f"{selector} is not reached with the keyboard")


def test_audience_is_chosen_with_the_keyboard_alone(anna) -> None:
    anna.open(f"{CASE}audience/")
    anna.check()
    first = models.Rating.objects.filter(assessment__reference="NL-BI-2014", status="unrated").order_by("pk").first()
    walk_to(anna, f"input[value='rating-{first.pk}']")
    anna.page.keyboard.press("Space")
    walk_to(anna, "[name=to]")
    anna.page.keyboard.press("End")
    walk_to(anna, "button.btn-primary")
    chosen = anna.page.locator("[name=to]").input_value()
    with anna.page.expect_navigation():
        anna.page.keyboard.press("Enter")
    anna.check()
    first.refresh_from_db()
    assert first.audience == chosen


def test_rating_card_is_filled_with_the_keyboard_alone(anna, rating) -> None:
    field = f"r{rating.pk}"
    anna.open(f"{CASE}score/governance/?show=unrated")
    walk_to(anna, f"#{field} > summary")
    if not anna.page.locator(f"#{field}").evaluate("(card) => card.open"):
        anna.page.keyboard.press("Enter")
    anna.check()
    walk_to(anna, f"[name={field}-choice]")
    anna.page.locator(f"[name={field}-choice][value='2']").press("Space")
    walk_to(anna, f"[name={field}-justification]")
    anna.page.keyboard.type("Budgets were published.")
    walk_to(anna, f"[name={field}-confidence]")
    anna.page.keyboard.press("Space")
    walk_to(anna, f"[data-save='{rating.pk}']")
    anna.page.keyboard.press("Enter")
    anna.stores(rating, level=2, justification="Budgets were published.", confidence="low")
    expect(anna.page.locator(f"#state-{rating.pk}")).to_contain_text("Saved")
    anna.check()
