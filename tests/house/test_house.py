"""What no reviewer should have to remember."""

import ast
import dataclasses
import os
import re
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest
from django.apps import apps
from django.conf import settings
from django.core.management import call_command
from django.urls import get_resolver

from assessments.seat import Rights

ROOT = Path(settings.BASE_DIR)
PACKAGES = ("ssr_portal", "frameworks", "assessments")
MODULES = [path for package in PACKAGES for path in (ROOT / package).rglob("*.py") if "migrations" not in path.parts]
TEMPLATES = list((ROOT / "templates").rglob("*.html"))
FORBIDDEN_NAMES = {"utils", "helpers", "common", "misc", "manager", "service", "handler"}


@pytest.mark.parametrize("path", MODULES, ids=lambda path: str(path.relative_to(ROOT)))
def test_module_is_short_and_explained(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    assert len(text.splitlines()) <= 400
    assert path.stem not in FORBIDDEN_NAMES
    tree = ast.parse(text)
    assert not text.strip() or ast.get_docstring(tree)
    for node in ast.walk(tree):
        if isinstance(node, ast.FunctionDef):
            assert node.end_lineno - node.lineno < 40, f"{path.name}: {node.name}"


def test_templates_ask_only_for_rights_that_there_are() -> None:
    """A template takes a name that does not exist for no, so that a button would vanish without a word."""
    asked = {name for path in TEMPLATES for name in re.findall(r"\brights\.(\w+)", path.read_text(encoding="utf-8"))}
    assert "can_edit" in asked
    assert asked <= {field.name for field in dataclasses.fields(Rights)}


@pytest.mark.parametrize("path", TEMPLATES, ids=lambda path: str(path.relative_to(ROOT)))
def test_template_is_short_and_has_nothing_inline(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    assert len(text.splitlines()) <= 200
    assert [number for number, line in enumerate(text.splitlines(), 1) if len(line) > 160] == []
    assert not re.search(r"<script>|<style|\sstyle=|\son(click|change|submit|load)=", text)
    assert "has_perm" not in text
    for include in re.findall(r"{% include [^%]*%}", text):
        assert include.endswith(" only %}"), include
    for block in re.findall(r"{% blocktranslate[^%]*%}", text):
        assert "trimmed" in block, block


# Where a call makes text safe by its word alone, and why. Elsewhere: format_html, format_html_join, a template.
SAFE_BY_WORD = {
    "assessments/reports/charts.py": "joins pieces of drawings that format_html made",
    "assessments/reports/tables.py": "joins rows that format_html made, without a call for each of thousands of cells",
    "assessments/forms/block.py": "writes bare attributes of controls, 36 criteria a page",
    "ssr_portal/templatetags/ui.py": "takes words out of a table that Django's own template made",
}


def test_markup_is_called_safe_in_named_modules_alone() -> None:
    assert {line.split(":")[0] for line in source_lines(r"\b(SafeString|SafeText|mark_safe)\(", besides=())} == set(
        SAFE_BY_WORD
    )


DAYS = {
    "Y",
    "Y-m",
    "Y-m-d",
    "M Y",
    "YEAR_MONTH_FORMAT",
    "DATE_FORMAT",
    "c",
}  # formats of days, and the one for machines


def test_times_are_shown_by_one_rule_which_names_their_zone() -> None:
    every = [*TEMPLATES, *(ROOT / "templates").rglob("*.txt")]
    asked = [
        f"{path.name}: {form}"
        for path in every
        for form in re.findall(r"""\|(?:date|time)(?::["']([^"']*)["'])?""", path.read_text(encoding="utf-8"))
        if form not in DAYS
    ]
    assert asked == []
    by_one_rule = ("ssr_portal/templatetags/ui.py", "ssr_portal/formats/en/formats.py")
    assert source_lines(r"strftime|time_format|DATETIME_FORMAT", besides=by_one_rule) == []


def source_lines(pattern: str, *, besides: tuple[str, ...]) -> list[str]:
    return [
        f"{path.relative_to(ROOT)}: {line.strip()}"
        for path in MODULES
        if str(path.relative_to(ROOT)) not in besides
        for line in path.read_text(encoding="utf-8").splitlines()
        if re.search(pattern, line)
    ]


def test_only_the_workflow_assigns_a_state_to_an_assessment() -> None:
    found = source_lines(r"(assessment|held|revision)\.state = ", besides=("assessments/domain/workflow.py",))
    assert [line for line in found if line.startswith("assessments/")] == []


def test_only_access_and_the_domain_fetch_assessments() -> None:
    found = source_lines(
        r"Assessment\.objects|get_object_or_404\(", besides=("assessments/access.py", "frameworks/views.py")
    )
    outside = [line for line in found if line.startswith(("assessments/views/", "assessments/queries/"))]
    assert outside == []


def test_roles_are_read_from_a_seat_and_from_no_row() -> None:
    lists = ("assessments/access.py", "assessments/queries/portfolio.py")  # who read many assessments at once
    assert source_lines(r"\.(i_assess|i_review|evidence_too|is_veiled)\b", besides=lists) == []
    assert source_lines(r"\b(i_assess|i_review)\b", besides=("assessments/access.py",)) == []


def test_exceptions_are_not_suppressed_wholesale() -> None:
    assert source_lines(r"suppress\(Exception\)|except Exception", besides=()) == []


def test_types_are_checked_of_every_module() -> None:
    with (ROOT / "pyproject.toml").open("rb") as file:
        mypy = tomllib.load(file)["tool"]["mypy"]
    assert mypy["strict"] is True
    assert [each["module"] for each in mypy["overrides"] if each.get("ignore_errors")] == []
    unexplained = [line for line in source_lines(r"# (type: ignore|mypy:)", besides=()) if not EXPLAINED.search(line)]
    assert unexplained == []


EXPLAINED = re.compile(r"# type: ignore\[[a-z-]+\]  # \w")


def test_every_model_has_a_docstring_of_its_own() -> None:
    for model in apps.get_models():
        if model.__module__.startswith(PACKAGES) and "istorical" not in model.__name__:
            assert not model.__doc__.startswith(f"{model.__name__}("), model


def test_no_migration_is_pending(db) -> None:
    call_command("makemigrations", "--check", "--dry-run", verbosity=0)


def test_every_command_has_a_test() -> None:
    commands = [p.stem for p in MODULES if "commands" in p.parts and p.stem != "__init__"]
    tests = "".join(path.read_text(encoding="utf-8") for path in (ROOT / "tests").rglob("test_*.py"))
    assert [name for name in commands if f'"{name}"' not in tests] == []


def every_url(patterns=None, prefix: str = "") -> list[tuple[str, object]]:
    found = []
    for pattern in patterns or get_resolver().url_patterns:
        if hasattr(pattern, "url_patterns"):
            found += every_url(pattern.url_patterns, prefix + str(pattern.pattern))
        else:
            found.append((prefix + str(pattern.pattern), pattern.callback))
    return found


def test_pages_without_a_sign_in_are_these() -> None:
    urls = every_url()
    unguarded = sorted(url for url, view in urls if not getattr(view, "login_required", True))
    assert len(urls) > 60
    assert [url for url in unguarded if not url.startswith("accounts/")] == ["administration/login/"]


def run(*arguments: str, **environment: str) -> subprocess.CompletedProcess:
    base = {
        name: value
        for name, value in os.environ.items()
        if name not in {"SECRET_KEY", "HTTPS", "DEBUG", "ALLOWED_HOSTS", "DATABASE_URL"}
    }
    return subprocess.run(
        [sys.executable, "manage.py", *arguments],
        cwd=ROOT,
        env=base | environment,
        capture_output=True,
        text=True,
        check=False,
    )


PRODUCTION = {
    "DJANGO_SETTINGS_MODULE": "ssr_portal.settings",
    "SECRET_KEY": "k" * 20 + "Qx7-" * 15,
    "HTTPS": "on",
    "DEBUG": "off",
    "ALLOWED_HOSTS": "portal.example",
}


def test_production_settings_pass_the_deployment_check() -> None:
    done = run("check", "--deploy", "--fail-level", "WARNING", **PRODUCTION)
    assert (done.returncode, done.stdout.strip()) == (0, "System check identified no issues (0 silenced)."), done.stderr


@pytest.mark.parametrize("secret", ["short", "change-me-" + "x" * 60])
def test_production_refuses_a_default_secret(secret: str) -> None:
    done = run("check", **PRODUCTION | {"SECRET_KEY": secret})
    assert done.returncode != 0
    assert "SECRET_KEY is missing" in done.stderr


@pytest.mark.parametrize(
    ("name", "value"), [("HTTPS", "perhaps"), ("EMAIL_PORT", "many"), ("DATABASE_URL", "mysql://x/y")]
)
def test_odd_settings_stop_the_start_by_name(name: str, value: str) -> None:
    done = run("check", **PRODUCTION | {name: value})
    assert done.returncode != 0
    assert name in done.stderr


def test_settings_that_carry_weight() -> None:
    assert settings.ATOMIC_REQUESTS is False
    assert settings.CACHES["default"]["BACKEND"].endswith("DatabaseCache")
    assert settings.SESSION_COOKIE_HTTPONLY
    assert settings.CSRF_COOKIE_HTTPONLY
    assert settings.FILE_UPLOAD_PERMISSIONS == 0o600
    if not os.environ.get("DATABASE_URL"):
        options = settings.DATABASES["default"]["OPTIONS"]
        assert (options["transaction_mode"], options["timeout"]) == ("IMMEDIATE", 10)
        assert "synchronous=FULL" in options["init_command"]


def test_suite_runs_on_the_database_it_was_asked_for(db) -> None:
    from django.db import connection

    assert connection.vendor == ("postgresql" if os.environ.get("DATABASE_URL") else "sqlite")


def test_sqlite_keeps_a_write_ahead_log_only_where_it_is_sound() -> None:
    from ssr_portal.database import sqlite_library

    assert [
        sqlite_library.wal_is_sound(v) for v in ((3, 40, 1), (3, 51, 2), (3, 51, 3), (3, 50, 7), (3, 44, 6), (3, 53, 4))
    ] == [
        False,
        False,
        True,
        True,
        True,
        True,
    ]


def test_every_page_sends_the_strict_policy(client, db) -> None:
    answer = client.get("/accounts/login/")
    policy = answer["Content-Security-Policy"]
    assert "script-src 'self'" in policy
    assert "unsafe" not in policy
    assert "default-src 'none'" in policy
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert answer["X-Frame-Options"] == "DENY"
    assert "no-store" in answer["Cache-Control"]


def test_scripts_that_know_no_page_have_unit_tests() -> None:
    scripts = (ROOT / "static" / "js").glob("*.js")
    pure = [path.stem for path in scripts if not re.search(r"\b(document|window)\b", path.read_text(encoding="utf-8"))]
    assert len(pure) > 4
    assert [name for name in pure if not (ROOT / "tests" / "js" / f"{name}.test.mjs").exists()] == []


def test_no_committed_file_names_a_registry_or_a_path_of_one_machine() -> None:
    tracked = subprocess.run(["git", "ls-files"], cwd=ROOT, capture_output=True, text=True, check=True).stdout.split()
    hosts = ["pypi" + ".org", "files." + "pythonhosted", "registry." + "npmjs"]
    found = []
    for name in tracked:
        path = ROOT / name
        if path.suffix in {".woff2", ".png", ".pdf"} or "vendor" in path.parts or not path.is_file():
            continue
        text = path.read_text(encoding="utf-8")
        found += [f"{name}: {host}" for host in hosts if host in text]
    assert found == []


def test_files_that_the_architecture_names_exist() -> None:
    pages = [ROOT / "docs" / "architecture.md", ROOT / "CONTRIBUTING.md", *DECISIONS]
    text = "".join(page.read_text(encoding="utf-8") for page in pages)
    named = re.findall(
        r"`((?:ssr_portal|frameworks|assessments|templates|static|tests|scripts|fixtures)/[\w./-]+)`", text
    )
    assert len(named) > 20
    assert [name for name in named if not (ROOT / name).exists()] == []


DECISIONS = sorted((ROOT / "docs" / "decisions").glob("*.md"))


def test_every_decision_has_context_and_consequence_and_stands_in_the_architecture() -> None:
    assert len(DECISIONS) > 30
    index = (ROOT / "docs" / "architecture.md").read_text(encoding="utf-8")
    for page in DECISIONS:
        title, *headings = re.findall(r"^#+ (.*)$", page.read_text(encoding="utf-8"), re.M)
        assert headings == ["Context", "Decision", "Consequence"], page.name
        assert f"[{title}](decisions/{page.name})" in index
    assert index.count("(decisions/") == len(DECISIONS)
