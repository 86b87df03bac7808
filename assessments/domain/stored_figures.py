"""Storing the figures of approved assessments: derived once, at approval or when first asked for."""

from collections.abc import Iterable

from django.db import transaction

from assessments import models, scorecard
from assessments.scorecard.stored_figures import FORM, figures_of, to_json

Edition = models.StoredFigures.Edition


def store(assessment: models.Assessment) -> None:
    """Derive and store both editions of an approved assessment."""
    cards = {
        Edition.WHOLE: scorecard.build(assessment),
        Edition.SHARED: scorecard.shared_edition(assessment).scorecard,
    }
    with transaction.atomic():
        for edition, card in cards.items():
            models.StoredFigures.objects.update_or_create(
                assessment=assessment,
                edition=edition,
                defaults={"form": FORM, "figures": to_json(figures_of(card))},
            )


def store_missing(wanted: Iterable[int] | None = None) -> int:
    """Store the figures of approved assessments that have none in today's form; how many there were.

    `wanted` are keys of assessments; all without it.
    """
    approved = models.Assessment.objects.filter(state=models.Assessment.State.APPROVED).with_cover()
    if wanted is not None:
        approved = approved.filter(pk__in=wanted)
    today = models.StoredFigures.objects.filter(form=FORM, edition=Edition.SHARED)
    missing = list(approved.exclude(pk__in=today.values("assessment")))
    for assessment in missing:
        store(assessment)
    return len(missing)
