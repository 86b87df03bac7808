"""Builds the demonstration's assessments through the domain, as people would."""

from collections.abc import Mapping
from functools import cached_property
from typing import Any

from assessments import models, scorecard
from assessments.domain import assessments, goals, programmes, ratings, records, reviewing, sharing, unusual, workflow
from assessments.domain.judgement import Judgement, Link
from frameworks.models import Framework, Institution
from ssr_portal.accounts.models import Marking, Organisation, Person

Facts = Mapping[str, Any]
Status = models.Rating.Status
SAID = (
    "answers",
    "level",
    "level_reason",
    "tried",
    "justification",
    "confidence",
    "confidence_reason",
    "harm",
    "harm_text",
)


def load(case: Facts) -> None:
    """Every assessment of the case, in the order of the file; copies come after what they are copied from."""
    for facts in case["assessments"]:
        Demonstration(facts, case).load()


class Demonstration:
    """One assessment of the case: opened, filled, rated, and where the file says so approved and shared."""

    def __init__(self, facts: Facts, case: Facts) -> None:
        self.facts, self.case = facts, case
        self.framework = Framework.objects.published().get(code="oecd-ssr", version=2)
        self.assessor = Person.objects.get(email=facts["assessor"])

    def load(self) -> None:
        """Build it, to the state that the file says."""
        self._reword()
        self._surroundings()
        self._fill()
        self._rate()
        if "statement" in self.facts:
            self._approve(Person.objects.get(email=self.facts["reviewer"]))

    @cached_property
    def assessment(self) -> models.Assessment:
        """Opened when it is first asked for."""
        organisation = Organisation.objects.get(short_name=self.facts["organisation"])
        assessment = models.Assessment(
            organisation=organisation,
            framework=self.framework,
            country="BI",
            period_start=self.facts["period"][0],
            period_end=self.facts["period"][1],
            depth=self.facts["depth"],
            valid_until=self.facts.get("valid_until"),
            currency=self.facts["currency"],
            marking=Marking.objects.get(organisation=organisation, rank=0),
            tlp=models.Assessment.Tlp.GREEN,
            is_demonstration=True,
        )
        source = models.Assessment.objects.filter(reference=self.facts.get("copy_of", "")).first()
        return assessments.open_assessment(assessment, by=self.assessor, source=source)

    def _reword(self) -> None:
        """What the period changed in the records that were copied, each named by its place among them."""
        said = self.facts.get("reworded", {})
        for place, fields in said.get("programmes", {}).items():
            programme = self._copied(models.Programme, place, fields)
            shares = {row.activity: row.share for row in programme.works_on.select_related("activity")}
            programmes.change(programme, fields, shares, seen=programme.revision, by=self.assessor)
        for name, model in (("indicators", models.Indicator), ("risks", models.Risk)):
            for place, fields in said.get(name, {}).items():
                record = self._copied(model, place, fields)
                records.change(record, fields, seen=record.revision, by=self.assessor)

    def _copied(self, model: Any, place: int, fields: Facts) -> Any:
        record = model.objects.filter(assessment=self.assessment).order_by("pk")[place]
        for name, value in fields.items():
            setattr(record, name, value)
        return record

    def _surroundings(self) -> None:
        for facts in self.facts.get("programmes", {}).values():
            self._programme(facts)
        pursued = [self._goal(facts) for facts in self.facts.get("goals", [])]
        for facts in self.facts.get("indicators", []):
            self._add(models.Indicator(**{**facts, "goal": pursued[facts["goal"]]}))
        for facts in self.facts.get("actors", []):
            self._add(models.Actor(**{**facts, "institution": self._institution(facts.get("institution"))}))

    def _programme(self, facts: Facts) -> None:
        plain = {name: value for name, value in facts.items() if name not in {"works_on", "assumptions"}}
        shares = {self.framework.activities.get(code=code): None for code in facts["works_on"]}
        programme = programmes.add(models.Programme(**plain), self.assessment, shares, by=self.assessor)
        for assumption in facts["assumptions"]:
            self._add(models.Assumption(programme=programme, **assumption))

    def _goal(self, facts: Facts) -> models.Goal:
        goal = models.Goal(title=facts["title"], statement=facts["statement"])
        activities = self.framework.activities.filter(code__in=facts["activities"])
        institutions = self.framework.institutions.filter(code__in=facts["institutions"])
        return goals.add(goal, self.assessment, activities, institutions, by=self.assessor)

    def _institution(self, code: str | None) -> Institution | None:
        return self.framework.institutions.get(code=code) if code else None

    def _add(self, record: Any) -> Any:
        return records.add(record, self.assessment, by=self.assessor)

    def _fill(self) -> None:
        context = models.Context.objects.get(assessment=self.assessment)
        for name, value in self.facts["context"].items():
            setattr(context, name, value)
        records.change(context, self.facts["context"], seen=context.revision, by=self.assessor)
        for facts in self.facts.get("risks", []):
            self._add(models.Risk(**facts))
        for facts in self.facts.get("priorities", []):
            activity = self.framework.activities.get(code=facts["activity"])
            self._add(models.Priority(**{**facts, "activity": activity}))
        for facts in self.facts.get("actions", []):
            self._add(models.Action(**facts))

    @cached_property
    def evidence(self) -> dict[str, Any]:
        """Its sources by key; what one rests on stands before it."""
        found: dict[str, Any] = {}
        for key in self.facts.get("evidence", []):
            facts = self.case["sources"][key]
            base = found[facts["rests_on"]] if "rests_on" in facts else None
            found[key] = self._add(models.Evidence(**{**facts, "rests_on": base, "audience": "shareable"}))
        return found

    def _rate(self) -> None:
        rows = models.Rating.objects.filter(assessment=self.assessment).select_related("criterion", "programme")
        for row in rows.order_by("pk"):
            said = self._said_of(row)
            if said is not None:
                self._say(row, said)

    def _said_of(self, row: models.Rating) -> Facts | None:
        """What the file says of a rating; None where it is left open."""
        criterion, said = row.criterion, self.facts["ratings"]
        of_part = said.get(self._key_of(row.programme), {}) if row.programme else said
        found: Facts | None = of_part.get(criterion.part, {}).get(criterion.code)
        return found.get(row.moment) if found and row.moment else found

    def _key_of(self, programme: models.Programme) -> str:
        every = (item for facts in self.case["assessments"] for item in facts.get("programmes", {}).items())
        return next(str(key) for key, facts in every if facts["title"] == programme.title)

    def _say(self, row: models.Rating, said: Facts) -> None:
        supports = models.EvidenceLink.Stance.SUPPORTS
        links = [
            Link(self.evidence[key].pk, supports, strands=tuple(strands.split()))
            for key, strands in said.get("evidence", {}).items()
        ]
        row = ratings.link_evidence(row, links, seen=row.revision, by=self.assessor)
        judgement = Judgement(
            status=_status(said),
            audience=said.get("audience", "shareable"),
            **{name: said[name] for name in SAID if name in said},
        )
        ratings.save_rating(row, judgement, seen=row.revision, by=self.assessor)

    def _approve(self, reviewer: Person) -> None:
        assessment, left_open = self.assessment, self.facts.get("left_open")
        assessment.refresh_from_db()
        self._move(workflow.SUBMIT, self.assessor, self.facts["note"], left_open=left_open)
        for row in models.Rating.objects.filter(assessment=assessment).exclude(level_reason=""):
            reviewing.mark(row, seen=row.revision, by=reviewer)
        agreed = unusual.mark(unusual.unusual(scorecard.dossier(assessment)))
        self._move(workflow.APPROVE, reviewer, self.facts["statement"], agreed=agreed)
        assessment.refresh_from_db()
        if "shared_with" in self.facts:
            sharing.share(assessment, Organisation.objects.get(short_name=self.facts["shared_with"]), by=reviewer)

    def _move(self, move: workflow.Move, by: Person, note: str, **how: Any) -> None:
        workflow.perform(move, self.assessment, by=by, seen=self.assessment.revision, note=note, **how)


def _status(said: Facts) -> str:
    """A level that is chosen, or none at all; of answers the rest follows."""
    if "level" in said:
        return Status.LEVEL
    return Status.UNRATED if "answers" in said else Status.INSUFFICIENT
