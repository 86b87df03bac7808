"""The fuzz of `make fuzz`, short: every form and address once with every run of the suite, and some inputs more."""

import pytest
from django.core import mail
from django.http import HttpResponse

from assessments.reports import pdf
from tests.fuzz import kept, run, world
from tests.fuzz.browser import Tally
from tests.fuzz.forms import LINE, NUMBER, TEXT, Field

ENOUGH = 1000


@pytest.mark.faults_in_the_log  # the fuzz reads the log itself
def test_hostile_inputs_break_nothing_and_lose_no_words(db, monkeypatch) -> None:
    monkeypatch.setattr(pdf, "print_apart", run.not_printed)
    world.build()
    mail.outbox.clear()
    tally = run.fuzz(inputs=ENOUGH, seconds=900)  # so long only where the machine is very busy
    assert tally.faults == []
    assert run.verdict(tally, ENOUGH) == (0, "No fault was found, and every address and form was met.")


def test_verdict_tells_a_fault_from_want_of_time() -> None:
    slow, faulty, blind = Tally(), Tally(faults=["500"]), Tally(unmet={"check/"})
    assert run.verdict(slow, 1) == (
        run.TOO_SLOW,
        "No fault was found, but the time ran out before 1 inputs: 0 were tried.",
    )
    assert run.verdict(faulty, 1) == (run.FAULT, "1 FAULTS were found.")
    assert run.verdict(blind, 0) == (run.FAULT, "1 addresses or forms were never met.")


@pytest.mark.parametrize(
    ("field", "page"),
    [
        (Field("title", "a <b>", LINE), "a &lt;b&gt;"),
        (Field("text", "\u200b", TEXT), ""),  # shows nothing: there is nothing to lose
        (Field("budget", "many", NUMBER), ""),  # no number
    ],
)
def test_words_that_a_refusal_shows_are_not_lost(db, field: Field, page: str) -> None:
    assert kept.lost([field], HttpResponse(page, status=422), set()) == []


def test_words_that_are_neither_stored_nor_shown_are_lost(db, cast) -> None:
    field = Field("name", "Netherlands and more", LINE)
    assert kept.lost([field], HttpResponse("", status=422), {cast.nl._meta.db_table}) == [
        (field, "neither stored nor given back")
    ]


def test_words_are_stored_as_the_door_leaves_them(db, cast) -> None:
    field = Field("name", "\u200bNetherlands\u2028", LINE)
    assert kept.lost([field], HttpResponse("", status=200), {cast.nl._meta.db_table}) == []
    assert kept.lost([field], HttpResponse("", status=200), set()) == [(field, "neither stored nor given back")]
