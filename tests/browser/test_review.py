"""A manager judges, an assessor works through the remarks, and evidence comes with its file; axe-core on every page."""

from pathlib import Path

import pytest
from playwright.sync_api import expect

from assessments import models
from assessments.domain import workflow
from ssr_portal.accounts.models import Person
from tests import uploaded
from tests.browser.conftest import Visitor
from tests.browser.test_journey import CASE


@pytest.fixture
def submitted(demonstration: None) -> models.Assessment:
    """The draft of the demonstration, submitted with its parts left open."""
    assessment = models.Assessment.objects.get(reference="NL-BI-2014")
    anna = Person.objects.get(email="anna@nl.example")
    parts = dict.fromkeys(("governance", "need", "contribution", "practice", "policy"), "Not looked at yet.")
    workflow.perform(workflow.SUBMIT, assessment, by=anna, seen=assessment.revision, left_open=parts)
    return assessment


@pytest.mark.parametrize("width", [1280, 390])
def test_manager_judges_and_the_assessor_answers(submitted, live_server, chromium, width: int) -> None:
    marieke = Visitor(chromium, live_server.url, width=width)
    marieke.sign_in("marieke@nl.example")
    marieke.open(CASE)
    marieke.go(marieke.page.get_by_role("link", name="Review the ratings"))
    first, second = marieke.page.locator("article.reading").all()[:2]
    names = first.aria_snapshot()
    assert 'heading "I1.G1 Armed forces: Transparency" [level=3]' in names
    assert 'button "Judged, sound I1.G1"' in names
    marieke.go(first.get_by_role("button", name="Judged, sound"))
    expect(marieke.page.locator("article.reading").first).to_contain_text("judged sound by Marieke Visser")
    second.locator("summary").click()
    second.get_by_label("Flag").select_option("evidence")
    second.get_by_label("Your remark").fill("Which report says so?")
    marieke.go(second.get_by_role("button", name="Save what is typed").last)
    marieke.go(marieke.page.get_by_role("link", name="Return with the remarks"))
    expect(marieke.page.locator("main")).to_contain_text("Which report says so?")
    marieke.page.fill("[name=note]", "See the remark.")
    marieke.go(marieke.page.get_by_role("button", name="Return to the assessor"))

    anna = Visitor(chromium, live_server.url, width=width)
    anna.sign_in("anna@nl.example")
    anna.open(f"{CASE}remarks/")
    anna.page.get_by_label("Answer Marieke Visser").fill("The evaluation, page 12.")
    anna.go(anna.page.get_by_role("button", name="Save what is typed").first)
    expect(anna.page.locator(".thread-answered")).to_contain_text("The evaluation, page 12.")
    anna.open(f"{CASE}history/")
    marieke.open(f"{CASE}remarks/")
    marieke.go(marieke.page.get_by_role("button", name="Settle"))
    expect(marieke.page.locator("main")).to_contain_text("Nothing is left to settle.")
    for visitor in (anna, marieke):
        visitor.leave()


@pytest.mark.parametrize("width", [1280, 390])
def test_evidence_comes_with_its_file_and_is_linked_to_many(
    demonstration, live_server, chromium, tmp_path: Path, width: int
) -> None:
    anna = Visitor(chromium, live_server.url, width=width)
    anna.sign_in("anna@nl.example")
    anna.open(f"{CASE}evidence/new/")
    anna.page.fill("[name=title]", "Audit report")
    anna.page.select_option("[name=kind]", "document")
    anna.page.fill("[name=origin]", "Cour des comptes")
    anna.page.fill("[name=dated]", "2013-05-01")
    anna.page.get_by_label("B Usually reliable").check()
    anna.page.set_input_files("[name=file]", {"name": "audit.pdf", "mimeType": "application/pdf", "buffer": b"MZ\x90"})
    anna.go(anna.page.get_by_role("button", name="Save"))
    expect(anna.page.locator(".faults")).to_contain_text("This is a program and not a document.")
    expect(anna.page.locator("[name=title]")).to_have_value("Audit report")
    file = {"name": "audit.pdf", "mimeType": "application/pdf", "buffer": uploaded.pdf()}
    anna.page.set_input_files("[name=file]", file)
    anna.go(anna.page.get_by_role("button", name="Save"))
    row = anna.page.locator("li", has_text="Audit report").last
    with anna.page.expect_download() as download:
        row.get_by_role("link", name="Download").click()
    target = tmp_path / "audit.pdf"
    download.value.save_as(target)
    assert (download.value.suggested_filename, target.read_bytes()) == ("audit.pdf", uploaded.pdf())
    anna.go(row.get_by_role("link", name="Link to ratings"))
    anna.page.get_by_label("I1.G1").select_option("supports")
    anna.page.get_by_label("I1.G2").select_option("contradicts")
    anna.go(anna.page.get_by_role("button", name="Save the links"))
    expect(anna.page.locator("li", has_text="Audit report").last).to_contain_text("2 ratings rest on it")
    anna.open(f"{CASE}task/new/")
    anna.page.select_option("[name=stretch]", "policy")
    anna.page.select_option("[name=person]", label="Joris Bakker")
    anna.go(anna.page.get_by_role("button", name="Save"))
    expect(anna.page.locator("main")).to_contain_text("assigned by Anna de Wit")
    anna.leave()
