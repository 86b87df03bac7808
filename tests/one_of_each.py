"""One row of every kind that an assessment owns, and walks over their fields: for tests of what must hold for each of them."""

from datetime import date
from typing import Any

from django.db.models import Field, Model

from assessments import models
from assessments.domain import goals, records
from assessments.ownership import OWNED
from ssr_portal.values.fields import MOST_CHARACTERS, MOST_LINES, Line, Narrative

LIMITS = {
    "one word": "x" * MOST_CHARACTERS,
    "many lines": "\n".join(["A line that is soon over."] * MOST_LINES),
    "many items": "\n".join(["- an item of a list, of some length"] * MOST_LINES)[:MOST_CHARACTERS],
    "long words": ("y" * 490 + " " + "short words come between them ") * 19,
}
DAY = date(2014, 1, 1)


def fill(burundi: models.Assessment, cast: Any, *, by: Any = None) -> None:
    """One row of each kind in an open assessment that has one programme."""
    framework, programme = burundi.framework, burundi.programmes.get()
    institution, activity = framework.institutions.get(code="I5"), framework.activities.get(code="F2b")
    rating = burundi.ratings.get(criterion__code="I5.G1")

    def add(record: models.Actor) -> Any:
        return records.add(record, burundi, by=by or cast.anna)

    models.Context.objects.filter(assessment=burundi).update(approach="regional", neighbours="RW")
    for kind in models.Actor.Kind.values:
        within = institution if kind == "partner" else None
        add(models.Actor(kind=kind, name="Who", role="Role", institution=within, audience="shareable"))
    add(models.Risk(what="Risk", likelihood=1, impact=5, mitigation="Less", owner="Desk", audience="shareable"))
    who = add(models.Consultation(kind="officers", number=3, held_on=DAY, parts="all", agreement="agreed"))
    add(models.Assumption(programme=programme, text="Assumed", standing="holds"))
    goal = goals.add(
        models.Goal(title="Trust", statement="Why"), burundi, [activity], [institution], by=by or cast.anna
    )
    dates = {"baseline_date": DAY, "target_date": DAY, "latest_date": DAY}
    add(models.Indicator(goal=goal, text="Trust in police", baseline="12 %", **dates))
    base = add(models.Evidence(title="Survey", kind="dataset", origin="s", dated=DAY, audience="shareable"))
    source = add(
        models.Evidence(title="Report", kind="document", origin="o", dated=DAY, rests_on=base, audience="shareable")
    )
    models.EvidenceLink.objects.create(rating=rating, evidence=source, place="page 3")
    add(models.Priority(activity=activity, horizon=1, rationale="First"))
    add(models.Action(text="Publish", addressee="Ministry", unit="Desk"))
    add(models.Reply(rating=rating, consultation=who, stance="agrees", text="Yes", evidence=source))
    models.OpenPart.objects.create(assessment=burundi, part="policy", reason="No time")
    models.LeftBehind.objects.create(assessment=burundi, version="v0", title="Old goal", text="Old words")
    models.Comment.objects.create(assessment=burundi, rating=rating, by=cast.marieke, text="Why so?")


def rows(assessment: models.Assessment) -> list[Model]:
    """The assessment and every row that it owns, read from the database."""
    found: list[Model] = [models.Assessment.objects.get(pk=assessment.pk)]
    for owned in OWNED:
        found += owned.rows_of(assessment).order_by("pk")
    return found


def texts(row: Model) -> list[Field]:
    """The fields that people type at length or in one line."""
    return [field for field in row._meta.concrete_fields if isinstance(field, Narrative | Line)]


def write_at_their_limit(row: Model, text: str) -> None:
    """Put as much of the text into every typed field of the row as its form would take, past the domain."""
    lines = text.replace("\n", " ")
    values = {each.name: (text if isinstance(each, Narrative) else lines)[: each.max_length] for each in texts(row)}
    if values:
        type(row).objects.filter(pk=row.pk).update(**values)
