"""The commands that set the product up."""

from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from assessments import models, scorecard
from assessments.management.commands import demo
from frameworks.models import Framework
from tests.conftest import FIXTURE, client_of


def test_demo_loads_once(db, capsys) -> None:
    call_command("demo")
    first = models.Assessment.objects.count(), models.Rating.objects.count(), models.Event.objects.count()
    call_command("demo")
    assert (models.Assessment.objects.count(), models.Rating.objects.count(), models.Event.objects.count()) == first
    assert demo.PASSWORD in capsys.readouterr().out
    assert dict(models.Assessment.objects.values_list("reference", "state")) == {
        "NL-BI-2011": "approved",
        "NL-BI-2014": "draft",
        "DDA-BI-2014": "draft",
    }


def test_demo_shows_the_case_and_hides_the_other_donor(db) -> None:
    call_command("demo", verbosity=0)
    baseline = models.Assessment.objects.get(reference="NL-BI-2011")
    card = scorecard.build(baseline)
    assert (card.whole.total, card.whole.done, len(card.programmes)) == (80, 80, 3)
    assert {rating.status for rating in card.of_part("governance")} == {"level", "insufficient"}
    assert all(rating.cited for rating in card.ratings if rating.status == "level")
    from ssr_portal.accounts.models import Person

    page = client_of(Person.objects.get(email="anna@nl.example")).get("/").content.decode()
    assert "NL-BI-2014" in page
    assert "DDA-BI-2014" not in page


def test_prepare_can_be_repeated(db, settings, tmp_path: Path, monkeypatch) -> None:
    called = []
    monkeypatch.setattr(
        "ssr_portal.accounts.management.commands.prepare.call_command", lambda name, **_: called.append(name)
    )
    settings.DATA_DIR = tmp_path / "var"
    for _ in range(2):
        call_command("prepare")
    assert (
        called
        == ["migrate", "createcachetable", "load_framework", "keep_figures", "take_up_reports", "collectstatic"] * 2
    )
    assert settings.DATA_DIR.is_dir()


def test_load_framework_tells_what_is_wrong(db, tmp_path: Path) -> None:
    odd = tmp_path / "odd.yaml"
    odd.write_text("format: something else", encoding="utf-8")
    with pytest.raises(CommandError, match="not a framework file"):
        call_command("load_framework", str(odd))
    with pytest.raises(CommandError, match="No such file"):
        call_command("load_framework", str(tmp_path / "missing.yaml"))


def test_export_framework_prints_the_shipped_file(db, capsys) -> None:
    call_command("export_framework", "oecd-ssr", "1")
    assert capsys.readouterr().out == FIXTURE.read_text(encoding="utf-8")
    with pytest.raises(CommandError, match="no version 7"):
        call_command("export_framework", "oecd-ssr", "7")
    assert Framework.objects.count() == 1
