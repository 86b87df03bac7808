"""Rows that ran out: sessions with their unsent text, counters in the cache, results of finished tasks, ended workers."""

from datetime import timedelta
from importlib import import_module

from django.conf import settings
from django.core.cache import cache
from django.db import connection
from django.utils import timezone
from django_tasks_db.models import DBTaskResult

from ssr_portal.accounts import once
from ssr_portal.upkeep import beat, mail

RESULTS_KEPT = timedelta(days=14)


def remove() -> dict[str, int]:
    """Remove them; how many of each."""
    return {
        "sessions": _sessions(),
        "cache entries": _cache_entries(),
        "task results": DBTaskResult.objects.finished()
        .filter(finished_at__lt=timezone.now() - RESULTS_KEPT)
        .delete()[0],
        "signs of ended workers": beat.forget_old(),
        "answers of forms": once.purge(),
        "unsent messages": mail.forget_old(),
    }


def _sessions() -> int:
    store = import_module(settings.SESSION_ENGINE).SessionStore
    count: int = store.get_model_class().objects.filter(expire_date__lt=timezone.now()).count()
    store.clear_expired()
    return count


def _cache_entries() -> int:
    """Django removes them only one by one as they are asked for, or when there are hundreds."""
    table = connection.ops.quote_name(cache._table)  # type: ignore[attr-defined]  # of the cache in the database
    with connection.cursor() as cursor:
        now = connection.ops.adapt_datetimefield_value(timezone.now().replace(microsecond=0))
        cursor.execute(f"DELETE FROM {table} WHERE expires < %s", [now])  # noqa: S608 - our own table's name
        removed: int = cursor.rowcount
    return removed
