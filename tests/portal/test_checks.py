"""What production refuses to boot with."""

import sys
from typing import Any

import pytest
from django.core.checks import run_checks
from django.core.exceptions import ImproperlyConfigured
from pytest_django.fixtures import Settings

from portal import backends
from portal.checks import refuse_to_boot

GOOD: dict[str, Any] = {
    "PRODUCTION": True,
    "DEBUG": False,
    "SECRET_KEY": "k3yz" + "abcdefghij" * 6,
    "DATABASE_URL": "postgresql://portal@db.example.org/portal",
    "MAIL_HOST": "smtp.example.org",
    "ALLOWED_HOSTS": ["courses.example.org"],
    "CACHES": {"default": {"BACKEND": "django.core.cache.backends.db.DatabaseCache"}},
}
CACHE = "django.core.cache.backends"


@pytest.fixture
def production(settings: Settings) -> Settings:
    for name, value in GOOD.items():
        setattr(settings, name, value)
    return settings


def errors() -> list[str]:
    return [str(error.id) for error in run_checks(tags=["portal"])]


def test_right_settings_boot(production: Settings) -> None:
    assert errors() == []
    refuse_to_boot()


@pytest.mark.parametrize(
    ("name", "value", "error"),
    [
        ("DEBUG", True, "portal.E001"),
        ("SECRET_KEY", "unset", "portal.E002"),
        ("SECRET_KEY", "short-but-varied-0123456789", "portal.E002"),
        ("SECRET_KEY", "ab" * 40, "portal.E002"),
        ("SECRET_KEY", "django-insecure-" + "abcdefghij" * 6, "portal.E002"),
        ("DATABASE_URL", "", "portal.E003"),
        ("MAIL_HOST", "", "portal.E004"),
        ("ALLOWED_HOSTS", [], "portal.E005"),
        ("ALLOWED_HOSTS", ["*"], "portal.E005"),
        ("CACHES", {"default": {"BACKEND": f"{CACHE}.locmem.LocMemCache"}}, "portal.E006"),
        ("CACHES", {"default": {"BACKEND": f"{CACHE}.dummy.DummyCache"}}, "portal.E006"),
        ("CACHES", {"default": {"BACKEND": f"{CACHE}.filebased.FileBasedCache"}}, "portal.E006"),
    ],
)
def test_each_wrong_setting_stops_the_boot_with_a_hint(
    production: Settings, name: str, value: object, error: str
) -> None:
    setattr(production, name, value)
    [found] = run_checks(tags=["portal"])
    assert found.id == error
    assert found.hint
    with pytest.raises(ImproperlyConfigured, match=error):
        refuse_to_boot()


@pytest.mark.parametrize(
    ("name", "value", "error"),
    [
        ("PORTAL_ENV", "prod", "portal.E007"),
        ("PORTAL_ENV", "Production", "portal.E007"),
        ("SITE_URL", "courses.example.org", "portal.E008"),
        ("ADMIN_EMAIL", "cme@example.org.", "portal.E010"),
    ],
)
def test_what_nothing_later_would_notice_is_refused_on_any_machine(
    settings: Settings, name: str, value: str, error: str
) -> None:
    setattr(settings, name, value)
    with pytest.raises(ImproperlyConfigured, match=error):
        refuse_to_boot()


def test_a_service_without_its_client_is_refused_before_anything_asks_for_it(
    settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    for client in ("redis", "boto3"):
        monkeypatch.setitem(sys.modules, client, None)  # as if it were not installed
    settings.CACHES = {"default": backends.shared_cache("redis://localhost/0")}
    bucket = backends.media_storage(bucket="media", endpoint="", region="")
    settings.STORAGES = {**settings.STORAGES, "default": bucket}
    with pytest.raises(ImproperlyConfigured) as refusal:
        refuse_to_boot()
    for words in ("REDIS_URL", "AWS_STORAGE_BUCKET_NAME", "install -r deploy/requirements.txt"):
        assert words in str(refusal.value)


def test_a_local_installation_needs_none_of_it(settings: Settings) -> None:
    settings.DATABASE_URL = ""
    settings.MAIL_HOST = ""
    assert errors() == []
