"""People and the donor organisations they belong to."""

from django.apps import AppConfig
from django.db.models.signals import post_migrate, post_save
from django.utils.translation import gettext_lazy as _

from ssr_portal.values import whole_numbers


class AccountsConfig(AppConfig):
    """Person, Organisation, Membership, Marking."""

    name = "ssr_portal.accounts"
    label = "accounts"
    verbose_name = _("People and organisations")

    def ready(self) -> None:
        """Put in place what the first request needs: bounds, signals, the administrators' group."""
        from ssr_portal.accounts import administrators, sign_in  # noqa: PLC0415 - models are ready only now

        whole_numbers.register()
        post_save.connect(sign_in.forget_former, sender=self.get_model("Person"))
        post_migrate.connect(administrators.ensure_group, sender=self)
