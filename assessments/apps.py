"""Country assessments: programmes, evidence, ratings, review and reports."""

from django.apps import AppConfig
from django.db.models.signals import post_migrate, pre_migrate
from django.utils.translation import gettext_lazy as _


class AssessmentsConfig(AppConfig):
    """Everything a donor writes about a country."""

    name = "assessments"
    verbose_name = _("Assessments")

    def ready(self) -> None:
        """Let every migrated database keep what is final and stamp every state, and every change have its consequences."""
        from assessments import frozen, stamps, tasks  # noqa: PLC0415 - models are not loaded before ready
        from assessments.domain import consequences  # noqa: PLC0415

        consequences.MOVED.append(tasks.after_move)
        consequences.ASSIGNED.append(tasks.after_assigning)
        consequences.SHARED.append(tasks.after_sharing)
        for each in (frozen, stamps):
            pre_migrate.connect(each.lift, sender=self)
            post_migrate.connect(each.install, sender=self)
