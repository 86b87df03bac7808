"""Passwords that are long and yet guessed first: one piece over and over, or a handful of characters."""

import re

from django.contrib.auth.password_validation import CommonPasswordValidator
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

LEAST_DIFFERENT = 6
REPEATED = re.compile(r"(.+?)\1+", re.DOTALL)


class VariedPasswordValidator:
    """Refuses repetitions, few different characters, and a common password with digits or signs around it."""

    def __init__(self) -> None:
        self.common = CommonPasswordValidator().passwords

    def validate(self, password: str, user: object = None) -> None:  # noqa: ARG002 - Django's signature
        """Raise ValidationError for a password that is guessed early."""
        plain = password.strip().casefold()
        core = re.sub(r"^[\W\d_]+|[\W\d_]+$", "", plain)
        pieces = {plain, core, *(found[1] for each in (plain, core) if (found := REPEATED.fullmatch(each)))}
        if REPEATED.fullmatch(plain) or len(set(plain)) < LEAST_DIFFERENT or pieces & self.common:
            raise ValidationError(
                _("This password is guessed easily. Take several words that have nothing to do with each other.")
            )

    def get_help_text(self) -> str:
        """What is asked for."""
        return _("Several words that have nothing to do with each other make a good password.")
