"""People, organisations, roles and markings."""

from typing import Any

from django.contrib import admin
from django.contrib.auth.admin import UserAdmin
from django.contrib.auth.forms import AdminUserCreationForm
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from ssr_portal.accounts.models import Marking, Membership, Organisation, Person
from ssr_portal.administration import CountedRows, FoundByWords


class MembershipInline(admin.TabularInline):
    """Roles of a person, or people of an organisation."""

    model = Membership
    extra = 0
    formset = CountedRows
    autocomplete_fields = ["person", "organisation"]

    def formfield_for_foreignkey(self, db_field: Any, request: HttpRequest, **kwargs: Any) -> Any:
        """Both are found by typing."""
        kwargs.setdefault("widget", FoundByWords(db_field, self.admin_site))
        return super().formfield_for_foreignkey(db_field, request, **kwargs)


class MarkingInline(admin.TabularInline):
    """The organisation's own classification markings, from the least sensitive."""

    model = Marking
    extra = 0
    formset = CountedRows


class NewPersonForm(AdminUserCreationForm):
    """A person is added with an address and a name; without a password they set one by the reset link."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["usable_password"].initial = "false"

    class Meta:
        model = Person
        fields = ["email", "name"]


@admin.register(Person)
class PersonAdmin(UserAdmin):
    """A person, their rights in the administration, and their roles."""

    add_form = NewPersonForm
    list_display = ["name", "email", "is_active", "is_staff"]
    list_filter = ["is_active", "is_staff", "organisations"]
    search_fields = ["name", "email"]
    ordering = ["name"]
    filter_horizontal = ["groups"]
    fieldsets = [
        (None, {"fields": ["email", "name", "password"]}),
        (_("Rights"), {"fields": ["is_active", "is_staff", "is_superuser", "groups"]}),
    ]
    add_fieldsets = [(None, {"fields": ["email", "name", "usable_password", "password1", "password2"]})]
    inlines = [MembershipInline]


@admin.register(Organisation)
class OrganisationAdmin(admin.ModelAdmin):
    """A donor organisation."""

    list_display = ["name", "short_name", "country", "currency"]
    search_fields = ["name", "short_name"]
    inlines = [MembershipInline, MarkingInline]
