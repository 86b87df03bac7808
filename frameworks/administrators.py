"""The group of framework administrators: staff who may edit frameworks and nothing else (docs/domain.md §5)."""

from typing import Any

from django.contrib.auth.models import Group, Permission

GROUP = "Framework administrators"


def ensure_group(**_signal: Any) -> None:
    """Create the group, or bring its permissions up to date with the models."""
    group, _ = Group.objects.get_or_create(name=GROUP)
    group.permissions.set(Permission.objects.filter(content_type__app_label="frameworks"))
