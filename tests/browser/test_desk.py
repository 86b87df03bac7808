"""The administration's pages of people, organisations and groups, which are Django's own."""

import re

import pytest
from playwright.sync_api import Browser
from pytest_django.live_server_helper import LiveServer

from assessments.management.commands import demo
from ssr_portal.accounts.models import Person
from tests.browser.conftest import Visitor

DESK = "/administration/"
PAGES = re.compile(r"/administration/(accounts|auth|axes|django_tasks_db)/([^/?]+/)?(add/|\d+/(change|history)/)?$")


@pytest.mark.parametrize("width", [1280, 390])
def test_every_page_of_people_is_sound(
    chromium: Browser, live_server: LiveServer, demonstration: None, width: int
) -> None:
    """Once of each kind, as whoever holds every right; what a filter and a search show as well."""
    Person.objects.create_superuser("root@portal.example", demo.PASSWORD, name="Root")
    root = Visitor(chromium, live_server.url, width=width)
    root.sign_in("root@portal.example")
    waiting, kinds = [DESK, f"{DESK}accounts/person/?is_staff__exact=1", f"{DESK}accounts/person/?q=a"], set()
    while waiting:
        root.open(waiting.pop(0))
        for path in root.page.eval_on_selector_all("main a[href], nav a[href]", "all => all.map(a => a.pathname)"):
            kind = re.sub(r"\d+", "N", path)
            if PAGES.match(path) and kind not in kinds:
                kinds.add(kind)
                waiting.append(path)
    root.leave()
    assert {f"{DESK}accounts/{name}/N/change/" for name in ("person", "organisation")} <= kinds
    assert f"{DESK}auth/group/add/" in kinds
