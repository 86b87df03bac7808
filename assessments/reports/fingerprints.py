"""What a report says, as one canonical text, and the fingerprint by which a copy can be checked (docs/domain.md §8)."""

import hashlib
import json
from collections.abc import Callable
from decimal import Decimal
from typing import Any

from django.db.models import Model
from django.forms.models import model_to_dict
from django.utils import translation

from assessments import models
from assessments.ownership import OWNED
from assessments.reports.outline import Outline, dossier_of
from assessments.scorecard import Dossier, Rating
from ssr_portal.accounts import languages
from ssr_portal.values.money import EXACT

OLDEST, WITH_WORDS = 1, 2  # forms of the content, by which `Owned.since` tells what an approved report knew nothing of
UNCOUNTED = {"revision", "facts_revision", "words"}
# Counted whole: every column that a report prints. Not printed, so not counted: who saved what when, who added a source or
# confirmed an action, the reviewers' and assessors' own notes, where a record was copied from, and the file behind a source.
UNPRINTED_COLUMNS = {
    *UNCOUNTED,
    *("assessment", "copied_from", "opened_at", "opened_by", "changed_at", "changed_by", "rated_at", "rated_by"),
    *("added_by", "attachment", "remarks", "proof", "confirmed_by", "mutation", "mutated_at", "looked_back"),
}
# Columns that older approved reports knew nothing of, with the value that says nothing new.
YOUNGER_COLUMNS: dict[str, tuple[Any, Any]] = {
    "attachment": (models.Evidence, None),
    "audience": ((models.Actor, models.Risk), "internal"),
    "precision": (models.Evidence, "month"),
    "interest": (models.Evidence, models.Evidence.Interest.UNASKED),
    "rests_on": (models.Evidence, None),
    "facts": (models.LeftBehind, {}),
    "strands": (models.EvidenceLink, ""),
    "is_demonstration": (models.Assessment, False),
}
# Columns that came after words were copied, with what they held until then: left out where they say nothing more.
LATER_COLUMNS: dict[tuple[type[Model], str], Any] = {
    (models.EvidenceLink, "strands"): "",
    (models.Assessment, "is_demonstration"): False,
}
OLDER_RATE = Decimal("1e-8")  # rates had 8 decimals, and were of the budget's currency in the assessment's


def fingerprint(dossier: Dossier, outline: Outline | None = None) -> str:
    """SHA-256 of all that the report rests on: the same state of an assessment, in the same outline, always gives the same.

    Of what is approved it is one in every language, as its report is printed in one; before, each language has its own. How
    actions stand goes on after approval, and then no longer belongs to what was approved.
    """
    assessment, chosen = dossier.assessment, outline or Outline()
    language = assessment.language_for_good if assessment.is_approved else languages.active()
    with translation.override(language):
        read = dossier if language == dossier.language else dossier_of(assessment, chosen)
        return _digest(read, chosen, language)


def _digest(dossier: Dossier, chosen: Outline, language: str) -> str:
    content = [_whole(dossier)] if dossier.assessment.are_words_proved else _older(dossier)
    if chosen.dialogue:
        read = _columns if dossier.assessment.are_words_proved else _row
        content.append([read(row) for row in dossier.assessment.comments.order_by("pk")])
    if chosen.written:
        content.append(chosen.written)
    if language != languages.ORIGINAL:  # what was approved before there were others keeps its fingerprint
        content.append({"language": language})
    text = json.dumps(content, default=str, sort_keys=True, ensure_ascii=False)
    return hashlib.sha256(text.encode(errors="surrogatepass")).hexdigest()


def _whole(dossier: Dossier) -> dict[str, Any]:
    """All that is printed: columns, names and labels as they were, and which assessment it is compared with."""
    card, assessment = dossier.scorecard, dossier.assessment
    earlier = card.earlier
    ratings = (*card.ratings, *card.left_behind)
    return {
        "assessment": _columns(assessment),
        "context": _columns(assessment.context),
        "words": assessment.words_now,
        "people": (assessment.words or {}).get("people"),
        "rows": _rows(dossier, WITH_WORDS, _columns),
        "ratings": [
            [r.pk, r.programme, r.criterion.key, r.status, r.level, r.reason, r.tried, r.justification]
            + [r.confidence, r.confidence_reason, r.suggested, r.audience, r.judged.to_confirm, r.withheld]
            + _younger(r)
            for r in ratings
        ],
        "left behind": [r.pk for r in card.left_behind],
        "earlier": [earlier.reference, earlier.period] if earlier else None,
    }


def _younger(rating: Rating) -> list[dict[str, Any]]:
    """What ratings say that they could not say once: only where it is said, so that the older approved keep their fingerprint."""
    said = {"moment": rating.moment, "answers": dict(rating.answers), "level_reason": rating.level_reason}
    said |= {"harm": rating.harm, "harm_text": rating.harm_text, "without_harm": str(rating.without_harm or "")}
    found: dict[str, Any] = {name: value for name, value in said.items() if value}
    if rating.handed_on is not None:
        found["handed on"] = rating.handed_on
    return [found] if found else []


def _rows(dossier: Dossier, form: int, read: Callable[[Any], dict[str, Any]]) -> dict[str, list[dict[str, Any]]]:
    """The printed rows by table; tables that came after this form of the content are left out while they are empty."""
    printed = {each.model: each for each in OWNED if each.printed}
    return {
        str(model._meta.model_name): [read(row) for row in found]
        for model, found in dossier.records.items()
        if model in printed and (found or printed[model].since <= form)
    }


def _columns(row: Any) -> dict[str, Any]:
    found = {
        field.attname: value
        for field in row._meta.concrete_fields
        if field.name not in UNPRINTED_COLUMNS
        and LATER_COLUMNS.get((type(row), field.name), ...) != (value := field.value_from_object(row))
    }
    if isinstance(row, models.LeftBehind) and not row.facts:  # kept as words, as all were once
        del found["facts"]
    if isinstance(row, models.Evidence) and not row.says_interest:  # approved before sources were asked, or veiled
        del found["interest"], found["rests_on_id"]
    return found


def _older(dossier: Dossier) -> list[Any]:
    """What the fingerprints of those approved before their words were copied rest on: never to be changed."""
    rows = _rows(dossier, OLDEST, _row)
    if dossier.assessment.is_approved:
        del rows["actionprogress"]
    for row in rows["programme"]:
        _quote_as_before(row, dossier.assessment.currency)
    ratings = [
        [r.pk, r.criterion.key, r.chosen, r.level, r.justification, r.reason, r.tried, r.confidence, r.audience]
        for r in dossier.scorecard.ratings
    ]
    # Said only where it is so: what was approved before there were versions to move between keeps its fingerprint.
    ratings += [[r.pk, "to be confirmed"] for r in dossier.scorecard.ratings if r.judged.to_confirm]
    ratings += [[r.pk, r.status, r.level, r.justification, "left behind"] for r in dossier.scorecard.left_behind]
    facts = _row(dossier.assessment) | {
        "context": _row(dossier.assessment.context),
        "framework": [dossier.scorecard.framework.code, dossier.scorecard.framework.version],
        "state": dossier.assessment.state,
        "approved": dossier.assessment.approved_at,
        "statement": dossier.assessment.statement,
    }
    return [facts, rows, ratings]


def _row(row: Any) -> dict[str, Any]:
    fields = [field.name for field in row._meta.concrete_fields if field.name not in UNCOUNTED]
    found = model_to_dict(row, fields=fields) | {"pk": row.pk}
    for name, (owners, nothing_new) in YOUNGER_COLUMNS.items():
        if isinstance(row, owners) and found.get(name, ...) == nothing_new:
            del found[name]
    return found


def _quote_as_before(row: dict[str, Any], currency: str) -> None:
    """A rate that could be said when rates did not know their currencies is said as it was then."""
    rate, pair = row["rate"], (row["rate_base"], row["rate_quote"])
    if rate is not None and (pair != (row["currency"], currency) or rate != rate.quantize(OLDER_RATE, context=EXACT)):
        return
    del row["rate_base"], row["rate_quote"]
    row["rate"] = None if rate is None else rate.quantize(OLDER_RATE, context=EXACT)
