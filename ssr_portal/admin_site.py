"""The Django admin as this product's desk: its own titles, its sign-in the portal's own."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.contrib import admin
from django.contrib.admin.apps import AdminConfig
from django.contrib.admin.options import IncorrectLookupParameters
from django.contrib.admin.views.autocomplete import AutocompleteJsonView
from django.contrib.admin.widgets import AutocompleteSelect, RelatedFieldWidgetWrapper
from django.contrib.auth.decorators import login_not_required
from django.core.exceptions import PermissionDenied
from django.db import models
from django.db.models import QuerySet
from django.forms.formsets import INITIAL_FORM_COUNT, TOTAL_FORM_COUNT, ManagementForm
from django.forms.models import BaseInlineFormSet
from django.forms.utils import pretty_name
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.decorators import method_decorator
from django.utils.functional import cached_property
from django.utils.http import url_has_allowed_host_and_scheme, urlencode
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _

from ssr_portal.text.plain_text import LineField, LongTextField, whole_number

MOST_WORDS = 10  # of a search
DOORS = {models.CharField: LineField, models.TextField: LongTextField}


class Choices(AutocompleteJsonView):
    """What a choice found by typing offers; relations that no form has are no choice."""

    def process_request(
        self, request: HttpRequest
    ) -> tuple[str, admin.ModelAdmin[Any], models.ForeignKey[Any, Any], str]:
        """Django fails on a relation's other end."""
        found = super().process_request(request)
        if found[2].auto_created:
            raise PermissionDenied
        return found


class OwnFilters(admin.ModelAdmin[Any]):
    """A list that is narrowed by its own filters alone: Django takes any lookup of any field from the address."""

    def lookup_allowed(self, lookup: str, value: Any, request: HttpRequest) -> bool:  # noqa: ARG002
        """Whether a filter beside the list asks this; anything else leads back to the list (`?e=1`)."""
        ends = ("", "__exact", "__isnull", "__id__exact")
        if lookup not in {f"{name}{end}" for name in self.get_list_filter(request) for end in ends}:
            raise IncorrectLookupParameters(lookup)
        return True


class ThroughTheDoor(admin.ModelAdmin[Any]):
    """Texts of other packages' models are cleaned like ours, which have fields of their own for it."""

    filter_horizontal = ()

    def formfield_for_dbfield(
        self, db_field: models.Field[Any, Any], request: HttpRequest, **kwargs: Any
    ) -> forms.Field | None:
        """A line or a text of Django's own kind, such as the name of a group."""
        if type(db_field) in DOORS and not db_field.choices:
            kwargs.setdefault("form_class", DOORS[type(db_field)])
        return super().formfield_for_dbfield(db_field, request, **kwargs)

    def formfield_for_manytomany(
        self, db_field: models.ManyToManyField[Any, Any], request: HttpRequest, **kwargs: Any
    ) -> Any:
        """Boxes to tick: the two lists of Django's script have names that are no label to whoever hears the page."""
        kwargs.setdefault("widget", forms.CheckboxSelectMultiple)
        return super().formfield_for_manytomany(db_field, request, **kwargs)

    def get_object(self, request: HttpRequest, object_id: str, from_field: str | None = None) -> models.Model | None:
        """Django looks for a field without a name where the address asks for one (`?_to_field=`)."""
        return super().get_object(request, object_id, from_field or None)

    def get_search_results(
        self, request: HttpRequest, queryset: QuerySet[Any], search_term: str
    ) -> tuple[QuerySet[Any], bool]:
        """The first words of what is looked for: Django makes a condition of each, and SQLite bears a thousand."""
        return super().get_search_results(request, queryset, " ".join(search_term.split()[:MOST_WORDS]))


class Desk(admin.AdminSite):
    """One door for signing in: the portal's, with its rate limits; every page, whoever wrote it, with our rules."""

    def register(self, model_or_iterable: Any, admin_class: type | None = None, **options: Any) -> None:
        """Every page of the desk comes by here, those of other packages too."""
        base = admin_class or admin.ModelAdmin
        super().register(model_or_iterable, type(base.__name__, (OwnFilters, ThroughTheDoor, base), {}), **options)

    site_title = _("SSR Portal administration")
    site_header = _("SSR Portal administration")
    index_title = _("Frameworks, people and organisations")
    enable_nav_sidebar = False

    @method_decorator(login_not_required)
    def login(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> HttpResponse:  # noqa: ARG002
        """Send to the portal's sign-in; someone signed in without the right goes back to the assessments."""
        asked = request.GET.get("next", "")
        safe = url_has_allowed_host_and_scheme(asked, {request.get_host()}, require_https=request.is_secure())
        onwards = asked if safe else reverse("admin:index")
        if not request.user.is_authenticated:
            return redirect(f"{reverse('account_login')}?{urlencode({'next': onwards})}")
        return redirect(onwards if self.has_permission(request) else "dashboard")

    def autocomplete_view(self, request: HttpRequest) -> Any:  # JSON; a view's type says no more than any answer
        """Answer with choices of the desk's own forms."""
        return Choices.as_view(admin_site=self)(request)


class CountedRows(BaseInlineFormSet[Any, Any, forms.ModelForm[Any]]):
    """Rows of a page of the desk; how many there are said to be is a number that can be."""

    def add_fields(self, form: forms.ModelForm[Any], index: int | None) -> None:
        """Each field says what it is: Django writes that above the column alone, where it names no field."""
        super().add_fields(form, index)
        for name, field in form.fields.items():
            widget = field.widget
            if isinstance(widget, RelatedFieldWidgetWrapper):  # the one that links to the related row
                widget = widget.widget
            if not widget.is_hidden:
                widget.attrs.setdefault("aria-label", capfirst(field.label or pretty_name(name)))

    @cached_property
    def management_form(self) -> ManagementForm:
        """Django bounds the total from above alone."""
        form = super().management_form
        if form.is_bound and any(
            (form.cleaned_data.get(name) or 0) < 0 for name in (TOTAL_FORM_COUNT, INITIAL_FORM_COUNT)
        ):
            form.add_error(None, _("This page was not sent whole. Open it again."))
            form.cleaned_data = {TOTAL_FORM_COUNT: 0, INITIAL_FORM_COUNT: 0}
        return form


class FoundByWords(AutocompleteSelect):
    """A choice found by typing; shown again after a refusal, a key that is no number is no choice."""

    def build_attrs(self, base_attrs: dict[str, Any], extra_attrs: dict[str, Any] | None = None) -> dict[str, Any]:
        """While nothing is chosen, the list names itself by what it asks for."""
        attrs = super().build_attrs(base_attrs, extra_attrs)
        return attrs | {"data-placeholder": capfirst(self.field.verbose_name)}

    def optgroups(self, name: str, value: Sequence[str], attr: dict[str, Any] | None = None) -> list[Any]:
        """Django looks every value up as it was sent."""
        return super().optgroups(name, [each for each in value if whole_number(str(each)) is not None], attr)


class Administration(AdminConfig):
    """Makes `Desk` the default site."""

    default_site = "ssr_portal.admin_site.Desk"
