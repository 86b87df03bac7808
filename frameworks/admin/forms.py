"""Forms of the pieces of a draft: everything they offer belongs to that draft, and nobody's newer text is overwritten unseen."""

from collections.abc import Iterator
from decimal import Decimal
from typing import Any

from django import forms
from django.contrib.admin.widgets import RelatedFieldWidgetWrapper
from django.db.models import Q
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from frameworks import models
from frameworks.admin import strands
from frameworks.domain.checks import CODE, LEAST_LEVELS, MOST_LEVELS, MOST_QUESTIONS, MOST_WEIGHT, SLUG
from frameworks.domain.snapshot import ITEMS, JUDGED, SUBJECTS, Facts, mark
from ssr_portal.reference import crs
from ssr_portal.text.plain_text import LongTextField
from ssr_portal.values.missing import Asking

SECTIONS = {model: section for section, model in ITEMS.items()} | {models.Scale: "scales"}


def facts_of_piece(facts: Facts, row: Any) -> Facts:
    """What the version says of one piece; empty when it is not there."""
    rows = facts["criteria"][row.part] if isinstance(row, models.Criterion) else facts[SECTIONS[type(row)]]
    return next((each for each in rows if each["code"] == row.code), {})


class PieceForm(Asking, forms.ModelForm[Any]):
    """A piece of `framework`; `facts` are the draft's at this moment, where the form is being saved."""

    framework: models.Framework
    facts: Facts | None = None

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.instance.pk is None:
            self.instance.framework = self.framework
        self.differences: list[tuple[str, str, str]] = []
        for name, field in self.fields.items():
            if isinstance(field.widget, RelatedFieldWidgetWrapper):
                field.widget = field.widget.widget
            if isinstance(field, forms.ModelChoiceField) and field.queryset is not None:
                field.queryset = field.queryset.model.objects.filter(framework=self.framework)
            if isinstance(field.widget, forms.Textarea):
                field.widget.attrs |= {"rows": 6 if name == "levels" else 4, "dir": "auto"}

    def clean_code(self) -> str:
        """Unique among its kind, and fit for addresses and files."""
        code: str = self.cleaned_data["code"].strip()
        pattern = SLUG if isinstance(self.instance, models.Scale) else CODE
        if not pattern.fullmatch(code):
            raise forms.ValidationError(_("Use letters and digits, with dots or hyphens between."))
        same = type(self.instance).objects.filter(framework=self.framework, code=code).exclude(pk=self.instance.pk)
        if isinstance(self.instance, models.Criterion):
            same = same.filter(part=self.instance.part)
        if same.exists():
            raise forms.ValidationError(_("This version has an item with this code already."))
        return code

    def clean(self) -> dict[str, Any]:
        """Notice what somebody else saved since the form was shown."""
        super().clean()
        if self.facts is not None and self.instance.pk is not None:
            self._meet(self.facts)
        return self.cleaned_data

    def _meet(self, facts: Facts) -> None:
        current = type(self.instance).objects.get(pk=self.instance.pk)
        if self.data.get("seen") == mark(facts_of_piece(facts, current)):
            return
        theirs = type(self)(instance=current)
        for name, field in self.fields.items():
            said = _shown(theirs[name].initial) if name in theirs.fields else ""
            mine = _shown(self.cleaned_data.get(name))
            if said != mine:
                self.differences.append((str(field.label or name), _in_words(field, said), _in_words(field, mine)))
        self.add_error(
            None,
            _(
                "Somebody changed this since you opened it. Theirs stands beside yours below; nothing is saved yet. Take over "
                "what is right, then save: that replaces theirs, which stays in the history."
            ),
        )


def _shown(value: Any) -> str:
    return "" if value is None else str(getattr(value, "pk", value)).replace("\r\n", "\n").strip()


def _in_words(field: forms.Field, shown: str) -> str:
    """What the form offers under this value; a text is its own words."""
    if isinstance(field, forms.BooleanField):
        return str(_("yes") if shown == "True" else _("no"))
    if isinstance(field, forms.ChoiceField):
        offered = field.widget.choices
        return next((str(words) for value, words in offered if str(value) == shown), shown)
    return shown


class ActivityForm(PieceForm):
    """An activity; its CRS codes are known ones."""

    def clean_crs_codes(self) -> str:
        """Codes of the sector, once each."""
        codes = crs.codes_in(self.cleaned_data["crs_codes"])
        if unknown := crs.unknown(codes):
            raise forms.ValidationError(_("Not a CRS purpose code: %(codes)s.") % {"codes": ", ".join(unknown)})
        return " ".join(codes)


class ScaleForm(PieceForm):
    """A scale with its levels, one a line from the lowest."""

    levels = LongTextField(
        label=gettext_lazy("Levels"),
        widget=forms.Textarea(attrs={"rows": 6}),
        help_text=gettext_lazy(
            "One a line, the lowest first. Two to ten; each criterion describes what each looks like."
        ),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.instance.pk is not None:
            self.initial["levels"] = self.fields["levels"].initial = "\n".join(
                self.instance.levels.values_list("name", flat=True)
            )

    def clean_levels(self) -> str:
        """Two to ten different names; a level that criteria describe is not dropped."""
        names = [line.strip() for line in self.cleaned_data["levels"].splitlines() if line.strip()]
        if not LEAST_LEVELS <= len(names) <= MOST_LEVELS:
            raise forms.ValidationError(_("A scale has two to ten levels."))
        if len(set(names)) < len(names):
            raise forms.ValidationError(_("Each level needs a name of its own."))
        most = models.ScaleLevel.name.field.max_length
        for name in names:
            if most is not None and len(name) > most:
                message = _("A level's name is at most %(most)d characters long; “%(name)s” has %(length)d.")
                raise forms.ValidationError(message, params={"most": most, "name": name, "length": len(name)})
        self._keep_described(len(names))
        return "\n".join(names)

    def _keep_described(self, count: int) -> None:
        if self.instance.pk is None:
            return
        described = Q(descriptions__level__scale=self.instance, descriptions__level__value__gte=count)
        signed = Q(signs__level__scale=self.instance, signs__level__value__gte=count)
        stepped = Q(scale=self.instance, strands__steps__value__gte=count)
        using = models.Criterion.objects.filter(described | signed | stepped).distinct()
        if using:
            raise forms.ValidationError(
                _(
                    "Criteria describe the levels you drop: %(criteria)s. Make another scale with fewer levels and give it "
                    "to them, or remove those descriptions first."
                )
                % {"criteria": ", ".join(str(criterion) for criterion in using)}
            )

    def store_levels(self) -> None:
        """Bring the levels in line with what was typed; after the scale is saved."""
        names = self.cleaned_data["levels"].splitlines()
        present = list(self.instance.levels.order_by("value"))
        for level in present[len(names) :]:
            level.delete()
        # Names are unique on a scale: out of the way first, so that two can change places.
        for level in present[: len(names)]:
            if level.name != names[level.value]:
                level.name = f"\x1f{level.value}"
                level.save(update_fields=["name"])
        for value, name in enumerate(names):
            models.ScaleLevel.objects.update_or_create(scale=self.instance, value=value, defaults={"name": name})


class CriterionForm(PieceForm):
    """A criterion with its guiding questions, and with its strands or what each level of its scale looks like for it."""

    part = ""  # of a new one

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.instance.part = self.instance.part or self.part
        asked, described = self._present()
        for number, text in enumerate([*asked, *[""] * MOST_QUESTIONS][:MOST_QUESTIONS], start=1):
            self._add(f"question_{number}", _("Question %(number)d") % {"number": number}, text)
        for level in self.scale_levels():
            label = f"{level.value} {level.name}"
            self._add(f"level_{level.value}", label, described.get(level.value, ""))
            self._add(f"sign_{level.value}", label, self.signs.get(level.value, ""), rows=2)
        self.slots = strands.slots(self.instance, self.data)
        for slot in self.slots:
            self.fields.update(slot.fields())
        for name in JUDGED[models.Criterion.Part(self.instance.part)]:
            if name in self.fields:
                self.fields[name].required = True

    def _present(self) -> tuple[list[str], dict[int, str]]:
        self.signs: dict[int, str] = {}
        if self.instance.pk is None:
            return [], {}
        asked = list(self.instance.questions.values_list("text", flat=True))
        self.signs = dict(self.instance.signs.values_list("level__value", "text"))
        return asked, dict(self.instance.descriptions.values_list("level__value", "text"))

    def _add(self, name: str, label: str, text: str, *, rows: int = 3) -> None:
        self.fields[name] = strands.long_text(label, text, rows=rows)

    def scale_levels(self) -> list[models.ScaleLevel]:
        """The levels of the scale that the criterion has now; none before it has one."""
        return list(self.instance.scale.levels.all()) if self.instance.scale_id else []

    def clean_weight(self) -> Decimal:
        """Greater than nothing: a criterion that does not count has no place."""
        weight: Decimal = self.cleaned_data["weight"]
        if not 0 < weight <= MOST_WEIGHT:
            raise forms.ValidationError(_("A weight is greater than 0 and at most 99.99."))
        return weight

    def clean(self) -> dict[str, Any]:
        """A criterion judges what no other of its part judges."""
        cleaned = super().clean()
        part = models.Criterion.Part(self.instance.part)
        named = {name: cleaned.get(name) for name in JUDGED[part]}
        if all(named.values()):
            same = models.Criterion.objects.filter(framework=self.framework, part=part, **named)
            if same.exclude(pk=self.instance.pk).exists():
                self.add_error(JUDGED[part][0], _("Another criterion of this part judges the same."))
        for field, message in strands.faults(self.slots, cleaned):
            self.add_error(field, message)
        return cleaned

    def store_texts(self) -> None:
        """Store questions, levels, signs and strands; after the criterion is saved. Empty ones are taken out.

        A new criterion has fields for its questions alone: the rest is typed on the page that comes next.
        """
        criterion = self.instance
        asked = [text for number in range(1, MOST_QUESTIONS + 1) if (text := self.cleaned_data[f"question_{number}"])]
        criterion.questions.all().delete()
        models.GuidingQuestion.objects.bulk_create(
            models.GuidingQuestion(criterion=criterion, position=number, text=text)
            for number, text in enumerate(asked, start=1)
        )
        self._store_by_level(models.LevelDescription, "level_")
        self._store_by_level(models.Sign, "sign_")
        strands.store(criterion, self.slots, self.cleaned_data)

    def _store_by_level(self, model: type[Any], prefix: str) -> None:
        """What was typed for each level, where the scale chosen has it."""
        model.objects.filter(criterion=self.instance).delete()
        model.objects.bulk_create(
            model(criterion=self.instance, level=level, text=text)
            for level in models.ScaleLevel.objects.filter(scale=self.instance.scale_id)
            if (text := self.cleaned_data.get(f"{prefix}{level.value}"))
        )


def names_judged(part: str) -> Iterator[str]:
    """The fields that a criterion of this part fills in."""
    yield from (name for name in SUBJECTS if name in JUDGED[models.Criterion.Part(part)])
