"""The only place that reads the environment (docs/operator.md lists every variable)."""

from pathlib import Path
from typing import Any

import django_stubs_ext
from csp.constants import NONE, SELF
from django.core.exceptions import ImproperlyConfigured
from django.utils.translation import gettext_lazy as _

from ssr_portal import env
from ssr_portal.database import sqlite_library
from ssr_portal.upkeep import queues

django_stubs_ext.monkeypatch()  # Django's classes take types in brackets, as its stubs do: admin.ModelAdmin[Person]

BASE_DIR = Path(__file__).resolve().parent.parent
env.load_file(BASE_DIR / ".env")

DEBUG = env.flag("DEBUG", default=False)
HTTPS = env.flag("HTTPS", default=not DEBUG)
ALLOWED_HOSTS = env.words("ALLOWED_HOSTS", "127.0.0.1,localhost")
ADMIN_PATH = env.text("ADMIN_PATH", "administration/")
SITE_URL = env.text("SITE_URL", "http://127.0.0.1:8000").rstrip("/")
DATA_DIR = Path(env.text("DATA_DIR", str(BASE_DIR / "var")))

SECRET_KEY = env.secret("SECRET_KEY")
if len(SECRET_KEY) < 50 or SECRET_KEY.startswith("change-me"):
    raise ImproperlyConfigured(
        "SECRET_KEY is missing, shorter than 50 characters or the default. Make one with: "
        'python -c "import secrets; print(secrets.token_urlsafe(60))"',
    )

INSTALLED_APPS = [
    "ssr_portal.admin_site.Administration",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "whitenoise.runserver_nostatic",
    "django.contrib.staticfiles",
    "django.forms",
    "allauth",
    "allauth.account",
    "crispy_forms",
    "crispy_bootstrap5",
    "csp",
    "django_countries",
    "django_filters",
    "ssr_portal.upkeep",  # before django_tasks_db: its worker has a heart
    "django_tasks",
    "django_tasks_db",
    "simple_history",
    # After django.contrib.auth: the administrators' group is filled once the permissions exist.
    "ssr_portal.accounts",
    "frameworks",
    "assessments",
]

MIDDLEWARE = [
    "ssr_portal.upkeep.health.answer_checks",
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "ssr_portal.http.headers.CompressPages",
    "csp.middleware.CSPMiddleware",
    "ssr_portal.http.headers.isolate",
    "ssr_portal.http.door.through_the_door",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "ssr_portal.accounts.languages.speak",
    "ssr_portal.accounts.unsent.KeepWhatWasTyped",
    "ssr_portal.http.buttons.SaidByButtons",
    "django.contrib.auth.middleware.LoginRequiredMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "simple_history.middleware.HistoryRequestMiddleware",
    "ssr_portal.accounts.once.AnswerOnce",  # the last: who is signed in and where a post comes from is checked before
]
MESSAGE_STORAGE = "ssr_portal.http.messages.Told"

ROOT_URLCONF = "ssr_portal.urls"
WSGI_APPLICATION = "ssr_portal.wsgi.application"
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
            ],
            "builtins": ["django.templatetags.i18n", "django.templatetags.static", "ssr_portal.templatetags.ui"],
        },
    },
]
FORM_RENDERER = "django.forms.renderers.TemplatesSetting"
CRISPY_ALLOWED_TEMPLATE_PACKS = "bootstrap5"
CRISPY_TEMPLATE_PACK = "bootstrap5"

# One transaction a domain function, none a request: with IMMEDIATE, ATOMIC_REQUESTS would make every page a writer.
ATOMIC_REQUESTS = False
DATABASE_URL = env.secret("DATABASE_URL")
# How long a page waits for a lock before it says that the portal cannot store anything at the moment.
DATABASE_WAIT_SECONDS = env.number("DATABASE_WAIT_SECONDS", 10, least=1, most=600)
DATABASES: dict[str, dict[str, Any]] = {
    "default": env.postgres(DATABASE_URL, wait_seconds=DATABASE_WAIT_SECONDS)
    if DATABASE_URL
    else {
        "ENGINE": "ssr_portal.database.sqlite3",
        "NAME": DATA_DIR / "ssr_portal.sqlite3",
        "OPTIONS": {
            # A deferred transaction that reads and then writes fails at once under load; an immediate one waits.
            "transaction_mode": "IMMEDIATE",
            "timeout": DATABASE_WAIT_SECONDS,
            "init_command": f"PRAGMA journal_mode={sqlite_library.journal_mode()};"
            "PRAGMA synchronous=FULL;PRAGMA foreign_keys=ON;",
        },
        "CONN_MAX_AGE": 60,
    },
}
# allauth counts failed sign-ins in the cache: a cache of each process would let each process count for itself.
CACHES = {"default": {"BACKEND": "ssr_portal.database.cache.DatabaseCache", "LOCATION": "ssr_portal_cache"}}
TASKS = {"default": {"BACKEND": "django_tasks_db.DatabaseBackend", "QUEUES": queues.ALL}}
AT_EVERY_BEAT = ["assessments.generation.tasks.requeue_lost"]  # called by every worker, three times a minute
DAILY_TASKS = ["assessments.tasks.purge"]  # begun once a day by whichever worker comes first

AUTH_USER_MODEL = "accounts.Person"
AUTHENTICATION_BACKENDS = ["ssr_portal.accounts.sign_in.ByAddress"]
PASSWORD_HASHERS = [
    "django.contrib.auth.hashers.Argon2PasswordHasher",
    "django.contrib.auth.hashers.PBKDF2PasswordHasher",
]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 12}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "django.contrib.auth.password_validation.NumericPasswordValidator"},
    {"NAME": "ssr_portal.accounts.passwords.GuessedPasswordValidator"},
]
PASSWORD_RESET_TIMEOUT = 60 * 60
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "dashboard"
ACCOUNT_ADAPTER = "ssr_portal.accounts.adapter.InvitationOnly"
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*", "password2*"]
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_LOGIN_BY_CODE_ENABLED = False
ACCOUNT_PREVENT_ENUMERATION = True
ACCOUNT_SESSION_REMEMBER = False
ACCOUNT_FORMS = {"reset_password": "ssr_portal.accounts.sign_in.ResetForm"}
# Django's own: a link dies with the address, the password and the sign-in that it was issued for.
ACCOUNT_PASSWORD_RESET_TOKEN_GENERATOR = "django.contrib.auth.tokens.PasswordResetTokenGenerator"  # noqa: S105 - a class
# `key` is account and place together (accounts/adapter.py); from anywhere, an account takes a hundred wrong passwords an hour,
# and more from browsers that it knows.
ACCOUNT_RATE_LIMITS = {
    "login_failed": "10/m/ip,5/5m/key",
    "login_failed_anywhere": "100/h/key",
    "reset_password": "20/m/ip",  # and by no account: whoever asks in its name would keep its owner out
    "reset_mail": "1/5m/key",  # `key` is an account in a state in which its last link still works (accounts/sign_in.py)
}

EMAIL_HOST = env.text("EMAIL_HOST")
# Reset links and approval statements never go into the log unless somebody asks for that.
WITHOUT_SERVER, WITH_SERVER = "ssr_portal.upkeep.mail.KeptAsFiles", "django.core.mail.backends.smtp.EmailBackend"
EMAIL_BACKEND = env.text("EMAIL_BACKEND", WITH_SERVER if EMAIL_HOST else WITHOUT_SERVER)
EMAIL_PORT = env.number("EMAIL_PORT", 25, most=65535)
EMAIL_HOST_USER = env.text("EMAIL_HOST_USER")
EMAIL_HOST_PASSWORD = env.secret("EMAIL_HOST_PASSWORD")
EMAIL_USE_TLS = env.flag("EMAIL_USE_TLS", default=False)
EMAIL_TIMEOUT = 20
DEFAULT_FROM_EMAIL = env.text("DEFAULT_FROM_EMAIL", "ssr-portal@localhost")

# ISO 3166-1 and what IATI's list has beyond it: Kosovo, and one that was withdrawn and stands in older files.
COUNTRIES_OVERRIDE = {"XK": _("Kosovo"), "AN": _("Netherlands Antilles (until 2010)")}
LANGUAGE_CODE = "en-gb"
LANGUAGES = [("en-gb", _("English"))]
LOCALE_PATHS = [BASE_DIR / "locale"]
FORMAT_MODULE_PATH = "ssr_portal.formats"
TIME_ZONE = env.text("TIME_ZONE", "UTC")
USE_I18N = USE_TZ = True

STATIC_URL = "/static/"
STATIC_ROOT = DATA_DIR / "static"
STATICFILES_DIRS = [BASE_DIR / "static"]
MEDIA_ROOT = DATA_DIR / "files"
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "ssr_portal.http.static_files.HashedStaticFiles"},
}
KEEP_FILES_DAYS = env.number("KEEP_FILES_DAYS", 90, least=1, most=36500)  # made files that can be made again
FILE_UPLOAD_PERMISSIONS = 0o600
FILE_UPLOAD_DIRECTORY_PERMISSIONS = 0o700
FILE_UPLOAD_HANDLERS = ["ssr_portal.uploads.receiving.BoundedUpload"]
# The largest real form is the governance part: 36 ratings of 12 fields, with up to 100,000 characters in one of them.
DATA_UPLOAD_MAX_NUMBER_FIELDS = 3000
DATA_UPLOAD_MAX_MEMORY_SIZE = 10 * 1024 * 1024

SESSION_COOKIE_AGE = env.number("SESSION_SECONDS", 8 * 60 * 60, least=60)
SESSION_SAVE_EVERY_REQUEST = False
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = HTTPS
SESSION_COOKIE_NAME = "__Host-session" if HTTPS else "session"
CSRF_COOKIE_NAME = "__Host-csrf" if HTTPS else "csrf"
SESSION_COOKIE_SAMESITE = CSRF_COOKIE_SAMESITE = "Lax"
CSRF_COOKIE_HTTPONLY = True
CSRF_TRUSTED_ORIGINS = env.words("CSRF_TRUSTED_ORIGINS")
SECURE_SSL_REDIRECT = HTTPS
SECURE_HSTS_SECONDS = 2 * 365 * 24 * 60 * 60 if HTTPS else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = SECURE_HSTS_PRELOAD = HTTPS
SECURE_REFERRER_POLICY = "same-origin"
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin" if HTTPS else None
if env.flag("BEHIND_PROXY", default=False):
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
    # Limits count the visitor: the address that the outermost of our own proxies saw, whatever the visitor wrote before it.
    ALLAUTH_TRUSTED_PROXY_COUNT = env.number("PROXY_COUNT", 1, least=1)
X_FRAME_OPTIONS = "DENY"
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "script-src": [SELF],
        "style-src": [SELF],
        "img-src": [SELF, "data:"],  # Bootstrap's own icons are data: images in its stylesheet
        "font-src": [SELF],
        "connect-src": [SELF],
        "form-action": [SELF],
        "frame-ancestors": [NONE],
        "base-uri": [NONE],
    },
}

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"line": {"format": "%(asctime)s %(levelname)s %(name)s %(message)s"}},
    "filters": {
        "refusals": {
            "()": "django.utils.log.CallbackFilter",
            "callback": "ext://ssr_portal.upkeep.logs.refusals_without_traceback",
        },
    },
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "line", "filters": ["refusals"]}},
    "root": {"handlers": ["console"], "level": env.text("LOG_LEVEL", "INFO")},
}
