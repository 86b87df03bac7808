"""What is derived for print and the edges of states: each test fails on a change of one line that no other test noticed."""

import pytest
from django.core.exceptions import ValidationError
from django.core.management import call_command

from assessments import models, scorecard
from assessments.confidence import FRESH_MONTHS, Source, suggested_confidence
from assessments.domain import assessments
from assessments.domain.judgement import Judgement
from assessments.generation import bundles, jobs
from assessments.models.generated_file import Failure
from assessments.queries import portfolio
from assessments.reports import printing
from assessments.reports.fingerprints import fingerprint
from assessments.reports.outline import Outline
from frameworks.models import Criterion
from tests import acting


def test_shared_edition_holds_nothing_that_stayed_behind_a_move(burundi) -> None:
    models.LeftBehind.objects.create(assessment=burundi, version="2", title="A goal", text="Internal words")
    assert len(scorecard.dossier(burundi).records[models.LeftBehind]) == 1
    assert scorecard.shared_edition(burundi).records[models.LeftBehind] == []


# What each field may be changed to, from a level of 2 with a justification and low confidence.
CHANGED = {
    "status": "na",
    "level": 3,
    "justification": "Seen otherwise.",
    "reason": "It cannot exist here.",
    "tried": "Three letters.",
    "confidence": "high",
    "audience": "shareable",
    "answers": {"a": "1"},
    "level_reason": "The text leaves no room.",
    "harm": "some",
    "harm_text": "One person was hurt.",
}


@pytest.mark.parametrize("field", sorted(CHANGED))
def test_fingerprint_follows_each_field_of_a_rating(burundi, rating, cast, field: str) -> None:
    acting.rate(rating, 2, by=cast.anna)
    before = fingerprint(printing.dossier_of(burundi, Outline()))
    models.Rating.objects.filter(pk=rating.pk).update(**{field: CHANGED[field]} | _with_status(field))
    assert fingerprint(printing.dossier_of(burundi, Outline())) != before


def _with_status(field: str) -> dict[str, object]:
    """What the database asks for beside the changed status, the same for both."""
    return {"level": None, "reason": "It cannot exist here."} if field == "status" else {}


def test_fields_of_a_rating_are_all_tried() -> None:
    assert set(CHANGED) == set(Judgement.FIELDS) - {"confidence_reason"}  # said beside a confidence, never without it


def test_empty_part_needs_a_reason_at_submission(complete, cast) -> None:
    models.Rating.objects.filter(assessment=complete, programme__isnull=False).delete()
    complete.programmes.all().delete()
    card = scorecard.build(complete)
    empty = {part for part in Criterion.Part.values if not card.of_part(part)}
    assert empty
    with pytest.raises(ValidationError) as refused:
        acting.submit(complete, cast)
    assert set(refused.value.message_dict) == empty


def test_portfolio_leaves_out_what_a_correction_has_replaced(approved, cast) -> None:
    revision = assessments.correct(approved, by=cast.anna)
    assert [list(each) for each in portfolio.readable(cast.pieter)] == [[approved], []]
    acting.submit_and_approve(revision, cast)
    assert [list(each) for each in portfolio.readable(cast.pieter)] == [[revision], []]


def test_failure_after_cancelling_does_not_bring_the_bundle_back(burundi, cast) -> None:
    bundle = bundles.ask([burundi], by=cast.anna, outline="")
    held = jobs.claim(models.Bundle, bundle.pk)
    assert jobs.cancel(bundle)
    jobs.fail(held, Failure.FAULT, {})
    bundle.refresh_from_db()
    assert (bundle.state, bundle.failure) == ("cancelled", "")


@pytest.mark.parametrize(("months", "suggested"), [(FRESH_MONTHS - 1, "high"), (FRESH_MONTHS, "medium")])
def test_source_is_fresh_for_less_than_two_years(months: int, suggested: str) -> None:
    sources = [Source(key, origin, "A", 1, months, has_interest=False) for key, origin in enumerate(("NGO", "Court"))]
    assert suggested_confidence(sources).confidence == suggested


def test_figures_that_are_missing_are_kept_by_the_command(approved, capsys) -> None:
    models.StoredFigures.objects.all().delete()
    for kept in (1, 0):
        call_command("keep_figures")
        assert capsys.readouterr().out == f"{kept} assessments: figures kept\n"
    assert sorted(models.StoredFigures.objects.values_list("assessment", "edition")) == [
        (approved.pk, "shared"),
        (approved.pk, "whole"),
    ]
