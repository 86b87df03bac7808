"""Plain text with paragraphs and lists as HTML: everything escaped, each block in its own direction of writing."""

from itertools import groupby

from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

BULLETS = ("- ", "* ", "• ")


def as_html(text: str) -> SafeString:
    """Lines become paragraphs, lines that begin with a bullet become list items."""
    lines = [line.strip() for line in text.split("\n") if line.strip()]
    blocks = [_block(is_list, list(group)) for is_list, group in groupby(lines, key=_is_item)]
    return format_html_join("", "{}", ((block,) for block in blocks))


def _is_item(line: str) -> bool:
    return line.startswith(BULLETS)


def _block(is_list: bool, lines: list[str]) -> SafeString:
    if is_list:
        return format_html(
            "<ul>{}</ul>", format_html_join("", '<li dir="auto">{}</li>', ((line[2:],) for line in lines))
        )
    return format_html_join("", '<p dir="auto">{}</p>', ((line,) for line in lines))
