"""What was typed outlasts refusals, clashes, leaving, signing out and lost answers, and the page says where it is."""

import re
from datetime import UTC, datetime, timedelta

import pytest
from playwright.sync_api import expect

from assessments import models
from tests.browser.conftest import Visitor
from tests.browser.test_autosave import at, forgive_the_line, is_saved, is_stored, kept, write
from tests.browser.test_journey import CASE

RISK = f"{CASE}risk/new/"
TOO_LONG = "y" * 10_050


def is_kept(visitor: Visitor, rating: models.Rating, said: str) -> None:
    state = visitor.page.locator(f"#state-{rating.pk}")
    expect(state).to_contain_text(said)
    expect(state).to_contain_text("What you typed is kept in this browser.")
    assert len(kept(visitor)) == 1


def come_back(visitor: Visitor, rating: models.Rating) -> None:
    """Close the tab, and open the page in another one."""
    visitor.page.close()
    visitor.page = visitor.context.new_page()
    visitor.open(f"{CASE}score/governance/?open={rating.pk}")


def test_what_a_choice_needs_is_a_fault_only_once_its_field_was_left(rating, live_server, chromium) -> None:
    anna = at(chromium, live_server.url, rating)
    anna.page.locator(f"[name=r{rating.pk}-choice][value=na]").check()
    write(anna, rating, "It never had one.")
    is_saved(anna, rating, "It never had one.")
    note = anna.page.locator(f"#r{rating.pk}-reason-fault")
    expect(note).to_have_text("Reason needed")
    expect(anna.page.locator(f"#stand-{rating.pk}")).to_contain_text("needs a reason")
    anna.page.locator(f"[name=r{rating.pk}-reason]").focus()
    expect(note).to_have_text("Reason needed")
    anna.page.locator(f"[name=r{rating.pk}-justification]").focus()
    expect(note).to_have_text("Say why this cannot exist here.")
    anna.check()
    anna.page.locator(f"[name=r{rating.pk}-reason]").fill("There is no parliament.")
    expect(note).to_have_text("")
    come_back(anna, rating)
    expect(anna.page.locator(f"[name=r{rating.pk}-reason]")).to_have_value("There is no parliament.")
    anna.leave()


def test_refused_text_is_there_after_leaving_until_it_is_saved(rating, live_server, chromium) -> None:
    anna = at(chromium, live_server.url, rating)
    anna.page.locator(f"[name=r{rating.pk}-choice][value='2']").check()
    write(anna, rating, TOO_LONG)
    is_kept(anna, rating, "Saved, except for what is marked.")
    rating.refresh_from_db()
    assert (rating.level, rating.justification) == (2, "")
    for _again in range(2):
        come_back(anna, rating)
        expect(anna.page.locator(f"[name=r{rating.pk}-justification]")).to_have_value(TOO_LONG)
        is_kept(anna, rating, "Saved, except for what is marked.")
    anna.check()
    write(anna, rating, "Short now.")
    is_saved(anna, rating, "Short now.")
    expect(anna.page.locator(f"#r{rating.pk} [data-discard]")).to_be_hidden()
    anna.leave()


def test_clash_is_there_after_leaving_and_nothing_is_sent_unseen(rating, live_server, chromium) -> None:
    anna, joris = (at(chromium, live_server.url, rating, f"{name}@nl.example") for name in ("anna", "joris"))
    write(joris, rating, "Joris was quicker.")
    is_saved(joris, rating, "Joris was quicker.")
    write(anna, rating, "Anna wrote at length.")
    is_kept(anna, rating, "Not saved: a colleague saved a newer version.")
    write(anna, rating, "Anna wrote at length, and goes on.")  # on the page of the clash: only Save sends it
    come_back(anna, rating)
    is_kept(anna, rating, "Not saved: a colleague saved a newer version.")
    expect(anna.page.locator(f"[name=r{rating.pk}-justification]")).to_have_value("Anna wrote at length, and goes on.")
    rating.refresh_from_db()
    assert rating.justification == "Joris was quicker."
    with anna.page.expect_navigation():
        anna.page.locator(f"#r{rating.pk} [data-discard]").click()
    expect(anna.page.locator(f"[name=r{rating.pk}-justification]")).to_have_value("Joris was quicker.")
    assert kept(anna) == []
    for visitor in (anna, joris):
        visitor.leave()


@pytest.mark.parametrize("status", [500, 403, 404, 503])
def test_server_that_does_not_take_it_loses_nothing(rating, live_server, chromium, status: int) -> None:
    anna = at(chromium, live_server.url, rating)
    anna.page.route("**/save/", lambda route: route.fulfill(status=status, body="no"))
    write(anna, rating, "Typed in vain.")
    is_kept(anna, rating, "Not s")
    anna.page.unroute("**/save/")
    come_back(anna, rating)  # a page that goes away still tries to send it; else the next one does
    expect(anna.page.locator(f"[name=r{rating.pk}-justification]")).to_have_value("Typed in vain.")
    is_stored(anna, rating, "Typed in vain.")
    forgive_the_line(anna)
    anna.faults = [
        fault for fault in anna.faults if "status of 5" not in fault and f"Status Error Code {status}" not in fault
    ]
    anna.leave()


def test_two_windows_of_one_person_and_a_double_click_store_once(rating, live_server, chromium) -> None:
    anna = at(chromium, live_server.url, rating)
    first = anna.page
    anna.page = anna.context.new_page()
    anna.open(f"{CASE}score/governance/?open={rating.pk}")
    first.locator(f"[name=r{rating.pk}-justification]").fill("In the first window.")
    expect(first.locator(f"#state-{rating.pk}")).to_contain_text("Saved")
    write(anna, rating, "In the second window.")
    is_kept(anna, rating, "Not saved: you saved this rating in another window meanwhile.")
    anna.page.locator(f"[data-save='{rating.pk}']").dblclick()
    is_saved(anna, rating, "In the second window.")
    anna.page.wait_for_load_state("networkidle")
    rating.refresh_from_db()
    assert rating.revision == 2
    anna.leave()


def note(visitor: Visitor, said: str) -> None:
    expect(visitor.page.locator(".kept-note")).to_contain_text(said)


def risk(visitor: Visitor, text: str) -> None:
    expect(visitor.page.locator("[name=what]")).to_have_value(text)


def test_record_is_kept_over_refusal_leaving_sign_out_and_a_broken_line(demonstration, live_server, chromium) -> None:
    anna = Visitor(chromium, live_server.url)
    anna.sign_in("anna@nl.example")
    anna.open(RISK)
    anna.page.fill("[name=what]", "A risk typed at length.")
    anna.page.wait_for_function("Object.keys(localStorage).some((key) => key.startsWith('draft:'))")
    assert "length" not in str(kept(anna))
    anna.open("/")
    anna.page.go_back()
    risk(anna, "A risk typed at length.")
    note(anna, "was not saved")
    expect(anna.page.locator(".kept-note time")).to_have_text(
        re.compile(r"^\d{1,2} [A-Z][a-z]+ \d{4} at \d\d:\d\d UTC$")
    )
    anna.go(anna.page.locator("main form .btn-primary"))  # refused: much is missing
    risk(anna, "A risk typed at length.")
    note(anna, "Not saved yet. What you typed is kept in this browser")
    anna.context.set_offline(True)
    anna.page.locator("main form .btn-primary").click()
    anna.page.wait_for_url("chrome-error://**")
    anna.context.set_offline(False)
    anna.open("/")
    anna.page.locator(".masthead-person button").click()
    anna.sign_in("anna@nl.example")
    anna.open(RISK)
    risk(anna, "A risk typed at length.")
    for name in ("likelihood", "impact"):
        field = anna.page.locator(f"[name={name}]")
        field.select_option("2") if field.evaluate("(field) => field.matches('select')") else field.fill("2")
    for name, said in (("mitigation", "Watch it."), ("owner", "The embassy")):
        anna.page.fill(f"[name={name}]", said)
    anna.go(anna.page.locator("main form .btn-primary"))
    assert kept(anna) == []
    assert models.Risk.objects.filter(what="A risk typed at length.").count() == 1
    anna.open(RISK)
    risk(anna, "")
    expect(anna.page.locator(".kept-note")).to_have_count(0)
    forgive_the_line(anna)
    anna.leave()


def test_back_to_a_refused_form_asks_for_it_and_posts_nothing(demonstration, live_server, chromium) -> None:
    anna = Visitor(chromium, live_server.url)
    anna.sign_in("anna@nl.example")
    anna.open(RISK)
    anna.page.fill("[name=what]", "A risk typed at length.")
    anna.page.wait_for_function("Object.keys(localStorage).some((key) => key.startsWith('draft:'))")
    anna.go(anna.page.locator("main form .btn-primary"))  # refused: much is missing
    anna.open("/")
    anna.page.go_back()
    risk(anna, "A risk typed at length.")
    note(anna, "was not saved")
    anna.leave()


def test_clash_on_a_record_is_kept_and_meets_the_newer_version_again(demonstration, live_server, chromium) -> None:
    people = [Visitor(chromium, live_server.url) for _ in range(2)]
    for visitor, name in zip(people, ("anna", "joris"), strict=True):
        visitor.sign_in(f"{name}@nl.example")
        visitor.open(f"{CASE}context/change/")
    anna, joris = people
    joris.page.fill("[name=background]", "Joris was quicker.")
    joris.go(joris.page.locator("main form .btn-primary"))
    anna.page.fill("[name=background]", "Anna wrote at length.")
    anna.go(anna.page.locator("main form .btn-primary"))
    expect(anna.page.locator(".theirs")).to_contain_text("Joris was quicker.")
    anna.open("/")
    anna.open(f"{CASE}context/change/")
    expect(anna.page.locator("[name=background]")).to_have_value("Anna wrote at length.")
    anna.go(
        anna.page.locator("main form .btn-primary")
    )  # what it was begun on is older still: nothing is replaced unseen
    expect(anna.page.locator(".theirs")).to_contain_text("Joris was quicker.")
    anna.go(anna.page.locator("main form .btn-primary"))
    assert kept(anna) == []
    assert models.Context.objects.get(assessment__reference="NL-BI-2014").background == "Anna wrote at length."
    for visitor in people:
        visitor.leave()


def test_discarded_text_is_gone_for_good(demonstration, live_server, chromium) -> None:
    anna = Visitor(chromium, live_server.url)
    anna.sign_in("anna@nl.example")
    anna.open(RISK)
    anna.page.fill("[name=what]", "Not this one.")
    anna.page.wait_for_function("Object.keys(localStorage).some((key) => key.startsWith('draft:'))")
    anna.open(RISK)
    anna.page.get_by_role("button", name="Discard what I typed").click()
    risk(anna, "")
    anna.open(RISK)
    risk(anna, "")
    assert kept(anna) == []
    anna.leave()


def test_what_nobody_comes_back_to_is_forgotten_after_thirty_days(demonstration, live_server, chromium) -> None:
    """Whoever signs in then, and not before; of a rating as of a form."""
    anna = Visitor(chromium, live_server.url)
    anna.sign_in("anna@nl.example")
    anna.open(RISK)
    anna.page.fill("[name=what]", "A risk typed at length.")
    anna.page.wait_for_function("Object.keys(localStorage).some((key) => key.startsWith('draft:'))")
    anna.page.evaluate("localStorage.setItem('draft:0:NL-BI-2014:1#older', 'AAAA.AAAA')")  # bears no date yet
    later = datetime.now(UTC) + timedelta(days=29, hours=23)
    anna.page.clock.set_fixed_time(later)
    anna.open(RISK)
    risk(anna, "A risk typed at length.")
    anna.page.locator(".masthead-person button").click()
    anna.page.clock.set_fixed_time(later + timedelta(hours=2))
    anna.sign_in("joris@nl.example")
    (left,) = kept(anna)
    assert "older" in left
    anna.page.clock.set_fixed_time(later + timedelta(days=31))
    anna.open(RISK)
    assert kept(anna) == []
    anna.leave()


def test_without_script_a_whole_form_survives_an_expired_sign_in(rating, live_server, chromium) -> None:
    anna = Visitor(chromium, live_server.url, script=False)
    anna.sign_in("anna@nl.example")
    anna.open(f"{CASE}score/governance/?open={rating.pk}")
    write(anna, rating, "Two hours of work. " * 400)
    anna.context.clear_cookies(name="session")
    anna.page.locator(f"[data-save='{rating.pk}']").click()
    anna.page.fill("[name=login]", "anna@nl.example")
    anna.page.fill("[name=password]", "bujumbura-on-the-lake")
    anna.page.click("main button")
    expect(anna.page.locator(f"[name=r{rating.pk}-justification]")).to_have_value("Two hours of work. " * 400)
    anna.leave()


def test_back_to_a_saved_form_shows_what_is_stored_now(demonstration, live_server, chromium) -> None:
    people = [Visitor(chromium, live_server.url) for _ in range(2)]
    anna, joris = people
    for visitor, name, said in ((anna, "anna", "Anna wrote first."), (joris, "joris", "Joris put it right.")):
        visitor.sign_in(f"{name}@nl.example")
        visitor.open(f"{CASE}context/change/")
        visitor.page.fill("[name=background]", said)
        visitor.go(visitor.page.locator("main form .btn-primary"))
    anna.page.go_back()
    expect(anna.page.locator("[name=background]")).to_have_value("Joris put it right.")
    anna.go(anna.page.locator("main form .btn-primary"))
    assert models.Context.objects.get(assessment__reference="NL-BI-2014").background == "Joris put it right."
    for visitor in people:
        visitor.leave()


def test_back_to_a_form_that_added_something_adds_it_once(demonstration, live_server, chromium) -> None:
    anna = Visitor(chromium, live_server.url)
    anna.sign_in("anna@nl.example")
    anna.open(f"{CASE}remarks/")
    anna.page.fill("[name=text-0]", "Said once.")
    anna.go(anna.page.get_by_role("button", name="Save what is typed").last)
    anna.page.go_back()
    expect(anna.page.locator("[name=text-0]")).to_have_value("")
    anna.go(anna.page.get_by_role("button", name="Save what is typed").last)
    assert models.Comment.objects.filter(text="Said once.").count() == 1
    anna.leave()
