"""Rating by strands by mouse, by keyboard and on a telephone: few touches, and all of it is stored."""

import pytest
from playwright.sync_api import Locator, expect

from assessments import models
from assessments.management.commands import demo
from tests.browser.conftest import Visitor, from_kept
from tests.conftest import Cast, open_stepped

INSTITUTION = "I2"  # the police
MOST_TOUCHES = 4  # of a rating with two strands: each strand, a confidence, and opening it or going on


def second_version() -> None:
    """An assessment on the second version, and Anna who can sign in."""
    cast = Cast()
    cast.anna.set_password(demo.PASSWORD)
    cast.anna.save()
    open_stepped(cast)


@pytest.fixture
def ratings(committed: None) -> list[models.Rating]:
    """The police's four ratings, with two or three strands each."""
    from_kept("second-version.sqlite3", second_version)
    found = models.Rating.objects.filter(criterion__institution__code=INSTITUTION).select_related(
        "criterion", "assessment"
    )
    return list(found.order_by("pk"))


def page_of(rating: models.Rating) -> str:
    return f"/assessments/{rating.assessment.reference}/score/governance/"


def codes(rating: models.Rating) -> list[str]:
    return list(rating.criterion.strands.values_list("code", flat=True))


def are_stored(visitor: Visitor, ratings: list[models.Rating], level: int, answer: str) -> None:
    for rating in ratings:
        visitor.stores(rating, level=level, confidence="low", answers=dict.fromkeys(codes(rating), answer))


class Hand:
    """Presses what it is told to, by mouse or finger, and counts."""

    def __init__(self, visitor: Visitor) -> None:
        self.visitor = visitor
        self.touches = 0

    def press(self, what: Locator) -> None:
        what.click()
        self.touches += 1


@pytest.mark.parametrize("width", [1280, 390])
def test_institution_is_rated_by_mouse_or_finger_in_few_touches(ratings, live_server, chromium, width: int) -> None:
    anna = Visitor(chromium, live_server.url, width=width)
    anna.sign_in("anna@nl.example")
    anna.open(page_of(ratings[0]))
    hand = Hand(anna)
    for rating in ratings:
        before, block = hand.touches, anna.page.locator(f"#r{rating.pk}")
        hand.press(block.locator("summary").first)
        for code in codes(rating):
            hand.press(block.locator(f"label:has([name=r{rating.pk}-answer-{code}][value='2'])"))
        hand.press(block.locator(f"label:has([name=r{rating.pk}-confidence][value=low])"))
        expect(anna.page.locator(f"#follows-{rating.pk}")).to_contain_text("2 Emerging follows")
        expect(anna.page.locator(f"#state-{rating.pk}")).to_contain_text("Saved")
        assert hand.touches - before == len(codes(rating)) + 2
    assert hand.touches / len(ratings) <= MOST_TOUCHES + 0.5  # where a third strand is asked
    anna.check()
    are_stored(anna, ratings, 2, "2")
    anna.leave()


def test_institution_is_rated_by_keyboard_alone(ratings, live_server, chromium) -> None:
    anna = Visitor(chromium, live_server.url)
    anna.sign_in("anna@nl.example")
    anna.open(page_of(ratings[0]))
    anna.page.locator(f"#r{ratings[0].pk} summary").first.focus()
    press = anna.page.keyboard.press
    for number, rating in enumerate(ratings):
        if number:
            press("n")
        expect(anna.page.locator(f"#r{rating.pk} summary").first).to_be_focused()
        for _code in codes(rating):
            press("3")
        press("t")
        expect(anna.page.locator(f"#follows-{rating.pk}")).to_contain_text("3 Established follows")
        expect(anna.page.locator(f"#state-{rating.pk}")).to_contain_text("Saved")
    are_stored(anna, ratings, 3, "3")
    anna.leave()


def test_answer_is_corrected_by_key_once_each_strand_has_one(ratings, live_server, chromium) -> None:
    rating = ratings[1]
    anna = Visitor(chromium, live_server.url)
    anna.sign_in("anna@nl.example")
    anna.open(f"{page_of(rating)}?open={rating.pk}")
    anna.page.locator(f"#r{rating.pk} summary").first.focus()
    press = anna.page.keyboard.press
    for key in ("i", "c"):
        press(key)
    expect(anna.page.locator(f"#follows-{rating.pk}")).to_contain_text("The answers leave 0 to")
    anna.page.locator(f"[name=r{rating.pk}-answer-a][value='?']").focus()
    press("1")
    expect(anna.page.locator(f"#follows-{rating.pk}")).to_contain_text("1 Nascent follows (a 1 · b -)")
    expect(anna.page.locator(f"#state-{rating.pk}")).to_contain_text("Saved")
    anna.stores(rating, answers={"a": "1", "b": "-"})
    anna.leave()


def test_span_is_one_touch_and_its_answer_outlasts_a_closed_tab(ratings, live_server, chromium) -> None:
    rating = ratings[0]
    anna = Visitor(chromium, live_server.url)
    anna.sign_in("anna@nl.example")
    anna.open(f"{page_of(rating)}?open={rating.pk}")
    block = anna.page.locator(f"#r{rating.pk}")
    block.locator(f"#r{rating.pk}-a details.between summary").click()
    anna.context.set_offline(True)
    block.locator(f"label:has([name=r{rating.pk}-answer-a][value='1-3'])").click()
    expect(anna.page.locator(f"#state-{rating.pk}")).to_contain_text("kept in this browser")
    anna.page.close()
    anna.context.set_offline(False)
    anna.page = anna.context.new_page()
    anna.open(page_of(rating))
    expect(anna.page.locator(f"[name=r{rating.pk}-answer-a][value='1-3']")).to_be_checked()
    anna.stores(rating, answers={"a": "1-3"})
    anna.faults = [fault for fault in anna.faults if "net::ERR_" not in fault and "htmx:" not in fault]
    anna.leave()
