"""Model fields for what people type: cleaned at the door, bounded, kept as plain text."""

from decimal import Decimal
from typing import Any, TypeVar

from django.core.exceptions import ValidationError
from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext_lazy

from ssr_portal.text import plain_text
from ssr_portal.text.plain_text import AtMost, LineField, LinkField, LongTextField
from ssr_portal.values import web_addresses
from ssr_portal.values.days import WITHIN, DayField
from ssr_portal.values.money import EXACT
from ssr_portal.values.numbers import NumberField, WholeNumberField

# A page of a report takes about 3,000 characters; line feeds cost the PDF more than letters do.
MOST_CHARACTERS = 10_000
MOST_LINES = 300


def at_most_lines(text: str) -> None:
    """Refuse a text of more than 300 lines."""
    lines = text.count("\n") + 1
    if lines > MOST_LINES:
        raise ValidationError(
            ngettext_lazy("At most %(most)d line.", "At most %(most)d lines; this text has %(lines)d.", "most"),
            params={"most": MOST_LINES, "lines": lines},
            code="too_many_lines",
        )


# What is set and what is got, as django-stubs names them; it fills them in, with None where the column may be null.
_ST = TypeVar("_ST", contravariant=True)
_GT = TypeVar("_GT", covariant=True)


class _Typed(models.Field[_ST, _GT]):
    """A field that differs from Django's in its form alone: to the database it is the same, and so to migrations."""

    def deconstruct(self) -> Any:
        """As the field of Django's that this is to the database."""
        name, _path, args, kwargs = super().deconstruct()
        django_own = next(each for each in type(self).__mro__ if each.__module__.startswith("django.db.models"))
        return name, f"django.db.models.{django_own.__name__}", args, kwargs


class Line(_Typed[_ST, _GT], models.CharField[_ST, _GT]):
    """A text of one line, at most 200 characters unless stated."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        kwargs.setdefault("max_length", 200)
        super().__init__(*args, **kwargs)

    def to_python(self, value: Any) -> Any:
        """Plain, whoever stores it: Django asks this for every value that it checks, looks up or writes."""
        text = super().to_python(value)
        return plain_text.one_line(text) if isinstance(text, str) else text

    def formfield(self, **kwargs: Any) -> Any:
        return super().formfield(**({"form_class": LineField} | kwargs))


class Slug(_Typed[_ST, _GT], models.SlugField[_ST, _GT]):
    """A name for addresses and references; which letters it may have, its validator says."""

    def formfield(self, **kwargs: Any) -> Any:
        return models.CharField.formfield(self, **({"form_class": LineField} | kwargs))


class ExactDecimal(models.DecimalField[_ST, _GT]):
    """A decimal that keeps every digit, on SQLite too: its own numbers keep 15, so it is text there.

    The text has all decimals, so that numbers which are not negative compare as their texts do.
    """

    def get_internal_type(self) -> str:
        """A type of its own, so that no backend takes it for its floating decimal."""
        return "ExactDecimal"

    def db_type(self, connection: Any) -> str:
        """Text on SQLite, a number elsewhere."""
        return "text" if connection.vendor == "sqlite" else f"numeric({self.max_digits}, {self.decimal_places})"

    def from_db_value(self, value: Any, *_expression: Any) -> Decimal | None:
        """What is stored, with all decimals."""
        return self.quantized(value)

    def formfield(self, **kwargs: Any) -> Any:
        return super().formfield(**(kwargs | {"form_class": NumberField, "widget": NumberField.widget}))

    def quantized(self, value: Any) -> Decimal | None:
        """The value with all decimals; None stays."""
        return (
            None if value is None else Decimal(value).quantize(Decimal(1).scaleb(-self.decimal_places), context=EXACT)
        )


class Narrative(_Typed[_ST, _GT], models.TextField[_ST, _GT]):
    """Paragraphs and lists in plain text, at most 10,000 characters and 300 lines."""

    default_validators = [at_most_lines]
    description = _("Plain text")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        kwargs.setdefault("max_length", MOST_CHARACTERS)
        super().__init__(*args, **kwargs)
        self.validators.append(AtMost(self.max_length))  # Django asks it of texts of one line alone

    def to_python(self, value: Any) -> Any:
        """Plain, whoever stores it, as in `Line`."""
        text = super().to_python(value)
        return plain_text.clean(text) if isinstance(text, str) else text

    def deconstruct(self) -> Any:
        """How long it may be is not the database's business."""
        name, path, args, kwargs = super().deconstruct()
        return name, path, args, {key: value for key, value in kwargs.items() if key != "max_length"}

    def formfield(self, **kwargs: Any) -> Any:
        kwargs.pop("widget", None)
        ours: dict[str, Any] = {
            "form_class": LongTextField,
            "widget": LongTextField.widget,
            "validators": [at_most_lines],
        }
        return super().formfield(**(ours | kwargs))


class WebAddress(_Typed[_ST, _GT], models.URLField[_ST, _GT]):
    """An address of the web as others published it; https is assumed where nothing is said."""

    default_validators = [web_addresses.is_an_address]

    def formfield(self, **kwargs: Any) -> Any:
        return models.CharField.formfield(self, **({"form_class": LinkField} | kwargs))


class Day(_Typed[_ST, _GT], models.DateField[_ST, _GT]):
    """A day from 1900 to 2100; its model has the constraint `days.can_be_meant`."""

    default_validators = WITHIN

    def formfield(self, **kwargs: Any) -> Any:
        return super().formfield(**({"form_class": DayField} | kwargs))


class Amount(_Typed[_ST, _GT], models.DecimalField[_ST, _GT]):
    """A number with decimals, read as people write it."""

    def formfield(self, **kwargs: Any) -> Any:
        return super().formfield(**(kwargs | {"form_class": NumberField, "widget": NumberField.widget}))


class Whole(_Typed[_ST, _GT], models.PositiveIntegerField[_ST, _GT]):
    """A number without decimals, from 0."""

    def formfield(self, **kwargs: Any) -> Any:
        return super().formfield(**(kwargs | {"form_class": WholeNumberField, "widget": WholeNumberField.widget}))


class SmallWhole(_Typed[_ST, _GT], models.PositiveSmallIntegerField[_ST, _GT]):
    """The same, up to 32,767."""

    def formfield(self, **kwargs: Any) -> Any:
        return super().formfield(**(kwargs | {"form_class": WholeNumberField, "widget": WholeNumberField.widget}))
