"""Days that can be meant: from 1900 to 2100, and periods of at most 20 years (docs/domain.md §7).

One slip of a finger makes 9999 of 1999. Such a day overflows arithmetic, and a list that shows it would fail for everybody who
reads the list; so forms refuse it, and the database does too.
"""

from collections.abc import Callable
from datetime import date
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import CheckConstraint, Q
from django.db.models.expressions import Func
from django.utils.translation import gettext_lazy as _

EARLIEST, LATEST = date(1900, 1, 1), date(2100, 12, 31)
MOST_YEARS = 20
MOST_DAYS = MOST_YEARS * 1461 // 4  # every fourth year is a leap year, in this range but for 1900 and 2100
QUESTION = _("Is the year right? Days from 1900 to 2100 are taken.")
WITHIN: list[Callable[[Any], None]] = [MinValueValidator(EARLIEST, QUESTION), MaxValueValidator(LATEST, QUESTION)]


class DayInput(forms.DateInput):
    """The browser's own date field, in ISO 8601."""

    input_type = "date"

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(format="%Y-%m-%d", **kwargs)


class DayField(forms.DateField):
    """A day from 1900 to 2100."""

    widget = DayInput
    default_validators = WITHIN


class DaysBetween(Func):
    """How many days the first of two days lies after the second; in SQL that each database knows without Django's help."""

    arity = 2
    arg_joiner = " - "
    template = "(%(expressions)s)"
    output_field = models.IntegerField()

    def as_sqlite(self, compiler: Any, connection: Any, **context: Any) -> Any:
        """SQLite keeps days as text; they are counted by their Julian numbers."""
        return self.as_sql(
            compiler,
            connection,
            template="(julianday(%(expressions)s))",
            arg_joiner=") - julianday(",
            **context,
        )


def can_be_meant(*names: str) -> CheckConstraint:
    """The constraint that each of these days lies from 1900 to 2100, or is empty."""
    within = Q()
    for name in names:
        within &= Q(**{f"{name}__range": (EARLIEST, LATEST)})
    return CheckConstraint(condition=within, name="%(class)s_days_can_be_meant", violation_error_message=QUESTION)


def at_most_20_years(start: date, end: date) -> None:
    """Refuse a longer period; it is a slip of the finger more often than a period."""
    if (end - start).days > MOST_DAYS:
        raise ValidationError(
            _("This period is longer than %(most)d years. Is one of the years mistyped?"),
            params={"most": MOST_YEARS},
            code="period",
        )
