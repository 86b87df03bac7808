"""The screenshots of the guides: `make shots`. A demonstration of its own is served and photographed."""

import io
import os
import sys
import threading
from pathlib import Path
from wsgiref.simple_server import make_server

os.environ["DJANGO_SETTINGS_MODULE"] = "tests.settings"
os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"

import django

django.setup()

from django.contrib.staticfiles.handlers import StaticFilesHandler
from django.core.management import call_command
from django.core.wsgi import get_wsgi_application
from django.test.utils import setup_databases, teardown_databases
from playwright.sync_api import sync_playwright

from assessments.management.commands import demo
from tests.browser.conftest import CHROMIUM, QUIET
from tests.conftest import GUARDS

PORT = 8765


def shots() -> dict[str, tuple[str, str]]:
    """File name, person and page."""
    from assessments import models
    from frameworks.models import Framework

    rating = models.Rating.objects.get(assessment__reference="NL-BI-2014", criterion__code="I1.G3")
    draft = Framework.objects.get(state="draft")
    criterion = draft.criteria.get(part="governance", code="I5.G1")
    case = "/assessments/NL-BI-2014/"
    return {
        "dashboard": ("anna@nl.example", "/"),
        "overview": ("anna@nl.example", case),
        "rating": ("anna@nl.example", f"{case}score/governance/?open={rating.pk}#r{rating.pk}"),
        "report": ("marieke@nl.example", "/assessments/NL-BI-2011/report/#sector"),
        "criterion": ("fatima@portal.example", f"/administration/frameworks/criterion/{criterion.pk}/change/"),
    }


def main(folder: Path) -> None:
    """Serve, photograph, tidy up."""
    databases = setup_databases(verbosity=0, interactive=False)
    call_command("createcachetable", verbosity=0)
    call_command("load_framework", verbosity=0)
    call_command("demo", stdout=io.StringIO())
    server = make_server("127.0.0.1", PORT, StaticFilesHandler(get_wsgi_application()))
    threading.Thread(target=server.serve_forever, daemon=True).start()
    folder.mkdir(parents=True, exist_ok=True)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=QUIET)
        for name, (email, path) in shots().items():
            page = browser.new_page(viewport={"width": 1280, "height": 860})
            page.goto(f"http://127.0.0.1:{PORT}/accounts/login/")
            page.fill("[name=login]", email)
            page.fill("[name=password]", demo.PASSWORD)
            page.click("main button")
            page.goto(f"http://127.0.0.1:{PORT}{path}")
            page.screenshot(path=folder / f"{name}.png")
            page.close()
            print(folder / f"{name}.png")
        browser.close()
    server.shutdown()
    from ssr_portal import triggers

    triggers.remove(GUARDS, "default")
    teardown_databases(databases, verbosity=0)


if __name__ == "__main__":
    main(Path(sys.argv[1]))
