"""The log says what is broken and nothing else; no mail stands in it."""

import logging
import os
import stat
import time

import pytest
from django.core.mail import send_mail
from django.core.management import call_command
from django.urls import reverse

from ssr_portal import settings as product
from ssr_portal.upkeep import logs, mail
from tests.house.test_house import PRODUCTION, run

KEPT_AS_FILES = "ssr_portal.upkeep.mail.KeptAsFiles"


def lines_of(records: list[logging.LogRecord]) -> list[str]:
    """What the product's own handler would write."""
    formatter = logging.Formatter(product.LOGGING["formatters"]["line"]["format"])
    return [formatter.format(record) for record in records if logs.refusals_without_traceback(record)]


def test_refusal_is_one_line_without_a_traceback(as_marieke, burundi, caplog) -> None:
    path = reverse("record-add", args=[burundi.reference, "risk"])
    assert as_marieke.get(path).status_code == 403
    (line,) = lines_of(caplog.records)
    assert "Forbidden" in line
    assert "Traceback" not in line


def test_product_logs_through_that_filter() -> None:
    assert product.LOGGING["handlers"]["console"]["filters"] == ["refusals"]
    code = (
        "import logging\n"
        "try: 1/0\n"
        "except Exception as e:\n"
        "    for status in (403, 500):\n"
        "        logging.getLogger('django.request').error('%s', status, exc_info=e, extra={'status_code': status})\n"
    )
    done = run("shell", "--no-imports", "-c", code, **PRODUCTION)
    assert done.stderr.count("Traceback") == 1
    assert done.stderr.index(" 403") < done.stderr.index(" 500") < done.stderr.index("Traceback")


@pytest.mark.parametrize("noun", ["evidence", "actor", "risk", "consultation", "programme", "goal"])
def test_refused_form_leaves_nothing_in_the_log(as_anna, burundi, caplog, noun: str) -> None:
    caplog.clear()
    assert as_anna.post(reverse("record-add", args=[burundi.reference, noun]), {}).status_code == 422
    assert [record.name for record in caplog.records if record.name != "django.request"] == []
    assert not any(record.exc_info for record in caplog.records)


def test_mail_without_a_server_is_kept_for_the_operator_and_not_logged(settings, tmp_path, caplog) -> None:
    settings.DATA_DIR, settings.EMAIL_BACKEND = tmp_path, KEPT_AS_FILES
    send_mail("Reset", "https://portal.example/secret-link", None, ["anna@nl.example"])
    (file,) = (tmp_path / "mail").iterdir()
    assert "secret-link" in file.read_text()
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    assert stat.S_IMODE(file.parent.stat().st_mode) == 0o700
    assert "secret-link" not in caplog.text
    assert "anna" not in caplog.text
    assert "EMAIL_HOST" in caplog.text


def test_kept_mail_goes_after_a_week(settings, tmp_path, db) -> None:
    settings.DATA_DIR, settings.EMAIL_BACKEND = tmp_path, KEPT_AS_FILES
    for _ in range(2):
        send_mail("Reset", "link", None, ["anna@nl.example"])
    old = sorted((tmp_path / "mail").iterdir())[0]
    os.utime(old, (0, time.time() - mail.KEPT.total_seconds() - 1))
    call_command("purge", verbosity=0)
    assert old not in (tmp_path / "mail").iterdir()
    assert len(list((tmp_path / "mail").iterdir())) == 1


@pytest.mark.parametrize(
    ("given", "backend"),
    [
        ({}, KEPT_AS_FILES),
        ({"EMAIL_HOST": "mail.example"}, "django.core.mail.backends.smtp.EmailBackend"),
        ({"EMAIL_BACKEND": "some.Backend"}, "some.Backend"),
    ],
)
def test_mail_goes_to_the_log_only_if_asked_for(given: dict[str, str], backend: str) -> None:
    code = "from django.conf import settings; print(settings.EMAIL_BACKEND)"
    assert run("shell", "--no-imports", "-c", code, **PRODUCTION | given).stdout.strip() == backend
