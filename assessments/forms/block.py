"""The criterion as its form shows it: the parts that are the same for everybody are made once.

A page holds up to 36 of these. What depends on the criterion alone is rendered once per language and kept; fields are
put together in Python, since templates would spend most of the page's time on them.
"""

from functools import lru_cache
from typing import NamedTuple

from django.template.loader import render_to_string
from django.utils.functional import Promise
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from assessments.models import Rating
from assessments.scorecard.values import Criterion

KEPT = 1024
Choice = tuple[str, SafeString]


class Note(NamedTuple):
    """What stands below a field: a fault, or that something is needed."""

    text: str
    is_fault: bool

    @property
    def look(self) -> str:
        """The class that colours it."""
        return "invalid" if self.is_fault else "needed"


NOTHING = Note("", is_fault=False)


def needed(name: str, fault: Promise, *, is_fault: bool) -> Note:
    """That a field has to be filled in: in plain words while it is being chosen, as a fault once it was left or saved."""
    if is_fault:
        return Note(str(fault), is_fault=True)
    return Note(_("Reason needed") if name in {"reason", "confidence_reason"} else _("Needed"), is_fault=False)


def criterion_html(criterion: Criterion) -> SafeString:
    """Text, guiding questions and hint."""
    return _criterion_html(criterion, get_language())


@lru_cache(maxsize=KEPT)
def _criterion_html(criterion: Criterion, _language: str) -> SafeString:
    return SafeString(render_to_string("assessments/scoring/criterion.html", {"c": criterion}))


def choices_html(criterion: Criterion, prefix: str, chosen: str) -> SafeString:
    """A radio button for each level, and for the three other things that a rating can be."""
    return format_html_join(
        "",
        '<label class="level-choice"><input type="radio" name="{}-choice" value="{}"{}>{}</label>',
        (
            (prefix, value, SafeString(" checked") if value == (chosen or "unrated") else "", label)
            for value, label in _choices(criterion, get_language())
        ),
    )


@lru_cache(maxsize=KEPT)
def _choices(criterion: Criterion, _language: str) -> tuple[Choice, ...]:
    need = " shade-need" if criterion.part == "need" else ""
    levels = [
        (str(level.value), str(level.value), f"shade-{level.shade}{need}", level.name, level.description)
        for level in criterion.levels
    ]
    others = [
        ("na", "n/a", "level-na", _("Not applicable"), _("The thing cannot exist here.")),
        ("insufficient", "?", "level-insufficient", _("Insufficient evidence"), _("It exists, but we cannot judge.")),
        ("unrated", "", "level-unrated", _("Unrated"), _("Not looked at yet.")),
    ]
    label = '<span class="level-digit {}" aria-hidden="{}">{}</span><span><b>{}</b> {}</span>'
    return tuple(
        (value, format_html(label, look, str(not digit.isdigit()).lower(), digit, name, text))
        for value, digit, look, name, text in levels + others
    )


def text_html(prefix: str, name: str, label: str, rows: int, text: str, note: Note, fault: Promise) -> SafeString:
    """A labelled text area with the note below it; `fault` is what the note says once the field was left empty."""
    return format_html(
        '<label for="{0}">{1}</label><textarea class="form-control" id="{0}" name="{0}" rows="{2}" dir="auto" '
        'aria-describedby="{0}-fault" data-fault="{6}">\n{3}</textarea><p class="{5}" id="{0}-fault">{4}</p>',
        f"{prefix}-{name}",
        label,
        rows,
        text,
        note.text,
        note.look,
        fault,
    )


def confidences_html(prefix: str, chosen: str) -> SafeString:
    """Radio buttons for low, medium and high."""
    return format_html_join(
        " ",
        '<label><input type="radio" name="{}-confidence" value="{}"{}> {}</label>',
        (
            (prefix, value, SafeString(" checked") if value == chosen else "", label)
            for value, label in _confidences(get_language())
        ),
    )


@lru_cache(maxsize=16)
def _confidences(_language: str) -> tuple[tuple[str, str], ...]:
    return tuple((value, str(label)) for value, label in Rating.Confidence.choices)


def audiences_html(chosen: str, followed: str) -> SafeString:
    """The options of who may see the rating: as chosen for its part, or an exception."""
    return format_html_join(
        "",
        '<option value="{}"{}>{}</option>',
        (
            (value, SafeString(" selected") if value == chosen else "", label)
            for value, label in _audiences(followed, get_language())
        ),
    )


@lru_cache(maxsize=16)
def _audiences(followed: str, _language: str) -> tuple[tuple[str, str], ...]:
    words = {value: str(label) for value, label in Rating.Audience.choices}
    follows = _("As chosen for this part: %(who)s") % {"who": words[followed]}
    return (("", follows), *((value, _("Exception: %(who)s") % {"who": words[value]}) for value in words))


def hidden_html(prefix: str, revision: int, untouched: str, mutation: str) -> SafeString:
    """What a save has to bring along."""
    return format_html_join(
        "",
        '<input type="hidden" name="{}-{}" value="{}">',
        (
            (prefix, "revision", revision),
            (prefix, "untouched", untouched),
            (prefix, "mutation", mutation),
            (prefix, "unanswered", ""),
        ),
    )
