"""A framework administrator who has never seen Django makes a new version; an assessor moves to it and confirms."""

from pathlib import Path

import pytest
from playwright.sync_api import expect
from pypdf import PdfReader

from assessments import models
from frameworks.models import Framework
from tests.browser.conftest import Visitor
from tests.browser.test_journey import CASE


def click(visitor: Visitor, name: str, role: str = "link", **more: object) -> None:
    """Go where the link or button leads."""
    visitor.go(visitor.page.get_by_role(role, name=name, **more).first)


def add_institution(fatima: Visitor) -> None:
    click(fatima, "Institutions")
    click(fatima, "Add: institution")
    page = fatima.page
    page.select_option("#id_pillar", label="P2 Control and oversight authorities")
    for name, text in {
        "code": "I10",
        "name": "Ombudsman",
        "definition": "Hears complaints about the forces.",
        "source": "The portal's administrators",
    }.items():
        page.fill(f"#id_{name}", text)
    fatima.go(page.locator("[name=_save]"))
    expect(page.locator("tr[data-name=I10]")).to_contain_text("Ombudsman")


def put_first(fatima: Visitor) -> None:
    """By keyboard one place up, then by dragging to the top."""
    page = fatima.page
    page.get_by_role("button", name="Move I10 up").focus()
    page.keyboard.press("Enter")
    expect(page.locator("[data-told]")).to_contain_text("I10: 9/10. The order is saved.")
    expect(page.get_by_role("button", name="Move I10 up")).to_be_focused()
    page.locator("tr[data-name=I10] .desk-handle").drag_to(
        page.locator("tr[data-name=I1]"), target_position={"x": 40, "y": 4}
    )
    expect(page.locator("[data-told]")).to_contain_text("I10: 1/10.")
    page.reload()
    expect(page.locator("tr[data-key]").first).to_contain_text("Ombudsman")


def describe(fatima: Visitor, code: str) -> None:
    """Follow the first fault to the field and write what the criterion lacks."""
    page = fatima.page
    fatima.go(page.locator(".desk-faults a", has_text=code).first)
    page.fill("#id_text", f"What is asked in {code}.")
    for number in (1, 2):
        page.fill(f"#id_question_{number}", f"Question {number} of {code}?")
    for value in range(5):
        page.fill(f"#id_level_{value}", f"What level {value} of {code} looks like.")
    fatima.go(page.locator("[name=_save]"))
    fatima.go(page.locator("ol.breadcrumbs a", has_text="version 3"))


def reword(fatima: Visitor, code: str) -> None:
    click(fatima, "Criteria: Need")
    fatima.go(fatima.page.locator(f"tr[data-name={code}] a"))
    fatima.page.fill("#id_level_2", "Reworded: some of it is needed, and it can wait a year.")
    fatima.go(fatima.page.locator("[name=_save]"))
    fatima.go(fatima.page.locator("ol.breadcrumbs a", has_text="version 3"))


@pytest.fixture
def rated(demonstration: None) -> models.Rating:
    """A need that the demonstration rates."""
    return models.Rating.objects.filter(
        assessment__reference="NL-BI-2014", criterion__part="need", status="level"
    ).first()


def make_version(fatima: Visitor, code: str) -> None:
    page = fatima.page
    click(fatima, "Administration")
    click(fatima, "To the frameworks")
    click(fatima, "Copy to a new draft: OECD security sector framework, version 1", "button")
    expect(page.locator(".messagelist")).to_contain_text("version 3 was started as a draft")
    add_institution(fatima)
    put_first(fatima)
    fatima.go(page.locator("ol.breadcrumbs a", has_text="version 3"))
    click(fatima, "Fill the matrix", "button")
    expect(page.locator(".messagelist")).to_contain_text("4 criteria were added")
    for number in (1, 2, 3, 4):
        describe(fatima, f"I10.G{number}")
    expect(page.locator(".desk-good")).to_contain_text("this draft can be published")
    reword(fatima, code)
    click(fatima, "Preview the form")
    click(fatima, "Report")
    click(fatima, "Back to the version")
    click(fatima, "The whole history, with old texts")
    page.go_back()
    click(fatima, "What differs")
    expect(page.locator(f"#need-{code}")).to_contain_text("ratings ask to be confirmed")
    expect(page.locator("#institutions-I10")).to_contain_text("added")
    expect(page.locator("main")).not_to_contain_text("NL-BI-2014")
    click(fatima, "Publish…")
    click(fatima, "Publish for good", "button")
    expect(page.locator(".messagelist")).to_contain_text("version 3 is published")


def test_new_version_is_made_and_an_assessment_moves_to_it(rated, live_server, chromium, tmp_path: Path) -> None:
    fatima = Visitor(chromium, live_server.url)
    fatima.sign_in("fatima@portal.example")
    make_version(fatima, rated.criterion.code)
    assert Framework.objects.get(version=3, code="oecd-ssr").state == "published"

    anna = Visitor(chromium, live_server.url)
    anna.sign_in("anna@nl.example")
    anna.open(CASE)
    click(anna, "See what moving would do")
    expect(anna.page.locator("#confirm-head + article")).to_contain_text("Reworded: some of it is needed")
    click(anna, "Move to version 3", "button")
    click(anna, "Take the move back", "button")
    expect(anna.page.locator(".message-success")).to_contain_text("everything is as it was before")
    click(anna, "See what moving would do")
    click(anna, "Move to version 3", "button")
    anna.open(f"{CASE}score/need/?open={rated.pk}")
    block = anna.page.locator(f"#r{rated.pk}")
    expect(block.locator(".reworded ins")).to_contain_text("Reworded: some of it is needed")
    block.locator(f"[data-save='{rated.pk}']").click()
    expect(anna.page.locator(f"#state-{rated.pk}.saved")).to_be_visible()
    expect(anna.page.locator(f"#stand-{rated.pk}")).not_to_contain_text("to be confirmed")
    anna.open(f"{CASE}report/")
    click(anna, "Make a PDF of this state", "button")
    with anna.page.expect_download() as download:
        anna.page.get_by_role("link", name="Download the PDF").click()
    target = tmp_path / "report.pdf"
    download.value.save_as(target)
    text = "\n".join(page.extract_text() for page in PdfReader(target).pages)
    assert "OECD security sector framework, version 3" in text
    assert "Ombudsman" in text
    for visitor in (fatima, anna):
        visitor.leave()


@pytest.mark.parametrize("width", [1280, 390])
def test_every_page_of_the_administration_passes_axe(demonstration, live_server, chromium, width: int) -> None:
    fatima = Visitor(chromium, live_server.url, width=width)
    fatima.sign_in("fatima@portal.example")
    draft, published = Framework.objects.get(state="draft"), Framework.objects.get(code="oecd-ssr", state="published")
    desk = "/administration/frameworks"
    criterion, institution = draft.criteria.first(), draft.institutions.first()
    paths = [
        "/administration/",
        f"{desk}/framework/",
        f"{desk}/framework/history/",
        f"{desk}/framework/{draft.pk}/change/",
        f"{desk}/framework/{draft.pk}/history/",
        f"{desk}/framework/{draft.pk}/publish/",
        f"{desk}/framework/{draft.pk}/delete/",
        f"{desk}/framework/{published.pk}/change/",
        f"{desk}/criterion/?framework={draft.pk}",
        f"{desk}/criterion/?framework={draft.pk}&part=policy",
        f"{desk}/criterion/weights/?framework={draft.pk}&part=policy",
        f"{desk}/criterion/add/?framework={draft.pk}&part=policy",
        f"{desk}/criterion/{criterion.pk}/change/",
        f"{desk}/criterion/{criterion.pk}/delete/",
        f"{desk}/criterion/{published.criteria.first().pk}/change/",
        f"{desk}/institution/?framework={draft.pk}",
        f"{desk}/institution/add/?framework={draft.pk}",
        f"{desk}/institution/{institution.pk}/delete/",
        f"{desk}/scale/{draft.scales.first().pk}/change/",
        f"{desk}/activity/{draft.activities.first().pk}/change/",
        f"/versions/oecd-ssr/{draft.version}/difference/",
        f"/versions/oecd-ssr/{draft.version}/form/need/",
        f"/versions/oecd-ssr/{draft.version}/report/",
    ]
    for path in paths:
        fatima.open(path)
    fatima.page.goto(f"{live_server.url}{desk}/institution/add/?framework={draft.pk}")
    fatima.page.locator("form").evaluate_all("forms => forms.forEach(form => form.noValidate = true)")
    fatima.go(fatima.page.locator("[name=_save]"))  # an empty form: the faults are announced
    fatima.leave()
    assert len(fatima.checked) == len(paths) + 2


def test_order_is_changed_without_script(demonstration, live_server, chromium) -> None:
    fatima = Visitor(chromium, live_server.url, script=False, width=390)
    fatima.sign_in("fatima@portal.example")
    draft = Framework.objects.get(state="draft")
    fatima.open(f"/administration/frameworks/institution/?framework={draft.pk}")
    fatima.page.get_by_role("button", name="Move I9 up").click()
    expect(fatima.page.locator(".messagelist")).to_contain_text("The order is saved.")
    expect(fatima.page.locator("tr[data-key]").nth(7)).to_contain_text("Penal system")
    fatima.leave()
