"""The product's settings with what a test run needs: a fixed secret, no TLS, files in a temporary folder, tasks at once."""

import os
import tempfile
from pathlib import Path

os.environ["SECRET_KEY"] = "only-for-tests-" + "x" * 60
os.environ["HTTPS"] = "off"
os.environ["DEBUG"] = "off"
os.environ["ALLOWED_HOSTS"] = "testserver,localhost,127.0.0.1"
os.environ["DATA_DIR"] = tempfile.mkdtemp(prefix="ssr-portal-tests-")

from ssr_portal.settings import *  # noqa: E402, F403
from ssr_portal.settings import DATABASES, STORAGES, TASKS  # noqa: E402

TASKS = {"default": TASKS["default"] | {"BACKEND": "tests.at_once.AtOnce"}}
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
STORAGES = STORAGES | {"staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}}
WHITENOISE_AUTOREFRESH = True
if DATABASES["default"]["ENGINE"].endswith("sqlite3"):
    # A file, not memory: the browser's server and the tests are different threads.
    # One that stays, with `pytest --reuse-db`, spares a developer the migrations of every run.
    kept = os.environ.get("TEST_DATABASE", str(Path(os.environ["DATA_DIR"]) / "test.sqlite3"))
    DATABASES["default"]["TEST"] = {"NAME": kept}
LOGGING = {"version": 1, "disable_existing_loggers": False}
CRISPY_FAIL_SILENTLY = False  # a layout that names a field which is not there
