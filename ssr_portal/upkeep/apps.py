"""Signs of life of the workers, and days on which daily work was begun."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class UpkeepConfig(AppConfig):
    """WorkerBeat, DailyRun. Stands before django_tasks_db in INSTALLED_APPS, so that its `db_worker` is the one that runs."""

    name = "ssr_portal.upkeep"
    label = "upkeep"
    verbose_name = _("Upkeep")
