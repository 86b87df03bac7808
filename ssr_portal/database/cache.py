"""Django's cache in the database, which says so when the database is locked.

Django takes a write that failed for a write that was not needed. The counters of failed sign-ins would then answer "Too many
attempts" to everybody while the database is locked.
"""

from typing import Any

from django.core.cache.backends import db
from django.db import router, transaction


class DatabaseCache(db.DatabaseCache):
    """Raises OperationalError where no transaction can be begun."""

    def _base_set(self, *args: Any, **kwargs: Any) -> bool:
        with transaction.atomic(using=router.db_for_write(self.cache_model_class)):
            done: bool = super()._base_set(*args, **kwargs)  # type: ignore[misc]  # Django's own, not for others
            return done
