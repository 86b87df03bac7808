"""A report's scorecard as JSON, for archives: the same figures that the pages show, readable by machines in a hundred years."""

import json
from typing import Any

from assessments import scoring
from assessments.reports.country import CountryReport
from assessments.scorecard.values import Activity, Rating


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
            "revision": assessment.revision_number,
            "state": assessment.state,
            "demonstration": assessment.is_demonstration,
            "framework": str(card.framework),
            "edition": report.outline.edition,
            "fingerprint": report.fingerprint,
        },
        "parts": {part: _score(score) for part, score in card.parts.items()},
        "institutions": {group.subject.code: _score(group.score) for group in card.institutions},
        "characteristics": {group.subject.code: _score(group.score) for group in card.characteristics},
        "activities": [_activity(each) for each in card.ranked()],
        "ratings": [_rating(each, titles) for each in card.ratings if not each.withheld],
    }
    return json.dumps(content, ensure_ascii=False, indent=1)


def _score(score: scoring.Score) -> dict[str, Any]:
    return {
        "mean": None if score.exact is None else str(score.exact),
        "levels": dict(score.levels),
        "lowest": None if score.lowest is None else str(score.lowest),
        "rated": score.done,
        "of": score.total,
        "provisional": score.provisional,
    }


def _activity(each: Activity) -> dict[str, Any]:
    gap = each.gap
    figures = {"need": gap.need, "contribution": gap.contribution, "gap": gap.size}
    return {
        "code": each.subject.code,
        **{name: None if value is None else str(value) for name, value in figures.items()},
        "programmes": [title for title, _rating in each.contributions],
        "money": str(each.money) if each.is_counted else None,
    }


def _answered(rating: Rating) -> dict[str, Any]:
    """What was answered on each strand, the level that follows, and between which levels the answers leave it."""
    if not rating.criterion.strands:
        return {}
    lowest, highest = rating.judged.bounds or (None, None)
    said = {"answers": dict(rating.answers), "follows": rating.follows, "lowest": lowest, "highest": highest}
    return said | {"level_reason": rating.level_reason or None}


def _rating(rating: Rating, titles: dict[int, str]) -> dict[str, Any]:
    return {
        "part": rating.criterion.part,
        "code": rating.criterion.code,
        "programme": titles.get(rating.programme or 0),
        "status": rating.status,
        "level": rating.level,
        "level_name": rating.level_name or None,
        **_answered(rating),
        "confidence": rating.confidence or None,
        "justification": rating.justification or rating.reason or rating.tried,
        "evidence": [each.number for each in rating.cited],
    }
