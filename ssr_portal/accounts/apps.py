"""People and the donor organisations they belong to."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class AccountsConfig(AppConfig):
    """Person, Organisation, Membership, Marking."""

    name = "ssr_portal.accounts"
    label = "accounts"
    verbose_name = _("People and organisations")
