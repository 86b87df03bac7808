"""What is pasted in several lines into a field of one line keeps its words apart, before it is saved."""

from pathlib import Path

from django.conf import settings
from playwright.sync_api import Browser

SCRIPT = Path(settings.BASE_DIR) / "static" / "js" / "lines.js"


def test_pasted_lines_become_blanks_and_can_be_undone(chromium: Browser) -> None:
    page = chromium.new_page()
    page.set_content('<textarea id="from"></textarea><input id="to" value="One"><textarea id="long"></textarea>')
    page.add_script_tag(content=SCRIPT.read_text(encoding="utf-8"), type="module")
    page.fill("#from", " two\nthree\u2028four\tfive\n")
    page.focus("#from")
    page.keyboard.press("Control+a")
    page.keyboard.press("Control+c")
    page.focus("#to")
    page.keyboard.press("End")
    page.keyboard.type(" ")
    page.keyboard.press("Control+v")
    assert page.input_value("#to") == "One two three four five"
    page.keyboard.press("Control+z")
    assert page.input_value("#to") in ("One ", "One")  # typing before it may be undone along
    page.focus("#long")
    page.keyboard.press("Control+v")
    assert page.input_value("#long") == " two\nthree\u2028four\tfive\n"
    page.close()
