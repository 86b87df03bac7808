"""What tests of frameworks share: a draft, its administrator, and versions as plain facts."""

import copy
from pathlib import Path

import pytest
from django.conf import settings
from django.test import Client

from frameworks import models
from frameworks.domain import drafting, file_reader, file_writer
from frameworks.domain.snapshot import Facts, facts_of
from tests.conftest import FIXTURE, client_of

RAPID = Path(settings.BASE_DIR) / "fixtures" / "rapid-desk-v1.yaml"
SHIPPED = file_reader.read(FIXTURE.read_text(encoding="utf-8")).facts


@pytest.fixture
def facts() -> Facts:
    """The shipped version, to be spoilt."""
    return copy.deepcopy(SHIPPED)


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
