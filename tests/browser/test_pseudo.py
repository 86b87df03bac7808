"""In a language that is 40 % longer, no page grows wider than its window."""

import pytest

from tests.browser.conftest import Visitor
from tests.browser.test_journey import pages_of_anna
from tests.languages import pseudo


@pytest.mark.parametrize("width", [1280, 390])
def test_longer_words_fit_every_page(demonstration, live_server, chromium, width: int) -> None:
    with pseudo.spoken():
        anna = Visitor(chromium, live_server.url, width=width)
        anna.sign_in("anna@nl.example")
        for path in pages_of_anna():
            anna.page.goto(live_server.url + path)
            assert anna.page.locator("html").get_attribute("lang") == pseudo.LANGUAGE
            anna.measure()
        anna.leave()
