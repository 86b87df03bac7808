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

from assessments import answers
from assessments.forms.conflict import FOLLOWS
from assessments.models import Rating
from assessments.scorecard.values import Criterion
from frameworks.values import Strand

KEPT = 1024
_PREFIX = "r0"  # no rating has this key
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


def strand_html(strand: Strand, prefix: str, chosen: str, note: Note) -> SafeString:
    """A radio button for each step, for each span, and for the two answers that name none; what is wrong with it below."""
    name = f"{prefix}-{strand.code}"
    made = _strand_html(strand, get_language()).replace(_PREFIX, prefix)
    checked = made.replace(f'value="{chosen}">', f'value="{chosen}" checked>')
    fault = format_html('<p class="{}" id="{}-answer-{}-fault">{}</p>', note.look, prefix, strand.code, note.text)
    return SafeString(f'<fieldset class="strand-ask" id="{name}">{checked}{fault}</fieldset>')


@lru_cache(maxsize=KEPT)
def _strand_html(strand: Strand, _language: str) -> str:
    """As one that nothing was answered on shows it, with `_PREFIX` where the rating's prefix stands."""
    name = f"{_PREFIX}-answer-{strand.code}"
    none = _("Less than step 1: it was looked at, or a source says so.")
    steps = [("0", 0, none), *((str(step.value), step.shade, step.text) for step in strand.steps)]
    others = [("?", _("Not known"))]
    if answers.looks_at_cases(strand):
        others.append(("-", _("No case arose")))
    spans = [(span, answers.in_words(span)) for span in answers.spans(answers.top_of(strand))]
    short = '<label class="answer-choice"><input type="radio" name="{}" value="{}"><span>{}</span></label>'
    return format_html(
        '<legend><span class="rating-code">{}</span> {}</legend>{}{}<div class="answers">{}</div>'
        '<details class="between"><summary>{}</summary><div class="answers">{}</div></details>',
        strand.code,
        strand.name,
        format_html('<p class="quiet">{}</p>', strand.question) if strand.question else "",
        format_html_join(
            "",
            '<label class="level-choice"><input type="radio" name="{}" value="{}">'
            '<span class="level-digit shade-{}">{}</span><span>{}</span></label>',
            ((name, value, shade, value, text) for value, shade, text in steps),
        ),
        format_html_join("", short, ((name, *each) for each in [*others, ("", _("Not answered yet"))])),
        _("Between two steps"),
        format_html_join("", short, ((name, *each) for each in spans)),
    )


def signs_html(criterion: Criterion) -> SafeString:
    """What is often seen at each level, folded."""
    return _signs_html(criterion, get_language())


@lru_cache(maxsize=KEPT)
def _signs_html(criterion: Criterion, _language: str) -> SafeString:
    return SafeString(render_to_string("frameworks/signs.html", {"signs": criterion.signs}))


def choices_html(criterion: Criterion, prefix: str, chosen: str) -> SafeString:
    """A radio button for each level, and for the three other things that a rating can be.

    On strands: for what follows from the answers, for "not applicable", and for each level beside the one that follows.
    """
    fallback = FOLLOWS if criterion.strands else "unrated"
    return format_html_join(
        "",
        '<label class="level-choice"><input type="radio" name="{}-choice" value="{}"{}>{}</label>',
        (
            (prefix, value, SafeString(" checked") if value == (chosen or fallback) else "", label)
            for value, label in _choices(criterion, get_language())
        ),
    )


@lru_cache(maxsize=KEPT)
def _choices(criterion: Criterion, _language: str) -> tuple[Choice, ...]:
    return _beside(criterion) if criterion.strands else _levels(criterion)


def _beside(criterion: Criterion) -> tuple[Choice, ...]:
    """What follows from the answers, or else."""
    label = "<span><b>{}</b> {}</span>"
    others = [
        (FOLLOWS, format_html(label, _("As follows from the answers"), "")),
        ("na", format_html(label, _("Not applicable"), _("The thing cannot exist here."))),
    ]
    digit = '<span class="level-digit shade-{}">{}</span><span>{} {}</span>'
    levels = (
        (str(lv.value), format_html(digit, lv.shade, lv.value, lv.name, lv.description)) for lv in criterion.levels
    )
    return (*others, *levels)


def _levels(criterion: Criterion) -> tuple[Choice, ...]:
    need = " shade-need" if criterion.is_grave else ""
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


def harms_html(prefix: str, chosen: str) -> SafeString:
    """Radio buttons for what was found of harm."""
    return format_html_join(
        " ",
        '<label><input type="radio" name="{}-harm" value="{}"{}> {}</label>',
        (
            (prefix, value, SafeString(" checked") if value == chosen else "", label)
            for value, label in Rating.Harm.choices
        ),
    )


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
