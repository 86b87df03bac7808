"""A whole part by keyboard alone, on a wide and on a narrow screen."""

from time import sleep

import pytest
from playwright.sync_api import expect

from assessments import models
from tests.browser.conftest import Visitor
from tests.browser.test_journey import CASE


@pytest.mark.parametrize("width", [1280, 390])
def test_whole_part_by_keyboard_alone(demonstration, live_server, chromium, width: int) -> None:
    policy = models.Rating.objects.filter(assessment__reference="NL-BI-2014", criterion__part="policy")
    unrated = list(policy.filter(status="unrated").order_by("pk"))
    anna = Visitor(chromium, live_server.url, width=width)
    anna.sign_in("anna@nl.example")
    anna.open(f"{CASE}score/policy/")
    press = anna.page.keyboard.press
    for number, rating in enumerate(unrated):
        press("n")
        expect(anna.page.locator(f"#r{rating.pk} summary")).to_be_focused()
        if number % 2:
            press("i")
            press("w")
            anna.page.keyboard.type("Asked headquarters.")
        else:
            press("3")
            press("w")
            anna.page.keyboard.type("The policy says so.")
            press("Escape")
            press("t" if number % 4 else "h")
            press("w")  # on to the reason that a confidence unlike the suggested one asks for, or the text
            anna.page.keyboard.type(" I was there.")
            press("Escape")
            press("s")
        expect(anna.page.locator(f"#state-{rating.pk}")).to_contain_text("Saved")
        expect(anna.page.locator(f"#stand-{rating.pk} .lack")).to_have_count(0)
        press("Escape")
    press("n")
    expect(anna.page.locator("[data-line]")).to_contain_text("Nothing on this page is unrated.")
    anna.open(f"{CASE}score/policy/")
    expect(anna.page.locator(".ready-note")).to_contain_text("Nothing is missing here.")
    assert [rating.criterion.code for rating in policy.filter(status="unrated")] == []
    anna.leave()


def test_what_is_typed_before_a_criterion_has_come_is_not_lost(demonstration, live_server, chromium) -> None:
    policy = models.Rating.objects.filter(assessment__reference="NL-BI-2014", criterion__part="policy")
    last = policy.filter(status="unrated").order_by("pk").last()
    anna = Visitor(chromium, live_server.url)
    anna.sign_in("anna@nl.example")
    anna.open(f"{CASE}score/policy/")

    def slowly(route) -> None:
        sleep(2)
        route.continue_()

    anna.page.route(f"**/ratings/{last.pk}/body/", slowly)
    anna.page.locator(f"#r{last.pk} summary").focus()
    for key in ("3", "w", *"Seen, in the strategy.", "Enter", *"Twice."):
        anna.page.keyboard.press(key)
    text = anna.page.locator(f"[name=r{last.pk}-justification]")
    expect(text).to_have_value("Seen, in the strategy.\nTwice.")
    anna.stores(last, level=3, justification="Seen, in the strategy.\nTwice.")
    expect(anna.page.locator(f"#state-{last.pk}")).to_contain_text("Saved")
    anna.leave()


def test_criterion_that_does_not_come_says_so_and_comes_later(demonstration, live_server, chromium) -> None:
    rating = models.Rating.objects.filter(assessment__reference="NL-BI-2014", criterion__code="R7").get()
    anna = Visitor(chromium, live_server.url)
    anna.sign_in("anna@nl.example")
    anna.open(f"{CASE}score/policy/")
    anna.page.route("**/body/", lambda route: route.abort(), times=1)
    anna.page.locator(f"#r{rating.pk} summary").click()
    expect(anna.page.locator("[data-line]")).to_contain_text("A criterion could not be opened.")
    expect(anna.page.locator(f"#r{rating.pk}").get_by_role("link", name="Open this criterion")).to_be_visible()
    for _ in range(2):
        anna.page.locator(f"#r{rating.pk} summary").click()
    expect(anna.page.locator(f"[name=r{rating.pk}-justification]")).to_be_visible()
    anna.faults = [fault for fault in anna.faults if "net::ERR_" not in fault]
    anna.leave()


def test_list_of_keys_opens_and_turns_them_off(demonstration, live_server, chromium) -> None:
    anna = Visitor(chromium, live_server.url)
    anna.sign_in("anna@nl.example")
    anna.open(f"{CASE}score/policy/")
    anna.page.keyboard.press("?")
    dialog = anna.page.get_by_role("dialog", name="Keys")
    expect(dialog).to_contain_text("To the next unrated criterion")
    anna.check()
    dialog.get_by_role("checkbox").uncheck()
    dialog.get_by_role("button", name="Close").click()
    anna.page.keyboard.press("?")
    expect(dialog).to_be_hidden()
    anna.page.reload()
    anna.page.get_by_role("button", name="Keys").click()
    expect(dialog.get_by_role("checkbox")).not_to_be_checked()
    anna.leave()


def test_undo_goes_back_to_what_was_saved_before(demonstration, live_server, chromium) -> None:
    rating = models.Rating.objects.filter(
        assessment__reference="NL-BI-2014", criterion__part="policy", status="unrated"
    ).first()
    anna = Visitor(chromium, live_server.url)
    anna.sign_in("anna@nl.example")
    anna.open(f"{CASE}score/policy/?open={rating.pk}")
    state = anna.page.locator(f"#state-{rating.pk}")
    undo = anna.page.locator(f"#r{rating.pk} [data-undo]")
    expect(undo).to_be_disabled()
    field = anna.page.locator(f"[name=r{rating.pk}-justification]")
    for text in ("First.", "First, and wrong."):
        with anna.page.expect_response("**/save/"):
            field.fill(text)
        expect(state).to_contain_text("Saved")
    with anna.page.expect_response("**/save/"):
        undo.click()
    expect(field).to_have_value("First.")
    rating.refresh_from_db()
    assert rating.justification == "First."
    with anna.page.expect_response("**/save/"):
        undo.click()
    expect(field).to_have_value("")
    expect(undo).to_be_disabled()
    anna.leave()


def test_justification_of_last_time_is_copied_by_choice(demonstration, live_server, chromium) -> None:
    rating = models.Rating.objects.filter(
        assessment__reference="NL-BI-2014", criterion__code="I2.G1", criterion__part="governance"
    ).get()
    before = models.Rating.objects.get(assessment__reference="NL-BI-2011", criterion=rating.criterion).justification
    anna = Visitor(chromium, live_server.url)
    anna.sign_in("anna@nl.example")
    anna.open(f"{CASE}score/governance/?open={rating.pk}")
    anna.page.locator(f"#r{rating.pk} [data-copy]").click()
    field = anna.page.locator(f"[name=r{rating.pk}-justification]")
    expect(field).to_have_value(f"{rating.justification}\n\n{before}")
    anna.leave()


def test_next_goes_by_what_stands_in_the_form_and_e_leads_to_the_evidence(demonstration, live_server, chromium) -> None:
    unrated = models.Rating.objects.filter(
        assessment__reference="NL-BI-2014", criterion__part="policy", status="unrated"
    ).order_by("pk")
    first, second = unrated[:2]
    anna = Visitor(chromium, live_server.url)
    anna.sign_in("anna@nl.example")
    anna.open(f"{CASE}score/policy/")
    anna.page.route("**/save/", lambda _route: None)  # the server never answers
    press = anna.page.keyboard.press
    for key in ("n", "2", "n"):
        press(key)
    expect(anna.page.locator(f"#r{second.pk} summary")).to_be_focused()
    press("k")
    press("n")
    expect(anna.page.locator(f"#r{second.pk} summary")).to_be_focused()
    press("1")
    with anna.page.expect_navigation(url=f"**/ratings/{second.pk}/"):
        press("e")
    anna.leave()
