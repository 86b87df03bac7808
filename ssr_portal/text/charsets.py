"""Charsets in which browsers send texts; whatever else a request names is read as UTF-8.

Python knows many more codecs. Some give half characters (`unicode_escape`), some are no charsets (`idna`, `punycode`, `hex`),
some fail on what others read: none of them is ever asked (https://encoding.spec.whatwg.org/#names-and-labels).
"""

import codecs

OURS = "utf-8"
# By Python's names. UTF-16 is not among them: browsers send the forms of such a page as UTF-8.
OF_BROWSERS = {
    OURS,
    "ascii",
    *(f"iso8859-{part}" for part in (1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 13, 14, 15, 16)),
    *(f"cp125{page}" for page in range(9)),
    *("cp866", "cp874", "tis-620", "koi8-r", "koi8-u", "mac-roman", "mac-cyrillic"),
    *("gbk", "gb2312", "gb18030", "big5", "euc_jp", "euc_kr", "shift_jis"),
}


def charset_of_text(name: str) -> str:
    """Python's name of the charset, or UTF-8 where it is none that a browser sends."""
    try:
        found = codecs.lookup(name).name
    except (LookupError, ValueError):
        return OURS
    return found if found in OF_BROWSERS else OURS
