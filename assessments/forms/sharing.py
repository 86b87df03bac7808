"""With whom an approved assessment is shared."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from assessments.forms.layout import LaidOut, offer, rows_of
from assessments.models import Assessment
from ssr_portal.accounts.models import Organisation


class ShareForm(LaidOut, forms.Form):
    """One more organisation."""

    organisation = forms.ModelChoiceField(Organisation.objects.none(), label=_("Organisation"))
    with_evidence = forms.BooleanField(
        label=_("With its evidence"),
        required=False,
        initial=True,
        help_text=_("The sources marked shareable, and where they are cited. Files are never handed out."),
    )

    def __init__(self, *args: Any, assessment: Assessment, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        others = Organisation.objects.exclude(pk=assessment.organisation_id)
        offer(self, "organisation", others.exclude(shared_with_us__assessment=assessment))

    @property
    def has_choices(self) -> bool:
        """Whether there is an organisation that does not read it yet."""
        offered = rows_of(self, "organisation").queryset
        return offered is not None and offered.exists()
