"""A report's scorecard as JSON, for archives: the same figures that the pages show, readable by machines in a hundred years."""

import json
from fractions import Fraction
from typing import Any

from assessments import scoring
from assessments.models import Evidence
from assessments.reports.country import CountryReport
from assessments.scorecard.card import Activity
from assessments.scorecard.values import Rating
from frameworks.models import Criterion

NEED = Criterion.Part.NEED


def scorecard_json(report: CountryReport) -> str:
    """The scorecard as a JSON text; scores are exact fractions as text, such as "7/3"."""
    card, assessment = report.card, report.assessment
    titles = {programme.pk: programme.title for programme in card.programmes}
    content = {
        "assessment": {
            "reference": assessment.reference,
            "donor": assessment.donor_name,
            "country": assessment.country.code,
            "period": [assessment.period_start.isoformat(), assessment.period_end.isoformat()],
            "valid_until": assessment.valid_until and assessment.valid_until.isoformat(),
            "revision": assessment.revision_number,
            "state": assessment.state,
            "depth": assessment.depth,
            "demonstration": assessment.is_demonstration,
            "framework": str(card.framework),
            "edition": report.outline.edition,
            "fingerprint": report.fingerprint,
        },
        "parts": {part: _score(score) for part, score in card.parts.items() if part != NEED},
        "needs": {moment or "period": _score(tally) for moment, tally in card.needs.items()},
        "fields": {group.subject.code: _score(group.score) for group in card.fields},
        "institutions": {group.subject.code: _score(group.score) for group in card.institutions},
        "characteristics": {group.subject.code: _score(group.score) for group in card.characteristics},
        "governance_if_double": {subject.code: _mean(*weighed) for subject, weighed in card.if_double},
        "activities": [_activity(each) for each in card.ranked()],
        "ratings": [_rating(each, titles) for each in card.ratings if not each.withheld],
        "not_asked": [{"part": each.part, "code": each.code} for each in card.not_asked],
        "sources": [_source(number, row) for number, row in enumerate(report.evidence, start=1)],
    }
    return json.dumps(content, ensure_ascii=False, indent=1)


def _source(number: int, row: Evidence) -> dict[str, Any]:
    return {
        "number": number,
        "title": row.title,
        "origin": row.origin or None,
        "kind": row.kind,
        "dated": row.dated.isoformat(),
        "precision": row.precision,
        "grade": row.grade,
        "interest": (row.interest or "not known") if row.says_interest else None,
        "rests_on": row.base_number,
    }


def _score(score: scoring.Tally) -> dict[str, Any]:
    """A score, or the counts of needs, which have no mean; `worst` is the lowest level, or of need the gravest.

    `lowest_mean` and `highest_mean` are what the answers leave open, null where all was judged by descriptions.
    """
    return {
        **(_means(score) if isinstance(score, scoring.Score) else {}),
        "levels": dict(score.levels),
        "worst": _text(score.worst),
        "judged": score.counted,
        "insufficient": score.insufficient,
        "not_applicable": score.not_applicable,
        "open": score.left_open,
        "withheld": score.withheld,
        "of": score.total,
        "chosen_beside": score.beside,
        "provisional": score.provisional,
    }


def _means(score: scoring.Score) -> dict[str, str | None]:
    lowest, highest = score.with_insufficient or (None, None)
    wider = {"lowest_mean_with_insufficient": _text(lowest), "highest_mean_with_insufficient": _text(highest)}
    return _mean(score.exact, score.range) | wider


def _mean(exact: Fraction | None, left_open: scoring.Range | None) -> dict[str, str | None]:
    lowest, highest = left_open or (None, None)
    return {"mean": _text(exact), "lowest_mean": _text(lowest), "highest_mean": _text(highest)}


def _activity(each: Activity) -> dict[str, Any]:
    given = each.given
    return {
        "code": each.subject.code,
        "needs": [
            {"moment": moment or "period", "value": _text(need.judged.value), "status": _status(need)}
            for moment, need in each.needs
        ],
        "unmet": each.is_unmet,
        "our_programmes": given.word,
        "at_least": given.is_at_least,
        "highest_contribution": _text(given.highest),
        "other_contributions": [str(value) for value in given.others],
        "not_judged": given.unjudged,
        "programmes": [title for title, _rating in each.contributions],
        "money": str(each.money) if each.is_counted else None,
    }


def _status(rating: Rating) -> str:
    return "withheld" if rating.withheld else rating.status


def _text(value: Fraction | None) -> str | None:
    return None if value is None else str(value)


def _answered(rating: Rating) -> dict[str, Any]:
    """What was answered on each strand, the level that follows, and between which levels the answers leave it."""
    if not rating.criterion.strands:
        return {}
    lowest, highest = rating.judged.bounds or (None, None)
    said = {"answers": dict(rating.answers), "follows": rating.follows, "lowest": lowest, "highest": highest}
    return said | {"level_reason": rating.level_reason or None}


def _harm(rating: Rating) -> dict[str, Any]:
    """Of a contribution: whether harm was looked for and found, and the level that grave harm made 0."""
    if not rating.criterion.may_harm:
        return {}
    return {"harm": rating.harm or None, "harm_text": rating.harm_text or None, "without_harm": rating.without_harm}


def _rating(rating: Rating, titles: dict[int, str]) -> dict[str, Any]:
    return {
        "part": rating.criterion.part,
        "moment": rating.moment or None,
        "code": rating.criterion.code,
        "programme": titles.get(rating.programme or 0),
        "status": rating.status,
        "level": rating.level,
        "level_name": rating.level_name or None,
        **_answered(rating),
        **_harm(rating),
        "confidence": rating.confidence or None,
        "justification": rating.justification or rating.reason or rating.tried,
        "evidence": [each.number for each in rating.cited],
    }
