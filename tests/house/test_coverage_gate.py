"""What `make coverage` demands of the tests."""

import json
import runpy
from pathlib import Path

import pytest

from tests.house.test_house import ROOT

REPORT = runpy.run_path(str(ROOT / "scripts" / "coverage-report.py"))
WHOLE = [f"{name.replace('.', '/')}.py" for name in REPORT["WHOLE"]]


def ran(*, lines: int = 100, branches: int = 100) -> dict:
    return {
        "summary": {"num_statements": 100, "covered_lines": lines, "num_branches": 100, "covered_branches": branches}
    }


def judged(tmp_path: Path, files: dict) -> int:
    path = tmp_path / "coverage.json"
    path.write_text(json.dumps({"files": files}), encoding="utf-8")
    return REPORT["main"](str(path))


def test_enough_is_enough(tmp_path, capsys) -> None:
    files = {name: ran() for name in WHOLE} | {"ssr_portal/__init__.py": ran(lines=90, branches=80)}
    assert judged(tmp_path, files) == 0
    *_, row, total = capsys.readouterr().out.splitlines()
    assert " ".join(row.split()) == "ssr_portal lines 90.00 % branches 80.00 % 90/100 lines, 80/100 branches"
    assert total.startswith("all ")


@pytest.mark.parametrize(
    ("odd", "fault"),
    [
        ({"ssr_portal/much.py": ran(lines=0)}, "83.33 % of the lines ran"),
        ({"ssr_portal/much.py": ran(branches=0)}, "83.33 % of the branches ran"),
        ({"assessments/access.py": ran(branches=99)}, "assessments.access: 1 of 100 branches never ran"),
        ({"assessments/scorecard/build.py": ran(branches=98)}, "assessments.scorecard.build: 2 of 100 branches"),
    ],
)
def test_too_little_is_told(tmp_path, capsys, odd: dict, fault: str) -> None:
    assert judged(tmp_path, {name: ran() for name in WHOLE} | odd) == 1
    (told,) = [line for line in capsys.readouterr().out.splitlines() if line.startswith("TOO LITTLE")]
    assert told.startswith(f"TOO LITTLE: {fault}")


def test_module_of_another_name_is_no_way_out(tmp_path, capsys) -> None:
    assert judged(tmp_path, {name: ran() for name in WHOLE if "workflow" not in name}) == 1
    assert "assessments.domain.workflow: no such module" in capsys.readouterr().out


def test_modules_whose_every_branch_must_run_exist() -> None:
    missing = [
        path.removesuffix(".py")
        for path in WHOLE
        if not (ROOT / path).exists() and not (ROOT / path).with_suffix("").is_dir()
    ]
    assert missing == []
