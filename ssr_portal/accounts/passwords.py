"""Passwords that are long and yet guessed early: sequences, rows of keys, repetitions, known words, and a person's own name."""

import re

from django.contrib.auth.models import AbstractBaseUser
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from zxcvbn import zxcvbn

MOST_LOOKED_AT = 24  # characters: of those that may stand for letters, such as 4 and @, 72 take half a minute
LEAST_OWN = 3  # letters of a part of somebody's name or address: shorter ones occur in any word
HARD_TO_GUESS = 4  # zxcvbn's highest score: more than 10^10 guesses


class GuessedPasswordValidator:
    """Refuses what is guessed within 10^10 tries; what a person's name and address say of them counts for nothing."""

    def validate(self, password: str, user: AbstractBaseUser | None = None) -> None:
        """Raise ValidationError for a password that is guessed early."""
        rest = _without(own_parts(user), password.strip()) if user else password.strip()
        if not rest or zxcvbn(rest[:MOST_LOOKED_AT])["score"] < HARD_TO_GUESS:
            raise ValidationError(
                _("This password is guessed easily. Take several words that have nothing to do with each other.")
            )

    def get_help_text(self) -> str:
        """What is asked for."""
        return _("Several words that have nothing to do with each other make a good password.")


def own_parts(user: AbstractBaseUser) -> set[str]:
    """The words of a person's address and name."""
    said = f"{user.get_username()} {getattr(user, 'name', '')}"
    return {part for part in re.split(r"[\W_]+", said.casefold()) if len(part) >= LEAST_OWN}


def _without(parts: set[str], password: str) -> str:
    longest_first = sorted(parts, key=len, reverse=True)
    return re.sub("|".join(longest_first), "", password.casefold()) if parts else password
