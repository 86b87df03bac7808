"""What is kept of an assessment holds for its state alone and for what its reader may see, by whatever way it was changed."""

import subprocess
import sys
from collections.abc import Callable, Iterator
from datetime import date

import pytest
from django.conf import settings
from django.db import connection, transaction
from django.db.models import Model
from django.utils import translation

from assessments import models, scorecard, stamps
from assessments.ownership import OWNED, Read
from assessments.scorecard import memory
from tests import acting, one_of_each
from tests.assessments.reports.test_country import fresh
from tests.assessments.reports.test_fingerprints import _changed, other

READ = [owned for owned in OWNED if owned.read is not Read.NEVER]


def key(assessment: models.Assessment) -> object:
    found = memory.state_of(assessment).key
    assert found is not None
    return found


def everything(dossier: scorecard.Dossier) -> list[object]:
    """All that a reader gets, as plain values."""
    rows = [(model, [row.__dict__ | {"_state": None} for row in rows]) for model, rows in dossier.records.items()]
    return [dossier.scorecard, rows]


def anew(assessment: models.Assessment) -> list[object]:
    memory.forget()
    return everything(scorecard.dossier(assessment))


@pytest.fixture
def crowded(burundi, cast) -> models.Assessment:
    one_of_each.fill(burundi, cast)
    models.AudienceRule.objects.create(assessment=burundi, part="need", audience="shareable", by=cast.anna)
    return burundi


def test_every_change_of_every_column_of_every_row_that_is_read_is_another_state(crowded) -> None:
    before, missed, tried = key(crowded), [], set()
    rows: list[Model] = [crowded, *(owned.rows_of(crowded).first() for owned in READ)]
    assert all(rows)
    for row in rows:
        for field in row._meta.concrete_fields:
            if field.primary_key or field.is_relation:
                continue
            tried.add(type(row))
            found = type(row).objects.filter(pk=row.pk)
            value = other(field, field.value_from_object(row))
            if not _changed(found, field, value, lambda: key(crowded) != before):
                missed.append(f"{type(row).__name__}.{field.name}")
    assert missed == []
    assert len(tried) == len(READ) + 1 - len({models.GoalInstitution, models.GoalActivity})
    assert key(crowded) == before, "what was rolled back is the state that it was"


@pytest.mark.parametrize("owned", READ, ids=lambda owned: owned.model.__name__)
def test_rows_that_come_and_go_are_another_state_which_is_read_anew(crowded, owned) -> None:
    row = owned.rows_of(crowded).first()
    states, shown = {key(crowded)}, everything(scorecard.dossier(crowded))
    for change in (_take_away, _touch):
        with transaction.atomic():
            change(row)
            states.add(key(crowded))
            assert everything(scorecard.dossier(crowded)) == anew(crowded)
            transaction.set_rollback(True)
    assert len(states) == 3
    assert everything(scorecard.dossier(crowded)) == shown


def _take_away(row: Model) -> None:
    """With what rests on it, and past Django: as another process would."""
    for relation in row._meta.related_objects:
        for resting in relation.related_model._base_manager.filter(**{relation.field.name: row}):
            _take_away(resting)
    rows = type(row)._base_manager.filter(pk=row.pk)
    rows._raw_delete(rows.db)


def _touch(row: Model) -> None:
    type(row).objects.filter(pk=row.pk).update(**{row._meta.pk.name: row.pk})


def test_state_that_is_kept_costs_one_query(crowded, django_assert_num_queries) -> None:
    first = everything(scorecard.dossier(crowded))
    with django_assert_num_queries(1):
        again = everything(scorecard.dossier(crowded))
    with django_assert_num_queries(1):
        brief = scorecard.dossier(crowded, brief=True)
    assert again == first
    assert brief.scorecard is scorecard.dossier(crowded).scorecard


def test_what_one_reader_does_with_the_rows_is_nobody_elses(crowded) -> None:
    before = everything(scorecard.dossier(crowded))
    for rows in scorecard.dossier(crowded).records.values():
        for row in rows:
            row.pk = None
        rows.clear()
    assert everything(scorecard.dossier(crowded)) == before


@pytest.mark.parametrize("reviewer_first", [True, False])
def test_restricted_source_that_a_reviewer_saw_stays_veiled_for_others(crowded, reviewer_first) -> None:
    models.Evidence.objects.filter(assessment=crowded).update(audience="reviewers", title="Who told us")

    def shown(*, reviewer: bool) -> str:
        sees = (lambda _row: True) if reviewer else scorecard.is_for_everyone
        return repr(everything(scorecard.dossier(crowded, sees=sees)))

    found = {reviewer: shown(reviewer=reviewer) for reviewer in (reviewer_first, not reviewer_first)}
    assert "Who told us" in found[True]
    assert "Who told us" not in found[False]
    assert "Who told us" not in repr(everything(scorecard.shared_edition(crowded)))
    assert "Who told us" in shown(reviewer=True)


def test_shared_edition_and_the_own_are_kept_apart(crowded) -> None:
    editions = [scorecard.shared_edition(crowded, with_evidence=evidence) for evidence in (True, False)]
    own = scorecard.dossier(crowded)
    memory.forget()
    assert everything(scorecard.dossier(crowded)) == everything(own)
    for edition, evidence in zip(editions, (True, False), strict=True):
        memory.forget()
        assert everything(scorecard.shared_edition(crowded, with_evidence=evidence)) == everything(edition)


def test_cover_that_the_caller_changed_is_another_state(crowded) -> None:
    before = key(crowded)
    crowded.period_end = date(2015, 12, 31)
    assert key(crowded) != before


def test_other_language_is_another_state(crowded) -> None:
    with translation.override("fr"):
        french = key(crowded)
    assert french != key(crowded)


def test_approval_of_an_earlier_one_is_another_state(approved, cast) -> None:
    later = acting.opened(cast.nl, by=cast.anna, first=2018, last=2019)
    before = scorecard.dossier(later)
    assert before.scorecard.earlier.reference == approved.reference
    between = acting.opened(cast.nl, by=cast.anna, first=2016, last=2017, source=approved)
    assert scorecard.dossier(later).scorecard is before.scorecard
    acting.rate_all(between, by=cast.anna)
    acting.submit_and_approve(fresh(between), cast)
    assert scorecard.dossier(later).scorecard.earlier.reference == between.reference


def test_nothing_is_kept_of_an_assessment_without_a_stamp(crowded, django_assert_num_queries) -> None:
    scorecard.dossier(crowded)
    stamps.lift()
    assert memory.state_of(crowded).key is None
    models.Programme.objects.filter(assessment=crowded).update(title="Another title")
    assert scorecard.dossier(crowded).scorecard.programmes[0].title == "Another title"
    stamps.install()
    assert scorecard.dossier(crowded).scorecard.programmes[0].title == "Another title"


def test_memory_is_bounded(crowded, monkeypatch) -> None:
    monkeypatch.setattr(memory, "_kept", memory.LRUCache(20_000, getsizeof=memory._size))
    for currency in ("EUR", "USD", "CHF", "XOF"):
        crowded.currency = currency
        scorecard.dossier(crowded, brief=True)
        assert memory._kept.currsize <= 20_000


@pytest.fixture
def ask(committed) -> Iterator[Callable[[int, str, models.Assessment], str]]:
    """A question to the first or the second of two other processes, which keep what they read until the test ends."""
    command = [sys.executable, "-m", "tests.assessments.scorecard.other_process", str(connection.settings_dict["NAME"])]
    running: dict[int, subprocess.Popen[str]] = {}

    def answer(number: int, question: str, assessment: models.Assessment) -> str:
        if number not in running:
            running[number] = subprocess.Popen(
                [*command, str(assessment.pk)],
                cwd=settings.BASE_DIR,
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                text=True,
            )
        process = running[number]
        process.stdin.write(f"{question}\n")
        process.stdin.flush()
        return process.stdout.readline().strip()

    yield answer
    for process in running.values():
        process.communicate(timeout=60)


def test_what_one_process_changed_no_other_answers_from_its_memory(ask, burundi) -> None:
    said = [
        ask(number, question, burundi)
        for number, question in (
            (1, "read"),
            (2, "read"),
            (2, "read"),
            (1, "rate 1"),
            (2, "read"),
            (2, "read"),
            (2, "rate 3"),
            (1, "read"),
            (1, "read"),
        )
    ]
    assert said == ["made None", "made None", "kept None", *["made 1"] * 2, "kept 1", *["made 3"] * 2, "kept 3"]
