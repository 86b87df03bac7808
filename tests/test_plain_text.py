"""What people type, cleaned at the door; and how it is shown."""

from hypothesis import given
from hypothesis import strategies as st

from ssr_portal.paragraphs import as_html
from ssr_portal.plain_text import clean


def test_clean_drops_what_later_parts_choke_on() -> None:
    assert clean("a\x00b\x0b\x1f\ud800\ufffe\u202ec") == "abc"


def test_clean_keeps_lines_tabs_and_other_scripts() -> None:
    assert clean("a\r\nb\rc\td العربية 治安") == "a\nb\nc\td العربية 治安"


@given(st.text())
def test_clean_twice_is_clean_once(text: str) -> None:
    assert clean(clean(text)) == clean(text)
    clean(text).encode("utf-8")


def test_paragraphs_and_lists_are_escaped() -> None:
    assert as_html("One <b>\n\n- first\n- second\nTwo") == (
        '<p dir="auto">One &lt;b&gt;</p><ul><li dir="auto">first</li><li dir="auto">second</li></ul><p dir="auto">Two</p>'
    )
