"""Two texts word by word: what stayed, what went, what came."""

from difflib import SequenceMatcher

from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

ALIKE = 0.4  # texts that share less are shown whole, one after the other: shared little words only confuse
Run = tuple[str, str]  # "same", "gone" or "new", and the words


def runs(old: str, new: str) -> tuple[Run, ...]:
    """Both texts as one row of words."""
    before, after = old.split(), new.split()
    matcher = SequenceMatcher(None, before, after, autojunk=False)
    if matcher.ratio() < ALIKE:
        return tuple((name, text) for name, text in (("gone", " ".join(before)), ("new", " ".join(after))) if text)
    found: list[Run] = []
    for kind, a, b, c, d in matcher.get_opcodes():
        if kind == "equal":
            found.append(("same", " ".join(before[a:b])))
            continue
        found += [(name, " ".join(part)) for name, part in (("gone", before[a:b]), ("new", after[c:d])) if part]
    return tuple(found)


def as_html(old: str, new: str) -> SafeString:
    """With del and ins, each announced in words to those who do not see the difference."""
    marks = {
        "same": "{}",
        "gone": '<del><span class="visually-hidden">' + _("went:") + " </span>{}</del>",
        "new": '<ins><span class="visually-hidden">' + _("came:") + " </span>{}</ins>",
    }
    return format_html_join(" ", "{}", ((format_html(marks[kind], text),) for kind, text in runs(old, new)))
