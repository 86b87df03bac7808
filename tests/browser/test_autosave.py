"""Ratings save themselves, and outlast a bad line, a closed tab, an expired sign-in, a restarted server and a colleague."""

from playwright.sync_api import Browser, expect

from assessments import models
from tests.browser.conftest import Visitor
from tests.browser.test_journey import CASE, NOTHING_KEPT

FIRST = "Court records were open to the press."


def at(browser: Browser, address: str, rating: models.Rating, email: str = "anna@nl.example") -> Visitor:
    """Somebody with the rating's block open."""
    visitor = Visitor(browser, address)
    visitor.sign_in(email)
    visitor.open(f"{CASE}score/governance/?open={rating.pk}")
    return visitor


def write(visitor: Visitor, rating: models.Rating, text: str) -> None:
    visitor.page.locator(f"[name=r{rating.pk}-justification]").fill(text)


def is_saved(visitor: Visitor, rating: models.Rating, text: str, **more: object) -> None:
    is_stored(visitor, rating, text, **more)
    expect(visitor.page.locator(f"#state-{rating.pk}")).to_contain_text("Saved")


def is_stored(visitor: Visitor, rating: models.Rating, text: str, **more: object) -> None:
    """The server has it and the browser keeps no draft of it, whether this page sent it or one that went away did."""
    visitor.stores(rating, justification=text, **more)
    visitor.page.wait_for_function(NOTHING_KEPT)


def kept(visitor: Visitor) -> list[str]:
    return visitor.page.evaluate("Object.entries(localStorage).filter(([key]) => key.startsWith('draft:')).map(String)")


def forgive_the_line(visitor: Visitor) -> None:
    """The browser and htmx report each request that met no server."""
    visitor.faults = [fault for fault in visitor.faults if not any(told in fault for told in ("net::ERR_", "htmx:"))]


def test_typing_is_saved_by_itself_and_the_cursor_stays(rating, live_server, chromium) -> None:
    anna = at(chromium, live_server.url, rating)
    field = anna.page.locator(f"[name=r{rating.pk}-justification]")
    field.press_sequentially(FIRST)
    field.press("Home")
    is_saved(anna, rating, FIRST)
    expect(field).to_be_focused()
    assert field.evaluate("(field) => field.selectionStart") == 0
    anna.page.keyboard.type("2013: ")
    anna.page.locator(f"[name=r{rating.pk}-choice][value='2']").check()
    expect(anna.page.locator(f"#stand-{rating.pk}")).to_contain_text("needs a confidence")
    is_saved(anna, rating, f"2013: {FIRST}", level=2)
    anna.check()
    anna.leave()


def test_text_outlasts_three_broken_lines_and_a_closed_tab(rating, live_server, chromium) -> None:
    anna = at(chromium, live_server.url, rating)
    text = ""
    for cut in ("First cut. ", "Second cut. "):
        anna.context.set_offline(True)
        text += cut
        write(anna, rating, text)
        expect(anna.page.locator("[data-line]")).to_contain_text("You are offline")
        expect(anna.page.locator(f"#state-{rating.pk}")).to_contain_text(
            "Not sent yet. What you typed is kept in this browser"
        )
        anna.context.set_offline(False)
        is_saved(anna, rating, text.strip())
        expect(anna.page.locator("[data-line]")).to_contain_text("You are online again.")
    anna.context.set_offline(True)
    write(anna, rating, f"{text}Third cut.")
    expect(anna.page.locator(f"#state-{rating.pk}")).to_contain_text("kept in this browser")
    (entry,) = kept(anna)
    assert "cut" not in entry  # encrypted
    anna.page.close()
    anna.context.set_offline(False)
    anna.page = anna.context.new_page()
    anna.open(f"{CASE}score/governance/")
    expect(anna.page.locator(f"[name=r{rating.pk}-justification]")).to_have_value(f"{text}Third cut.")
    is_stored(anna, rating, f"{text}Third cut.")  # the closed tab's last request may have been sent once the line held
    forgive_the_line(anna)
    anna.leave()


def test_answer_that_was_lost_makes_no_clash_with_oneself(rating, live_server, chromium) -> None:
    anna = at(chromium, live_server.url, rating)

    def store_and_hang_up(route) -> None:
        route.fetch()
        route.abort()

    anna.page.route("**/save/", store_and_hang_up, times=1)
    write(anna, rating, "Stored, and the answer lost.")
    expect(anna.page.locator("[data-line]")).to_contain_text("You are offline")
    write(anna, rating, "Stored, and the answer lost. Written on.")
    is_saved(anna, rating, "Stored, and the answer lost. Written on.")
    assert rating.revision == 2
    forgive_the_line(anna)
    anna.leave()


def test_sign_in_that_runs_out_is_told_and_loses_nothing(rating, live_server, chromium) -> None:
    anna = at(chromium, live_server.url, rating)
    anna.context.clear_cookies(name="session")
    write(anna, rating, FIRST)
    expect(anna.page.locator("[data-expired]")).to_contain_text("Your sign-in has run out.")
    anna.page.get_by_role("button", name="Sign in and continue").click()
    anna.page.fill("[name=login]", "anna@nl.example")
    anna.page.fill("[name=password]", "bujumbura-on-the-lake")
    anna.page.click("main button")
    expect(anna.page.locator(f"[name=r{rating.pk}-justification]")).to_have_value(FIRST)
    is_saved(anna, rating, FIRST)
    anna.leave()


def test_two_at_once_see_both_versions_and_join_them(rating, live_server, chromium) -> None:
    anna = at(chromium, live_server.url, rating)
    joris = at(chromium, live_server.url, rating, "joris@nl.example")
    write(joris, rating, "Joris read the court records.")
    joris.page.locator(f"[name=r{rating.pk}-choice][value='3']").check()
    is_saved(joris, rating, "Joris read the court records.", level=3)
    expect(anna.page.locator("#others")).to_contain_text("In this part with you: Joris Bakker")
    expect(anna.page.locator(f"#news-{rating.pk}")).to_contain_text(
        "Joris Bakker saved this rating while your page was open."
    )
    write(anna, rating, "Anna asked the bar association.")
    clash = anna.page.locator(f"#answer-{rating.pk} .theirs")
    expect(clash).to_contain_text("Saved by Joris Bakker meanwhile")
    anna.check()
    clash.get_by_role("button", name="Take theirs: Level").click()
    clash.get_by_role("button", name="Join both: Justification").click()
    rating.refresh_from_db()
    assert rating.justification == "Joris read the court records."  # nothing goes before the person says so
    anna.page.locator(f"[data-save='{rating.pk}']").click()
    is_saved(anna, rating, "Joris read the court records.\n\nAnna asked the bar association.", level=3)
    for visitor in (anna, joris):
        visitor.leave()
