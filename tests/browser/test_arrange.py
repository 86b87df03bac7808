"""Rows of the desk change their order by buttons and by dragging: stored at once, said aloud, and the focus stays."""

from pathlib import Path
from urllib.parse import parse_qs

import pytest
from django.conf import settings
from playwright.sync_api import Browser, Page, Route, expect

STATIC = Path(settings.BASE_DIR) / "static"
ROW = """<tr data-key="{n}" data-name="I{n}"><td><span class="desk-handle">::</span>
<button name="up" value="{n}" {up}>up</button><button name="down" value="{n}" {down}>down</button></td></tr>"""
PAGE = f"""<form method="post" enctype="application/x-www-form-urlencoded" data-arrange>
<input type="hidden" name="seen" value="a"><p role="status" data-told></p><table><tbody>
{ROW.format(n=1, up="disabled", down="")}{ROW.format(n=2, up="", down="")}{ROW.format(n=3, up="", down="disabled")}
</tbody></table></form><script type="module" src="/static/js/arrange.js"></script>"""


@pytest.fixture
def desk(chromium: Browser) -> Page:
    """A page of three rows whose server stores every order; what it was sent stands in `sent`."""
    page = chromium.new_page()
    page.sent = []

    def answer(route: Route) -> None:
        if route.request.method == "POST":
            page.sent.append(route.request.post_data)
            route.fulfill(json={"seen": f"seen{len(page.sent)}", "message": "The order is saved."})
        elif "/static/" in route.request.url:
            route.fulfill(path=STATIC / route.request.url.split("/static/")[1], content_type="text/javascript")
        else:
            route.fulfill(body=PAGE, content_type="text/html")

    page.route("**/*", answer)
    page.goto("http://desk.example/order/")
    yield page
    page.unroute_all(behavior="wait")
    page.close()


def order(page: Page) -> list[str]:
    return page.eval_on_selector_all("tr[data-key]", "rows => rows.map((row) => row.dataset.name)")


def posted(text: str, name: str) -> str:
    """A field of a posted form, whichever of the two ways it was sent in."""
    if f'name="{name}"' in text:
        return text.split(f'name="{name}"')[1].split("\r\n")[2]
    return parse_qs(text)[name][0]


def test_button_moves_its_row_and_keeps_the_focus(desk: Page) -> None:
    desk.locator("tr[data-name=I1] [name=down]").click()
    expect(desk.locator("[data-told]")).to_have_text("I1: 2/3. The order is saved.")
    assert order(desk) == ["I2", "I1", "I3"]
    assert (posted(desk.sent[0], "order"), posted(desk.sent[0], "seen")) == ("2,1,3", "a")
    expect(desk.locator("tr[data-name=I2] [name=up]")).to_be_disabled()
    expect(desk.locator("tr[data-name=I1] [name=up]")).to_be_enabled()
    desk.locator("tr[data-name=I1] [name=down]").click()
    expect(desk.locator("[data-told]")).to_have_text("I1: 3/3. The order is saved.")
    assert posted(desk.sent[1], "seen") == "seen1"
    expect(desk.locator("tr[data-name=I1] [name=up]")).to_be_focused()  # the one pressed leads nowhere any more


def test_row_is_dragged_below_another(desk: Page) -> None:
    handle = desk.locator("tr[data-name=I1] .desk-handle").bounding_box()
    last = desk.locator("tr[data-name=I3]").bounding_box()
    desk.mouse.move(handle["x"] + 2, handle["y"] + 2)
    desk.mouse.down()
    desk.mouse.move(last["x"] + 20, last["y"] + last["height"] - 8, steps=5)
    desk.mouse.move(last["x"] + 20, last["y"] + last["height"] - 2, steps=3)
    desk.mouse.up()
    expect(desk.locator("[data-told]")).to_have_text("I1: 3/3. The order is saved.")
    assert order(desk) == ["I2", "I3", "I1"]
    assert posted(desk.sent[0], "order") == "2,3,1"
