"""The files by which the portal is deployed, read against the settings: no test runs a container."""

import ast
import os
import re
import shlex
import subprocess
import sys

import pytest
import yaml

from tests.house.test_house import ROOT
from tests.upkeep.conftest import Served

READERS = {"text", "flag", "number", "words", "secret"}
COMPOSE = yaml.safe_load((ROOT / "compose.yaml").read_text(encoding="utf-8"))
DOCKERFILE = (ROOT / "Dockerfile").read_text(encoding="utf-8")
GUIDE = (ROOT / "docs" / "operator.md").read_text(encoding="utf-8")


def variables_read() -> set[str]:
    """Every variable that settings.py reads through `ssr_portal.env`."""
    tree = ast.parse((ROOT / "ssr_portal" / "settings.py").read_text(encoding="utf-8"))
    return {
        node.args[0].value
        for node in ast.walk(tree)
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr in READERS
        if isinstance(node.func.value, ast.Name) and node.func.value.id == "env"
    }


def test_settings_are_read_in_one_place() -> None:
    found = subprocess.run(
        ["git", "grep", "-lE", r"os\.environ|getenv", "--", "ssr_portal", "frameworks", "assessments", "gunicorn.conf.py"],
        cwd=ROOT, capture_output=True, text=True, check=True,
    ).stdout.split()  # fmt: skip
    assert set(found) <= {"ssr_portal/env.py", "ssr_portal/wsgi.py", "assessments/reports/pdf.py"}
    assert len(variables_read()) > 20


@pytest.mark.parametrize("service", ["web", "worker"])
def test_compose_hands_every_setting_to_both_services(service: str) -> None:
    assert set(COMPOSE["services"][service]["environment"]) == variables_read()


def test_compose_hands_each_setting_on_under_its_own_name() -> None:
    for name, given in COMPOSE["services"]["web"]["environment"].items():
        assert name == "DATA_DIR" or given.startswith(f"${{{name}:"), (name, given)


def test_guide_lists_every_setting_and_no_other() -> None:
    table = GUIDE.partition("## Settings")[2].partition("\n## ")[0]
    rows = [line.split("|")[1] for line in table.splitlines() if line.startswith("| `")]
    assert {name for row in rows for name in re.findall(r"`(\w+)`", row)} == variables_read()


def filled(template: str, given: dict[str, str]) -> str:
    """What compose makes of `${NAME}`, `${NAME:-default}` and `${NAME:?}`, nested."""
    inner = re.compile(r"\$\{(\w+)(?::([-?])([^${}]*))?\}")
    while found := inner.search(template):
        name, _kind, default = found.groups()
        template = template[: found.start()] + (given.get(name) or default or "") + template[found.end() :]
    return template


NEEDED = {
    "SECRET_KEY": "k" * 20 + "Qx7-" * 15,
    "ALLOWED_HOSTS": "portal.example",
    "SITE_URL": "https://portal.example",
    "POSTGRES_PASSWORD": "letters1",
}


def environment_of(service: str, **more: str) -> dict[str, str]:
    given = COMPOSE["services"][service]["environment"]
    return {name: filled(str(value), NEEDED | more) for name, value in given.items()}


def settings_under(environment: dict[str, str], *names: str) -> list[str]:
    code = f"from django.conf import settings as s; print(*[repr(getattr(s, n)) for n in {names!r}], sep='\\n')"
    kept = {name: value for name, value in os.environ.items() if name in {"PATH", "HOME"}}
    command = [sys.executable, "manage.py", "shell", "--no-imports", "-c", code]
    done = subprocess.run(command, cwd=ROOT, env=kept | environment, capture_output=True, text=True, check=True)
    return [ast.literal_eval(line) for line in done.stdout.splitlines()]


def test_documented_settings_start_both_services() -> None:
    hosts, secure, url, backend = settings_under(
        environment_of("worker"), "ALLOWED_HOSTS", "SESSION_COOKIE_SECURE", "DATABASE_URL", "EMAIL_BACKEND"
    )
    assert (hosts, secure, url) == (["portal.example"], True, "postgres://portal:letters1@database:5432/portal")
    assert backend == "ssr_portal.upkeep.mail.KeptAsFiles"


def test_mail_server_with_a_password_can_be_set_through_compose() -> None:
    mail = {
        "EMAIL_HOST": "mail.example",
        "EMAIL_PORT": "587",
        "EMAIL_HOST_USER": "portal",
        "EMAIL_HOST_PASSWORD": "pass word",
        "EMAIL_USE_TLS": "on",
        "DEFAULT_FROM_EMAIL": "portal@example.org",
    }
    found = settings_under(environment_of("worker", **mail), *mail, "EMAIL_BACKEND")
    assert found == [
        "mail.example", 587, "portal", "pass word", True, "portal@example.org",
        "django.core.mail.backends.smtp.EmailBackend",
    ]  # fmt: skip


def test_worker_starts_after_a_health_check_that_holds_under_the_documented_settings(serve) -> None:
    """The command of the check itself, against the portal with ALLOWED_HOSTS and HTTPS as documented."""
    assert COMPOSE["services"]["worker"]["depends_on"]["web"] == {"condition": "service_healthy"}
    assert shlex.split(COMPOSE["services"]["worker"]["command"])[:3] == ["python", "manage.py", "db_worker"]
    kind, *command = COMPOSE["services"]["web"]["healthcheck"]["test"]
    assert (kind, command[0]) == ("CMD", "python")
    served: Served = serve(ALLOWED_HOSTS="portal.example", HTTPS="on", BEHIND_PROXY="on")
    assert served.visitor().open("/accounts/login/", host="127.0.0.1")[0] == 400  # as any page answers the check's Host
    check = [sys.executable, *(word.replace(":8000/", f":{served.port}/") for word in command[1:])]
    assert subprocess.run(check, capture_output=True, check=False).returncode == 0


def test_image_brings_the_libraries_that_a_bare_system_is_asked_for() -> None:
    script = (ROOT / "scripts" / "system-libraries.sh").read_text(encoding="utf-8")
    to_run = script.partition('if [ "$1" = test ]')[0]
    wanted = set(re.findall(r"^library \S+ (\S+)", to_run, re.M)) | set(
        re.findall(r"\|\| lacks (\w\S+)$", to_run, re.M)
    )
    assert len(wanted) > 2
    installed = re.search(r"apt-get install -y --no-install-recommends ([^&\\]+)", DOCKERFILE)[1].split()
    assert wanted <= set(installed)
    assert [name for name in wanted if f"`{name}`" not in GUIDE] == []


def test_image_serves_with_the_product_s_own_configuration() -> None:
    command = re.search(r"^CMD (\[.*\])$", DOCKERFILE, re.M)[1]
    assert "manage.py prepare && exec gunicorn ssr_portal.wsgi --bind 0.0.0.0:8000" in command
    assert "--workers" not in command  # gunicorn.conf.py says how many, beside the application
    assert (ROOT / "gunicorn.conf.py").is_file()
    ignored = (ROOT / ".dockerignore").read_text(encoding="utf-8").split()
    assert not {"gunicorn.conf.py", "*.py", "fixtures", "static", "templates"} & set(ignored)
