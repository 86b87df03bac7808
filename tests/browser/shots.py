"""The screenshots of the guides: `make shots`. A demonstration of its own is served and photographed."""

import io
import os
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from wsgiref.simple_server import make_server

os.environ["DJANGO_SETTINGS_MODULE"] = "tests.settings"
os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"

import django

django.setup()

from django.contrib.staticfiles.handlers import StaticFilesHandler
from django.core.management import call_command
from django.core.wsgi import get_wsgi_application
from django.test.utils import setup_databases, teardown_databases
from django.utils import timezone
from playwright.sync_api import sync_playwright

from assessments.management.commands import demo
from tests.browser.conftest import CHROMIUM, QUIET
from tests.conftest import GUARDS

PORT = 8765


def shots() -> Iterator[tuple[str, str, str]]:
    """File name, person and page, in the order of the guides; between them, what the guides tell is done."""
    from assessments import models
    from assessments.domain import version_change
    from frameworks.domain import publishing
    from frameworks.models import Framework
    from ssr_portal.accounts.models import Person

    anna, fatima = "anna@nl.example", "fatima@portal.example"
    rating = models.Rating.objects.get(assessment__reference="NL-BI-2014", criterion__code="I1.G3")
    case, desk = "/assessments/NL-BI-2014/", "/administration/frameworks"
    yield "dashboard", anna, "/"
    yield "overview", anna, case
    yield "rating", anna, f"{case}score/governance/?open={rating.pk}#r{rating.pk}"
    yield "evidence", anna, f"{case}evidence/"
    marieke = "marieke@nl.example"
    with submitted("NL-BI-2014") as assessment:
        remark(assessment, by=Person.objects.get(email=marieke))
        yield "review", marieke, f"{case}review/governance/"
        yield "remarks", anna, f"{case}remarks/"
    yield "report", marieke, "/assessments/NL-BI-2011/report/#sector"
    yield "outline", marieke, "/assessments/NL-BI-2011/report/?choose"
    yield "compare", marieke, "/compare/?one=NL-BI-2011&other=NL-BI-2014"
    yield "check", marieke, f"/check/?fingerprint={models.Report.objects.get(final=True).fingerprint}"
    many_countries()
    yield "portfolio", marieke, "/portfolio/?by=activities"
    yield "country", marieke, "/countries/KE/"

    by = Person.objects.get(email=fatima)
    draft = Framework.objects.get(state="draft")
    yield "versions", fatima, f"{desk}/framework/"
    yield "institutions", fatima, f"{desk}/institution/?framework={draft.pk}"
    add_ombudsman(draft, by)
    yield "desk", fatima, f"{desk}/framework/{draft.pk}/change/"
    criterion = draft.criteria.get(part="governance", code="I10.G1")
    yield "criterion", fatima, f"{desk}/criterion/{criterion.pk}/change/"
    complete(draft)
    need = reword(draft, by)
    yield "difference", fatima, f"/versions/oecd-ssr/{draft.version}/difference/"
    yield "preview", fatima, f"/versions/oecd-ssr/{draft.version}/form/governance/"
    publishing.publish(draft, by=by)
    yield "move", anna, f"{case}version/"
    assessment = models.Assessment.objects.get(reference="NL-BI-2014")
    version_change.move(assessment, draft, seen=assessment.revision, by=Person.objects.get(email=anna))
    moved = assessment.ratings.get(criterion__part="need", criterion__code=need)
    yield "confirm", anna, f"{case}score/need/?open={moved.pk}#r{moved.pk}"


def many_countries() -> None:
    """Invented assessments of two donors, those of the second shared with the first: nobody's judgement."""
    from assessments import models
    from assessments.domain import sharing
    from frameworks.models import Framework
    from ssr_portal.accounts.models import Organisation, Person
    from tests.portfolio_data import fill

    framework = Framework.objects.get(code="oecd-ssr", version=1)
    people = {name: Person.objects.get(email__startswith=f"{name}@") for name in ("anna", "marieke", "sofia", "erik")}
    nl, dda = (Organisation.objects.get(short_name=name) for name in ("NL", "DDA"))
    fill(people["anna"], people["marieke"], nl, framework, nations=120, years=range(2022, 2025))
    fill(people["sofia"], people["erik"], dda, framework, nations=120, years=range(2024, 2025))
    for assessment in models.Assessment.objects.filter(organisation=dda, state="approved", country="KE"):
        sharing.share(assessment, nl, by=people["erik"])


@contextmanager
def submitted(reference: str) -> Iterator[Any]:
    """An assessment as its reviewers find it, for as long as its pages are photographed."""
    from assessments import models
    from ssr_portal.accounts.models import Person

    found = models.Assessment.objects.filter(reference=reference)
    before = found.values("state", "submitted_at", "submitted_by").get()
    by = Person.objects.get(email="anna@nl.example")
    found.update(state="submitted", submitted_at=timezone.now(), submitted_by=by)
    yield found.get()
    found.update(**before)


def remark(assessment: Any, by: Any) -> None:
    """A question of the reviewer on a rating."""
    from assessments.domain import comments

    rating = assessment.ratings.get(criterion__code="I1.G1")
    comments.say(assessment, "Which year's budget was published, and by whom?", by=by, rating=rating, flag="evidence")


def add_ombudsman(draft: Any, by: Any) -> None:
    """An institution more, and its criteria, still without words."""
    from frameworks.domain import drafting
    from frameworks.domain.editing import editing

    with editing(draft, by=by):
        draft.institutions.create(
            pillar=draft.pillars.get(code="P2"),
            code="I10",
            name="Ombudsman",
            definition="Hears complaints about the forces and examines them.",
            source="The portal's administrators",
            position=9,
        )
    drafting.fill_matrix(draft, by=by)


def complete(draft: Any) -> None:
    """Words for the criteria that have none."""
    for criterion in draft.criteria.filter(text=""):
        criterion.text = "Whether the ombudsman can and does examine what the forces do."
        criterion.save()
        for number in (1, 2):
            criterion.questions.create(position=number, text=f"Question {number}?")
        for level in criterion.scale.levels.all():
            criterion.descriptions.create(level=level, text=f"What level {level.value} looks like here.")


def reword(draft: Any, by: Any) -> str:
    """Another wording of a need that the demonstration rates; its code."""
    from assessments import models
    from frameworks.domain.editing import editing

    rated = models.Rating.objects.filter(assessment__reference="NL-BI-2014", criterion__part="need", status="level")
    code = rated.first().criterion.code
    description = draft.criteria.get(part="need", code=code).descriptions.get(level__value=2)
    with editing(draft, by=by):
        description.text = f"{description.text.rstrip('.')}, and nobody has been made answerable for it yet."
        description.save()
    return code


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
        for name, email, path in shots():
            page = browser.new_page(viewport={"width": 1280, "height": 860})
            page.goto(f"http://127.0.0.1:{PORT}/accounts/login/")
            page.fill("[name=login]", email)
            page.fill("[name=password]", demo.PASSWORD)
            page.click("main button")
            page.goto(f"http://127.0.0.1:{PORT}{path}")
            if path.endswith("?choose"):
                page.get_by_text("Choose edition, length, paper and chapters").click()
            page.screenshot(path=folder / f"{name}.png")
            page.close()
            print(folder / f"{name}.png")
        browser.close()
    server.shutdown()
    from ssr_portal.database import triggers

    triggers.remove(GUARDS, "default")
    teardown_databases(databases, verbosity=0)


if __name__ == "__main__":
    main(Path(sys.argv[1]))
