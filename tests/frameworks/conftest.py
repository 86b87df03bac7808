"""What tests of frameworks share: a draft, its administrator, and versions as plain facts."""

import copy
from pathlib import Path

import pytest
from django.test import Client

from frameworks import models
from frameworks.domain import drafting, file_reader, file_writer
from frameworks.domain.snapshot import Facts, facts_of
from tests.conftest import FIXTURE, client_of

RAPID = Path(__file__).parents[1] / "fixtures" / "rapid-desk-v1.yaml"
SHIPPED = file_reader.read(FIXTURE.read_text(encoding="utf-8")).facts


@pytest.fixture
def facts() -> Facts:
    """The shipped version, to be spoilt."""
    return copy.deepcopy(SHIPPED)


def with_strands(facts: Facts) -> Facts:
    """The version with one criterion of each new kind: I1.G1 has strands, signs, a note and is rapid; scales have rules."""
    found = copy.deepcopy(facts)
    found["scales"][0]["rule"] = "The end of the period counts."
    row = found["criteria"]["governance"][0]
    del row["levels"]
    row |= {
        "rapid": True,
        "questions": ["What can a reporter know?"],
        "note": "Say how requests were answered.",
        "strands": [strand("a", "Spending figure"), strand("b", "Serious case", mark=" (*)")],
        "signs": {0: "Nobody knows the cost.", 3: "Single contracts stay closed."},
    }
    return found


def strand(code: str, name: str, *, steps: int = 4, mark: str = "") -> Facts:
    """A strand; its steps from the second up carry the mark."""
    texts = [f"{name} of step {value}.{mark if value > 1 else ''}" for value in range(1, steps + 1)]
    return {"code": code, "name": name, "question": f"Which {name.lower()} is there?", "steps": texts}


@pytest.fixture
def strands_draft(framework: models.Framework) -> models.Framework:
    """Version 2, a draft, with strands."""
    return drafting.import_draft(file_writer.written(with_strands(SHIPPED) | {"version": 2}))


@pytest.fixture
def draft(framework: models.Framework) -> models.Framework:
    """Version 2, equal to version 1."""
    return drafting.copy_to_draft(framework)


@pytest.fixture
def as_fatima(cast) -> Client:
    """The framework administrator."""
    return client_of(cast.fatima)


@pytest.fixture
def rapid(db: None) -> models.Framework:
    """The second shipped framework."""
    return file_writer.load(RAPID)[0]


def now(framework: models.Framework) -> Facts:
    """The facts of a version as they are in the database."""
    return facts_of(framework)[0]
