"""Country assessments: programmes, evidence, ratings, review and reports."""

from django.apps import AppConfig
from django.db.models.signals import post_migrate, pre_migrate
from django.utils.translation import gettext_lazy as _


class AssessmentsConfig(AppConfig):
    """Everything a donor writes about a country."""

    name = "assessments"
    verbose_name = _("Assessments")

    def ready(self) -> None:
        """Let every migrated database have the triggers that keep approved assessments final."""
        from assessments import frozen  # noqa: PLC0415 - models are not loaded before ready

        pre_migrate.connect(frozen.lift, sender=self)
        post_migrate.connect(frozen.install, sender=self)
