"""Opening an assessment, and its moves."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from assessments import access, models
from assessments.domain import assessments, unusual
from assessments.domain.places import Conflict
from assessments.domain.unusual import Unusual
from assessments.domain.workflow import Move
from assessments.forms.layout import LaidOut, offer, retype, rows_of
from assessments.scorecard.card import Scorecard
from frameworks.models import Criterion, Framework
from ssr_portal.accounts.models import Person
from ssr_portal.text.plain_text import LongTextField
from ssr_portal.values.days import at_most_20_years
from ssr_portal.values.fields import MOST_CHARACTERS, at_most_lines


def is_sound_period(form: forms.BaseForm, start: date | None, end: date | None) -> bool:
    """Whether both ends are there, in their order and not too far apart; otherwise the form says so."""
    if start is None or end is None:
        return False
    try:
        if end < start:
            raise forms.ValidationError(_("The period ends before it starts."))
        at_most_20_years(start, end)
    except forms.ValidationError as error:
        form.add_error("period_end", error)
        return False
    return True


@contextmanager
def told_by(form: forms.BaseForm) -> Iterator[None]:
    """The form says what a rule of the domain refuses."""
    try:
        yield
    except ValidationError as refusal:
        form.add_error(None, refusal)


class NewAssessmentForm(LaidOut, forms.ModelForm[models.Assessment]):
    """Country, period and framework version; optionally an earlier assessment to copy from."""

    source = forms.ModelChoiceField(
        queryset=models.Assessment.objects.none(),
        required=False,
        label=_("Copy from"),
        empty_label=_("Nothing: start empty"),
        help_text=_(
            "An approved assessment of the same country. Its programmes, goals and context are copied; its ratings are shown "
            "as “last time” and never as this year's answers."
        ),
    )

    class Meta:
        model = models.Assessment
        fields = ["organisation", "country", "period_start", "period_end", "framework", "depth", "currency", "tlp"]
        fields += ["is_demonstration"]
        help_texts = {
            "depth": _(
                "A rapid assessment asks a fixed part of the framework, where its version marks one. It can be changed later."
            ),
        }

    def __init__(self, *args: Any, person: Person, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        organisations = access.organisations_to_assess_for(person)
        offer(self, "organisation", organisations)
        rows_of(self, "framework").queryset = Framework.objects.published()
        offer(self, "source", access.sources_to_copy(person))
        only = organisations.first()
        newest = Framework.objects.published().order_by("code", "-version").first()
        self.initial.setdefault("organisation", only)
        self.initial.setdefault("currency", only.currency if only else "EUR")
        self.initial.setdefault("framework", newest)

    def clean(self) -> dict[str, Any]:
        """A source is of the same donor and country; the period ends after it starts; nothing is assessed twice."""
        super().clean()
        cleaned = self.cleaned_data
        source, country, donor = (cleaned.get(name) for name in ("source", "country", "organisation"))
        if source:
            with told_by(self):
                assessments.require_source(source, organisation=donor, country=country)
            cleaned["is_demonstration"] |= source.is_demonstration
        start, end = cleaned.get("period_start"), cleaned.get("period_end")
        if is_sound_period(self, start, end) and country and donor:
            self._refuse_double(cleaned)
        check_currency(self, cleaned)
        return cleaned

    def _refuse_double(self, cleaned: dict[str, Any]) -> None:
        names = ("organisation", "country", "period_start", "period_end", "is_demonstration")
        same = {name: cleaned[name] for name in names}
        there = models.Assessment.objects.standing().filter(**same).first()
        if there:
            self.add_error(
                "country",
                _("Your organisation has an assessment of this country and period already: %(reference)s.")
                % {"reference": there.reference},
            )

    def validate_constraints(self) -> None:
        """Told by field in `clean`; the database still holds them."""


def check_currency(form: forms.BaseForm, cleaned: dict[str, Any]) -> None:
    """The assessment's own currency was in use in its period, or is in use today (docs/domain.md §4)."""
    start, end, code = (cleaned.get(name) for name in ("period_start", "period_end", "currency"))
    if start and end and code:
        with told_by(form):
            assessments.require_currency(code, start, end)


class Tick(forms.CheckboxInput):
    """A tick that names what the page showed: its value is `mark`, and it is ticked where that is what was posted."""

    def __init__(self, mark: str) -> None:
        super().__init__(check_test=lambda value: value == mark)
        self.mark = mark

    def format_value(self, value: Any) -> str:
        """Always the mark of what is shown now."""
        return self.mark

    def value_from_datadict(self, data: Any, files: Any, name: str) -> str:  # type: ignore[override]  # its value is no yes or no
        """What was ticked, which may be the mark of something older."""
        ticked: str = data.get(name, "")
        return ticked


def _reasons_before(assessment: models.Assessment) -> dict[str, str]:
    """Why parts were left open when it was last submitted, else when the one that it corrects was. A query for each."""
    said: dict[str, str] = {}
    for pk in filter(None, (assessment.supersedes_id, assessment.pk)):
        said |= dict(models.OpenPart.objects.filter(assessment=pk).values_list("part", "reason"))
    return said


class MoveForm(LaidOut, forms.Form):
    """The note that goes with a move; a reason for each part left open on submission; a tick for what is unusual on approval."""

    revision = forms.IntegerField(label=_("Revision"), min_value=0, max_value=10**9, widget=forms.HiddenInput)

    def __init__(
        self,
        data: Any = None,
        *,
        move: Move,
        assessment: models.Assessment,
        card: Scorecard,
        found: tuple[Unusual, ...] = (),
    ) -> None:
        super().__init__(data, initial={"revision": assessment.revision})
        self.assessment = assessment
        self.is_overtaken = False
        if move.note:
            self.fields["note"] = _long_text(move.note, required=move.note_required)
        self.open_parts: list[str] = []
        if move.name == "submit":
            self._ask_for_reasons(card)
        if found:
            self.fields["agreed"] = forms.CharField(
                label=unusual.statement(found), required=False, widget=Tick(unusual.mark(found))
            )

    def clean_agreed(self) -> str:
        """The tick is asked for beside everything else that is missing; the domain asks again, under its lock."""
        agreed: str = self.cleaned_data["agreed"]
        if fault := unusual.fault_of(agreed, now=self.fields["agreed"].widget.mark):
            raise forms.ValidationError(fault)
        return agreed

    def _ask_for_reasons(self, card: Scorecard) -> None:
        """One for each part that lacks something; what was typed for a part that is complete by now stays to be read."""
        earlier = _reasons_before(self.assessment)
        for part in Criterion.Part:
            name, label = f"open-{part}", _("Why “%(part)s” is left open") % {"part": part.label}
            if card.lacking(part.value) or (card.asks(part.value) and not card.of_part(part.value)):
                self.open_parts.append(part.value)
                self.fields[name] = _long_text(label, required=True, initial=earlier.get(part.value, ""))
            elif self.is_bound and self.data.get(name, "").strip():
                self.fields[name] = _long_text(label, required=False)
                self.fields[name].help_text = _("This part is complete by now: its reason is not stored or printed.")

    def refuse(self, refusal: ValidationError | Conflict) -> None:
        """Show what the domain refused, at the field that it is about; after a clash the next post judges what is shown now."""
        if isinstance(refusal, Conflict):
            self.is_overtaken = True
            retype(self, "revision", str(self.assessment.revision))
            self.add_error(None, str(refusal))
            return
        for name, faults in refusal.message_dict.items() if hasattr(refusal, "error_dict") else ():
            field = next((each for each in (name, f"open-{name}") if each in self.fields), None)
            self.add_error(field, faults)
        if not hasattr(refusal, "error_dict"):
            self.add_error(None, refusal)

    @property
    def said(self) -> dict[str, Any]:
        """What goes with the move, as `workflow.perform` takes it."""
        return {
            "seen": self.cleaned_data["revision"],
            "note": self.cleaned_data.get("note", ""),
            "left_open": {part: self.cleaned_data[f"open-{part}"] for part in self.open_parts},
            "agreed": self.cleaned_data.get("agreed", ""),
        }


def _long_text(label: Any, *, required: bool, initial: str = "") -> LongTextField:
    return LongTextField(
        label=label,
        required=required,
        initial=initial,
        max_length=MOST_CHARACTERS,
        validators=[at_most_lines],
    )
