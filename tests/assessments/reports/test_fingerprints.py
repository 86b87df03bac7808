"""Everything that a report shows is in its fingerprint, and what was approved keeps its words (docs/domain.md §5, §8)."""

from dataclasses import replace
from datetime import date, datetime, timedelta
from decimal import Decimal

import pytest
from django.db import IntegrityError, transaction
from django.db import models as orm
from django.urls import reverse
from django.utils import timezone

from assessments import frozen, models, scorecard
from assessments.reports import country, fingerprints
from assessments.reports.outline import Outline
from assessments.scorecard.card import Earlier
from ssr_portal.accounts.models import Marking
from ssr_portal.database import triggers
from tests import acting, one_of_each
from tests.assessments.reports.test_country import fresh
from tests.conftest import client_of

# Columns that no report prints: each with its reason in `fingerprints.UNPRINTED_COLUMNS`, or a key that says whose row it is.
KEYS = {
    "id",
    "goal",
    "action",
    "rating",
    "programme",
    "framework",
    "supersedes",
    "organisation",
    "criterion",
    "previous_criterion",
}
KEYS |= {
    "submitted_by",
    "approved_by",
    "thread",
    "by",
    "marking",
    "institution",
    "activity",
    "consultation",
    "evidence",
}
UNREAD = {models.Attachment, models.Assignment, models.ReviewMark, models.VersionMove, models.Event, models.Presence}
UNREAD |= {models.Report, models.Share, models.StoredFigures, models.EarlierReference, models.Stamp}


def mark(assessment) -> str:
    return fingerprints.fingerprint(scorecard.dossier(fresh(assessment)), Outline(dialogue=True))


def other(field: orm.Field, value: object) -> object:
    """Another value that the column takes."""
    if field.name in {"country", "neighbours"}:
        return "UG"
    if field.choices:
        others = [key for key, _label in field.flatchoices if key not in {value, ""}]
        return others[-1 if field.name == "audience" else 0]  # the first is what an unset audience means
    match value:
        case bool():
            return not value
        case dict():
            return value | {"a": "1"}
        case datetime() | date():
            return value + timedelta(days=1)
        case int() | Decimal():
            return value + 1
        case None:
            kind = field.get_internal_type()
            days = {"DateTimeField": timezone.now(), "DateField": date(2015, 1, 1)}
            return days.get(kind, "other" if kind == "CharField" else 1)
    return f"{value}x"


@pytest.fixture
def crowded(burundi, cast) -> models.Assessment:
    one_of_each.fill(burundi, cast)
    return burundi


def test_every_printed_column_of_every_row_is_in_the_fingerprint(crowded) -> None:
    ignored = fingerprints.UNPRINTED_COLUMNS | KEYS
    before, missed, tried = mark(crowded), [], 0
    seen = set()
    for row in one_of_each.rows(crowded):
        if type(row) in UNREAD or (type(row) in seen and not isinstance(row, models.Actor)):
            continue
        seen.add(type(row))
        for field in row._meta.concrete_fields:
            if field.name in ignored or field.is_relation:
                continue
            tried += 1
            value = field.value_from_object(row)
            found = type(row).objects.filter(pk=row.pk)
            if not _changed(found, field, other(field, value), lambda: mark(crowded) != before):
                missed.append(f"{type(row).__name__}.{field.name}")
    assert missed == []
    assert tried > 90


def _changed(found, field, value, differs) -> bool:
    """Whether the fingerprint differs while the column holds another value; constraints of the table rule some values out."""
    try:
        with transaction.atomic():
            found.update(**{field.name: value})
            result = differs()
            transaction.set_rollback(True)
        return result
    except IntegrityError:
        return True


def test_saving_anew_what_is_not_printed_leaves_the_fingerprint(crowded, cast) -> None:
    before = mark(crowded)
    models.Evidence.objects.filter(assessment=crowded).update(remarks="Ask again", revision=9)
    models.Assessment.objects.filter(pk=crowded.pk).update(changed_by=cast.joris, revision=99)
    assert mark(crowded) == before


def rename_all(cast) -> None:
    Marking.objects.update(name="PUBLIC")
    for each in (cast.nl, cast.anna, cast.marieke):
        each.name = f"Renamed {each.pk}"
        each.save()


def test_what_was_approved_keeps_its_words_on_page_paper_shared_page_and_portfolio(complete, cast) -> None:
    models.Assessment.objects.filter(pk=complete.pk).update(marking=Marking.objects.get())
    complete.refresh_from_db()
    acting.submit_and_approve(complete, cast)
    models.Share.objects.create(assessment=complete, organisation=cast.dda, by=cast.marieke)
    before = mark(complete)
    rename_all(cast)
    cast.nl.short_name = "XX"
    cast.nl.save()
    assert mark(complete) == before
    html = country.paper(country.of(scorecard.dossier(fresh(complete))))
    shown = client_of(cast.anna).get(reverse("report", args=[complete.reference])).content.decode()
    for page in (html, shown):
        assert "Departementaal Vertrouwelijk" in page
        assert "Netherlands" in page
        assert "Anna de Wit" in page
        assert "Marieke Visser" in page
    shared = client_of(cast.sofia).get(reverse("shared", args=[complete.reference])).content.decode()
    assert "Departementaal Vertrouwelijk" in shared
    assert "PUBLIC" not in html + shown + shared
    assert "Renamed" not in html + shared
    assert '<td dir="auto">NL' in client_of(cast.anna).get(reverse("portfolio")).content.decode()


def test_copied_words_belong_to_the_fingerprint(approved, cast) -> None:
    before = mark(approved)
    triggers.remove(frozen.GUARDS, "default")
    words = models.Assessment.objects.get(pk=approved.pk).words
    for other in ({"marking": "OTHER"}, {"people": {str(cast.anna.pk): "OTHER"}}):
        models.Assessment.objects.filter(pk=approved.pk).update(words=words | other)
        assert mark(approved) != before, other


def test_no_word_is_copied_that_is_not_read(approved) -> None:
    assert set(approved.words) == {*approved.words_now, "people", "proved", "language"}
    for name in approved.words_now:
        approved.words = approved.words | {name: "As it was"}
        assert approved.words_now[name] == "As it was"


def test_assessment_that_is_compared_with_belongs_to_the_fingerprint(burundi) -> None:
    dossier = scorecard.dossier(fresh(burundi))
    earlier = Earlier(reference="NL-BI-2011", period="2009–2011", approved=None, only_there=(), only_here=())
    cards = [replace(dossier.scorecard, earlier=each) for each in (None, earlier, replace(earlier, period="2011"))]
    assert len({fingerprints.fingerprint(replace(dossier, scorecard=card)) for card in cards}) == 3


def test_approved_before_words_were_copied_keeps_its_fingerprint(approved) -> None:
    triggers.remove(frozen.GUARDS, "default")
    words = models.Assessment.objects.get(pk=approved.pk).words
    models.Assessment.objects.filter(pk=approved.pk).update(words=None)
    old = fresh(approved)
    old.words = {**words, "proved": False}
    found = fingerprints.fingerprint(scorecard.dossier(old))
    old.words = {**words, "proved": False, "marking": "OTHER"}
    assert fingerprints.fingerprint(scorecard.dossier(old)) == found
    content = fingerprints._older(scorecard.dossier(old))
    assert len(content) == 3
    assert "words" not in content[0]
