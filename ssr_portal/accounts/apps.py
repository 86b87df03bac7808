"""People and the donor organisations they belong to."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _

from ssr_portal import whole_numbers


class AccountsConfig(AppConfig):
    """Person, Organisation, Membership, Marking."""

    name = "ssr_portal.accounts"
    label = "accounts"
    verbose_name = _("People and organisations")

    def ready(self) -> None:
        """Lookups of keys are bounded everywhere."""
        whole_numbers.register()
