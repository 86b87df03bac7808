"""What all record forms share: crispy's helper without a form tag, and the revision they were shown at."""

from collections.abc import Collection, Iterable, Iterator
from typing import Any, TypeVar

from crispy_forms.helper import FormHelper
from django import forms
from django.core.exceptions import NON_FIELD_ERRORS, ValidationError
from django.db.models import Model, QuerySet
from django.forms.models import ModelChoiceIterator
from django.utils.choices import normalize_choices
from django.utils.datastructures import MultiValueDict
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from assessments.models.assessment import Record
from ssr_portal.text.plain_text import stopped
from ssr_portal.text.sorting import sort_key
from ssr_portal.values.missing import Asking
from ssr_portal.values.numbers import NumberField, said

M = TypeVar("M", bound=Model)


class LaidOut(Asking):
    """A form for crispy, without a form tag. Its layout is made when it is shown, of the fields that it has then."""

    @cached_property
    def helper(self) -> FormHelper:
        """Crispy's helper."""
        helper = FormHelper(self)
        helper.form_tag = False
        helper.disable_csrf = True
        return helper


class RecordForm(LaidOut, forms.ModelForm[M]):
    """A record of an assessment; `seen` is the revision that the page showed."""

    counter = "revision"  # the instance's field that counts its saves
    revision = forms.IntegerField(
        label=gettext_lazy("Revision"), min_value=0, max_value=10**9, widget=forms.HiddenInput, required=False
    )

    def __init__(self, *args: Any, assessment: Any, **kwargs: Any) -> None:
        self.assessment = assessment
        self.theirs: list[tuple[str, str, str]] = []
        super().__init__(*args, **kwargs)
        if self.instance.pk is None and isinstance(self.instance, Record):
            self.instance.assessment = assessment
        self.initial["revision"] = getattr(self.instance, self.counter)

    @property
    def columns(self) -> list[str]:
        """The form's fields that are columns of the record itself."""
        many = {field.name for field in self._meta.model._meta.many_to_many}
        return [name for name in self.shown_fields if name not in many]

    @property
    def shown_fields(self) -> Collection[str]:
        """The names of the record's fields that the form shows."""
        return self._meta.fields or ()

    def saved(self) -> str:
        """That it is saved, with each amount repeated in grouped figures, so that a wrong one is seen."""
        told = [self.named()]
        for name in self.shown_fields:
            value = self.cleaned_data.get(name)
            if isinstance(self.fields[name], NumberField) and value is not None:
                amount = said(value, self.unit_of(name))
                told.append(_("%(name)s: %(amount)s.") % {"name": self.fields[name].label, "amount": amount})
        return " ".join(told)

    def named(self) -> str:
        """What was stored, by its name."""
        return _("Saved: %(what)s") % {"what": stopped(str(self.instance))}

    def unit_of(self, name: str) -> str:  # noqa: ARG002 - a form that has units looks at it
        """The unit of an amount, such as its currency."""
        return ""

    @property
    def notices(self) -> list[str]:
        """What the writer should know of what was saved, and is no fault: told after saving."""
        return []

    @property
    def arguments(self) -> tuple[Any, ...]:
        """What the domain takes of this kind of record besides the record itself."""
        return ()

    @property
    def seen(self) -> int:
        """The revision on which the typing was based."""
        return self.cleaned_data.get("revision") or 0

    def _get_validation_exclusions(self) -> set[str]:
        """Uniqueness is checked with the assessment, which no form shows, taken into account."""
        own: set[str] = super()._get_validation_exclusions()  # type: ignore[misc]  # Django's own, not for others
        return own - {"assessment"}

    def _update_errors(self, errors: ValidationError) -> None:
        """What the record's `clean` says, besides a field that is wrong already; of a field that is not shown, above the form."""
        if hasattr(errors, "error_dict"):
            told = {name: found for name, found in errors.error_dict.items() if name not in self.errors}
            hidden = [each for name in told.keys() - self.fields.keys() - {NON_FIELD_ERRORS} for each in told[name]]
            shown = {name: found for name, found in told.items() if name in self.fields or name == NON_FIELD_ERRORS}
            errors = ValidationError(
                shown | ({NON_FIELD_ERRORS: [*shown.get(NON_FIELD_ERRORS, ()), *hidden]} if hidden else {})
            )
        super()._update_errors(errors)  # type: ignore[misc]  # Django's own, not for others

    def meet(self, current: Any) -> None:
        """Show somebody's newer version beside what was typed; saving again then replaces it knowingly."""
        self.theirs = [
            (str(self.fields[name].label), self._shown(current, name), self._typed(name))
            for name in self.shown_fields
            if self._shown(current, name) != self._typed(name)
        ]
        self.add_error(
            None,
            _(
                "Somebody saved this meanwhile. Both versions are shown below: keep what is right in the fields, then save."
            ),
        )
        retype(self, "revision", str(getattr(current, self.counter)))

    def _typed(self, name: str) -> str:
        value = self.cleaned_data.get(name)
        return self._words(value, name)

    def _shown(self, current: Any, name: str) -> str:
        return self._words(getattr(current, name), name)

    def _words(self, value: Any, name: str) -> str:
        """A value as its field calls it, whether it comes from the database or from the form."""
        if value is None:
            return ""
        if hasattr(value, "all"):
            value = list(value.all())
        labels = _labels(self.fields[name])
        if isinstance(value, list | tuple) or hasattr(value, "__iter__") and not isinstance(value, str):
            return ", ".join(self._called(each, labels) for each in value)
        return labels.get(str(getattr(value, "code", value)), str(value)) if labels else str(value)

    @staticmethod
    def _called(each: Any, labels: dict[str, str]) -> str:
        code = str(getattr(each, "code", each))
        return labels.get(code) or str(getattr(each, "name", each))


def _labels(field: forms.Field) -> dict[str, str]:
    """The words of a list of words, by code."""
    if not isinstance(field, forms.ChoiceField) or isinstance(field, forms.ModelChoiceField):
        return {}
    return {code: label for code, label in words_of(field).items() if code}


def words_of(field: forms.ChoiceField) -> dict[str, str]:
    """What stands in the field's list, by code or key."""
    choices: Iterable[tuple[Any, Any]] = normalize_choices(field.choices)
    return {str(code): str(label) for code, label in choices}


def retype(form: forms.BaseForm, name: str, value: str) -> None:
    """Let the form hold this value as if it had been posted."""
    posted = form.data.copy() if isinstance(form.data, MultiValueDict) else dict(form.data)
    posted[form.add_prefix(name)] = value
    form.data = posted


def list_of(form: forms.BaseForm, name: str) -> forms.ChoiceField:
    """The form's field of this name, from whose list one chooses; raises TypeError for another."""
    field = form.fields[name]
    if not isinstance(field, forms.ChoiceField):
        raise TypeError(name)
    return field


def rows_of(form: forms.BaseForm, name: str) -> "forms.ModelChoiceField[Any]":
    """The form's field of this name, which offers rows; raises TypeError for another."""
    field = form.fields[name]
    if not isinstance(field, forms.ModelChoiceField):
        raise TypeError(name)
    return field


class InOrder(ModelChoiceIterator[Any]):
    """The choices of a list as people sort what they read there."""

    def __iter__(self) -> Iterator[tuple[Any, str]]:
        if self.field.empty_label is not None:
            yield ("", str(self.field.empty_label))
        yield from sorted(map(self.choice, self.queryset), key=lambda choice: sort_key(str(choice[1])))


def offer(form: forms.BaseForm, name: str, queryset: QuerySet[Any]) -> None:
    """Let the field of this name offer these, in the order of their names."""
    field = rows_of(form, name)
    field.iterator = InOrder
    field.queryset = queryset


def pieces_of(framework: Any, name: str) -> Any:
    """Items of the assessment's framework version, for a choice: activities or institutions."""
    return getattr(framework, name).all()
