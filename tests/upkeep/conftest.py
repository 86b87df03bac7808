"""The portal as it is run: gunicorn with the product's own configuration, in a folder of its own."""

import http.cookiejar
import os
import re
import shutil
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.parse
import urllib.request
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from django.conf import settings

from assessments.management.commands import demo
from tests import once

ROOT = Path(settings.BASE_DIR)
ENVIRONMENT = {
    "DJANGO_SETTINGS_MODULE": "ssr_portal.settings",
    "SECRET_KEY": "only-for-tests-" + "y" * 60,
    "HTTPS": "off",
    "ALLOWED_HOSTS": "portal.example",
    "PYTHONWARNINGS": "default",
}


# The product's own configuration, with less patience.
IMPATIENT = """
from pathlib import Path
exec(Path("gunicorn.conf.py").read_text())
from ssr_portal.upkeep.patience import PatientWorker

class Impatient(PatientWorker):
    request_seconds = {request_seconds}

worker_class = Impatient
"""


@dataclass
class Served:
    """A running portal."""

    port: int
    folder: Path
    environment: dict[str, str]

    @property
    def database(self) -> Path:
        return self.folder / "ssr_portal.sqlite3"

    def manage(self, *arguments: str) -> str:
        command = [sys.executable, "manage.py", *arguments]
        return subprocess.run(
            command, cwd=ROOT, env=self.environment, check=True, capture_output=True, text=True
        ).stdout

    def visitor(self) -> "Visitor":
        return Visitor(self.port)


class Visitor:
    """A browser without a script; the Host header is the portal's name."""

    def __init__(self, port: int) -> None:
        self.base = f"http://127.0.0.1:{port}"
        jar = http.cookiejar.CookieJar(policy=http.cookiejar.DefaultCookiePolicy(rfc2965=True))
        self.opener = urllib.request.build_opener(urllib.request.HTTPCookieProcessor(jar))

    def open(self, path: str, data: dict[str, str] | None = None, host: str = "portal.example") -> tuple[int, str]:
        """Status and page."""
        body = urllib.parse.urlencode(data).encode() if data is not None else None
        request = urllib.request.Request(self.base + path, body, {"Host": host})  # noqa: S310
        try:
            with self.opener.open(request, timeout=60) as answer:
                return answer.status, answer.read().decode()
        except urllib.error.HTTPError as error:
            with error:
                return error.code, error.read().decode()

    def token(self, page: str) -> str:
        return re.search(r'name="csrfmiddlewaretoken" value="(\w+)"', page)[1]

    def sign_in(self, email: str) -> None:
        page = self.open("/accounts/login/")[1]
        data = {"csrfmiddlewaretoken": self.token(page), "login": email, "password": demo.PASSWORD}
        assert self.open("/accounts/login/", data)[0] == 200


def free_port() -> int:
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        return listener.getsockname()[1]


@pytest.fixture(scope="session")
def prepared() -> Path:
    """A folder of data with the demonstration, to be copied."""
    return once.made("prepared", _prepare)


def _prepare(folder: Path) -> None:
    folder.mkdir(exist_ok=True)
    served = Served(0, folder, _environment(folder))
    served.manage("prepare")
    served.manage("demo")


def _environment(folder: Path) -> dict[str, str]:
    kept = {name: value for name, value in os.environ.items() if name not in {"DATABASE_URL", "DEBUG"}}
    return kept | ENVIRONMENT | {"DATA_DIR": str(folder)}


@pytest.fixture(scope="module")
def serve(prepared: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Callable[..., Served]]:
    """Start the portal with these settings on top; ended with the module's tests."""
    running = []

    def start(*, request_seconds: int = 20, **more: str) -> Served:
        folder = tmp_path_factory.mktemp("served")
        shutil.copytree(prepared, folder, dirs_exist_ok=True)
        served = Served(free_port(), folder, _environment(folder) | more)
        (folder / "gunicorn.conf.py").write_text(IMPATIENT.format(request_seconds=request_seconds))
        command = [sys.executable, "-m", "gunicorn", "ssr_portal.wsgi", "--bind", f"127.0.0.1:{served.port}"]
        command += ["--config", str(folder / "gunicorn.conf.py")]
        log = (folder / "log").open("w")
        running.append((subprocess.Popen(command, cwd=ROOT, env=served.environment, stdout=log, stderr=log), log))
        _wait_for(served)
        return served

    yield start
    for process, log in running:
        process.terminate()
        process.wait(timeout=60)
        log.close()


def _wait_for(served: Served) -> None:
    until = time.monotonic() + 60
    while time.monotonic() < until:
        try:
            if served.visitor().open("/healthz")[0] == 200:
                return
        except (urllib.error.URLError, ConnectionError):
            time.sleep(0.1)
    raise AssertionError((served.folder / "log").read_text())
