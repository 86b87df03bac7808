"""What a form says where something is missing: what to do, and the name of the field. One rule for all forms."""

from django import forms
from django.utils.translation import gettext_lazy as _
from django_stubs_ext import StrOrPromise

STOCK = forms.Field.default_error_messages["required"]
# By widget; the first that fits.
ASKED = (
    ((forms.CheckboxSelectMultiple, forms.SelectMultiple), _("Choose at least one for “%(label)s”.")),
    ((forms.Select, forms.RadioSelect), _("Choose one for “%(label)s”.")),
    ((forms.CheckboxInput,), _("Tick “%(label)s”.")),
    ((forms.FileInput,), _("Choose a file for “%(label)s”.")),
    ((forms.DateInput,), _("Enter a date for “%(label)s”.")),
    ((forms.NumberInput,), _("Enter a number for “%(label)s”.")),
    ((forms.Widget,), _("Fill in “%(label)s”.")),
)


class Asking(forms.BaseForm):
    """A form whose required fields say what is asked for; those with words of their own keep them."""

    def full_clean(self) -> None:
        """As Django does, with words made of the labels that the fields have then."""
        for name, field in self.fields.items():
            if field.error_messages.get("required") == STOCK:
                field.error_messages["required"] = asked_for(field, name)
        super().full_clean()


def asked_for(field: forms.Field, name: str) -> StrOrPromise:
    """What to say where the field was left empty."""
    label = str(field.label or name.replace("_", " "))
    words = next(words for kinds, words in ASKED if isinstance(field.widget, kinds))
    return words % {"label": label[:1].upper() + label[1:]}
