"""The group of people administrators: staff who add people and organisations and give roles (docs/domain.md §5)."""

from typing import Any

from django.contrib.auth.models import Group, Permission

from ssr_portal.accounts.models import Person

GROUP = "People administrators"
MODELS = ("person", "organisation", "membership", "marking")


def ensure_group(**_signal: Any) -> None:
    """Create the group, or bring its permissions up to date with the models. Nobody deletes people or organisations."""
    group, _ = Group.objects.get_or_create(name=GROUP)
    wanted = Permission.objects.filter(content_type__app_label="accounts", content_type__model__in=MODELS)
    group.permissions.set(wanted.exclude(codename__in=["delete_person", "delete_organisation"]))


def holds_all(person: Person, other: Person) -> bool:
    """Whether the person holds every right in the administration that the other holds."""
    return person.is_superuser or not (other.is_superuser or other.get_all_permissions() - person.get_all_permissions())


def groups_to_give(person: Person) -> list[int]:
    """Keys of the groups that give no right which the person does not hold."""
    mine = person.get_all_permissions()
    return [
        group.pk
        for group in Group.objects.prefetch_related("permissions__content_type")
        if {f"{each.content_type.app_label}.{each.codename}" for each in group.permissions.all()} <= mine
    ]
