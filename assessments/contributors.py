"""Who contributed to an assessment: four eyes ask everything that was ever written, not who saved last (docs/domain.md §5).

The histories tell it, those of what was removed included. What a copy brought along was written for another assessment and has
no history by its writers here; whoever opened the copy contributed by that.
"""

from collections.abc import Iterable
from typing import Any

from django.db.models import BooleanField, Exists, ExpressionWrapper, F, Model, OuterRef, Q, QuerySet, Subquery
from simple_history.utils import get_history_manager_for_model

from assessments import models
from assessments.ownership import OWNED
from ssr_portal.accounts.models import Person

# Of each, every row of the history counts. The pieces without a history of their own (links to evidence, activities, ties of a
# goal) are saved with the row that they belong to, files with their evidence.
WRITTEN = tuple(each.model for each in OWNED if each.is_contribution)
# Of the assessment's own history only changes of these count: the rest is moving it through its states.
COVER = ("facts_revision", "framework", "organisation", "country", "period_start", "period_end")


def contributed(person: Person, assessment: models.Assessment) -> bool:
    """Whether the person opened, changed or submitted it, or wrote or removed anything in it. One query."""
    return models.Assessment.objects.filter(contributed_by(person), pk=assessment.pk).exists()


def among(people: Iterable[Person], assessment: models.Assessment) -> set[int]:
    """The keys of those of these people who contributed to it. One query, however many they are; none for nobody."""
    asked = {f"by_{person.pk}": person for person in people}
    if not asked:
        return set()
    said = {
        name: ExpressionWrapper(contributed_by(person), output_field=BooleanField()) for name, person in asked.items()
    }
    found = models.Assessment.objects.filter(pk=assessment.pk).annotate(**said).values(*said).get()
    return {person.pk for name, person in asked.items() if found[name]}


def counted(marks: Iterable[models.ReviewMark], assessment: models.Assessment) -> set[models.ReviewMark]:
    """The marks of reviewers who contributed nothing, before or since: no others say that anything was judged. One query."""
    read = list(marks)
    involved = among({mark.by for mark in read}, assessment)
    return {mark for mark in read if mark.by_id not in involved}


def contributed_by(person: Person) -> Q:
    """The same as a condition on assessments, for lists."""
    found = Q(opened_by=person) | Q(submitted_by=person)
    for rows in _traces(person):
        found |= Q(Exists(rows))
    return found


def _traces(person: Person) -> Iterable[QuerySet[Any]]:
    """What the person left behind in the assessment of the outer query, table by table."""
    for model in WRITTEN:
        yield get_history_manager_for_model(model).filter(_by(person, model), assessment=OuterRef("pk"))
    yield _changed(models.Assessment, COVER).filter(history_user=person, id=OuterRef("pk"))
    yield _progress(person)
    yield models.Event.objects.filter(assessment=OuterRef("pk"), kind=models.Event.Kind.SUBMITTED, by=person)


def _by(person: Person, model: type[Model]) -> Q:
    """Rows that name the person; a rating names its writer itself, where its history does not."""
    named = Q(history_user=person)
    if model is models.Rating:
        named |= Q(history_user=None, rated_by=person, rated_at__gte=OuterRef("opened_at"))
    return named


def _progress(person: Person) -> QuerySet[Any]:
    """How an action stands, as the person wrote it: management's answer and confirming that it is done are a reviewer's."""
    written = _changed(models.ActionProgress, ("proof",))
    moved = _changed(models.ActionProgress, ("status",)).exclude(confirmed_by=F("history_user"))
    here = models.Action.history.filter(assessment=OuterRef(OuterRef("pk"))).values("id")
    rows = models.ActionProgress.history.filter(Q(pk__in=written.values("pk")) | Q(pk__in=moved.values("pk")))
    theirs: QuerySet[Any] = rows.filter(history_user=person, action_id__in=here)
    return theirs


def _changed(model: type[Model], names: Iterable[str]) -> QuerySet[Any]:
    """Rows of a history in which one of these fields differs from the row before; the first row counts."""
    history = get_history_manager_for_model(model)
    before = history.filter(id=OuterRef("id"), history_id__lt=OuterRef("history_id")).order_by("-history_id")
    differs = Q(history_type="+")
    for name in names:
        differs |= ~Q(**{name: Subquery(before.values(name)[:1])})
    changed: QuerySet[Any] = history.filter(differs)
    return changed
