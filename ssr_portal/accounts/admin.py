"""People, organisations, roles and markings.

Who administers people gives no right that they do not hold, changes nobody who holds more than they do, and takes no role
themselves. Each role that is given or taken, and each address that is changed, is written down and mailed to whom it concerns.
"""

from typing import Any

from allauth.account.models import EmailAddress
from django import forms
from django.contrib import admin, messages
from django.contrib.auth.admin import UserAdmin
from django.contrib.auth.forms import UserChangeForm
from django.contrib.auth.models import Group
from django.core.exceptions import PermissionDenied, ValidationError
from django.db.models import Model, QuerySet
from django.forms.formsets import DELETION_FIELD_NAME
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import translation
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django_stubs_ext import StrOrPromise

from ssr_portal.accounts import administrators, languages, notices
from ssr_portal.accounts.models import Marking, Membership, Organisation, Person
from ssr_portal.admin_site import CountedRows, FoundByWords
from ssr_portal.http.requests import signed_in

admin.site.unregister(EmailAddress)  # allauth's own list: a person's address is the one in their account


class RolesFormSet(CountedRows):
    """Roles, of which nobody but a superuser takes one themselves; `by` is who saves them."""

    by: Person

    def add_fields(self, form: forms.ModelForm[Membership], index: int | None) -> None:
        """A stored role is removed or stays: whoever loses one is then told, and the log names them."""
        super().add_fields(form, index)
        if form.instance.pk:
            for name in form.fields.keys() & ({"person", "organisation", "role"} - {self.fk.name}):
                form.fields[name].disabled = True

    def clean(self) -> None:
        """Refuse a role for oneself."""
        super().clean()
        if self.by.is_superuser:
            return
        changed = (form for form in self.forms if form.has_changed() and not form.cleaned_data.get(DELETION_FIELD_NAME))
        if any(form.instance.person_id == self.by.pk for form in changed):
            raise ValidationError(_("Another administrator gives you a role: nobody gives one to themselves."))


class MembershipInline(admin.TabularInline[Membership, Any]):
    """Roles of a person, or people of an organisation."""

    model = Membership
    template = "admin/rows.html"
    formset = RolesFormSet
    extra = 0
    autocomplete_fields = ["person", "organisation"]

    def formfield_for_foreignkey(self, db_field: Any, request: HttpRequest, **kwargs: Any) -> Any:
        """Both are found by typing."""
        kwargs.setdefault("widget", FoundByWords(db_field, self.admin_site))
        return super().formfield_for_foreignkey(db_field, request, **kwargs)

    def get_formset(self, request: HttpRequest, obj: Model | None = None, **kwargs: Any) -> type[RolesFormSet]:
        """The formset, which knows who saves it."""
        made = super().get_formset(request, obj, **kwargs)
        return type(made.__name__, (made,), {"by": signed_in(request)})


class MarkingInline(admin.TabularInline[Marking, Organisation]):
    """The organisation's own classification markings, from the least sensitive."""

    model = Marking
    template = "admin/rows.html"
    extra = 0
    formset = CountedRows
    can_delete = False  # Django would list the assessments that bear it


class KeptAdmin(admin.ModelAdmin[Any]):
    """What is never deleted here: Django would list everything that rests on it, whoever may read that."""

    why_kept: StrOrPromise

    def has_delete_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:  # noqa: ARG002
        """Never."""
        return False

    def delete_view(self, request: HttpRequest, object_id: str, extra_context: Any = None) -> HttpResponse:  # noqa: ARG002
        """Say why not."""
        if not self.has_view_permission(request):
            raise PermissionDenied
        messages.error(request, self.why_kept)
        name = f"admin:{self.opts.app_label}_{self.opts.model_name}_changelist"
        return redirect(name)

    def save_formset(self, request: HttpRequest, form: Any, formset: Any, change: bool) -> None:  # noqa: FBT001
        """Tell whom a role concerns: also who was a reviewer until now, at the address they had until now."""
        if formset.model is not Membership:
            super().save_formset(request, form, formset, change)
            return
        former = {form.initial["email"]: form.instance} if form.initial.get("email") else {}
        organisations = {each.organisation_id for each in formset.queryset}
        before = {key: notices.reviewers_of([key]) | former for key in organisations}
        super().save_formset(request, form, formset, change)
        changed = [(each, True) for each in formset.new_objects] + [(each, False) for each in formset.deleted_objects]
        notices.roles_changed(changed, signed_in(request), before)


OF_ANOTHER = {
    "email": {
        "unique": gettext_lazy(
            "Somebody has this address already. To exchange the addresses of two people, first give one of them another"
            " address, then the other the address that became free, and at last the first the address that is left."
        )
    }
}


class PersonForm(UserChangeForm[Person]):
    """A person as they stand."""

    class Meta(UserChangeForm.Meta):
        model = Person
        error_messages = OF_ANOTHER


class NewPersonForm(forms.ModelForm[Person]):
    """A person is added with an address and a name, and sets a password by the link in the invitation."""

    class Meta:
        model = Person
        fields = ["email", "name"]
        error_messages = OF_ANOTHER

    def save(self, commit: bool = True) -> Person:  # noqa: FBT001, FBT002 - Django's signature
        """Store the person without a password."""
        self.instance.set_unusable_password()
        return super().save(commit)


@admin.register(Person)
class PersonAdmin(KeptAdmin, UserAdmin[Person]):
    """A person, their rights in the administration, and their roles."""

    form = PersonForm
    add_form = NewPersonForm
    why_kept = gettext_lazy("Nobody is deleted: what they did stays on record. Untick “may sign in” instead.")
    list_display = ["name", "email", "is_active", "is_staff", "last_login"]
    list_filter = ["is_active", "is_staff", "organisations"]
    search_fields = ["name", "email"]
    ordering = ["name"]
    add_fieldsets = [(None, {"fields": ["email", "name"]})]
    inlines = [MembershipInline]
    actions = ["send_invitation"]

    def get_fieldsets(self, request: HttpRequest, obj: Person | None = None) -> Any:
        """Making superusers is for superusers, and so is setting somebody's password."""
        if obj is None:
            return self.add_fieldsets
        most = request.user.is_superuser
        spoken = ["language"] if languages.are_several() else []
        account = ["email", "name", *spoken, *(["password"] if most else [])]
        rights = ["is_active", "is_staff", *(["is_superuser"] if most else []), "groups"]
        return [(None, {"fields": account}), (_("Rights"), {"fields": rights})]

    def formfield_for_manytomany(self, db_field: Any, request: HttpRequest, **kwargs: Any) -> Any:
        """Only groups that give no right which the giver does not hold."""
        if db_field.name == "groups":
            kwargs["queryset"] = Group.objects.filter(pk__in=administrators.groups_to_give(signed_in(request)))
        return super().formfield_for_manytomany(db_field, request, **kwargs)

    def has_change_permission(self, request: HttpRequest, obj: Person | None = None) -> bool:
        """Not of somebody who holds more."""
        may = super().has_change_permission(request, obj)
        return may and (obj is None or administrators.holds_all(signed_in(request), obj))

    def user_change_password(self, request: HttpRequest, id: str, form_url: str = "") -> HttpResponse:  # noqa: A002
        """For superusers: whoever sets a password can sign in with it. Others send an invitation."""
        if not request.user.is_superuser:
            raise PermissionDenied
        return super().user_change_password(request, id, form_url)

    def save_model(self, request: HttpRequest, obj: Person, form: Any, change: bool) -> None:  # noqa: FBT001
        """A changed address opens nothing until a password is set by a link mailed to it, and all concerned are told."""
        before = form.initial.get("email", obj.email) if change else obj.email
        if before != obj.email:
            obj.set_unusable_password()  # sessions and reset links end with the password
        super().save_model(request, obj, form, change)
        if before != obj.email:
            notices.address_changed(obj, before, by=signed_in(request))

    def construct_change_message(self, request: HttpRequest, form: Any, formsets: Any, add: bool = False) -> Any:  # noqa: FBT001, FBT002
        """The log says from where to where an address went; as Django does, in words that are translated when they are read."""
        message: list[dict[str, Any]] = [*super().construct_change_message(request, form, formsets, add)]
        before = form.initial.get("email") if isinstance(form, PersonForm) else None  # or it is that for passwords
        if before and before != (after := form.instance.email):
            with translation.override(None):
                name, address = str(self.opts.verbose_name), str(Person.email.field.verbose_name)
            message.append({"changed": {"name": name, "object": f"{before} → {after}", "fields": [address]}})
        return message

    def response_add(self, request: HttpRequest, obj: Person, post_url_continue: str | None = None) -> HttpResponse:
        """Invite whoever was added, and say so."""
        self._invite(request, [obj])
        return super().response_add(request, obj, post_url_continue)

    @admin.action(description=gettext_lazy("Send an invitation"), permissions=["change"])
    def send_invitation(self, request: HttpRequest, chosen: QuerySet[Person]) -> None:
        """Mail a link to set a password to each that may sign in and holds no more than the sender."""
        self._invite(request, [each for each in chosen if each.is_active and self.has_change_permission(request, each)])

    def _invite(self, request: HttpRequest, people: list[Person]) -> None:
        for person in people:
            notices.invitation.enqueue(person.pk)
            messages.success(request, _("An invitation to %(to)s is on its way.") % {"to": person.email})


@admin.register(Organisation)
class OrganisationAdmin(KeptAdmin):
    """A donor organisation."""

    why_kept = gettext_lazy("No organisation is deleted: its assessments stay on record.")
    list_display = ["name", "short_name", "country", "currency"]
    search_fields = ["name", "short_name"]
    inlines = [MembershipInline, MarkingInline]

    def get_exclude(self, request: HttpRequest, obj: Organisation | None = None) -> list[str]:  # noqa: ARG002
        """Of one language there is nothing to choose."""
        return [] if languages.are_several() else ["language"]
