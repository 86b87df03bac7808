"""What the walks do without."""

import pytest

from assessments.reports import pdf


def _not_printed(*_order: object) -> None:
    raise pdf.NotPrinted("nothing is printed here")


@pytest.fixture
def nothing_made(settings, monkeypatch) -> None:
    """Nothing is printed or mailed: that takes seconds and is tried elsewhere."""
    settings.TASKS = {"default": settings.TASKS["default"] | {"BACKEND": "django_tasks.backends.dummy.DummyBackend"}}
    monkeypatch.setattr(pdf, "print_apart", _not_printed)
