"""Which two assessments to compare."""

from collections.abc import Sequence
from itertools import groupby
from typing import Any

from django import forms
from django.forms.utils import flatatt
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _

from assessments.queries.comparison import Choice
from ssr_portal.text.plain_text import LineField
from ssr_portal.values.missing import Asking


class LongSelect(forms.Select):
    """A list of a thousand and more, in groups: Django renders a template for every option, far too slowly."""

    def render(self, name: str, value: Any, attrs: dict[str, Any] | None = None, renderer: Any = None) -> SafeString:
        """The same markup, joined."""
        groups = [
            format_html('<optgroup label="{}">{}</optgroup>', key, _options(entry, value))
            if isinstance(entry, list | tuple)
            else _options([(key, entry)], value)
            for key, entry in self.choices
        ]
        return format_html(
            "<select{}>{}</select>",
            flatatt({"name": name} | self.build_attrs(self.attrs, attrs)),
            format_html_join("", "{}", ((each,) for each in groups)),
        )


def _options(pairs: Sequence[tuple[str, Any]], chosen: Any) -> SafeString:
    found = ((key, " selected" if key == (chosen or "") else "", label) for key, label in pairs)
    return format_html_join("", '<option value="{}"{}>{}</option>', found)


class ComparisonForm(Asking, forms.Form):
    """Two of those that the person may read, chosen by country; in the address, so that a comparison can be passed on.

    The two newest of one country are chosen already. An address may also name a country: its newest is meant.
    """

    one = LineField(label=_("Compare"))
    other = LineField(label=_("with"))

    def __init__(self, data: Any, *, among: Sequence[Choice]) -> None:
        super().__init__(data)
        self.among = among
        groups = [
            (country, [(each.reference, each.name) for each in group])
            for country, group in groupby(among, key=lambda each: each.country)
        ]
        for field in self.fields.values():
            field.widget = LongSelect(choices=[("", _("Choose an assessment")), *groups])
        self.initial.update(zip(("one", "other"), _newest_pair(among), strict=False))

    def clean(self) -> dict[str, Any]:
        """Two different ones of the list."""
        super().clean()
        cleaned = self.cleaned_data
        for name, beside in (("other", "one"), ("one", "other")):
            if cleaned.get(name):
                cleaned[name] = self._meant(cleaned[name], besides=cleaned.get(beside))
            if cleaned.get(name) is None and name in cleaned:
                self.add_error(name, _("You can read no assessment of this name. Choose one from the list."))
        chosen = {cleaned.get("one"), cleaned.get("other")}
        kinds = {each.is_demonstration for each in self.among if each.reference in chosen}
        if cleaned.get("one") and cleaned.get("one") == cleaned.get("other"):
            self.add_error("other", _("Choose another assessment than the first."))
        elif len(kinds) > 1:
            self.add_error(
                "other", _("A demonstration is compared with demonstrations only: what it says is invented.")
            )
        return cleaned

    def _meant(self, typed: str, *, besides: str | None) -> str | None:
        """The reference, or the newest of the country of this name or code that is not compared with already."""
        if any(each.reference == typed for each in self.among):
            return typed
        word = typed.strip().casefold()
        of_country = [each for each in self.among if word in {each.country.casefold(), each.code.casefold()}]
        free = [each for each in of_country if each.reference != besides]
        wanted = next((each.is_demonstration for each in self.among if each.reference == besides), False)
        newest = max(free, key=lambda each: (each.is_demonstration == wanted, each.period_end), default=None)
        return newest.reference if newest else None


def _newest_pair(among: Sequence[Choice]) -> list[str]:
    """The last two periods of the country that was assessed last, older first; empty where no country has two of one kind."""
    by_country = [
        sorted((each for each in found if each.is_demonstration == kind), key=lambda each: each.period_end)[-2:]
        for found in ([*group] for _country, group in groupby(among, key=lambda each: each.country))
        for kind in (False, True)
    ]
    pairs = [pair for pair in by_country if len(pair) > 1]
    return [each.reference for each in max(pairs, key=lambda pair: pair[-1].period_end, default=[])]
