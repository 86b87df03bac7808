"""The case of Burundi on version 1 of the framework, on which the browser's tests, the benches and the fuzz stand.

Assessments as they were made before strands: by descriptions, in the period. The demonstration that `manage.py demo` loads is
another, on version 2.
"""

from datetime import date
from pathlib import Path
from typing import Any

from django.db import transaction

from assessments import models, scorecard
from assessments.domain import assessments, goals, programmes, ratings, records, unusual, workflow
from assessments.domain.judgement import Judgement, Link
from assessments.management.commands import demo
from frameworks.domain import drafting
from frameworks.models import Framework
from ssr_portal.accounts.models import Marking, Organisation, Person

Status = models.Rating.Status
CASE = Path(__file__).parent / "cases" / "burundi.yaml"


def load() -> None:
    """The people, the assessments of this case, and a draft of a framework, as `manage.py demo` makes its own."""
    with transaction.atomic():
        demo.make_people(demo.cast())
        Demonstration(demo.read(CASE)).load()
        drafting.copy_to_draft(Framework.objects.published()[0])


class Demonstration:
    """The case of Burundi, read from its file."""

    def __init__(self, case: dict[str, Any]) -> None:
        self.case = case
        self.framework = Framework.objects.published().get(code="oecd-ssr", version=1)
        self.assessor = Person.objects.get(email="anna@nl.example")
        self.reviewer = Person.objects.get(email="marieke@nl.example")

    def load(self) -> None:
        """Two assessments of the Netherlands, the first approved, and one of another donor."""
        first, second = self.case["assessments"]
        baseline = self._open(first, source=None)
        self._surroundings(baseline)
        self._fill(baseline, first)
        self._approve(baseline, first["statement"])
        baseline.refresh_from_db()
        current = self._open(second, source=baseline)
        self._fill(current, second)
        self._another_donor()

    def _open(self, facts: dict[str, Any], source: models.Assessment | None) -> models.Assessment:
        organisation = Organisation.objects.get(short_name="NL")
        assessment = models.Assessment(
            organisation=organisation,
            framework=self.framework,
            country="BI",
            period_start=facts["period"][0],
            period_end=facts["period"][1],
            depth=models.Assessment.Depth.RAPID,
            valid_until=facts.get("valid_until"),
            currency="EUR",
            marking=Marking.objects.get(organisation=organisation, rank=0),
            tlp=models.Assessment.Tlp.GREEN,
            is_demonstration=True,
        )
        return assessments.open_assessment(assessment, by=self.assessor, source=source)

    def _surroundings(self, assessment: models.Assessment) -> None:
        for facts in self.case["programmes"].values():
            self._programme(assessment, facts)
        pursued = [self._goal(assessment, facts) for facts in self.case["goals"]]
        for facts in self.case["indicators"]:
            self._add(models.Indicator(**(facts | {"goal": pursued[facts["goal"]]})), assessment)
        for facts in self.case["actors"]:
            self._add(
                models.Actor(**(facts | {"institution": self._institution(facts.get("institution"))})), assessment
            )

    def _programme(self, assessment: models.Assessment, facts: dict[str, Any]) -> None:
        plain = {name: value for name, value in facts.items() if name not in {"works_on", "assumptions"}}
        shares = {self.framework.activities.get(code=code): None for code in facts["works_on"]}
        programme = programmes.add(models.Programme(**plain), assessment, shares, by=self.assessor)
        for assumption in facts["assumptions"]:
            self._add(models.Assumption(programme=programme, **assumption), assessment)

    def _goal(self, assessment: models.Assessment, facts: dict[str, Any]) -> models.Goal:
        goal = models.Goal(title=facts["title"], statement=facts.get("statement", ""))
        activities = self.framework.activities.filter(code__in=facts["activities"])
        institutions = self.framework.institutions.filter(code__in=facts["institutions"])
        goals.add(goal, assessment, activities, institutions, by=self.assessor)
        return goal

    def _institution(self, code: str | None) -> Any:
        return self.framework.institutions.get(code=code) if code else None

    def _add(self, record: Any, assessment: models.Assessment) -> Any:
        return records.add(record, assessment, by=self.assessor)

    def _fill(self, assessment: models.Assessment, facts: dict[str, Any]) -> None:
        context = models.Context.objects.get(assessment=assessment)
        for name, value in facts["context"].items():
            setattr(context, name, value)
        records.change(context, facts["context"], seen=context.revision, by=self.assessor)
        evidence = {
            key: self._add(models.Evidence(**self.case["evidence"][key], audience="shareable"), assessment)
            for key in facts["evidence"]
        }
        for risk in facts.get("risks", []):
            self._add(models.Risk(**risk), assessment)
        for consultation in facts["consultations"]:
            self._add(models.Consultation(**consultation), assessment)
        for row in facts["priorities"]:
            activity = self.framework.activities.get(code=row["activity"])
            self._add(models.Priority(**(row | {"activity": activity})), assessment)
        for action in facts["actions"]:
            self._add(models.Action(**action), assessment)
        self._rate(assessment, facts["ratings"], evidence)

    def _rate(self, assessment: models.Assessment, said: dict[str, dict[str, Any]], evidence: dict[str, Any]) -> None:
        titles = {facts["title"]: key for key, facts in self.case["programmes"].items()}
        rows = models.Rating.objects.filter(assessment=assessment).select_related("criterion", "programme")
        for row in rows.order_by("pk"):
            group = titles[row.programme.title] if row.programme else row.criterion.part
            answer = said.get(group, {}).get(row.criterion.code)
            if answer is not None:
                self._say(row, answer, evidence)

    def _say(self, row: models.Rating, answer: Any, evidence: dict[str, Any]) -> None:
        if answer == "insufficient":
            judgement = Judgement(Status.INSUFFICIENT, tried=self.case["insufficient"], audience="shareable")
            ratings.save_rating(row, judgement, seen=0, by=self.assessor)
            return
        level, justification, keys = answer
        links = tuple(Link(evidence[key].pk, models.EvidenceLink.Stance.SUPPORTS) for key in keys)
        ratings.link_evidence(row, links, seen=0, by=self.assessor)
        with ratings.holding(row.pk, by=self.assessor) as held:
            said = {"justification": justification, "confidence": held.shown.suggested, "audience": "shareable"}
            ratings.save(held, Judgement(Status.LEVEL, level, **said), seen=1)

    def _approve(self, assessment: models.Assessment, statement: str) -> None:
        assessment.refresh_from_db()
        seen = assessment.revision
        workflow.perform(workflow.SUBMIT, assessment, by=self.assessor, seen=seen, note="End of phase I.")
        agreed = unusual.mark(unusual.unusual(scorecard.dossier(assessment)))
        workflow.perform(workflow.APPROVE, assessment, by=self.reviewer, seen=seen, note=statement, agreed=agreed)

    def _another_donor(self) -> None:
        sofia = Person.objects.get(email="sofia@dda.example")
        assessment = models.Assessment(
            organisation=Organisation.objects.get(short_name="DDA"),
            framework=self.framework,
            country="BI",
            period_start=date(2013, 1, 1),
            period_end=date(2014, 12, 31),
            currency="USD",
            tlp=models.Assessment.Tlp.RED,
            is_demonstration=True,
        )
        assessments.open_assessment(assessment, by=sofia)
        activity = self.framework.activities.get(code="F2b")
        programme = models.Programme(
            title="Border police posts (another donor's, not to be seen)", budget=2_500_000, currency="USD"
        )
        programmes.add(programme, assessment, {activity: None}, by=sofia)
