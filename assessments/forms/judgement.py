"""The form of one rating: a crispy layout object with its own template, since stock field templates cost too much."""

import hashlib
import uuid
from collections.abc import Collection, Mapping
from dataclasses import replace
from typing import Any

from crispy_forms.helper import FormHelper
from django import forms
from django.template.loader import get_template
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _

from assessments import models, scorecard
from assessments.domain.judgement import Judgement, Link
from assessments.forms import block
from assessments.forms.conflict import ANSWER, FOLLOWS, LABELS, Clash, as_fields, clashes, labels_of
from assessments.queries.scoring import turns_of
from assessments.scorecard import values
from frameworks.domain.difference import Turn
from ssr_portal.text.plain_text import LineField, LongTextField, whole_number
from ssr_portal.values.fields import MOST_CHARACTERS, at_most_lines
from ssr_portal.values.missing import Asking

Status = models.Rating.Status
TEXTS = {
    "level_reason": 2,
    "reason": 2,
    "tried": 2,
    "justification": 4,
    "confidence_reason": 2,
    "harm_text": 3,
}  # rows on the page
BOOKKEEPING = ("revision", "untouched", "mutation", "unanswered")
NEEDED = {
    "level_reason": _("Say why another level is right than follows from the answers."),
    "reason": _("Say why this cannot exist here."),
    "tried": _("Say what was tried, and what the next step is."),
    "justification": _("Say why you chose this level."),
    "confidence": _("Say how sure you are."),
    "harm": _("Say whether somebody looked for harm, and what was found."),
    "harm_text": _("Say what harm was done, to whom, when, and what was done about it."),
    "confidence_reason": _("The evidence suggests another confidence. Say why yours differs."),
}
# The label and the fault of what a start asks where it takes over the end of the period before.
OF_A_START = (
    {"level_reason": _("Why another level than at the end of the period before")},
    {"level_reason": _("Say why another level is right than at the end of the period before.")},
)
MOST_UNANSWERED = 50
OF_THE_PAGE = ("cited", "last", "default_audience", "replies")  # what a save leaves as its page showed it


class RatingBlock:
    """Crispy layout: the criterion with its questions and levels, and the fields to judge it by."""

    template = "assessments/scoring/block.html"
    body = "assessments/scoring/body.html"  # without its head

    def render(self, form: "JudgementForm", context: dict[str, Any], **_more: Any) -> str:
        """The block, or with `alone` its body, as HTML; `context` holds the page's frame, which are open, and their remarks."""
        around = context | {"form": form, "rating": form.rating}
        body = get_template(self.body).render(around)
        return body if context.get("alone") else get_template(self.template).render(around | {"body": body})


def _helper() -> FormHelper:
    helper = FormHelper()
    helper.form_tag = False
    helper.disable_csrf = True
    helper.layout = RatingBlock()
    return helper


class JudgementForm(Asking, forms.Form):
    """Bound to one rating; `shown` is what its template displays: what was typed, or what is stored."""

    helper = _helper()
    choice = forms.CharField(max_length=12, required=False)
    level_reason = LongTextField(max_length=MOST_CHARACTERS, required=False, validators=[at_most_lines])
    reason = LongTextField(max_length=MOST_CHARACTERS, required=False, validators=[at_most_lines])
    tried = LongTextField(max_length=MOST_CHARACTERS, required=False, validators=[at_most_lines])
    justification = LongTextField(max_length=MOST_CHARACTERS, required=False, validators=[at_most_lines])
    confidence = forms.ChoiceField(choices=[("", ""), *models.Rating.Confidence.choices], required=False)
    confidence_reason = LongTextField(max_length=MOST_CHARACTERS, required=False, validators=[at_most_lines])
    harm = forms.ChoiceField(choices=models.Rating.Harm.choices, required=False)
    harm_text = LongTextField(max_length=MOST_CHARACTERS, required=False, validators=[at_most_lines])
    audience = forms.ChoiceField(choices=[("", ""), *models.Rating.Audience.choices], required=False)
    revision = forms.IntegerField(label=_("Revision"), min_value=0, max_value=10**9, widget=forms.HiddenInput)
    untouched = forms.CharField(max_length=64, required=False, widget=forms.HiddenInput)
    mutation = forms.UUIDField(required=False, widget=forms.HiddenInput)
    unanswered = forms.CharField(max_length=37 * MOST_UNANSWERED, required=False, widget=forms.HiddenInput)

    def __init__(self, data: Any = None, *, rating: values.Rating) -> None:
        self.rating = rating
        self.theirs: models.Rating | None = None
        self.is_stored = False  # all of it, or all but what is wrong
        self.is_asked = data is not None and "auto" not in data  # somebody pressed Save
        self.key = f"r{rating.pk}"
        super().__init__(data, prefix=self.key, initial=as_fields(rating, rating.criterion))
        for strand in rating.criterion.strands:
            self.fields[f"{ANSWER}{strand.code}"] = forms.CharField(max_length=3, required=False)
        for name in LABELS.keys() - self.initial.keys():
            del self.fields[name]

    @property
    def shown(self) -> dict[str, Any]:
        """What the fields hold: as typed where there is a post, else as stored."""
        if not self.is_bound:
            return dict(self.initial)
        return {name: self.data.get(self.add_prefix(name), "") for name in self.initial}

    @property
    def notes(self) -> dict[str, block.Note]:
        """What is said below each field: what is wrong with it, or that it is needed; a fault only once Save was pressed."""
        errors = self.errors if self.is_bound else {}
        missing = self.rating.missing
        return {
            name: block.Note(str(errors[name][0]), is_fault=True)
            if name in errors
            else block.needed(name, NEEDED[name], is_fault=self.is_asked)
            if name in missing
            else block.NOTHING
            for name in labels_of(self.rating.criterion)
        }

    @property
    def ask(self) -> SafeString:
        """What is judged, and what to ask."""
        return block.criterion_html(self.rating.criterion)

    @property
    def turns(self) -> tuple[Turn, ...]:
        """What changed in the criterion since the rating was given, where it asks to be confirmed."""
        return turns_of(self.rating)

    @property
    def choices(self) -> SafeString:
        """The levels to choose from; on strands, whether the one that follows is taken."""
        return block.choices_html(self.rating.criterion, self.key, self.shown["choice"])

    @property
    def strands(self) -> list[SafeString]:
        """Each strand with its steps to choose from, and what is wrong with the answer."""
        shown, notes = self.shown, self.notes
        return [
            block.strand_html(strand, self.key, shown[name], notes[name])
            for strand in self.rating.criterion.strands
            for name in (f"{ANSWER}{strand.code}",)
        ]

    @property
    def signs(self) -> SafeString:
        """What is often seen at each level, folded: it never counts."""
        return block.signs_html(self.rating.criterion)

    @property
    def texts(self) -> dict[str, SafeString]:
        """The text areas by name."""
        shown, notes = self.shown, self.notes
        words, needed = (LABELS | OF_A_START[0], NEEDED | OF_A_START[1]) if self._is_start else (LABELS, NEEDED)
        return {
            name: block.text_html(self.key, name, str(words[name]), rows, shown[name], notes[name], needed[name])
            for name, rows in TEXTS.items()
            if name in shown
        }

    @property
    def _is_start(self) -> bool:
        return self.rating.moment == models.Rating.Moment.START

    @property
    def confidences(self) -> SafeString:
        """The three degrees of confidence to choose from."""
        return block.confidences_html(self.key, self.shown["confidence"])

    @property
    def harms(self) -> SafeString:
        """Whether harm was looked for and found, to choose from."""
        return block.harms_html(self.key, self.shown["harm"])

    @property
    def audiences(self) -> SafeString:
        """Who may see the rating."""
        return block.audiences_html(self.shown["audience"], self.rating.default_audience)

    @property
    def hidden(self) -> SafeString:
        """The revision seen, a mark of what was shown, and a fresh id for the next save."""
        return block.hidden_html(self.key, self.seen, content_hash(self.initial), str(uuid.uuid4()))

    @property
    def is_posted(self) -> bool:
        """Whether the post holds the block: of those that were never opened it holds nothing."""
        return self.is_bound and self.add_prefix("revision") in self.data

    def is_touched(self) -> bool:
        """Whether the post differs from what the page showed."""
        posted = {name: self.data.get(self.add_prefix(name), "").replace("\r\n", "\n") for name in self.initial}
        if self.add_prefix("confirmed") in self.data:  # read again, and nothing else changed
            return True
        return self.is_posted and content_hash(posted) != self.data.get(self.add_prefix("untouched"))

    def clean_choice(self) -> str:
        """A level of the scale, or one of the other three states."""
        strands = self.rating.criterion.strands
        choice = self.cleaned_data["choice"] or (FOLLOWS if strands else Status.UNRATED)
        allowed = {Status.NOT_APPLICABLE.value}
        allowed |= {FOLLOWS} if strands else {Status.UNRATED.value, Status.INSUFFICIENT.value}
        allowed |= {str(level.value) for level in self.rating.criterion.levels}
        if choice not in allowed:
            raise forms.ValidationError(_("Choose a level of this scale."))
        return choice

    def clean(self) -> None:
        """Tell what is wrong with the answers, or with a level beside the one that follows, each at its field."""
        for name, fault in self._said().faults(self.rating.criterion).items():
            self.add_error(name, fault)

    def clean_unanswered(self) -> tuple[uuid.UUID, ...]:
        """The ids of the saves that the page never heard of."""
        try:
            return tuple(uuid.UUID(each) for each in self.cleaned_data["unanswered"].split())
        except ValueError as error:
            raise forms.ValidationError(_("This page is out of order. Reload it, then save.")) from error

    @property
    def is_readable(self) -> bool:
        """Whether the post says which state it was typed over; without that nothing of it can be stored."""
        return not any(name in self.errors for name in BOOKKEEPING)

    @property
    def seen(self) -> int:
        """The revision that the next save is based on: what was read, or the newer one that is shown beside it."""
        if self.theirs is not None:
            return self.theirs.revision
        if self.is_stored:
            return self.rating.revision
        typed = whole_number(self.data.get(self.add_prefix("revision"), "")) if self.is_bound else None
        return self.rating.revision if typed is None else typed

    def renew(self, saved: models.Rating) -> None:
        """Take over what was stored, so that the next save from the same page starts from there. What is wrong stays typed."""
        page = {name: getattr(self.rating, name) for name in OF_THE_PAGE}
        previous = self.rating.previous_criterion if saved.to_confirm else None
        self.rating = replace(scorecard.one(saved), **page, previous_criterion=previous)
        self.initial = as_fields(self.rating, self.rating.criterion)
        self.is_stored, self.is_bound = True, bool(self.errors)

    def meet(self, current: models.Rating) -> None:
        """Show somebody's newer version beside what was typed; saving again then replaces it knowingly."""
        self.theirs = current
        self.add_error(
            None,
            _(
                "Somebody saved this rating meanwhile. Below is where theirs and yours differ: make the fields say what is "
                "right, then save."
            ),
        )

    @property
    def clashes(self) -> tuple[Clash, ...]:
        """Where the newer version and what was typed differ."""
        return clashes(self.theirs, self.shown, self.rating.criterion) if self.theirs is not None else ()

    @property
    def judgement(self) -> Judgement:
        """What was typed, as a value; a field that is wrong says what is stored, and a level that may not stand what follows."""
        said = self._said()
        if "choice" in said.faults(self.rating.criterion):
            return replace(said, status=Status.UNRATED, level=None)
        return said

    def _said(self) -> Judgement:
        criterion = self.rating.criterion
        labels = labels_of(criterion)
        sound = {name: value for name, value in self.cleaned_data.items() if name in labels}
        said = as_fields(self.rating, criterion) | sound
        answered = {strand.code: text for strand in criterion.strands if (text := said.pop(f"{ANSWER}{strand.code}"))}
        choice = said.pop("choice")
        level = int(choice) if choice.isdigit() else None
        status = Status.LEVEL if level is not None else Status.UNRATED if choice == FOLLOWS else choice
        return Judgement(status=status, level=level, answers=answered, **said)


def content_hash(shown: Mapping[str, Any]) -> str:
    """A short mark of the content of a block."""
    content = "\x1f".join(f"{name}={shown[name]}" for name in sorted(shown))
    return hashlib.sha256(content.encode("utf-8", "replace")).hexdigest()[:16]


class LinksForm(Asking, forms.Form):
    """Which evidence one rating rests on: for each piece, whether and how, and where in it."""

    revision = forms.IntegerField(label=_("Revision"), min_value=0, max_value=10**9, widget=forms.HiddenInput)

    def __init__(
        self, data: Any = None, *, rating: values.Rating, evidence: list[models.Evidence], veiled: Collection[int]
    ) -> None:
        super().__init__(data, prefix="links", initial={"revision": rating.revision})
        self.rows = [(number, row) for number, row in enumerate(evidence, start=1) if row.pk not in veiled]
        self.cited = {each.pk: each for each in rating.cited}
        self.veiled = [
            (number, row, models.EvidenceLink.Stance(self.cited[row.pk].stance).label)
            for number, row in enumerate(evidence, start=1)
            if row.pk in veiled and row.pk in self.cited
        ]
        stances = [("", _("Not linked")), *models.EvidenceLink.Stance.choices]
        strands = [(strand.code, f"{strand.code} {strand.name}") for strand in rating.criterion.strands]
        for _number, row in self.rows:
            link = self.cited.get(row.pk)
            self.fields[f"stance-{row.pk}"] = forms.ChoiceField(
                choices=stances, required=False, initial=link.stance if link else "", label=row.title
            )
            self.fields[f"place-{row.pk}"] = LineField(
                max_length=100, required=False, initial=link.place if link else "", label=_("Page or place")
            )
            if strands:
                self.fields[f"strands-{row.pk}"] = forms.MultipleChoiceField(
                    choices=strands,
                    required=False,
                    initial=link.strands if link else (),
                    label=_("Strands that it bears on"),
                    widget=forms.CheckboxSelectMultiple,
                )

    def clean(self) -> dict[str, Any]:
        """A place that was typed belongs to a link; whoever unlinks a source need not empty the place it had."""
        super().clean()
        cleaned = self.cleaned_data
        for number, row in self.rows:
            stance, place = f"stance-{row.pk}", f"place-{row.pk}"
            typed = cleaned.get(place) and cleaned[place] != self.fields[place].initial
            if typed and not cleaned.get(stance) and stance not in self.errors:
                words = _(
                    "Source %(number)d has a page or place, but is not linked. Choose how it bears on the rating."
                )
                self.add_error(stance, forms.ValidationError(words, params={"number": number}))
        return cleaned

    @property
    def choices(self) -> list[tuple[int, models.Evidence, forms.BoundField, forms.BoundField, forms.BoundField | None]]:
        """Number, evidence and its fields, for the template; what is hidden from the person has none."""
        return [
            (
                number,
                row,
                self[f"stance-{row.pk}"],
                self[f"place-{row.pk}"],
                self[f"strands-{row.pk}"] if f"strands-{row.pk}" in self.fields else None,
            )
            for number, row in self.rows
        ]

    @property
    def links(self) -> tuple[Link, ...]:
        """What was said of each source that the page offered, with no stance for "not linked"; only when the form is valid."""
        return tuple(
            Link(
                row.pk,
                self.cleaned_data[f"stance-{row.pk}"],
                self.cleaned_data[f"place-{row.pk}"],
                tuple(self.cleaned_data.get(f"strands-{row.pk}", ())),
            )
            for _number, row in self.rows
            if self.add_prefix(f"stance-{row.pk}") in self.data
        )
