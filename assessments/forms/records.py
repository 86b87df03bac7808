"""Forms of what surrounds the ratings: one for each noun of the domain."""

from typing import Any

from django import forms
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from assessments import models, scorecard
from assessments.forms.layout import RecordForm, offer, pieces_of


class ContextForm(RecordForm):
    """Background, monopoly of violence, approach, needs, method."""

    class Meta:
        model = models.Context
        fields = ["background", "monopoly", "approach", "neighbours", "needs", "terms", "method", "limitations"]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        own = self.assessment.country
        if own not in self.instance.neighbours:  # where it is stored, it is shown, to be taken out
            field = self.fields["neighbours"]
            field.choices = [(code, name) for code, name in field.choices if code != own.code]


class ActorForm(RecordForm):
    """A partner, another donor, or a movement."""

    class Meta:
        model = models.Actor
        fields = ["kind", "name", "institution", "role", "stance", "audience"]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["institution"].queryset = pieces_of(self.assessment.framework, "institutions")


class RiskForm(RecordForm):
    """A risk with its grade and owner."""

    class Meta:
        model = models.Risk
        fields = ["what", "harm", "likelihood", "impact", "mitigation", "owner", "audience"]


class ConsultationForm(RecordForm):
    """An entry of the validation log."""

    class Meta:
        model = models.Consultation
        fields = ["kind", "number", "held_on", "parts", "agreement", "remarks"]


class ReplyForm(RecordForm):
    """A national partner's answer to a rating."""

    class Meta:
        model = models.Reply
        fields = ["rating", "consultation", "stance", "text", "evidence", "audience"]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        own = {"assessment": self.assessment}
        ratings = models.Rating.objects.filter(**own, left_behind=False).select_related("criterion", "programme")
        self.fields["rating"].label_from_instance = _named
        offer(self.fields["rating"], ratings)
        self.fields["consultation"].queryset = models.Consultation.objects.filter(**own)
        # A source that was restricted after the reply named it is not shown, and is not lost by saving the reply either.
        hidden = Q(audience=models.Evidence.Audience.RESTRICTED) & ~Q(pk=self.instance.evidence_id)
        self.fields["evidence"].queryset = models.Evidence.objects.filter(**own).exclude(hidden)
        self.fields["evidence"].label_from_instance = scorecard.title_of


def _named(rating: models.Rating) -> str:
    """A rating as a choice of a list."""
    programme = f" – {rating.programme.title}" if rating.programme else ""
    return f"{rating.criterion.code} {rating.criterion.text[:60]}{programme}"


class AssumptionForm(RecordForm):
    """An assumption of a programme."""

    class Meta:
        model = models.Assumption
        fields = ["programme", "text", "standing"]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["programme"].queryset = models.Programme.objects.filter(assessment=self.assessment)


class GoalForm(RecordForm):
    """A goal, tied to activities and institutions."""

    class Meta:
        model = models.Goal
        fields = ["title", "statement", "activities", "institutions"]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name in ("activities", "institutions"):
            field = self.fields[name]
            field.queryset = pieces_of(self.assessment.framework, name)
            field.widget = forms.CheckboxSelectMultiple(choices=field.choices)
            field.help_text = ""
        self.fields["activities"].required = True
        self.fields["activities"].label, self.fields["institutions"].label = _("Activities"), _("Institutions")

    @property
    def activities(self) -> list[Any]:
        """The activities chosen."""
        return list(self.cleaned_data["activities"])

    @property
    def institutions(self) -> list[Any]:
        """The institutions chosen."""
        return list(self.cleaned_data["institutions"])


class IndicatorForm(RecordForm):
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
        self.fields["goal"].queryset = models.Goal.objects.filter(assessment=self.assessment)


class PriorityForm(RecordForm):
    """An activity's place in the sequence."""

    class Meta:
        model = models.Priority
        fields = ["activity", "horizon", "rationale"]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["activity"].queryset = pieces_of(self.assessment.framework, "activities")


class ActionForm(RecordForm):
    """A recommended action."""

    class Meta:
        model = models.Action
        fields = ["text", "addressee", "unit", "due_on"]


class ProgressForm(RecordForm):
    """How an action stands, and management's answer."""

    class Meta:
        model = models.ActionProgress
        fields = ["response", "reason", "status", "proof"]

    def validate_constraints(self) -> None:
        """Told by field in the record's `clean`; the domain says who confirms."""
