"""System checks that keep the portal from starting, each with a hint on how to fix it."""

from collections.abc import Callable, Iterable, Sequence
from importlib.util import find_spec
from typing import Any

from django.conf import settings
from django.core.checks import CheckMessage, Error, register, run_checks
from django.core.exceptions import ImproperlyConfigured, ValidationError

from accounts.mailboxes import clean_address

_TAG = "portal"
_SHORTEST_KEY = 50
_UNSHARED_CACHES = ("LocMemCache", "DummyCache", "FileBasedCache")


def refuse_to_boot() -> None:
    """Raise ImproperlyConfigured if any check fails, listing each error with its hint."""
    errors = [error for error in run_checks(tags=[_TAG]) if error.is_serious()]
    if errors:
        shown = "\n".join(f"- {error.msg} {error.hint} ({error.id})" for error in errors)
        raise ImproperlyConfigured(f"The portal cannot start:\n{shown}")


@register(_TAG)
def settings_anywhere(app_configs: Sequence[Any] | None, **kwargs: Any) -> list[CheckMessage]:
    """Check settings that matter on every machine and that nothing later would report."""
    return [*_environment(), *_site_url(), *_clients(), *_administrator()]


@register(_TAG)
def production_settings(app_configs: Sequence[Any] | None, **kwargs: Any) -> list[CheckMessage]:
    """Check what only production requires; on a developer's machine everything has a default."""
    if not settings.PRODUCTION:
        return []
    return [error for check in _CHECKS for error in check()]


def _environment() -> Iterable[Error]:
    if settings.PORTAL_ENV not in {"", "production"}:
        yield Error(
            f"PORTAL_ENV is {settings.PORTAL_ENV!r}, which selects nothing.",
            hint="Set it to production, or leave it out on your own machine.",
            id="portal.E007",
        )


def _site_url() -> Iterable[Error]:
    if not settings.SITE_URL.startswith(("https://", "http://")):
        yield Error(
            f"SITE_URL is {settings.SITE_URL!r}, without https:// in front.",
            hint="Certificates and mails print it: write it as https://courses.example.org.",
            id="portal.E008",
        )


def _clients() -> Iterable[Error]:
    redis = "Redis" in settings.CACHES["default"]["BACKEND"]
    bucket = "bucket_name" in settings.STORAGES["default"].get("OPTIONS", {})
    needed = {"REDIS_URL": ("redis", redis), "AWS_STORAGE_BUCKET_NAME": ("boto3", bucket)}
    for variable, (client, is_needed) in needed.items():
        if is_needed and find_spec(client) is None:
            yield Error(
                f"{variable} is set, but its client {client} is not installed.",
                hint="Install it: .venv/bin/python -m pip install -r deploy/requirements.txt",
                id="portal.E009",
            )


def _administrator() -> Iterable[Error]:
    try:
        clean_address(settings.ADMIN_EMAIL or "admin@localhost")
    except ValidationError as refused:
        yield Error(
            f"ADMIN_EMAIL is {settings.ADMIN_EMAIL!r}, which is no email address.",
            hint=refused.messages[0],
            id="portal.E010",
        )


def _debug() -> Iterable[Error]:
    if settings.DEBUG:
        yield Error(
            "DEBUG is on.",
            hint="It shows settings and data to anyone: remove DEBUG from the environment.",
            id="portal.E001",
        )


def _secret_key() -> Iterable[Error]:
    key = settings.SECRET_KEY
    if len(key) < _SHORTEST_KEY or len(set(key)) < 5 or key.startswith("django-insecure-"):
        yield Error(
            "SECRET_KEY is missing or weak.",
            hint="Set it to 50 or more random characters: "
            'python -c "import secrets; print(secrets.token_urlsafe(50))"',
            id="portal.E002",
        )


def _database() -> Iterable[Error]:
    if not settings.DATABASE_URL:
        yield Error(
            "DATABASE_URL is not set.",
            hint="Production needs a PostgreSQL of its own (15 or newer): "
            "postgresql://user:password@host/name",
            id="portal.E003",
        )


def _mail() -> Iterable[Error]:
    if not settings.MAIL_HOST:
        yield Error(
            "No mail host is set.",
            hint="Nobody can sign in without mail: set EMAIL_HOST.",
            id="portal.E004",
        )


def _hosts() -> Iterable[Error]:
    if not settings.ALLOWED_HOSTS or "*" in settings.ALLOWED_HOSTS:
        yield Error(
            "No allowed host is set, or any host is.",
            hint="Set ALLOWED_HOSTS to the portal's own names, such as courses.example.org.",
            id="portal.E005",
        )


def _cache() -> Iterable[Error]:
    backend = settings.CACHES["default"]["BACKEND"]
    if backend.endswith(_UNSHARED_CACHES):
        yield Error(
            "The cache is not shared by all processes, so rate limits do not hold.",
            hint="Use the database cache (the default) or set REDIS_URL.",
            id="portal.E006",
        )


_CHECKS: tuple[Callable[[], Iterable[Error]], ...] = (
    _debug,
    _secret_key,
    _database,
    _mail,
    _hosts,
    _cache,
)
