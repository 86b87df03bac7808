"""Keys out of any database's range find nothing, instead of breaking the query: wherever a list of them is looked up."""

from typing import Any

from django.db import models
from django.db.models.fields.related import ForeignObject
from django.db.models.fields.related_lookups import RelatedExact, RelatedIn
from django.db.models.lookups import In

MOST = models.BigIntegerField.MAX_BIGINT
LEAST = -MOST - 1


def _can_be_there(value: Any) -> bool:
    return not isinstance(value, int) or LEAST <= value <= MOST


class _AmongPossible(In[Any]):
    """Django asks for the range of one number (`IntegerFieldExact`); of a list each that is possible stays."""

    def get_prep_lookup(self) -> Any:
        """The values that the column can hold."""
        values = super().get_prep_lookup()
        return [value for value in values if _can_be_there(value)] if self.rhs_is_direct_value() else values


class WholeNumberIn(_AmongPossible, In):
    """`pk__in` and the like."""


class KeyIn(_AmongPossible, RelatedIn):
    """`organisation__in` and the like."""


class KeyExact(RelatedExact):
    """`organisation=` and the like."""

    def get_prep_lookup(self) -> Any:
        """A key that no row can have is as none."""
        value = super().get_prep_lookup()
        return value if _can_be_there(value) else -1


def register() -> None:
    """Use these in place of Django's own."""
    models.IntegerField.register_lookup(WholeNumberIn)
    ForeignObject.register_lookup(KeyIn)
    ForeignObject.register_lookup(KeyExact)
