"""Currencies by their ISO 4217 code, withdrawn ones too: programmes of twenty years ago had them (docs/domain.md §7)."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from decimal import ROUND_HALF_UP, Context, Decimal
from functools import reduce

from django.utils import timezone
from django.utils.translation import gettext as _

from ssr_portal.reference import codelists, currencies

# Budgets have 22 digits and rates 12: no product or quotient of the two may lose one that is shown.
EXACT = Context(prec=80, rounding=ROUND_HALF_UP)
CENT = Decimal("0.01")


def total(amounts: Iterable[Decimal]) -> Decimal:
    """The sum, with every digit."""
    return reduce(EXACT.add, amounts, Decimal(0))


@dataclass(frozen=True, slots=True)
class Currency:
    """A currency with its first and last day of use; None where it has none, or is in use."""

    code: str
    english: str
    since: date | None
    until: date | None

    @property
    def name(self) -> str:
        """What it is called in the reader's language."""
        return currencies.name(self.code, self.english)

    @property
    def label(self) -> str:
        """Code and name, and the last year of one that is gone."""
        if self.until is None:
            return f"{self.code} {self.name}"
        return _("%(code)s %(name)s, until %(year)d") % {"code": self.code, "name": self.name, "year": self.until.year}

    def was_used(self, start: date, end: date) -> bool:
        """Whether it was in use on some day of a period."""
        return (self.since is None or self.since <= end) and (self.until is None or self.until >= start)


def _read(code: str, english: str, *days: str | None) -> Currency:
    return Currency(code, english, *(None if day is None else date.fromisoformat(day) for day in days))


CURRENCIES = {code: _read(code, *item) for code, item in codelists.items("currencies").items()}


def choices() -> list[tuple[str, list[tuple[str, str]]]]:
    """All currencies to choose from, those in use first."""
    today = timezone.localdate()
    return _grouped([(_("In use"), _used(today, today)), (_("No longer in use"), set(CURRENCIES))])


def choices_of_period(start: date, end: date, near: Iterable[str]) -> list[tuple[str, list[tuple[str, str]]]]:
    """All currencies for a budget: those near at hand, those of the period, all others."""
    return _grouped(
        [
            (_("In this assessment"), set(near)),
            (_("In use in its period"), _used(start, end)),
            (_("In use at other times"), set(CURRENCIES)),
        ]
    )


def _used(start: date, end: date) -> set[str]:
    return {each.code for each in CURRENCIES.values() if each.was_used(start, end)}


def _grouped(groups: Iterable[tuple[str, set[str]]]) -> list[tuple[str, list[tuple[str, str]]]]:
    """Each currency in the first group that has it; no empty group."""
    left, found = dict(CURRENCIES), []
    for heading, codes in groups:
        if here := [(code, each.label) for code, each in left.items() if code in codes]:
            found.append((heading, here))
        left = {code: each for code, each in left.items() if code not in codes}
    return found


def fits(code: str, start: date, end: date) -> bool:
    """Whether amounts of a period may be stated in a currency: it was in use then, or it is today."""
    today, currency = timezone.localdate(), CURRENCIES[code]
    return currency.was_used(start, end) or currency.was_used(today, today)
