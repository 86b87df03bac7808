"""The main job, end to end, as people do it: fill in, submit, return, mend, approve, read the PDF."""

from pathlib import Path

import pytest
from playwright.sync_api import expect

from assessments import models
from tests.browser.conftest import Visitor

CASE = "/assessments/NL-BI-2014/"
NOTHING_KEPT = "!Object.keys(localStorage).some((key) => key.startsWith('draft:'))"
SECTIONS = ("context", "programmes", "goals", "evidence", "plan")


def fill_in_block(visitor: Visitor, pk: int, choice: str) -> None:
    """Open a criterion, choose, write, and save it by its own button."""
    block = visitor.page.locator(f"#r{pk}")
    if block.get_attribute("open") is None:
        block.locator("summary").click()
    if not visitor.script and block.get_attribute("data-body"):
        block.get_by_role("link", name="Open this criterion").click()
    block.locator(f"[name=r{pk}-choice][value='{choice}']").check()
    if choice == "insufficient":
        block.locator(f"[name=r{pk}-tried]").fill("Asked the ministry; no answer. Next: the ombudsman.")
    else:
        block.locator(f"[name=r{pk}-justification]").fill("The evaluation says so.")
        block.locator(f"[name=r{pk}-confidence][value=low]").check()
    block.locator(f"[data-save='{pk}']").click()


def lacking(part: str) -> list[int]:
    rows = models.Rating.objects.filter(assessment__reference="NL-BI-2014", status="unrated", criterion__part=part)
    return list(rows.order_by("pk").values_list("pk", flat=True))


def finish(visitor: Visitor) -> None:
    """Rate what is left, each on the page where it stands."""
    places = [
        ("score/governance/", lacking("governance")),
        ("score/need/", lacking("need")),
        ("score/policy/", lacking("policy")),
    ]
    for programme in models.Programme.objects.filter(assessment__reference="NL-BI-2014"):
        unrated = programme.ratings.filter(status="unrated").order_by("pk").values_list("pk", flat=True)
        places.append((f"score/programme/{programme.pk}/", list(unrated)))
    for path, ratings in places:
        visitor.open(CASE + path)
        for number, pk in enumerate(ratings):
            fill_in_block(visitor, pk, "insufficient" if number % 2 else "2")
            if visitor.script:
                expect(visitor.page.locator(f"#state-{pk}.saved")).to_be_visible()
            else:
                expect(visitor.page.locator(".message-success")).to_contain_text("1 rating saved.")
        visitor.check()
        if visitor.script:  # "saved" may have been told of the choice alone; the text goes after it
            visitor.page.wait_for_function(NOTHING_KEPT)


def submit(visitor: Visitor) -> None:
    visitor.open(CASE)
    visitor.page.get_by_role("link", name="Submit for review").click()
    visitor.check()
    visitor.page.get_by_role("button", name="Submit for review").click()
    expect(visitor.page.locator(".case-head .state")).to_have_text("Submitted")


def send_back(visitor: Visitor) -> None:
    visitor.open(CASE)
    visitor.page.get_by_role("link", name="Return with a note").click()
    visitor.check()
    visitor.page.get_by_role("button", name="Return to the assessor").click()
    expect(visitor.page.locator(".faults")).to_contain_text("Fill in “What has to be corrected”")
    visitor.page.fill("[name=note]", "Parliament's transparency needs its source.")
    visitor.page.get_by_role("button", name="Return to the assessor").click()
    expect(visitor.page.locator(".case-head .state")).to_have_text("Returned")


def approve(visitor: Visitor) -> None:
    visitor.open(CASE)
    visitor.page.get_by_role("link", name="Approve").click()
    visitor.check()
    visitor.page.fill("[name=note]", "Sound; the limits are stated.")
    visitor.page.get_by_role("button", name="Approve").click()
    expect(visitor.page.locator(".faults")).to_contain_text("Tick that you approve with what is unusual")
    visitor.page.get_by_label("I approve with").check()
    visitor.page.get_by_role("button", name="Approve").click()
    expect(visitor.page.locator(".case-head .state")).to_have_text("Approved")


@pytest.mark.parametrize(("script", "width"), [(True, 1280), (False, 390)], ids=["script", "no-script-390"])
def test_main_job(demonstration, live_server, chromium, tmp_path: Path, script: bool, width: int) -> None:
    anna = Visitor(chromium, live_server.url, script=script, width=width)
    anna.sign_in("anna@nl.example")
    expect(anna.page.locator("[aria-labelledby=waiting-head] .waiting")).to_contain_text("Burundi")
    for section in SECTIONS:
        anna.open(f"{CASE}{section}/")
    finish(anna)
    submit(anna)

    marieke = Visitor(chromium, live_server.url, script=script, width=width)
    marieke.sign_in("marieke@nl.example")
    expect(marieke.page.locator("[aria-labelledby=waiting-head] .waiting")).to_contain_text("Submitted: review it")
    marieke.open(f"{CASE}report/")
    send_back(marieke)

    anna.open("/")
    expect(anna.page.locator("[aria-labelledby=waiting-head] .waiting")).to_contain_text(
        "Returned: correct it and submit it again"
    )
    mended = models.Rating.objects.get(assessment__reference="NL-BI-2014", criterion__code="I5.G1")
    anna.open(f"{CASE}score/governance/?open={mended.pk}")
    anna.page.fill(f"[name=r{mended.pk}-justification]", "Mended: see the evaluation of phase II.")
    anna.page.click(f"[data-save='{mended.pk}']")
    expect(anna.page.locator(f"#state-{mended.pk}.saved" if script else ".message-success")).to_be_visible()
    submit(anna)

    approve(marieke)
    marieke.page.get_by_role("link", name="Read the report").click()
    marieke.check()
    marieke.page.get_by_role("button", name="Get the approved PDF").click()
    marieke.check()
    with marieke.page.expect_download() as download:
        marieke.page.get_by_role("link", name="Download the PDF").click()
    target = tmp_path / "report.pdf"
    download.value.save_as(target)
    assert target.read_bytes().startswith(b"%PDF-1.7")
    assert "Mended: see the evaluation" in models.Rating.objects.get(pk=mended.pk).justification

    sofia = Visitor(chromium, live_server.url, script=script, width=width)
    sofia.sign_in("sofia@dda.example")
    assert "NL-BI" not in sofia.page.content()
    assert sofia.page.goto(live_server.url + CASE).status == 404
    sofia.check()

    fatima = Visitor(chromium, live_server.url, script=script)
    fatima.sign_in("fatima@portal.example")
    assert fatima.page.goto(live_server.url + CASE).status == 404

    for visitor in (anna, marieke, sofia, fatima):
        visitor.leave()
    if script:
        assert len(anna.checked) + len(marieke.checked) > 25


def pages_of_anna() -> list[str]:
    """The assessor's pages of the main job, one of each kind."""
    rating = models.Rating.objects.filter(assessment__reference="NL-BI-2014", links__isnull=False).first()
    risk = models.Risk.objects.filter(assessment__reference="NL-BI-2014").first()
    return [
        "/",
        "/?state=approved",
        "/assessments/new/",
        "/frameworks/",
        "/frameworks/oecd-ssr/1/",
        CASE,
        f"{CASE}facts/",
        f"{CASE}context/change/",
        f"{CASE}score/governance/?open={rating.pk}",
        f"{CASE}ratings/{rating.pk}/",
        f"{CASE}report/",
        f"{CASE}move/submit/",
        f"{CASE}risk/{risk.pk}/",
        f"{CASE}risk/{risk.pk}/remove/",
        "/assessments/NL-BI-2011/",
        "/nowhere/",
        f"{CASE}action/new/",
        f"{CASE}evidence/new/",
        f"{CASE}programme/new/",
        f"{CASE}goal/new/",
        f"{CASE}indicator/new/",
        f"{CASE}actor/new/",
        f"{CASE}consultation/new/",
        f"{CASE}priority/new/",
        f"{CASE}assumption/new/",
        f"{CASE}tasks/",
        f"{CASE}task/new/",
        f"{CASE}remarks/",
        f"{CASE}history/",
        f"{CASE}review/governance/",
        f"{CASE}reply/new/?rating={rating.pk}",
        f"{CASE}evidence/{rating.links.first().evidence_id}/ratings/",
    ]


@pytest.mark.parametrize("width", [1280, 390])
def test_every_page_passes_axe(demonstration, live_server, chromium, width: int) -> None:
    nobody = Visitor(chromium, live_server.url, width=width)
    for path in ("/accounts/login/", "/accounts/password/reset/"):
        nobody.open(path)
    nobody.leave()
    anna = Visitor(chromium, live_server.url, width=width)
    anna.sign_in("anna@nl.example")
    paths = pages_of_anna()
    for path in paths:
        anna.open(path)
    anna.page.click("button:has-text('Save')")  # an empty form: the faults are announced
    anna.check()
    anna.leave()
    assert len(anna.checked) == len(paths) + 2


def test_sharing_passes_axe(demonstration, live_server, chromium) -> None:
    marieke = Visitor(chromium, live_server.url)
    marieke.sign_in("marieke@nl.example")
    marieke.open("/assessments/NL-BI-2011/share/")
    marieke.page.select_option("[name=organisation]", label="Demonstration Donor Agency")
    marieke.page.get_by_role("button", name="Share").click()
    expect(marieke.page.locator(".message-success")).to_contain_text("Shared with Demonstration Donor Agency.")
    marieke.check()
    marieke.leave()
    sofia = Visitor(chromium, live_server.url, width=390)
    sofia.sign_in("sofia@dda.example")
    sofia.page.get_by_role("link", name="Burundi Apr 2009 – Dec 2011").click()
    expect(sofia.page.locator(".message-info")).to_contain_text("Shared by Netherlands Ministry of Foreign Affairs")
    sofia.check()
    sofia.leave()


def test_expired_session_keeps_every_block_that_was_typed(demonstration, live_server, chromium) -> None:
    anna = Visitor(chromium, live_server.url)
    anna.sign_in("anna@nl.example")
    first, second = lacking("governance")[:2]
    anna.open(f"{CASE}score/governance/?open={first}")
    anna.page.fill(f"[name=r{first}-justification]", "First text, typed for an hour.")
    anna.page.locator(f"#r{second} summary").click()
    anna.page.fill(f"[name=r{second}-justification]", "Second text.")
    anna.context.clear_cookies(name="session")
    anna.page.click(f"[data-save='{second}']")
    anna.page.fill("[name=login]", "anna@nl.example")
    anna.page.fill("[name=password]", "bujumbura-on-the-lake")
    anna.page.click("main button")
    expect(anna.page.locator(f"[name=r{first}-justification]")).to_have_value("First text, typed for an hour.")
    expect(anna.page.locator(f"[name=r{second}-justification]")).to_have_value("Second text.")
    expect(anna.page.get_by_text("You were not signed in any more")).to_be_visible()
    anna.leave()


def test_keyboard_alone_rates_a_criterion(demonstration, live_server, chromium) -> None:
    anna = Visitor(chromium, live_server.url)
    anna.sign_in("anna@nl.example")
    pk = lacking("policy")[0]
    anna.open(f"{CASE}score/policy/?open={pk}")
    anna.page.locator(f"#r{pk} summary").focus()
    anna.page.keyboard.press("Tab")  # to the copying of last time's justification
    anna.page.keyboard.press("Tab")
    anna.page.keyboard.press("ArrowUp")  # from "unrated", the last, up to "insufficient evidence"
    anna.page.keyboard.press("Tab")
    anna.page.keyboard.type("Asked headquarters.")
    anna.page.locator(f"[data-save='{pk}']").focus()
    anna.page.keyboard.press("Enter")
    anna.stores(models.Rating.objects.get(pk=pk), status="insufficient", tried="Asked headquarters.")
    expect(anna.page.locator(f"#state-{pk}.saved")).to_be_visible()
    anna.leave()
