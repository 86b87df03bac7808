"""What a page shows is in the window: no word is wider, and a refusal is seen without a search for it."""

import pytest
from playwright.sync_api import expect

from assessments import models
from assessments.domain import programmes
from tests.browser.conftest import Visitor
from tests.browser.test_journey import CASE
from tests.browser.test_review import submitted  # noqa: F401 - a fixture

WORD = "Verantwoordelijkheidsverdeling" * 16


@pytest.mark.parametrize("width", [1280, 390])
def test_long_word_is_no_wider_than_the_window(demonstration, live_server, chromium, width: int) -> None:
    assessment = models.Assessment.objects.get(reference="NL-BI-2014")
    activity = assessment.framework.activities.get(code="F2b")
    programme = models.Programme(title=WORD, budget=1, currency="EUR")
    programmes.add(programme, assessment, {activity: None}, by=assessment.opened_by)
    anna = Visitor(chromium, live_server.url, width=width)
    anna.sign_in("anna@nl.example")
    for page in ("", "programmes/", f"score/programme/{programme.pk}/", "audience/", "move/submit/"):
        anna.page.goto(live_server.url + CASE + page)
        assert WORD in anna.page.locator("main").text_content()
        anna.measure()
    anna.leave()


def test_refusal_below_a_long_page_is_in_view(submitted, live_server, chromium) -> None:  # noqa: F811
    marieke = Visitor(chromium, live_server.url, width=390)
    marieke.sign_in("marieke@nl.example")
    marieke.open(f"{CASE}move/approve/")
    marieke.go(marieke.page.locator("main form .btn-primary"))
    refused = marieke.page.locator(".faults")
    expect(refused).to_be_focused()
    expect(refused).to_be_in_viewport()
    marieke.leave()
