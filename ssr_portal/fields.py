"""Model fields for what people type: cleaned at the door, bounded, kept as plain text."""

from typing import Any

from django.core.exceptions import ValidationError
from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext_lazy

from ssr_portal.plain_text import LongTextField, PlainTextField

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


class Line(models.CharField):
    """A text of one line, at most 200 characters unless stated."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        kwargs.setdefault("max_length", 200)
        super().__init__(*args, **kwargs)

    def formfield(self, **kwargs: Any) -> Any:
        return super().formfield(**({"form_class": PlainTextField} | kwargs))


class Narrative(models.TextField):
    """Paragraphs and lists in plain text, at most 10,000 characters and 300 lines."""

    default_validators = [at_most_lines]
    description = _("Plain text")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        kwargs.setdefault("max_length", MOST_CHARACTERS)
        super().__init__(*args, **kwargs)

    def formfield(self, **kwargs: Any) -> Any:
        kwargs.pop("widget", None)
        return super().formfield(
            **({"form_class": LongTextField, "widget": LongTextField.widget, "validators": [at_most_lines]} | kwargs)
        )


class WebAddress(models.URLField):
    """An http or https address; https is assumed where nothing is said."""

    def formfield(self, **kwargs: Any) -> Any:
        return super().formfield(**({"assume_scheme": "https"} | kwargs))
