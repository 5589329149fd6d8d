"""Django's settings, from the environment and the data folder; `cadran serve` sets both.

CADRAN_DATA        folder of the secret, the people's database and uploads (default: cadran-data)
CADRAN_STORE       the store's URL (default: cadran.duckdb in the data folder)
CADRAN_HOSTS       host names it is reached by, comma separated, besides loopback
CADRAN_TLS         1 when served behind TLS: secure cookies, redirect to https, HSTS
CADRAN_HSTS        seconds of HSTS behind TLS (default: a year; 0 switches it off)
CADRAN_DEBUG       1 for development, refused on any address but loopback
CADRAN_DATABASE    postgresql://user:password@host/name for the people's database (default: SQLite in the data folder)
CADRAN_GROUP_SIZE  how many others an average of others needs (default: 5)
"""

from __future__ import annotations

import os
import secrets
from pathlib import Path
from typing import Any
from urllib.parse import unquote, urlsplit

from django.utils.translation import gettext_lazy as _

from cadran.messages.compiled import compiled


def _flag(name: str) -> bool:
    return os.environ.get(name, "").lower() in ("1", "true", "yes", "on")


def _listed(name: str) -> list[str]:
    return [part.strip() for part in os.environ.get(name, "").split(",") if part.strip()]


def _secret(folder: Path) -> str:
    """The key in the data folder; one for this process alone where there is none (tools that serve nobody)."""
    file = folder / "secret.key"
    return file.read_text(encoding="ascii").strip() if file.is_file() else secrets.token_urlsafe(64)


def _database(url: str, folder: Path) -> dict[str, Any]:
    if not url:
        return {
            "ENGINE": "django.db.backends.sqlite3",
            "NAME": folder / "cadran.sqlite3",
            "OPTIONS": {
                "transaction_mode": "IMMEDIATE",
                "timeout": 10,
                "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL;",
            },
        }
    parts = urlsplit(url)
    return {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": parts.path.lstrip("/"),
        "USER": unquote(parts.username or ""),
        "PASSWORD": unquote(parts.password or ""),
        "HOST": parts.hostname or "",
        "PORT": str(parts.port or ""),
        "CONN_MAX_AGE": 60,
    }


DATA = Path(os.environ.get("CADRAN_DATA") or "cadran-data").resolve()
STORE = os.environ.get("CADRAN_STORE") or str(DATA / "cadran.duckdb")
GROUP_SIZE = int(os.environ.get("CADRAN_GROUP_SIZE") or 5)
TLS = _flag("CADRAN_TLS")

SECRET_KEY = os.environ.get("CADRAN_SECRET_KEY") or _secret(DATA)
DEBUG = _flag("CADRAN_DEBUG")
ALLOWED_HOSTS = ["localhost", "127.0.0.1", "[::1]", *_listed("CADRAN_HOSTS")]
CSRF_TRUSTED_ORIGINS = [f"https://{host}" for host in _listed("CADRAN_HOSTS")] if TLS else []

INSTALLED_APPS = [
    "cadran.web.apps.WebConfig",
    "cadran.web.pages.apps.PagesConfig",
    "django.contrib.admin",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django_htmx",
    "ninja",
]
MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "cadran.web.middleware.Headers",
    "django.middleware.gzip.GZipMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "cadran.web.middleware.SignedIn",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "cadran.web.middleware.Errors",
]
ROOT_URLCONF = "cadran.web.urls"
ASGI_APPLICATION = "cadran.web.asgi.application"
DATABASES = {"default": _database(os.environ.get("CADRAN_DATABASE", ""), DATA)}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

_WEB = Path(__file__).parent
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [_WEB / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.template.context_processors.i18n",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "cadran.web.fonts.letters",
            ],
        },
    }
]

LANGUAGE_CODE = "fr"
LANGUAGES = [("fr", _("French")), ("en", _("English"))]
LOCALE_PATHS = [compiled()]
USE_I18N = True
USE_TZ = True
TIME_ZONE = "Europe/Paris"
LANGUAGE_COOKIE_NAME = "cadran_language"
LANGUAGE_COOKIE_SAMESITE = "Lax"
LANGUAGE_COOKIE_AGE = 365 * 86400

STATIC_URL = "/static/"
WHITENOISE_USE_FINDERS = True
WHITENOISE_AUTOREFRESH = DEBUG
WHITENOISE_MAX_AGE = 0 if DEBUG else 3600

# people and sessions
LOGIN_URL = "sign-in"
LOGIN_REDIRECT_URL = "/"
LOGOUT_REDIRECT_URL = "sign-in"
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 12}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "django.contrib.auth.password_validation.NumericPasswordValidator"},
]
SESSION_COOKIE_NAME = "cadran_session"
SESSION_COOKIE_AGE = 12 * 3600
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
CSRF_COOKIE_NAME = "cadran_csrf"
CSRF_COOKIE_SAMESITE = "Lax"
CSRF_FAILURE_VIEW = "cadran.web.errors.csrf_failure"

# what a browser is told
X_FRAME_OPTIONS = "DENY"
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = LANGUAGE_COOKIE_SECURE = TLS
SECURE_SSL_REDIRECT = TLS
SECURE_HSTS_SECONDS = int(os.environ.get("CADRAN_HSTS") or 31_536_000) if TLS else 0
# whether sub-domains are under TLS too, and a place on the browsers' preload list, are the domain owner's to decide
SILENCED_SYSTEM_CHECKS = ["security.W005", "security.W021"]
if not TLS:  # plain http, on loopback: a cookie marked secure would never come back
    SILENCED_SYSTEM_CHECKS += ["security.W004", "security.W008", "security.W012", "security.W016"]

DATA_UPLOAD_MAX_MEMORY_SIZE = 2 * 1024 * 1024
DATA_UPLOAD_MAX_NUMBER_FIELDS = 500
CACHES = {"default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}}

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {
        "plain": {"()": "cadran.web.logs.Discreet", "format": "{asctime} {levelname} {name} {message}", "style": "{"}
    },
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "plain"}},
    "root": {"handlers": ["console"], "level": "WARNING"},
    "loggers": {
        "django": {"handlers": ["console"], "level": "WARNING", "propagate": False},
        "cadran": {"handlers": ["console"], "level": "INFO", "propagate": False},
        "uvicorn": {"handlers": ["console"], "level": "WARNING", "propagate": False},
    },
}
