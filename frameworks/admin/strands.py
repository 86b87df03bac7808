"""Strands in the form of a criterion: each has its fields, one more waits empty, and one that is emptied goes."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from string import ascii_lowercase
from typing import Any

from django import forms
from django.utils.translation import gettext as _

from frameworks.domain.checks import MOST_STRANDS, STRAND
from frameworks.models import Criterion, Scale, Step, Strand
from ssr_portal.text.plain_text import LineField, LongTextField

NAMED = re.compile(r"strand_([1-9])_")
TEXTS = ("name", "question")


def long_text(label: str, text: str, *, rows: int = 3) -> LongTextField:
    """A text that may be left out."""
    widget = forms.Textarea(attrs={"rows": rows, "dir": "auto", "class": "vLargeTextField"})
    return LongTextField(label=label, required=False, widget=widget, max_length=2000, initial=text)


def _line(label: str, text: str, most: int, style: str) -> forms.Field:
    widget = forms.TextInput(attrs={"class": style, "dir": "auto"})
    return LineField(label=label, required=False, max_length=most, initial=text, widget=widget)


@dataclass(frozen=True, slots=True)
class Slot:
    """A place for a strand in the form; `code` is what it has or could have."""

    number: int
    code: str
    name: str
    question: str
    steps: dict[int, str]
    top: int  # the highest level of the scale

    def field(self, what: str) -> str:
        """The name of one of its fields."""
        return f"strand_{self.number}_{what}"

    @property
    def step_fields(self) -> list[str]:
        """The fields of its steps, from the first; those that the scale has no level for are there to be emptied."""
        return [self.field(f"step_{value}") for value in range(1, max([self.top, *self.steps]) + 1)]

    def fields(self) -> dict[str, forms.Field]:
        """Its fields by name."""
        found = {
            self.field("code"): _line(_("Code"), self.code, 2, "vTextField desk-code"),
            self.field("name"): _line(_("Name"), self.name, 200, "vTextField"),
            self.field("question"): long_text(_("Question"), self.question, rows=2),
        }
        for value, name in enumerate(self.step_fields, start=1):
            label = _("Step %(value)d") % {"value": value}
            found[name] = long_text(label, self.steps.get(value, ""), rows=2)
        return found

    def is_used(self, said: Mapping[str, Any]) -> bool:
        """Whether anything but a code is typed in it."""
        return any(said.get(name) for name in (*map(self.field, TEXTS), *self.step_fields))


def slots(criterion: Criterion, typed: Mapping[str, Any]) -> list[Slot]:
    """The strands of a stored criterion, and an empty place where its scale is stepped; what was typed has its place too."""
    if criterion.pk is None or not criterion.scale_id:
        return []
    present = list(criterion.strands.prefetch_related("steps"))
    wanted = max([len(present), *(int(named[1]) for name in typed if (named := NAMED.match(name)))])
    if criterion.scale.kind == Scale.Kind.STEPPED:
        wanted = max(wanted, min(len(present) + 1, MOST_STRANDS))
    top = criterion.scale.levels.count() - 1
    found = [
        Slot(number, row.code, row.name, row.question, {step.value: step.text for step in row.steps.all()}, top)
        for number, row in enumerate(present, start=1)
    ]
    free = [letter for letter in ascii_lowercase if letter not in {row.code for row in present}]
    places = range(len(present) + 1, wanted + 1)
    return found + [Slot(number, code, "", "", {}, top) for number, code in zip(places, free, strict=False)]


def faults(places: list[Slot], said: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    """What keeps the strands from being stored, with the field it stands at; what is only missing, the checks tell."""
    seen: set[str] = set()
    for slot in places:
        if not slot.is_used(said):
            continue
        code = said.get(slot.field("code"), "")
        if not STRAND.fullmatch(code):
            yield slot.field("code"), _("Use a small letter, such as a, b or c.")
        elif code in seen:
            yield slot.field("code"), _("Another strand of this criterion has this code.")
        seen.add(code)
        if not said.get(slot.field("name")):
            yield slot.field("name"), _("Name the strand: one noun that can be looked at.")


def store(criterion: Criterion, places: list[Slot], said: Mapping[str, Any]) -> None:
    """Store the strands in the order of their places; those whose fields are all empty are taken out."""
    criterion.strands.all().delete()
    used = [slot for slot in places if slot.is_used(said)]
    made = Strand.objects.bulk_create(
        Strand(
            criterion=criterion,
            position=place,
            code=said[slot.field("code")],
            **{name: said[slot.field(name)] for name in TEXTS},
        )
        for place, slot in enumerate(used)
    )
    Step.objects.bulk_create(
        Step(strand=strand, value=value, text=text)
        for strand, slot in zip(made, used, strict=True)
        for value, name in enumerate(slot.step_fields, start=1)
        if (text := said[name])
    )
