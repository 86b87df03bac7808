"""Small components and filters with declared arguments."""

import re
from datetime import datetime
from decimal import Decimal
from fractions import Fraction
from typing import Any

from django import template
from django.template.base import Parser, Token
from django.template.context import Context
from django.template.defaulttags import CsrfTokenNode
from django.utils import dateformat, formats, timezone
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext

from ssr_portal.accounts import drafts, once, unsent
from ssr_portal.text import paragraphs, plain_text, word_diff
from ssr_portal.values import figures

register = template.Library()
DASH = "–"
# What the next higher confidence would need (`assessments.confidence.Suggestion`).
HIGHER_NEEDS = {
    "agreement": gettext_lazy("sources that do not contradict the rating"),
    "recent": gettext_lazy("a source at most 36 months old at the end of the period"),
    "graded": gettext_lazy(
        "a source graded A or B and 1 or 2, or two graded C3 or better of which neither rests on the other"
    ),
    "independent": gettext_lazy("two sources that are independent of each other"),
    "fresh": gettext_lazy("a source graded A or B and 1 or 2 that is under 24 months old at the end of the period"),
    "disinterested": gettext_lazy("a source without an interest in the result"),
    "strands": gettext_lazy("a level that follows from the strands"),
    "harm": gettext_lazy("that somebody looked for harm"),
}
OPTION = '<option value="{}">{}</option>'
EMPTY_HEADING = re.compile(r"<th\b([^>]*)>\s*</th>")


class FormTokens(CsrfTokenNode):
    """What every form carries: Django's token against forgery and, for a signed-in person, ours against doubles."""

    def render(self, context: Context) -> str:
        """Both as hidden fields; the page of nobody has the first alone."""
        request = getattr(context, "request", None)
        fields = super().render(context)
        if request is None or not getattr(request, "user", None) or not request.user.is_authenticated:
            return fields
        token = once.token_on(request)
        return format_html('{}<input type="hidden" name="{}" value="{}">', fields, once.FIELD, token)


@register.tag
def csrf_token(parser: Parser, token: Token) -> FormTokens:  # noqa: ARG001 - Django's own signature
    """Django's tag of this name, and the token of `accounts.once` with it: so that no form can be without."""
    return FormTokens()


@register.simple_tag(takes_context=True)
def kept_for(context: Context) -> str:
    """The mark by which unsent text finds its author again; see `accounts.unsent`."""
    return unsent.mark_of(context["request"].user.pk)


@register.simple_tag(takes_context=True)
def draft_key(context: Context) -> str:
    """The key of what this person's browser keeps; see `accounts.drafts`."""
    return drafts.key_of(context["request"].user.pk)


register.filter(plain_text.stopped)


@register.filter
def figure(value: Decimal | Fraction | None) -> str:
    """A score with one decimal, or a dash where there is none."""
    return DASH if value is None else figures.shown(value, 1)


@register.filter
def value(value: Fraction | None) -> str:
    """A value from 0 to 4 as levels are written: whole where it is, else with one decimal; a dash where there is none."""
    return DASH if value is None else figures.value(value)


@register.filter
def between(ends: tuple[Fraction, Fraction]) -> str:
    """What the answers leave open of a score: "1.7–2.3"."""
    return figures.between(*ends)


@register.filter
def whole(value: Decimal | None) -> str:
    """A percentage or amount without decimals; a dash where there is none."""
    return DASH if value is None else figures.shown(value, 0)


@register.filter
def amount(value: Decimal | None, currency: str = "") -> str:
    """An amount without decimals, in a currency where one is given; what rounds to nothing is said to be under 1."""
    if value is None:
        return DASH
    if 0 < value < 1:
        return _("under %(one)s") % {"one": f"{currency} 1".strip()}
    return f"{currency} {figures.shown(value, 0)}".strip()


@register.filter
def moment(value: datetime | None) -> str:
    """Day and time with the zone's name: the one way in which pages and papers show times (docs/domain.md §7)."""
    return _with_zone(value, "DATETIME_FORMAT") if value else DASH


def _with_zone(value: datetime, form: str) -> str:
    local = timezone.localtime(value)
    return f"{formats.date_format(local, form)} {dateformat.format(local, 'e')}"


@register.simple_tag
def when(value: datetime, *, clock: bool = False) -> SafeString:
    """The same for machines too; `clock` for the time of today alone, which a script shows in the visitor's own zone."""
    moment_of = timezone.localtime(value).isoformat()
    if clock:
        return format_html('<time datetime="{}" data-clock>{}</time>', moment_of, _with_zone(value, "TIME_FORMAT"))
    return format_html('<time datetime="{}">{}</time>', moment_of, moment(value))


@register.inclusion_tag("components/state.html")
def state(*, value: str, label: str) -> dict[str, str]:
    """A state as a coloured word."""
    return {"value": value, "label": label}


@register.inclusion_tag("components/progress.html")
def progress(*, done: int, total: int, label: str) -> dict[str, object]:
    """A progress bar that says its figures in words."""
    return {"done": done, "total": total, "percent": 100 if total == 0 else done * 100 // total, "label": label}


@register.simple_tag
def level(*, rating: Any) -> SafeString:
    """One rating's standing as digit, word and shade; in Python, since pages show up to a hundred."""
    look = f"mark mark-{rating.status} {rating.look}".rstrip()
    if rating.status == "level":
        mark = format_html('<span class="{}"><b>{}</b> {}</span>', look, rating.level, rating.level_name)
        if rating.answers and rating.without_harm is None:
            mark += format_html(' <span class="strand-marks">{}</span>', rating.strand_marks)
    else:
        mark = format_html(
            '<span class="{}">{}</span>', look, _("Withheld") if rating.withheld else status_words(rating.chosen)
        )
    mark += harm_sign(rating.harm_mark)
    if rating.chosen != rating.status:
        needs = _("needs a reason") if rating.chosen == "na" else _("needs to say what was tried")
        mark += format_html(' <span class="lack">{}</span>', needs)
    if rating.judged.to_confirm:
        words = _("by description, to be confirmed") if rating.is_by_description else _("to be confirmed")
        mark += format_html(' <span class="lack">{}</span>', words)
    return mark


@register.filter
def harm_sign(words: str) -> SafeString:
    """The mark of harm, beside a level: a sign and words, never a colour alone; nothing where there is none."""
    if not words:
        return SafeString("")
    return format_html(' <span class="harm">(<span aria-hidden="true">⚠</span> {})</span>', words)


@register.simple_tag
def higher_needs(*, rating: Any) -> str:
    """What would have to be there for the next higher confidence to be suggested; nothing where the highest is."""
    if not rating.higher_needs:
        return ""
    what = {"what": "; ".join(str(HIGHER_NEEDS[name]) for name in rating.higher_needs)}
    if rating.suggested == "low":
        return _("Medium would need: %(what)s.") % what
    return _("High would need: %(what)s.") % what


@register.simple_tag
def plain(text: str) -> SafeString:
    """Paragraphs and lists of plain text, escaped."""
    return paragraphs.as_html(text)


@register.filter
def status_words(status: str) -> str:
    """The four things a rating can be, and what stands where none was asked for."""
    return {
        "unrated": _("Unrated"),
        "na": _("Not applicable"),
        "insufficient": _("Insufficient evidence"),
        "level": _("Level"),
        "not-asked": _("Not asked"),
    }[status]


@register.filter
def at_moment(moment: str) -> str:
    """When a need was so, within a sentence; empty of one in the period as a whole."""
    return {"start": _("at the start of the period"), "end": _("at the end of the period")}.get(moment, "")


@register.filter
def confidence_words(confidence: str) -> str:
    """How sure a judgement is, within a sentence."""
    words = {
        "low": pgettext("confidence", "low"),
        "medium": pgettext("confidence", "medium"),
        "high": pgettext("confidence", "high"),
    }
    return words.get(confidence, confidence)


@register.simple_tag
def words(*, old: str, new: str) -> SafeString:
    """Both texts as one, word by word: what went is deleted, what came is inserted."""
    return word_diff.as_html(old, new)


@register.filter
def field_of(form: Any, pk: int) -> Any:
    """The field that a form has for one of many things."""
    return form.field_of(pk)


@register.inclusion_tag("components/remark_box.html")
def remark_box(*, form: Any, name: str, pk: int, label: str) -> dict[str, str]:
    """A box for one of many remarks or answers, with what was typed and what is wrong with it."""
    field = f"{name}-{pk}"
    return {"field": field, "label": label, "text": form.shown(field), "fault": form.fault(field)}


@register.filter
def cells_for_empty_headings(table: SafeString) -> SafeString:
    """Django's rows of the desk have columns that nothing stands above; a heading without words says nothing to who hears it."""
    return SafeString(EMPTY_HEADING.sub(r"<td\1></td>", table))


@register.simple_tag
def flag_options(*, form: Any, pk: int) -> SafeString:
    """The flags to choose from, with the one that was chosen."""
    chosen = form.shown(f"flag-{pk}")
    options = (
        format_html('<option value="{}" selected>{}</option>' if value == chosen else OPTION, value, label)
        for value, label in form.fields[f"flag-{pk}"].choices
    )
    return format_html_join("", "{}", ((option,) for option in options))
