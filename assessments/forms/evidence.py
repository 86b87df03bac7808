"""A source with its grade and its file, and the ratings that rest on it."""

from collections.abc import Mapping
from typing import Any

from django import forms
from django.core import signing
from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from assessments import models
from assessments.domain import attachments, evidence
from assessments.forms.layout import RecordForm, offer, retype, rows_of
from assessments.scorecard.sources import RESTRICTED
from assessments.scorecard.values import Rating
from assessments.seat import Seat
from ssr_portal import uploads
from ssr_portal.text.plain_text import whole_number
from ssr_portal.values import web_addresses
from ssr_portal.values.missing import Asking

SALT = "assessments.forms.evidence"
MOST_LINKS = 1000
RELIABILITY = {
    "A": gettext_lazy("its authenticity and competence are beyond doubt; it has always been right"),
    "B": gettext_lazy("small doubts only; it has nearly always been right"),
    "C": gettext_lazy("some doubts; it has been right as a rule"),
    "D": gettext_lazy("serious doubts; it has been right at times"),
    "E": gettext_lazy("it lacks competence or candour; it has often been wrong"),
    "F": gettext_lazy("too little is known of it; a valid start"),
}
CREDIBILITY = {
    1: gettext_lazy("independent sources say the same, and it fits what is known"),
    2: gettext_lazy("not confirmed, but it fits what is known"),
    3: gettext_lazy("not confirmed; it could be so"),
    4: gettext_lazy("not confirmed; possible, not likely"),
    5: gettext_lazy("other sources contradict it"),
    6: gettext_lazy("nothing to compare it with; a valid start"),
}
INTEREST = {
    "none": gettext_lazy("whoever wrote it gains nothing by the result"),
    "enacts": gettext_lazy("a law, a gazette, an audited account or a judgement"),
    "donor": gettext_lazy("of whoever pays for what is judged"),
    "partner": gettext_lazy("of its government, its forces or another institution that is judged"),
    "implementer": gettext_lazy("of whoever carries out a programme or is paid by it"),
    "": gettext_lazy("counts as an interest"),
}


class BaseChoice(forms.ModelChoiceField[models.Evidence]):
    """Another source of the assessment, by its number; `titles` says what its chooser sees of each."""

    titles: Mapping[int, str] = {}

    def label_from_instance(self, obj: models.Evidence) -> str:
        """Number and title; of what came since the list was read, no more than that it is a source."""
        return self.titles.get(obj.pk, str(RESTRICTED))


class EvidenceForm(RecordForm[models.Evidence]):
    """A source: what it is, how far it is trusted, who may see it, and its file.

    A file that passed its check is kept at once, so that it has not to be sent again when another field is at fault: the form
    carries a signed word of it as `waiting`.
    """

    file = forms.FileField(
        label=gettext_lazy("File"),
        required=False,
        allow_empty_file=True,
        help_text=gettext_lazy("PDF, Word, Excel, PowerPoint, OpenDocument, PNG, JPEG or plain text, up to 25 MB."),
    )
    waiting = forms.CharField(required=False, max_length=200, widget=forms.HiddenInput)
    again = forms.BooleanField(required=False, label=gettext_lazy("Keep this file a second time"))
    without = forms.BooleanField(required=False, label=gettext_lazy("Remove the file"))

    class Meta:
        model = models.Evidence
        fields = [
            "title",
            "kind",
            "origin",
            "dated",
            "precision",
            "reference",
            "link",
            "reliability",
            "credibility",
            "interest",
            "rests_on",
            "audience",
            "remarks",
        ]
        field_classes = {"rests_on": BaseChoice}

    field_order = [*Meta.fields[:7], "file", "without", "again", *Meta.fields[7:], "waiting"]

    def __init__(self, *args: Any, seat: Seat, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.seat = seat
        self.upload: uploads.Upload | None = None
        self.attachment = self.instance.attachment
        self._grades("reliability", models.Evidence.Reliability, RELIABILITY)
        self._grades("credibility", models.Evidence.Credibility, CREDIBILITY)
        self._grades("interest", models.Evidence.Interest, INTEREST)
        self._offer_bases()
        self.fields["audience"].widget = forms.RadioSelect(choices=models.Evidence.Audience.choices)
        self.fields["precision"].required = False  # the day, unless said
        if self.attachment is None:
            del self.fields["without"]
        # The question is asked only when it arises.
        self.fields["again"].widget = forms.HiddenInput()

    def _grades(self, name: str, grades: Any, meanings: dict[Any, Any]) -> None:
        labels = dict(grades.choices)
        choices = [(value, _grade(str(labels[value]), str(meaning))) for value, meaning in meanings.items()]
        self.fields[name].widget = forms.RadioSelect(choices=choices)

    def _offer_bases(self) -> None:
        """Every other source that the person sees, and the one that it rests on."""
        rows = models.Evidence.objects.filter(assessment=self.assessment)
        listed = list(enumerate(rows, start=1))
        unseen = [row.pk for _number, row in listed if not self.seat.sees(row) and row.pk != self.instance.rests_on_id]
        field = self.fields["rests_on"]
        if isinstance(field, BaseChoice):
            seen = ((number, row, self.seat.sees(row)) for number, row in listed)
            field.titles = {row.pk: f"{number}. {row.title if sees else RESTRICTED}" for number, row, sees in seen}
        offer(self, "rests_on", rows.exclude(pk__in=[*unseen, self.instance.pk or 0]))

    def _words(self, value: Any, name: str) -> str:
        if isinstance(value, models.Evidence):
            return rows_of(self, name).label_from_instance(value)
        return super()._words(value, name)

    @property
    def notices(self) -> list[str]:
        """An address that is shown as text, since it is not written as addresses are."""
        fault = web_addresses.fault_of(self.instance.link)
        return [_("The web address is kept as typed, but is no link. %(fault)s") % {"fault": fault}] if fault else []

    @property
    def columns(self) -> list[str]:
        """The file is a column too."""
        return [*super().columns, "attachment"]

    def clean_file(self) -> Any:
        """Look into the file; what is kept of it is `upload`."""
        file = self.cleaned_data["file"]
        if file:
            try:
                self.upload = uploads.check(file)
            except uploads.Refused as refusal:
                raise forms.ValidationError(str(refusal)) from refusal
        return file

    def clean_waiting(self) -> models.Attachment | None:
        """The file of an earlier try, if this person sent it and nothing points at it yet."""
        try:
            pk = signing.Signer(salt=SALT).unsign(self.cleaned_data["waiting"])
        except signing.BadSignature:
            return None
        number = whole_number(pk)
        return None if number is None else attachments.waiting(number, by=self.seat.person)

    def clean(self) -> dict[str, Any]:
        """The same file is kept twice only on purpose."""
        super().clean()
        cleaned = self.cleaned_data
        original = self.upload.original if self.upload else getattr(cleaned.get("waiting"), "original", None)
        if original and not cleaned.get("again"):
            self._refuse_double(original)
        return cleaned

    def _refuse_double(self, original: str) -> None:
        double = evidence.same_file(self.assessment, original, other_than=self.instance.pk)
        if double is None:
            return
        seen = self.seat.sees(double)
        self.fields["again"].widget = forms.CheckboxInput()
        name = _("Restricted source")
        if seen:
            page = reverse("record-change", args=[self.assessment.reference, "evidence", double.pk])
            name = format_html('<a href="{}">{}</a>', page, double.title)
        words = _("This file is here already: %(source)s. Use that source, or tick “Keep this file a second time”.")
        self.add_error("file", format_html(words.replace("%(source)s", "{}"), name))

    def keep(self, stored: models.Attachment | None) -> None:
        """Take the file that was just stored, or that waits from an earlier try, or none where that is asked."""
        attachment = stored or self.cleaned_data.get("waiting")
        if attachment is not None:
            self.instance.attachment = attachment
            retype(self, "waiting", signing.Signer(salt=SALT).sign(str(attachment.pk)))
        elif self.cleaned_data.get("without"):
            self.instance.attachment = None

    @property
    def waiting_file(self) -> models.Attachment | None:
        """A file that is kept already while the form is not."""
        kept = self.instance.attachment
        return kept if self.is_bound and kept is not None and kept != self.attachment else None


def _grade(label: str, meaning: str) -> SafeString:
    return format_html("<b>{}</b> <span>{}</span>", label, meaning)


class UsesForm(Asking, forms.Form):
    """One source and every rating: on which it bears, and how. `shown` is what the page said when it was loaded."""

    shown = forms.CharField(required=False, max_length=MOST_LINKS * 24, widget=forms.HiddenInput)

    def __init__(self, data: Any = None, *, ratings: list[Rating], evidence: models.Evidence) -> None:
        self.ratings = ratings
        self.now = {each.pk: cited.stance for each in ratings for cited in each.cited if cited.pk == evidence.pk}
        shown = " ".join(f"{pk}:{stance}" for pk, stance in self.now.items())
        super().__init__(data, initial={"shown": shown})
        stances = [("", _("Not linked")), *models.EvidenceLink.Stance.choices]
        for each in ratings:
            self.fields[f"r{each.pk}"] = forms.ChoiceField(
                choices=stances, required=False, initial=self.now.get(each.pk, ""), label=each.title
            )

    def clean_shown(self) -> dict[int, str]:
        """The stances that the page showed."""
        pairs = [each.split(":", 1) for each in self.cleaned_data["shown"].split() if ":" in each]
        return {number: stance for key, stance in pairs if (number := whole_number(key)) is not None}

    @property
    def wanted(self) -> dict[int, str]:
        """The stances as chosen, by rating."""
        return {each.pk: self.cleaned_data[f"r{each.pk}"] for each in self.ratings}

    def field_of(self, pk: int) -> forms.BoundField:
        """The field of one rating."""
        return self[f"r{pk}"]
