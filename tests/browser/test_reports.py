"""Reports by choice, copies checked, and the portfolio read, as a manager would; axe-core on every page."""

import zipfile
from pathlib import Path

import pytest
from playwright.sync_api import expect

from assessments import models
from assessments.domain import sharing
from frameworks.models import Framework
from ssr_portal.accounts.models import Organisation, Person
from tests.browser.conftest import Visitor
from tests.portfolio_data import fill

CASE = "/assessments/NL-BI-2011/"


def saved(visitor: Visitor, link: str, target: Path) -> Path:
    with visitor.page.expect_download() as download:
        visitor.page.get_by_role("link", name=link).click()
    download.value.save_as(target)
    return target


@pytest.mark.parametrize("width", [1280, 390])
def test_manager_chooses_a_report_and_checks_its_copy(
    demonstration, live_server, chromium, tmp_path, width: int
) -> None:
    marieke = Visitor(chromium, live_server.url, width=width)
    marieke.sign_in("marieke@nl.example")
    marieke.open(f"{CASE}report/")
    marieke.page.get_by_text("Choose edition, length, paper and chapters").click()
    marieke.page.get_by_label("Edition").select_option("shareable")
    marieke.page.get_by_label("Length").select_option("short")
    marieke.page.get_by_label("Risks").check()
    marieke.check()
    marieke.go(marieke.page.get_by_role("button", name="Make this PDF"))
    expect(marieke.page.locator("main")).to_contain_text("Shareable edition, short form, A4; without Risks")
    copy = saved(marieke, "Download the PDF", tmp_path / "copy.pdf")
    assert copy.read_bytes().startswith(b"%PDF-1.7")

    marieke.open("/check/")
    for change, verdict in ((0, "Genuine"), (1, "Altered")):
        content = bytearray(copy.read_bytes())
        content[len(content) // 2] ^= change
        (tmp_path / "sent.pdf").write_bytes(bytes(content))
        marieke.page.get_by_label("Or the PDF file").set_input_files(tmp_path / "sent.pdf")
        marieke.go(marieke.page.get_by_role("button", name="Check"))
        expect(marieke.page.get_by_role("heading", level=2)).to_have_text(verdict)
    marieke.page.get_by_label("Fingerprint").fill("abc")
    marieke.go(marieke.page.get_by_role("button", name="Check"))
    expect(marieke.page.get_by_role("alert")).to_contain_text("A fingerprint has 64 characters")

    marieke.open("/bundles/")
    marieke.page.get_by_label("Burundi").check()
    marieke.page.get_by_label("Length").select_option("short")
    marieke.go(marieke.page.get_by_role("button", name="Make the zip"))
    with zipfile.ZipFile(saved(marieke, "Download the zip", tmp_path / "reports.zip")) as archive:
        assert sorted(archive.namelist()) == ["NL-BI-2011-demonstration.pdf", "contents.txt"]
    marieke.leave()


def test_page_of_a_report_being_made_renews_itself_and_stays_usable(demonstration, live_server, chromium) -> None:
    report = models.Report.objects.create(
        assessment=models.Assessment.objects.get(reference="NL-BI-2014"), fingerprint="a" * 64
    )
    anna = Visitor(chromium, live_server.url)
    anna.sign_in("anna@nl.example")
    anna.open(f"/files/report/{report.uuid}/")
    expect(anna.page.get_by_role("status")).to_contain_text("You can go on working")
    models.Report.objects.filter(pk=report.pk).update(state="failed", failure="memory")
    expect(anna.page.locator(".message-error")).to_contain_text("more memory than a report may have")
    anna.check()
    anna.leave()


@pytest.fixture
def many(demonstration) -> None:
    """Six countries in three years of the first donor; one of the second, shared."""
    framework = Framework.objects.get(code="oecd-ssr", version=1)
    people = {name: Person.objects.get(email__startswith=f"{name}@") for name in ("anna", "marieke", "sofia", "erik")}
    nl, dda = (Organisation.objects.get(short_name=name) for name in ("NL", "DDA"))
    fill(people["anna"], people["marieke"], nl, framework, nations=6, years=range(2022, 2025))
    fill(people["sofia"], people["erik"], dda, framework, nations=1, years=range(2024, 2025))
    sharing.share(models.Assessment.objects.get(organisation=dda, state="approved"), nl, by=people["erik"])


@pytest.mark.parametrize("width", [1280, 390])
def test_largest_unmet_need_in_the_rule_of_law_is_found(many, live_server, chromium, tmp_path, width: int) -> None:
    pieter = Visitor(chromium, live_server.url, width=width)
    pieter.sign_in("pieter@nl.example")
    pieter.go(pieter.page.get_by_role("link", name="Portfolio"))
    pieter.go(pieter.page.get_by_role("link", name="Unmet needs"))
    pieter.page.get_by_label("Field").select_option("F3")
    pieter.go(pieter.page.get_by_role("button", name="Show"))
    table = pieter.page.get_by_role("region", name="Needs of 2 or more")
    needs = [float(text) for text in table.locator("tbody tr td:nth-child(7)").all_inner_texts()]
    assert needs == sorted(needs, reverse=True)
    assert {text.split()[0] for text in table.locator("tbody tr th").all_inner_texts()} == {"F3"}
    for name in ("Countries", "Two tracks", "Confidence and evidence", "Money by field", "Overdue actions"):
        pieter.go(pieter.page.get_by_role("navigation", name="Tables").get_by_role("link", name=name))
    pieter.go(pieter.page.get_by_role("navigation", name="Tables").get_by_role("link", name="Countries"))
    pieter.go(pieter.page.get_by_role("button", name="Portfolio as PDF"))
    assert saved(pieter, "Download the PDF", tmp_path / "p.pdf").read_bytes().startswith(b"%PDF")
    pieter.open("/countries/AF/")
    expect(pieter.page.get_by_role("heading", name="Who works on what")).to_be_visible()
    expect(pieter.page.locator("main")).to_contain_text("shared with you")
    pieter.open("/compare/")
    pieter.page.get_by_label("Compare", exact=True).select_option("NL-AF-2022-P")
    pieter.page.get_by_label("with", exact=True).select_option("DDA-AF-2024-P")
    pieter.go(pieter.page.get_by_role("button", name="Compare"))
    expect(pieter.page.locator("main")).to_contain_text("Two donors judged this country")
    pieter.open("/compare/?one=nothing&other=nowhere")
    expect(pieter.page.get_by_role("alert")).to_contain_text("You can read no assessment of this name.")
    pieter.leave()


@pytest.mark.parametrize("width", [1280, 390])
def test_other_donor_reads_page_and_pdf_of_what_is_shared(many, live_server, chromium, tmp_path, width: int) -> None:
    sofia = Visitor(chromium, live_server.url, width=width)
    sofia.sign_in("sofia@dda.example")
    assessment = models.Assessment.objects.get(reference="NL-BI-2011")
    sharing.share(
        assessment,
        Organisation.objects.get(short_name="DDA"),
        by=Person.objects.get(email="marieke@nl.example"),
        with_evidence=False,
    )
    sofia.open("/shared/NL-BI-2011/")
    expect(sofia.page.locator(".cover")).to_contain_text("Shareable edition.")
    sofia.go(sofia.page.get_by_role("button", name="Get the PDF"))
    assert saved(sofia, "Download the PDF", tmp_path / "s.pdf").read_bytes().startswith(b"%PDF")
    sofia.leave()
