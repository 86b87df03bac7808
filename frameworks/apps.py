"""What can be judged: versions of the framework, edited in the admin."""

from django.apps import AppConfig
from django.db.models.signals import post_migrate, pre_migrate
from django.utils.translation import gettext_lazy as _


class FrameworksConfig(AppConfig):
    """Framework versions, the sector, activities, guidance and criteria."""

    name = "frameworks"
    verbose_name = _("Frameworks")

    def ready(self) -> None:
        """Let every migrated database have the administrators' group and the triggers that keep versions frozen."""
        from frameworks import administrators, frozen  # noqa: PLC0415 - models are not loaded before ready

        post_migrate.connect(administrators.ensure_group, sender=self)
        pre_migrate.connect(frozen.lift, sender=self)
        post_migrate.connect(frozen.install, sender=self)
