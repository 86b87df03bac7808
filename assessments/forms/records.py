"""Forms of what surrounds the ratings: one for each noun of the domain."""

from typing import Any

from django import forms
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from assessments import models, scorecard
from assessments.forms.layout import RecordForm, list_of, offer, pieces_of, rows_of, words_of


class ContextForm(RecordForm[models.Context]):
    """Background, monopoly of violence, approach, needs, method."""

    class Meta:
        model = models.Context
        fields = ["background", "monopoly", "approach", "neighbours", "needs", "terms", "method", "limitations"]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        own = self.assessment.country
        if own not in self.instance.neighbours:  # where it is stored, it is shown, to be taken out
            field = list_of(self, "neighbours")
            field.choices = [(code, name) for code, name in words_of(field).items() if code != own.code]


class ActorForm(RecordForm[models.Actor]):
    """A partner, another donor, or a movement."""

    class Meta:
        model = models.Actor
        fields = ["kind", "name", "institution", "role", "stance", "audience"]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        rows_of(self, "institution").queryset = pieces_of(self.assessment.framework, "institutions")


class RiskForm(RecordForm[models.Risk]):
    """A risk with its grade and owner."""

    class Meta:
        model = models.Risk
        fields = ["what", "harm", "likelihood", "impact", "mitigation", "owner", "audience"]


class ConsultationForm(RecordForm[models.Consultation]):
    """An entry of the validation log."""

    class Meta:
        model = models.Consultation
        fields = ["kind", "number", "held_on", "parts", "agreement", "remarks"]


class RatingChoice(forms.ModelChoiceField[models.Rating]):
    """A rating, by its criterion and programme."""

    def label_from_instance(self, obj: models.Rating) -> str:
        """The beginning of what is judged, and of whom."""
        programme = f" – {obj.programme.title}" if obj.programme else ""
        return f"{obj.code} {obj.criterion.text[:60]}{programme}"


class EvidenceChoice(forms.ModelChoiceField[models.Evidence]):
    """A source, in a list that people with different rights read."""

    def label_from_instance(self, obj: models.Evidence) -> str:
        """Its title, unless that is restricted."""
        return scorecard.title_of(obj)


class ReplyForm(RecordForm[models.Reply]):
    """A national partner's answer to a rating."""

    class Meta:
        model = models.Reply
        fields = ["rating", "consultation", "stance", "text", "evidence", "audience"]
        field_classes = {"rating": RatingChoice, "evidence": EvidenceChoice}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        own = {"assessment": self.assessment}
        ratings = models.Rating.objects.filter(**own, left_behind=False).select_related("criterion", "programme")
        offer(self, "rating", ratings)
        rows_of(self, "consultation").queryset = models.Consultation.objects.filter(**own)
        # A source that was restricted after the reply named it is not shown, and is not lost by saving the reply either.
        hidden = Q(audience=models.Evidence.Audience.RESTRICTED) & ~Q(pk=self.instance.evidence_id)
        rows_of(self, "evidence").queryset = models.Evidence.objects.filter(**own).exclude(hidden)


class AssumptionForm(RecordForm[models.Assumption]):
    """An assumption of a programme."""

    class Meta:
        model = models.Assumption
        fields = ["programme", "text", "standing"]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        rows_of(self, "programme").queryset = models.Programme.objects.filter(assessment=self.assessment)


class GoalForm(RecordForm[models.Goal]):
    """A goal, tied to activities and institutions."""

    class Meta:
        model = models.Goal
        fields = ["title", "statement", "activities", "institutions"]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name in ("activities", "institutions"):
            field = rows_of(self, name)
            field.widget = forms.CheckboxSelectMultiple()
            field.queryset = pieces_of(self.assessment.framework, name)  # which hands its choices to the widget
            field.help_text = ""
        self.fields["activities"].required = True
        self.fields["activities"].label, self.fields["institutions"].label = _("Activities"), _("Institutions")

    @property
    def arguments(self) -> tuple[list[Any], list[Any]]:
        """The activities and institutions chosen."""
        return list(self.cleaned_data["activities"]), list(self.cleaned_data["institutions"])


class IndicatorForm(RecordForm[models.Indicator]):
    """An indicator of a goal."""

    class Meta:
        model = models.Indicator
        fields = [
            "goal",
            "text",
            "unit",
            "source",
            "baseline",
            "baseline_date",
            "target",
            "target_date",
            "latest",
            "latest_date",
        ]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        rows_of(self, "goal").queryset = models.Goal.objects.filter(assessment=self.assessment)


class PriorityForm(RecordForm[models.Priority]):
    """An activity's place in the sequence."""

    class Meta:
        model = models.Priority
        fields = ["activity", "horizon", "rationale"]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        rows_of(self, "activity").queryset = pieces_of(self.assessment.framework, "activities")


class ActionForm(RecordForm[models.Action]):
    """A recommended action."""

    class Meta:
        model = models.Action
        fields = ["text", "addressee", "unit", "due_on"]


class ProgressForm(RecordForm[models.ActionProgress]):
    """How an action stands, and management's answer."""

    class Meta:
        model = models.ActionProgress
        fields = ["response", "reason", "status", "proof"]

    def validate_constraints(self) -> None:
        """Told by field in the record's `clean`; the domain says who confirms."""
