"""The commands that set the product up."""

from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from frameworks.models import Framework
from tests.conftest import FIXTURE


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
