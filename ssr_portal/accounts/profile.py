"""What a person sets for themselves: the language, where the portal has several."""

from typing import Any

from django import forms
from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils import translation
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods

from ssr_portal.accounts import languages
from ssr_portal.accounts.models import Person
from ssr_portal.http.requests import PortalRequest

INVALID = 422


class NamedInThemselves(forms.Select):
    """Options that say in which language they are written, so that they are read aloud rightly."""

    def create_option(self, name: str, value: Any, *facts: Any, **more: Any) -> dict[str, Any]:
        """As Django's, with the language."""
        option = super().create_option(name, value, *facts, **more)
        return option | {"attrs": option["attrs"] | ({"lang": value} if value else {})}


class LanguageForm(forms.ModelForm[Person]):
    """The language of pages, mails and files."""

    class Meta:
        model = Person
        fields = ["language"]
        widgets = {"language": NamedInThemselves}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        none = ("", gettext_lazy("The language that the browser asks for"))
        self.fields["language"].choices = [none, *languages.choices()]  # type: ignore[attr-defined]  # it has choices


@require_http_methods(["GET", "POST"])
def language(request: PortalRequest) -> HttpResponse:
    """Choose a language; there is no such page where there is nothing to choose."""
    if not languages.are_several():
        raise Http404
    form = LanguageForm(request.POST or None, instance=request.user)
    if form.is_valid():
        chosen = form.cleaned_data["language"]
        request.user.save(update_fields=["language"])  # nothing else: the desk may be changing the rest
        with translation.override(chosen or languages.active()):
            messages.success(request, _("The language was saved."))
        return redirect("account_language")
    return render(request, "account/language.html", {"form": form}, status=INVALID if form.errors else 200)
