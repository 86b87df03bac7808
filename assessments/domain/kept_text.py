"""What is kept of a record that cannot come along when its assessment moves: what it was, and what people wrote in it."""

from collections.abc import Iterator
from typing import Any

from assessments import models, ownership, scorecard
from ssr_portal.values.fields import Line, Narrative


def told(row: Any) -> tuple[str, str]:
    """A record that cannot come along, in words: what it was, what it said."""
    facts, text = facts_and_text(row)
    kept = models.LeftBehind(facts=facts, text=text)
    return kept.what, kept.said


def facts_and_text(row: Any) -> tuple[dict[str, Any], str]:
    """What is kept of a record that cannot come along: what it was (`models.left`), and the text that it had."""
    kind = {"record": str(row._meta.model_name)}
    match row:
        case models.ProgrammeActivity():
            share = f" ({row.share.normalize():f} %)" if row.share is not None else ""
            return {**kind, "programme": row.programme.title}, f"{row.activity}{share}"
        case models.GoalActivity():
            return {**kind, "goal": row.goal.title}, str(row.activity)
        case models.GoalInstitution():
            return {**kind, "goal": row.goal.title}, str(row.institution)
        case models.Priority():
            return {**kind, "horizon": row.horizon, "activity": str(row.activity)}, row.rationale
        case models.Reply():
            return {**kind, **_hangs_on(row), "who": str(row.consultation)}, row.text
        case models.EvidenceLink():
            seen = scorecard.is_for_everyone(row.evidence)
            source = {"source": row.evidence.title if seen else "", "place": row.place if seen else ""}
            return {**kind, **_hangs_on(row), **source}, ""
        case models.Actor():
            return {**kind, "name": row.name}, str(row.institution)
    return kind, "\n\n".join(items_and_texts(row))


def items_and_texts(row: Any) -> Iterator[str]:
    """The items of the framework that a record names and the texts that people wrote in it, in the order of its fields."""
    named = ownership.of(type(row)).rests_on
    for each in row._meta.concrete_fields:
        if (each in named or isinstance(each, Line | Narrative)) and (said := getattr(row, each.name)):
            yield str(said)


def _hangs_on(row: models.Reply | models.EvidenceLink) -> dict[str, str]:
    criterion, moment = row.rating.criterion, row.rating.moment
    named = {"part": criterion.part, "code": criterion.code} | ({"moment": moment} if moment else {})
    return named | {"stance": row.stance}
