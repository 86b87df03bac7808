"""The fuzz of `make fuzz`, short: a few hundred inputs with every run of the suite."""

import pytest

from assessments.reports import pdf
from tests.fuzz import run


@pytest.mark.faults_in_the_log  # the fuzz reads the log itself
def test_hostile_inputs_break_nothing_and_lose_no_words(db, monkeypatch) -> None:
    monkeypatch.setattr(pdf, "print_apart", run.not_printed)
    tally = run.fuzz(inputs=400, seconds=900)  # so long only where the machine is very busy
    assert tally.faults == []
    assert len(tally.inputs) >= 400
