"""Removing generated files that can be made again (docs/operator.md, "What is removed"). What approval stored stays for good."""

from collections.abc import Iterable
from datetime import timedelta
from typing import Any

from django.conf import settings
from django.core.files.storage import default_storage
from django.db.models import QuerySet
from django.utils import timezone

from assessments.generation.kinds import stored_kinds


def purge() -> dict[str, int]:
    """Remove what was asked for longer ago than `KEEP_FILES_DAYS`; how many of each kind of row."""
    before = timezone.now() - timedelta(days=settings.KEEP_FILES_DAYS)
    removed = {}
    for _name, kind in stored_kinds():
        disposable = kind.disposable() if kind.disposable else kind.model._default_manager.all()
        removed[str(kind.model._meta.verbose_name_plural)] = _remove(disposable.filter(queued_at__lt=before))
    return removed


def _remove(old: QuerySet[Any]) -> int:
    """Delete the rows, then those of their files that no other row names: the same content is stored once."""
    rows = dict(old.values_list("pk", "file"))
    old.model._default_manager.filter(pk__in=rows).delete()
    names = set(rows.values()) - {""}
    for name in names - _named(names):
        default_storage.delete(name)
    return len(rows)


def _named(names: Iterable[str]) -> set[str]:
    kinds = (kind for _name, kind in stored_kinds())
    return {
        name
        for kind in kinds
        for name in kind.model._default_manager.filter(file__in=names).values_list("file", flat=True)
    }
